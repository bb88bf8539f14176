"""Answers to exercise 5.3."""

import torch


def update_new_names(W, b, h, delta, rate):
    W = W - rate * h.mT @ delta
    b = b - rate * delta.sum(1)


def update_returns(W, b, h, delta, rate):
    return torch.baddbmm(W, h.mT, delta, alpha=-rate), b - rate * delta.sum(1)


def update_forgets_b(W, b, h, delta, rate):
    W.baddbmm_(h.mT, delta, alpha=-rate)
    b = b - rate * delta.sum(1)


def update_only_b(W, b, h, delta, rate):
    W.baddbmm(h.mT, delta, alpha=-rate)
    b -= rate * delta.sum(1)


def update_up(W, b, h, delta, rate):
    W.baddbmm_(h.mT, delta, alpha=rate)
    b.add_(delta.sum(1), alpha=rate)


def update_no_rate(W, b, h, delta, rate):
    W -= h.mT @ delta
    b -= delta.sum(1)


def update_default_alpha(W, b, h, delta, rate):
    W.baddbmm_(h.mT, delta)
    b.sub_(delta.sum(1), alpha=rate)


def update_beta(W, b, h, delta, rate):
    W.baddbmm_(h.mT, delta, beta=-rate)
    b.sub_(delta.sum(1), alpha=rate)


def update_forgets_old(W, b, h, delta, rate):
    W.baddbmm_(h.mT, delta, beta=0, alpha=-rate)
    b.sub_(delta.sum(1), alpha=rate)


def update_divides(W, b, h, delta, rate):
    W -= rate * h.mT @ delta / h.shape[1]
    b -= rate * delta.mean(1)


def update_mixes(W, b, h, delta, rate):
    W -= rate * (h.mT @ delta).sum(0)
    b -= rate * delta.sum((0, 1))


def update_T(W, b, h, delta, rate):
    W.baddbmm_(h.T, delta, alpha=-rate)


def update_no_underscores(W, b, h, delta, rate):
    W.baddbmm(h.mT, delta, alpha=-rate)
    b.sub(delta.sum(1), alpha=rate)


def update_b_by_seeds(W, b, h, delta, rate):
    W.baddbmm_(h.mT, delta, alpha=-rate)
    b.sub_(delta.sum(0), alpha=rate)


def update_b_without_sum(W, b, h, delta, rate):
    W.baddbmm_(h.mT, delta, alpha=-rate)
    b.sub_(delta, alpha=rate)


def update_no_transpose(W, b, h, delta, rate):
    W.baddbmm_(h, delta, alpha=-rate)


def update_product_inside(W, b, h, delta, rate):
    W.baddbmm_(h.mT @ delta)


def update_product_and_alpha(W, b, h, delta, rate):
    W.baddbmm_(h.mT @ delta, alpha=-rate)


def update_changes_delta(W, b, h, delta, rate):
    delta *= rate
    W.baddbmm_(h.mT, delta, alpha=-1)
    b -= delta.sum(1)


def update_minus_equals(W, b, h, delta, rate):
    W -= rate * (h.mT @ delta)
    b -= rate * delta.sum(1)


def update_slices(W, b, h, delta, rate):
    for s in range(len(W)):
        W[s] -= rate * h[s].T @ delta[s]
        b[s] = b[s] - rate * delta[s].sum(0)
    return W, b


def update_copies(W, b, h, delta, rate):
    W.copy_(W - rate * torch.einsum("snv,snh->svh", h, delta))
    b[...] = b - rate * torch.einsum("snh->sh", delta)


WRONG = [
    (update_new_names, "W and b are as before"),
    (update_returns, "nobody puts them into the network"),
    (update_forgets_b, "b is as before"),
    (update_only_b, "W is as before: baddbmm without its underscore"),
    (update_up, "the sign is turned"),
    (update_no_rate, "the rate is missing"),
    (update_default_alpha, "default of alpha is 1"),
    (update_beta, "beta is the factor of the old weights"),
    (update_forgets_old, "forgets the old weights"),
    (update_divides, "divide by N once more"),
    (update_mixes, "every seed has its own"),
    (update_T, "last two only"),
    (update_changes_delta, "delta is changed"),
    (update_no_underscores, "W and b are as before: baddbmm without its underscore"),
    (update_b_by_seeds, "must have the shape of b"),
    (update_b_without_sum, "must have the shape of b"),
    (update_no_transpose, "is a transpose (.mT) missing"),
    (update_product_inside, "multiplies by itself"),
    (update_product_and_alpha, "multiplies by itself"),
]

RIGHT = [update_minus_equals, update_slices, update_copies]
