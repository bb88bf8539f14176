"""Exercise 12.5: an error without labels: on how many digits two seeds disagree."""

import itertools

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def estimated_error(p):
    chosen = p.argmax(axis=2)
    pairs = list(itertools.combinations(chosen, 2))
    return 100 * np.mean([one != other for one, other in pairs])


def _by_votes(p):
    """The oracle: of each digit, the share of pairs with different votes, from how many votes a class has."""
    n, found = len(p), []
    for digit in p.argmax(axis=2).T:
        counts = np.bincount(digit)
        found.append(1 - sum(c * (c - 1) for c in counts.tolist()) / (n * (n - 1)))
    return 100 * sum(found) / len(found)


def _votes(rows, n_classes=3, seed=0):
    """Probabilities whose largest are these classes (R, N), none of them sure."""
    rng = np.random.default_rng(seed)
    rows = np.asarray(rows)
    p = rng.uniform(0.5, 1, (*rows.shape, n_classes)) + 1.5 * np.eye(n_classes)[rows]
    return p / p.sum(axis=2, keepdims=True)


def _random(n_networks, n_digits, n_classes, seed, agree=0.8):
    rng = np.random.default_rng(seed)
    right = rng.integers(n_classes, size=n_digits)
    other = rng.integers(n_classes, size=(n_networks, n_digits))
    return _votes(np.where(rng.random((n_networks, n_digits)) < agree, right, other), n_classes, seed)


def _disagreement_cases():
    return [
        Case("two networks: classes 0, 1, 2, 0 and 0, 1, 1, 1", (_votes([[0, 1, 2, 0], [0, 1, 1, 1]]),)),
        Case("three networks, one digit: classes 0, 0, 1", (_votes([[0], [0], [1]]),)),
        Case("three networks that choose three classes", (_votes([[0, 1], [1, 2], [2, 0]]),)),
        Case("four networks that choose the same, with other probabilities", (_votes([[0, 1, 2]] * 4),)),
        Case("four networks, three of which agree on each digit", (_votes([[0, 1], [0, 1], [0, 2], [1, 1]]),)),
        Case("five networks, six digits, ten classes", (_random(5, 6, 10, 1),)),
        Case("three networks, 40 digits, ten classes", (_random(3, 40, 10, 2),)),
        Case("20 networks, three digits, two classes", (_random(20, 3, 2, 3, 0.5),)),
        Case("six networks, 200 digits, ten classes, in float32", (_random(6, 200, 10, 4).astype(np.float32),)),
    ]  # fmt: skip


def _chosen(p):
    return p.argmax(axis=2)


def _most(p):
    """The class that most networks choose, of each digit."""
    return np.array([np.bincount(digit).argmax() for digit in _chosen(p).T])


_ITSELF = "A network agrees with itself, which tells nothing: count pairs of *different* networks."
_PERCENT = "This is a fraction; in percent it is 100 times that."

DISAGREEMENT = FunctionExercise(
    "an error without labels",
    estimated_error,
    _by_votes,
    _disagreement_cases,
    form=lambda found, *args: float(found),
    mistakes=(
        Mistake(_PERCENT, lambda p: _by_votes(p) / 100),
        Mistake(_ITSELF, lambda p: 100 * (_chosen(p)[:, None] != _chosen(p)).mean()),
        Mistake(f"{_ITSELF} {_PERCENT}", lambda p: (_chosen(p)[:, None] != _chosen(p)).mean()),
        Mistake("This is the share of digits on which not *all* agree; it grows with the number of networks. Take two at a time.",
                lambda p: 100 * (_chosen(p) != _chosen(p)[0]).any(axis=0).mean()),
        Mistake("This compares all with the first one; all pairs count.", lambda p: 100 * (_chosen(p)[1:] != _chosen(p)[0]).mean()),
        Mistake("This compares all with the first one, itself as well; all pairs count.",
                lambda p: 100 * (_chosen(p) != _chosen(p)[0]).mean()),
        Mistake("This compares each network with the next one in the list only; all pairs count.",
                lambda p: 100 * (_chosen(p)[1:] != _chosen(p)[:-1]).mean()),
        Mistake("This compares the first two networks only; all pairs count.", lambda p: 100 * (_chosen(p)[0] != _chosen(p)[1]).mean()),
        Mistake("This compares with the vote of the majority, in which each network has its say; compare two networks.",
                lambda p: 100 * (_chosen(p) != _most(p)).mean()),
        Mistake("This is how often two networks *agree*.", lambda p: 100 - _by_votes(p)),
        Mistake("This is a number of digits; a share of them in percent is asked for.", lambda p: _by_votes(p) / 100 * p.shape[1]),
        Mistake("Each pair is counted, but not divided by how many pairs there are.",
                lambda p: _by_votes(p) * len(p) * (len(p) - 1) / 2),
        Mistake("Here the probabilities are compared; a disagreement is another *class*.",
                lambda p: 100 * np.mean([np.abs(a - b).sum(axis=1).mean() / 2 for a, b in itertools.combinations(p, 2)])),
        Mistake("Any two networks differ in their probabilities; a disagreement is another *class*.",
                lambda p: 100 * np.mean([(a != b).any(axis=1).mean() for a, b in itertools.combinations(p, 2)])),
        Mistake("The classes are the last axis: argmax over axis 2.",
                lambda p: 100 * np.mean([(a != b).mean() for a, b in itertools.combinations(p.argmax(axis=1), 2)])),
        Mistake("This is how unsure the networks are; whether they are wrong is another question.",
                lambda p: 100 * (1 - p.max(axis=2)).mean()),
    ),
)  # fmt: skip
