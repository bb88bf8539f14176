"""Answers to the exercises of lesson 02."""

import itertools

import numpy as np
import scipy.special

from utils.numpy_models.rbm import RBM

expit = scipy.special.expit

# 2.1 ------------------------------------------------------------------------------------------------------


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


# 2.2 ------------------------------------------------------------------------------------------------------


def f_sign(v, W, b, c):
    return v @ b + np.logaddexp(0, v @ W + c).sum(axis=1)


def f_hidden_sign(v, W, b, c):
    return -v @ b + np.logaddexp(0, v @ W + c).sum(axis=1)


def f_no_visible(v, W, b, c):
    return -np.logaddexp(0, v @ W + c).sum(axis=1)


def f_no_hidden_bias(v, W, b, c):
    return -v @ b - np.logaddexp(0, v @ W).sum(axis=1)


def f_overflow(v, W, b, c):
    return -v @ b - np.log(1 + np.exp(v @ W + c)).sum(axis=1)


def f_no_one(v, W, b, c):
    return -v @ b - np.log(np.exp(v @ W + c)).sum(axis=1)


def f_batch_sum(v, W, b, c):
    return -(v @ b).sum() - np.logaddexp(0, v @ W + c).sum()


def f_expected_energy(v, W, b, c):
    h = expit(v @ W + c)
    return -np.einsum("nj,ji,ni->n", v, W, h) - v @ b - h @ c


def f_loops(v, W, b, c):
    out = np.zeros(len(v))
    for n, row in enumerate(v):
        out[n] = -sum(row * b)
        for i in range(len(c)):
            a = c[i] + sum(row[j] * W[j, i] for j in range(len(b)))
            out[n] -= max(a, 0) + np.log1p(np.exp(-abs(a)))
    return out


def f_log_expit(v, W, b, c):
    return scipy.special.log_expit(-(v @ W + c)).sum(axis=-1) - np.einsum("nj,j->n", v, b)


def f_enumerates(v, W, b, c):
    h = np.array(list(itertools.product([0, 1], repeat=len(c))))
    return -(v @ b) - scipy.special.logsumexp((v @ W + c) @ h.T, axis=1)


def f_float32(v, W, b, c):
    v, W, b, c = (np.asarray(part, np.float32) for part in (v, W, b, c))
    return -v @ b - np.logaddexp(0, v @ W + c).sum(1)


# 2.3 ------------------------------------------------------------------------------------------------------


def g_probabilities(v, W, b, c, rng):
    h = expit(v @ W + c)
    return expit(h @ W.T + b), h


def g_visible_probabilities(v, W, b, c, rng):
    h = (rng.random((len(v), len(c))) < expit(v @ W + c)).astype(float)
    return expit(h @ W.T + b), h


def g_mean_field_down(v, W, b, c, rng):
    p = expit(v @ W + c)
    h = rng.binomial(1, p)
    return rng.binomial(1, expit(p @ W.T + b)), h


def g_rounded(v, W, b, c, rng):
    h = np.round(expit(v @ W + c))
    return np.round(expit(h @ W.T + b)), h


def g_rounded_h(v, W, b, c, rng):
    h = (v @ W + c > 0).astype(float)
    return rng.binomial(1, expit(h @ W.T + b)), h


def g_above(v, W, b, c, rng):
    h = (rng.random((len(v), len(c))) > expit(v @ W + c)).astype(float)
    return (rng.random(v.shape) > expit(h @ W.T + b)).astype(float), h


def g_no_c(v, W, b, c, rng):
    h = rng.binomial(1, expit(v @ W))
    return rng.binomial(1, expit(h @ W.T + b)), h


def g_no_b(v, W, b, c, rng):
    h = rng.binomial(1, expit(v @ W + c))
    return rng.binomial(1, expit(h @ W.T)), h


def g_shared_row(v, W, b, c, rng):
    h = (rng.random(len(c)) < expit(v @ W + c)).astype(float)
    return (rng.random(len(b)) < expit(h @ W.T + b)).astype(float), h


def g_one_number_a_row(v, W, b, c, rng):
    h = (rng.uniform(size=(len(v), 1)) < expit(v @ W + c)).astype(float)
    return (rng.uniform(size=(len(v), 1)) < expit(h @ W.T + b)).astype(float), h


def g_swapped(v, W, b, c, rng):
    return g_binomial(v, W, b, c, rng)[::-1]


def g_only_v(v, W, b, c, rng):
    return g_binomial(v, W, b, c, rng)[0]


def g_own_generator(v, W, b, c, rng):
    return g_binomial(v, W, b, c, np.random.default_rng())


def g_binomial(v, W, b, c, rng):
    h = rng.binomial(1, expit(v @ W + c))
    return rng.binomial(1, expit(h @ W.T + b)), h


def g_logistic_noise(v, W, b, c, rng):
    """A unit is on where its input exceeds logistic noise."""
    h = v @ W + c > rng.logistic(size=(len(v), len(c)))
    return [h @ W.T + b > rng.logistic(size=v.shape), h]


def g_unit_by_unit(v, W, b, c, rng):
    h = np.zeros((len(v), len(c)), np.int8)
    for i in range(len(c)):
        h[:, i] = rng.uniform(size=len(v)) <= expit(v @ W[:, i] + c[i])
    new = np.zeros((len(v), len(b)), np.int8)
    for j in range(len(b)):
        new[:, j] = rng.uniform(size=len(v)) <= expit(h @ W[j] + b[j])
    return new, h


def g_float32_reversed_draws(v, W, b, c, rng):
    """Draws the numbers for v before those for h."""
    for_v, for_h = rng.random(v.shape, np.float32), rng.random((len(v), len(c)), np.float32)
    h = (1 - for_h < expit(v @ W + c)).astype(np.float32)
    return (1 - for_v < expit(h @ W.T + b)).astype(np.float32), h


# 2.4 ------------------------------------------------------------------------------------------------------


def walk(v, W, b, c, rng, k, step=g_binomial):
    for _ in range(k):
        v = step(v, W, b, c, rng)[0]
    return v


def cd(v, W, b, c, rng, k=1, step=g_binomial, scale=1.0):
    end = walk(v, W, b, c, rng, k, step)
    h, h_end, n = expit(v @ W + c), expit(end @ W + c), len(v) / scale
    return (v.T @ h - end.T @ h_end) / n, (v - end).sum(axis=0) / n, (h - h_end).sum(axis=0) / n


def cd_descent(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, scale=-1.0)


def cd_sum(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, scale=len(v))


def cd_no_visible_bias(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    return RBM(dW, 0 * db, dc)


def cd_no_hidden_bias(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    return RBM(dW, db, 0 * dc)


def cd_biases_exchanged(v, W, b, c, rng, k=1):
    dW, db, dc = cd(v, W, b, c, rng, k)
    return dW, dc, db


def cd_mean_field(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, step=g_probabilities)


def cd_hidden_probabilities_down(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, step=g_mean_field_down)


def cd_visible_probabilities(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, k, step=g_visible_probabilities)


def cd_ignores_k(v, W, b, c, rng, k=1):
    return cd(v, W, b, c, rng, 1)


def cd_from_noise(v, W, b, c, rng, k=1):
    end = walk(rng.binomial(1, 0.5, size=v.shape), W, b, c, rng, k)
    h, h_end = expit(v @ W + c), expit(end @ W + c)
    return (v.T @ h - end.T @ h_end) / len(v), (v - end).mean(axis=0), (h - h_end).mean(axis=0)


def cd_data_only(v, W, b, c, rng, k=1):
    h = expit(v @ W + c)
    return v.T @ h / len(v), v.mean(axis=0), h.mean(axis=0)


def cd_old_h(v, W, b, c, rng, k=1):
    h, end = expit(v @ W + c), walk(v, W, b, c, rng, k)
    return (v - end).T @ h / len(v), (v - end).mean(axis=0), 0 * c


def cd_einsum(v, W, b, c, rng, k=1):
    end = walk(v, W, b, c, rng, k, step=g_logistic_noise).astype(float)
    h, h_end = expit(v @ W + c), expit(end @ W + c)
    dW = np.einsum("nj,ni->ji", v, h) / len(v) - np.einsum("nj,ni->ji", end, h_end) / len(v)
    return RBM(W=dW, b=np.mean(v - end, 0), c=np.mean(h - h_end, 0))


def cd_sampled_statistics(v, W, b, c, rng, k=1):
    """Samples of h in the averages: noisier, with the same mean."""
    end = walk(v, W, b, c, rng, k)
    h, h_end = rng.binomial(1, expit(v @ W + c)), rng.binomial(1, expit(end @ W + c))
    return [(v.T @ h - end.T @ h_end) / len(v), (v - end).mean(0), h.mean(0) - h_end.mean(0)]


def cd_float32(v, W, b, c, rng, k=1):
    return RBM(*(np.asarray(part, np.float32) for part in cd(v, W, b, c, rng, k, step=g_unit_by_unit)))


# 2.5 and 2.6 ----------------------------------------------------------------------------------------------


def words(chains, steps, parameters):
    return {"ten times as many chains": chains, "ten Gibbs steps": steps, "parameters doubled": parameters}


def settings(rate, k, batch_size):
    return {"rate": rate, "k": k, "batch_size": batch_size}


SAME = "the same"

WRONG = {
    "2.1": [
        (z_sign, "sign of the energy"),
        (z_no_log, "logarithm is missing"),
        (z_overflow, "overflows"),
        (z_mean, "mean over the states"),
        (z_visible_only, "hidden states are missing"),
        (z_zipped, "every v with every h"),
        (lambda W, b, c: -z_logsumexp(W, b, c), "-log Z"),
    ],
    "2.2": [
        (f_sign, "this is -F"),
        (f_hidden_sign, "sign of the hidden part"),
        (f_no_visible, "visible biases are forgotten"),
        (f_no_hidden_bias, "hidden biases are forgotten"),
        (f_overflow, "overflows"),
        (f_no_one, "1 is missing"),
        (f_batch_sum, "one number for the whole batch"),
        (f_expected_energy, "entropy"),
    ],
    "2.3": [
        (g_probabilities, "probabilities, not samples"),
        (g_visible_probabilities, "v holds"),
        (g_mean_field_down, "on the way down you use the probabilities"),
        (g_rounded, "you round:"),
        (g_rounded_h, "you round the probabilities of h"),
        (g_above, "wrong way round"),
        (g_no_c, "hidden biases c are forgotten"),
        (g_no_b, "visible biases b are forgotten"),
        (g_shared_row, "random numbers of its own"),
        (g_one_number_a_row, "share one random number"),
        (g_swapped, "wrong order"),
        (g_only_v, "return two arrays"),
        (g_own_generator, "given rng"),
    ],
    "2.4": [
        (cd_descent, "sign is wrong"),
        (cd_sum, "mean is missing"),
        (cd_no_visible_bias, "visible biases is forgotten"),
        (cd_no_hidden_bias, "hidden biases is forgotten"),
        (cd_biases_exchanged, "exchanged"),
        (cd_mean_field, "instead of samples"),
        (cd_hidden_probabilities_down, "probabilities on the way down"),
        (cd_visible_probabilities, "visible units are probabilities"),
        (cd_ignores_k, "whatever k is"),
        (cd_from_noise, "starts from noise"),
        (cd_data_only, "model's term is missing"),
        (cd_old_h, "takes the data's h"),
    ],
    "2.5": [
        (words("smaller", "smaller", "larger"), "the bias stays"),
        (words(SAME, SAME, "larger"), "forgets the data"),
        (words(SAME, "smaller", SAME), "valleys"),
        (words(SAME, "smaller", "smaller"), "you predicted 'smaller'"),
        (words("less", "smaller", "larger"), "write one of"),
        ("smaller", "dictionary"),
    ],
    "2.6": [
        (settings(0.01, 1, 10), "steps are too small"),
        (settings(2.0, 1, 10), "steps are too large"),
        (settings(0.2, 5, 10), "Gibbs steps (k)"),
        (settings(0.3, 1, 100), "large batches"),
        (settings(0.2, 0, 10), "k is 0"),
        (settings(-0.2, 1, 10), "positive number"),
        (settings(0.2, 10, 10_000), "budget of 30,000"),
        ({"rate": 0.1}, "dictionary with the keys"),
    ],
}

RIGHT = {
    "2.1": [z_logsumexp, z_through_hidden, z_running, z_float32_largest_out],
    "2.2": [f_loops, f_log_expit, f_enumerates, f_float32],
    "2.3": [g_binomial, g_logistic_noise, g_unit_by_unit, g_float32_reversed_draws],
    "2.4": [cd, cd_einsum, cd_sampled_statistics, cd_float32],
    "2.5": [
        words(SAME, "smaller", "larger"),
        words(" The Same", "SMALLER", "larger "),
        [SAME, "smaller", "larger"],
    ],
    "2.6": [settings(0.1, 1, 10), settings(np.float32(0.3), np.int64(1), 20), settings(0.1, 1.0, 5)],
}
