"""Exercise 3.4: the gradient of tied weights, against finite differences of the loss."""

import numpy as np

from ...numpy_models import gradients
from ...numpy_models.autoencoder import Autoencoder, gradient, init_autoencoder
from ...numpy_models.mlp import sigmoid
from ...teaching.exercise import Case, FunctionExercise, Mistake, OpenExercise, Wrong, result_of
from .autoencoders import random_autoencoder, random_inputs, round_trip
from .ex_3_1_mask import mask
from .ex_3_3_cross_entropy import cross_entropy_oracle


def tied_gradient(auto, x, corrupted):
    """The answer: the weights collect the encoder's and the decoder's share."""
    h, a = round_trip(auto, corrupted)  # (N, H), (N, V)
    delta_out = (sigmoid(a) - x) / len(x)  # (N, V)
    delta = (delta_out @ auto.W) * h * (1 - h)  # (N, H)
    dW = corrupted.T @ delta + delta_out.T @ h  # (V, H)
    return Autoencoder(dW, delta_out.sum(axis=0), delta.sum(axis=0))


def _gradient_oracle(auto, x, corrupted):
    """Finite differences of the loss, one parameter at a time."""

    def derivative(name):
        def loss(theta):
            changed = auto._replace(**{name: theta})
            h = 1 / (1 + np.exp(-np.einsum("nv,vh->nh", corrupted, changed.W) - changed.c))
            return cross_entropy_oracle(x, np.einsum("nh,vh->nv", h, changed.W) + changed.b)

        return gradients.numerical_gradient(loss, getattr(auto, name))

    return Autoencoder(derivative("W"), derivative("b"), derivative("c"))


def _gradient_cases():
    def arguments(n, n_visible, n_hidden):
        x = random_inputs(n, n_visible)
        return random_autoencoder(n_visible, n_hidden), x, mask(x, 0.34, np.random.default_rng(4))

    return [
        Case("1 example, 3 pixels, 2 hidden units", arguments(1, 3, 2)),
        Case("4 examples, 3 pixels, 3 hidden units", arguments(4, 3, 3)),
        Case("3 examples, 3 pixels, 3 hidden units", arguments(3, 3, 3)),
        Case("3 examples, 4 pixels, 1 hidden unit", arguments(3, 4, 1)),
        Case("2 examples, 1 pixel, 2 hidden units", arguments(2, 1, 2)),
        Case("3 examples, 6 pixels, 4 hidden units", arguments(3, 6, 4)),
    ]


def _gradient_variant(encoder=1.0, decoder=1.0, scale=len, sign=1.0, slope=lambda h: h * (1 - h), target="x",
                      seen="corrupted", product="corrupted", transpose=False, output_slope=False):  # fmt: skip
    def run(auto, x, corrupted):
        given = {"x": x, "corrupted": corrupted}
        h, a = round_trip(auto, given[seen])
        z = sigmoid(a)
        delta_out = sign * (z - given[target]) / scale(x) * (z * (1 - z) if output_slope else 1)
        delta = (delta_out @ (auto.W.T if transpose else auto.W)) * slope(h)
        dW = encoder * given[product].T @ delta + decoder * delta_out.T @ h
        return Autoencoder(dW, delta_out.sum(axis=0), delta.sum(axis=0))

    return run


def _biases_changed(b=1.0, c=1.0, mean=False):
    def run(auto, x, corrupted):
        dW, db, dc, _ = tied_gradient(auto, x, corrupted)
        n = len(x) if mean else 1
        return Autoencoder(dW, b * db / n, c * dc / n)

    return run


VALUES = FunctionExercise(
    "gradient of tied weights",
    tied_gradient,
    _gradient_oracle,
    _gradient_cases,
    mistakes=(
        Mistake("The encoder's share is missing: the same weights also made the code.",
                _gradient_variant(encoder=0.0)),
        Mistake("The decoder's share is missing: the same weights also lead back to the pixels.",
                _gradient_variant(decoder=0.0)),
        Mistake("These are the gradients of two separate arrays; tied weights are one array, whose shares add.",
                lambda auto, x, corrupted: gradient(auto._replace(W_out=auto.W.T), x, corrupted)),
        Mistake("This is the average of the two shares; the chain rule adds them.",
                _gradient_variant(encoder=0.5, decoder=0.5)),
        Mistake("The two shares have opposite signs; they add.", _gradient_variant(encoder=-1.0)),
        Mistake("The two shares have opposite signs; they add.", _gradient_variant(decoder=-1.0)),
        Mistake("The target is the corrupted digit: the network is asked to keep the damage. Compare with the "
                "clean x.", _gradient_variant(target="corrupted")),
        Mistake("The encoder has seen the clean digit; it must see the corrupted one.",
                _gradient_variant(seen="x", product="x")),
        Mistake("The encoder has seen the clean digit; it must see the corrupted one.", _gradient_variant(seen="x")),
        Mistake("The encoder's share uses the clean digit; its input was the corrupted one: corrupted.T @ delta.",
                _gradient_variant(product="x")),
        Mistake("The mean over the batch is missing: divide the first delta by the number of examples.",
                _gradient_variant(scale=lambda x: 1)),
        Mistake("You divide by the number of pixels too; the loss is summed over the pixels.",
                _gradient_variant(scale=np.size)),
        Mistake("The sign is wrong: the first delta is reconstruction minus x.", _gradient_variant(sign=-1.0)),
        Mistake("The slope of the code's sigmoid is missing: multiply delta by h * (1 - h).",
                _gradient_variant(slope=lambda h: 1)),
        Mistake("The slope is h * (1 - h) in terms of the code h itself; you apply the sigmoid again.",
                _gradient_variant(slope=lambda h: sigmoid(h) * (1 - sigmoid(h)))),
        Mistake("This is the slope of tanh, 1 - h ** 2; that of the sigmoid is h * (1 - h).",
                _gradient_variant(slope=lambda h: 1 - h**2)),
        Mistake("The slope of the output's sigmoid is not needed: it cancels against the cross-entropy.",
                _gradient_variant(output_slope=True)),
        Mistake("delta comes back through the decoder's weights W.T, transposed again: delta_out @ W.",
                _gradient_variant(transpose=True)),
        Mistake("The biases of the decoder are forgotten: db is the sum of delta_out over the examples.",
                _biases_changed(b=0.0)),
        Mistake("The biases of the encoder are forgotten: dc is the sum of delta over the examples.",
                _biases_changed(c=0.0)),
        Mistake("The biases have the mean over the batch twice: delta is already divided by N, so sum it.",
                _biases_changed(mean=True)),
    ),
    errors=(
        ("could not be broadcast together with shapes (3,2) (2,3)",
         "One share has the shape (V, H), the other (H, V): one must be turned."),
        ("could not be broadcast together with shapes (2,3) (3,2)",
         "One share has the shape (V, H), the other (H, V): one must be turned."),
    ),
)  # fmt: skip


def _judge_gradient(answer):
    """The values must be right, come in the form whose fields later cells use, and not take minutes for a batch."""
    VALUES.judge(answer)
    auto = init_autoencoder(784, 100, np.random.default_rng(1))
    x = random_inputs(20, 784).astype(np.float32)
    corrupted = mask(x, 0.25, np.random.default_rng(4))
    got = result_of(answer, (auto, x, corrupted), "20 digits and 100 hidden units")
    if not isinstance(got, Autoencoder):
        raise Wrong(
            f"the numbers are right, but they come in a plain {type(got).__name__}, and later cells take them by "
            "name: return Autoencoder(dW, db, dc)."
        )


GRADIENT = OpenExercise(VALUES.title, tied_gradient, _judge_gradient)
