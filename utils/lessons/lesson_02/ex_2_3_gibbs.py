"""Exercise 2.3: a Gibbs step, judged by the exact means of what it draws.

The step is run on many copies of few states. The means of all products of two units are compared with their
exact values, which a sum over all states of a small RBM provides. A typical mistake is recognised by running it
in the same way.
"""

from functools import partial

import numpy as np

from ...numpy_models import rbm
from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import gibbs_step
from ...teaching.compare import show_value
from ...teaching.exercise import Mistake, OpenExercise, Wrong
from .machines import all_states
from .random_functions import COPIES, SMALL, chances, run_twice

NOISE = 0.025  # five standard errors of a mean of 10,000 zeros and ones
STARTS = np.array([[1.0, 0, 1, 1], [0, 1, 0, 0]])


def judge_gibbs(answer, mistakes):
    """A Gibbs step must give ``(v, h)``, zeros and ones with the exact means and products."""
    v = np.repeat(STARTS, COPIES, axis=0)
    got = run_twice(answer, lambda: (v, *SMALL), 5, f"{COPIES:,} copies of each of two states")
    if not np.array_equal(v, np.repeat(STARTS, COPIES, axis=0)):
        raise Wrong("your function changes the given v in place; work on new arrays.")
    got = _as_pair(got, v)
    _check_binary(got)
    means, expected = pair_means(*got), exact_pair_means()
    if np.abs(means - expected).max() <= NOISE:
        return
    for mistake in mistakes:
        if np.abs(means - pair_means(*mistake.makes(v, *SMALL, np.random.default_rng(6)))).max() <= NOISE:
            raise Wrong(mistake.says)
    _check_rows_differ(got[1])
    raise Wrong(_first_difference(got))


def _as_pair(got, v):
    if not isinstance(got, list | tuple) or len(got) != 2:
        raise Wrong(f"return two arrays, the new v and the h it was sampled from; got {show_value(got)}.")
    new, h = (np.asarray(part) for part in got)
    want = v.shape, (len(v), len(SMALL.c))
    if (h.shape, new.shape) == want:
        raise Wrong(
            "the two arrays come in the wrong order: return the visible state first, then the hidden one."
        )
    if (new.shape, h.shape) != want:
        raise Wrong(
            f"the arrays have shapes {new.shape} and {h.shape}; expected (N, V) = {want[0]} and (N, H) = {want[1]}."
        )
    return new.astype(float), h.astype(float)


def _check_binary(got):
    for name, state in zip(("v", "h"), got, strict=True):
        if not np.isin(state, (0, 1)).all():
            raise Wrong(
                f"{name} holds {show_value(state.ravel()[0])}: these are probabilities, not samples. A unit is "
                "either 0 or 1: draw each with sample_bernoulli."
            )


def _check_rows_differ(h):
    if (h[:COPIES] == h[0]).all():
        raise Wrong(
            "all copies of a state got the same h: each example needs random numbers of its own, "
            "an array of the shape of the probabilities."
        )


def _first_difference(got):
    v = np.repeat(STARTS, COPIES, axis=0)
    came, wanted = got[1][:COPIES].mean(axis=0), sigmoid(STARTS @ SMALL.W + SMALL.c)[0]
    if np.abs(came - wanted).max() > NOISE:
        return f"starting from v = {v[0]}, h is on in the shares {show_value(came)}; expected {show_value(wanted)}."
    return (
        "the shares of h are right, but v and h do not occur together as they should: sample v from P(v | h)."
    )


def pair_means(v, h):
    """Means, for each of the two starts, of all products of two units: (2, V + H, V + H)."""
    units = np.concatenate((v, h), axis=1).reshape(len(STARTS), -1, v.shape[1] + h.shape[1])  # (2, N, V + H)
    return np.einsum("snu,snw->suw", units, units) / units.shape[1]


def exact_pair_means():
    """What :func:`pair_means` tends to, by summing over all pairs of states."""
    v, h = all_states(len(SMALL.b)), all_states(len(SMALL.c))
    p_h = chances(h, sigmoid(STARTS @ SMALL.W + SMALL.c))  # (2, states of h)
    p_v = chances(v, sigmoid(h @ SMALL.W.T + SMALL.b))  # (states of h, states of v)
    pairs = np.concatenate((np.tile(v, (len(h), 1)), np.repeat(h, len(v), axis=0)), axis=1)
    p = (p_h[:, :, None] * p_v).reshape(len(STARTS), -1)  # (2, pairs)
    return np.einsum("sp,pu,pw->suw", p, pairs, pairs)


def _uniform(p, rng):
    return (rng.random(p.shape) < p) * 1.0


def _gibbs_variant(hidden=_uniform, visible=_uniform, b_scale=1.0, c_scale=1.0, down=None):
    """A wrong step; ``down(p, h)`` is what goes down instead of the sample ``h``."""

    def step(v, W, b, c, rng):
        p = sigmoid(v @ W + c_scale * c)
        h = hidden(p, rng)
        going_down = h if down is None else down(p, rng)
        return visible(sigmoid(going_down @ W.T + b_scale * b), rng), h

    return step


def _gibbs_then_up(v, W, b, c, rng):
    new, _ = gibbs_step(v, W, b, c, rng)
    return new, _uniform(sigmoid(new @ W + c), rng)


def _round(p, rng):
    return (p > 0.5) * 1.0


def _inverted(p, rng):
    return (rng.random(p.shape) > p) * 1.0


def _one_each(p, rng):
    return (rng.random((len(p), 1)) < p) * 1.0


GIBBS_MISTAKES = (
    Mistake("You round the probabilities of h: a unit with probability 0.7 must be on in 70 % of the draws.",
            _gibbs_variant(hidden=_round)),
    Mistake("You round the probabilities of v: a unit with probability 0.7 must be on in 70 % of the draws.",
            _gibbs_variant(visible=_round)),
    Mistake("You round: a unit with probability 0.7 must be on in 70 % of the draws.", _gibbs_variant(_round, _round)),
    Mistake("On the way down you use the probabilities of h; use the sampled h.", _gibbs_variant(down=lambda p, rng: p)),
    Mistake("You draw h twice: v must be sampled from the same h that you return.", _gibbs_variant(down=_uniform)),
    Mistake("The h that you return was sampled from the new v; return the one that v was sampled from.", _gibbs_then_up),
    Mistake("The comparison is the wrong way round: a unit is on where the random number is below its probability.",
            _gibbs_variant(_inverted, _inverted)),
    Mistake("The hidden biases c are forgotten.", _gibbs_variant(c_scale=0.0)),
    Mistake("The visible biases b are forgotten.", _gibbs_variant(b_scale=0.0)),
    Mistake("Both biases are forgotten.", _gibbs_variant(b_scale=0.0, c_scale=0.0)),
    Mistake("v has not moved: sample it from P(v | h).", lambda v, W, b, c, rng: (v, gibbs_step(v, W, b, c, rng)[1])),
    Mistake("All units of an example share one random number: draw one for each unit, in the shape of the probabilities.",
            _gibbs_variant(_one_each, _one_each)),
    Mistake("You compare with normal random numbers; they must be uniform between 0 and 1.",
            _gibbs_variant(*[lambda p, rng: (rng.normal(size=p.shape) < p) * 1.0] * 2)),
)  # fmt: skip

GIBBS = OpenExercise("a Gibbs step", rbm.gibbs_step, partial(judge_gibbs, mistakes=GIBBS_MISTAKES))
