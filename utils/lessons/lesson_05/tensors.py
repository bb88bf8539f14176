"""What the exercises in PyTorch share: networks with a seed axis, and what is said of a result's form."""

import inspect
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from ...teaching.compare import differs, show_value
from ...teaching.exercise import FunctionExercise, Wrong
from ...torch_models.mlp import Layer

F64 = torch.float64


def randn(rng, *shape, dtype=F64):
    """Normal random numbers as a tensor of the given shape."""
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


def plain(value):
    """The same without autograd's notes, for comparing."""
    if isinstance(value, torch.Tensor):
        return value.detach()
    if isinstance(value, list | tuple):
        parts = [plain(part) for part in value]
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
                f"with {case.says}: the numbers are right, but autograd cannot follow them: {NO_NUMPY}"
            )
        return plain(result), args

    def _check_untouched(self, args, case):
        names = list(inspect.signature(self.reference).parameters)
        for name, after, before in zip(names, args, case.args, strict=True):
            if differs(plain(after), plain(before), exact=True):
                raise Wrong(
                    f"the result is right, but your function changes {name} in place; work on a copy (x.clone()), or "
                    f"write x = x - ... instead of x -= ..."
                )


NO_NUMPY = (
    "use torch.sigmoid or torch.exp; NumPy's functions cannot be followed by autograd, which comes next."
)
_NOT_T = (
    ".T turns round all axes of a tensor, also that of the seeds; .mT turns round the last two only, one matrix a "
    "seed."
)
TRANSPOSED = tuple((f".T{end}", _NOT_T) for end in (" ", ")", ",", "\n"))
_NOT_FIT = "The matrices of a product do not fit: is a transpose (.mT) missing, or one too many?"
NO_FIT = (("Expected size for first two dimensions", _NOT_FIT), ("The expanded size of the tensor", _NOT_FIT))


def random_network(n_seeds, n_examples, sizes, dtype=F64, scale=1.0, seed=1):
    """Networks with biases, inputs and labels that differ from seed to seed; ``scale`` multiplies the weights."""
    rng = np.random.default_rng(seed)
    params = [
        Layer(scale * randn(rng, n_seeds, v, h, dtype=dtype), scale * randn(rng, n_seeds, h, dtype=dtype))
        for v, h in zip(sizes[:-1], sizes[1:], strict=True)
    ]
    x = torch.from_numpy(rng.random((n_seeds, n_examples, sizes[0]))).to(dtype)
    labels = torch.from_numpy(rng.integers(0, sizes[-1], (n_seeds, n_examples)))
    return params, x, labels


class Shape(NamedTuple):
    """A network to try: S, N, the sizes of its layers, what its weights are multiplied by."""

    says: str
    s: int
    n: int
    sizes: tuple
    dtype: torch.dtype = F64
    scale: float = 1.0

    def network(self):
        """Parameters, inputs and labels; the last seed's inputs are 0 where there are more than two."""
        params, x, labels = random_network(self.s, self.n, self.sizes, self.dtype, self.scale)
        if self.s > 2:
            x[-1] = 0
        return params, x, labels


SHAPES = (
    Shape("S = 2 seeds, N = 3 examples, no hidden layer", 2, 3, (4, 5)),
    Shape("S = 2 seeds, N = 5 examples, one hidden layer", 2, 5, (3, 4, 6)),
    Shape("as many seeds as examples, S = N = 3", 3, 3, (4, 5, 2)),
    Shape("S = 4 seeds, N = 2 examples, three hidden layers", 4, 2, (6, 5, 7, 5, 3)),
    Shape("one seed, S = 1", 1, 3, (4, 5, 2)),
    Shape("one example a seed, N = 1", 2, 1, (4, 5, 3)),
    Shape("one input and one hidden unit", 2, 3, (1, 1, 2)),
    Shape("as many hidden units as examples, N = H = 5", 2, 5, (3, 5, 4)),
    Shape("layers of equal width", 2, 3, (4, 4, 4, 4)),
    Shape("all sizes equal, S = N = V = H = K = 3", 3, 3, (3, 3, 3)),
    Shape("large scores of both signs", 2, 4, (5, 6, 3), scale=2e3),
    Shape("S = 3 seeds in float32", 3, 4, (5, 6, 2), torch.float32),
)
