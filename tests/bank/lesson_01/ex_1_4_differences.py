"""Answers to exercise 1.4."""

import numpy as np


def difference(f, theta, step, forwards, backwards, divisor):
    gradient = np.zeros(theta.shape)
    for i in range(theta.size):
        e = np.zeros(theta.size)
        e[i] = step
        e = e.reshape(theta.shape)
        gradient.flat[i] = (f(theta + forwards * e) - f(theta - backwards * e)) / divisor
    return gradient


def gradient_all_at_once(f, theta, step=1e-5):
    return (f(theta + step) - f(theta - step)) / (2 * step)


def gradient_changes_theta(f, theta, step=1e-5):
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        theta[i] += step
        plus = f(theta)
        theta[i] -= 2 * step
        gradient[i] = (plus - f(theta)) / (2 * step)
        theta[i] += 2 * step
    return gradient


def gradient_accumulates(f, theta, step=1e-5):
    gradient, plus, minus = np.zeros_like(theta), theta.copy(), theta.copy()
    for i in np.ndindex(theta.shape):
        plus[i] += step
        minus[i] -= step
        gradient[i] = (f(plus) - f(minus)) / (2 * step)
    return gradient


def gradient_puts_back(f, theta, step=1e-5):
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        before = theta[i]
        theta[i] = before + step
        plus = f(theta)
        theta[i] = before - step
        minus = f(theta)
        theta[i] = before
        gradient[i] = (plus - minus) / (2 * step)
    return gradient


def gradient_vectorised(f, theta, step=1e-5):
    moves = step * np.eye(theta.size).reshape(theta.size, *theta.shape)
    flat = [(f(theta + m) - f(theta - m)) / (2 * step) for m in moves]
    return np.array(flat).reshape(theta.shape)


def gradient_fourth_order(f, theta, step=1e-4):
    near = difference(f, theta, step, 1, 1, 2 * step)
    far = difference(f, theta, 2 * step, 1, 1, 4 * step)
    return (4 * near - far) / 3


def gradient_same_array(f, theta, step=1e-5):
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        plus = minus = theta.copy()
        plus[i] += step
        minus[i] -= step
        gradient[i] = (f(plus) - f(minus)) / (2 * step)
    return gradient


def gradient_returns_early(f, theta, step=1e-5):
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        e = np.zeros_like(theta)
        e[i] = step
        gradient[i] = (f(theta + e) - f(theta - e)) / (2 * step)
        return gradient


WRONG = [
    (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 0, step), "one-sided"),
    (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 1, step), "two steps apart"),
    (lambda f, theta, step=1e-5: -difference(f, theta, step, 1, 1, 2 * step), "sign is wrong"),
    (gradient_all_at_once, "all entries at once"),
    (gradient_accumulates, "not put back"),
    (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 1, 1), "division by two steps"),
    (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 1, 2) * step, "write / (2 * step)"),
    (gradient_same_array, "another name"),
    (gradient_returns_early, "inside the loop"),
    (gradient_changes_theta, "changes theta in place"),
]

RIGHT = [gradient_vectorised, gradient_fourth_order, gradient_puts_back]
