"""Exercise 3.3: the cross-entropy of a reconstruction, from pre-activations."""

import math

import numpy as np

from ...numpy_models import rbm
from ...numpy_models.mlp import sigmoid
from ...teaching.exercise import Case, FunctionExercise, Mistake
from ...teaching.usable import DIFFERENCED, judge_digits

cross_entropy = rbm.cross_entropy


def cross_entropy_oracle(x, a):
    """Pixel by pixel, with the sign of a split off so that no exponential overflows."""
    pairs = zip(x.ravel().tolist(), a.ravel().tolist(), strict=True)
    return sum(max(s, 0.0) - t * s + math.log1p(math.exp(-abs(s))) for t, s in pairs) / len(x)


def _cross_entropy_cases():
    rng = np.random.default_rng(3)
    grey = rng.uniform(size=(3, 5)), rng.normal(size=(3, 5))
    return [
        Case("3 examples of 5 grey pixels", grey),
        Case("1 example of 5 grey pixels", tuple(part[:1].copy() for part in grey)),
        Case("3 examples of 1 grey pixel", tuple(part[:, :1].copy() for part in grey)),
        Case("3 examples of 3 grey pixels", tuple(part[:, :3].copy() for part in grey)),
        Case("3 examples of 5 grey pixels in float32", tuple(part.astype(np.float32) for part in grey)),
        Case("an undecided output (4 log 2)", (np.array([[0.0, 1, 0.5, 1]]), np.zeros((1, 4)))),
        Case("a = 0.5 for each pixel", (np.array([[0.25, 1, 0.5, 0]]), np.full((1, 4), 0.5))),
        Case("a sure output (a = 40 or -40)", (np.array([[0.25, 1, 0, 1]]), np.array([[40.0, 40, 40, -40]]))),
        Case("a very sure output (a = 800 or -800), right or wrong",
             (np.array([[1.0, 0, 0.5], [1, 1, 0]]), np.array([[800.0, -800, 800], [-800, 800, 800]]))),
    ]  # fmt: skip


def _digits():
    rng = np.random.default_rng(29)
    return rng.uniform(size=(6, 20)), rng.normal(0, 3, size=(6, 20))


def _per_pixel(x, a):
    return np.logaddexp(0, a) - x * a


def _from_output(x, z):
    return -(x * np.log(z) + (1 - x) * np.log(1 - z)).sum(axis=1).mean()


def _clipped(eps):
    return lambda x, a: _from_output(x, np.clip(sigmoid(a), eps, 1 - eps))


def _shifted(eps):
    def run(x, a):
        z = sigmoid(a)
        return -(x * np.log(z + eps) + (1 - x) * np.log(1 - z + eps)).sum(axis=1).mean()

    return run


def _clipped_before(most):
    return lambda x, a: _per_pixel(x, np.clip(a, -most, most)).sum(axis=1).mean()


ONE_FOR_EXP_1 = ("np.logaddexp(1, ...) is the logarithm of exp(1) + ...: it takes exponents, so for the summand 1 pass "
                 "0, as 1 = exp(0).")  # fmt: skip
KEPT_AWAY = ("You keep the output away from 0 and 1. Then a network that is very sure and wrong pays too little: the "
             "price must grow with a without end.")  # fmt: skip
CUT = "You cut a off. Then a network that is very sure and wrong pays too little: the price must grow without end."
EPSILONS = (1e-3, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-16)


CROSS_ENTROPY = FunctionExercise(
    "cross-entropy from pre-activations",
    cross_entropy,
    cross_entropy_oracle,
    _cross_entropy_cases,
    mistakes=(
        Mistake("The sign is wrong: this is the log-probability, and the loss is minus that.",
                lambda x, a: -cross_entropy_oracle(x, a)),
        Mistake("This is the sum over the batch; take the mean over the examples.",
                lambda x, a: _per_pixel(x, a).sum()),
        Mistake("This is the mean over the pixels as well; sum over the pixels, mean over the examples.",
                lambda x, a: _per_pixel(x, a).mean()),
        Mistake("The sum is divided by the number of pixels instead of the number of examples: sum over axis 1, then take "
                "the mean.", lambda x, a: _per_pixel(x, a).sum(axis=0).mean()),
        Mistake("This is one loss for each example; return their mean, one number.",
                lambda x, a: _per_pixel(x, a).sum(axis=1)),
        Mistake("This is one loss for each pixel; sum over the pixels, then take the mean over the examples.",
                _per_pixel),
        Mistake("The dark pixels alone are counted: the term with (1 - x) is missing.",
                lambda x, a: (x * np.logaddexp(0, -a)).sum(axis=1).mean()),
        Mistake("The white pixels alone are counted: the term with x is missing.",
                lambda x, a: ((1 - x) * np.logaddexp(0, a)).sum(axis=1).mean()),
        Mistake(ONE_FOR_EXP_1, lambda x, a: (np.logaddexp(1, a) - x * a).sum(axis=1).mean()),
        Mistake(ONE_FOR_EXP_1, lambda x, a: (np.logaddexp(1, -a) + (1 - x) * a).sum(axis=1).mean()),
        Mistake(ONE_FOR_EXP_1,
                lambda x, a: (x * np.logaddexp(1, -a) + (1 - x) * np.logaddexp(1, a)).sum(axis=1).mean()),
        Mistake("The sign of the second term, that of (1 - x), is wrong: a wrong guess of a white pixel has a price, too.",
                lambda x, a: (x * np.logaddexp(0, -a) - (1 - x) * np.logaddexp(0, a)).sum(axis=1).mean()),
        Mistake("The sign of the first term, that of x, is wrong: a wrong guess of a black pixel has a price, too.",
                lambda x, a: ((1 - x) * np.logaddexp(0, a) - x * np.logaddexp(0, -a)).sum(axis=1).mean()),
        Mistake("x is forgotten: this is what each pixel would cost if it were black (x = 1).",
                lambda x, a: np.logaddexp(0, -a).sum(axis=1).mean()),
        Mistake("The digit plays no part in this: x must weigh the two logarithms.",
                lambda x, a: np.logaddexp(0, a).sum(axis=1).mean()),
        Mistake("One sign is wrong: for a black pixel (x = 1) the price must fall when a rises.",
                lambda x, a: (np.logaddexp(0, a) + x * a).sum(axis=1).mean()),
        Mistake("The two logarithms are exchanged: for a black pixel (x = 1) the price must fall when a rises.",
                lambda x, a: (np.logaddexp(0, -a) + x * a).sum(axis=1).mean()),
        Mistake("One sign is wrong: for a white pixel (x = 0) the price must rise when a rises.",
                lambda x, a: (np.logaddexp(0, -a) - x * a).sum(axis=1).mean()),
        Mistake("This takes z = sigmoid(a) for a: the sigmoid is applied twice.",
                lambda x, a: _per_pixel(x, sigmoid(a)).sum(axis=1).mean()),
        Mistake("This is the squared error; the loss here is the cross-entropy.",
                lambda x, a: ((sigmoid(a) - x) ** 2).sum(axis=1).mean()),
        Mistake("The unit is bits (base 2); use natural logarithms.",
                lambda x, a: cross_entropy_oracle(x, a) / math.log(2)),
        Mistake("The formula is right, but an exponential overflows on the way; np.logaddexp avoids that.",
                lambda x, a: (np.log(1 + np.exp(a)) - x * a).sum(axis=1).mean()),
        Mistake("The formula is right, but an exponential overflows on the way; np.logaddexp avoids that.",
                lambda x, a: (x * np.log(1 + np.exp(-a)) + (1 - x) * np.log(1 + np.exp(a))).sum(axis=1).mean()),
        Mistake("An output of exactly 0 or 1 has log 0 in it: simplify the logarithm of the sigmoid on paper first.",
                lambda x, a: _from_output(x, sigmoid(a))),
        Mistake("The roles are exchanged: the target weighs the logarithms of the output.",
                lambda x, a: _from_output(sigmoid(a), x)),
        Mistake("This takes a for the output; the output is sigmoid(a).", _from_output),
        *(Mistake(KEPT_AWAY, make(eps)) for eps in EPSILONS for make in (_clipped, _shifted)),
        *(Mistake(CUT, _clipped_before(most)) for most in (10, 20, 30, 35, 50, 88, 100, 500, 700, 709)),
    ),
    also=lambda answer: judge_digits(answer, cross_entropy_oracle, _digits(), "6 examples of 20 pixels", DIFFERENCED),
)  # fmt: skip
