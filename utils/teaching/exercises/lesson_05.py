"""The exercises of lesson 05: the seed axis in PyTorch, and statistics over seeds.

The only exercises (with later lessons') that import torch; they are loaded when lesson 05 first asks for a check.
"""

import inspect
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.optimize
import scipy.stats
import torch
from torch.nn.functional import one_hot

from ...numpy_models import mlp as numpy_mlp
from ...torch_models.mlp import Layer
from ..compare import differs, show_value
from ..exercise import Case, FunctionExercise, Mistake, OpenExercise, Wrong, attempt

F64 = torch.float64


def _randn(rng, *shape, dtype=F64):
    return torch.from_numpy(rng.normal(size=shape)).to(dtype)


def _form(got, expected, dtype, where="the result"):
    """Say what is wrong with the form of ``got``: a list or an array for a tensor, or another dtype; or None."""
    if isinstance(expected, list | tuple):
        if isinstance(got, np.ndarray):
            return f"PyTorch tensors are expected, and {show_value(got)} came."
        if not isinstance(got, list | tuple):
            return None  # the comparison says what is missing
        names = getattr(expected, "_fields", None) or [f"part {i + 1}" for i in range(len(expected))]
        each = (
            _form(g, e, dtype, f"{name} of {where}") for g, e, name in zip(got, expected, names, strict=False)
        )
        return next((part for part in each if part), None)
    if isinstance(got, list | tuple):
        return (
            f"{where} is a {type(got).__name__}; one tensor with the axis of seeds is wanted (torch.stack makes one "
            f"of a list of tensors)."
        )
    if not isinstance(got, torch.Tensor):
        return f"PyTorch tensors are expected, and {show_value(got)} came."
    if got.dtype != dtype:
        return (
            f"{where} is {str(got.dtype).removeprefix('torch.')}; keep the dtype of x and of the weights, "
            f"{str(dtype).removeprefix('torch.')} (no .float() or .double())."
        )
    return None


def _followed(result):
    """Whether autograd can go back from every layer's activations."""
    return all(part.requires_grad for part in result[1:] if isinstance(part, torch.Tensor))


def _plain(value):
    """The same without autograd's notes, for comparing."""
    if isinstance(value, torch.Tensor):
        return value.detach()
    if isinstance(value, list | tuple):
        parts = [_plain(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return value


@dataclass(frozen=True)
class TensorExercise(FunctionExercise):
    """A function of a network whose result is made of tensors, of the dtype of the network."""

    def _try(self, answer, case):
        result, args = super()._try(answer, case)
        W = case.args[0][0].W
        wrong = _form(result, self._expected(self.oracle, case), W.dtype)
        if wrong:
            raise Wrong(f"with {case.says}: {wrong}")
        if W.requires_grad and isinstance(result, list | tuple) and not _followed(result):
            raise Wrong(
                f"with {case.says}: the numbers are right, but autograd cannot follow them: {_NO_NUMPY}"
            )
        return _plain(result), args

    def _check_untouched(self, args, case):
        names = list(inspect.signature(self.reference).parameters)
        for name, after, before in zip(names, args, case.args, strict=True):
            if differs(_plain(after), _plain(before), exact=True):
                raise Wrong(
                    f"the result is right, but your function changes {name} in place; work on a copy (x.clone()), or "
                    f"write x = x - ... instead of x -= ..."
                )


_NO_NUMPY = (
    "use torch.sigmoid or torch.exp; NumPy's functions cannot be followed by autograd, which comes next."
)
_NOT_T = (
    ".T turns round all axes of a tensor, also that of the seeds; .mT turns round the last two only, one matrix a "
    "seed."
)
TRANSPOSED = tuple((f".T{end}", _NOT_T) for end in (" ", ")", ",", "\n"))
_NOT_FIT = "The matrices of a product do not fit: is a transpose (.mT) missing, or one too many?"
NO_FIT = (("Expected size for first two dimensions", _NOT_FIT), ("The expanded size of the tensor", _NOT_FIT))

# 5.1 the forward pass with a seed axis --------------------------------------------------------------------


def forward(params, x):
    activations = [x]
    for W, b in params[:-1]:
        a = activations[-1] @ W + b.unsqueeze(1)  # (S, N, H)
        activations.append(torch.sigmoid(a))
    W, b = params[-1]
    activations.append(activations[-1] @ W + b.unsqueeze(1))  # (S, N, K)
    return activations


def _network(n_seeds, n_examples, sizes, dtype=F64, seed=1):
    """Networks with biases, inputs and labels that differ from seed to seed."""
    rng = np.random.default_rng(seed)
    params = [
        Layer(_randn(rng, n_seeds, v, h, dtype=dtype), _randn(rng, n_seeds, h, dtype=dtype))
        for v, h in zip(sizes[:-1], sizes[1:], strict=True)
    ]
    x = torch.from_numpy(rng.random((n_seeds, n_examples, sizes[0]))).to(dtype)
    labels = torch.from_numpy(rng.integers(0, sizes[-1], (n_seeds, n_examples)))
    return params, x, labels


_SHAPES = (  # what is said, S, N, sizes, dtype
    ("S = 2 seeds, N = 3 examples, no hidden layer", 2, 3, (4, 5), F64),
    ("S = 2 seeds, N = 5 examples, one hidden layer", 2, 5, (3, 4, 6), F64),
    ("as many seeds as examples, S = N = 3", 3, 3, (4, 5, 2), F64),
    ("S = 4 seeds, N = 2 examples, three hidden layers", 4, 2, (6, 5, 7, 5, 3), F64),
    ("one seed, S = 1", 1, 3, (4, 5, 2), F64),
    ("S = 3 seeds in float32", 3, 4, (5, 6, 2), torch.float32),
)


def _forward_oracle(params, x):
    """Each seed alone, in NumPy."""
    params = _plain(params)
    each = [
        numpy_mlp.forward([(W[s].numpy(), b[s].numpy()) for W, b in params], x[s].numpy())
        for s in range(len(x))
    ]
    return [np.stack(parts) for parts in zip(*each, strict=True)]


def _forward_cases():
    cases = [Case(says, _network(s, n, sizes, dtype)[:2]) for says, s, n, sizes, dtype in _SHAPES]
    params, x = _network(2, 3, (4, 5, 2))[:2]
    marked = [Layer(W.requires_grad_(), b.requires_grad_()) for W, b in params]
    return [*cases, Case("weights marked with requires_grad", (marked, x))]


def _bias(b):
    return b.unsqueeze(1)


def _forward_variant(
    weights=lambda W: W, bias=_bias, hidden=torch.sigmoid, output=lambda a: a, first=True, last=None
):
    def run(params, x):
        activations = [x]
        for W, b in params[:-1]:
            activations.append(hidden(activations[-1] @ weights(W) + bias(b)))
        W, b = params[-1]
        activations.append(output(activations[-1] @ weights(W) + bias(b)))
        return activations[not first :] if last is None else activations[last]

    return run


_BIAS_AXIS = (
    "The biases (S, H) are lined up with the last two axes of the product (S, N, H), so S meets N: give them an axis "
    "of length 1 for the examples, b.unsqueeze(1)."
)
_BIAS_END = (
    "The axis of length 1 stands at the end of the biases, (S, H, 1), so H meets N; it belongs in the middle, (S, 1, "
    "H): b.unsqueeze(1)."
)
_STAR = "W * h multiplies number by number; the product of matrices is @."
_NO_SEEDS = (
    "The seeds get mixed: seed s has its own weights W[s], and its numbers never meet those of another seed."
)

FORWARD = TensorExercise(
    "the forward pass with a seed axis",
    forward,
    _forward_oracle,
    _forward_cases,
    mistakes=(
        Mistake(_BIAS_AXIS, _forward_variant(bias=lambda b: b)),
        Mistake("The biases are missing.", _forward_variant(bias=lambda b: 0)),
        Mistake("Every seed has the weights of the first one: do not take W[0], multiply by all of W (S, V, H).",
                _forward_variant(weights=lambda W: W[0])),
        Mistake("Every seed has the biases of the first one.", _forward_variant(bias=lambda b: b[0])),
        Mistake(_NO_SEEDS, _forward_variant(weights=lambda W: W.sum(0, keepdim=True))),
        Mistake(_NO_SEEDS, _forward_variant(weights=lambda W: W.mean(0, keepdim=True))),
        Mistake("The last layer gives scores: no softmax here (it is part of the loss).",
                _forward_variant(output=lambda a: torch.softmax(a, dim=2))),
        Mistake("Softmax over the wrong axis, and in the wrong place: the last layer gives scores.",
                _forward_variant(output=lambda a: torch.softmax(a, dim=1))),
        Mistake("The last layer gives scores: no sigmoid there.", _forward_variant(output=torch.sigmoid)),
        Mistake("The hidden units lack their sigmoid.", _forward_variant(hidden=lambda a: a)),
        Mistake("The hidden units are sigmoid units, not ReLU.", _forward_variant(hidden=torch.relu)),
        Mistake("The hidden units are sigmoid units, not tanh.", _forward_variant(hidden=torch.tanh)),
        Mistake("Return the whole list of activations, not the scores alone.", _forward_variant(last=-1)),
        Mistake("The list starts with the input x itself.", _forward_variant(first=False)),
    ),
    errors=(*TRANSPOSED, ("Can't call numpy()", f"U{_NO_NUMPY[1:]}"),
            *((star, _STAR) for star in ("* W", "*W", "W *", "torch.mul(")),
            *((axis, _BIAS_END) for axis in ("unsqueeze(2)", "unsqueeze(-1)", "[:, :, None]", "[..., None]")),
            ("non-singleton dimension", _BIAS_AXIS), *NO_FIT,
            ("shapes cannot be multiplied", "Something has lost its axis of seeds."),
            ("numpy.ndarray' and 'Tensor'", f"U{_NO_NUMPY[1:]}")),
)  # fmt: skip

# 5.2 the backward pass with a seed axis -------------------------------------------------------------------


def backward(params, activations, labels):
    n_examples = labels.shape[1]
    delta = torch.softmax(activations[-1], dim=2)  # (S, N, K)
    delta -= one_hot(labels, delta.shape[2])
    delta /= n_examples
    grads = []
    for (W, _), h in zip(reversed(params), reversed(activations[:-1]), strict=True):
        grads.append(Layer(h.mT @ delta, delta.sum(dim=1)))
        if len(grads) < len(params):  # the input needs no delta
            delta = (delta @ W.mT) * h * (1 - h)  # (S, N, H)
    return grads[::-1]


def _backward_oracle(params, activations, labels):
    """Autograd on the sum of the seeds' losses."""
    leaves = [Layer(W.clone().requires_grad_(), b.clone().requires_grad_()) for W, b in params]
    scores = forward(leaves, activations[0])[-1]
    losses = torch.nn.functional.cross_entropy(scores.mT, labels, reduction="none").mean(dim=1)  # (S,)
    flat = torch.autograd.grad(losses.sum(), [part for layer in leaves for part in layer])
    return [Layer(W, b) for W, b in zip(flat[::2], flat[1::2], strict=True)]


def _backward_cases():
    cases = []
    for says, s, n, sizes, dtype in _SHAPES:
        params, x, labels = _network(s, n, sizes, dtype)
        cases.append(Case(says, (params, forward(params, x), labels)))
    return cases


def _labels_of_all(params, activations, labels):
    """The half-fix: the labels of every seed are subtracted from every seed."""
    n_examples = labels.shape[1]
    delta = torch.softmax(activations[-1], dim=2)
    delta[:, torch.arange(n_examples), labels] -= 1
    return _go_down(params, activations, delta / n_examples)


def _go_down(
    params, activations, delta, slope=lambda h: h * (1 - h), turn=True,
    dW=lambda h, delta: h.mT @ delta, db=lambda delta: delta.sum(dim=1),
):  # fmt: skip
    """The gradients from the delta of the scores, with what can go wrong on the way down."""
    grads = []
    for (W, _), h in zip(reversed(params), reversed(activations[:-1]), strict=True):
        grads.append(Layer(dW(h, delta), db(delta)))
        if len(grads) < len(params):
            delta = (delta @ W.mT) * slope(h)
    return grads[::-1] if turn else grads


def _backward_variant(scale=lambda s, n: n, axis=2, target=True, sign=1.0, **way_down):
    def run(params, activations, labels):
        delta = torch.softmax(activations[-1], dim=axis)
        delta = sign * (delta - target * one_hot(labels, delta.shape[2])) / scale(*labels.shape)
        return _go_down(params, activations, delta, **way_down)

    return run


_SUMMED = (
    "You sum over the axis of the seeds: every seed has a gradient of its own, of the shape of its W; the sum runs "
    "over the examples, axis 1."
)
_DB_AXIS = (
    "The gradient of the biases sums over the wrong axis: (S, N, H) -> (S, H) sums over the examples, dim=1."
)
_SOFTMAX_AXIS = "Softmax over the wrong axis: the classes of (S, N, K) are along the last axis, dim=2."

BACKWARD = TensorExercise(
    "the backward pass with a seed axis",
    backward,
    _backward_oracle,
    _backward_cases,
    mistakes=(
        Mistake("This subtracts every seed's labels from every seed: seed s has the labels labels[s] alone; "
                "subtract one_hot(labels, K).", _labels_of_all),
        Mistake("dW is transposed: h.mT @ delta has the shape of W, (S, V, H); delta.mT @ h has (S, H, V).",
                _backward_variant(dW=lambda h, delta: delta.mT @ h)),
        Mistake("keepdim=True leaves the summed axis standing, (S, 1, H); b has the shape (S, H).",
                _backward_variant(db=lambda delta: delta.sum(dim=1, keepdim=True))),
        Mistake("delta is divided by N already: the gradient of the biases is its sum over the examples, not its mean.",
                _backward_variant(db=lambda delta: delta.mean(dim=1))),
        Mistake(_DB_AXIS, _backward_variant(db=lambda delta: delta.sum(dim=0))),
        Mistake(_DB_AXIS, _backward_variant(db=lambda delta: delta.sum(dim=2))),
        Mistake(_SUMMED, _backward_variant(db=lambda delta: delta.sum(dim=(0, 1)))),
        Mistake(_SUMMED, _backward_variant(dW=lambda h, delta: (h.mT @ delta).sum(dim=0))),
        Mistake(_SUMMED, _backward_variant(dW=lambda h, delta: (h.mT @ delta).sum(dim=0), db=lambda d: d.sum(dim=(0, 1)))),
        Mistake(_SUMMED, _backward_variant(dW=lambda h, delta: (h.mT @ delta).sum(dim=0), db=lambda d: d.sum(dim=0))),
        Mistake(_SUMMED, _backward_variant(dW=lambda h, delta: torch.einsum("snv,tnh->svh", h, delta))),
        Mistake("The gradient is the mean over a seed's own N examples: you divide by S N, so more seeds would mean "
                "smaller steps.", _backward_variant(scale=lambda s, n: s * n)),
        Mistake("You divide by the number of seeds: len(labels) is S now; the number of examples is labels.shape[1].",
                _backward_variant(scale=lambda s, n: s)),
        Mistake("The loss is a mean over the examples, so delta has to be divided by N.",
                _backward_variant(scale=lambda s, n: 1)),
        Mistake(_SOFTMAX_AXIS, _backward_variant(axis=1)),
        Mistake(_SOFTMAX_AXIS, _backward_variant(axis=0)),
        Mistake("delta is softmax minus one-hot: the 1 at the label is not subtracted.", _backward_variant(target=False)),
        Mistake("The sign is turned: delta is softmax minus one-hot.", _backward_variant(sign=-1.0)),
        Mistake("The derivative of the sigmoid, h (1 - h), is missing on the way down.",
                _backward_variant(slope=lambda h: 1)),
        Mistake("The derivative of the sigmoid is h (1 - h): half of it is missing.", _backward_variant(slope=lambda h: h)),
        Mistake("The derivative of the sigmoid is h (1 - h): half of it is missing.",
                _backward_variant(slope=lambda h: 1 - h)),
        Mistake("The gradients come in the order of params, the lowest layer first: turn the list round.",
                _backward_variant(turn=False)),
    ),
    errors=(
        *TRANSPOSED,
        ("out of bounds", "delta[arange(N), labels] picks seeds, not examples, with the first index; subtract "
         "one_hot(labels, K) instead."),
        ("could not be broadcast", "delta[arange(...), labels] picks along the axes of seeds and examples; subtract "
         "one_hot(labels, K) instead."),
        *NO_FIT,
        ("one_hot(labels)", "one_hot without the number of classes makes only as many as the largest label needs; "
         "give it K: one_hot(labels, K)."),
        ("one_hot is only applicable to index", "one_hot wants whole numbers: give it the labels as they are."),
    ),
)  # fmt: skip

# 5.3 one step in place ------------------------------------------------------------------------------------


def update_layer(W, b, h, delta, rate):
    W.baddbmm_(h.mT, delta, alpha=-rate)
    b.sub_(delta.sum(dim=1), alpha=rate)


def _update_mistakes(W, b, h, delta, rate):
    """Sentences with the wrong W or b that each gives."""
    dW, db = torch.einsum("snv,snh->svh", h, delta), delta.sum(dim=1)
    n_seeds, n_examples = h.shape[:2]
    all_W, all_b = dW.sum(0, keepdim=True), db.sum(0, keepdim=True)
    ascent = "the sign is turned: a step down is minus rate times the gradient."
    no_rate = "the rate is missing (alpha=-rate)."
    again = "you divide by N once more: delta has that already."
    mixed = "the gradient is summed over the seeds; every seed has its own."
    return (
        (ascent, W + rate * dW, b + rate * db),
        (no_rate, W - dW, b - db),
        ("the gradient is added with neither the rate nor the minus: the default of alpha is 1.", W + dW, b + db),
        ("beta=0 forgets the old weights: what is left is the step alone.", -rate * dW, -rate * db),
        ("the weights themselves are scaled by the rate: beta is the factor of the old weights (1), alpha that of "
         "the product.", -rate * W + dW, -rate * b + db),
        (again, W - rate * dW / n_examples, b - rate * db / n_examples),
        (again, W - rate * dW / (n_seeds * n_examples), b - rate * db / (n_seeds * n_examples)),
        (mixed, W - rate * all_W, b - rate * all_b),
    )  # fmt: skip


_B_SHAPE = (
    "What is taken from b must have the shape of b, (S, H): sum delta over the examples, delta.sum(dim=1); without a "
    "sum, or over another axis, it does not fit."
)
_UPDATE_ERRORS = (
    *TRANSPOSED,
    *(
        (f"baddbmm_() {trouble}", "baddbmm_ multiplies by itself: give it the two stacks, W.baddbmm_(h.mT, delta, ...).")
        for trouble in ("missing", "received an invalid")
    ),
    *NO_FIT,
    ("non-singleton dimension 2", "h and delta are multiplied number by number; the product of matrices is @."),
    ("non-singleton dimension", _B_SHAPE),
    ("doesn't match the broadcast shape", _B_SHAPE),
)  # fmt: skip


def _no_underscore(answer):
    """The first method that is called without its underscore, or None."""
    names = getattr(getattr(answer, "__code__", None), "co_names", ())
    return next((name for name in ("baddbmm", "sub", "add") if name in names), None)


def _judge_update(answer):
    for says, s, n, v, h in (("S = 2, N = 3, V = 4, H = 5", 2, 3, 4, 5), ("one seed", 1, 4, 2, 3),
                             ("S = 5, N = 2, V = 3, H = 6", 5, 2, 3, 6)):  # fmt: skip
        rng = np.random.default_rng(3)
        shapes = ((s, v, h), (s, h), (s, n, v), (s, n, h))
        W, b, units, delta = given = [_randn(rng, *shape) for shape in shapes]
        before, rate = [part.clone() for part in given], 0.3
        try:
            result = attempt(answer, (W, b, units, delta, rate), says)
        except Wrong as wrong:
            explained = next((text for part, text in _UPDATE_ERRORS if part in str(wrong)), None)
            raise Wrong(f"{explained} ({wrong})" if explained else str(wrong)) from None
        _judge_in_place(result, given, before, says, _no_underscore(answer))
        expected = (
            before[0] - rate * torch.einsum("snv,snh->svh", *before[2:]),
            before[1] - rate * delta.sum(1),
        )
        for name, now, right, which in (("W", W, expected[0], 1), ("b", b, expected[1], 2)):
            if torch.allclose(now, right):
                continue
            for wrong in _update_mistakes(*before, rate):
                if torch.allclose(now, wrong[which]):
                    raise Wrong(f"with {says}: {name} is wrong: {wrong[0]}")
            raise Wrong(f"with {says}: {differs(now.numpy(), right.numpy(), where=name)}")


def _judge_in_place(result, given, before, says, lost):
    still = [torch.equal(now, old) for now, old in zip(given, before, strict=True)]
    if (still[0] or still[1]) and lost and result is None:
        name = "W and b are" if still[0] and still[1] else "W is" if still[0] else "b is"
        raise Wrong(
            f"with {says}: {name} as before: {lost} without its underscore gives a new tensor and leaves the old one as "
            f"it was; {lost}_ works in place."
        )
    if still[0] and still[1]:
        came = "" if result is None else " You return new tensors, but nobody puts them into the network."
        raise Wrong(
            f"with {says}: W and b are as before. W = W - ... makes a new tensor and gives it the name W inside your "
            f"function; the network keeps the old one. Methods with an underscore (baddbmm_, sub_) work in place.{came}"
        )
    if still[0] or still[1]:
        name = "W" if still[0] else "b"
        raise Wrong(
            f"with {says}: {name} is as before: it has to move, too, in place (an underscore, or -=)."
        )
    if not still[2] or not still[3]:
        raise Wrong(f"with {says}: {'delta' if still[2] else 'h'} is changed; only W and b move.")


UPDATE = OpenExercise("one step in place", update_layer, _judge_update)

# 5.4 read the table ---------------------------------------------------------------------------------------


def chosen_error(table, start, depth):
    rows = table[(table["start"] == start) & (table["depth"] == depth)]
    epoch = rows.groupby("epoch")["valid_error"].mean().idxmin()
    return rows.loc[rows["epoch"] == epoch, "test_error"].mean()


_EPOCHS = (1, 2, 3, 5, 10, 20)
_BEST = 3  # the position of the right epoch, 5; every typical mistake chooses another one:
_VALID = np.array([0.5, 0.4, 0.3, 0.0, 0.2, 0.35])  # .argmin() is 3
_OTHERS_VALID = np.array([1.0, 0.0, 1.2, 1.4, 1.5, 1.6])  # all starts and depths together choose 2
_TEST = np.array([1.6, 1.1, 0.8, 0.6, 0.1, 0.9])  # the test error would choose 10


def _made_table(seed, start, depth):
    """A table like that of ``depth``, its rows shuffled, and its numbers as arrays (S, epochs)."""
    rng = np.random.default_rng(seed)
    parts, numbers = [], {}
    for key in (("none", 1), ("none", 2), ("rbm", 1), ("rbm", 2)):
        level = rng.uniform(4, 8)
        valid, test = rng.normal(0, 0.7, (7, 6)), rng.normal(0, 0.5, (7, 6))
        valid[rng.integers(7), 0] -= 4  # the smallest of all single runs, in the first epoch
        test[rng.integers(7)] += 1.5  # a bad seed, so that mean and median differ
        valid += level + (_VALID if key == (start, depth) else _OTHERS_VALID) - valid.mean(axis=0)
        test += level + _TEST - test.mean(axis=0)
        numbers[key] = valid, test
        parts += [
            (*key, s, epoch, valid[s, e], test[s, e]) for s in range(7) for e, epoch in enumerate(_EPOCHS)
        ]
    columns = ["start", "depth", "seed", "epoch", "valid_error", "test_error"]
    table = pd.DataFrame([parts[i] for i in rng.permutation(len(parts))], columns=columns)
    return table, numbers


def _best(arrays):
    """Position of the epoch with the smallest mean of all these validation errors."""
    return np.mean([valid.mean(axis=0) for valid in arrays], axis=0).argmin()


def _other_rows(numbers, start, depth):
    """Sentences about rows that were not asked for, with the numbers that they give."""
    every = {key: t[:, _best([v])].mean() for key, (v, t) in numbers.items()}
    whole = _best(v for v, _ in numbers.values())
    tests = np.stack([t.mean(axis=0) for _, t in numbers.values()])
    half = "only one of the two conditions is kept: rows of this start *and* this depth are asked for."
    for i, wanted in enumerate((start, depth)):
        some = [both for key, both in numbers.items() if key[i] == wanted]
        at = _best(v for v, _ in some)
        yield half, np.mean([t[:, at].mean() for _, t in some])
    everything = "this is the mean over all starts and depths; keep only the rows that are asked for."
    yield everything, [np.mean(list(every.values())), tests[:, whole].mean(), tests[:, _BEST].mean()]
    yield ("this is for another start or depth than the one asked for.",
           [error for key, error in every.items() if key != (start, depth)])  # fmt: skip
    yield ("the epoch is chosen for this start and depth, not for all together: group the selected rows, not the table.",
           numbers[start, depth][1][:, whole].mean())  # fmt: skip


def _table_mistakes(numbers, start, depth):
    """Sentences with the number, or numbers, that each mistake gives."""
    valid, test = numbers[start, depth]
    own = valid.argmin(axis=1)
    row, column = np.unravel_index(valid.argmin(), valid.shape)
    peeking = "this is the epoch with the smallest *test* error: test digits may not choose anything; choose on valid_error."
    return (
        (peeking, test.mean(axis=0).min()),
        ("argmin gives the position, idxmin the epoch.", [test[:, _EPOCHS.index(_BEST)].mean(), _BEST]),
        ("this is the last epoch; take the one with the smallest mean validation error.", test[:, -1].mean()),
        ("this is the mean over all epochs; first choose one.", test.mean()),
        ("this is the median over seeds; the mean is asked for.", np.median(test[:, _BEST])),
        ("this is the validation error at the chosen epoch; it chose the epoch, the test error is reported.",
         valid[:, _BEST].mean()),
        ("this takes for each seed its own best epoch; one epoch for all seeds, chosen by their mean validation error.",
         test[np.arange(7), own].mean()),
        ("this is the luckiest test error of each seed; choose one epoch on validation data.", test.min(axis=1).mean()),
        ("this is a single run, the one with the smallest validation error of all; take the mean over seeds first.",
         test[row, column]),
        ("this is the epoch of the single smallest validation error; first take for each epoch the mean over seeds.",
         test[:, column].mean()),
        ("the best seed's test error is no mean: report the mean over all seeds.", test[:, _BEST].min()),
        ("this is the epoch, not the test error at that epoch.", _EPOCHS[_BEST]),
        *_other_rows(numbers, start, depth),
    )  # fmt: skip


_PARENTHESES = "Join the two conditions by &, each in parentheses: (table[...] == ...) & (table[...] == ...)."
_TABLE_ERRORS = tuple(
    (part, _PARENTHESES)
    for part in ("truth value of a Series", "Cannot perform 'rand_'", "Cannot perform 'and_'", "for &:")
)


def _judge_chosen(answer):
    for seed, start, depth in ((1, "none", 1), (2, "rbm", 2), (3, "none", 2)):
        table, numbers = _made_table(seed, start, depth)
        says = f'a small table, start "{start}" and depth {depth}'
        given = table.copy()
        try:
            got = attempt(answer, (given, start, depth), says)
        except Wrong as wrong:
            explained = next((text for part, text in _TABLE_ERRORS if part in str(wrong)), None)
            raise Wrong(f"{explained} ({wrong})" if explained else str(wrong)) from None
        if got is None:
            raise Wrong("your function returned None: is the return missing?")
        if np.ndim(got) or not isinstance(got, int | float | np.number):
            raise Wrong(
                f"with {says}: return one number, a mean over seeds; got {show_value(type(got).__name__)}."
            )
        right = numbers[start, depth][1][:, _BEST].mean()
        if not np.isclose(got, right, rtol=1e-6):
            for sentence, value in _table_mistakes(numbers, start, depth):
                if np.isclose(got, value, rtol=1e-6).any():
                    raise Wrong(f"with {says}: {sentence}")
            raise Wrong(f"with {says}: {got:.5g} came, {right:.5g} was expected.")
        if not given.equals(table):
            raise Wrong(
                "the result is right, but your function changes the table; work on a selection of it."
            )


CHOSEN = OpenExercise("read the table", chosen_error, _judge_chosen)

# 5.5 a bootstrap interval ---------------------------------------------------------------------------------


def bootstrap_interval(a, b, n_resamples, rng):
    index = rng.integers(0, len(a), (n_resamples, len(a)))  # a resample a row
    differences = (a - b)[index].mean(axis=1)
    low, high = np.quantile(differences, [0.025, 0.975])
    return low, high


_RESAMPLES = 3000


def _bootstrap_data():
    rng = np.random.default_rng(5)
    common = rng.normal(7, 1, 12)
    yield (
        "12 seeds that differ much, and a steady gap",
        common + rng.normal(0, 0.2, 12),
        common - 1 + rng.normal(0, 0.2, 12),
    )
    yield "30 skewed differences", 6 + rng.exponential(1, 30), rng.normal(6.5, 0.2, 30)
    swing = rng.normal(0, 1, 8)
    yield "8 seeds of opposite swings", 7 + swing, 6.8 - swing


def _scipy_interval(a, b, paired=True, statistic=np.mean, level=0.95):
    def difference(a, b, axis=-1):
        return statistic(a, axis=axis) - statistic(b, axis=axis)

    found = scipy.stats.bootstrap((a, b), difference, paired=paired, n_resamples=8 * _RESAMPLES, vectorized=True,
                                  confidence_level=level, method="percentile", rng=np.random.default_rng(6))  # fmt: skip
    return np.array(found.confidence_interval)


class Watched(np.random.Generator):
    """A generator that notes the shapes of the indices, or values, that are drawn with replacement."""

    def __init__(self, seed):
        super().__init__(np.random.PCG64(seed))
        self.shapes = []

    def integers(self, *args, **options):
        drawn = super().integers(*args, **options)
        self.shapes.append(np.shape(drawn))
        return drawn

    def choice(self, *args, **options):
        before = len(self.shapes)
        drawn = super().choice(*args, **options)
        del self.shapes[before:]  # choice draws by integers
        if options.get("replace", args[2] if len(args) > 2 else True):
            self.shapes.append(np.shape(drawn))
        return drawn


_REPLACE = "you draw without replacement, so every resample has the same seeds and the same mean: draw with replacement."
_SINGLE = (
    "this is the spread of single seeds; a resample has as many seeds as there are, and its *mean* is wanted."
)
_UNPAIRED = (
    "the two arms are resampled separately, but a seed's two runs are a pair: draw seeds once, for both arms."
)
_APART = "this is the difference of two intervals; take the difference in each resample, then one interval of these."
_FORMULA = "this is a formula, mean and standard error; no seeds are drawn. Resample them with rng, and take quantiles."


def _formula(got, a, b):
    """What is wrong with an interval that lies symmetrically about the mean, as no bootstrap does; or None."""
    d, n = a - b, len(a)
    half = (got[1] - got[0]) / 2
    if abs(half) < 1e-9 or not np.isclose(got.mean(), d.mean(), rtol=0, atol=1e-9 * max(abs(half), 1)):
        return None
    t = scipy.stats.ttest_rel(a, b).confidence_interval()
    if np.isclose(abs(half), (t.high - t.low) / 2):
        return "this is Student's t interval of lesson 04; resample the seeds instead."
    sds = (d.std(), d.std(ddof=1))
    if any(np.isclose(abs(half), z * sd, rtol=1e-3) for sd in sds for z in (1, 1.96, 2)):
        return _SINGLE
    if any(np.isclose(abs(half), z * sd / n**0.5, rtol=1e-3) for sd in sds for z in (1, 1.96, 2)):
        return _FORMULA
    return "this goes as far to both sides of the mean; take the quantiles 0.025 and 0.975 of the resampled differences."


def _drawn(shapes, n):
    """What is wrong with the draws, as far as their shapes tell: n seeds, _RESAMPLES resamples; or None."""
    total, calls = sum(int(np.prod(shape)) for shape in shapes), len(shapes)
    if not calls or total in (n * _RESAMPLES, 2 * n * _RESAMPLES):
        return None
    sizes, m = set(shapes), _RESAMPLES
    if len(sizes) != 1:
        return None
    (shape,) = sizes
    if len(shape) == 1:  # a call for each resample (or two: one for each arm)
        size, count = shape[0], calls if calls in (1, m) else calls // 2 if calls in (2, 2 * m) else calls
    elif len(shape) == 2:
        size, count = (n, shape[shape[0] == n]) if n in shape else (shape[shape[0] == m], m)
    else:
        size, count = (1, calls) if calls == m else (n, calls // n)
    if size == n and count == 1:
        return "only one resample was drawn: is the return inside the loop?"
    if size == 1:
        return _SINGLE
    if size == m:
        return (
            "every resample has n_resamples seeds; it needs as many as there are, S, or it is much too sure."
        )
    if size != n:
        return f"a resample here has {size} seeds; it needs as many as there are, S = {n}."
    return f"you draw {count} resamples; n_resamples, here {m}, are asked for."


def _no_width(got, a, b, shapes):
    """What is wrong with an interval of hardly any width, or None."""
    d = a - b
    if abs(got[1] - got[0]) > 0.02 * d.std():
        return None
    if np.isclose(got, d.mean()).all():
        return _REPLACE
    if not shapes:
        return "every resample is the same one: do not make a new generator in the loop, draw with the given rng."
    if sum(int(np.prod(shape)) for shape in shapes) == len(a) * _RESAMPLES:
        return (
            "each resample is drawn from the one before (as with a = a[index] in the loop), until a single seed is left; "
            "draw from all seeds, under another name."
        )
    return None


def _difference_of_intervals(got, a, b, shapes):
    """Whether the lows and the highs of two separate intervals are subtracted, which each vary with the draws."""
    arms = [_scipy_interval(arm, 0 * arm) for arm in (a, b)]
    twice = sum(int(np.prod(shape)) for shape in shapes) == 2 * len(a) * _RESAMPLES
    return twice and np.abs(got - (arms[0] - arms[1])).max() < 0.08 * np.ptp(arms, axis=1).max()


def _bootstrap_mistakes(a, b):
    """Sentences with the interval that each gives, about."""
    d, (low, high) = a - b, _scipy_interval(a, b)
    a_low, a_high = _scipy_interval(a, 0 * a)
    b_low, b_high = _scipy_interval(b, 0 * b)
    medians = "this is the interval of medians; the difference of *means* is asked for."
    yield "low comes first, then high.", (high, low)
    yield "the sign is turned: a - b.", (-high, -low)
    yield _SINGLE, np.quantile(d, [0.025, 0.975])
    yield _UNPAIRED, _scipy_interval(a, b, paired=False)
    yield (
        "the quantiles 0.05 and 0.95 leave 5 % on each side: that is a 90 % interval.",
        _scipy_interval(a, b, level=0.9),
    )
    yield (
        "these are the quartiles, a 50 % interval; take the quantiles 0.025 and 0.975.",
        _scipy_interval(a, b, level=0.5),
    )
    yield (
        "this is one standard error to each side, about 68 %; take the quantiles 0.025 and 0.975.",
        _scipy_interval(a, b, level=0.6827),
    )
    yield medians, _scipy_interval(d, 0 * d, statistic=np.median)
    yield medians, _scipy_interval(a, b, statistic=np.median)
    yield _APART, (a_low - b_high, a_high - b_low)
    yield "this is the interval of the mean of a alone.", (a_low, a_high)
    yield "this is the interval of the mean of b alone.", (b_low, b_high)


def _judge_bootstrap(answer):
    for says, a, b in _bootstrap_data():
        found = []
        for seed in (1, 2, 1):
            rng = Watched(seed)
            got, shapes = _resampled(answer, a, b, rng, says), rng.shapes
            found.append(got)
            _judge_interval(got, a, b, shapes, says)
        if not np.array_equal(found[0], found[2]):
            raise Wrong(
                "the interval is right, but the same rng gives another one each time; draw with the given rng."
            )
        if np.array_equal(found[0], found[1]):
            raise Wrong(
                "the interval is right, but rng does not matter; resample the seeds, and draw with the given rng."
            )


def _resampled(answer, a, b, rng, says):
    """The student's interval; a and b must stay as they are."""
    args = (a.copy(), b.copy(), _RESAMPLES, rng)
    try:
        got = attempt(answer, args, says)
    except Wrong as wrong:
        if "Quantiles must be in the range" in str(wrong):
            raise Wrong(f"np.quantile takes 0.025 and 0.975, np.percentile 2.5 and 97.5. ({wrong})") from None
        raise
    if differs(args[0], a, exact=True) or differs(args[1], b, exact=True):
        raise Wrong("your function changes a or b in place; it works on your result table then.")
    return _interval_from(got, says)


def _interval_from(got, says):
    if got is None:
        raise Wrong("your function returned None: is the return missing?")
    try:
        interval = np.asarray(got, float)
    except (TypeError, ValueError):
        interval = np.empty(0)
    if interval.shape != (2,):
        raise Wrong(f"with {says}: return two numbers, low and high; got {show_value(got)}.")
    if not np.isfinite(interval).all():
        raise Wrong(f"with {says}: the interval is {show_value(interval)}.")
    return interval


def _judge_interval(got, a, b, shapes, says):
    known = _formula(got, a, b) or _drawn(shapes, len(a)) or _no_width(got, a, b, shapes)
    if known:
        raise Wrong(f"with {says}: {known}")
    right = _scipy_interval(a, b)
    width = right[1] - right[0]
    if np.abs(got - right).max() < 0.08 * width:  # about five standard deviations of both resamplings
        return
    mistakes = [
        (np.abs(got - np.asarray(wrong)).max() / max(abs(wrong[1] - wrong[0]), 1e-6 * width), sentence)
        for sentence, wrong in _bootstrap_mistakes(a, b)
    ]
    away, sentence = min(mistakes)
    if away < 0.08:
        raise Wrong(f"with {says}: {sentence}")
    if _difference_of_intervals(got, a, b, shapes):
        raise Wrong(f"with {says}: {_APART}")
    if got[0] < got[1] < right[0] < got[1] + width / 2:
        raise Wrong(
            f"with {says}: {got[0]:.3f} to {got[1]:.3f} lies wholly below the mean difference; np.percentile wants 2.5 "
            f"and 97.5, np.quantile 0.025 and 0.975."
        )
    raise Wrong(
        f"with {says}: {got[0]:.3f} to {got[1]:.3f} came; SciPy finds {right[0]:.3f} to {right[1]:.3f}."
    )


BOOTSTRAP = OpenExercise("a bootstrap interval", bootstrap_interval, _judge_bootstrap)

# 5.6 how many seeds ---------------------------------------------------------------------------------------


def seeds_needed(d, half_width):
    n, sd = 2, d.std(ddof=1)
    while scipy.stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n) > half_width:
        n += 1
    return n


def _needed(d, half_width, quantile=lambda n: scipy.stats.t.ppf(0.975, n - 1), ddof=1, power=0.5, least=2):
    n = np.arange(least, 20_000)
    with np.errstate(all="ignore"):
        enough = quantile(n) * d.std(ddof=ddof) / n**power <= half_width
    return int(n[enough.argmax()])


def _needed_oracle(d, half_width):
    """Where the half width, as a function of a real n, crosses: by a root finder."""
    sd = np.sqrt(((d - d.mean()) ** 2).sum() / (len(d) - 1))

    def excess(n):
        return scipy.stats.t.isf(0.025, n - 1) * sd / n**0.5 - half_width

    return 2 if excess(2) <= 0 else int(np.ceil(scipy.optimize.brentq(excess, 2, 1e6)))


def _needed_cases():
    rng = np.random.default_rng(7)
    return [
        Case("10 differences of sd about 1 and half width 0.1", (rng.normal(0, 1, 10), 0.1)),
        Case("20 differences of sd about 0.3 and half width 0.05", (rng.normal(0.2, 0.3, 20), 0.05)),
        Case("d = [0.5, 1, 1.5], whose sd is 0.5, and half width 0.5", (np.array([0.5, 1.0, 1.5]), 0.5)),
        Case("differences that hardly vary", (np.array([0.2, 0.2001, 0.2002]), 0.1)),
        Case("30 differences, the first of which hardly vary",
             (np.concatenate([rng.normal(0.3, 0.02, 8), rng.normal(0.3, 0.5, 22)]), 0.2)),
    ]  # fmt: skip


_FIXED = "1.96 is the quantile of the normal distribution; take Student's t with n - 1 degrees of freedom, for the n that you try."


def _needed_from_few(d, half_width):
    """The sd of the first n differences only."""
    n = 2
    while scipy.stats.t.ppf(0.975, n - 1) * d[:n].std(ddof=1) / np.sqrt(n) > half_width:
        n += 1
    return n


@dataclass(frozen=True)
class CountExercise(FunctionExercise):
    """A search that may end without an answer."""

    def _try(self, answer, case):
        try:
            return super()._try(answer, case)
        except Wrong as wrong:
            if "returned None" not in str(wrong):
                raise
        raise Wrong(
            f"with {case.says}: your function returned None. No n that it tried was enough (n may exceed len(d), and one "
            f"n that is not enough is no reason to stop), or the return is missing."
        )


NEEDED = CountExercise(
    "how many seeds",
    seeds_needed,
    _needed_oracle,
    _needed_cases,
    mistakes=(
        Mistake(_FIXED, lambda d, w: _needed(d, w, lambda n: 1.96)),
        Mistake(_FIXED, lambda d, w: _needed(d, w, lambda n: 1.96, least=1)),
        Mistake(_FIXED, lambda d, w: (1.96 * d.std(ddof=1) / w) ** 2),
        Mistake(_FIXED, lambda d, w: int((1.96 * d.std(ddof=1) / w) ** 2)),
        Mistake("Student's t has n - 1 degrees of freedom for the n that you *try*, not for the len(d) seeds you have.",
                lambda d, w: _needed(d, w, lambda n: scipy.stats.t.ppf(0.975, len(d) - 1))),
        Mistake("This n is one too small: its half width is still larger than allowed (Student's t has n - 1 degrees of "
                "freedom, not n).", lambda d, w: _needed(d, w) - 1),
        Mistake("Take the quantile 0.975: 0.95 leaves 5 % on each side.",
                lambda d, w: _needed(d, w, lambda n: scipy.stats.t.ppf(0.95, n - 1))),
        Mistake("The quantile of t is missing: one standard error to each side is about 68 %.",
                lambda d, w: _needed(d, w, lambda n: 1.0)),
        Mistake("The standard error divides by the square root of n, not by n.", lambda d, w: _needed(d, w, power=1)),
        Mistake("The standard deviation divides by S - 1 (ddof=1).", lambda d, w: _needed(d, w, ddof=0)),
        Mistake("The *half* width shall be at most 0.1 (that much to each side), not the whole width.",
                lambda d, w: _needed(d, w / 2)),
        Mistake("The half width shall be at most half_width, not twice that.", lambda d, w: _needed(d, 2 * w)),
        Mistake("The sd comes from all the seeds you have, d.std(ddof=1), whatever n you try: not from d[:n].",
                _needed_from_few),
        Mistake("This n is enough, but not the smallest.", lambda d, w: _needed(d, w) + 1),
    ),
)  # fmt: skip

EXERCISES = {
    "5.1": FORWARD,
    "5.2": BACKWARD,
    "5.3": UPDATE,
    "5.4": CHOSEN,
    "5.5": BOOTSTRAP,
    "5.6": NEEDED,
}
