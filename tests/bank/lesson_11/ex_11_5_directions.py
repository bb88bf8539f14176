"""Answers to exercise 11.5."""

import numpy as np

from utils.numpy_models.mlp import Layer


def shares(direction, layers, share, biases=lambda c: np.zeros_like(c)):
    found = []
    for (d, c), (W, _) in zip(direction, layers, strict=True):
        with np.errstate(all="ignore"):
            found.append((d * share(d, W), biases(c)))
    return found


def length(a, axis=0, keepdims=False):
    return np.sqrt((a**2).sum(axis=axis, keepdims=keepdims))


def safe(a):
    return np.where(a > 0, a, 1)


def whole_network(direction, layers):
    total, own = (np.sqrt(sum((W**2).sum() for W, _ in of)) for of in (direction, layers))
    return shares(direction, layers, lambda d, W: own / total)


def length_one(direction, layers):
    total = np.sqrt(sum((W**2).sum() + (b**2).sum() for W, b in direction))
    return [(W / total, b / total) for W, b in direction]


def layer_by_layer(direction, layers):
    return shares(direction, layers, lambda d, W: np.linalg.norm(W) / np.linalg.norm(d))


def rows(direction, layers):
    return shares(direction, layers, lambda d, W: length(W, 1, True) / safe(length(d, 1, True)))


def only_normalised(direction, layers):
    return shares(direction, layers, lambda d, W: 1 / safe(length(d)))


def only_multiplied(direction, layers):
    return shares(direction, layers, lambda d, W: length(W))


def upside_down(direction, layers):
    return shares(direction, layers, lambda d, W: length(d) / safe(length(W)))


def squares(direction, layers):
    return shares(direction, layers, lambda d, W: (W**2).sum(0) / safe((d**2).sum(0)))


def largest(direction, layers):
    return shares(direction, layers, lambda d, W: np.abs(W).max(0) / safe(np.abs(d).max(0)))


def weight_by_weight(direction, layers):
    return shares(direction, layers, lambda d, W: np.abs(W) / safe(np.abs(d)))


def biases_as_they_are(direction, layers):
    return shares(direction, layers, lambda d, W: length(W) / safe(length(d)), lambda c: c)


def biases_scaled(direction, layers):
    found = []
    for (d, c), (W, _) in zip(direction, layers, strict=True):
        share = length(W) / safe(length(d))
        found.append((d * share, c * share))
    return found


def with_biases(direction, layers):
    found = []
    for (d, c), (W, b) in zip(direction, layers, strict=True):
        share = np.sqrt((W**2).sum(0) + b**2) / safe(np.sqrt((d**2).sum(0) + c**2))
        found.append((d * share, np.zeros(len(c))))
    return found


def where_it_ends(direction, layers):
    return [
        (W + d * length(W) / safe(length(d)), b) for (d, _), (W, b) in zip(direction, layers, strict=True)
    ]


def dead_units(direction, layers):
    return shares(direction, layers, lambda d, W: length(W) / length(d))


def nothing(direction, layers):
    shares(direction, layers, lambda d, W: length(W) / safe(length(d)))


def weights_only(direction, layers):
    return [d * length(W) / safe(length(d)) for (d, _), (W, _) in zip(direction, layers, strict=True)]


def by_share(direction, layers):
    return shares(direction, layers, lambda d, W: length(W) / safe(length(d)))


def column_by_column(direction, layers):
    found = []
    for own, layer in zip(direction, layers, strict=True):
        W = np.zeros(own.W.shape)
        for unit in range(W.shape[1]):
            size = np.linalg.norm(own.W[:, unit])
            if size > 0:
                W[:, unit] = own.W[:, unit] / size * np.linalg.norm(layer.W[:, unit])
        found.append(Layer(W, np.zeros(W.shape[1])))
    return found


def without_nan(direction, layers):
    found = []
    for (d, c), (W, _) in zip(direction, layers, strict=True):
        with np.errstate(all="ignore"):
            unit = np.nan_to_num(d / np.linalg.norm(d, axis=0, keepdims=True))
        found.append([unit @ np.diag(np.linalg.norm(W, axis=0)), 0 * c])
    return tuple(found)


def by_einsum(direction, layers):
    found = []
    for (d, _), (W, b) in zip(direction, layers, strict=True):
        own, wanted = (np.einsum("vh,vh->h", a, a) for a in (d, W))
        share = np.sqrt(np.divide(wanted, own, out=np.zeros_like(own), where=own > 0))
        found.append((np.einsum("vh,h->vh", d, share), b - b))
    return found


def transposed(direction, layers):
    found = []
    for i in range(len(layers)):
        d, W = direction[i][0].T, layers[i][0].T
        scaled = [
            row / (np.hypot.reduce(row) or 1) * np.hypot.reduce(own) for row, own in zip(d, W, strict=True)
        ]
        found.append((np.array(scaled).T, [0.0] * len(d)))
    return found


def whole_matrix_below(direction, layers):
    return shares(direction, layers, lambda d, W: length(W) / np.linalg.norm(d))


def whole_matrix_above(direction, layers):
    return shares(direction, layers, lambda d, W: np.linalg.norm(W) / safe(length(d)))


def whole_matrix_biases_too(direction, layers):
    found = []
    for (d, c), (W, _) in zip(direction, layers, strict=True):
        share = np.linalg.norm(W) / np.linalg.norm(d)
        found.append((d * share, c * share))
    return found


def with_an_epsilon(direction, layers):
    return shares(direction, layers, lambda d, W: length(W) / (length(d) + 1e-8))


def with_a_smaller_epsilon(direction, layers):
    return shares(direction, layers, lambda d, W: length(W) / (length(d) + 1e-12))


def with_a_floor(direction, layers):
    return shares(direction, layers, lambda d, W: length(W) / np.maximum(length(d), 1e-8))


def biases_of_the_network(direction, layers):
    pairs = zip(direction, layers, strict=True)
    return [(d * length(W) / safe(length(d)), b) for (d, _), (W, b) in pairs]


WRONG = [
    (whole_matrix_below, "a whole matrix"),
    (whole_matrix_above, "a whole matrix"),
    (whole_matrix_biases_too, "one length for each layer"),
    (with_an_epsilon, "A small number added"),
    (with_a_smaller_epsilon, "A small number added"),
    (with_a_floor, "A small number added"),
    (biases_of_the_network, "the network's own"),
    (whole_network, "one length for the whole network"),
    (length_one, "direction of length 1"),
    (layer_by_layer, "one length for each layer"),
    (rows, "Here it is the rows"),
    (only_normalised, "the *network's* column"),
    (only_multiplied, "the *network's* column"),
    (upside_down, "upside down"),
    (squares, "a length is a root"),
    (largest, "the largest weights"),
    (weight_by_weight, "each weight for itself"),
    (biases_as_they_are, "The biases do not move"),
    (biases_scaled, "The biases do not move"),
    (with_biases, "without the bias"),
    (where_it_ends, "where the step ends"),
    (dead_units, "Leave 0"),
    (nothing, "returned None"),
    (weights_only, "must be a Layer"),
]

RIGHT = [by_share, column_by_column, without_nan, by_einsum, transposed]
