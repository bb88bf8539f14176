"""Exercise 2.3: a Gibbs step, judged by the exact means of what it draws.

The step is run on many copies of few states, with and without known units. The means of all products of two
units are compared with their exact values, which a sum over all states of a small RBM provides. A typical mistake
is recognised by running it in the same way. Units with inputs in the thousands are certain, and must be exact.
"""

import numpy as np

from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import RBM, hidden_probabilities, sample_bernoulli
from ...teaching.compare import show_value
from ...teaching.draws import judge_draws
from ...teaching.exercise import OpenExercise, Wrong
from .machines import all_states, random_rbm
from .mistakes_2_3 import MISTAKES, explained_result
from .random_functions import SMALL, as_numbers, chances

COPIES, ROUNDS = 1_000, 10  # of each start, in each call
NOISE = 0.025  # five standard errors of a mean of 10,000 zeros and ones
STARTS = np.array([[1.0, 0, 1, 1], [0, 1, 0, 0]])
KNOWN = np.array([True, False, False, True])


def gibbs_step(v, W, b, c, rng, known=None):
    h = sample_bernoulli(hidden_probabilities(v, W, c), rng)  # (N, H)
    new = sample_bernoulli(sigmoid(h @ W.T + b), rng)  # (N, V)
    return (new if known is None else np.where(known, v, new)), h


def judge_gibbs(answer):
    """A Gibbs step must give ``(v, h)``, zeros and ones with the exact means and products."""
    _try(answer, np.ones((1, 2)), random_rbm(2, 3), None, "one row, 2 visible and 3 hidden units")
    _check_coins(answer)
    uncertain = _certain_trials(answer)
    _check_means(answer, None, uncertain)
    judge_draws(
        lambda rng: _complete(answer, rng),
        lambda _: _check_means(answer, KNOWN, uncertain),
        "values of the unknown units",
    )
    if uncertain:
        raise Wrong(uncertain)


def _try(answer, v, rbm, known, says, rng=None):
    """One call; the new v and h as float64, zeros and ones of the right shapes."""
    rng = np.random.default_rng(0) if rng is None else rng
    args = (v, *rbm, rng) if known is None else (v, *rbm, rng, known)
    got = explained_result(answer, args, says)
    if not isinstance(got, list | tuple) or len(got) != 2:
        raise Wrong(f"return two arrays, the new v and the h it was sampled from; got {show_value(got)}.")
    want = v.shape, (len(v), len(rbm.c))
    if [np.shape(part) for part in got] == [want[1], want[0]] != list(want):
        raise Wrong(
            "the two arrays come in the wrong order: return the visible state first, then the hidden one."
        )
    new, h = (as_numbers(part, name, shape, says) for part, name, shape in zip(got, "vh", want, strict=True))
    for name, state in (("h", h), ("v", new)):
        if not np.isin(state, (0, 1)).all():
            value = show_value(state[~np.isin(state, (0, 1))][0])
            raise Wrong(
                f"{name} holds {value}: these are no samples. A unit is either 0 or 1: draw each from its probability."
            )
    return new, h


def _check_coins(answer):
    """Where all parameters are zero every unit is a coin: are they tossed one by one, and with the given rng?"""
    coins, v = RBM(np.zeros((6, 6)), np.zeros(6), np.zeros(6)), np.zeros((64, 6))
    says = "64 rows and all parameters zero, so that every unit is on with probability 1/2"

    def judge(state, name):
        if (state == state.flat[0]).all():
            raise Wrong(
                f"you round, or do not sample: with {says}, all 64 rows got {name} = {show_value(state[0])}. A unit with "
                "probability 0.7 must be on in 70 % of the draws."
            )
        if (state == state[0]).all():
            raise Wrong(
                f"all rows got the same {name}: each example needs random numbers of its own, "
                "an array of the shape of the probabilities."
            )
        if (state == state[:, :1]).all():
            raise Wrong(
                f"all units of {name} share one random number: draw one for each unit, in the shape of the "
                "probabilities."
            )

    for part, name in ((1, "h"), (0, "v")):
        judge_draws(
            lambda rng, part=part: _try(answer, v, coins, None, says, rng)[part],
            lambda state, name=name: judge(state, name),
            f"values of {name}",
        )


def _complete(answer, rng):
    """What the unknown units of many rows become where each of them is a coin."""
    coins, v = RBM(np.zeros((4, 2)), np.zeros(4), np.zeros(2)), np.ones((64, 4))
    says = f"64 rows, all parameters zero and known = {show_value(KNOWN)}"
    new = _try(answer, v, coins, KNOWN, says, rng)[0]
    _check_known(v, new, KNOWN)
    return new[:, ~KNOWN]


def _certain_trials(answer):
    """What is wrong where inputs are in the thousands, so that nothing is random; None where nothing is."""
    trials = (
        ("one row, one visible and one hidden unit", (1, 1, 1), None, np.float64),
        ("3 rows, 3 visible and 3 hidden units", (3, 3, 3), None, np.float64),
        ("5 rows, 4 visible and 2 hidden units, two of them known", (5, 4, 2), KNOWN, np.float64),
        ("2 rows in float32, all units known", (2, 4, 3), np.full(4, True), np.float32),
    )
    for says, (n, n_visible, n_hidden), known, dtype in trials:
        says = f"{says}, and inputs in the thousands"
        rbm = RBM(*(part.astype(dtype) for part in random_rbm(n_visible, n_hidden, scale=1000.0)))
        v = np.random.default_rng(4).integers(0, 2, (n, n_visible)).astype(dtype)
        got = _try(answer, v, rbm, known, says)
        expected = gibbs_step(v, *rbm, np.random.default_rng(0), known)
        for name, came, wanted in zip("hv", got[::-1], expected[::-1], strict=True):
            if not np.array_equal(came, wanted):
                row = int(np.argwhere((came != wanted).any(axis=1))[0, 0])
                return (
                    f"with {says}, where nothing is random: row {row} of {name} came out as {show_value(came[row])}; "
                    f"expected {show_value(wanted[row])}."
                )
    return None


def _check_means(answer, known, otherwise):
    """The means of the products of two units must be the exact ones, with or without known units."""
    v, rng = np.repeat(STARTS, COPIES, axis=0), np.random.default_rng(5)
    says = f"{COPIES:,} copies of each of two states{'' if known is None else f' and known = {show_value(known)}'}"
    means = 0
    for _ in range(ROUNDS):
        got = _try(answer, v, SMALL, known, says, rng)
        if known is not None:
            _check_known(v, got[0], known)
        means = means + pair_means(*got) / ROUNDS
    expected = exact_pair_means(known)
    if np.abs(means - expected).max() <= NOISE:
        return
    many = np.repeat(STARTS, COPIES * ROUNDS, axis=0)
    for mistake in MISTAKES:
        if (
            np.abs(means - pair_means(*mistake.makes(many, *SMALL, np.random.default_rng(6), known))).max()
            <= NOISE
        ):
            raise Wrong(mistake.says)
    raise Wrong(otherwise or _first_difference(got, known))


def _check_known(v, new, known):
    if np.array_equal(new[:, ~known], v[:, ~known]):
        raise Wrong(
            "known is used the wrong way round: units where it is True keep their values, the others are sampled."
        )
    if not np.array_equal(new[:, known], v[:, known]):
        raise Wrong(
            "the known units have moved: where known is True, the new v has the values of the given v."
        )


def _first_difference(got, known):
    came, wanted = got[1][:COPIES].mean(axis=0), sigmoid(STARTS @ SMALL.W + SMALL.c)[0]
    given = "" if known is None else f" and known = {show_value(known)}"
    if np.abs(came - wanted).max() > 2 * NOISE:
        return f"starting from v = {STARTS[0]}{given}, h is on in the shares {show_value(came)}; expected {show_value(wanted)}."
    return f"the shares of h are right{given}, but v and h do not occur together as they should: sample v from P(v | h), with new random numbers."


def pair_means(v, h):
    """Means, for each of the two starts, of all products of two units: (2, V + H, V + H)."""
    units = np.concatenate((v, h), axis=1).reshape(len(STARTS), -1, v.shape[1] + h.shape[1])  # (2, N, V + H)
    return np.einsum("snu,snw->suw", units, units) / units.shape[1]


def exact_pair_means(known):
    """What :func:`pair_means` tends to, by summing over all pairs of states."""
    v, h = all_states(len(SMALL.b)), all_states(len(SMALL.c))
    p_h = chances(h, sigmoid(STARTS @ SMALL.W + SMALL.c))  # (2, states of h)
    means = []
    for start, p_start in zip(STARTS, p_h, strict=True):
        p = sigmoid(h @ SMALL.W.T + SMALL.b)
        p_v = chances(v, p if known is None else np.where(known, start, p))  # (states of h, states of v)
        pairs = np.concatenate((np.tile(v, (len(h), 1)), np.repeat(h, len(v), axis=0)), axis=1)
        means.append(np.einsum("p,pu,pw->uw", (p_start[:, None] * p_v).ravel(), pairs, pairs))
    return np.array(means)


def _in_the_type_of_v(states, v, *_):
    """Zeros and ones of any type, as later cells compute with them."""
    new, h = states
    return new.astype(v.dtype), h.astype(v.dtype)


GIBBS = OpenExercise("a Gibbs step", gibbs_step, judge_gibbs, form=_in_the_type_of_v)
