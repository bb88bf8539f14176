"""Answers to exercise 3.4."""

import numpy as np

from utils.numpy_models.autoencoder import Autoencoder, gradient
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


WRONG = [
    (grad_no_encoder, "encoder's share is missing"),
    (grad_no_decoder, "decoder's share is missing"),
    (grad_average, "average of the two shares"),
    (grad_no_mean, "mean over the batch is missing"),
    (grad_sign, "sign is wrong"),
    (grad_corrupted_target, "target is the corrupted digit"),
    (grad_clean_input, "encoder has seen the clean digit"),
    (grad_clean_product, "its input was the corrupted one"),
    (grad_no_slope, "slope of the code's sigmoid is missing"),
    (grad_two_slopes, "cancels"),
    (grad_no_b, "biases of the decoder are forgotten"),
    (grad_bias_means, "mean over the batch twice"),
]

RIGHT = [grad_einsum, grad_library, grad_untied_sum, grad_example_by_example]
