"""Exercise 4.3: from a stack to a network with an output layer."""

import numpy as np

from ...numpy_models import mlp
from ...numpy_models.autoencoder import init_autoencoder
from ...numpy_models.mlp import Layer
from ...numpy_models.rbm import RBM
from ...teaching.compare import differs, show_value
from ...teaching.exercise import OpenExercise, Wrong, attempt


def network_from(stack, n_classes, rng):
    hidden = [Layer(model.W.copy(), model.c.copy()) for model in stack]
    n_hidden = len(stack[-1].c)
    return hidden + mlp.init_mlp((n_hidden, n_classes), rng, stack[-1].W.dtype)


def _stack(kind):
    rng = np.random.default_rng(7)
    if kind == "rbm":
        sizes = ((6, 5), (5, 5), (5, 40))
        return [RBM(rng.normal(size=(v, h)), rng.normal(size=v), rng.normal(size=h)) for v, h in sizes]
    return [
        init_autoencoder(6, 30, rng, dtype=np.float64)._replace(c=rng.normal(size=30), b=rng.normal(size=6))
    ]


def _judge_hidden(layer, model, depth, says):
    if not hasattr(layer, "W") or not hasattr(layer, "b"):
        raise Wrong(
            f"with {says}: each part of a network is a Layer(W, b); part {depth} is {show_value(layer)}."
        )
    if differs(layer.W, model.W):
        raise Wrong(
            f"with {says}: the weights of hidden layer {depth} are not those of the stack: "
            f"{differs(layer.W, model.W)} Only the output layer is drawn at random."
        )
    if np.shape(layer.b) == np.shape(model.b) and np.allclose(layer.b, model.b):
        raise Wrong(
            f"with {says}: hidden layer {depth} has the visible biases b; on the way up the hidden ones count: c."
        )
    if np.shape(layer.b) == np.shape(model.c) and not np.any(layer.b):
        raise Wrong(
            f"with {says}: the biases of hidden layer {depth} are zero; take the pre-trained ones, c."
        )
    if differs(layer.b, model.c):
        raise Wrong(
            f"with {says}: the biases of hidden layer {depth} are not the stack's: {differs(layer.b, model.c)}"
        )
    if np.shares_memory(layer.W, model.W) or np.shares_memory(layer.b, model.c):
        raise Wrong(
            f"with {says}: hidden layer {depth} shares memory with the stack, so fine-tuning would change the "
            f"stack too and every comparison with it; copy the arrays."
        )


def _judge_output(layer, n_hidden, n_classes, says):
    if not hasattr(layer, "W") or not hasattr(layer, "b"):
        raise Wrong(
            f"with {says}: the last part must be a Layer; got {show_value(layer)}. init_mlp returns a list with one "
            f"layer: join lists with +."
        )
    bound = 1 / np.sqrt(n_hidden)
    if np.shape(layer.W) != (n_hidden, n_classes):
        raise Wrong(
            f"with {says}: the output's W has shape {np.shape(layer.W)}; expected {(n_hidden, n_classes)}."
        )
    if np.shape(layer.b) != (n_classes,) or np.any(layer.b):
        raise Wrong(f"with {says}: the output's biases must be {n_classes} zeros; got {show_value(layer.b)}.")
    largest = np.abs(layer.W).max()
    if largest == 0 or largest > bound * 1.001 or largest < 0.6 * bound:
        raise Wrong(
            f"with {says}: the output's weights reach {largest:.3f}; drawn from U(-1/sqrt(H), 1/sqrt(H)) with H = "
            f"{n_hidden} they come near {bound:.3f} and never above. mlp.init_mlp draws them."
        )
    if layer.W.min() >= 0:
        raise Wrong(
            f"with {says}: the output's weights are all positive; draw them from -1/sqrt(H) to 1/sqrt(H)."
        )


def _judge_network(answer):
    for says, kind, n_classes in (
        ("a stack of three RBMs", "rbm", 10),
        ("one autoencoder", "autoencoder", 4),
    ):
        outputs = []
        for seed in (1, 2, 1):
            stack = _stack(kind)
            params = attempt(answer, (stack, n_classes, np.random.default_rng(seed)), says)
            if not isinstance(params, list | tuple):
                raise Wrong(f"with {says}: return a list of Layer; got {show_value(params)}.")
            if len(params) == len(stack):
                raise Wrong(f"with {says}: the output layer is missing: {len(params)} layers came.")
            if len(params) != len(stack) + 1:
                raise Wrong(
                    f"with {says}: {len(params)} layers came; expected {len(stack)} hidden ones and the output."
                )
            for depth, (layer, model) in enumerate(zip(params[:-1], stack, strict=True), start=1):
                _judge_hidden(layer, model, depth, says)
            _judge_output(params[-1], len(stack[-1].c), n_classes, says)
            outputs.append(params[-1].W)
        if not differs(outputs[0], outputs[1], exact=True):
            raise Wrong(f"with {says}: the output layer is always the same one; draw it with the given rng.")
        if differs(outputs[0], outputs[2], exact=True):
            raise Wrong(
                f"with {says}: the same rng gives another output layer each time; use rng for all draws."
            )


NETWORK = OpenExercise("from stack to network", network_from, _judge_network)
