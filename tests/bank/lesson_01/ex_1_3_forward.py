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


def forward_relu(params, x):
    return forward_as(params, x, lambda z: np.maximum(z, 0), lambda z: z)


def forward_overflows(params, x):
    return forward_as(params, x, lambda z: np.exp(z) / (1 + np.exp(z)), lambda z: z)


def forward_bias_outside(params, x):
    out = [x]
    for W, b in params[:-1]:
        out.append(sigmoid(out[-1] @ W) + b)
    return [*out, out[-1] @ params[-1].W + params[-1].b]


def forward_keeps_what_enters(params, x):
    kept, h = [x], x
    for W, b in params:
        kept.append(h @ W + b)
        h = sigmoid(kept[-1])
    return kept


def forward_turned_weights(params, x):
    return forward_expit([Layer(W.T, b) for W, b in params], x)


def forward_two_layers(params, x):
    h = sigmoid(x @ params[0].W + params[0].b)
    return [x, h, h @ params[1].W + params[1].b]


def forward_squeezed(params, x):
    return [np.squeeze(h) for h in forward_expit(params, x)]


def forward_number_by_number(params, x):
    out = [x]
    for W, b in params:
        z = [[sum(w * v for w, v in zip(column, row, strict=True)) for column in W.T] for row in out[-1]]
        out.append(sigmoid(np.array(z) + b) if W is not params[-1].W else np.array(z) + b)
    return out


def forward_changes_x(params, x):
    out = forward_expit(params, x.copy())
    x -= x.mean()
    return out


def forward_expit(params, x):
    return forward_as(params, x, scipy.special.expit, lambda z: z)


def forward_recursive(params, x):
    z = np.einsum("nv,vh->nh", x, params[0].W) + params[0].b
    return [x, z] if len(params) == 1 else [x] + forward_recursive(params[1:], sigmoid(z))


def forward_generator(params, x):
    yield x
    for i, (W, b) in enumerate(params):
        x = x @ W + b
        if i < len(params) - 1:
            x = 1 / (1 + np.exp(-x))
        yield x


def forward_with_ones(params, x):
    out = [x]
    for i, (W, b) in enumerate(params):
        z = np.column_stack([out[-1], np.ones(len(x))]) @ np.vstack([W, b])
        out.append(z if i == len(params) - 1 else np.tanh(z / 2) / 2 + 0.5)
    return out


class Forward:
    def __call__(self, network, inputs):
        return tuple(map(np.matrix, forward_expit(network, inputs)))


def forward_row_by_row(params, x):
    rows = [forward_expit(params, row) for row in x]
    return [np.array(parts) for parts in zip(*rows, strict=True)]


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
    (forward_relu, "ReLU"),
    (forward_overflows, "overflows"),
    (forward_no_bias, "biases are missing"),
    (forward_bias_outside, "belong inside"),
    (forward_keeps_what_enters, "must have what comes out"),
    (forward_scores_only, "whole list"),
    (forward_without_input, "start with the input"),
    (forward_from_x_again, "gets x again"),
    (forward_turned_weights, "turned round"),
    (forward_without_scores, "missing at the end"),
    (lambda params, x: forward_expit(params, x)[::-1], "wrong order"),
    (forward_two_layers, "with no hidden layer"),
    (forward_squeezed, "With one example"),
    (forward_number_by_number, "too slow"),
    (forward_float32, "comes in float32"),
    (forward_changes_x, "changes x in place"),
]

RIGHT = [
    forward_expit,
    forward_recursive,
    forward_generator,
    forward_with_ones,
    Forward(),
    forward_row_by_row,
]
