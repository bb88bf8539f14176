"""Answers to exercise 11.2."""

import numpy as np


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def way_up(x, layers):
    hidden = [x]
    for W, b in layers[:-1]:
        hidden.append(sigmoid(hidden[-1] @ W + b))
    return hidden


def slope_of(x, layers, unit, bend=lambda h: h * (1 - h)):
    hidden, slope = way_up(x, layers), layers[-1].W[:, unit]
    for i in range(len(layers) - 2, -1, -1):
        slope = layers[i].W @ (slope * bend(hidden[i + 1]))
    return slope


def back(x, radius):
    return radius * x / np.linalg.norm(x)


def downhill(x, layers, unit, radius, size):
    g = slope_of(x, layers, unit)
    return back(x - size * radius * g / np.linalg.norm(g), radius)


def plain_gradient(x, layers, unit, radius, size):
    return back(x + size * slope_of(x, layers, unit), radius)


def gradient_times_radius(x, layers, unit, radius, size):
    return back(x + size * radius * slope_of(x, layers, unit), radius)


def step_without_radius(x, layers, unit, radius, size):
    g = slope_of(x, layers, unit)
    return back(x + size * g / np.linalg.norm(g), radius)


def over_largest(x, layers, unit, radius, size):
    g = slope_of(x, layers, unit)
    return back(x + size * radius * g / np.abs(g).max(), radius)


def over_sum(x, layers, unit, radius, size):
    g = slope_of(x, layers, unit)
    return back(x + size * radius * g / np.abs(g).sum(), radius)


def signs(x, layers, unit, radius, size):
    return back(x + size * radius * np.sign(slope_of(x, layers, unit)), radius)


def off_the_sphere(x, layers, unit, radius, size):
    g = slope_of(x, layers, unit)
    return x + size * radius * g / np.linalg.norm(g)


def only_shortened(x, layers, unit, radius, size):
    moved = off_the_sphere(x, layers, unit, radius, size)
    length = np.linalg.norm(moved)
    return moved * radius / length if length > radius else moved


def to_length_one(x, layers, unit, radius, size):
    return back(off_the_sphere(x, layers, unit, radius, size), 1.0)


def to_its_old_length(x, layers, unit, radius, size):
    return back(off_the_sphere(x, layers, unit, radius, size), np.linalg.norm(x))


def jump(x, layers, unit, radius, size):
    return back(slope_of(x, layers, unit), radius)


def straight_units(x, layers, unit, radius, size):
    g = layers[-1].W[:, unit]
    for W, _ in layers[-2::-1]:
        g = W @ g
    return back(x + size * radius * g / np.linalg.norm(g), radius)


def bent_twice(x, layers, unit, radius, size):
    g = slope_of(x, layers, unit, lambda h: sigmoid(h) * (1 - sigmoid(h)))
    return back(x + size * radius * g / np.linalg.norm(g), radius)


def as_tanh(x, layers, unit, radius, size):
    g = slope_of(x, layers, unit, lambda h: 1 - h**2)
    return back(x + size * radius * g / np.linalg.norm(g), radius)


def half_the_derivative(x, layers, unit, radius, size):
    g = slope_of(x, layers, unit, lambda h: h)
    return back(x + size * radius * g / np.linalg.norm(g), radius)


def transposed(x, layers, unit, radius, size):
    hidden, g = way_up(x, layers), layers[-1].W[:, unit]
    for i in range(len(layers) - 2, -1, -1):
        g = (g * hidden[i + 1] * (1 - hidden[i + 1])) @ layers[i].W
    return back(x + size * radius * g / np.linalg.norm(g), radius)


def nothing(x, layers, unit, radius, size):
    back(off_the_sphere(x, layers, unit, radius, size), radius)


def in_place(x, layers, unit, radius, size):
    g = slope_of(x, layers, unit)
    x += size * radius * g / np.linalg.norm(g)
    x *= radius / np.linalg.norm(x)
    return x


def by_loop(x, layers, unit, radius, size):
    return back(off_the_sphere(x, layers, unit, radius, size), radius)


def by_jacobians(x, layers, unit, radius, size):
    hidden, jacobian = way_up(x, layers), np.eye(len(x))
    for (W, _), h in zip(layers[:-1], hidden[1:], strict=True):
        jacobian = jacobian @ W @ np.diag(h * (1 - h))
    g = (jacobian @ layers[-1].W)[:, unit]
    moved = x + size * radius * g / np.sqrt(g @ g)
    return moved * radius / np.sqrt(moved @ moved)


def recursive(x, layers, unit, radius, size):
    def slope(x, layers):
        if len(layers) == 1:
            return layers[0].W[:, unit]
        W, b = layers[0]
        h = sigmoid(x @ W + b)
        return W @ (h * (1 - h) * slope(h, layers[1:]))

    g = slope(x, layers)
    moved = x / radius + size * g / np.linalg.norm(g)
    return list(radius * moved / np.linalg.norm(moved))


def by_central_differences(x, layers, unit, radius, size):
    def liked(x):
        return way_up(x, layers)[-1] @ layers[-1].W[:, unit]

    h = 1e-5
    g = np.array([liked(x + h * e) - liked(x - h * e) for e in np.eye(len(x))])
    moved = x + size * radius * g / np.linalg.norm(g)
    return radius * moved / np.linalg.norm(moved)


def by_autograd(x, layers, unit, radius, size):
    import torch

    t = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    h = t
    for W, b in layers[:-1]:
        h = torch.sigmoid(h @ torch.tensor(W) + torch.tensor(b))
    (h @ torch.tensor(layers[-1].W)[:, unit]).backward()
    g = t.grad.numpy()
    return back(x + size * radius * g / np.linalg.norm(g), radius)


def row_of_weights(x, layers, unit, radius, size):
    hidden, g = way_up(x, layers), layers[-1].W[unit]
    for i in range(len(layers) - 2, -1, -1):
        g = layers[i].W @ (g * hidden[i + 1] * (1 - hidden[i + 1]))
    return back(x + size * radius * g / np.linalg.norm(g), radius)


def row_downhill(x, layers, unit, radius, size):
    hidden, g = way_up(x, layers), layers[-1].W[unit]
    for i in range(len(layers) - 2, -1, -1):
        g = layers[i].W @ (g * hidden[i + 1] * (1 - hidden[i + 1]))
    return back(x - size * radius * g / np.linalg.norm(g), radius)


def layer_below(x, layers, unit, radius, size):
    hidden, g = way_up(x, layers), layers[-1].W[:, unit]
    for i in range(len(layers) - 2, -1, -1):
        g = layers[i].W @ (g * hidden[i] * (1 - hidden[i]))
    return back(x + size * radius * g / np.linalg.norm(g), radius)


def on_the_other_side(x, layers, unit, radius, size):
    hidden, g = way_up(x, layers), layers[-1].W[:, unit]
    for i in range(len(layers) - 2, -1, -1):
        g = (layers[i].W @ g) * hidden[i] * (1 - hidden[i])
    return back(x + size * radius * g / np.linalg.norm(g), radius)


WRONG = [
    (row_of_weights, "a row of W"),
    (row_downhill, "a row of W"),
    (layer_below, "these same outputs"),
    (on_the_other_side, "before W carries"),
    (downhill, "This goes down"),
    (plain_gradient, "divide the slope by its norm"),
    (gradient_times_radius, "divide the slope by its norm"),
    (step_without_radius, "size × *radius*"),
    (over_largest, "divide the slope by its norm"),
    (over_sum, "root of the sum of squares"),
    (signs, "sign of each slope"),
    (off_the_sphere, "must have the length radius again"),
    (only_shortened, "must have the length radius again"),
    (to_length_one, "not to length 1"),
    (to_its_old_length, "not the one that x had"),
    (jump, "the step starts at x"),
    (straight_units, "the units are bent"),
    (half_the_derivative, "the units are bent"),
    (bent_twice, "from its *output*"),
    (as_tanh, "slope of tanh"),
    (transposed, "W @ (...)"),
    (nothing, "returned None"),
    (in_place, "in place"),
]

RIGHT = [by_loop, by_jacobians, recursive, by_central_differences, by_autograd]
