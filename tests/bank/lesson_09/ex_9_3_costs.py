"""Answers to exercise 9.3."""

import numpy as np


def made(lowest=2, supervised=3, rbm=5, below=1, divide=True, trained=slice(None, -1), updates="all"):
    """The answer with other numbers of uses of each matrix."""

    def answer(sizes, examples, unlabelled, batch_size):
        weights = np.array(sizes[:-1], float) * np.array(sizes[1:])
        hidden = weights[trained]
        labelled = examples - unlabelled
        n = labelled * (supervised * weights.sum() - (supervised - lowest) * weights[0])
        share = unlabelled / len(hidden) if divide else unlabelled
        for k in range(len(hidden)):
            n += share * (rbm * hidden[k] + below * hidden[:k].sum())
        counted = {"all": examples, "labelled": labelled, "layers": labelled + len(hidden) * unlabelled}[
            updates
        ]
        return labelled, counted / batch_size, n

    return answer


def all_layers_at_once(sizes, examples, unlabelled, batch_size):
    weights = np.array(sizes[:-1], float) * np.array(sizes[1:])
    supervised = 3 * weights.sum() - weights[0]
    n = (examples - unlabelled) * supervised + unlabelled * 5 * weights[:-1].sum()
    return examples - unlabelled, examples / batch_size, n


def as_if_all_had_labels(sizes, examples, unlabelled, batch_size):
    weights = np.array(sizes[:-1], float) * np.array(sizes[1:])
    return examples - unlabelled, examples / batch_size, examples * (3 * weights.sum() - weights[0])


def all_labelled(sizes, examples, unlabelled, batch_size):
    return examples, *made()(sizes, examples, unlabelled, batch_size)[1:]


def examples_for_updates(sizes, examples, unlabelled, batch_size):
    labelled, _, n = made()(sizes, examples, unlabelled, batch_size)
    return labelled, examples, n


def by_minibatches(sizes, examples, unlabelled, batch_size):
    labelled, updates, n = made()(sizes, examples, unlabelled, batch_size)
    return labelled, updates, n / batch_size


def other_order(sizes, examples, unlabelled, batch_size):
    labelled, updates, n = made()(sizes, examples, unlabelled, batch_size)
    return n, updates, labelled


def one_number(sizes, examples, unlabelled, batch_size):
    return made()(sizes, examples, unlabelled, batch_size)[2]


def units_for_weights(sizes, examples, unlabelled, batch_size):
    n = (examples - unlabelled) * 3 * sum(sizes)
    return examples - unlabelled, examples / batch_size, n


def nothing(sizes, examples, unlabelled, batch_size):
    made()(sizes, examples, unlabelled, batch_size)


def by_hand(sizes, examples, unlabelled, batch_size):
    """Goes through the layers with a running sum of the matrices below."""
    labelled, below, once, pairs = examples - unlabelled, 0, 0, list(zip(sizes, sizes[1:], strict=False))
    for v, h in pairs[:-1]:
        once += 5 * v * h + below
        below += v * h
    both_ways = 3 * (below + pairs[-1][0] * pairs[-1][1]) - pairs[0][0] * pairs[0][1]
    return [labelled, examples / batch_size, labelled * both_ways + unlabelled * once / (len(sizes) - 2)]


def by_cumsum(sizes, examples, unlabelled, batch_size):
    weights = np.prod([sizes[:-1], sizes[1:]], axis=0).astype(np.float64)
    once = (4 * weights[:-1] + np.cumsum(weights[:-1])).mean()
    labelled = examples - unlabelled
    return np.array(
        [
            labelled,
            examples / batch_size,
            labelled * (2 * weights.sum() + weights[1:].sum()) + unlabelled * once,
        ]
    )


def by_triangle(sizes, examples, unlabelled, batch_size):
    """Which matrix is used how often by the examples of each layer: a triangular matrix."""
    weights = np.array([v * h for v, h in zip(sizes, sizes[1:], strict=False)], dtype=float)
    n = len(weights) - 1
    uses = np.tril(np.ones((n, n)), -1) + 5 * np.eye(n)
    once = np.array([2] + [3] * n) @ weights
    total = (examples - unlabelled) * once + unlabelled / n * (uses @ weights[:-1]).sum()
    return examples - unlabelled, examples // batch_size, float(total)


def step_by_step(sizes, examples, unlabelled, batch_size):
    """Counts the products of one example, one after the other."""
    matrices, once = [(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)], 0
    for v, h in matrices:
        once += v * h  # forward
    for place in reversed(range(len(matrices))):
        v, h = matrices[place]
        once += v * h  # outer product
        once += v * h if place else 0  # delta
    before = 0.0
    for top in range(len(matrices) - 1):
        one = sum(v * h for v, h in matrices[:top])
        v, h = matrices[top]
        one += v * h + h * v + v * h + 2 * v * h
        before += one
    return {0: examples - unlabelled}[0], int(examples / batch_size), (
        (examples - unlabelled) * once + unlabelled * before / (len(matrices) - 1)
    )  # fmt: skip


WRONG = [
    (made(lowest=3), "go all the way down"),
    (made(lowest=3, below=0), "go all the way down"),
    (made(lowest=1, supervised=1), "Count again what each matrix"),
    (made(lowest=2, supervised=2), "Count again what each matrix"),
    (made(lowest=1, supervised=2), "Count again what each matrix"),
    (made(rbm=3), "Count CD-1 again"),
    (made(rbm=4), "Count CD-1 again"),
    (made(rbm=2), "Count CD-1 again"),
    (made(below=0), "the way up through the layers below"),
    (made(divide=False), "here each learns from all"),
    (all_layers_at_once, "share the examples"),
    (made(trained=slice(None)), "output layer is not pre-trained"),
    (made(updates="labelled"), "Every minibatch makes one update"),
    (made(updates="layers"), "Every minibatch makes one update"),
    (examples_for_updates, "an update takes batch_size"),
    (all_labelled, "examples *with* labels"),
    (as_if_all_had_labels, "cost something else"),
    (by_minibatches, "not with the updates"),
    (made(rbm=0, below=0), "pre-training is missing"),
    (other_order, "part 1 of the result"),
    (one_number, "must be a tuple"),
    (units_for_weights, "part 3 of the result"),
    (nothing, "returned None"),
]

RIGHT = [made(), by_hand, by_cumsum, by_triangle, step_by_step]
