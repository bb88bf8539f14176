"""Answers to exercise 1.6."""

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


WRONG = [
    (step_as(1, 1), "climbs"),
    (step_rebinds, "nothing has changed"),
    (step_as(-1, 0), "biases have not moved"),
    (step_as(0, -1), "weights have not moved"),
    (step_no_rate, "learning rate is missing"),
    (step_returns, "returns nothing"),
    (step_sets_field, "which is a tuple"),
    (step_scales_gradient, "changes grads in place"),
]

RIGHT = [step_by_index, step_by_rows, step_replaces_list_entries]
