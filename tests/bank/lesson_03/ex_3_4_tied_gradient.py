"""Answers to exercise 3.4."""

import numpy as np

from utils.numpy_models.autoencoder import Autoencoder, gradient
from utils.numpy_models.gradients import numerical_gradient
from utils.numpy_models.mlp import sigmoid


def pieces(auto, x, corrupted):
    h = sigmoid(corrupted @ auto.W + auto.c)
    out = (sigmoid(h @ auto.W.T + auto.b) - x) / len(x)
    return h, out, (out @ auto.W) * h * (1 - h)


def grad_no_encoder(auto, x, corrupted):
    h, out, back = pieces(auto, x, corrupted)
    return Autoencoder((h.T @ out).T, out.sum(0), back.sum(0))


def grad_no_decoder(auto, x, corrupted):
    h, out, back = pieces(auto, x, corrupted)
    return Autoencoder(corrupted.T @ back, out.sum(0), back.sum(0))


def grad_average(auto, x, corrupted):
    h, out, back = pieces(auto, x, corrupted)
    return Autoencoder((corrupted.T @ back + (h.T @ out).T) / 2, out.sum(0), back.sum(0))


def grad_no_mean(auto, x, corrupted):
    return Autoencoder(*(len(x) * g for g in grad_einsum(auto, x, corrupted)[:3]))


def grad_sign(auto, x, corrupted):
    return Autoencoder(*(-g for g in grad_einsum(auto, x, corrupted)[:3]))


def grad_corrupted_target(auto, x, corrupted):
    return grad_einsum(auto, corrupted, corrupted)


def grad_clean_input(auto, x, corrupted):
    return grad_einsum(auto, x, x)


def grad_clean_product(auto, x, corrupted):
    h, out, back = pieces(auto, x, corrupted)
    return Autoencoder(x.T @ back + out.T @ h, out.sum(0), back.sum(0))


def grad_no_slope(auto, x, corrupted):
    h, out, _ = pieces(auto, x, corrupted)
    back = out @ auto.W
    return Autoencoder(corrupted.T @ back + out.T @ h, out.sum(0), back.sum(0))


def grad_two_slopes(auto, x, corrupted):
    h = sigmoid(corrupted @ auto.W + auto.c)
    z = sigmoid(h @ auto.W.T + auto.b)
    out = (z - x) * z * (1 - z) / len(x)
    back = (out @ auto.W) * h * (1 - h)
    return Autoencoder(corrupted.T @ back + out.T @ h, out.sum(0), back.sum(0))


def grad_no_b(auto, x, corrupted):
    full = grad_einsum(auto, x, corrupted)
    return full._replace(b=np.zeros_like(auto.b))


def grad_bias_means(auto, x, corrupted):
    h, out, back = pieces(auto, x, corrupted)
    return Autoencoder(corrupted.T @ back + out.T @ h, out.mean(0), back.mean(0))


def grad_einsum(auto, x, corrupted):
    h, out, back = pieces(auto, x, corrupted)
    dW = np.einsum("nv,nh->vh", corrupted, back) + np.einsum("nv,nh->vh", out, h)
    return Autoencoder(dW, np.einsum("nv->v", out), np.einsum("nh->h", back))


def grad_library(auto, x, corrupted):
    return gradient(auto, x, corrupted)


def grad_untied_sum(auto, x, corrupted):
    both = gradient(auto._replace(W_out=auto.W.T), x, corrupted)
    return Autoencoder(both.W + both.W_out.T, both.b, both.c)


def grad_example_by_example(auto, x, corrupted):
    dW, db, dc = np.zeros(auto.W.shape), np.zeros(auto.b.shape), np.zeros(auto.c.shape)
    for clean, seen in zip(x, corrupted, strict=True):
        h = 1 / (1 + np.exp(-seen @ auto.W - auto.c))
        out = 1 / (1 + np.exp(-auto.W @ h - auto.b)) - clean
        back = (out @ auto.W) * (h - h**2)
        dW += np.outer(seen, back) + np.outer(out, h)
        db += out
        dc += back
    return Autoencoder(dW / len(x), db / len(x), dc / len(x))


def grad_opposite_shares(auto, x, corrupted):
    h, out, back = pieces(auto, x, corrupted)
    return Autoencoder(out.T @ h - corrupted.T @ back, out.sum(0), back.sum(0))


def grad_plain_tuple(auto, x, corrupted):
    return (*grad_einsum(auto, x, corrupted)[:3], None)


def grad_three_parts(auto, x, corrupted):
    return tuple(grad_einsum(auto, x, corrupted)[:3])


def grad_untied(auto, x, corrupted):
    return gradient(auto._replace(W_out=auto.W.T), x, corrupted)


def grad_biases_exchanged(auto, x, corrupted):
    dW, db, dc, _ = grad_einsum(auto, x, corrupted)
    return Autoencoder(dW, dc, db)


def grad_descends(auto, x, corrupted):
    grads = grad_einsum(auto, x, corrupted)
    auto.W[:] -= 0.1 * grads.W
    return grads


def grad_shares_not_turned(auto, x, corrupted):
    h, out, back = pieces(auto, x, corrupted)
    return Autoencoder(corrupted.T @ back + h.T @ out, out.sum(0), back.sum(0))


def grad_fills_holes_of_input(auto, x, corrupted):
    corrupted[:] = x
    return grad_einsum(auto, x, corrupted)


def grad_over_pixels(auto, x, corrupted):
    return Autoencoder(*(g / x.shape[1] for g in grad_einsum(auto, x, corrupted)[:3]))


def grad_slope_of_pre_activation(auto, x, corrupted):
    h, out, _ = pieces(auto, x, corrupted)
    back = (out @ auto.W) * sigmoid(h) * (1 - sigmoid(h))
    return Autoencoder(corrupted.T @ back + out.T @ h, out.sum(0), back.sum(0))


def grad_tanh_slope(auto, x, corrupted):
    h, out, _ = pieces(auto, x, corrupted)
    back = (out @ auto.W) * (1 - h**2)
    return Autoencoder(corrupted.T @ back + out.T @ h, out.sum(0), back.sum(0))


def grad_no_c(auto, x, corrupted):
    return grad_einsum(auto, x, corrupted)._replace(c=np.zeros_like(auto.c))


def grad_scalar_biases(auto, x, corrupted):
    dW, db, dc, _ = grad_einsum(auto, x, corrupted)
    return Autoencoder(dW, db.sum(), dc.sum())


def grad_lists(auto, x, corrupted):
    return Autoencoder(*(g.tolist() for g in grad_einsum(auto, x, corrupted)[:3]))


def grad_numerical(auto, x, corrupted):
    def loss(**changed):
        new = auto._replace(**changed)
        a = sigmoid(corrupted @ new.W + new.c) @ new.W.T + new.b
        return (np.logaddexp(0, a) - x * a).sum(axis=1).mean()

    return Autoencoder(
        *(numerical_gradient(lambda theta, n=n: loss(**{n: theta}), getattr(auto, n)) for n in "Wbc")
    )


def grad_float32(auto, x, corrupted):
    small = Autoencoder(*(theta.astype(np.float32) for theta in auto[:3]))
    return grad_einsum(small, x.astype(np.float32), corrupted.astype(np.float32))


class Gradient:
    """A class instance that joins both shares in one product."""

    def __call__(self, auto, x, corrupted):
        h, out, back = pieces(auto, x, corrupted)
        dW = np.vstack((corrupted, out)).T @ np.vstack((back, h))
        return Autoencoder(W=dW, c=np.ones(len(x)) @ back, b=np.ones(len(x)) @ out)


WRONG = [
    (grad_no_encoder, "encoder's share is missing"),
    (grad_no_decoder, "decoder's share is missing"),
    (grad_average, "average of the two shares"),
    (grad_opposite_shares, "opposite signs"),
    (grad_no_mean, "mean over the batch is missing"),
    (grad_over_pixels, "number of pixels too"),
    (grad_sign, "sign is wrong"),
    (grad_corrupted_target, "target is the corrupted digit"),
    (grad_clean_input, "encoder has seen the clean digit"),
    (grad_clean_product, "its input was the corrupted one"),
    (grad_no_slope, "slope of the code's sigmoid is missing"),
    (grad_slope_of_pre_activation, "sigmoid again"),
    (grad_tanh_slope, "slope of tanh"),
    (grad_two_slopes, "cancels"),
    (grad_no_b, "biases of the decoder are forgotten"),
    (grad_no_c, "biases of the encoder are forgotten"),
    (grad_bias_means, "mean over the batch twice"),
    (grad_biases_exchanged, "b of the result has shape"),
    (grad_scalar_biases, "b of the result has shape ()"),
    (grad_plain_tuple, "plain tuple"),
    (grad_three_parts, "return Autoencoder(W, b, c)"),
    (grad_untied, "two separate arrays"),
    (grad_descends, "changes auto in place"),
    (grad_fills_holes_of_input, "encoder has seen the clean digit"),
    (grad_shares_not_turned, "turned"),
    (grad_lists, "is a list"),
    (grad_numerical, "too slow"),
]

RIGHT = [
    grad_einsum,
    grad_library,
    grad_untied_sum,
    grad_example_by_example,
    grad_float32,
    Gradient(),
]
