"""Exercise 4.2: a second RBM on top that changes nothing, judged by adding up all states."""

import numpy as np
import scipy.special

from ...numpy_models.rbm import RBM
from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong, clean_trial


def unchanged_top(lower):
    return RBM(lower.W.T.copy(), lower.c.copy(), lower.b.copy())


def _states(n):
    return (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(float)


def _log_joint(W, b, c):
    """Log of the unnormalised probabilities of all pairs of states, one by one: (2 ** V, 2 ** H)."""
    v, h = _states(len(b)), _states(len(c))
    return np.einsum("ni,ij,mj->nm", v, W, h) + (v @ b)[:, None] + (h @ c)[None]


def _marginal(rbm, axis):
    """Probabilities of the states of one layer, added up over the other (0: the visible, 1: the hidden one)."""
    log_p = scipy.special.logsumexp(_log_joint(*(np.asarray(part, float) for part in rbm)), axis=axis)
    return np.exp(log_p - scipy.special.logsumexp(log_p))


def _what(value):
    """What came instead of an RBM, in a few words."""
    parts = f" of {len(value)} parts" if isinstance(value, tuple | list) else ""
    return show_value(value) if isinstance(value, np.ndarray) else f"a {type(value).__name__}{parts}"


def _judge_form(top, lower, says):
    """The answer as an RBM, where it has the right shapes."""
    if not isinstance(top, tuple | list) or len(top) != 3:
        raise Wrong(f"with {says}: return RBM(W, b, c), three arrays; got {_what(top)}.")
    n_hidden, rbm = len(lower.c), RBM(*top)
    for name, part in zip(rbm._fields, rbm, strict=True):
        if type(part) is not np.ndarray or not part.flags.writeable:
            what = "read-only" if type(part) is np.ndarray else f"a {type(part).__name__}"
            raise Wrong(f"with {says}: {name} is {what}; training works in place, which takes a plain array.")
        if part.dtype.kind != "f" or part.dtype.itemsize < lower.W.dtype.itemsize:
            raise Wrong(
                f"with {says}: {name} has the dtype {part.dtype}, the lower RBM {lower.W.dtype}; another dtype "
                f"changes the numbers a little. Keep it."
            )
    W, b, c = rbm
    if W.ndim != 2 or W.shape[0] != n_hidden:
        raise Wrong(
            f"with {says}: the top's W has shape {W.shape}; its visible units are the {n_hidden} hidden units of the "
            f"lower RBM, so W needs {n_hidden} rows. Is it turned the right way?"
        )
    if b.shape != (n_hidden,) or c.shape != (W.shape[1],):
        raise Wrong(
            f"with {says}: the biases are exchanged or missing: b has shape {b.shape} and c {c.shape}; expected "
            f"{(n_hidden,)} for the top's visible units and {(W.shape[1],)} for its hidden ones."
        )
    return rbm


def _mistakes(top, lower):
    """Sentences on what is wrong with each array of the top, from the first on."""
    wanted = unchanged_top(lower)
    for name, part in zip(top._fields, top, strict=True):
        if not np.isfinite(part).all():
            yield f"{name} of the top holds NaN or infinite values."
    if all(same(part, whole) for part, whole in zip(top, lower, strict=True)):
        yield "this is the lower RBM again; its visible units are pixels, the top's are hidden units."
    zeros = [name for name, part in zip(top._fields, top, strict=True) if not np.any(part)]
    if zeros:
        yield f"{' and '.join(zeros)} of the top is all zero, and P(h) is not the lower RBM's."
    if same(top.W, -wanted.W):
        yield "the sign of the weights is turned; compare the two free energies term by term."
    elif not same(top.W, wanted.W) and same(top.W, lower.W):
        yield "W is not transposed: weight (i, j) of the top joins its visible unit i and its hidden unit j."
    elif not same(top.W, wanted.W) and same(top.W.ravel(), lower.W.ravel()):
        yield "W has the right numbers in other places: reshape does not transpose."
    if (
        not same(top.b, wanted.b)
        and same(top.b, lower.b)
        or not same(top.c, wanted.c)
        and same(top.c, lower.c)
    ):
        yield "the biases are exchanged: the top's visible units are the lower hidden units."
    for name, part, right in zip(top._fields[1:], top[1:], wanted[1:], strict=True):
        if same(part, -right):
            yield f"the sign of {name} is turned; compare the two free energies term by term."


def same(part, other):
    """Whether two arrays have the same shape and numbers."""
    return part.shape == other.shape and np.allclose(part, other)


def _judge_prior(top, lower, says):
    wanted, got = _marginal(lower, axis=0), _marginal(top, axis=1)
    if np.allclose(got, wanted, rtol=1e-3, atol=1e-7):
        return
    mistake = next(_mistakes(top, lower), None)
    if mistake:
        raise Wrong(f"with {says}: {mistake}")
    state = int(np.abs(got - wanted).argmax())
    h = _states(len(lower.c))[state].astype(int).tolist()
    raise Wrong(
        f"with {says}: the hidden state h = {h} has the probability {wanted[state]:.4f} in the lower RBM; the top "
        f"gives it {got[state]:.4f}."
    )


def _try(answer, says, n_visible, n_hidden, dtype, scale):
    rng = np.random.default_rng(6)
    shapes = ((n_visible, n_hidden), n_visible, n_hidden)
    lower = RBM(*(rng.normal(0, scale, shape).astype(dtype) for shape in shapes))
    result, (given,) = clean_trial(answer, (lower,), says)
    top = _judge_form(result, lower, says)
    _judge_prior(top, lower, says)
    if any(np.shares_memory(mine, theirs) for mine in top for theirs in given):
        raise Wrong(
            "the probabilities are right, but the two RBMs share memory: training the top would move the lower one."
        )
    if np.shares_memory(top.b, top.c):
        raise Wrong("b and c of the top share memory: training the one would move the other.")


def _judge_top(answer):
    for case in (
        ("4 visible and 3 hidden units", 4, 3, np.float64, 1.0),
        ("3 visible and 3 hidden units", 3, 3, np.float64, 1.0),
        ("1 visible and 1 hidden unit", 1, 1, np.float64, 1.0),
        ("5 visible and 2 hidden units in float32", 5, 2, np.float32, 1.0),
        ("2 visible and 4 hidden units, and large weights", 2, 4, np.float64, 30.0),
        ("4 visible and 3 hidden units once more", 4, 3, np.float64, 1.0),
    ):
        _try(answer, *case)


TOP = OpenExercise(
    "a layer that changes nothing",
    unchanged_top,
    _judge_top,
    form=lambda top, lower: top if isinstance(top, np.ndarray) else RBM(*top),
)
