"""Exercise 12.1: distances between networks, from what they say about the same digits."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def distances(p):
    overlaps = np.einsum("ink,jnk->ijn", np.sqrt(p), np.sqrt(p))
    return -np.log(overlaps).mean(axis=2)


def _one_by_one(p):
    """The oracle: pair by pair, digit by digit."""
    n_points, n_digits, _ = p.shape
    D = np.zeros((n_points, n_points))
    for i in range(n_points):
        for j in range(n_points):
            overlaps = [np.sqrt(p[i, n].astype(float) * p[j, n]).sum() for n in range(n_digits)]
            D[i, j] = -np.mean(np.log(overlaps))
    return D


def _overlaps(p, root=np.sqrt):
    return np.einsum("ink,jnk->ijn", root(p), root(p))


def _form(D, p):
    """Exactly symmetric, zeros on the diagonal: what rounding makes of them says nothing."""
    if D.shape != (len(p), len(p)) or abs(D - D.T).max() > 1e-6 or abs(np.diag(D)).max() > 1e-6:
        return D
    D = np.maximum((D + D.T) / 2, 0) if D.min() > -1e-6 else D
    return D * (1 - np.eye(len(D)))


def _probabilities(shape, seed, sharp=1.0):
    scores = sharp * np.random.default_rng(seed).normal(size=shape)
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return odds / odds.sum(axis=-1, keepdims=True)


def _distance_cases():
    half = np.array([[[1.0, 0.0]], [[0.5, 0.5]]])
    alike = np.repeat(_probabilities((1, 5, 3), 1), 3, axis=0)
    some_zeros = np.array(
        [[[0.5, 0.5, 0], [1, 0, 0]], [[0, 0.5, 0.5], [0.2, 0, 0.8]], [[0.2, 0.4, 0.4], [0.1, 0.9, 0]]]
    )
    return [
        Case("two networks, one digit, two classes: (1, 0) and (½, ½)", (half,)),
        Case("two networks, two digits, two classes", (_probabilities((2, 2, 2), 2),)),
        Case("one network", (_probabilities((1, 3, 4), 3),)),
        Case("three networks that say the same", (alike,)),
        Case("three networks, one digit, three classes", (_probabilities((3, 1, 3), 4),)),
        Case("three networks, two digits, some probabilities 0", (some_zeros,)),
        Case("three networks, three digits, three classes, nearly sure", (_probabilities((3, 3, 3), 5, 9.0),)),
        Case("four networks, seven digits, ten classes", (_probabilities((4, 7, 10), 6, 3.0),)),
        Case("ten networks, two digits, three classes", (_probabilities((10, 2, 3), 7),)),
        Case("five networks, 40 digits, ten classes", (_probabilities((5, 40, 10), 8),)),
    ]  # fmt: skip


_ORDER = "First the logarithm for each digit, then the mean over digits; here it is the other way round."
_ROOT = "In the overlap stands the square *root* of the product; without it a network does not fully overlap with itself."
_EUCLID = "This is a Euclidean distance; asked for is the one from the overlap."
_HELLINGER = "This is 1 less the overlap, without a logarithm."

DISTANCES = FunctionExercise(
    "how far apart two functions are",
    distances,
    _one_by_one,
    _distance_cases,
    form=lambda found, p: _form(np.asarray(found), p),
    mistakes=(
        Mistake(_ORDER, lambda p: -np.log(_overlaps(p).mean(axis=2))),
        Mistake(_ORDER, lambda p: -np.log(_overlaps(p).sum(axis=2))),
        Mistake("Over the digits the logarithms are averaged, not summed: with twice as many digits nothing should double.",
                lambda p: -np.log(_overlaps(p)).sum(axis=2)),
        Mistake(_ROOT, lambda p: -np.log(_overlaps(p, lambda q: q)).mean(axis=2)),
        Mistake("The sign is turned: networks that overlap less are farther apart.", lambda p: np.log(_overlaps(p)).mean(axis=2)),
        Mistake("This is the overlap itself, averaged over digits; a distance is 0 where two networks say the same.",
                lambda p: _overlaps(p).mean(axis=2)),
        Mistake(_HELLINGER, lambda p: 1 - _overlaps(p).mean(axis=2)),
        Mistake(_HELLINGER, lambda p: np.sqrt(1 - np.minimum(_overlaps(p), 1)).mean(axis=2)),
        Mistake("The logarithm is the natural one.", lambda p: -np.log2(_overlaps(p)).mean(axis=2)),
        Mistake("The logarithm is the natural one.", lambda p: -np.log10(_overlaps(p)).mean(axis=2)),
        Mistake("The overlap is a *sum* over the classes, here it is a mean.",
                lambda p: -np.log(_overlaps(p) / p.shape[2]).mean(axis=2)),
        Mistake("The logarithm is that of a sum over classes, not a sum of logarithms.",
                lambda p: -np.log(np.sqrt(p[:, None] * p[None])).sum(axis=3).mean(axis=2)),
        Mistake(_EUCLID, lambda p: np.sqrt(((p[:, None] - p[None]) ** 2).sum(axis=3)).mean(axis=2)),
        Mistake(_EUCLID, lambda p: np.sqrt(((p[:, None] - p[None]) ** 2).sum(axis=(2, 3)))),
        Mistake(_EUCLID, lambda p: np.sqrt(((p[:, None] - p[None]) ** 2).sum(axis=3).mean(axis=2))),
        Mistake("This compares digits with each other, each within its network; compare networks, digit by digit.",
                lambda p: -np.log(np.einsum("nik,njk->ijn", np.sqrt(p), np.sqrt(p))).mean(axis=2)),
        Mistake("The mean is that over digits; here the networks' mean probabilities are compared.",
                lambda p: -np.log(np.sqrt(p.mean(axis=1)) @ np.sqrt(p.mean(axis=1)).T)),
        Mistake("This is how often two networks choose different classes; the probabilities tell more.",
                lambda p: (p.argmax(axis=2)[:, None] != p.argmax(axis=2)[None]).mean(axis=2)),
    ),
)  # fmt: skip
