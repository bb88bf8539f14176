"""Answers to exercise 2.1."""

import itertools

import numpy as np
import scipy.special


def every_pair(W, b, c):
    """The energies of all pairs of states, one by one."""
    for v in itertools.product([0, 1], repeat=len(b)):
        for h in itertools.product([0, 1], repeat=len(c)):
            yield -(np.array(v) @ W @ np.array(h) + b @ np.array(v) + c @ np.array(h))


def z_sign(W, b, c):
    return scipy.special.logsumexp(list(every_pair(W, b, c)))


def z_no_log(W, b, c):
    return sum(np.exp(-E) for E in every_pair(W, b, c))


def z_overflow(W, b, c):
    return np.log(sum(np.exp(-E) for E in every_pair(W, b, c)))


def z_mean(W, b, c):
    return scipy.special.logsumexp([-E for E in every_pair(W, b, c)]) - np.log(2 ** (len(b) + len(c)))


def z_visible_only(W, b, c):
    return scipy.special.logsumexp([b @ np.array(v) for v in itertools.product([0, 1], repeat=len(b))])


def z_zipped(W, b, c):
    v, h = (np.array(list(itertools.product([0, 1], repeat=n))) for n in (len(b), len(c)))
    n = min(len(v), len(h))
    return scipy.special.logsumexp(((v[:n] @ W) * h[:n]).sum(axis=1) + v[:n] @ b + h[:n] @ c)


def z_logsumexp(W, b, c):
    return scipy.special.logsumexp([-E for E in every_pair(W, b, c)])


def z_through_hidden(W, b, c):
    """Adds up the visible units in closed form."""
    h = np.array(list(itertools.product([0, 1], repeat=len(c))))
    return np.logaddexp.reduce(h @ c + np.logaddexp(0, h @ W.T + b).sum(axis=1))


def z_running(W, b, c):
    total = -np.inf
    for E in every_pair(W, b, c):
        total = np.logaddexp(total, -E)
    return float(total)


def z_float32_largest_out(W, b, c):
    E = np.array(list(every_pair(W, b, c)), np.float32)
    return np.log(np.exp(E.min() - E).sum()) - E.min()


WRONG = [
    (z_sign, "sign of the energy"),
    (z_no_log, "logarithm is missing"),
    (z_overflow, "overflows"),
    (z_mean, "mean over the states"),
    (z_visible_only, "hidden states are missing"),
    (z_zipped, "every v with every h"),
    (lambda W, b, c: -z_logsumexp(W, b, c), "-log Z"),
]

RIGHT = [z_logsumexp, z_through_hidden, z_running, z_float32_largest_out]
