"""Exercise 4.1: the greedy loop, which trains one layer after the other."""

import numpy as np

from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import RBM
from ...teaching.compare import differs, show_value
from ...teaching.exercise import OpenExercise, Wrong, attempt


def grow_stack(x, hidden_sizes, new_model, train):
    stack, v = [], x
    for n_hidden in hidden_sizes:
        model = new_model(v.shape[1], n_hidden)
        train(model, v)
        stack.append(model)
        v = sigmoid(v @ model.W + model.c)  # (N, H)
    return stack


class _Recorder:
    """Draws models, "trains" them by moving every weight, and remembers what each was trained on."""

    def __init__(self):
        self.rng = np.random.default_rng(4)
        self.models, self.calls = [], []  # calls: (model, before, inputs, after)

    def new_model(self, n_visible, n_hidden):
        shapes = ((n_visible, n_hidden), n_visible, n_hidden)
        self.models.append(RBM(*(self.rng.normal(size=shape) for shape in shapes)))
        return self.models[-1]

    def train(self, model, v):
        before = RBM(*(np.array(part) for part in model[:3]))
        for part in model[:3]:
            part += self.rng.normal(size=part.shape)
        after = RBM(*(np.array(part) for part in model[:3]))
        self.calls.append((model, before, np.array(v), after))


def _expected_input(i, calls, x):
    """What layer ``i`` must be trained on, and the mistakes that give something else."""
    if i == 0:
        return x, ()
    _, before, v, after = calls[i - 1]
    probabilities = sigmoid(v @ after.W + after.c)
    wrong = (
        ("every layer after the first must be trained on the hidden probabilities of the layer below; "
         "you give it the raw data again.", x),
        ("you give the next layer the hidden probabilities of the layer below *before* its training; "
         "train first, then go up.", sigmoid(v @ before.W + before.c)),
        ("the sigmoid is missing on the way up: sigmoid(v @ W + c).", v @ after.W + after.c),
        ("the hidden biases c are missing on the way up: sigmoid(v @ W + c).", sigmoid(v @ after.W)),
        ("you go up and down again: the next layer gets the hidden probabilities, not the reconstruction.",
         sigmoid(probabilities @ after.W.T + after.b)),
    )  # fmt: skip
    return probabilities, wrong


def _judge_input(i, calls, x, says):
    got = calls[i][2]
    expected, wrong = _expected_input(i, calls, x)
    if not differs(got, expected):
        return
    for sentence, array in wrong:
        if got.shape == array.shape and np.allclose(got, array, atol=1e-6):
            raise Wrong(f"with {says}: {sentence}")
    if i and got.shape == expected.shape and np.isin(got, (0, 1)).all():
        raise Wrong(
            f"with {says}: you give the next layer samples, zeros and ones; the layers above are trained on "
            f"the mean activations, that is the probabilities themselves."
        )
    raise Wrong(f"with {says}: layer {i + 1} is trained on the wrong input: {differs(got, expected)}")


def _judge_calls(recorder, x, sizes, says):
    trained = [id(call[0]) for call in recorder.calls]
    if not trained:
        raise Wrong(f"with {says}: no layer was trained; call train(model, v) for each, one after the other.")
    if len(set(trained)) < len(trained):
        raise Wrong(
            f"with {says}: a layer was trained a second time; once trained, a layer stays fixed while "
            f"the ones above it learn."
        )
    if len(trained) != len(sizes):
        raise Wrong(f"with {says}: {len(trained)} layers were trained, {len(sizes)} were asked for.")
    for i, ((model, _, _, after), n_hidden) in enumerate(zip(recorder.calls, sizes, strict=True)):
        _judge_input(i, recorder.calls, x, says)
        n_visible = x.shape[1] if i == 0 else sizes[i - 1]
        if model.W.shape != (n_visible, n_hidden):
            raise Wrong(
                f"with {says}: layer {i + 1} has weights of shape {model.W.shape}; expected "
                f"{(n_visible, n_hidden)}: its visible units are the units of the layer below."
            )
        if differs(model.W, after.W, exact=True) or differs(model.c, after.c, exact=True):
            raise Wrong(
                f"with {says}: layer {i + 1} changed after its training; the lower layers stay fixed."
            )


def _judge_stack(stack, recorder, says):
    if not isinstance(stack, list | tuple) or isinstance(stack, RBM):
        raise Wrong(f"with {says}: return the list of all models, the lowest first; got {show_value(stack)}.")
    if len(stack) != len(recorder.calls):
        raise Wrong(
            f"with {says}: the list has {len(stack)} models; expected {len(recorder.calls)}, one a layer."
        )
    trained = [call[3] for call in recorder.calls]
    if all(hasattr(m, "W") and not differs(m.W, t.W) for m, t in zip(stack, trained, strict=True)):
        return
    if hasattr(stack[0], "W") and not differs(stack[0].W, trained[-1].W):
        raise Wrong(f"with {says}: the list is upside down; the lowest layer comes first.")
    raise Wrong(f"with {says}: the list does not hold the trained models, the lowest first.")


def _judge_grow(answer):
    x = np.random.default_rng(5).uniform(size=(7, 6))
    for says, sizes in (("one layer of 4 units", (4,)), ("two layers, 6-6-6", (6, 6)),
                        ("three layers, 6-5-3-4", (5, 3, 4))):  # fmt: skip
        recorder, given = _Recorder(), x.copy()
        stack = attempt(answer, (given, sizes, recorder.new_model, recorder.train), says)
        if stack is None:
            raise Wrong("your function returned None: is the return missing?")
        _judge_calls(recorder, x, sizes, says)
        _judge_stack(stack, recorder, says)
        if differs(given, x, exact=True):
            raise Wrong("the stack is right, but your function changes x in place; give v a new array.")


GROW = OpenExercise("the greedy loop", grow_stack, _judge_grow)
