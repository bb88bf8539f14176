"""Checks of what a model is given: each says what came, what was expected and what to do."""

import numpy as np


def check_inputs(x, n_visible):
    """Raise a ValueError unless ``x`` is an array of shape (N, n_visible) with values in [0, 1]."""
    shape = np.shape(x)
    if len(shape) != 2 or shape[1] != n_visible:
        raise ValueError(
            f"x has shape {shape}; the model expects (N, {n_visible}). "
            f"Reshape images to rows: x.reshape(len(x), -1)."
        )
    if shape[0] == 0:
        raise ValueError("x has no examples; give at least one row.")
    low, high = np.min(x), np.max(x)
    if not (low >= 0 and high <= 1):  # written so that nan fails too
        raise ValueError(
            f"x runs from {low:g} to {high:g}; its values are probabilities and must lie in [0, 1]. "
            f"Divide grey levels 0..255 by 255."
        )


def check_binary(v):
    """Raise a ValueError unless every value of ``v`` is 0 or 1."""
    if not np.isin(v, (0, 1)).all():
        raise ValueError(
            "v has values other than 0 and 1; a likelihood is defined for binary states only. "
            "Round grey levels (v > 0.5) or sample them (sample_bernoulli)."
        )


def check_at_least_one(**counts):
    """Raise a ValueError that names the first of the given whole numbers that is below 1."""
    for name, count in counts.items():
        if count < 1 or count != int(count):
            raise ValueError(f"{name} is {count}; it must be a whole number, at least 1.")


def check_fraction(**fractions):
    """Raise a ValueError that names the first of the given numbers that is outside [0, 1]."""
    for name, fraction in fractions.items():
        if not 0 <= fraction <= 1:
            raise ValueError(f"{name} is {fraction}; it is a share of the inputs and must lie in [0, 1].")


def check_choice(name, value, choices):
    """Raise a ValueError that lists the choices where ``value`` is none of them."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; choose one of {', '.join(map(repr, choices))}.")
