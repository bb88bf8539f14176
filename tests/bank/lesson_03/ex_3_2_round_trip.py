"""Answers to exercise 3.2."""

import numpy as np
import scipy.special

from utils.numpy_models.mlp import sigmoid


def trip_with_sigmoid(auto, x):
    h = sigmoid(x @ auto.W + auto.c)
    return h, sigmoid(h @ auto.W.T + auto.b)


def trip_without_b(auto, x):
    h = sigmoid(x @ auto.W + auto.c)
    return h, np.dot(h, auto.W.T)


def trip_without_c(auto, x):
    h = sigmoid(x @ auto.W)
    return h, h @ auto.W.T + auto.b


def trip_linear(auto, x):
    h = x @ auto.W + auto.c
    return h, h @ auto.W.T + auto.b


def trip_tanh(auto, x):
    h = np.tanh(x @ auto.W + auto.c)
    return h, h @ auto.W.T + auto.b


def trip_exchanged(auto, x):
    h, a = trip_einsum(auto, x)
    return a, h


def trip_only_a(auto, x):
    return trip_einsum(auto, x)[1]


def trip_einsum(auto, x):
    h = scipy.special.expit(np.einsum("nv,vh->nh", x, auto.W) + auto.c)
    return h, np.einsum("nh,vh->nv", h, auto.W) + auto.b


def trip_loop(auto, x):
    codes = [1 / (1 + np.exp(-(auto.W.T @ row + auto.c))) for row in x]
    return np.array(codes), np.array([auto.W @ h + auto.b for h in codes])


def trip_float32_list(auto, x):
    W, b, c = (theta.astype(np.float32) for theta in auto[:3])
    h = sigmoid(x.astype(np.float32) @ W + c)
    return [h, (W @ h.T).T + b]


WRONG = [
    (trip_with_sigmoid, "through the sigmoid"),
    (trip_without_b, "decoder's bias b is missing"),
    (trip_without_c, "encoder's bias c is missing"),
    (trip_linear, "the code is linear"),
    (trip_tanh, "tanh"),
    (trip_exchanged, "wrong order"),
    (trip_only_a, "a alone"),
]

RIGHT = [trip_einsum, trip_loop, trip_float32_list]
