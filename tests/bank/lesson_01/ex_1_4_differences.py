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


def gradient_flattens(f, theta, step=1e-5):
    flat = theta.ravel()
    moved = step * np.eye(flat.size)
    return np.array([(f(flat + e) - f(flat - e)) / (2 * step) for e in moved]).reshape(theta.shape)


def gradient_of_matrices(f, theta, step=1e-5):
    gradient = np.zeros_like(theta)
    for i in range(theta.shape[0]):
        for j in range(theta.shape[1]):
            e = np.zeros_like(theta)
            e[i, j] = step
            gradient[i, j] = (f(theta + e) - f(theta - e)) / (2 * step)
    return gradient


def gradient_of_rows(f, theta, step=1e-5):
    gradient = np.zeros_like(theta)
    for i in range(len(theta)):
        plus, minus = theta.copy(), theta.copy()
        plus[i] += step
        minus[i] -= step
        gradient[i] = (f(plus) - f(minus)) / (2 * step)
    return gradient


def gradient_nested(f, theta, step=1e-5):
    def part(i):
        if len(i) < theta.ndim:
            return [part((*i, k)) for k in range(theta.shape[len(i)])]
        e = np.zeros(theta.shape)
        e[i] = step
        return (f(theta + e) - f(theta - e)) / (2 * step)

    return part(())


def gradient_iterator(f, theta, step=1e-5):
    gradient = np.empty(theta.shape, np.longdouble)
    walk = np.nditer(theta, flags=["multi_index"])
    for value in walk:
        pair = []
        for moved in (value - step, value + step):
            other = theta.copy()
            other[walk.multi_index] = moved
            pair.append(f(other))
        gradient[walk.multi_index] = np.diff(pair)[0] / (2 * step)
    return gradient


def gradient_imaginary(f, theta, step=1e-20):
    """The complex step: exact, but only for functions that can take complex numbers."""
    gradient = np.zeros(theta.shape)
    for i in np.ndindex(theta.shape):
        z = theta.astype(complex)
        z[i] += 1j * step
        gradient[i] = f(z).imag / step
    return gradient


class Gradient:
    def __call__(self, function, at):
        return difference(function, at, 1e-6, 1, 1, 2e-6)


WRONG = [
    (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 0, step), "one-sided"),
    (lambda f, theta, step=1e-5: difference(f, theta, step, 0, 1, step), "one-sided"),
    (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 0, 2 * step), "in one direction"),
    (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 1, step), "two steps apart"),
    (lambda f, theta, step=1e-5: -difference(f, theta, step, 1, 1, 2 * step), "sign is wrong"),
    (gradient_all_at_once, "all entries at once"),
    (lambda f, theta: np.full(theta.shape, gradient_all_at_once(f, theta)), "each gets the sum"),
    (gradient_accumulates, "not put back"),
    (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 1, 1), "division by two steps"),
    (lambda f, theta, step=1e-5: difference(f, theta, step, 1, 1, 2) * step, "write / (2 * step)"),
    (gradient_same_array, "another name"),
    (gradient_returns_early, "inside the loop"),
    (gradient_changes_theta, "changes theta in place"),
    (gradient_imaginary, "complex step is exact where"),
    (gradient_flattens, "f got an array of shape (3,)"),
    (lambda f, theta: gradient_vectorised(f, theta).ravel(), "this one is flat"),
    (gradient_of_matrices, "IndexError"),
    (gradient_of_rows, "With f = log sum exp"),
    (lambda f, theta: difference(f, theta, 1e-8, 1, 1, 2e-8), "right to 6 digits only"),
    (lambda f, theta: difference(f, theta, 1e-5, 1, 0, 1e-5).astype("f4"), "comes in float32"),
    (lambda f, theta: difference(f, theta, 1e-2, 1, 1, 2e-2), "3.0001 came"),
    (lambda f, theta: gradient_vectorised(f, theta).astype(np.float16), "contains NaN or infinite"),
]

RIGHT = [
    gradient_vectorised,
    gradient_fourth_order,
    gradient_puts_back,
    gradient_nested,
    gradient_iterator,
    Gradient(),
]
