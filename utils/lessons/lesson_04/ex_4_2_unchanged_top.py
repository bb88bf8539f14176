"""Exercise 4.2: a second RBM on top that changes nothing, judged by adding up all states."""

import numpy as np

from ...numpy_models.rbm import RBM
from ...teaching.compare import differs, show_value
from ...teaching.exercise import OpenExercise, Wrong, attempt


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
