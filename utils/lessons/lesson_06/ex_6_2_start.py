"""Exercise 6.2: a random start with which five layers learn within a budget, judged by training."""

import numpy as np
import torch

from ...teaching.compare import show_value
from ...teaching.draws import judge_draws
from ...teaching.exercise import OpenExercise, Wrong, result_of
from ...torch_models import mlp
from .five_layers import EPOCHS, SIZES, held_out_error, live_digits, stack_seeds

TARGET = 0.15  # held-out error


def start(sizes, rng):
    layers = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        bound = np.sqrt(48 / fan_in)  # the spread over digits stays: see the hints
        W = rng.uniform(-bound, bound, (fan_in, fan_out))
        layers.append((W, np.zeros(fan_out)))
    return layers


def network_from(result, sizes=SIZES):
    """A list of (W, b) in NumPy's float64, or Wrong with what does not fit the sizes."""
    n_layers = len(sizes) - 1
    if not isinstance(result, list | tuple) or len(result) != n_layers:
        came = f"{len(result)} parts" if isinstance(result, list | tuple) else show_value(result)
        raise Wrong(f"return a list of {n_layers} layers, 5 hidden ones and the output layer; {came} came.")
    layers = []
    for i, layer in enumerate(result, start=1):
        if not isinstance(layer, list | tuple) or len(layer) != 2:
            raise Wrong(f"layer {i} is {show_value(layer)}; each layer is a pair (W, b).")
        layers.append(tuple(_array(*part, i, sizes) for part in zip(layer, "Wb", strict=True)))
    return layers


def _array(part, name, i, sizes):
    shape = (sizes[i - 1], sizes[i]) if name == "W" else (sizes[i],)
    try:
        array = np.array(part.detach() if hasattr(part, "detach") else part, dtype=float)
    except (TypeError, ValueError):
        raise Wrong(f"{name} of layer {i} is {show_value(part)}, which is not an array of numbers.") from None
    if array.shape != shape:
        raise Wrong(f"{name} of layer {i} has shape {array.shape}; the sizes ask for {shape}.")
    if not np.isfinite(array).all():
        raise Wrong(f"{name} of layer {i} contains NaN or infinite numbers.")
    return array


def _form(result, *_):
    return network_from(result)


def _judge_start(answer):
    def draw(rng):
        return network_from(result_of(answer, (SIZES, rng), f"sizes {SIZES}"))

    judge_draws(draw, lambda first: _judge_networks([first, draw(np.random.default_rng(2))]), "networks")


def _judge_networks(networks):
    params = stack_seeds(networks)
    error = held_out_error([mlp.Layer(*(part.clone() for part in layer)) for layer in params])
    worst = float(error.max())
    if not worst <= TARGET:
        raise Wrong(
            f"after {EPOCHS} epochs the worse of two networks has {100 * worst:.1f} % held-out error; the target is "
            f"{100 * TARGET:g} %. {why_not(params)}"
        )


def why_not(params):
    """What the network at its start tells about why it learns too slowly."""
    digits = torch.from_numpy(live_digits()[0].images[:500])
    hidden = mlp.forward(params, digits)[1:-1]
    for i, (W, _) in enumerate(params[:-1], start=1):
        if float((W - W[:, :, :1]).abs().max()) == 0:
            return (
                f"All units of hidden layer {i} have the same weights, so they get the same gradient and stay the "
                f"same: the layer is one unit."
            )
    shares = [float(((h < 0.05) | (h > 0.95)).float().mean()) for h in hidden]
    if max(shares) > 0.5:
        i = int(np.argmax(shares)) + 1
        return (
            f"At the start {100 * max(shares):.0f} % of the units' values in hidden layer {i} are saturated (nearer "
            f"than 0.05 to 0 or 1), where the slope is almost 0: weights or biases are too large."
        )
    spread = [float(h.std(dim=1).mean()) for h in hidden]
    if spread[4] < 0.1 * spread[0]:
        return (
            f"At the start the units of layer 5 differ between digits {spread[0] / spread[4]:,.0f} times less than those "
            f"of layer 1: the digits are lost on the way up."
        )
    return "It learns, but too slowly: look at the rows of `inside` for a layer that still stands out."


START = OpenExercise("five layers that learn", start, _judge_start, form=_form)
