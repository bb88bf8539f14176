"""Exercise 1.4: a gradient by central differences."""

import numpy as np

from ...numpy_models import gradients
from ...teaching.exercise import Case, FunctionExercise, Mistake
from ...teaching.usable import judge_digits

HIGH = "f = 100 + sum of sines, for a 2 x 3 matrix"


class Function:
    """A function of an array of one shape, with its gradient in closed form."""

    def __init__(self, value, gradient, theta):
        self.value, self.gradient, self.theta = value, gradient, theta

    def __call__(self, theta):
        if np.shape(theta) != self.theta.shape:
            raise ValueError(
                f"f got an array of shape {np.shape(theta)}; that of theta is {self.theta.shape}"
            )
        if np.iscomplexobj(theta):  # as many functions, such as scipy.special.expit or np.maximum
            raise TypeError("f takes real numbers only")
        return self.value(theta)

    def case(self, says):
        return Case(says, (self, self.theta))


def _functions():
    rng = np.random.default_rng(1)
    steep = np.array([[0.0, 0.5, 1], [0.9, 0.1, 0.3]])
    mixing = rng.normal(size=(4, 3))
    return {
        "f = sum of cubes, at [1, 2, 3]": Function(
            lambda t: (t**3).sum(), lambda t: 3 * t**2, np.array([1.0, 2, 3])
        ),
        "f = the cube of one number, at [2]": Function(
            lambda t: t[0] ** 3, lambda t: 3 * t**2, np.array([2.0])
        ),
        "f = the product of all entries, for a column of 3": Function(
            lambda t: t.prod(), lambda t: t.prod() / t, np.array([[1.0], [2], [-4]])
        ),
        "f = log sum exp, with theta all 0": Function(
            lambda t: np.log(np.exp(t).sum()), lambda t: np.exp(t) / np.exp(t).sum(), np.zeros((2, 2))
        ),
        "f = sum of the squares of A theta, for a 3 x 2 matrix": Function(
            lambda t: ((mixing @ t) ** 2).sum(), lambda t: 2 * mixing.T @ mixing @ t, rng.normal(size=(3, 2))
        ),
        "a steep f of a 2 x 3 matrix": Function(
            lambda t: np.exp(10 * t).sum(), lambda t: 10 * np.exp(10 * t), steep
        ),
        "f = sum of cubes, for an array of shape (2, 1, 3)": Function(
            lambda t: (t**3).sum(), lambda t: 3 * t**2, rng.uniform(-2, 2, size=(2, 1, 3))
        ),
        HIGH: Function(lambda t: 100 + np.sin(t).sum(), np.cos, rng.uniform(-1, 1, size=(2, 3))),
    }


def _difference(divide=2.0, backward=True, sign=1.0, step=1e-5):
    def run(f, theta):
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


def _first_only(f, theta):
    gradient = _difference()(f, theta)
    gradient.flat[1:] = 0
    return gradient


def _judge_digits(answer):
    f = _functions()[HIGH]
    advice = "Central differences with the given step have ten."
    judge_digits(answer, lambda f, theta: f.gradient(theta), (f, f.theta), HIGH, advice=advice)


_INSIDE = "Only the first entry is filled: is the return inside the loop?"
_ONE_SIDED = (
    "This is a one-sided difference, whose error is of the order of the step; move in both directions and its error is "
    "of the order of the step squared."
)

GRADIENT = FunctionExercise(
    "gradient by central differences",
    gradients.numerical_gradient,
    lambda f, theta: f.gradient(theta),
    lambda: [f.case(says) for says, f in _functions().items()],
    mistakes=(
        Mistake("You divide by the step, but the two points are two steps apart.", _difference(divide=1.0)),
        Mistake(_ONE_SIDED, _difference(divide=1.0, backward=False)),
        Mistake(_ONE_SIDED, _difference(divide=1.0, backward=False, step=-1e-5)),
        Mistake("You move in one direction but divide by two steps.", _difference(backward=False)),
        Mistake("The sign is wrong: f(plus) - f(minus).", _difference(sign=-1.0)),
        Mistake("The entries moved before are not put back: start from a fresh copy of theta for each entry.",
                _never_put_back),
        Mistake("You move all entries at once, which gives the sum of the gradient; move one at a time.",
                lambda f, theta, step=1e-5: np.float64((f(theta + step) - f(theta - step)) / (2 * step))),
        Mistake("You move all entries at once, so that each gets the sum of the gradient; move one at a time.",
                lambda f, theta, step=1e-5: np.full_like(theta, (f(theta + step) - f(theta - step)) / (2 * step))),
        Mistake("/ 2 * step divides by 2 and then multiplies by the step: write / (2 * step).",
                lambda f, theta, step=1e-5: _difference()(f, theta) * step**2),
        Mistake("The two points are the same: plus = theta gives theta another name; take a copy, theta.copy().",
                lambda f, theta: np.zeros_like(theta)),
        Mistake(_INSIDE, _first_only),
        Mistake("The division by two steps is missing.", lambda f, theta, step=1e-5: _difference()(f, theta) * 2 * step),
        Mistake("The gradient must have the shape of theta; this one is flat.", lambda f, theta: _difference()(f, theta).ravel()),
    ),
    errors=(
        ("f got an array of shape", "The function must get an array of theta's own shape, with one entry moved."),
        ("f takes real numbers only", "The complex step is exact where f takes complex numbers, and a network's loss need not; "
                                      "move the entries by real steps."),
    ),
    form=lambda gradient, *_: np.asarray(gradient),
    also=_judge_digits,
)  # fmt: skip
