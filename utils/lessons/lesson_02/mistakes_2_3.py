"""Typical mistakes of exercise 2.3: functions that make them, and the exceptions that they raise."""

import numpy as np

from ...numpy_models.mlp import sigmoid
from ...teaching.exercise import Mistake, Wrong, result_of


def _uniform(p, rng):
    return (rng.random(p.shape) < p) * 1.0


def _round(p, rng):
    return (p > 0.5) * 1.0


def _inverted(p, rng):
    return (rng.random(p.shape) > p) * 1.0


def _normal(p, rng):
    return (rng.normal(size=p.shape) < p) * 1.0


def _step(hidden=_uniform, visible=_uniform, b_scale=1.0, c_scale=1.0, seen=None, down=None):
    """A wrong step: ``seen(v, known)`` goes up instead of v, ``down(p, rng)`` goes down instead of the sampled h."""

    def step(v, W, b, c, rng, known=None):
        p = sigmoid((v if seen is None or known is None else seen(v, known)) @ W + c_scale * c)
        h = hidden(p, rng)
        new = visible(sigmoid((h if down is None else down(p, rng)) @ W.T + b_scale * b), rng)
        return (new if known is None else np.where(known, v, new)), h

    return step


def _then_up(v, W, b, c, rng, known=None):
    new, _ = _step()(v, W, b, c, rng, known)
    return new, _uniform(sigmoid(new @ W + c), rng)


def _stays(v, W, b, c, rng, known=None):
    return v, _uniform(sigmoid(v @ W + c), rng)


SHAPES = (
    "A matrix product does not fit. Going up, v has a number for each row of W; going down, h has one for each column, so "
    "that W is used the other way round."
)
ERRORS = (  # part of an exception's text, and what explains it
    (
        "truth value of an array",
        "An array such as known has no single truth value: ask whether it `is not None`.",
    ),
    ("matmul: Input operand", SHAPES),
    ("not aligned", SHAPES),  # says np.dot
)


def explained_result(answer, args, says):
    """What comes back; an exception is explained where its cause is known."""
    try:
        return result_of(answer, args, says)
    except Wrong as wrong:
        explained = next((reason for part, reason in ERRORS if part in str(wrong)), None)
        raise Wrong(f"{explained} ({wrong})" if explained else str(wrong)) from None


MISTAKES = (
    Mistake("You round the probabilities of h: a unit with probability 0.7 must be on in 70 % of the draws.",
            _step(hidden=_round)),
    Mistake("You round the probabilities of v: a unit with probability 0.7 must be on in 70 % of the draws.",
            _step(visible=_round)),
    Mistake("You round: a unit with probability 0.7 must be on in 70 % of the draws.", _step(_round, _round)),
    Mistake("On the way down you use the probabilities of h; use the sampled h.", _step(down=lambda p, rng: p)),
    Mistake("You draw h twice: v must be sampled from the same h that you return.", _step(down=_uniform)),
    Mistake("The h that you return was sampled from the new v; return the one that v was sampled from.", _then_up),
    Mistake("The comparison is the wrong way round: a unit is on where the random number is below its probability.",
            _step(_inverted, _inverted)),
    Mistake("For h the comparison is the wrong way round: a unit is on where the random number is below its probability.",
            _step(hidden=_inverted)),
    Mistake("For v the comparison is the wrong way round: a unit is on where the random number is below its probability.",
            _step(visible=_inverted)),
    Mistake("The hidden biases c are forgotten.", _step(c_scale=0.0)),
    Mistake("The visible biases b are forgotten.", _step(b_scale=0.0)),
    Mistake("Both biases are forgotten.", _step(b_scale=0.0, c_scale=0.0)),
    Mistake("v has not moved: sample it from P(v | h).", _stays),
    Mistake("You compare with normal random numbers; they must be uniform between 0 and 1.", _step(_normal, _normal)),
    Mistake("On the way up only the known units count here; the hidden units see all visible ones, as always.",
            _step(seen=lambda v, known: v * known)),
    Mistake("On the way up only the known units count here; the hidden units see all visible ones, as always.",
            _step(seen=lambda v, known: np.where(known, v, 0.5))),
    Mistake("On the way up the known units are missing here: they are what tells the hidden units about the others.",
            _step(seen=lambda v, known: v * ~known)),
)  # fmt: skip
