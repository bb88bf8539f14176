"""One check that several loaders share."""

import operator


def whole_number(number, given, least=0, most=None):
    """``number`` as an int, when it is a whole number in the range.

    Parameters
    ----------
    number : int
        Of any integer type; a bool is not taken for a number.
    given : str
        What was given to which function; starts the sentence of the error.
    least, most : int
        The range, both ends included; ``most=None`` stands for no end.

    Returns
    -------
    int

    Raises
    ------
    TypeError
        When it is not a whole number.
    ValueError
        When it is outside the range.
    """
    allowed = f"from {least} on" if most is None else f"from {least} to {most}"
    try:
        whole = operator.index(number) if not isinstance(number, bool) else None
    except TypeError:
        whole = None
    if whole is None:
        raise TypeError(f"{given} = {number!r}: pass a whole number {allowed}.")
    if whole < least or (most is not None and whole > most):
        raise ValueError(f"{given} = {number}: pass a whole number {allowed}.")
    return whole
