"""What later cells need of an answer besides right results: their digits, and some speed."""

import time

import numpy as np

from .attempt import Wrong, result_of, trial

ROUNDED = 3e-7  # relative error of a result: lessons compare a slow and a fast gradient to 1e-6
DIFFERENCED = 2e-8  # of what central differences are taken of, which makes errors much larger
ADVICE = "Is something rounded, or computed in float32, on the way?"
LONGEST = 0.05  # seconds of processor time for a minibatch


def judge_digits(answer, reference, args, says, most=ROUNDED, advice=ADVICE):
    """Raise Wrong where a result that is nearly right has too few digits for the gradient check that follows.

    Parameters
    ----------
    answer, reference : callable
    args : tuple
        With arrays in double precision.
    says : str
        What the arguments are.
    most : float
        The largest relative error.
    advice : str
        Said at the end.
    """
    got, expected = _numbers(result_of(answer, args, says)), _numbers(reference(*args))
    error = max(_relative(one, other) for one, other in zip(got, expected, strict=True))
    if error > most:
        dtype = min((part.dtype for part in got), key=lambda dtype: dtype.itemsize)
        comes = f"comes in {dtype} and " if dtype.itemsize < 8 else ""
        raise Wrong(
            f"with {says} in float64 the result {comes}is right to {-np.log10(error):.0f} digits only; the "
            f"gradient check below needs more. {advice}"
        )


def _numbers(result):
    """All arrays of a result."""
    if isinstance(result, list | tuple):
        return [array for part in result for array in _numbers(part)]
    return [np.asarray(result)]


def _relative(one, other):
    return np.abs(one - other).max(initial=0) / (np.abs(other).max(initial=0) or 1)


def judge_speed(answer, args, says, n_calls):
    """Raise Wrong where a right answer would let a training with ``n_calls`` calls take an hour.

    Parameters
    ----------
    answer : callable
    args : tuple
        A minibatch's.
    says : str
        What the arguments are.
    n_calls : int
    """
    seconds = min(_seconds(answer, args, says) for _ in range(2))
    if seconds > LONGEST:
        raise Wrong(
            f"the result is right, but too slow: with {says} it took {seconds:.2f} seconds, and the training "
            f"below does that {n_calls:,} times, which makes {n_calls * seconds / 60:.0f} minutes. Work with "
            "whole arrays instead of loops over their entries."
        )


def _seconds(answer, args, says):
    before = time.process_time()
    trial(answer, args, says)
    return time.process_time() - before
