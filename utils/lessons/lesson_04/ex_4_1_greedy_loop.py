"""Exercise 4.1: the greedy loop, which trains one layer after the other."""

import numpy as np

from ...numpy_models.autoencoder import Autoencoder
from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import RBM
from ...teaching.attempt import judge_untouched
from ...teaching.compare import differs, show_value
from ...teaching.exercise import OpenExercise, Wrong, trial


def grow_stack(x, hidden_sizes, new_model, train):
    stack, v = [], x
    for n_hidden in hidden_sizes:
        model = new_model(v.shape[1], n_hidden)
        train(model, v)
        stack.append(model)
        v = sigmoid(v @ model.W + model.c)  # (N, H)
    return stack


def _copy(model):
    return RBM(*(np.array(part) for part in model[:3]))


class _Recorder:
    """Draws models, "trains" them by moving every number, and remembers what each was trained on."""

    def __init__(self, kind, scale):
        self.kind, self.scale, self.rng = kind, scale, np.random.default_rng(4)
        self.drawn, self.calls, self.trouble = [], [], ""  # calls: (model, before, inputs, after)

    def new_model(self, n_visible, n_hidden):
        shapes = ((n_visible, n_hidden), n_visible, n_hidden)
        self.drawn.append(self.kind(*(self.rng.normal(0, self.scale, shape) for shape in shapes)))
        return self.drawn[-1]

    def train(self, model, v):
        if not any(model is drawn for drawn in self.drawn):
            self.trouble = (
                "train(model, v) takes a model that new_model has drawn, and then the inputs of its layer."
            )
            raise TypeError(self.trouble)
        before = _copy(model)
        for part in model[:3]:
            part += self.rng.normal(0, self.scale, part.shape)
        self.calls.append((model, before, np.array(v), _copy(model)))
        return [{"epoch": 0}]  # a history, as the course's training functions return it


def _wrong_inputs(before, v, after, x):
    """The mistakes in what a layer is trained on: for each sentence the array that comes of it."""
    p = sigmoid(v @ after.W + after.c)
    found = {
        "every layer after the first must be trained on the hidden probabilities of the layer below; you give it the raw data again.": x,
        "this layer gets the same inputs as the layer below; it needs that layer's hidden probabilities.": v,
        "you give the next layer the hidden probabilities of the layer below *before* its training; train first, then go up.": sigmoid(v @ before.W + before.c),
        "the sigmoid is missing on the way up.": v @ after.W + after.c,
        "the hidden biases c are missing on the way up.": sigmoid(v @ after.W),
        "the sigmoid is taken twice on the way up.": sigmoid(p),
        "you round the hidden probabilities to zeros and ones; the next layer is trained on the probabilities themselves.": p > 0.5,
        "you go up and down again: the next layer gets the hidden probabilities, not the reconstruction.": sigmoid(p @ after.W.T + after.b),
    }  # fmt: skip
    if len(after.b) == len(after.c):
        found["on the way up you add the visible biases b; think of the hidden units."] = sigmoid(
            v @ after.W + after.b
        )
        found["W is transposed on the way up: its rows are the inputs."] = sigmoid(v @ after.W.T + after.c)
    return found


def _judge_input(i, calls, x, says):
    got, (_, before, v, after) = calls[i][2], calls[i - 1]
    expected = sigmoid(v @ after.W + after.c) if i else x
    wrong = differs(got, expected, where="its input")
    if not wrong and got.dtype == np.float16:
        raise Wrong(f"with {says}: layer {i + 1} gets numbers of the type float16; keep that of the data.")
    if not wrong:
        return
    if i == 0:
        raise Wrong(f"with {says}: the first layer is trained on the data x itself, as it is: {wrong}")
    for sentence, array in _wrong_inputs(before, v, after, x).items():
        if got.shape == array.shape and np.allclose(got, array, atol=1e-6):
            raise Wrong(f"with {says}, layer {i + 1}: {sentence}")
    if got.shape == expected.shape and np.isin(got, (0, 1)).all():
        raise Wrong(
            f"with {says}: you give layer {i + 1} samples, zeros and ones; the layers above are trained on "
            f"the mean activations, that is the probabilities themselves."
        )
    raise Wrong(f"with {says}: layer {i + 1} is trained on something else than the way up gives: {wrong}")


def _judge_size(i, shape, sizes, says):
    """Whether the model trained as number ``i`` has the right units; ``sizes`` start with those of the data."""
    expected = tuple(sizes[i : i + 2])
    if shape == expected:
        return
    why = f"its visible units are the {expected[0]} columns of its input."
    if shape == expected[::-1]:
        why = "new_model takes the number of visible units first, then that of the hidden ones."
    elif shape[0] == expected[0]:
        why = f"hidden_sizes asks for {expected[1]} units here."
    raise Wrong(f"with {says}: layer {i + 1} has weights of shape {shape}; expected {expected}: {why}")


def _judge_calls(recorder, x, hidden_sizes, says):
    """Go through all trainings in their order: the first mistake is the one that is told."""
    sizes, trained = (x.shape[1], *hidden_sizes), []
    for i, (model, *_) in enumerate(recorder.calls):
        if any(model is other for other in trained):
            raise Wrong(
                f"with {says}: a layer was trained a second time; once trained, a layer stays fixed while "
                f"the ones above it learn."
            )
        if i == len(hidden_sizes):
            raise Wrong(f"with {says}: more layers were trained than the {i} that hidden_sizes asks for.")
        _judge_size(i, model.W.shape, sizes, says)
        _judge_input(i, recorder.calls, x, says)
        trained.append(model)
    for i, (model, _, _, after) in enumerate(recorder.calls):
        if differs(_copy(model), after, exact=True):
            raise Wrong(
                f"with {says}: layer {i + 1} changed after its training; the lower layers stay fixed."
            )


def _judge_number(recorder, hidden_sizes, says):
    if not recorder.calls:
        raise Wrong(f"with {says}: no layer was trained; call train(model, v) for each, one after the other.")
    if len(recorder.calls) < len(hidden_sizes):
        raise Wrong(f"with {says}: trained were {len(recorder.calls)} of {len(hidden_sizes)} layers.")


def _judge_stack(stack, recorder, says):
    if not isinstance(stack, list | tuple) or isinstance(stack, RBM | Autoencoder):
        raise Wrong(f"with {says}: return the list of all models, the lowest first; got {show_value(stack)}.")
    if len(stack) != len(recorder.calls):
        raise Wrong(
            f"with {says}: the list has {len(stack)} entries; expected {len(recorder.calls)}, a model a layer."
        )
    if not all(hasattr(model, name) for model in stack for name in "Wbc"):
        raise Wrong(f"with {says}: the list must hold the models themselves, as new_model made them.")
    trained, given = (
        [RBM(m.W, m.b, m.c) for m in models] for models in ([call[0] for call in recorder.calls], stack)
    )
    if not differs(given, trained):
        return
    if not differs(given[::-1], trained):
        raise Wrong(f"with {says}: the list is upside down; the lowest layer comes first.")
    raise Wrong(f"with {says}: the list does not hold the trained models, the lowest first.")  # fmt: skip


def _try(answer, says, x, sizes, kind, scale):
    recorder = _Recorder(kind, scale)
    args = x, sizes, recorder.new_model, recorder.train
    try:
        stack, after = trial(answer, args, says)
    except Wrong as wrong:
        _judge_calls(recorder, x, sizes, says)
        if recorder.trouble:
            raise Wrong(f"with {says}: {recorder.trouble}") from None
        if "'list' object has no attribute" in str(wrong):
            raise Wrong(
                f"train works in place and returns no model: keep the one from new_model. ({wrong})"
            ) from None
        raise
    judge_untouched(answer, args, after)
    _judge_calls(recorder, x, sizes, says)
    if hasattr(stack, "__next__"):
        raise Wrong("your function yields one model after the other; return the list of all models.")
    _judge_number(recorder, sizes, says)
    if stack is None:
        raise Wrong("your function returned None: is the return missing?")
    _judge_stack(stack, recorder, says)


def _judge_grow(answer):
    rng = np.random.default_rng(5)
    for says, n, sizes, kind, scale in (
        ("two RBMs, 6-6-6", 6, (6, 6), RBM, 1.0),
        ("one RBM of 4 units and a single row of data", 1, (4,), RBM, 1.0),
        ("three RBMs, 6-5-3-4", 7, (5, 3, 4), RBM, 1.0),
        ("three autoencoders, 6-3-1-2, with large weights", 5, (3, 1, 2), Autoencoder, 20.0),
    ):
        x = rng.uniform(size=(n, 6))
        x[0, :2] = 0, 1
        _try(answer, says, x, sizes, kind, scale)


GROW = OpenExercise("the greedy loop", grow_stack, _judge_grow)
