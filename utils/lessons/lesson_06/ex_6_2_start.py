"""Exercise 6.2: a random start with which five layers learn, judged by its numbers at the start and by training.

Weights that are merely large learn within the budget, too, though most units are then saturated; so the spread
over digits has a lower limit and the saturation an upper one. Both hold near the scale at which a layer hands
on the spread that it gets, sqrt(48 / fan-in) between equal layers.
"""

import numpy as np
import torch

from ...teaching.compare import show_value
from ...teaching.draws import judge_draws
from ...teaching.exercise import OpenExercise, Wrong, result_of
from ...torch_models import mlp
from .five_layers import EPOCHS, SIZES, held_out_error, live_digits, stack_seeds

TARGET = 0.15  # held-out error
SPREAD, SATURATED = 0.02, 0.35  # of each hidden layer at the start: at least, at most


def start(sizes, rng):
    layers = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        bound = np.sqrt(48 / fan_in)  # 4 sqrt(3): the spread stays, see the hints
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
    what = f"the array {name} of layer {i}"
    try:
        array = np.array(part.detach() if hasattr(part, "detach") else part, dtype=float)
    except (TypeError, ValueError):
        raise Wrong(f"{what} is {show_value(part)}, which is not an array of numbers.") from None
    if array.shape != shape:
        raise Wrong(f"{what} has shape {array.shape}; the sizes ask for {shape}.")
    if not np.isfinite(array).all():
        raise Wrong(f"{what} contains NaN or infinite numbers.")
    return array


def _form(result, *_):
    return network_from(result)


def _judge_start(answer):
    def draw(rng):
        return network_from(result_of(answer, (SIZES, rng), f"sizes {SIZES}"))

    judge_draws(draw, lambda first: _judge_networks([first, draw(np.random.default_rng(2))]), "networks")


def _judge_networks(networks):
    params = stack_seeds(networks)
    _judge_weights(params)
    _judge_numbers(params)
    worst = float(held_out_error(params).max())
    if not worst <= TARGET:
        raise Wrong(
            f"after {EPOCHS} epochs the worse of two networks has {100 * worst:.1f} % held-out error; the target is "
            f"{100 * TARGET:g} %. The hidden layers start well, so look at the output layer and at the biases."
        )


def _judge_weights(params):
    for i, (W, _) in enumerate(params[:-1], start=1):
        if float((W - W[:, :, :1]).abs().max()) == 0:
            raise Wrong(
                f"all units of hidden layer {i} have the same weights, so they get the same gradient and stay the "
                f"same: the layer is one unit."
            )
        if bool((W >= 0).all()) or bool((W <= 0).all()):
            raise Wrong(
                f"all weights into hidden layer {i} have the same sign, so that its units go up and down together and "
                f"far from the middle: draw weights of both signs."
            )


def _judge_numbers(params):
    """From the first layer up, as a student would look for the one that is ill."""
    digits = torch.from_numpy(live_digits()[0].images[:500])
    for i, h in enumerate(mlp.forward(params, digits)[1:-1], start=1):
        saturated = float(((h < 0.05) | (h > 0.95)).float().mean())
        spread = float(h.std(dim=1).mean())
        if saturated > SATURATED:
            raise Wrong(
                f"at the start {100 * saturated:.0f} % of the values in hidden layer {i} are saturated; at most "
                f"{100 * SATURATED:g} % are asked for: weights or biases are too large there."
            )
        if spread < SPREAD:
            raise Wrong(
                f"at the start the spread in hidden layer {i} is {spread:.3g}; at least {SPREAD:g} is asked for: the "
                f"digits are lost on the way up. By what factor does a layer change the spread?"
            )


START = OpenExercise("five layers that learn", start, _judge_start, form=_form)
