"""The exercises of lesson 04: stacking, fine-tuning, and a fair comparison."""

import numpy as np
import scipy.stats

from ...numpy_models import mlp
from ...numpy_models.autoencoder import init_autoencoder
from ...numpy_models.mlp import Layer, sigmoid
from ...numpy_models.rbm import RBM
from .. import few_labels
from ..compare import differs, show_value
from ..exercise import (
    Case,
    FunctionExercise,
    Mistake,
    NotAttempted,
    OpenExercise,
    ValueExercise,
    Wrong,
    attempt,
    has_dots,
)

# 4.1 the greedy loop --------------------------------------------------------------------------------------


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

# 4.2 a layer that changes nothing -------------------------------------------------------------------------


def unchanged_top(lower):
    return RBM(lower.W.T.copy(), lower.c.copy(), lower.b.copy())


def _states(n):
    return (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(float)


def _joint(W, b, c):
    """Unnormalised probabilities of all pairs of states, one by one: (2 ** V, 2 ** H)."""
    v, h = _states(len(b)), _states(len(c))
    return np.exp(np.einsum("ni,ij,mj->nm", v, W, h) + (v @ b)[:, None] + (h @ c)[None])


def _judge_shapes(top, lower, says):
    n_hidden = len(lower.c)
    if not isinstance(top, tuple | list) or len(top) != 3:
        raise Wrong(f"with {says}: return RBM(W, b, c), three arrays; got {show_value(top)}.")
    W, b, c = (np.asarray(part) for part in top)
    if W.ndim != 2 or W.shape[0] != n_hidden:
        raise Wrong(
            f"with {says}: the top's W has shape {W.shape}; its visible units are the {n_hidden} hidden units of the "
            f"lower RBM, so W has {n_hidden} rows: transpose it."
        )
    if b.shape != (n_hidden,) or c.shape != (W.shape[1],):
        raise Wrong(
            f"with {says}: the biases are exchanged or missing: b has shape {b.shape} and c {c.shape}; expected "
            f"{(n_hidden,)} for the top's visible units and {(W.shape[1],)} for its hidden ones."
        )


def _judge_prior(top, lower, says):
    wanted = _joint(*lower).sum(axis=0)  # (2 ** H,)
    got = _joint(*(np.asarray(part, float) for part in top)).sum(axis=1)
    wanted, got = wanted / wanted.sum(), got / got.sum()
    if np.allclose(got, wanted, rtol=1e-3, atol=1e-7):
        return
    W, b, c = (np.asarray(part) for part in top)
    zeros = [name for name, part in (("W", W), ("b", b), ("c", c)) if not np.any(part)]
    if zeros:
        raise Wrong(
            f"with {says}: {' and '.join(zeros)} of the top is all zero, and P(h) is not the lower RBM's."
        )
    if W.shape == lower.W.T.shape and np.allclose(W, -lower.W.T):
        raise Wrong(
            f"with {says}: the sign of the weights is turned; compare the two free energies term by term."
        )
    if W.shape == lower.W.shape and np.allclose(W, lower.W) and not np.allclose(W, W.T):
        raise Wrong(
            f"with {says}: W is not transposed: weight (i, j) of the top joins hidden unit i and visible unit j."
        )
    if b.shape == lower.b.shape and np.allclose(b, lower.b):
        raise Wrong(
            f"with {says}: the biases are exchanged: the top's visible units are the lower hidden units."
        )
    raise Wrong(
        f"with {says}: the top gives the hidden states other probabilities than the lower RBM does, by up to "
        f"{np.abs(got - wanted).max():.3f}."
    )


def _judge_top(answer):
    rng = np.random.default_rng(6)
    for says, n_visible, n_hidden, dtype in (
        ("4 visible and 3 hidden units", 4, 3, np.float64), ("3 visible and 3 hidden units", 3, 3, np.float64),
        ("5 visible and 2 hidden units in float32", 5, 2, np.float32),
    ):  # fmt: skip
        shapes = ((n_visible, n_hidden), n_visible, n_hidden)
        lower = RBM(*(rng.normal(size=shape).astype(dtype) for shape in shapes))
        before = RBM(*(part.copy() for part in lower))
        top = attempt(answer, (lower,), says)
        if top is None:
            raise Wrong("your function returned None: is the return missing?")
        _judge_shapes(top, lower, says)
        if differs(tuple(lower), tuple(before), exact=True):
            raise Wrong(f"with {says}: your function changes the lower RBM.")
        _judge_prior(top, lower, says)
        if any(np.shares_memory(mine, theirs) for mine in top for theirs in lower):
            raise Wrong(
                "the probabilities are right, but the two RBMs share memory (W.T is a view of W): training the "
                "top would move the lower one. Copy."
            )


TOP = OpenExercise("a layer that changes nothing", unchanged_top, _judge_top)

# 4.3 from stack to network --------------------------------------------------------------------------------


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

# 4.4 the interval of a paired difference ------------------------------------------------------------------


def paired_interval(a, b):
    d = np.asarray(a) - np.asarray(b)
    half = scipy.stats.t.ppf(0.975, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d))
    return d.mean() - half, d.mean() + half


def _interval_oracle(a, b):
    interval = scipy.stats.ttest_rel(a, b).confidence_interval(0.95)
    return float(interval.low), float(interval.high)


def _interval_cases():
    rng = np.random.default_rng(8)
    common = rng.normal(7, 1, size=6)
    return [
        Case("a = [8, 9, 10] and b = [7, 9, 8]", (np.array([8.0, 9, 10]), np.array([7.0, 9, 8]))),
        Case("6 seeds that differ much, and a steady gap", (common + rng.normal(0, 0.1, 6), common - 1)),
        Case("differences of both signs", (np.array([8.0, 7, 9, 8]), np.array([9.0, 6.5, 8, 8.6]))),
        Case("10 unrelated seeds", (rng.normal(8, 1, 10), rng.normal(7, 0.3, 10))),
    ]


def _interval(quantile=0.975, ddof=1, dof=1, power=0.5, factor=None, sign=1.0):
    def run(a, b):
        d = sign * (a - b)
        t = scipy.stats.t.ppf(quantile, len(d) - dof) if factor is None else factor
        half = t * d.std(ddof=ddof) / len(d) ** power
        return d.mean() - half, d.mean() + half

    return run


def _unpaired(a, b, equal=False):
    interval = scipy.stats.ttest_ind(a, b, equal_var=equal).confidence_interval(0.95)
    return float(interval.low), float(interval.high)


def _unpaired_simple(a, b):
    error = np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    half = scipy.stats.t.ppf(0.975, len(a) - 1) * error
    return (a - b).mean() - half, (a - b).mean() + half


_NOT_PAIRED = "You treat the two groups as unrelated: take the difference of each seed first, and the spread of these differences."

INTERVAL = FunctionExercise(
    "the interval of a paired difference",
    paired_interval,
    _interval_oracle,
    _interval_cases,
    mistakes=(
        Mistake("The square root of the number of seeds is missing: this is the spread of single seeds, not that "
                "of their mean.", _interval(power=0)),
        Mistake("The standard deviation divides by S; a sample's divides by S - 1 (ddof=1).", _interval(ddof=0)),
        Mistake("1.96 is the normal distribution's; with few seeds the spread itself is uncertain: use Student's t "
                "with S - 1 degrees of freedom.", _interval(factor=1.96)),
        Mistake("1.96 is the normal distribution's; with few seeds the spread itself is uncertain: use Student's t "
                "with S - 1 degrees of freedom.", _interval(factor=scipy.stats.norm.ppf(0.975))),
        Mistake("2 is a rule of thumb for many seeds; use Student's t with S - 1 degrees of freedom.",
                _interval(factor=2.0)),
        Mistake("The quantile 0.95 leaves 5 % on each side; for 95 % in the middle take 0.975.", _interval(quantile=0.95)),
        Mistake("This is one standard error to each side, about 68 %: the quantile of t is missing.", _interval(factor=1.0)),
        Mistake("There are S - 1 degrees of freedom, not S: one is used up by the mean.", _interval(dof=0)),
        Mistake("There are S - 1 degrees of freedom, not S - 2 or 2 S - 2.", _interval(dof=2)),
        Mistake("The sign is turned: a - b.", _interval(sign=-1.0)),
        Mistake("Keep the sign of each difference: a - b, not its absolute value.",
                lambda a, b: _interval()(np.abs(a - b), 0 * a)),
        Mistake("The standard error divides by the square root of S, not by S.",
                _interval(power=1)),
        Mistake(_NOT_PAIRED, _unpaired),
        Mistake(_NOT_PAIRED, lambda a, b: _unpaired(a, b, True)),
        Mistake(_NOT_PAIRED, _unpaired_simple),
        Mistake("Give low first, then high.", lambda a, b: _interval_oracle(a, b)[::-1]),
        Mistake("Return both ends, low and high, not the mean and the half width.",
                lambda a, b: ((a - b).mean(), np.diff(_interval_oracle(a, b)).item() / 2)),
    ),
)  # fmt: skip

# 4.5 counting updates -------------------------------------------------------------------------------------

COUNTS = ("pre-training", "fine-tuning", "fair epochs without")


def _counts(*numbers):
    return dict(zip(COUNTS, numbers, strict=True))


def _is(key, *numbers):
    return lambda given: (
        isinstance(given, dict)
        and any(
            isinstance(given.get(key), int | float | np.number) and abs(given[key] - number) < 1e-9
            for number in numbers
        )
    )


def _is_not(key, number):
    return lambda given: (
        isinstance(given, dict)
        and set(given) == set(COUNTS)
        and isinstance(given[key], int | float | np.number)
        and given[key] != number
    )


UPDATES = ValueExercise(
    "counting updates",
    _counts(4800, 4000, 44),
    mistakes=(
        Mistake("Every layer is pre-trained for 8 epochs: three layers, three times the updates.",
                _is("pre-training", 1600)),
        Mistake("These are examples seen, not updates: one update takes 20 examples.",
                lambda given: _is("pre-training", 96_000, 32_000)(given) or _is("fine-tuning", 80_000)(given)),
        Mistake("These are epochs, not updates: an epoch has 4,000 / 20 = 200 updates.",
                lambda given: _is("pre-training", 24, 8)(given) or _is("fine-tuning", 20)(given)),
        Mistake("Fine-tuning trains all layers at once: 20 epochs in all, not 20 for each layer.",
                _is("fine-tuning", 12_000, 16_000)),
        Mistake("With 20 epochs the network without pre-training makes 4,800 updates fewer in all.",
                _is("fair epochs without", 20)),
        Mistake("The network without pre-training gets the updates of pre-training *and* those of fine-tuning.",
                _is("fair epochs without", 24)),
        Mistake("Each of the three layers is pre-trained for 8 epochs, not all three together.",
                _is("fair epochs without", 28)),
        Mistake("This is a number of updates; divide by the 200 updates of an epoch.",
                _is("fair epochs without", 8800)),
        Mistake("The number of updates of pre-training is wrong: layers times epochs times updates an epoch.",
                _is_not("pre-training", 4800)),
        Mistake("The number of updates of fine-tuning is wrong: epochs times updates an epoch.", _is_not("fine-tuning", 4000)),
        Mistake("The fair number of epochs is wrong: all updates together, divided by those of an epoch.",
                _is_not("fair epochs without", 44)),
    ),
    hint="Keep the given dictionary, and put a whole number in place of each of the dots.",
)  # fmt: skip

# 4.6 few labels -------------------------------------------------------------------------------------------

TARGET = 0.13  # test error
FEW = dict(zip(few_labels.KEYS, ("rbm", (200, 200), 0.1, 8, 0.3, 50), strict=True))


def _judge_settings(settings):
    if not isinstance(settings, dict) or set(settings) != set(few_labels.KEYS):
        raise Wrong(f"give a dictionary with the keys {', '.join(map(repr, few_labels.KEYS))}.")
    if has_dots(settings):
        raise NotAttempted
    if settings["kind"] not in few_labels.KINDS:
        raise Wrong(f"kind is {settings['kind']!r}; choose one of {', '.join(map(repr, few_labels.KINDS))}.")
    sizes = settings["hidden_sizes"]
    if not isinstance(sizes, tuple | list) or not 1 <= len(sizes) <= 5:
        raise Wrong(f"hidden_sizes is {show_value(sizes)}; give one to five layers, such as (100, 100).")
    if not all(isinstance(n, int | np.integer) and 1 <= n <= 400 for n in sizes):
        raise Wrong(
            f"hidden_sizes is {show_value(sizes)}; each layer has 1 to 400 units here, so that it stays quick."
        )
    for name in ("pretraining_epochs", "epochs"):
        if not isinstance(settings[name], int | np.integer) or settings[name] < 0:
            raise Wrong(f"{name} is {show_value(settings[name])}; give a whole number, 0 or more.")
    for name in ("pretraining_rate", "rate"):
        if not isinstance(settings[name], int | float) or not 0 <= settings[name] <= 100:
            raise Wrong(f"{name} is {show_value(settings[name])}; give a number from 0 to 100.")


def _why_not(settings):
    """A likely reason for missing the target."""
    if settings["epochs"] == 0 or settings["rate"] == 0:
        return "Without fine-tuning the output layer is random."
    if settings["kind"] == "none" or settings["pretraining_epochs"] == 0 or settings["pretraining_rate"] == 0:
        return "Without pre-training 300 labels do not reach it here: use the 4,000 pictures."
    return "Compare some settings by their held-out error: rates, epochs of each phase, number of layers."


def _judge_few(settings):
    _judge_settings(settings)
    spent = sum(few_labels.count_updates(settings))
    if spent > few_labels.MOST_UPDATES:
        raise Wrong(
            f"this takes {spent:,} updates; the budget is {few_labels.MOST_UPDATES:,}. An epoch of pre-training "
            f"takes 200 updates for each layer, an epoch of fine-tuning 15."
        )
    with np.errstate(all="ignore"):
        error = few_labels.final_error(settings)
    if not error <= TARGET:
        stuck = " The network has hardly left its plateau: the rate is too low or too high." * (error > 0.6)
        raise Wrong(
            f"test error {100 * error:.1f} %, the target is {100 * TARGET:g} %.{stuck} {_why_not(settings)}"
        )


FEW_LABELS = OpenExercise("many pictures, few labels", FEW, _judge_few)

EXERCISES = {"4.1": GROW, "4.2": TOP, "4.3": NETWORK, "4.4": INTERVAL, "4.5": UPDATES, "4.6": FEW_LABELS}
