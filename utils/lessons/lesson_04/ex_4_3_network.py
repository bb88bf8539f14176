"""Exercise 4.3: from a stack to a network with an output layer."""

import numpy as np

from ...numpy_models import mlp
from ...numpy_models.autoencoder import Autoencoder
from ...numpy_models.mlp import Layer
from ...numpy_models.rbm import RBM
from ...teaching.compare import differs, show_value
from ...teaching.draws import judge_draws
from ...teaching.exercise import OpenExercise, Wrong, clean_trial


def network_from(stack, n_classes, rng):
    hidden = [Layer(model.W.copy(), model.c.copy()) for model in stack]
    n_hidden = len(stack[-1].c)
    return hidden + mlp.init_mlp((n_hidden, n_classes), rng, stack[-1].W.dtype)


def _stack(kind, sizes, dtype):
    rng = np.random.default_rng(7)
    pairs = zip(sizes[:-1], sizes[1:], strict=True)
    return [kind(*(rng.normal(size=shape).astype(dtype) for shape in ((v, h), v, h))) for v, h in pairs]


def _judge_form(params, stack, says):
    if not isinstance(params, list | tuple) or isinstance(params, Layer):
        raise Wrong(f"with {says}: return a list of Layer; got a {type(params).__name__}.")
    if len(params) == len(stack):
        raise Wrong(f"with {says}: {len(params)} layers came; is the output layer missing?")
    if len(params) != len(stack) + 1:
        raise Wrong(
            f"with {says}: {len(params)} layers came; expected {len(stack)} hidden ones and the output."
        )
    for depth, layer in enumerate(params, start=1):
        if isinstance(layer, list) and len(layer) == 1 and isinstance(layer[0], Layer):
            raise Wrong(
                f"with {says}: part {depth} is a list with a layer in it; init_mlp returns a list: join lists with +."
            )
        if not isinstance(layer, Layer):
            raise Wrong(
                f"with {says}: each part of a network is a Layer(W, b); part {depth} is a {type(layer).__name__}."
            )
        for name, part in zip("Wb", layer, strict=True):
            if type(part) is not np.ndarray or part.dtype.kind != "f" or part.dtype.itemsize < 4:
                what = f"{getattr(part, 'dtype', '')} {type(part).__name__}".strip()
                raise Wrong(
                    f"with {says}: {name} of layer {depth} is of type {what}; it must be an array of the stack's dtype."
                )


def _judge_hidden(layer, model, depth, says):
    if differs(layer.W, model.W):
        turned = (
            "they are transposed; Layer takes W as (inputs, units)."
            if np.array_equal(layer.W, model.W.T)
            else ""
        )
        raise Wrong(
            f"with {says}: the weights of hidden layer {depth} are not those of the stack: "
            f"{turned or differs(layer.W, model.W, where='W')} Only the output layer is drawn at random."
        )
    if not differs(layer.b, model.c):
        return
    if not differs(layer.b, model.b):
        raise Wrong(f"with {says}: hidden layer {depth} has the visible biases b; think of the way up.")
    if np.shape(layer.b) == np.shape(model.c) and not np.any(layer.b):
        raise Wrong(f"with {says}: the biases of hidden layer {depth} are zero; take the pre-trained ones.")
    raise Wrong(
        f"with {says}: the biases of hidden layer {depth} are not the stack's: {differs(layer.b, model.c, where='b')}"
    )


def _judge_output(layer, n_hidden, n_classes, says):
    bound = 1 / np.sqrt(n_hidden)
    if layer.W.shape != (n_hidden, n_classes):
        raise Wrong(
            f"with {says}: the output's W has shape {layer.W.shape}; expected {(n_hidden, n_classes)}."
        )
    if layer.b.shape != (n_classes,) or np.any(layer.b):
        raise Wrong(f"with {says}: the output's biases must be {n_classes} zeros; got {show_value(layer.b)}.")
    largest = np.abs(layer.W).max()
    many = layer.W.size >= 200  # so many numbers come near the bound on both sides
    if not 0 < largest <= bound * 1.001 or many and largest < 0.95 * bound:
        raise Wrong(
            f"with {says}: the output's weights reach {largest:.3f}; drawn from U(-1/sqrt(H), 1/sqrt(H)) with H = "
            f"{n_hidden} they come near {bound:.3f} and never above. mlp.init_mlp draws them."
        )
    if many and (layer.W.min() > -0.9 * bound or layer.W.max() < 0.9 * bound):
        raise Wrong(
            f"with {says}: the output's weights lie between {layer.W.min():.3f} and {layer.W.max():.3f}; draw them on "
            f"both sides of zero, from -1/sqrt(H) to 1/sqrt(H)."
        )
    if many and not 0.5 < layer.W.std() / bound < 0.65:
        raise Wrong(f"with {says}: the output's weights are not spread evenly from -1/sqrt(H) to 1/sqrt(H).")
    if len(np.unique(layer.W)) < 0.9 * layer.W.size:
        raise Wrong(f"with {says}: many of the output's weights are the same number; draw each one.")


def _judge_copies(params, stack, says):
    """Fine-tuning works in place, so no array may be another one's."""
    mine = [part for layer in params for part in layer]
    if any(
        np.shares_memory(part, model.W) or np.shares_memory(part, model.c) for part in mine for model in stack
    ):
        raise Wrong(
            f"with {says}: the network shares memory with the stack, so fine-tuning would change the stack too, "
            f"and every comparison with it."
        )
    if any(np.shares_memory(a, b) for i, a in enumerate(mine) for b in mine[:i]):
        raise Wrong(
            f"with {says}: two arrays of the network share memory, so training one would change the other."
        )
    if not all(part.flags.writeable for part in mine):
        raise Wrong(
            f"with {says}: some arrays of the network are read-only; fine-tuning changes them in place."
        )


def _try(answer, says, stack, n_classes, rng):
    """One call; the network, judged."""
    params, (given, *_) = clean_trial(answer, (stack, n_classes, rng), says)
    _judge_form(params, stack, says)
    _judge_copies(params, given, says)
    return params


def _judge_numbers(params, stack, n_classes, says):
    for depth, (layer, model) in enumerate(zip(params[:-1], stack, strict=True), start=1):
        _judge_hidden(layer, model, depth, says)
    _judge_output(params[-1], len(stack[-1].c), n_classes, says)


def _judge_network(answer):
    for says, kind, sizes, n_classes, dtype in (
        ("a stack of three RBMs and 10 classes", RBM, (6, 5, 5, 40), 10, np.float64),
        ("one autoencoder and 4 classes", Autoencoder, (6, 30), 4, np.float32),
        ("two RBMs of 8 units on 8 inputs, and 8 classes", RBM, (8, 8, 8), 8, np.float32),
        ("one RBM with one hidden unit and 2 classes", RBM, (3, 1), 2, np.float64),
    ):
        _judge_stack(answer, says, _stack(kind, sizes, dtype), n_classes)


def _judge_stack(answer, says, stack, n_classes):
    judge_draws(
        lambda rng: _try(answer, says, stack, n_classes, rng),
        lambda params: _judge_numbers(params, stack, n_classes, says),
        "output layers",
    )


NETWORK = OpenExercise("from stack to network", network_from, _judge_network)
