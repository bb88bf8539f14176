"""Judges of lesson 02 that run an experiment: a prediction, and settings to train with."""

import numpy as np
from sklearn.datasets import load_digits

from ...numpy_models import likelihood, rbm
from ...numpy_models.rbm import RBM
from ..compare import show_value
from ..exercise import NotAttempted, Wrong

# The small RBM and the training set of the lesson.
TINY = RBM(
    np.array([[2.0, -1.5, 1], [2, -1.5, -1], [-1.5, 2, 1], [-1.5, 2, -1]]),
    np.array([-0.5, 0.25, -0.75, 0]),
    np.array([-1.0, -0.25, 0.25]),
)
TINY_DATA = np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1]])

# The prediction about its bias ---------------------------------------------------------------------------

CHANGES = {
    "ten times as many chains": {"copies": 20_000},
    "ten Gibbs steps": {"k": 10},
    "parameters doubled": {"scale": 2.0},
}
WORDS = ("smaller", "the same", "larger")


def cd_bias(k=1, copies=2_000, scale=1.0):
    """Distance between the mean of many CD-k gradients and the exact one, relative to its size."""
    model = RBM(*(scale * theta for theta in TINY))
    v = np.tile(TINY_DATA, (copies, 1))
    exact = likelihood.log_likelihood_gradient(TINY_DATA, *model).W
    estimate = rbm.contrastive_divergence(v, *model, np.random.default_rng(9), k).W
    return float(np.linalg.norm(estimate - exact) / np.linalg.norm(exact))


def judge_prediction(answer):
    """The predicted words must be what a run gives."""
    if isinstance(answer, list | tuple) and len(answer) == len(CHANGES):
        answer = dict(zip(CHANGES, answer, strict=True))
    if not isinstance(answer, dict) or set(answer) != set(CHANGES):
        raise Wrong(f"give a dictionary with the keys {', '.join(map(repr, CHANGES))}.")
    if any(word is ... for word in answer.values()):
        raise NotAttempted
    given = {change: " ".join(str(word).lower().split()) for change, word in answer.items()}
    given = {change: "the same" if word == "same" else word for change, word in given.items()}
    for change, word in given.items():
        if word not in WORDS:
            raise Wrong(f"{change!r} is {word!r}; write one of {', '.join(map(repr, WORDS))}.")
    before = cd_bias()
    for change, settings in CHANGES.items():
        after = cd_bias(**settings)
        if given[change] != measured_word(before, after):
            raise Wrong(_explain(change, given[change], before, after))


def measured_word(before, after):
    """Smaller, the same (within a tenth) or larger."""
    return "the same" if abs(after - before) <= 0.1 * before else "smaller" if after < before else "larger"


WHY = {
    "ten times as many chains": "More chains remove noise, but every one of them stops too early, so the bias stays.",
    "ten Gibbs steps": "A longer chain forgets the data and comes closer to the model's own distribution.",
    "parameters doubled": "Larger parameters make the valleys between likely states deeper, and the chain crosses them "
    "rarely: one step leaves it next to the data.",
}


def _explain(change, word, before, after):
    return (
        f"{change}: you predicted {word!r}, but a run gives {after:.2f} instead of {before:.2f} times the exact "
        f"gradient's size. {WHY[change]}"
    )


# Settings within a budget --------------------------------------------------------------------------------

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
