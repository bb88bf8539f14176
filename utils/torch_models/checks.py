"""Checks of what a model is given: each says what came, what was expected and what to do."""

import numpy as np
import torch


def for_each_seed(x, W, name="x"):
    """Data as a tensor (S, N, V) with the dtype and device of ``W``; shared data are not copied S times.

    Parameters
    ----------
    x : tensor or ndarray of shape (S, N, V), or (N, V) for all seeds
    W : tensor of shape (S, V, H)
        Weights of the layer that takes ``x``.

    Raises
    ------
    ValueError
        If ``x`` has another shape or no example.
    """
    if isinstance(x, np.ndarray) and not x.flags.writeable:
        x = x.copy()  # torch has no read-only tensors
    x = torch.as_tensor(x, dtype=W.dtype, device=W.device)
    n_seeds, n_visible, _ = W.shape
    fits = x.ndim in (2, 3) and x.shape[-1] == n_visible and (x.ndim == 2 or len(x) == n_seeds)
    if not fits:
        raise ValueError(
            f"{name} has shape {tuple(x.shape)}; the model expects (N, {n_visible}) for all seeds, "
            f"or ({n_seeds}, N, {n_visible}) with data for each seed. "
            f"Reshape images to rows: x.reshape(len(x), -1)."
        )
    if x.shape[-2] == 0:
        raise ValueError(f"{name} has no examples; give at least one row.")
    return x.expand(n_seeds, -1, -1) if x.ndim == 2 else x


def labels_for_each_seed(labels, x, n_classes):
    """Labels as int64 (S, N), from (S, N) or from (N,) for all seeds, checked against ``x`` (S, N, V)."""
    labels = torch.as_tensor(labels, dtype=torch.int64, device=x.device)
    if labels.shape not in (x.shape[1:2], x.shape[:2]):
        raise ValueError(
            f"labels has shape {tuple(labels.shape)}; x has {x.shape[1]} examples for {x.shape[0]} seeds: "
            f"give ({x.shape[1]},) for all seeds or {tuple(x.shape[:2])}."
        )
    low, high = int(labels.min()), int(labels.max())
    if not 0 <= low <= high < n_classes:
        raise ValueError(
            f"labels run from {low} to {high}; the network has {n_classes} classes, "
            f"so they must lie in 0..{n_classes - 1}."
        )
    return labels.expand(x.shape[:2])


def check_unit_interval(x):
    """Raise a ValueError unless every value of ``x`` is in [0, 1]."""
    low, high = float(x.min()), float(x.max())
    if not (low >= 0 and high <= 1):  # written so that nan fails too
        raise ValueError(
            f"x runs from {low:g} to {high:g}; its values are probabilities and must lie in [0, 1]. "
            f"Divide grey levels 0..255 by 255."
        )


def check_binary(v):
    """Raise a ValueError unless every value of ``v`` is 0 or 1."""
    if not ((v == 0) | (v == 1)).all():
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


def check_not_negative(**numbers):
    """Raise a ValueError that names the first of the given numbers that is below 0."""
    for name, number in numbers.items():
        if not number >= 0:
            raise ValueError(f"{name} is {number}; it must be 0 or more.")


def check_choice(name, value, choices):
    """Raise a ValueError that lists the choices where ``value`` is none of them."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; choose one of {', '.join(map(repr, choices))}.")


def check_dropout(dropout, activation):
    """Whether dropout leaves anything out; a ValueError where that is not possible."""
    check_fraction(inputs_left_out=dropout[0], units_left_out=dropout[1])
    if any(dropout) and activation == "tanh":
        raise ValueError(
            "dropout needs units whose slope is 0 where their output is 0, unlike tanh: take sigmoid or relu."
        )
    return any(dropout)


def check_seeds(W, rng):
    """Raise a ValueError unless the streams hold as many seeds as the weights (S, V, H)."""
    if len(W) != len(rng.seeds):
        raise ValueError(
            f"The model has {len(W)} seeds but rng has {len(rng.seeds)}; "
            f"make streams for the same seeds: Streams(seeds, name)."
        )
