"""Typical mistakes in exercise 2.4: gradients of contrastive divergence, ``(v, W, b, c, rng, k)``."""

import numpy as np

from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import RBM, gibbs_step, sample_bernoulli
from ...teaching.exercise import Mistake


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


def _right(v, W, b, c, rng, k):
    return _gap(v, _chain(v, W, b, c, rng, k), W, c)


def _same(p, rng):
    return p


def _round(p, rng):
    return (p > 0.5) * 1.0


def _from_noise(v, W, b, c, rng, k):
    return _gap(v, _chain((rng.random(v.shape) < 0.5) * 1.0, W, b, c, rng, k), W, c)


def _h_of_the_step(v, W, b, c, rng, k):
    """The hidden state that the last v was sampled from, in the place of P(h | last v)."""
    v_model = _chain(v, W, b, c, rng, k - 1)
    v_model, h = gibbs_step(v_model, W, b, c, rng)
    return _gap(v, v_model, W, c, h_model=h)


def _product_of_means(v, W, b, c, rng, k):
    v_model = _chain(v, W, b, c, rng, k)
    h, h_model = sigmoid(v @ W + c), sigmoid(v_model @ W + c)
    dW = np.outer(v.mean(axis=0), h.mean(axis=0)) - np.outer(v_model.mean(axis=0), h_model.mean(axis=0))
    return _gap(v, v_model, W, c)._replace(W=dW)


CD_MISTAKES = (
    Mistake("The sign is wrong: the gradient of the log-likelihood is the data's term minus the model's.",
            lambda *args: RBM(*(-part for part in _right(*args)))),
    Mistake("The gradient of the visible biases is forgotten: db is the mean of v minus that of the chain's v.",
            lambda *args: _right(*args)._replace(b=np.zeros(len(args[2])))),
    Mistake("The gradient of the hidden biases is forgotten: dc is the mean of h minus that of the chain's h.",
            lambda *args: _right(*args)._replace(c=np.zeros(len(args[3])))),
    Mistake("Both biases are forgotten.",
            lambda *args: _right(*args)._replace(b=np.zeros(len(args[2])), c=np.zeros(len(args[3])))),
    Mistake("The model's term is missing: without it the weights grow for ever.",
            lambda v, W, b, c, rng, k: _gap(v, v, W, c, model=0.0)),
    Mistake("The chain goes on with probabilities instead of samples: both layers must be sampled in each step.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k, _same, _same), W, c)),
    Mistake("The chain's hidden units are probabilities on the way down; sample them.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k, _same), W, c)),
    Mistake("The chain's visible units are probabilities; sample them.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k, visible=_same), W, c)),
    Mistake("The chain rounds its probabilities; sample both layers in each step.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k, _round, _round), W, c)),
    Mistake("The chain makes one step whatever k is.", lambda v, W, b, c, rng, k: _right(v, W, b, c, rng, 1)),
    Mistake("The chain makes too few steps: for k = 1 it ends where it starts, and nothing is left.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k - 1), W, c)),
    Mistake("The chain makes too many steps.", lambda v, W, b, c, rng, k: _right(v, W, b, c, rng, k + 1)),
    Mistake("dW is the product of two means; it is the mean over the batch of the products v_j h_i.", _product_of_means),
    Mistake("The chain starts from noise; in contrastive divergence it starts at the data.", _from_noise),
    Mistake("The model's term takes the data's h; it needs P(h | v) at the end of the chain.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k), W, c, h_model=sigmoid(v @ W + c))),
    Mistake("The model's term takes the h that the last v was sampled from; compute P(h | v) from the last v.",
            _h_of_the_step),
)  # fmt: skip
