"""Compare what came with what was expected, and say where they differ in words."""

import numpy as np

RELATIVE = {np.dtype(np.float16): 2e-2, np.dtype(np.float32): 1e-3}  # other dtypes: 1e-5
ABSOLUTE = {np.dtype(np.float16): 2e-2, np.dtype(np.float32): 1e-5}  # other dtypes: 1e-8


def differs(got, expected, exact=False, strict_type=True, where="the result"):
    """Say how ``got`` differs from ``expected``, or return None where they agree.

    Parameters
    ----------
    got, expected : number, str, ndarray, or list, tuple or dict of such
    exact : bool
        Say nothing of NaN (NaN equals NaN), and tell small numbers from zero: for recognising a mistake.
    strict_type : bool
        False accepts a list of numbers for an array and an integer for a float.
    where : str
        What is compared, for the sentence.

    Returns
    -------
    str or None
    """
    if isinstance(expected, dict):
        return _dicts_differ(got, expected, exact, strict_type, where)
    if isinstance(expected, list | tuple):
        return _sequences_differ(got, expected, exact, strict_type, where)
    if isinstance(expected, str | bool | np.bool_) or expected is None:
        same = (
            isinstance(got, type(expected))
            or isinstance(expected, bool | np.bool_)
            and isinstance(got, bool | np.bool_)
        )
        return None if same and got == expected else f"{where} is {show_value(got)}."
    return _arrays_differ(got, expected, exact, strict_type, where)


def _dicts_differ(got, expected, exact, strict_type, where):
    if not isinstance(got, dict) or set(got) != set(expected):
        keys = ", ".join(map(repr, expected))
        return f"{where} must be a dictionary with the keys {keys}; got {show_value(got)}."
    parts = (differs(got[k], expected[k], exact, strict_type, f"{where}[{k!r}]") for k in expected)
    return next((part for part in parts if part), None)


def _sequences_differ(got, expected, exact, strict_type, where):
    fields = getattr(expected, "_fields", None)
    kind = f"({', '.join(fields)})" if fields else _parts(len(expected))
    if isinstance(got, np.ndarray) and got.ndim == 1 and all(np.ndim(part) == 0 for part in expected):
        got = tuple(got)  # numbers in an array are as good as numbers in a tuple
    if not isinstance(got, list | tuple):
        return f"{where} must be a {type(expected).__name__} of {kind}; got {show_value(got)}."
    if len(got) != len(expected):
        came = "" if fields or len(got) > 5 else f": {show_value(got)}"
        return f"{where} must have {kind}; it has {_parts(len(got))}{came}.{_how_to_make(expected)}"
    names = fields or [f"part {i + 1}" for i in range(len(expected))]
    triples = zip(got, expected, names, strict=True)
    parts = (differs(g, e, exact, strict_type, f"{name} of {where}") for g, e, name in triples)
    return next((part for part in parts if part), None)


def _parts(number):
    return f"{number} part" if number == 1 else f"{number} parts"


def _how_to_make(expected):
    """How to write a named tuple whose last fields may be left out."""
    if not hasattr(expected, "_fields"):
        return ""
    given = [name for name, value in zip(expected._fields, expected, strict=True) if value is not None]
    return f" Return {type(expected).__name__}({', '.join(given)})."


def _arrays_differ(got, expected, exact, strict_type, where):
    other = strict_type and _other_kind(got, expected)
    got, expected = (
        part.detach() if hasattr(part, "detach") else part for part in (got, expected)
    )  # tensors
    expected = np.asarray(expected)
    if strict_type and isinstance(got, list | tuple) and expected.ndim:
        return f"{where} is a {type(got).__name__}; return a NumPy array (np.array(...) makes one of a list)."
    try:
        array = np.asarray(got)
    except ValueError:
        return f"{where} is {show_value(got)}, which is not an array of numbers."
    if array.dtype.kind not in "biuf":
        return f"{where} is {show_value(got)}; expected numbers."
    if other:
        return f"{where} is a {type(got).__name__}; return a {other}."
    if array.shape != expected.shape:
        return f"{where} has shape {array.shape}; expected {expected.shape}."
    if not exact and not np.isfinite(array).all() and np.isfinite(expected).all():
        return (
            f"{where} contains NaN or infinite values: {show_value(array)}; expected {show_value(expected)}."
        )
    relative, absolute = RELATIVE.get(array.dtype, 1e-5), ABSOLUTE.get(array.dtype, 1e-8)
    close = np.isclose(array, expected, relative, 1e-4 * absolute if exact else absolute, equal_nan=True)
    if close.all():
        return None
    if close.ndim == 0:
        return "{} is {}; expected {}.".format(where, *_show_both(array, expected))
    place = tuple(int(i) for i in np.argwhere(~close)[0])
    came, wanted = _show_both(array[place], expected[place])
    return (
        f"{where} is wrong at {int((~close).sum())} of {close.size} places, first at {list(place)}: "
        f"{came} came, {wanted} was expected."
    )


def _other_kind(got, expected):
    """What is wanted instead of another library's array, or of a kind that computes otherwise; or None."""
    if hasattr(expected, "detach") or isinstance(got, list | tuple | int | float | np.generic):
        return None
    kind = "NumPy array" if np.ndim(expected) else "number"
    return None if type(got) is np.ndarray else f"plain {kind}"


def _show_both(one, other):
    """Two different numbers with as many digits as it takes to tell them apart."""
    pairs = ((f"{one.item():.{digits}g}", f"{other.item():.{digits}g}") for digits in (5, 8, 12, 17))
    return next((pair for pair in pairs if pair[0] != pair[1]), (show_value(one), show_value(other)))


def same(one, other):
    """Whether two values, or containers of them, are the same to the last bit.

    Arrays, tensors, tables, numbers and texts are compared; other objects, such as functions and generators,
    count as the same.
    """
    if isinstance(one, dict):
        return isinstance(other, dict) and same([*one.items()], [*other.items()])
    if isinstance(one, list | tuple):
        alike = isinstance(other, list | tuple) and len(one) == len(other)
        return alike and all(same(a, b) for a, b in zip(one, other, strict=True))
    if hasattr(one, "equals"):  # a table
        return one.equals(other)
    if hasattr(one, "detach"):  # a tensor
        return hasattr(other, "detach") and same(one.detach().numpy(), other.detach().numpy())
    if isinstance(one, np.ndarray | np.generic | int | float | str):
        one, other = np.asarray(one), np.asarray(other)
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
    return True


def share_memory(one, other):
    """Whether an array or tensor in one value shares memory with one in the other."""
    return any(np.may_share_memory(a, b) for a in _arrays(one) for b in _arrays(other))


def _arrays(value):
    """The arrays in a value, or in a container of values; tensors as arrays of the same memory."""
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _arrays(part)
    elif hasattr(value, "detach"):
        yield value.detach().numpy()
    elif isinstance(value, np.ndarray):
        yield value


def is_finite(value):
    """Whether all numbers in a value, or in a container of values, are finite."""
    if isinstance(value, dict | list | tuple):
        return all(is_finite(part) for part in (value.values() if isinstance(value, dict) else value))
    array = np.asarray(value.detach() if hasattr(value, "detach") else value)
    return array.dtype.kind not in "fc" or bool(np.isfinite(array).all())


def show_value(value):
    """A short text for any value: small numbers and arrays as they are, others by type and shape."""
    if isinstance(value, np.ndarray) and value.size > 8:
        return f"an array of shape {value.shape}"
    if isinstance(value, np.ndarray | np.generic) and np.ndim(value) == 0:
        value = value.item()
    if isinstance(value, np.ndarray):
        return np.array2string(np.asarray(value), precision=5, separator=", ")
    try:
        text = f"{value:.5g}" if isinstance(value, float) else repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 80 else text[:77] + "..."
