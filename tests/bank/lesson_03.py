"""Answers to the exercises of lesson 03."""

import numpy as np
import scipy.special

from utils.numpy_models.autoencoder import Autoencoder, gradient
from utils.numpy_models.mlp import sigmoid

# 3.1 ------------------------------------------------------------------------------------------------------


def mask_coin_for_each_pixel(x, level, rng):
    return x * (rng.uniform(size=x.shape) >= level)


def mask_same_for_all(x, level, rng):
    out = x.copy()
    out[:, rng.permutation(x.shape[1])[: round(level * x.shape[1])]] = 0
    return out


def mask_keeps_the_share(x, level, rng):
    out = np.zeros_like(x)
    for n in range(len(x)):
        kept = rng.permutation(x.shape[1])[: round(level * x.shape[1])]
        out[n, kept] = x[n, kept]
    return out


def mask_with_replacement(x, level, rng):
    out = x.copy()
    for n in range(len(x)):
        out[n, rng.integers(0, x.shape[1], round(level * x.shape[1]))] = 0
    return out


def mask_in_place(x, level, rng):
    for row in x:
        row[rng.permutation(len(row))[: round(level * len(row))]] = 0
    return x


def mask_own_generator(x, level, rng):
    return mask_argsort(x, level, np.random.default_rng(0))


def mask_no_generator(x, level, rng):
    return mask_argsort(x, level, np.random.default_rng())


def mask_dropout(x, level, rng):
    return mask_argsort(x, level, rng) / max(1 - level, 1e-9)


def mask_block(x, level, rng):
    out, width = x.copy(), round(level * x.shape[1])
    for row in out:
        row[np.arange(width) + rng.integers(0, x.shape[1] - width + 1)] = 0
    return out


def mask_salt_and_pepper(x, level, rng):
    out = x.copy()
    for row in out:
        chosen = rng.permutation(len(row))[: round(level * len(row))]
        row[chosen] = rng.integers(0, 2, len(chosen))
    return out


def mask_noise(x, level, rng):
    return x + level * rng.normal(size=x.shape)


def mask_nothing(x, level, rng):
    return x.copy()


def mask_no_return(x, level, rng):
    mask_argsort(x, level, rng)


def mask_argsort(x, level, rng):
    out = x.copy()
    places = np.argsort(rng.random(x.shape), axis=1)[:, : round(level * x.shape[1])]
    out[np.arange(len(x))[:, None], places] = 0
    return out


def mask_permuted(x, level, rng):
    keep = np.ones(x.shape)
    keep[:, : round(level * x.shape[1])] = 0
    return x * rng.permuted(keep, axis=1)


def mask_where(x, level, rng):
    ranks = rng.normal(size=x.shape).argsort(axis=1).argsort(axis=1)
    return np.where(ranks < round(level * x.shape[1]), 0.0, x)


def mask_one_pixel_at_a_time(x, level, rng):
    rows = []
    for row in x:
        bag = list(range(len(row)))
        gone = {bag.pop(int(rng.integers(len(bag)))) for _ in range(round(level * len(row)))}
        rows.append([0.0 if j in gone else float(pixel) for j, pixel in enumerate(row)])
    return np.array(rows)


# 3.2 ------------------------------------------------------------------------------------------------------


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


# 3.3 ------------------------------------------------------------------------------------------------------


def loss_from_z(x, a):
    z = 1 / (1 + np.exp(-a))
    return -(x * np.log(z) + (1 - x) * np.log(1 - z)).sum() / len(x)


def loss_log_one_plus_exp(x, a):
    return np.mean(np.sum(np.log(1 + np.exp(a)) - x * a, axis=1))


def loss_mean_of_all(x, a):
    return np.mean(np.logaddexp(0, a) - a * x)


def loss_sum_of_all(x, a):
    return np.sum(np.logaddexp(0, a) - a * x)


def loss_negative(x, a):
    return -loss_softplus(x, a)


def loss_ink_only(x, a):
    return np.mean(np.sum(x * np.logaddexp(0, -a), axis=1))


def loss_squared(x, a):
    return np.mean(np.sum((x - sigmoid(a)) ** 2, axis=1))


def loss_each(x, a):
    return np.sum(np.logaddexp(0, a) - a * x, axis=1)


def loss_plus(x, a):
    return np.mean(np.sum(np.logaddexp(0, a) + a * x, axis=1))


def loss_softplus(x, a):
    return (np.maximum(a, 0) - x * a + np.log1p(np.exp(-np.abs(a)))).sum() / len(x)


def loss_two_terms(x, a):
    return np.mean(np.sum(x * np.logaddexp(0, -a) + (1 - x) * np.logaddexp(0, a), axis=1))


def loss_log_expit(x, a):
    terms = x * scipy.special.log_expit(a) + (1 - x) * scipy.special.log_expit(-a)
    return -np.einsum("nv->", terms) / x.shape[0]


def loss_rows(x, a):
    rows = [np.logaddexp(0.0, s) @ np.ones(len(s)) - t @ s for t, s in zip(x, a, strict=True)]
    return sum(rows) / len(rows)


# 3.4 ------------------------------------------------------------------------------------------------------


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


# 3.5 and 3.6 ----------------------------------------------------------------------------------------------


def predicted(light, heavy, easier="masked digits"):
    return {"best at 10 %": light, "best at 40 %": heavy, "the 40 % network is better on": easier}


def trial(n_hidden, rate, level, *curve):
    return {"n_hidden": n_hidden, "rate": rate, "level": level, "curve": list(curve)}


GOOD = trial(200, 0.2, 0.25, 542.1, 110.4, 97.9, 90.5, 87.0, 84.2, 82.8)
FIVE = 123.2, 107.1, 98.7, 94.0, 90.9


def mask_cut_off(x, level, rng):
    masked = x.copy()
    for row in masked:
        row[rng.permutation(len(row))[: int(level * len(row))]] = 0
    return masked


WRONG = {
    "3.1": [
        (mask_cut_off, "use round(level * V)"),
        (mask_coin_for_each_pixel, "fixed size"),
        (mask_same_for_all, "one mask for the whole batch"),
        (mask_keeps_the_share, "you keep this share"),
        (mask_with_replacement, "without replacement"),
        (mask_in_place, "changes x itself"),
        (mask_own_generator, "not from one of your own"),
        (mask_no_generator, "not from np.random"),
        (mask_dropout, "dropout"),
        (mask_block, "blocks of neighbours"),
        (mask_salt_and_pepper, "new values"),
        (mask_noise, "new values"),
        (mask_nothing, "nothing is masked"),
        (mask_no_return, "return missing"),
    ],
    "3.2": [
        (trip_with_sigmoid, "through the sigmoid"),
        (trip_without_b, "decoder's bias b is missing"),
        (trip_without_c, "encoder's bias c is missing"),
        (trip_linear, "the code is linear"),
        (trip_tanh, "tanh"),
        (trip_exchanged, "wrong order"),
        (trip_only_a, "a alone"),
    ],
    "3.3": [
        (loss_from_z, "log 0"),
        (loss_log_one_plus_exp, "overflows"),
        (loss_mean_of_all, "mean over the pixels"),
        (loss_sum_of_all, "sum over the batch"),
        (loss_negative, "sign is wrong"),
        (loss_ink_only, "(1 - x) log(1 - z) is missing"),
        (loss_squared, "squared error"),
        (loss_each, "one loss for each example"),
        (loss_plus, "sign of the term x a"),
    ],
    "3.4": [
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
    ],
    "3.5": [
        (predicted(0.4, 0.4), "most noise is always best"),
        (predicted(0, 0.4), "never seen one"),
        (predicted(0, 0), "never seen one"),
        (predicted(0.25, 0.25), "one level is best for both"),
        (predicted(0.1, 0.25), "exactly the damage"),
        (predicted(0.1, 0.4, "whole digits"), "never seen one: its units"),
        (predicted(10, 40), "percentages"),
        ("0.1", "give {"),
    ],
    "3.6": [
        (trial(200, 0.2, 0, 542.1, 117.6, 103.5, 97.1, 94.0, 92.0, 91.6), "never learns to fill a hole"),
        (trial(200, 1.0, 0.25, 542.1, 129.3, 118.9, 110.6, 109.4, 106.1, 106.1), "steps are too large"),
        (trial(200, 0.1, 0.25, 542.1, *FIVE, 88.5), "too small"),
        (trial(100, 0.2, 0.25, 544.7, 120.1, 107.0, 100.9, 97.2, 94.6, 92.9), "too few"),
        (trial(200, 0.2, 0.4, 542.1, 113.9, 100.6, 94.1, 90.5, 89.6, 87.6), "what you are judged on"),
        (trial(400, 0.2, 0.25, 545.0, *FIVE, 80.0), "over the budget"),
        (trial(200, 0.2, 0.25, 542.1, *FIVE, 88.0, 84.0), "6 epochs"),
        (trial(200, 30.0, 0.25, 542.1, *[float("nan")] * 6), "no longer a number"),
        (200, "hand in what spend"),
    ],
}

RIGHT = {
    "3.1": [mask_argsort, mask_permuted, mask_where, mask_one_pixel_at_a_time],
    "3.2": [trip_einsum, trip_loop, trip_float32_list],
    "3.3": [loss_softplus, loss_two_terms, loss_log_expit, loss_rows],
    "3.4": [grad_einsum, grad_library, grad_untied_sum, grad_example_by_example],
    "3.5": [
        predicted(0.1, 0.4),
        predicted(np.float64(0.1), np.float32(0.4)),
        dict(reversed(predicted(1 / 10, 2 / 5).items())),
    ],
    "3.6": [
        GOOD,
        GOOD | {"curve": np.array(GOOD["curve"])},
        GOOD | {"rate": 0.25, "level": 0.2, "note": "mine"},
    ],
}
