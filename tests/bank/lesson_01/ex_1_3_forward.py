"""Answers to exercise 1.3."""

import numpy as np
import scipy.special

from utils.numpy_models.mlp import Layer, sigmoid


def forward_as(params, x, hidden, output):
    out = [x]
    for i, layer in enumerate(params):
        z = out[-1].dot(layer.W) + layer.b
        out.append(output(z) if i == len(params) - 1 else hidden(z))
    return out


def forward_sigmoid_everywhere(params, x):
    return forward_as(params, x, sigmoid, sigmoid)


def forward_softmax(params, x):
    return forward_as(params, x, sigmoid, lambda z: scipy.special.softmax(z, axis=1))


def forward_linear(params, x):
    return forward_as(params, x, lambda z: z, lambda z: z)


def forward_tanh(params, x):
    return forward_as(params, x, np.tanh, lambda z: z)


def forward_no_bias(params, x):
    out = [x]
    for W, _ in params[:-1]:
        out.append(sigmoid(out[-1] @ W))
    return out + [out[-1] @ params[-1].W]


def forward_scores_only(params, x):
    return forward_as(params, x, sigmoid, lambda z: z)[-1]


def forward_without_input(params, x):
    return forward_as(params, x, sigmoid, lambda z: z)[1:]


def forward_expit(params, x):
    return forward_as(params, x, scipy.special.expit, lambda z: z)


def forward_recursive(params, x):
    z = np.einsum("nv,vh->nh", x, params[0].W) + params[0].b
    return [x, z] if len(params) == 1 else [x] + forward_recursive(params[1:], sigmoid(z))


def forward_float32(params, x):
    params = [Layer(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    return forward_as(params, x.astype(np.float32), lambda z: 1 / (1 + np.exp(-z)), lambda z: z)


def forward_from_x_again(params, x):
    out = [x]
    for W, b in params[:-1]:
        out.append(sigmoid(x @ W + b))
    return [*out, x @ params[-1].W + params[-1].b]


def forward_without_scores(params, x):
    return forward_expit(params, x)[:-1]


WRONG = [
    (forward_sigmoid_everywhere, "output layer went through the sigmoid"),
    (forward_softmax, "softmax comes later"),
    (forward_linear, "hidden layers are linear"),
    (forward_tanh, "tanh"),
    (forward_no_bias, "biases are missing"),
    (forward_scores_only, "whole list"),
    (forward_without_input, "start with the input"),
    (forward_from_x_again, "not x again"),
    (forward_without_scores, "missing at the end"),
]

RIGHT = [forward_expit, forward_recursive, forward_float32]
