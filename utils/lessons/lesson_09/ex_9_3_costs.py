"""Exercise 9.3: what a network is given on a stream, counted in examples, updates and multiplications."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def costs(sizes, examples, unlabelled, batch_size):
    weights = [v * h for v, h in zip(sizes[:-1], sizes[1:], strict=True)]
    labelled = examples - unlabelled
    products = labelled * (3 * sum(weights) - weights[0])
    hidden = weights[:-1]
    for k, one in enumerate(hidden):
        products += unlabelled / len(hidden) * (sum(hidden[:k]) + 5 * one)
    return labelled, examples / batch_size, products


def _by_matrices(sizes, examples, unlabelled, batch_size):
    """The oracle: how often each matrix is used, by what each part of an example's way does."""
    weights = np.multiply(sizes[:-1], sizes[1:]).astype(float)
    with_labels = np.full(len(weights), 3.0)  # up, outer product, down
    with_labels[0] = 2.0  # nothing goes down to the pixels
    n_hidden, uses = len(weights) - 1, (examples - unlabelled) * with_labels
    for layer in range(n_hidden):
        without = np.zeros(len(weights))
        without[:layer], without[layer] = 1.0, 5.0
        uses += unlabelled / n_hidden * without
    return examples - unlabelled, examples / batch_size, float(uses @ weights)


def _other(lowest=2, supervised=3, rbm=5, below=1, shared=True, output=False, updates=None,
           labelled=None, products=None):  # fmt: skip
    """The answer with another number for something."""

    def made(sizes, examples, unlabelled, batch_size):
        weights = [v * h for v, h in zip(sizes[:-1], sizes[1:], strict=True)]
        trained = weights if output else weights[:-1]
        uses = [supervised] * len(weights)
        uses[0] = lowest
        n = (examples - unlabelled) * sum(use * w for use, w in zip(uses, weights, strict=True))
        each = unlabelled / len(trained) if shared else unlabelled
        for k, one in enumerate(trained):
            n += each * (below * sum(trained[:k]) + rbm * one)
        with_labels = examples - unlabelled
        n_updates = examples / batch_size
        if products is not None:
            n = products(n, examples, sizes, batch_size)
        if updates is not None:
            n_updates = updates(with_labels, unlabelled, batch_size, len(sizes) - 2)
        return labelled(examples, unlabelled) if labelled else with_labels, n_updates, n

    return made


def _cost_cases():
    return [
        Case("sizes (4, 3, 2), 10 examples, all with labels, one at a time", ((4, 3, 2), 10, 0, 1)),
        Case("sizes (4, 3, 2), 10 examples, all without labels", ((4, 3, 2), 10, 10, 1)),
        Case("sizes (4, 3, 2), 12 examples, 4 of them without labels, batches of 2", ((4, 3, 2), 12, 4, 2)),
        Case("sizes (6, 5, 4, 2), 20 examples, all without labels, batches of 5", ((6, 5, 4, 2), 20, 20, 5)),
        Case("sizes (6, 5, 4, 2), 40 examples, 20 of them without labels, batches of 5", ((6, 5, 4, 2), 40, 20, 5)),
        Case("three hidden layers, 3 units everywhere, 60 examples, half without labels", ((3, 3, 3, 3, 3), 60, 30, 10)),
        Case("one unit in a layer", ((7, 1, 5, 3), 24, 8, 4)),
        Case("the networks of this lesson's experiment", ((784, 400, 400, 400, 10), 10_000_000, 2_500_000, 10)),
        Case("sizes as a list, all with labels", ([784, 2000, 10], 1_000_000, 0, 20)),
    ]  # fmt: skip


_BELOW = "A layer that is pre-trained needs the way up through the layers below it, for each of its examples."
_SHARED = "The layers are trained one after the other and share the examples without labels; here each learns from all of them."
_RBM = "Count CD-1 again: which ways does an example go through the matrix of its RBM, and how many phases have an outer product?"
_UPDATES = "Every minibatch makes one update, with labels or without: of the whole network, or of one layer."
_LABELLED = "The first number is that of examples *with* labels."
_OUTPUT = "The output layer is not pre-trained; the hidden layers alone share the examples without labels."
_SUPERVISED = "Count again what each matrix does for an example with labels: on the way up, for its gradient, on the way down."

COSTS = FunctionExercise(
    "three currencies",
    costs,
    _by_matrices,
    _cost_cases,
    form=lambda found, *args: tuple(float(part) for part in found),
    mistakes=(
        *(Mistake("Does delta have to go all the way down, to the pixels?", _other(lowest=3, below=below))
          for below in (1, 0)),
        *(Mistake(_SUPERVISED, _other(lowest=one, supervised=other))
          for one, other in ((1, 1), (2, 2), (1, 2), (3, 2), (0, 1), (1, 3), (4, 4), (3, 4))),
        *(Mistake(_RBM, _other(rbm=n)) for n in (1, 2, 3, 4, 6, 7)),
        Mistake(_BELOW, _other(below=0)),
        Mistake("The layers below are fixed: examples only go up through them.", _other(below=5)),
        Mistake(_SHARED, _other(shared=False)),
        Mistake(_SHARED, _other(shared=False, below=0)),
        Mistake(_OUTPUT, _other(output=True)),
        Mistake(_UPDATES, _other(updates=lambda labelled, without, batch, n: labelled / batch)),
        Mistake(_UPDATES, _other(updates=lambda labelled, without, batch, n: (labelled + n * without) / batch)),
        Mistake(_UPDATES, _other(updates=lambda labelled, without, batch, n: (labelled * n + without) / batch)),
        Mistake("These are examples; an update takes batch_size of them.",
                _other(updates=lambda labelled, without, batch, n: labelled + without)),
        Mistake(_LABELLED, _other(labelled=lambda examples, without: examples)),
        Mistake(_LABELLED, _other(labelled=lambda examples, without: without)),
        Mistake("The multiplications of one example grow with the examples, not with the updates.",
                _other(products=lambda n, examples, sizes, batch: n / batch)),
        Mistake("The multiplications of a minibatch are those of its examples: they need no further factor.",
                _other(products=lambda n, examples, sizes, batch: n * batch)),
        Mistake("The pre-training is missing among the multiplications.", _other(rbm=0, below=0)),
        Mistake("This is the supervised cost for all examples; those without labels cost something else.",
                _other(rbm=0, below=0, products=lambda n, examples, sizes, batch: examples * (
                    3 * sum(np.multiply(sizes[:-1], sizes[1:])) - sizes[0] * sizes[1]))),
    ),
)  # fmt: skip
