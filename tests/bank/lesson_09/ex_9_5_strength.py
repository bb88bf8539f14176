"""Answers to exercise 9.5."""

from fractions import Fraction

import numpy as np
from scipy.optimize import brentq, minimize_scalar


def no_weight(w, sigma, n):
    return sigma**2 / n


def weight_not_squared(w, sigma, n):
    return sigma**2 / (n * w)


def size_not_squared(w, sigma, n):
    return sigma**2 / (n * abs(w))


def deviations(w, sigma, n):
    return sigma / (np.sqrt(n) * abs(w))


def sigma_not_squared(w, sigma, n):
    return sigma / (n * w**2)


def root_of_n(w, sigma, n):
    return sigma**2 / (np.sqrt(n) * w**2)


def one_example(w, sigma, n):
    return sigma**2 / w**2


def turned(w, sigma, n):
    return n * w**2 / sigma**2 if sigma else np.inf


def grows(w, sigma, n):
    return n * sigma**2 / w**2


def never(w, sigma, n):
    return 0.0


def twice(w, sigma, n):
    return 2 * sigma**2 / (n * w**2)


def half(w, sigma, n):
    return sigma**2 / (2 * n * w**2)


def whole_bias(w, sigma, n):
    return sigma**2 / (n * w**2 + sigma**2)


def the_error_itself(w, sigma, n):
    best = sigma**2 / (n * w**2)
    return ((best * w) ** 2 + sigma**2 / n) / (1 + best) ** 2


def by_sigma(w, sigma, n):
    """Divides by sigma."""
    return 1 / (n * w**2 / Fraction(sigma).limit_denominator(1000) ** 2)


def on_a_grid(w, sigma, n):
    grid = np.concatenate([[0], np.geomspace(1e-6, 1e6, 2000)])
    return grid[np.argmin(((grid * w) ** 2 + sigma**2 / n) / (1 + grid) ** 2)]


def nothing(w, sigma, n):
    sigma**2 / (n * w**2)


def plainly(w, sigma, n):
    return sigma**2 / (n * w**2)


def signal_to_noise(w, sigma, n):
    return np.square(np.float64(sigma) / w) / n


def by_slope(w, sigma, n):
    """Where the slope of the expected error, times what is positive, is 0."""
    variance = sigma**2 / n

    def slope(strength):
        return strength * w**2 * (1 + strength) - (strength**2 * w**2 + variance)

    return brentq(slope, 0, 1e9, xtol=1e-15, rtol=1e-12)


def by_minimum(w, sigma, n):
    """SciPy's search, in units of the noise: the scale that it needs is found first, roughly."""
    variance = sigma**2 / n
    if variance == 0:
        return 0

    def error(log):
        strength = np.exp(log)
        return ((strength * w) ** 2 + variance) / (1 + strength) ** 2 / min(variance, w**2)

    rough = max(np.linspace(-40, 40, 801), key=lambda log: -error(log))
    found = minimize_scalar(error, bounds=(rough - 1, rough + 1), method="bounded", options={"xatol": 1e-12})
    sharp = found.x
    for _ in range(50):  # Newton's steps on the slope, which a search by values cannot see so sharply
        strength = np.exp(sharp)
        sharp -= (strength * w**2 - variance) / (strength * w**2)
    return np.array(np.exp(sharp))


def by_polynomial(w, sigma, n):
    """The numerator of the slope is linear: (1 + s) s w^2 - (s^2 w^2 + v) = s w^2 - v."""
    return np.roots([w**2, -(sigma**2) / n]).item() if sigma else 0


def by_fractions(w, sigma, n):
    w, sigma = (Fraction(number).limit_denominator(10**6) for number in (w, sigma))
    return float(sigma * sigma / (n * w * w))


WRONG = [
    (no_weight, "depends on the weight"),
    (weight_not_squared, "its sign does not"),
    (size_not_squared, "square of w counts"),
    (deviations, "variances add up"),
    (sigma_not_squared, "sigma squared"),
    (root_of_n, "has the variance sigma ** 2 / n"),
    (one_example, "More examples make"),
    (grows, "More examples make"),
    (turned, "set the slope to 0"),
    (never, "no penalty the error on the examples"),
    (twice, "too much"),
    (half, "too little"),
    (whole_bias, "the share that is taken away"),
    (the_error_itself, "the smallest error itself"),
    (by_sigma, "sigma may be 0"),
    (on_a_grid, "expected"),
    (nothing, "returned None"),
]

RIGHT = [plainly, signal_to_noise, by_slope, by_polynomial, by_fractions, by_minimum]
