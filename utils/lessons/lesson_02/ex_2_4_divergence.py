"""Exercise 2.4: the gradient of contrastive divergence, judged by its exact expectation.

It is run on many copies of few states, and its mean is compared with the expectation that the chain's transition
matrix gives. A typical mistake is recognised by running it in the same way.
"""

import numpy as np

from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import RBM, gibbs_step, hidden_probabilities
from ...teaching.compare import show_value
from ...teaching.draws import judge_draws
from ...teaching.exercise import OpenExercise, Wrong, result_of
from .machines import all_states, random_rbm
from .mistakes_2_4 import CD_MISTAKES
from .random_functions import SMALL, as_numbers, chances

COPIES, ROUNDS = 500, 20  # of each state, in each call
NOISE_CD = 0.02  # about six of the difference of two means of 40,000
DATA = np.array([[1.0, 1, 1, 1], [1, 1, 1, 0], [1, 0, 1, 0], [0, 1, 1, 1]])
# A machine whose chain leaves (1, 1) slowly: the lesson takes up to MANY steps, and so must the answer.
SLOW, MANY, SLOW_COPIES = RBM(np.full((2, 1), 6.0), np.array([-3.5, -3.0]), np.array([-6.0])), 20, 1500
NOISE_SLOW = 0.06  # between four and five of the difference


def cd_gradient(v, W, b, c, rng, k=1):
    v_model = v
    for _ in range(k):
        v_model, _ = gibbs_step(v_model, W, b, c, rng)  # (N, V)
    h = hidden_probabilities(v, W, c)  # (N, H)
    h_model = hidden_probabilities(v_model, W, c)
    dW = (v.T @ h - v_model.T @ h_model) / len(v)
    return RBM(dW, (v - v_model).mean(axis=0), (h - h_model).mean(axis=0))


def judge_gradient(answer):
    """A CD-k gradient must have the exact expectation, for k = 1, 3 and MANY, and be CD-1 without k."""
    _try(answer, np.ones((1, 2)), random_rbm(2, 3), 1, "one row, 2 visible and 3 hidden units")
    _try(answer, np.eye(3), random_rbm(3, 3), 2, "3 rows, 3 visible and 3 hidden units")
    coins, says = RBM(np.zeros((12, 3)), np.zeros(12), np.zeros(3)), "20 rows, k = 1 and all parameters zero"
    judge_draws(
        lambda rng: _try(answer, np.ones((20, 12)), coins, 1, says, rng),
        lambda _: _check_numbers(answer),
        "gradients",
    )


def _check_numbers(answer):
    for k in (1, 3):
        _check_mean(answer, k)
    _check_certain(answer)
    _check_default(answer)
    _check_many_steps(answer)


def _check_default(answer):
    """The lesson trains with k left out."""
    v = np.repeat(DATA, 5, axis=0)
    got, one = (
        _try(answer, v, SMALL, k, f"20 rows and k {says}") for k, says in ((None, "left out"), (1, "= 1"))
    )
    if distance(got, one) > 0:
        raise Wrong("where k is left out, it must be 1: keep the given first line, with k=1.")


def _check_many_steps(answer):
    v, says = np.ones((SLOW_COPIES, 2)), f"{SLOW_COPIES:,} rows and k = {MANY}"
    got = _try(answer, v, SLOW, MANY, says, np.random.default_rng(11))
    expected = exact_cd(MANY, SLOW, np.ones((1, 2)))
    if distance(got, expected) > NOISE_SLOW:
        raise Wrong(
            "for k up to 3 all is right. "
            + _worst_part(got, expected, says, f" (±{NOISE_SLOW:g} would pass): does it make all k steps?")
        )


def _check_mean(answer, k):
    """The mean over many chains must be the exact expectation."""
    v, rng = np.repeat(DATA, COPIES, axis=0), np.random.default_rng(7)
    says = f"{COPIES:,} copies of each of four states and k = {k}"
    rounds = [_try(answer, v, SMALL, k, says, rng) for _ in range(ROUNDS)]
    got, expected = [np.mean(parts, axis=0) for parts in zip(*rounds, strict=True)], exact_cd(k)
    if distance(got, expected) <= NOISE_CD:
        return
    if distance([part / len(v) for part in got], expected) <= NOISE_CD:
        raise Wrong("this is the sum over the batch: the mean is missing, divide by the number of examples.")
    if distance([got[0] / len(v), *got[1:]], expected) <= NOISE_CD:
        raise Wrong(
            "dW is the sum over the batch, while db and dc are means: divide dW by the number of examples too."
        )
    if distance([got[0], *(part / len(v) for part in got[1:])], expected) <= NOISE_CD:
        raise Wrong(
            "db and dc are sums over the batch, while dW is a mean: divide them by the number of examples too."
        )
    many = np.repeat(DATA, COPIES * ROUNDS, axis=0)
    for mistake in CD_MISTAKES:
        if distance(got, mistake.makes(many, *SMALL, np.random.default_rng(8), k)) <= NOISE_CD:
            raise Wrong(mistake.says)
    _check_certain(answer)
    raise Wrong(_worst_part(got, expected, says))


def _check_certain(answer):
    """Inputs in the thousands of both signs: no exponential may overflow, and nothing is random."""
    v, rbm = np.array([[1.0, 0, 1], [0, 1, 0], [0, 0, 1], [1, 1, 1]]), random_rbm(3, 2, scale=1000.0)
    says = "inputs in the thousands, where nothing is random"
    got = _try(answer, v, rbm, 2, says)
    expected = cd_gradient(v, *rbm, np.random.default_rng(0), 2)
    if distance(got, expected) > 1e-4:
        raise Wrong(_worst_part(got, expected, says, passes=""))


def _try(answer, v, rbm, k, says, rng=None):
    """One call; the three parts of the gradient as float64, in their shapes."""
    rng = np.random.default_rng(0) if rng is None else rng
    got = result_of(answer, (v, *rbm, rng) + (() if k is None else (k,)), says)
    if not isinstance(got, list | tuple) or len(got) != 3:
        raise Wrong(f"return RBM(dW, db, dc); got {show_value(got)}.")
    shapes, want = [np.shape(part) for part in got], [part.shape for part in rbm]
    if shapes == [want[0], want[2], want[1]] != want:
        raise Wrong("the two biases are exchanged: b belongs to the visible units, c to the hidden ones.")
    if shapes[0] == want[0][::-1] != want[0]:
        raise Wrong("dW is transposed: it has the shape (V, H) of W.")
    triples = zip(got, ("dW", "db", "dc"), want, strict=True)
    return [as_numbers(part, name, shape, says) for part, name, shape in triples]


def distance(a, b):
    """The largest difference between two gradients."""
    return max(np.abs(x - y).max() for x, y in zip(a, b, strict=True))


def _worst_part(got, expected, says, passes=f" (±{NOISE_CD:g} would pass)"):
    parts = zip(("dW", "db", "dc"), got, expected, strict=True)
    name, came, wanted = max(parts, key=lambda part: np.abs(part[1] - part[2]).max())
    place = np.unravel_index(np.abs(came - wanted).argmax(), came.shape)
    return (
        f"with {says}: {name} is wrong, most at {[int(i) for i in place]}: {show_value(came[place])} came, "
        f"{show_value(wanted[place])} is its exact mean{passes}."
    )


def exact_cd(k, rbm=SMALL, data=DATA):
    """The expectation of the CD-k gradient: the chain's transition matrix, applied k times to the data."""
    v, h = all_states(len(rbm.b)), all_states(len(rbm.c))
    step = chances(h, sigmoid(v @ rbm.W + rbm.c)) @ chances(v, sigmoid(h @ rbm.W.T + rbm.b))
    start = (data[:, None] == v).all(axis=2).mean(axis=0)  # (states,)
    gap = start - start @ np.linalg.matrix_power(step, k)  # the data's probabilities minus the chain's
    p_h = sigmoid(v @ rbm.W + rbm.c)
    return RBM((v * gap[:, None]).T @ p_h, gap @ v, gap @ p_h)


CD = OpenExercise(
    "contrastive divergence", cd_gradient, judge_gradient, form=lambda gradient, *_: RBM(*gradient)
)
