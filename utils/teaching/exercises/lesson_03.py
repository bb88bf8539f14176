"""The exercises of lesson 03: a denoising autoencoder from NumPy."""

import copy
import math

import numpy as np

from ...numpy_models import gradients, rbm
from ...numpy_models.autoencoder import Autoencoder
from ...numpy_models.mlp import sigmoid
from ..exercise import Case, FunctionExercise, Mistake, OpenExercise, ValueExercise, Wrong, attempt

cross_entropy = rbm.cross_entropy

# 3.1 mask ------------------------------------------------------------------------------------------------


def mask(x, level, rng):
    """The answer: each row draws its own pixels, without replacement."""
    masked = x.copy()
    for row in masked:
        row[rng.choice(len(row), round(level * len(row)), replace=False)] = 0
    return masked


def _try_mask(function, x, level, seed):
    """Call a student's function; return a boolean array that is true where it masked."""
    given = x.copy()
    got = attempt(function, (given, level, np.random.default_rng(seed)), f"level {level}")
    if got is None:
        raise Wrong("your function returned None: is the return missing?")
    if not np.array_equal(given, x):
        raise Wrong("your function changes x itself; the clean digit is the target later. Work on x.copy().")
    if not isinstance(got, np.ndarray) or got.shape != x.shape:
        raise Wrong(
            f"expected an array of shape {x.shape}, like x; got {getattr(got, 'shape', type(got).__name__)}."
        )
    hidden = got == 0
    if not np.allclose(got[~hidden], x[~hidden], rtol=1e-2):
        scaled = np.ptp(got[~hidden] / x[~hidden]) < 1e-3
        raise Wrong(
            "the pixels that stay are multiplied by a factor, as dropout does; here they stay as they are."
            if scaled
            else "some pixels have new values; masking sets the chosen ones to 0 and leaves all others as they are."
        )
    return hidden


def _check_counts(hidden, level):
    n_masked, counts = round(level * hidden.shape[1]), hidden.sum(axis=1)
    if (counts == n_masked).all():
        return
    says = f"At level {level} each row of {hidden.shape[1]} pixels must lose {n_masked}; yours lose {counts[:6]}..."
    if not counts.any():
        raise Wrong(f"nothing is masked. {says}")
    if (counts == hidden.shape[1] - n_masked).all():
        raise Wrong(f"you keep this share of the pixels; it is the share to be masked. {says}")
    if counts.max() <= n_masked and np.ptp(counts):
        raise Wrong(f"a pixel can be drawn twice: draw without replacement. {says}")
    if counts.min() < n_masked < counts.max():
        raise Wrong(
            f"each pixel falls by its own coin, so the number varies; the paper's has a fixed size. {says}"
        )
    if (counts == n_masked - 1).all():
        raise Wrong(f"the number is cut off, not rounded: use round(level * V), not int(level * V). {says}")
    raise Wrong(says)


def _check_spread(hidden, level):
    if (hidden == hidden[0]).all():
        raise Wrong(
            "all examples have lost the same pixels: one mask for the whole batch. Each needs its own."
        )
    together = (hidden[:, 1:] & hidden[:, :-1]).mean()
    if together > 0.6 * level:
        raise Wrong("the masked pixels come in blocks of neighbours; each must be drawn on its own.")
    if np.abs(hidden.mean(axis=0) - level).max() > 0.1:
        raise Wrong("some places are masked more often than others; all must have the same chance.")


def _judge_mask(answer):
    x = np.random.default_rng(1).uniform(0.5, 1, size=(1500, 50)).astype(np.float32)
    hidden = _try_mask(answer, x[:40], 0.3, seed=2)
    _check_counts(hidden, 0.3)
    if not np.array_equal(hidden, _try_mask(answer, x[:40], 0.3, seed=2)):
        raise Wrong(
            "the same generator gives different masks: draw from the argument rng, not from np.random."
        )
    if np.array_equal(hidden, _try_mask(answer, x[:40], 0.3, seed=3)):
        raise Wrong(
            "another generator gives the same masks: draw from the argument rng, not from one of your own."
        )
    _check_spread(_try_mask(answer, x, 0.3, seed=4), 0.3)
    for level in (0.0, 0.124, 0.376, 1.0):  # 50 pixels: 6.2 and 18.8 are rounded
        _check_counts(_try_mask(answer, x[:40], level, seed=5), level)


MASK = OpenExercise("mask a fixed number of pixels", mask, _judge_mask)

# 3.2 the round trip --------------------------------------------------------------------------------------


def round_trip(auto, x):
    """The answer: the code, and what enters the sigmoid of the output."""
    h = sigmoid(x @ auto.W + auto.c)  # (N, H)
    return h, h @ auto.W.T + auto.b  # (N, V)


def _round_trip_oracle(auto, x):
    """Number by number: h = 1 / (1 + exp(-sum)), and one weight for both directions."""
    h = 1 / (1 + np.exp(-np.einsum("nv,vh->nh", x, auto.W) - auto.c))
    return h, np.einsum("nh,vh->nv", h, auto.W) + auto.b


def _auto(n_visible, n_hidden):
    """A small tied autoencoder with biases that are not zero, in double precision."""
    rng = np.random.default_rng(1)
    shapes = (n_visible, n_hidden), n_visible, n_hidden
    return Autoencoder(*(rng.normal(size=shape) for shape in shapes))


def _inputs(n_examples, n_visible, seed=2):
    return np.random.default_rng(seed).uniform(size=(n_examples, n_visible))


def _round_trip_cases():
    sizes = ((4, 3, 5), (2, 3, 3), (3, 2, 6))
    return [
        Case(f"{n} examples, {v} pixels, {h} hidden units", (_auto(v, h), _inputs(n, v))) for n, v, h in sizes
    ]


def _trip(hidden=sigmoid, output=lambda a: a, transpose=True, b="b", c="c"):
    def run(auto, x):
        h = hidden(x @ auto.W + (getattr(auto, c) if c else 0))
        return h, output(h @ (auto.W.T if transpose else auto.W) + (getattr(auto, b) if b else 0))

    return run


ROUND_TRIP = FunctionExercise(
    "there and back",
    round_trip,
    _round_trip_oracle,
    _round_trip_cases,
    mistakes=(
        Mistake("The second part has been through the sigmoid; return a itself, the loss needs it.",
                _trip(output=sigmoid)),
        Mistake("The decoder's bias b is missing: a = h W^T + b.", _trip(b=None)),
        Mistake("The encoder's bias c is missing: h = sigmoid(x W + c).", _trip(c=None)),
        Mistake("Both biases are missing.", _trip(b=None, c=None)),
        Mistake("The two biases are exchanged: c belongs to the code, b to the pixels.", _trip(b="c", c="b")),
        Mistake("The way back goes through the transpose of the weights, W.T.", _trip(transpose=False)),
        Mistake("The code is linear: apply the sigmoid to it.", _trip(hidden=lambda a: a)),
        Mistake("The code goes through tanh; the paper's units are logistic sigmoids.", _trip(hidden=np.tanh)),
        Mistake("The parts come in the wrong order: first the code h, then a.",
                lambda auto, x: round_trip(auto, x)[::-1]),
        Mistake("This is a alone; return the code as well: h, a.", lambda auto, x: round_trip(auto, x)[1]),
    ),
)  # fmt: skip

# 3.3 the loss --------------------------------------------------------------------------------------------


def _cross_entropy_oracle(x, a):
    """Pixel by pixel, with the sign of a split off so that no exponential overflows."""
    pairs = zip(x.ravel().tolist(), a.ravel().tolist(), strict=True)
    return sum(max(s, 0.0) - t * s + math.log1p(math.exp(-abs(s))) for t, s in pairs) / len(x)


def _cross_entropy_cases():
    rng = np.random.default_rng(3)
    return [
        Case("an undecided output (4 log 2)", (np.array([[0.0, 1, 0.5, 1]]), np.zeros((1, 4)))),
        Case("3 examples of 5 grey pixels", (rng.uniform(size=(3, 5)), rng.normal(size=(3, 5)))),
        Case("a very sure output, once right and once wrong",
             (np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([[800.0, -800], [-800, 800]]))),
    ]  # fmt: skip


def _per_pixel(x, a):
    return np.logaddexp(0, a) - x * a


CROSS_ENTROPY = FunctionExercise(
    "cross-entropy from pre-activations",
    cross_entropy,
    _cross_entropy_oracle,
    _cross_entropy_cases,
    mistakes=(
        Mistake("The sign is wrong: this is the log-probability, and the loss is minus that.",
                lambda x, a: -_cross_entropy_oracle(x, a)),
        Mistake("This is the sum over the batch; take the mean over the examples.",
                lambda x, a: _per_pixel(x, a).sum()),
        Mistake("This is the mean over the pixels as well; sum over the pixels, mean over the examples.",
                lambda x, a: _per_pixel(x, a).mean()),
        Mistake("This sums over the examples (axis=0); the pixels of an example are along axis 1.",
                lambda x, a: _per_pixel(x, a).sum(axis=0).mean()),
        Mistake("This is one loss for each example; return their mean, one number.",
                lambda x, a: _per_pixel(x, a).sum(axis=1)),
        Mistake("The dark pixels alone are counted: the term (1 - x) log(1 - z) is missing.",
                lambda x, a: (x * np.logaddexp(0, -a)).sum(axis=1).mean()),
        Mistake("The term - x a is missing; without it the digit plays no part.",
                lambda x, a: np.logaddexp(0, a).sum(axis=1).mean()),
        Mistake("The sign of the term x a is wrong: log(1 + exp(a)) - x a.",
                lambda x, a: (np.logaddexp(0, a) + x * a).sum(axis=1).mean()),
        Mistake("This is the squared error; the loss here is the cross-entropy.",
                lambda x, a: ((sigmoid(a) - x) ** 2).sum(axis=1).mean()),
        Mistake("The exponential overflows: np.logaddexp(0, a) is log(1 + exp(a)) without overflow.",
                lambda x, a: (np.log(1 + np.exp(a)) - x * a).sum(axis=1).mean()),
        Mistake("An output of exactly 0 or 1 has log 0 in it: use log(1 + exp(a)) - x a, never the output itself.",
                lambda x, a: -(x * np.log(sigmoid(a)) + (1 - x) * np.log(1 - sigmoid(a))).sum(axis=1).mean()),
        Mistake("The roles are exchanged: the target weighs the logarithms of the output.",
                lambda x, a: -(sigmoid(a) * np.log(x) + (1 - sigmoid(a)) * np.log(1 - x)).sum(axis=1).mean()),
    ),
)  # fmt: skip

# 3.4 the gradient ----------------------------------------------------------------------------------------


def tied_gradient(auto, x, corrupted):
    """The answer: the weights collect the encoder's and the decoder's share."""
    h, a = round_trip(auto, corrupted)  # (N, H), (N, V)
    delta_out = (sigmoid(a) - x) / len(x)  # (N, V)
    delta = (delta_out @ auto.W) * h * (1 - h)  # (N, H)
    dW = corrupted.T @ delta + delta_out.T @ h  # (V, H)
    return Autoencoder(dW, delta_out.sum(axis=0), delta.sum(axis=0))


def _gradient_oracle(auto, x, corrupted):
    """Finite differences of the loss, one parameter at a time."""

    def derivative(name):
        def loss(theta):
            return _cross_entropy_oracle(x, _round_trip_oracle(auto._replace(**{name: theta}), corrupted)[1])

        return gradients.numerical_gradient(loss, getattr(auto, name))

    return Autoencoder(derivative("W"), derivative("b"), derivative("c"))


def _gradient_cases():
    def arguments(n, n_visible, n_hidden):
        x = _inputs(n, n_visible)
        return _auto(n_visible, n_hidden), x, mask(x, 0.34, np.random.default_rng(4))

    return [
        Case("1 example, 3 pixels, 2 hidden units", arguments(1, 3, 2)),
        Case("4 examples, 3 pixels, 3 hidden units", arguments(4, 3, 3)),
        Case("3 examples, 6 pixels, 4 hidden units", arguments(3, 6, 4)),
    ]


def _gradient_variant(encoder=1.0, decoder=1.0, scale=len, sign=1.0, slope=lambda h: h * (1 - h), target="x",
                      seen="corrupted", product="corrupted", transpose=False, output_slope=False):  # fmt: skip
    def run(auto, x, corrupted):
        given = {"x": x, "corrupted": corrupted}
        h, a = round_trip(auto, given[seen])
        z = sigmoid(a)
        delta_out = sign * (z - given[target]) / scale(x) * (z * (1 - z) if output_slope else 1)
        delta = (delta_out @ (auto.W.T if transpose else auto.W)) * slope(h)
        dW = encoder * given[product].T @ delta + decoder * delta_out.T @ h
        return Autoencoder(dW, delta_out.sum(axis=0), delta.sum(axis=0))

    return run


def _biases_changed(b=1.0, c=1.0, mean=False):
    def run(auto, x, corrupted):
        dW, db, dc, _ = tied_gradient(auto, x, corrupted)
        n = len(x) if mean else 1
        return Autoencoder(dW, b * db / n, c * dc / n)

    return run


GRADIENT = FunctionExercise(
    "gradient of tied weights",
    tied_gradient,
    _gradient_oracle,
    _gradient_cases,
    mistakes=(
        Mistake("The encoder's share is missing: the same weights also made the code, so add corrupted.T @ delta.",
                _gradient_variant(encoder=0.0)),
        Mistake("The decoder's share is missing: the same weights also lead back to the pixels, so add "
                "delta_out.T @ h.", _gradient_variant(decoder=0.0)),
        Mistake("This is the average of the two shares; the chain rule adds them.",
                _gradient_variant(encoder=0.5, decoder=0.5)),
        Mistake("The two shares have opposite signs; they add.", _gradient_variant(encoder=-1.0)),
        Mistake("The two shares have opposite signs; they add.", _gradient_variant(decoder=-1.0)),
        Mistake("The target is the corrupted digit: the network is asked to keep the damage. Compare with the "
                "clean x.", _gradient_variant(target="corrupted")),
        Mistake("The encoder has seen the clean digit; it must see the corrupted one.",
                _gradient_variant(seen="x", product="x")),
        Mistake("The encoder has seen the clean digit; it must see the corrupted one.", _gradient_variant(seen="x")),
        Mistake("The encoder's share uses the clean digit; its input was the corrupted one: corrupted.T @ delta.",
                _gradient_variant(product="x")),
        Mistake("The mean over the batch is missing: divide the first delta by the number of examples.",
                _gradient_variant(scale=lambda x: 1)),
        Mistake("You divide by the number of pixels too; the loss is summed over the pixels.",
                _gradient_variant(scale=np.size)),
        Mistake("The sign is wrong: the first delta is reconstruction minus x.", _gradient_variant(sign=-1.0)),
        Mistake("The slope of the code's sigmoid is missing: multiply delta by h * (1 - h).",
                _gradient_variant(slope=lambda h: 1)),
        Mistake("The slope is h * (1 - h) in terms of the code h itself; you apply the sigmoid again.",
                _gradient_variant(slope=lambda h: sigmoid(h) * (1 - sigmoid(h)))),
        Mistake("The slope of the output's sigmoid is not needed: it cancels against the cross-entropy.",
                _gradient_variant(output_slope=True)),
        Mistake("delta comes back through the decoder's weights W.T, transposed again: delta_out @ W.",
                _gradient_variant(transpose=True)),
        Mistake("The biases of the decoder are forgotten: db is the sum of delta_out over the examples.",
                _biases_changed(b=0.0)),
        Mistake("The biases of the encoder are forgotten: dc is the sum of delta over the examples.",
                _biases_changed(c=0.0)),
        Mistake("The biases have the mean over the batch twice: delta is already divided by N, so sum it.",
                _biases_changed(mean=True)),
    ),
)  # fmt: skip

# 3.5 a prediction ----------------------------------------------------------------------------------------

CLEAN, MASKED = "whole digits", "masked digits"
LIGHT, HEAVY, EASIER = "best at 10 %", "best at 40 %", "the 40 % network is better on"


def _prediction(light, heavy, easier):
    return {LIGHT: light, HEAVY: heavy, EASIER: easier}


def _answered(key, value):
    """A mistake: this answer is given to this question."""
    return lambda given: isinstance(given, dict) and given.get(key) == value


PREDICTION = ValueExercise(
    "which network restores best?",
    _prediction(0.1, 0.4, MASKED),
    mistakes=(
        Mistake("These are percentages; give the level as a share, 0.1 for 10 %.",
                lambda given: isinstance(given, dict) and any(given.get(k) in (10, 25, 40) for k in (LIGHT, HEAVY))),
        Mistake("You say that the network without corruption is best at filling holes. It has never seen one: "
                "nothing has taught it what to put there.",
                lambda given: isinstance(given, dict) and 0 in (given.get(LIGHT), given.get(HEAVY))),
        Mistake("You say that most noise is always best. A network trained on heavy damage expects heavy damage, "
                "and adds ink where little is missing.", _answered(LIGHT, 0.4)),
        Mistake("You say that one level is best for both. Each network learns the damage that it is trained on.",
                lambda given: isinstance(given, dict) and given.get(LIGHT) is not None
                and given.get(LIGHT) == given.get(HEAVY)),
        Mistake("You have the two levels crossed: which damage has each network been trained on?",
                lambda given: isinstance(given, dict) and (given.get(LIGHT), given.get(HEAVY)) == (0.25, 0.1)),
        Mistake("Nearly: a network trained on 25 % is beaten by the one trained on exactly the damage it is judged on.",
                lambda given: isinstance(given, dict) and 0.25 in (given.get(LIGHT), given.get(HEAVY))),
        Mistake("A whole digit should be the easier task, but this network has never seen one: its units expect sums "
                "over 60 % of the ink.", _answered(EASIER, CLEAN)),
    ),
    hint=f'Give {{"{LIGHT}": ..., "{HEAVY}": ...}} with 0, 0.1, 0.25 or 0.4, and "{EASIER}": "{CLEAN}" or "{MASKED}".',
)  # fmt: skip

# 3.6 a budget --------------------------------------------------------------------------------------------

TARGET, MOST_UNITS, EPOCHS = 85.0, 200, 6


def _read_trial(trial):
    names = ("n_hidden", "rate", "level", "curve")
    if not isinstance(trial, dict) or any(name not in trial for name in names):
        raise Wrong("hand in what spend(...) returns: a dictionary with n_hidden, rate, level and curve.")
    curve = np.asarray(trial["curve"], float)
    if trial["n_hidden"] > MOST_UNITS:
        raise Wrong(f"{trial['n_hidden']} hidden units are over the budget of {MOST_UNITS}.")
    if len(curve) != EPOCHS + 1:
        raise Wrong(f"the budget is {EPOCHS} epochs of 150 updates; this trial has {len(curve) - 1}.")
    if not np.isfinite(curve).all():
        raise Wrong(f"the loss is no longer a number: the rate {trial['rate']:g} is much too high.")
    return trial["n_hidden"], trial["rate"], trial["level"], curve


def _judge_trial(trial):
    n_hidden, rate, level, curve = _read_trial(copy.deepcopy(trial))
    if curve[-1] <= TARGET:
        return
    says = f"{curve[-1]:.1f} nats; the target is {TARGET:g}."
    if level == 0:
        raise Wrong(f"{says} Without corruption the network never learns to fill a hole.")
    if rate >= 0.4:
        raise Wrong(
            f"{says} The steps are too large (rate {rate:g}): the loss jumps about instead of settling."
        )
    if rate < 0.15:
        fell = 100 * (1 - curve[-1] / curve[-2])
        raise Wrong(
            f"{says} The loss still fell by {fell:.1f} % in the last epoch: the rate {rate:g} is too small."
        )
    if n_hidden <= 0.8 * MOST_UNITS:
        raise Wrong(f"{says} {n_hidden} hidden units are too few: the budget allows {MOST_UNITS}.")
    if not 0.15 <= level <= 0.35:
        raise Wrong(f"{says} You train on {100 * level:g} % corruption, but 25 % is what you are judged on.")
    raise Wrong(f"{says} Close: change one setting at a time and keep what helps.")


BUDGET = OpenExercise("denoise on a budget", ..., _judge_trial)

EXERCISES = {
    "3.1": MASK,
    "3.2": ROUND_TRIP,
    "3.3": CROSS_ENTROPY,
    "3.4": GRADIENT,
    "3.5": PREDICTION,
    "3.6": BUDGET,
}
