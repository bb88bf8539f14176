"""Answers to exercise 11.3."""

import numpy as np
from scipy.optimize import curve_fit, least_squares, leastsq

from utils.experiments import gabor


def picture_of(p, side):
    return gabor.image(gabor.Gabor(*p), side)


def fitted(picture, guess):
    side = round(len(picture) ** 0.5)
    p = least_squares(lambda p: picture_of(p, side) - picture, guess).x
    return p, picture_of(p, side)


def share(picture, near):
    return 1 - ((picture - near) ** 2).sum() / ((picture - picture.mean()) ** 2).sum()


def any_frequency(picture, guess):
    p, near = fitted(picture, guess)
    return share(picture, near), p[3], p[4] % np.pi


def any_orientation(picture, guess):
    p, near = fitted(picture, guess)
    return share(picture, near), abs(p[3]), p[4]


def as_it_comes(picture, guess):
    p, near = fitted(picture, guess)
    return share(picture, near), p[3], p[4]


def whole_turn(picture, guess):
    p, near = fitted(picture, guess)
    return share(picture, near), abs(p[3]), p[4] % (2 * np.pi)


def degrees(picture, guess):
    p, near = fitted(picture, guess)
    return share(picture, near), abs(p[3]), np.rad2deg(p[4]) % 180


def radians_per_pixel(picture, guess):
    p, near = fitted(picture, guess)
    return share(picture, near), 2 * np.pi * abs(p[3]), p[4] % np.pi


def wavelength(picture, guess):
    p, near = fitted(picture, guess)
    return share(picture, near), 1 / abs(p[3]), p[4] % np.pi


def over_squares(picture, guess):
    p, near = fitted(picture, guess)
    return 1 - ((picture - near) ** 2).sum() / (picture**2).sum(), abs(p[3]), p[4] % np.pi


def what_is_left(picture, guess):
    p, near = fitted(picture, guess)
    return 1 - share(picture, near), abs(p[3]), p[4] % np.pi


def sum_of_squares(picture, guess):
    p, near = fitted(picture, guess)
    return ((picture - near) ** 2).sum(), abs(p[3]), p[4] % np.pi


def correlation(picture, guess):
    p, near = fitted(picture, guess)
    return np.corrcoef(picture, near)[0, 1], abs(p[3]), p[4] % np.pi


def not_fitted(picture, guess):
    return share(picture, picture_of(guess, round(len(picture) ** 0.5))), abs(guess[3]), guess[4] % np.pi


def other_order(picture, guess):
    p, near = fitted(picture, guess)
    return abs(p[3]), p[4] % np.pi, share(picture, near)


def all_parameters(picture, guess):
    return fitted(picture, guess)[0]


def nothing(picture, guess):
    fitted(picture, guess)


def by_curve_fit(picture, guess):
    side = int(np.sqrt(len(picture)))

    def function(side, *p):
        return picture_of(p, side)

    p, _ = curve_fit(function, side, picture, guess, maxfev=10_000)
    left = np.var(picture - function(side, *p)) + np.mean(picture - function(side, *p)) ** 2
    return 1 - left / np.var(picture), abs(p[3]), p[4] % np.pi


def by_leastsq(picture, guess):
    side = int(len(picture) ** 0.5)
    p, _ = leastsq(lambda p: picture - picture_of(p, side), guess)
    left = np.linalg.norm(picture - picture_of(p, side)) ** 2
    orientation = p[4]
    while orientation < 0:
        orientation += np.pi
    while orientation >= np.pi:
        orientation -= np.pi
    return [1 - left / (len(picture) * picture.var()), max(p[3], -p[3]), orientation]


def scaled_first(picture, guess):
    side, scale = round(len(picture) ** 0.5), np.abs(picture).max()
    start = np.array(guess) / [scale, 1, 1, 1, 1, 1, 1, 1]
    p = least_squares(lambda p: picture_of(p, side) - picture / scale, start, x_scale="jac").x
    near = scale * picture_of(p, side)
    return np.array([share(picture, near), abs(p[3]), np.mod(p[4], np.pi)])


def by_marquardt(picture, guess):
    side = round(len(picture) ** 0.5)
    made = least_squares(lambda p: picture_of(p, side) - picture, guess, method="lm")
    r2 = 1 - 2 * made.cost / np.sum((picture - picture.mean()) ** 2)
    return r2, np.sqrt(made.x[3] ** 2), made.x[4] - np.pi * np.floor(made.x[4] / np.pi)


def amplitudes_for_themselves(picture, guess):
    """Six parameters are searched; amplitude and phase follow from linear least squares."""
    side = round(len(picture) ** 0.5)

    def parts(q):
        waves = [picture_of((1.0, *q[:4], phase, *q[4:]), side) for phase in (0.0, -np.pi / 2)]
        A = np.stack(waves, axis=1)
        return A @ np.linalg.lstsq(A, picture, rcond=None)[0]

    start = [*guess[1:5], *guess[6:]]
    scale = np.abs(picture).max()
    q = least_squares(lambda q: (parts(q) - picture) / scale, start).x
    return share(picture, parts(q)), abs(q[2]), q[3] % np.pi


def share_of_variance(picture, guess):
    p, near = fitted(picture, guess)
    return 1 - np.var(picture - near) / np.var(picture), abs(p[3]), p[4] % np.pi


def squared_correlation(picture, guess):
    p, near = fitted(picture, guess)
    return np.corrcoef(picture, near)[0, 1] ** 2, abs(p[3]), p[4] % np.pi


def variance_of_the_fit(picture, guess):
    p, near = fitted(picture, guess)
    return np.var(near) / np.var(picture), abs(p[3]), p[4] % np.pi


def least_sum(picture, guess):
    side = round(len(picture) ** 0.5)
    p = least_squares(lambda p: np.sum((picture - picture_of(p, side)) ** 2), guess).x
    return share(picture, picture_of(p, side)), abs(p[3]), p[4] % np.pi


def least_squared_squares(picture, guess):
    side = round(len(picture) ** 0.5)
    p = least_squares(lambda p: np.square(picture - picture_of(p, side)), guess).x
    return share(picture, picture_of(p, side)), abs(p[3]), p[4] % np.pi


def direction_of_the_bars(picture, guess):
    p, near = fitted(picture, guess)
    return share(picture, near), abs(p[3]), (p[4] - np.pi / 2) % np.pi


def without_sign(picture, guess):
    p, near = fitted(picture, guess)
    return share(picture, near), abs(p[3]), abs(p[4])


def always_twelve(picture, guess):
    p = least_squares(lambda p: picture_of(p, 12) - picture, guess).x
    return share(picture, picture_of(p, 12)), abs(p[3]), p[4] % np.pi


WRONG = [
    (share_of_variance, "forgives a constant"),
    (squared_correlation, "forgives a constant"),
    (variance_of_the_fit, "forgives a constant"),
    (least_sum, "not their sum"),
    (least_squared_squares, "plain differences"),
    (direction_of_the_bars, "direction of the bars"),
    (without_sign, "half a turn"),
    (always_twelve, "Compute the side"),
    (any_frequency, "by a positive one"),
    (any_orientation, "half a turn"),
    (as_it_comes, "half a turn"),
    (whole_turn, "half a turn"),
    (degrees, "in radians"),
    (radians_per_pixel, "cycles per pixel"),
    (wavelength, "This is the wavelength"),
    (over_squares, "the picture's *mean*"),
    (what_is_left, "the part that the fit leaves"),
    (sum_of_squares, "sum of squares that is left"),
    (correlation, "This is a correlation"),
    (not_fitted, "nothing was fitted"),
    (other_order, "R² comes first"),
    (all_parameters, "3 parts"),
    (nothing, "returned None"),
]

RIGHT = [by_curve_fit, by_leastsq, scaled_first, by_marquardt, amplitudes_for_themselves]
