"""Answers to exercise 1.6."""

import numpy as np

from utils.numpy_models.mlp import Layer


def step_as(weights, biases):
    def step(params, grads, rate):
        for (W, b), (dW, db) in zip(params, grads, strict=True):
            W += weights * rate * dW
            b += biases * rate * db

    return step


def step_rebinds(params, grads, rate):
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W = W - rate * dW
        b = b - rate * db


def step_no_rate(params, grads, rate):
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W -= dW
        b -= db


def step_returns(params, grads, rate):
    return [Layer(W - rate * dW, b - rate * db) for (W, b), (dW, db) in zip(params, grads, strict=True)]


def step_scales_gradient(params, grads, rate):
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        dW *= rate
        db *= rate
        W -= dW
        b -= db


def step_by_index(params, grads, rate):
    for i in range(len(params)):
        for j in range(2):
            params[i][j][:] = params[i][j] - rate * grads[i][j]


def step_by_rows(params, grads, rate):
    for layer, grad in zip(params, grads, strict=True):
        for row in range(len(layer.W)):
            layer.W[row] -= rate * grad.W[row]
        for unit in range(len(layer.b)):
            layer.b[unit] -= rate * grad.b[unit]


def step_replaces_list_entries(params, grads, rate):
    params[:] = [Layer(W - rate * dW, b - rate * db) for (W, b), (dW, db) in zip(params, grads, strict=True)]


def step_sets_field(params, grads, rate):
    for layer, grad in zip(params, grads, strict=True):
        layer.W -= rate * grad.W


def step_two_layers(params, grads, rate):
    (W1, b1), (W2, b2) = params
    (dW1, db1), (dW2, db2) = grads
    W1 -= rate * dW1
    b1 -= rate * db1
    W2 -= rate * dW2
    b2 -= rate * db2


def step_first_two(params, grads, rate):
    step_as(-1, -1)(params[:2], grads[:2], rate)


def step_ends_early(params, grads, rate):
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W -= rate * dW
        b -= rate * db
        return


def step_replaces_biases(params, grads, rate):
    for i, (dW, db) in enumerate(grads):
        params[i].W[...] -= rate * dW
        params[i] = Layer(params[i].W, params[i].b - rate * db)


def step_clips(params, grads, rate):
    step_as(-1, -1)(params, [Layer(*(np.clip(part, -10, 10) for part in grad)) for grad in grads], rate)


def step_own_rate(params, grads, rate):
    step_as(-1, -1)(params, grads, 0.1)


def step_one_type(params, grads, rate):
    for layer, grad in zip(params, grads, strict=True):
        for array, slope in zip(layer, grad, strict=True):
            np.subtract(array, rate * slope, out=array, casting="no")


def step_entry_by_entry(params, grads, rate):
    for layer, grad in zip(params, grads, strict=True):
        for array, slope in zip(layer, grad, strict=True):
            for i in np.ndindex(array.shape):
                array[i] = sum([array[i]] + [-rate / 10 * slope[i] for _ in range(10)])


def step_with_out(params, grads, rate):
    for layer, grad in zip(params, grads, strict=True):
        for array, slope in zip(layer, grad, strict=True):
            np.subtract(array, rate * slope, out=array)


def step_recursive(params, grads, rate):
    if params:
        params[0].W.__isub__(rate * grads[0].W)
        params[0].b.__isub__(rate * grads[0].b)
        step_recursive(params[1:], grads[1:], rate)


class Step:
    def __call__(self, network, gradients, eta):
        for array, slope in zip(sum(network, ()), sum(gradients, ()), strict=True):
            np.copyto(array, array - eta * slope)


def step_flat(params, grads, rate):
    for layer, grad in zip(params, grads, strict=True):
        for array, slope in zip(layer, grad, strict=True):
            array.flat = array.ravel() + np.float32(-rate) * slope.ravel()


WRONG = [
    (step_as(1, 1), "climbs"),
    (step_as(-1, 1), "biases climb"),
    (step_rebinds, "nothing has changed"),
    (step_as(-1, 0), "biases have not moved"),
    (step_as(0, -1), "weights have not moved"),
    (step_as(-2, -2), "made twice"),
    (step_no_rate, "learning rate is missing"),
    (lambda params, grads, rate: step_as(-1, -1)(params, grads, 1 / rate), "divided by the learning rate"),
    (step_own_rate, "With rate 2"),
    (step_returns, "returns nothing"),
    (step_sets_field, "which is a tuple"),
    (step_scales_gradient, "changes grads in place"),
    (step_two_layers, "With one layer"),
    (step_first_two, "Only the first two layers"),
    (step_ends_early, "Only the first layer"),
    (step_clips, "With gradients of some thousands"),
    (step_one_type, "a network in float32"),
    (step_replaces_list_entries, "new arrays"),
    (step_replaces_biases, "new arrays"),
    (step_entry_by_entry, "too slow"),
]

RIGHT = [
    step_by_index,
    step_by_rows,
    step_with_out,
    step_recursive,
    Step(),
    step_flat,
]
