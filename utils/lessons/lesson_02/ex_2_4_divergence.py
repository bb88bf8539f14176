"""Exercise 2.4: the gradient of contrastive divergence, judged by its exact expectation.

It is run on many copies of few states, and its mean is compared with the expectation that the chain's transition
matrix gives. A typical mistake is recognised by running it in the same way.
"""

from functools import partial

import numpy as np

from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import RBM, gibbs_step, hidden_probabilities, sample_bernoulli
from ...teaching.compare import show_value
from ...teaching.exercise import Mistake, OpenExercise, Wrong, attempt
from .machines import all_states
from .random_functions import COPIES, SMALL, chances, run_twice

NOISE_CD = 0.02  # about six of the difference of two means of 40,000
DATA = np.array([[1.0, 1, 1, 1], [1, 1, 1, 0], [1, 0, 1, 0], [0, 1, 1, 1]])


def judge_gradient(answer, mistakes):
    """A CD-k gradient must have the exact expectation, for k = 1 and k = 3."""
    v = np.repeat(DATA, COPIES, axis=0)
    for k in (1, 3):
        says = f"{COPIES:,} copies of each of four states and k = {k}"

        def with_k(v, W, b, c, rng, k=k):
            return answer(v, W, b, c, rng, k)

        attempt(
            answer, (v[:2], *SMALL, np.random.default_rng(0), k), says
        )  # is it a function with these arguments?
        got = _as_gradient(run_twice(with_k, lambda: (v, *SMALL), 7, says))
        expected = exact_cd(k)
        if distance(got, expected) <= NOISE_CD:
            continue
        if distance([part / len(v) for part in got], expected) <= NOISE_CD:
            raise Wrong(
                "this is the sum over the batch: the mean is missing, divide by the number of examples."
            )
        for mistake in mistakes:
            if distance(got, mistake.makes(v, *SMALL, np.random.default_rng(8), k)) <= NOISE_CD:
                raise Wrong(mistake.says)
        raise Wrong(_worst_part(got, expected, says))


def _as_gradient(got):
    if not isinstance(got, list | tuple) or len(got) != 3:
        raise Wrong(f"return RBM(dW, db, dc); got {show_value(got)}.")
    got = [np.asarray(part, float) for part in got]
    shapes, want = [part.shape for part in got], [part.shape for part in SMALL]
    if shapes == [want[0], want[2], want[1]]:
        raise Wrong("the two biases are exchanged: b belongs to the visible units, c to the hidden ones.")
    if shapes != want:
        raise Wrong(f"dW, db and dc have the shapes {shapes}; expected {want}, those of W, b and c.")
    return got


def distance(a, b):
    """The largest difference between two gradients."""
    return max(np.abs(x - y).max() for x, y in zip(a, b, strict=True))


def _worst_part(got, expected, says):
    parts = zip(("dW", "db", "dc"), got, expected, strict=True)
    name, came, wanted = max(parts, key=lambda part: np.abs(part[1] - part[2]).max())
    place = np.unravel_index(np.abs(came - wanted).argmax(), came.shape)
    return (
        f"with {says}: {name} is wrong, most at {[int(i) for i in place]}: {show_value(came[place])} came, "
        f"{show_value(wanted[place])} is its exact mean (±{NOISE_CD:g} would pass)."
    )


def exact_cd(k):
    """The expectation of the CD-k gradient: the chain's transition matrix, applied k times to the data."""
    v, h = all_states(len(SMALL.b)), all_states(len(SMALL.c))
    step = chances(h, sigmoid(v @ SMALL.W + SMALL.c)) @ chances(v, sigmoid(h @ SMALL.W.T + SMALL.b))
    start = (DATA[:, None] == v).all(axis=2).mean(axis=0)  # (states,)
    gap = start - start @ np.linalg.matrix_power(step, k)  # the data's probabilities minus the chain's
    p_h = sigmoid(v @ SMALL.W + SMALL.c)
    return RBM((v * gap[:, None]).T @ p_h, gap @ v, gap @ p_h)


def cd_gradient(v, W, b, c, rng, k=1):
    v_model = v
    for _ in range(k):
        v_model, _ = gibbs_step(v_model, W, b, c, rng)  # (N, V)
    h = hidden_probabilities(v, W, c)  # (N, H)
    h_model = hidden_probabilities(v_model, W, c)
    dW = (v.T @ h - v_model.T @ h_model) / len(v)
    return RBM(dW, (v - v_model).mean(axis=0), (h - h_model).mean(axis=0))


def _chain(v, W, b, c, rng, k, hidden=sample_bernoulli, visible=sample_bernoulli):
    for _ in range(k):
        v = visible(sigmoid(hidden(sigmoid(v @ W + c), rng) @ W.T + b), rng)
    return v


def _gap(v, v_model, W, c, data=1.0, model=1.0, h_model=None):
    h = sigmoid(v @ W + c)
    h_model = sigmoid(v_model @ W + c) if h_model is None else h_model
    dW = data * v.T @ h / len(v) - model * v_model.T @ h_model / len(v_model)
    db = data * v.mean(axis=0) - model * v_model.mean(axis=0)
    return RBM(dW, db, data * h.mean(axis=0) - model * h_model.mean(axis=0))


def _same(p, rng):
    return p


def _from_noise(v, W, b, c, rng, k):
    return _gap(v, _chain((rng.random(v.shape) < 0.5) * 1.0, W, b, c, rng, k), W, c)


def _h_of_the_step(v, W, b, c, rng, k):
    """The hidden state that the last v was sampled from, in the place of P(h | last v)."""
    v_model = _chain(v, W, b, c, rng, k - 1)
    v_model, h = gibbs_step(v_model, W, b, c, rng)
    return _gap(v, v_model, W, c, h_model=h)


CD_MISTAKES = (
    Mistake("The sign is wrong: the gradient of the log-likelihood is the data's term minus the model's.",
            lambda *args: RBM(*(-part for part in cd_gradient(*args)))),
    Mistake("The gradient of the visible biases is forgotten: db is the mean of v minus that of the chain's v.",
            lambda *args: cd_gradient(*args)._replace(b=np.zeros(len(args[2])))),
    Mistake("The gradient of the hidden biases is forgotten: dc is the mean of h minus that of the chain's h.",
            lambda *args: cd_gradient(*args)._replace(c=np.zeros(len(args[3])))),
    Mistake("Both biases are forgotten.",
            lambda *args: cd_gradient(*args)._replace(b=np.zeros(len(args[2])), c=np.zeros(len(args[3])))),
    Mistake("The model's term is missing: without it the weights grow for ever.",
            lambda v, W, b, c, rng, k: _gap(v, v, W, c, model=0.0)),
    Mistake("The chain goes on with probabilities instead of samples: both layers must be sampled in each step.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k, _same, _same), W, c)),
    Mistake("The chain's hidden units are probabilities on the way down; sample them.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k, _same), W, c)),
    Mistake("The chain's visible units are probabilities; sample them.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k, visible=_same), W, c)),
    Mistake("The chain makes one step whatever k is.", lambda v, W, b, c, rng, k: cd_gradient(v, W, b, c, rng, 1)),
    Mistake("The chain makes one step too many.", lambda v, W, b, c, rng, k: cd_gradient(v, W, b, c, rng, k + 1)),
    Mistake("The chain starts from noise; in contrastive divergence it starts at the data.", _from_noise),
    Mistake("The model's term takes the data's h; it needs P(h | v) at the end of the chain.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k), W, c, h_model=sigmoid(v @ W + c))),
    Mistake("The model's term takes the h that the last v was sampled from; compute P(h | v) from the last v.",
            _h_of_the_step),
)  # fmt: skip

CD = OpenExercise("contrastive divergence", cd_gradient, partial(judge_gradient, mistakes=CD_MISTAKES))
