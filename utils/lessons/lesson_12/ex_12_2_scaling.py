"""Exercise 12.2: from squared distances back to where the points are: inner products by double centring."""

import numpy as np
from scipy.spatial.distance import cdist

from ...teaching.exercise import Case, FunctionExercise, Mistake


def inner_products(D2):
    middle = np.eye(len(D2)) - 1 / len(D2)
    return -middle @ D2 @ middle / 2


def _by_means(D2):
    """The oracle: each entry less the means of its row and column, plus the mean of all."""
    D2, n = D2.astype(float), len(D2)
    found = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            found[i, j] = (D2[i].mean() + D2[:, j].mean() - D2.mean() - D2[i, j]) / 2
    return found


def _squares(points):
    points = np.asarray(points, dtype=float)
    return cdist(points, points) ** 2


def _scaling_cases():
    rng = np.random.default_rng(12)
    bent = np.array([[0, 1, 9.0], [1, 0, 1], [9, 1, 0]])  # no points have these: 1 + 1 < 3
    return [
        Case("two points, at 0 and 2", (_squares([[0], [2]]),)),
        Case("three points of a line, at 0, 1 and 5", (_squares([[0], [1], [5]]),)),
        Case("one point", (np.zeros((1, 1)),)),
        Case("a rectangle, 3 by 4", (_squares([[0, 0], [3, 0], [3, 4], [0, 4]]),)),
        Case("three points in one place", (np.zeros((3, 3)),)),
        Case("five points in three dimensions", (_squares(rng.normal(size=(5, 3))),)),
        Case("five points far from the origin", (_squares(100 + rng.normal(size=(5, 2))),)),
        Case("distances that no points have: squares 1, 1 and 9", (bent,)),
        Case("20 points in two dimensions", (_squares(rng.normal(size=(20, 2)) * [5, 1]),)),
        Case("six points, two of them in one place", (_squares(rng.normal(size=(5, 2))[[0, 0, 1, 2, 3, 4]]),)),
    ]  # fmt: skip


def _centred(D2, axis):
    return D2 - D2.mean(axis=axis, keepdims=True)


def _both(D2):
    return _centred(_centred(D2, 0), 1)


_HALF = "The factor ½ is missing: in |x - y|² = |x|² + |y|² - 2 x·y the inner product has a 2."
_SIGN = "The sign is turned: points that are far apart have *small* inner products."
_ROWS = "The means of the rows must stand in a column, mean(axis=1, keepdims=True); here those of the columns are taken twice."
_ONCE = "This takes away the means of the columns, or of the rows, only; |x|² and |y|² both have to go."

SCALING = FunctionExercise(
    "from distances to inner products",
    inner_products,
    _by_means,
    _scaling_cases,
    mistakes=(
        Mistake(_HALF, lambda D2: -_both(D2)),
        Mistake(_SIGN, lambda D2: _both(D2) / 2),
        Mistake(f"{_SIGN} And {_HALF[0].lower()}{_HALF[1:]}", _both),
        Mistake(_ONCE, lambda D2: -_centred(D2, 0) / 2),
        Mistake(_ONCE, lambda D2: -_centred(D2, 1) / 2),
        Mistake(f"{_ONCE} {_HALF}", lambda D2: -_centred(D2, 0)),
        Mistake("One mean of everything is taken away; each row and each column has its own.", lambda D2: -(D2 - D2.mean()) / 2),
        Mistake("The mean of all has been taken away twice, with those of the rows and with those of the columns: add it once.",
                lambda D2: -(D2 - D2.mean(axis=0) - D2.mean(axis=1, keepdims=True)) / 2),
        Mistake("The mean of all is taken away once more; it has to be added.",
                lambda D2: -(D2 - D2.mean(axis=0) - D2.mean(axis=1, keepdims=True) - D2.mean()) / 2),
        Mistake(_ROWS, lambda D2: -(D2 - D2.mean(axis=0) - D2.mean(axis=1) + D2.mean()) / 2),
        Mistake(f"{_ROWS} And the mean of all has to be added.", lambda D2: -(D2 - D2.mean(axis=0) - D2.mean(axis=1)) / 2),
        Mistake(f"{_ROWS} {_HALF}", lambda D2: -(D2 - D2.mean(axis=0) - D2.mean(axis=1) + D2.mean())),
        Mistake("D2 has the squares already.", lambda D2: -_both(D2**2) / 2),
        Mistake("The squares are needed as they are, without a root.", lambda D2: -_both(np.sqrt(D2)) / 2),
        Mistake("These are inner products as seen from the first point; asked are those as seen from the middle of all.",
                lambda D2: (D2[:1] + D2[:, :1] - D2) / 2),
        Mistake("These are inner products as seen from the last point; asked are those as seen from the middle of all.",
                lambda D2: (D2[-1:] + D2[:, -1:] - D2) / 2),
        Mistake("A mean over P points is a sum over P; this divides by P - 1.",
                lambda D2: -(np.eye(len(D2)) - 1 / (len(D2) - 1)) @ D2 @ (np.eye(len(D2)) - 1 / (len(D2) - 1)) / 2),
        Mistake("The diagonal of D2 is 0, so this takes nothing away.",
                lambda D2: (np.diag(D2)[:, None] + np.diag(D2) - D2) / 2),
        Mistake("These are the distances again.", lambda D2: D2),
        Mistake("This is a covariance of the columns, which takes D2 for coordinates.", lambda D2: np.cov(D2)),
        Mistake("This takes D2 for coordinates; it holds squared distances.", lambda D2: _centred(D2, 0).T @ _centred(D2, 0)),
    ),
)  # fmt: skip
