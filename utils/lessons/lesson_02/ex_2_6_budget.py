"""Exercise 2.6: settings that train an RBM well within a budget of Gibbs steps, judged by training."""

import numpy as np
from sklearn.datasets import load_digits

from ...numpy_models import likelihood, rbm
from ...teaching.compare import show_value
from ...teaching.exercise import NotAttempted, OpenExercise, Wrong

BUDGET = 30_000  # rows that go through a Gibbs step
TARGET = -14.5  # nats an example
KEYS = ("rate", "k", "batch_size")


def small_digits():
    """The 8 x 8 digits that come with scikit-learn, in black and white: 1,400 to fit, 397 held out."""
    x = (load_digits().data > 7).astype(np.float32)
    x = x[np.random.default_rng(0).permutation(len(x))]
    return x[:1400], x[1400:]


def train_within_budget(rate, k, batch_size):
    """Held-out pseudo-log-likelihood after training for the whole budget."""
    fit, held = small_digits()
    rng = np.random.default_rng(1)
    model = rbm.init_rbm(64, 40, rng)
    with np.errstate(all="ignore"):
        for _ in range(BUDGET // (k * batch_size)):
            batch = fit[rng.integers(len(fit), size=batch_size)]
            rbm.ascend(model, rbm.contrastive_divergence(batch, *model, rng, k), rate)
        return likelihood.pseudo_log_likelihood(held, *model)


def judge_settings(answer):
    """The settings must reach the target within the budget."""
    if not isinstance(answer, dict) or set(answer) != set(KEYS):
        raise Wrong(
            f"give a dictionary with the keys {', '.join(map(repr, KEYS))}; got {show_value(answer)}."
        )
    if any(value is ... for value in answer.values()):
        raise NotAttempted
    _check_numbers(*(answer[key] for key in KEYS))
    rate, k, batch_size = float(answer["rate"]), int(answer["k"]), int(answer["batch_size"])
    end = train_within_budget(rate, k, batch_size)
    if not end >= TARGET:
        reached = f"the held-out pseudo-log-likelihood ends at {end:.1f} nats; {TARGET:g} is the target."
        raise Wrong(f"{reached} {_diagnose(end, rate, k, batch_size)}")


def _check_numbers(rate, k, batch_size):
    for name, value in (("k", k), ("batch_size", batch_size)):
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float | np.number)
            or value != int(value)
            or value < 1
        ):
            raise Wrong(f"{name} is {show_value(value)}; it must be a whole number, at least 1.")
    if isinstance(rate, bool) or not isinstance(rate, int | float | np.number) or not 0 < rate < np.inf:
        raise Wrong(f"rate is {show_value(rate)}; it must be a positive number.")
    if k * batch_size > BUDGET:
        raise Wrong(
            f"one update costs k * batch_size = {k * batch_size:,} rows, more than the budget of {BUDGET:,}."
        )


def _diagnose(end, rate, k, batch_size):
    """What three times and a third of the rate would have given, and where the budget went."""
    lower, higher = (train_within_budget(factor * rate, k, batch_size) for factor in (1 / 3, 3))
    says = []
    if higher > max(end, lower) + 0.2:
        says.append(f"The steps are too small: three times the rate gives {higher:.1f}.")
    elif lower > end + 0.2 or not np.isfinite(end):
        says.append(
            f"The steps are too large for so noisy a gradient: a third of the rate gives {lower:.1f}."
        )
    n_updates = BUDGET // (k * batch_size)
    if n_updates < 1000:
        where = "Gibbs steps (k)" if k > 1 else "large batches"
        says.append(f"There were {n_updates:,} updates only: the budget went into {where}.")
    if not says:
        says.append("Neither three times nor a third of the rate does better: change k or the batch size.")
    return " ".join(says)


SETTINGS = OpenExercise("a budget of Gibbs steps", {"rate": 0.2, "k": 1, "batch_size": 10}, judge_settings)
