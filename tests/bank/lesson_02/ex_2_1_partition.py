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


def z_hidden_only(W, b, c):
    return scipy.special.logsumexp([c @ np.array(h) for h in itertools.product([0, 1], repeat=len(c))])


def z_zipped(W, b, c):
    v, h = (np.array(list(itertools.product([0, 1], repeat=n))) for n in (len(b), len(c)))
    n = min(len(v), len(h))
    return scipy.special.logsumexp(((v[:n] @ W) * h[:n]).sum(axis=1) + v[:n] @ b + h[:n] @ c)


def z_most_probable(W, b, c):
    return max(-E for E in every_pair(W, b, c))


def z_without_last(W, b, c):
    """range(2 ** n - 1) forgets the state with all units on."""
    return scipy.special.logsumexp([-E for E in every_pair(W, b, c)][:-1])


def z_bits(W, b, c):
    return z_logsumexp(W, b, c) / np.log(2)


def z_decimal(W, b, c):
    return z_logsumexp(W, b, c) / np.log(10)


def z_no_biases(W, b, c):
    return z_logsumexp(W, 0 * b, 0 * c)


def z_always_four_and_three(W, b, c):
    v, h = (np.array(list(itertools.product([0, 1], repeat=n))) for n in (4, 3))
    return scipy.special.logsumexp(v @ W @ h.T + (v @ b)[:, None] + h @ c)


def z_in_place(W, b, c):
    z = z_logsumexp(W, b, c)
    b += 1.0
    return z


def z_float16(W, b, c):
    return np.float16(z_logsumexp(W, b, c))


def z_vector(W, b, c):
    return np.array([z_logsumexp(W, b, c)])


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


def z_one_layer(W, b, c):
    """The other units of a layer of V + H, by the bits of a number."""
    n = len(b) + len(c)
    bits = (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(bool)
    v, h = bits[:, : len(b)], bits[:, len(b) :]
    return np.array(np.logaddexp.reduce(np.einsum("nj,ji,ni->n", v, W, h) + v @ b + h @ c))


class ZAsObject:
    """An instance that can be called."""

    def __call__(self, W, b, c):
        return z_running(W, b, c)


WRONG = [
    (z_sign, "sign of the energy"),
    (z_no_log, "logarithm is missing"),
    (z_overflow, "overflows"),
    (z_mean, "mean over the states"),
    (z_visible_only, "hidden states are missing"),
    (z_hidden_only, "visible states are missing"),
    (z_zipped, "every v with every h"),
    (z_most_probable, "most probable state alone"),
    (z_without_last, "with all units on is missing"),
    (z_bits, "in bits"),
    (z_decimal, "log10"),
    (z_no_biases, "biases are forgotten"),
    (z_always_four_and_three, "visible and"),
    (z_vector, "has shape (1,)"),
    (z_float16, "hundred thousands"),
    (z_in_place, "in place"),
    (lambda W, b, c: -z_logsumexp(W, b, c), "-log Z"),
    (lambda W, b, c: np.sum(list(every_pair(W, b, c))), "sum of the energies"),
]

RIGHT = [z_logsumexp, z_through_hidden, z_running, z_float32_largest_out, z_one_layer, ZAsObject()]
