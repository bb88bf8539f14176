"""Answers to the exercises of lesson 05."""

import math

import numpy as np
import scipy.special
import scipy.stats
import torch
from torch.nn.functional import one_hot

from utils.torch_models import mlp
from utils.torch_models.mlp import Layer

# 5.1 ------------------------------------------------------------------------------------------------------


def forward_with(affine, squash=torch.sigmoid, output=lambda a: a):
    def forward(params, x):
        activations = [x]
        for W, b in params[:-1]:
            activations.append(squash(affine(activations[-1], W, b)))
        activations.append(output(affine(activations[-1], *params[-1])))
        return activations

    return forward


def plain(x, W, b):
    return x @ W + b[:, None]


def forward_seed_by_seed(params, x):
    activations = [x]
    for depth, (W, b) in enumerate(params, start=1):
        a = torch.stack([activations[-1][s] @ W[s] + b[s] for s in range(len(x))])
        activations.append(1 / (1 + torch.exp(-a)) if depth < len(params) else a)
    return activations


def forward_scores_only(params, x):
    return forward_with(plain)(params, x)[-1]


def forward_without_input(params, x):
    return forward_with(plain)(params, x)[1:]


def forward_in_numpy(params, x):
    return [part.numpy() for part in forward_with(plain)(params, x)]


def forward_changes_x(params, x):
    x *= 1.0 + 1e-3
    out = forward_with(plain)(params, x / (1.0 + 1e-3))
    return out


def numpy_sigmoid(a):
    return 1 / (1 + np.exp(-a))


def detached_sigmoid(a):
    return torch.from_numpy(scipy.special.expit(a.detach().numpy()))


def forward_in_float32(params, x):
    return [part.float() for part in forward_with(plain)(params, x)]


def forward_lists_of_seeds(params, x):
    activations = [x]
    for depth, (W, b) in enumerate(params, start=1):
        a = [activations[-1][s] @ W[s] + b[s] for s in range(len(x))]
        activations.append([torch.sigmoid(one) for one in a] if depth < len(params) else a)
    return activations


def forward_elementwise(params, x):
    activations = [x]
    for W, b in params:
        activations.append(torch.sigmoid(activations[-1] * W + b.unsqueeze(1)))
    return activations


# 5.2 ------------------------------------------------------------------------------------------------------


def backward_with(first, gradient=None, down=None):
    gradient = gradient or (lambda h, delta: (h.mT @ delta, delta.sum(1)))
    down = down or (lambda delta, W, h: delta @ W.mT * h * (1 - h))

    def backward(params, activations, labels):
        delta = first(activations[-1], labels)
        grads = []
        for depth in reversed(range(len(params))):
            h = activations[depth]
            grads.insert(0, Layer(*gradient(h, delta)))
            if depth:
                delta = down(delta, params[depth].W, h)
        return grads

    return backward


def first_delta(a, labels):
    return (torch.softmax(a, 2) - one_hot(labels, a.shape[2])) / labels.shape[1]


def first_by_indexing(a, labels):
    delta = torch.softmax(a, 2)
    delta[torch.arange(labels.shape[1]), labels] -= 1
    return delta / labels.shape[1]


def first_by_len(a, labels):
    delta = torch.softmax(a, 2)
    delta[torch.arange(len(labels)), labels] -= 1
    return delta / len(labels)


def first_scattered(a, labels):
    delta = torch.exp(a - torch.logsumexp(a, 2, keepdim=True))
    delta.scatter_(2, labels[:, :, None], -1, reduce="add")
    return delta / a.shape[1]


def first_of_all_seeds(a, labels):
    delta = torch.softmax(a, 2)
    n_examples = labels.shape[1]
    delta[:, np.arange(n_examples), labels] -= 1
    return delta / n_examples


def first_without_classes(a, labels):
    return (torch.softmax(a, 2) - one_hot(labels)) / labels.shape[1]


def backward_spoils_activations(params, activations, labels):
    keep = [part.clone() for part in activations]
    activations[-1].zero_()
    return backward_with(first_delta)(params, keep, labels)


def backward_in_float32(params, activations, labels):
    grads = backward_with(first_delta)(params, activations, labels)
    return [Layer(W.float(), b.float()) for W, b in grads]


def backward_autograd(params, activations, labels):
    leaves = [Layer(W.clone().requires_grad_(), b.clone().requires_grad_()) for W, b in params]
    mlp.negative_log_likelihood(forward_with(plain)(leaves, activations[0])[-1], labels).sum().backward()
    return [(W.grad, b.grad) for W, b in leaves]


def backward_seed_by_seed(params, activations, labels):
    each = []
    for s in range(len(labels)):
        one = slice(s, s + 1)
        layers = [Layer(W[one], b[one]) for W, b in params]
        each.append(backward_with(first_delta)(layers, [a[one] for a in activations], labels[one]))
    return [
        Layer(*(torch.cat(parts) for parts in zip(*layer, strict=True))) for layer in zip(*each, strict=True)
    ]


def backward_einsum(h, delta):
    return torch.einsum("snv,snh->svh", h, delta), torch.einsum("snh->sh", delta)


def backward_from_library(params, activations, labels):
    return [Layer(g.W.dense(), g.b) for g in mlp.backward(params, activations, labels)]


def backward_upside_down(params, activations, labels):
    return backward_with(first_delta)(params, activations, labels)[::-1]


# 5.3 ------------------------------------------------------------------------------------------------------


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


# 5.4 ------------------------------------------------------------------------------------------------------


def rows_of(table, start, depth):
    return table[(table.start == start) & (table.depth == depth)]


def chosen(rule, report="test_error", select=rows_of, reduce="mean"):
    def chosen_error(table, start, depth):
        rows = select(table, start, depth)
        return rows.loc[rows.epoch == rule(rows), report].agg(reduce)

    return chosen_error


def by_valid(rows):
    return rows.groupby("epoch").valid_error.mean().idxmin()


def by_test(rows):
    return rows.groupby("epoch").test_error.mean().idxmin()


def all_epochs(table, start, depth):
    return rows_of(table, start, depth).test_error.mean()


def each_seeds_best(table, start, depth):
    rows = rows_of(table, start, depth)
    return rows.loc[rows.groupby("seed").valid_error.idxmin(), "test_error"].mean()


def luckiest(table, start, depth):
    return rows_of(table, start, depth).groupby("seed").test_error.min().mean()


def single_run(table, start, depth):
    rows = rows_of(table, start, depth)
    return rows.loc[rows.valid_error.idxmin(), "test_error"]


def the_epoch(table, start, depth):
    return by_valid(rows_of(table, start, depth))


def a_series(table, start, depth):
    rows = rows_of(table, start, depth)
    return rows.loc[rows.epoch == by_valid(rows), "test_error"]


def spoils_the_table(table, start, depth):
    result = chosen(by_valid)(table, start, depth)
    table.drop(table.index[:5], inplace=True)
    return result


def position(rows):
    return rows.groupby("epoch").valid_error.mean().argmin()


def smallest_of_all(rows):
    return rows.loc[rows.valid_error.idxmin(), "epoch"]


def chosen_over_the_table(table, start, depth):
    rows = rows_of(table, start, depth)
    epoch = table.groupby("epoch")["valid_error"].mean().idxmin()
    return rows.loc[rows["epoch"] == epoch, "test_error"].mean()


def joined_by_and(table, start, depth):
    rows = table[(table["start"] == start) and (table["depth"] == depth)]
    return rows.test_error.mean()


def no_parentheses(table, start, depth):
    rows = table[table["start"] == start & table["depth"] == depth]
    return rows.test_error.mean()


def chosen_pivot(table, start, depth):
    wide = table.query("start == @start and depth == @depth").pivot_table(
        index="epoch", values=["valid_error", "test_error"]
    )
    return float(wide.loc[wide.valid_error.idxmin(), "test_error"])


def chosen_sorted(table, start, depth):
    rows = rows_of(table, start, depth).groupby("epoch")[["valid_error", "test_error"]].mean()
    return rows.sort_values("valid_error").test_error.iloc[0]


def chosen_numpy(table, start, depth):
    keep = ((table["start"] == start) & (table["depth"] == depth)).to_numpy()
    epoch, valid, test = (table[name].to_numpy()[keep] for name in ("epoch", "valid_error", "test_error"))
    best = min(set(epoch), key=lambda e: valid[epoch == e].mean())
    return test[epoch == best].mean()


# 5.5 ------------------------------------------------------------------------------------------------------

ENDS = [0.025, 0.975]


def boot(draw, statistic=np.mean, ends=ENDS):
    def bootstrap_interval(a, b, n_resamples, rng):
        found = [statistic(draw(a, b, n_resamples, rng)) for _ in range(n_resamples)]
        return tuple(np.quantile(found, ends))

    return bootstrap_interval


def paired_draw(a, b, n_resamples, rng):
    i = rng.choice(len(a), len(a))
    return a[i] - b[i]


def without_replacement(a, b, n_resamples, rng):
    return rng.permutation(a - b)


def separate_draws(a, b, n_resamples, rng):
    return rng.choice(a, len(a)) - rng.choice(b, len(b))


def single_seeds(a, b, n_resamples, rng):
    return rng.choice(a - b, 1)


def too_many(a, b, n_resamples, rng):
    return rng.choice(a - b, n_resamples)


def normal_sd(a, b, n_resamples, rng):
    d = a - b
    return d.mean() - 1.96 * d.std(ddof=1), d.mean() + 1.96 * d.std(ddof=1)


def student(a, b, n_resamples, rng):
    return tuple(scipy.stats.ttest_rel(a, b).confidence_interval())


def own_generator(a, b, n_resamples, rng):
    return boot(paired_draw)(a, b, n_resamples, np.random.default_rng())


def fixed_generator(a, b, n_resamples, rng):
    return boot(paired_draw)(a, b, n_resamples, np.random.default_rng(0))


def upside_down(a, b, n_resamples, rng):
    return boot(paired_draw)(a, b, n_resamples, rng)[::-1]


def b_minus_a(a, b, n_resamples, rng):
    return boot(paired_draw)(b, a, n_resamples, rng)


def of_medians(a, b, n_resamples, rng):
    return boot(paired_draw, np.median)(a, b, n_resamples, rng)


def difference_of_medians(a, b, n_resamples, rng):
    index = rng.integers(0, len(a), (n_resamples, len(a)))
    return np.quantile(np.median(a[index], axis=1) - np.median(b[index], axis=1), ENDS)


def half_as_many(a, b, n_resamples, rng):
    return rng.choice(a - b, len(a) // 2)


def half_as_many_rows(a, b, n_resamples, rng):
    index = rng.integers(0, len(a), (n_resamples, len(a) // 2))
    return np.quantile((a - b)[index].mean(axis=1), ENDS)


def hundred(a, b, n_resamples, rng):
    return boot(paired_draw)(a, b, 100, rng)


def hundred_rows(a, b, n_resamples, rng):
    return np.quantile((a - b)[rng.integers(0, len(a), (100, len(a)))].mean(axis=1), ENDS)


def normal_formula(a, b, n_resamples, rng):
    half = 1.96 * (a - b).std(ddof=1) / np.sqrt(len(a))
    return (a - b).mean() - half, (a - b).mean() + half


def sd_of_resamples(a, b, n_resamples, rng):
    d = a - b
    sd = d[rng.integers(0, len(d), (n_resamples, len(d)))].mean(axis=1).std()
    return d.mean() - 1.96 * sd, d.mean() + 1.96 * sd


def two_intervals(a, b, n_resamples, rng):
    ends = [boot(lambda a, b, n, rng: rng.choice(a, len(a)))(c, c, n_resamples, rng) for c in (a, b)]
    return ends[0][0] - ends[1][0], ends[0][1] - ends[1][1]


def two_intervals_crossed(a, b, n_resamples, rng):
    ends = [boot(lambda a, b, n, rng: rng.choice(a, len(a)))(c, c, n_resamples, rng) for c in (a, b)]
    return ends[0][0] - ends[1][1], ends[0][1] - ends[1][0]


def overwrites(a, b, n_resamples, rng):
    found = []
    for _ in range(n_resamples):
        i = rng.integers(0, len(a), len(a))
        a, b = a[i], b[i]
        found.append(a.mean() - b.mean())
    return np.quantile(found, ENDS)


def returns_in_the_loop(a, b, n_resamples, rng):
    found = []
    for _ in range(n_resamples):
        found.append(paired_draw(a, b, n_resamples, rng).mean())
        return np.quantile(found, ENDS)


def new_generator_in_the_loop(a, b, n_resamples, rng):
    found = []
    for _ in range(n_resamples):
        found.append(paired_draw(a, b, n_resamples, np.random.default_rng(0)).mean())
    return np.quantile(found, ENDS)


def one_error(a, b, n_resamples, rng):
    return boot(paired_draw, ends=[0.16, 0.84])(a, b, n_resamples, rng)


def with_percentile(a, b, n_resamples, rng):
    index = rng.integers(len(a), size=(len(a), n_resamples))
    return list(np.percentile(a[index].mean(0) - b[index].mean(0), [2.5, 97.5]))


def percentile_of_fractions(a, b, n_resamples, rng):
    return np.percentile([paired_draw(a, b, 0, rng).mean() for _ in range(n_resamples)], ENDS)


def with_scipy(a, b, n_resamples, rng):
    found = scipy.stats.bootstrap(
        (a - b,), np.mean, n_resamples=n_resamples, method="percentile", rng=rng, vectorized=True
    )
    return found.confidence_interval.low, found.confidence_interval.high


def with_counts(a, b, n_resamples, rng):
    counts = rng.multinomial(len(a), np.full(len(a), 1 / len(a)), size=n_resamples)
    return np.quantile(counts @ (a - b) / len(a), ENDS)


def with_sorting(a, b, n_resamples, rng):
    means = sorted(paired_draw(a, b, 0, rng).mean() for _ in range(n_resamples))
    return means[round(0.025 * n_resamples)], means[round(0.975 * n_resamples)]


# 5.6 ------------------------------------------------------------------------------------------------------


def needed(quantile=lambda n, d: scipy.stats.t.ppf(0.975, n - 1), ddof=1, power=0.5, times=1.0):
    def seeds_needed(d, half_width):
        n = 2
        while quantile(n, d) * d.std(ddof=ddof) / n**power > times * half_width:
            n += 1
        return n

    return seeds_needed


def by_formula(d, half_width):
    return math.ceil((1.96 * d.std(ddof=1) / half_width) ** 2)


def one_too_few(d, half_width):
    return max(needed()(d, half_width) - 1, 1)


def sd_of_the_first(d, half_width):
    n = 2
    while scipy.stats.t.ppf(0.975, n - 1) * d[:n].std(ddof=1) / np.sqrt(n) > half_width:
        n += 1
    return n


def within_the_data(d, half_width):
    for n in range(2, len(d) + 1):
        if scipy.stats.t.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n) <= half_width:
            return n


def gives_up_at_once(d, half_width):
    for n in range(2, 100_000):
        if scipy.stats.t.ppf(0.975, n - 1) * d.std(ddof=1) / np.sqrt(n) <= half_width:
            return n
        else:
            return None


def by_bisection(d, half_width):
    def enough(n):
        return scipy.stats.t.isf(0.025, n - 1) * np.std(d, ddof=1) / math.sqrt(n) <= half_width

    low, high = 1, 100_000  # low is not enough, high is
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def by_array(d, half_width):
    n = np.arange(2, 5000)
    half = scipy.stats.t.ppf(0.975, n - 1) * scipy.stats.sem(d) * np.sqrt(len(d)) / np.sqrt(n)
    return n[half <= half_width][0]


def by_interval(d, half_width):
    scale = d.std(ddof=1)
    for n in range(2, 10**6):
        low, high = scipy.stats.t.interval(0.95, n - 1, scale=scale / n**0.5)
        if high - low <= 2 * half_width:
            return float(n)


WRONG = {
    "5.1": [
        (forward_with(lambda x, W, b: x @ W + b), "lined up with the last two axes"),
        (forward_with(lambda x, W, b: x @ W), "biases are missing"),
        (forward_with(lambda x, W, b: x @ W[0] + b[:, None]), "do not take W[0]"),
        (forward_with(lambda x, W, b: x @ W + b[0]), "biases of the first one"),
        (forward_with(lambda x, W, b: torch.einsum("snv,tvh->snh", x, W) + b[:, None]), "seeds get mixed"),
        (forward_with(plain, output=lambda a: torch.softmax(a, 2)), "no softmax here"),
        (forward_with(plain, output=lambda a: torch.softmax(a, 1)), "softmax over the wrong axis"),
        (forward_with(plain, output=torch.sigmoid), "no sigmoid there"),
        (forward_with(plain, lambda a: a), "lack their sigmoid"),
        (forward_with(plain, torch.relu), "not ReLU"),
        (forward_with(lambda x, W, b: W.T @ x + b[:, None]), ".mT turns round the last two only"),
        (forward_scores_only, "not the scores alone"),
        (forward_without_input, "starts with the input"),
        (forward_in_numpy, "PyTorch tensors are expected"),
        (forward_changes_x, "changes x in place; work on a copy (x.clone())"),
        (forward_with(plain, numpy_sigmoid), "cannot be followed by autograd"),
        (forward_with(plain, detached_sigmoid), "cannot be followed by autograd"),
        (forward_in_float32, "keep the dtype of x"),
        (forward_lists_of_seeds, "torch.stack"),
        (forward_elementwise, "multiplies number by number"),
        (forward_with(lambda x, W, b: x @ W + b.unsqueeze(2)), "belongs in the middle"),
        (forward_with(lambda x, W, b: x @ W.mT + b.unsqueeze(1)), "is a transpose (.mT) missing, or one too"),
    ],
    "5.2": [
        (backward_with(first_delta, lambda h, d: (h.T @ d, d.sum(1))), ".mT turns round the last two only"),
        (backward_with(first_delta, down=lambda d, W, h: (d @ W.T) * h * (1 - h)), "last two only"),
        (backward_with(first_delta, lambda h, d: (h.mT @ d, d.sum(0))), "sums over the wrong axis"),
        (
            backward_with(first_delta, lambda h, d: ((h.mT @ d).sum(0), d.sum(1))),
            "sum over the axis of the seeds",
        ),
        (
            backward_with(first_delta, lambda h, d: (h.mT @ d, d.sum((0, 1)))),
            "sum over the axis of the seeds",
        ),
        (backward_with(lambda a, y: first_delta(a, y) / len(y)), "divide by S N"),
        (backward_with(lambda a, y: first_delta(a, y) * y.shape[1] / len(y)), "len(labels) is S now"),
        (backward_with(lambda a, y: first_delta(a, y) * y.shape[1]), "divided by N"),
        (
            backward_with(lambda a, y: (torch.softmax(a, 1) - one_hot(y, a.shape[2])) / y.shape[1]),
            "along the last axis",
        ),
        (backward_with(lambda a, y: torch.softmax(a, 2) / y.shape[1]), "not subtracted"),
        (backward_with(lambda a, y: -first_delta(a, y)), "sign is turned"),
        (backward_with(first_delta, down=lambda d, W, h: d @ W.mT), "h (1 - h), is missing"),
        (backward_with(first_delta, down=lambda d, W, h: d @ W.mT * h), "half of it is missing"),
        (backward_with(first_by_indexing), "picks seeds, not examples"),
        (backward_with(first_by_len), "along the axes of seeds and examples"),
        (backward_upside_down, "turn the list round"),
        (
            backward_with(first_delta, down=lambda d, W, h: (d @ W) * h * (1 - h)),
            "is a transpose (.mT) missing",
        ),
        (backward_with(first_delta, lambda h, d: (h @ d, d.sum(1))), "is a transpose (.mT) missing"),
        (backward_spoils_activations, "changes activations in place; work on a copy (x.clone())"),
        (backward_with(first_of_all_seeds), "every seed's labels from every seed"),
        (backward_with(first_without_classes), "give it K"),
        (backward_with(first_delta, lambda h, d: (d.mT @ h, d.sum(1))), "dW is transposed"),
        (backward_with(first_delta, lambda h, d: (h.mT @ d, d.sum(1, keepdim=True))), "keepdim=True leaves"),
        (backward_with(first_delta, lambda h, d: (h.mT @ d, d.mean(1))), "not its mean"),
        (backward_in_float32, "keep the dtype"),
    ],
    "5.3": [
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
    ],
    "5.4": [
        (chosen(by_test), "test digits may not choose"),
        (chosen(lambda rows: rows.epoch.max()), "this is the last epoch"),
        (all_epochs, "mean over all epochs"),
        (chosen(by_valid, reduce="median"), "median over seeds"),
        (chosen(by_valid, report="valid_error"), "validation error at the chosen epoch"),
        (each_seeds_best, "its own best epoch"),
        (luckiest, "luckiest test error"),
        (single_run, "single run"),
        (chosen(by_valid, reduce="min"), "best seed's test error"),
        (chosen(by_valid, select=lambda table, *_: table), "all starts and depths"),
        (chosen(by_valid, select=lambda t, start, d: rows_of(t, start, 3 - d)), "another start or depth"),
        (the_epoch, "this is the epoch"),
        (a_series, "return one number"),
        (spoils_the_table, "changes the table"),
        (chosen(position), "argmin gives the position"),
        (chosen(smallest_of_all), "epoch of the single smallest"),
        (chosen_over_the_table, "not for all together"),
        (chosen(by_valid, select=lambda t, start, d: t[t.start == start]), "only one of the two conditions"),
        (joined_by_and, "each in parentheses"),
        (no_parentheses, "each in parentheses"),
    ],
    "5.5": [
        (boot(without_replacement), "draw with replacement"),
        (boot(separate_draws), "runs are a pair"),
        (boot(single_seeds), "spread of single seeds"),
        (normal_sd, "spread of single seeds"),
        (boot(too_many), "as many as there are"),
        (boot(paired_draw, ends=[0.05, 0.95]), "90 % interval"),
        (boot(paired_draw, ends=[0.25, 0.75]), "quartiles"),
        (boot(paired_draw, ends=[2.5, 97.5]), "np.percentile 2.5 and 97.5"),
        (percentile_of_fractions, "wholly below the mean difference"),
        (student, "interval of lesson 04"),
        (own_generator, "draw with the given rng"),
        (fixed_generator, "rng does not matter; resample"),
        (boot(half_as_many), "a resample here has 6 seeds"),
        (half_as_many_rows, "a resample here has 6 seeds"),
        (hundred, "you draw 100 resamples"),
        (hundred_rows, "you draw 100 resamples"),
        (difference_of_medians, "interval of medians"),
        (normal_formula, "this is a formula"),
        (sd_of_resamples, "as far to both sides"),
        (two_intervals, "difference of two intervals"),
        (two_intervals_crossed, "difference of two intervals"),
        (overwrites, "drawn from the one before"),
        (returns_in_the_loop, "is the return inside the loop"),
        (new_generator_in_the_loop, "new generator in the loop"),
        (one_error, "about 68 %"),
        (upside_down, "low comes first"),
        (b_minus_a, "the sign is turned"),
        (of_medians, "interval of medians"),
        (lambda a, b, n, rng: (a - b).mean(), "return two numbers"),
    ],
    "5.6": [
        (by_formula, "1.96 is the quantile of the normal"),
        (needed(lambda n, d: 1.96), "1.96 is the quantile of the normal"),
        (needed(lambda n, d: scipy.stats.t.ppf(0.975, len(d) - 1)), "for the n that you *try*"),
        (needed(lambda n, d: scipy.stats.t.ppf(0.95, n - 1)), "0.95 leaves 5 %"),
        (needed(lambda n, d: 1.0), "about 68 %"),
        (needed(power=1), "square root of n"),
        (needed(ddof=0), "ddof=1"),
        (needed(times=0.5), "not the whole width"),
        (one_too_few, "one too small"),
        (needed(lambda n, d: scipy.stats.t.ppf(0.975, n)), "one too small"),
        (lambda d, w: needed()(d, w) + 1, "not the smallest"),
        (sd_of_the_first, "from all the seeds you have"),
        (within_the_data, "n may exceed len(d)"),
        (gives_up_at_once, "n may exceed len(d)"),
    ],
}

RIGHT = {
    "5.1": [
        forward_with(plain),
        forward_seed_by_seed,
        forward_with(lambda x, W, b: torch.einsum("snv,svh->snh", x, W) + b.unsqueeze(-2)),
        forward_with(
            lambda x, W, b: torch.baddbmm(b.unsqueeze(1), x, W), lambda a: 0.5 + 0.5 * torch.tanh(a / 2)
        ),
        mlp.forward,
    ],
    "5.2": [
        backward_with(first_delta),
        backward_with(first_scattered, backward_einsum),
        backward_autograd,
        backward_seed_by_seed,
        backward_from_library,
    ],
    "5.3": [update_minus_equals, update_slices, update_copies],
    "5.4": [chosen(by_valid), chosen_pivot, chosen_sorted, chosen_numpy],
    "5.5": [boot(paired_draw), with_percentile, with_scipy, with_counts, with_sorting],
    "5.6": [needed(), by_bisection, by_array, by_interval],
}
