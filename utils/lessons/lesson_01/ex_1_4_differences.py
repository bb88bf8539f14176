"""Exercise 1.4: a gradient by central differences."""

import numpy as np

from ...numpy_models import gradients
from ...teaching.exercise import Case, FunctionExercise, Mistake


def _power(theta):
    return (theta**3).sum()


def _wave(theta):
    return np.exp(10 * theta).sum() + theta.ravel()[0] * theta.ravel()[-1]


def _gradient_oracle(f, theta):
    """The closed forms of the two functions of the cases."""
    if f is _power:
        return 3 * theta**2
    gradient = 10 * np.exp(10 * theta)
    gradient.flat[0] += theta.flat[-1]
    gradient.flat[-1] += theta.flat[0]
    return gradient


def _gradient_cases():
    return [
        Case("f = sum of cubes, at [1, 2, 3]", (_power, np.array([1.0, 2, 3]))),
        Case("a steep f of a 2 x 3 matrix", (_wave, np.random.default_rng(1).uniform(size=(2, 3)))),
    ]


def _difference(divide=2.0, backward=True, sign=1.0):
    def run(f, theta, step=1e-5):
        gradient = np.zeros_like(theta)
        for i in np.ndindex(theta.shape):
            plus, minus = theta.copy(), theta.copy()
            plus[i] += step
            minus[i] -= step * backward
            gradient[i] = sign * (f(plus) - f(minus)) / (divide * step)
        return gradient

    return run


def _never_put_back(f, theta, step=1e-5):
    gradient, plus, minus = np.zeros_like(theta), theta.copy(), theta.copy()
    for i in np.ndindex(theta.shape):
        plus[i] += step
        minus[i] -= step
        gradient[i] = (f(plus) - f(minus)) / (2 * step)
    return gradient


def _first_only(f, theta, step=1e-5):
    gradient = _difference()(f, theta, step)
    gradient.flat[1:] = 0
    return gradient


GRADIENT = FunctionExercise(
    "gradient by central differences",
    gradients.numerical_gradient,
    _gradient_oracle,
    _gradient_cases,
    mistakes=(
        Mistake("You divide by the step, but the two points are two steps apart.", _difference(divide=1.0)),
        Mistake(
            "This is a one-sided difference, whose error is of the order of the step; move in both "
            "directions and its error is of the order of the step squared.",
            _difference(divide=1.0, backward=False),
        ),
        Mistake("You move in one direction but divide by two steps.", _difference(backward=False)),
        Mistake("The sign is wrong: f(plus) - f(minus).", _difference(sign=-1.0)),
        Mistake("The entries moved before are not put back: start from a fresh copy of theta for each entry.",
                _never_put_back),
        Mistake(
            "You move all entries at once, which gives the sum of the gradient; move one at a time.",
            lambda f, theta, step=1e-5: np.float64((f(theta + step) - f(theta - step)) / (2 * step)),
        ),
        Mistake("/ 2 * step divides by 2 and then multiplies by the step: write / (2 * step).",
                lambda f, theta, step=1e-5: _difference()(f, theta, step) * step**2),
        Mistake("The two points are the same: plus = theta gives theta another name; take a copy, theta.copy().",
                lambda f, theta, step=1e-5: np.zeros_like(theta)),
        Mistake("Only the first entry is filled: is the return inside the loop?", _first_only),
        Mistake("The division by two steps is missing.",
                lambda f, theta, step=1e-5: _difference()(f, theta, step) * 2 * step),
    ),
)  # fmt: skip
