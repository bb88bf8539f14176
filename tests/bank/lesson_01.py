"""Answers to the exercises of lesson 01."""

import numpy as np
import scipy.special

from utils.numpy_models import mlp
from utils.numpy_models.mlp import Layer, sigmoid

# 1.1 ------------------------------------------------------------------------------------------------------


def softmax_naive(a):
    e = np.exp(a)
    return e / np.sum(e, axis=1)[:, None]


def softmax_whole_batch(a):
    e = np.exp(a - np.max(a))
    return e / np.sum(e)


def softmax_columns(a):
    e = np.exp(a - np.max(a, axis=0))
    return e / e.sum(axis=0)


def softmax_not_normalised(a):
    return np.exp(a - np.max(a, axis=1)[:, None])


def softmax_batch_maximum(a):
    e = np.exp(a - np.max(a))
    return e / e.sum(axis=1)[:, None]


def softmax_no_exponential(a):
    return a / a.sum(axis=1)[:, None]


def softmax_loop(a):
    out = np.empty(a.shape)
    for n, row in enumerate(a):
        shifted = [np.exp(s - max(row)) for s in row]
        out[n] = np.array(shifted) / sum(shifted)
    return out


def softmax_float32(a):
    a = a.astype(np.float32)
    e = np.exp(a - a.max(axis=1)[:, None])
    return e / np.einsum("nk->n", e)[:, None]


# 1.2 ------------------------------------------------------------------------------------------------------


def log_p(a, labels):
    a = a - a.max(axis=1)[:, None]
    return a[np.arange(len(a)), labels] - np.log(np.exp(a).sum(axis=1))


def nll_through_softmax(a, labels):
    p = softmax_loop(a)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


def nll_overflow(a, labels):
    return np.mean(np.log(np.sum(np.exp(a), axis=1)) - a[np.arange(len(labels)), labels])


def nll_of_winner(a, labels):
    return -log_p(a, np.argmax(a, axis=1)).mean()


def nll_loop(a, labels):
    total = 0.0
    for row, label in zip(a, labels, strict=True):
        total += scipy.special.logsumexp(row) - row[label]
    return total / len(labels)


def nll_one_hot(a, labels):
    return -np.einsum("nk,nk->", np.eye(a.shape[1])[labels], scipy.special.log_softmax(a, axis=1)) / len(a)


# 1.3 ------------------------------------------------------------------------------------------------------


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


# 1.4 ------------------------------------------------------------------------------------------------------


def difference(f, theta, step, forwards, backwards, divisor):
    gradient = np.zeros(theta.shape)
    for i in range(theta.size):
        e = np.zeros(theta.size)
        e[i] = step
        e = e.reshape(theta.shape)
        gradient.flat[i] = (f(theta + forwards * e) - f(theta - backwards * e)) / divisor
    return gradient


def gradient_all_at_once(f, theta, step=1e-5):
    return (f(theta + step) - f(theta - step)) / (2 * step)


def gradient_changes_theta(f, theta, step=1e-5):
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        theta[i] += step
        plus = f(theta)
        theta[i] -= 2 * step
        gradient[i] = (plus - f(theta)) / (2 * step)
        theta[i] += 2 * step
    return gradient


def gradient_accumulates(f, theta, step=1e-5):
    gradient, plus, minus = np.zeros_like(theta), theta.copy(), theta.copy()
    for i in np.ndindex(theta.shape):
        plus[i] += step
        minus[i] -= step
        gradient[i] = (f(plus) - f(minus)) / (2 * step)
    return gradient


def gradient_puts_back(f, theta, step=1e-5):
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        before = theta[i]
        theta[i] = before + step
        plus = f(theta)
        theta[i] = before - step
        minus = f(theta)
        theta[i] = before
        gradient[i] = (plus - minus) / (2 * step)
    return gradient


def gradient_vectorised(f, theta, step=1e-5):
    moves = step * np.eye(theta.size).reshape(theta.size, *theta.shape)
    flat = [(f(theta + m) - f(theta - m)) / (2 * step) for m in moves]
    return np.array(flat).reshape(theta.shape)


def gradient_fourth_order(f, theta, step=1e-4):
    near = difference(f, theta, step, 1, 1, 2 * step)
    far = difference(f, theta, 2 * step, 1, 1, 4 * step)
    return (4 * near - far) / 3


# 1.5 ------------------------------------------------------------------------------------------------------


def backward_as(params, activations, labels, first=lambda p, t: p - t, n=len, slope=lambda h: h * (1 - h)):
    p = softmax_loop(activations[-1])
    delta = first(p, np.eye(p.shape[1])[labels]) / n(labels)
    grads = [None] * len(params)
    for i in range(len(params) - 1, -1, -1):
        grads[i] = Layer(activations[i].T @ delta, delta.sum(0))
        delta = delta @ params[i].W.T * slope(activations[i])
    return grads


def backward_no_mean(params, activations, labels):
    return backward_as(params, activations, labels, n=lambda labels: 1)


def backward_sign(params, activations, labels):
    return backward_as(params, activations, labels, first=lambda p, t: t - p)


def backward_no_slope(params, activations, labels):
    return backward_as(params, activations, labels, slope=lambda h: 1)


def backward_sigmoid_twice(params, activations, labels):
    return backward_as(params, activations, labels, slope=lambda h: sigmoid(h) * (1 - sigmoid(h)))


def backward_no_labels(params, activations, labels):
    return backward_as(params, activations, labels, first=lambda p, t: p)


def backward_not_reversed(params, activations, labels):
    return backward_as(params, activations, labels)[::-1]


def backward_not_transposed(params, activations, labels):
    delta = softmax_loop(activations[-1])
    delta[np.arange(len(labels)), labels] -= 1
    delta = delta / len(labels)
    grads = []
    for layer, h in zip(params[::-1], activations[-2::-1], strict=True):
        grads.insert(0, Layer(h.T @ delta, delta.sum(0)))
        if layer is not params[0]:
            delta = delta @ layer.W * h * (1 - h)
    return grads


def backward_db_not_summed(params, activations, labels):
    return [Layer(g.W, np.tile(g.b, (len(labels), 1))) for g in backward_as(params, activations, labels)]


def backward_labels_in_place(params, activations, labels):
    activations[-1][np.arange(len(labels)), labels] -= 1
    activations[-1][np.arange(len(labels)), labels] += 1
    activations[0] *= 1.5
    return backward_as(params, [activations[0] / 1.5, *activations[1:]], labels)


def backward_einsum(params, activations, labels):
    delta = (scipy.special.softmax(activations[-1], axis=1) - np.eye(len(params[-1].b))[labels]) / len(labels)
    grads = ()
    for i in reversed(range(len(params))):
        grads = (Layer(np.einsum("nv,nh->vh", activations[i], delta), np.einsum("nh->h", delta)), *grads)
        h = activations[i]
        delta = np.einsum("nh,vh,nv->nv", delta, params[i].W, h - h**2)
    return list(grads)


def backward_example_by_example(params, activations, labels):
    total = None
    for n in range(len(labels)):
        one = backward_as(params, [h[n : n + 1] for h in activations], labels[n : n + 1])
        if total is None:
            total = one
        else:
            total = [Layer(t.W + g.W, t.b + g.b) for t, g in zip(total, one, strict=True)]
    return [Layer(t.W / len(labels), t.b / len(labels)) for t in total]


def backward_float32(params, activations, labels):
    params = [Layer(W.astype("f4"), b.astype("f4")) for W, b in params]
    grads = mlp.backward(params, [h.astype("f4") for h in activations], labels)
    return [(dW, db) for dW, db in grads]


# 1.6 ------------------------------------------------------------------------------------------------------


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


def softmax_without_keepdims(a):
    e = np.exp(a - a.max(axis=1))
    return e / e.sum(axis=1)


def nll_maximum_forgotten(a, labels):
    m = a.max(axis=1)
    return np.mean(np.log(np.exp(a - m[:, None]).sum(axis=1)) - a[range(len(a)), labels])


def nll_all_columns(a, labels):
    return -np.mean((a - scipy.special.logsumexp(a, axis=1)[:, None])[:, labels])


def nll_with_small_constant(a, labels):
    return -np.mean(np.log(scipy.special.softmax(a, axis=1)[range(len(a)), labels] + 1e-12))


def forward_from_x_again(params, x):
    out = [x]
    for W, b in params[:-1]:
        out.append(sigmoid(x @ W + b))
    return [*out, x @ params[-1].W + params[-1].b]


def forward_without_scores(params, x):
    return forward_expit(params, x)[:-1]


def gradient_same_array(f, theta, step=1e-5):
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        plus = minus = theta.copy()
        plus[i] += step
        minus[i] -= step
        gradient[i] = (f(plus) - f(minus)) / (2 * step)
    return gradient


def gradient_returns_early(f, theta, step=1e-5):
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        e = np.zeros_like(theta)
        e[i] = step
        gradient[i] = (f(theta + e) - f(theta - e)) / (2 * step)
        return gradient


def backward_transposed(params, activations, labels):
    return [Layer(g.W.T, g.b) for g in backward_as(params, activations, labels)]


def backward_mean_twice(params, activations, labels):
    return backward_as(params, activations, labels, n=lambda labels: len(labels) ** 2)


def backward_scores(params, activations, labels):
    delta = activations[-1] - np.eye(activations[-1].shape[1])[labels]
    delta, grads = delta / len(labels), []
    for i in range(len(params) - 1, -1, -1):
        grads.append(Layer(activations[i].T @ delta, delta.sum(axis=0)))
        delta = (delta @ params[i].W.T) * activations[i] * (1 - activations[i])
    return grads[::-1]


def step_sets_field(params, grads, rate):
    for layer, grad in zip(params, grads, strict=True):
        layer.W -= rate * grad.W


WRONG = {
    "1.1": [
        (softmax_naive, "exponential overflows"),
        (softmax_whole_batch, "whole batch"),
        (softmax_columns, "down the columns"),
        (softmax_not_normalised, "do not sum to 1"),
        (softmax_batch_maximum, "largest score of the whole batch"),
        (softmax_no_exponential, "the exponential is missing"),
        (softmax_without_keepdims, "keepdims=True"),
    ],
    "1.2": [
        (lambda a, labels: log_p(a, labels).mean(), "sign is wrong"),
        (lambda a, labels: -log_p(a, labels).sum(), "sum over the examples"),
        (lambda a, labels: -log_p(a, labels), "vector with one loss"),
        (nll_through_softmax, "underflowed to 0"),
        (nll_overflow, "overflows"),
        (nll_of_winner, "most probable class"),
        (lambda a, labels: -log_p(a, labels).mean() / np.log(2), "bits"),
        (nll_maximum_forgotten, "not added back"),
        (nll_all_columns, "takes the columns"),
        (nll_with_small_constant, "caps the loss"),
    ],
    "1.3": [
        (forward_sigmoid_everywhere, "output layer went through the sigmoid"),
        (forward_softmax, "softmax comes later"),
        (forward_linear, "hidden layers are linear"),
        (forward_tanh, "tanh"),
        (forward_no_bias, "biases are missing"),
        (forward_scores_only, "whole list"),
        (forward_without_input, "start with the input"),
        (forward_from_x_again, "not x again"),
        (forward_without_scores, "missing at the end"),
    ],
    "1.4": [
        (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 0, step), "one-sided"),
        (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 1, step), "two steps apart"),
        (lambda f, theta, step=1e-5: -difference(f, theta, step, 1, 1, 2 * step), "sign is wrong"),
        (gradient_all_at_once, "all entries at once"),
        (gradient_accumulates, "not put back"),
        (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 1, 1), "division by two steps"),
        (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 1, 2) * step, "write / (2 * step)"),
        (gradient_same_array, "another name"),
        (gradient_returns_early, "inside the loop"),
        (gradient_changes_theta, "argument number 2 in place"),
    ],
    "1.5": [
        (backward_no_mean, "mean over the batch is missing"),
        (backward_sign, "sign is wrong"),
        (backward_no_slope, "slope of the sigmoid is missing"),
        (backward_sigmoid_twice, "sigmoid again"),
        (backward_no_labels, "labels are missing"),
        (backward_not_reversed, "wrong order"),
        (backward_not_transposed, "raised ValueError"),
        (backward_transposed, "transposed"),
        (backward_mean_twice, "taken twice"),
        (backward_scores, "needs their softmax"),
        (backward_db_not_summed, "expected (4,)"),
        (backward_labels_in_place, "argument number 2 in place"),
    ],
    "1.6": [
        (step_as(1, 1), "climbs"),
        (step_rebinds, "nothing has changed"),
        (step_as(-1, 0), "biases have not moved"),
        (step_as(0, -1), "weights have not moved"),
        (step_no_rate, "learning rate is missing"),
        (step_returns, "returns nothing"),
        (step_sets_field, "which is a tuple"),
        (step_scales_gradient, "argument number 2 in place"),
    ],
}

RIGHT = {
    "1.1": [softmax_loop, softmax_float32, lambda a: scipy.special.softmax(a, axis=1)],
    "1.2": [nll_loop, nll_one_hot, lambda a, labels: np.float32(-log_p(a, labels).mean())],
    "1.3": [forward_expit, forward_recursive, forward_float32],
    "1.4": [gradient_vectorised, gradient_fourth_order, gradient_puts_back],
    "1.5": [backward_einsum, backward_example_by_example, backward_float32],
    "1.6": [step_by_index, step_by_rows, step_replaces_list_entries],
}
