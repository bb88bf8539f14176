"""How fast functions are on this machine: they take turns, so that a busy machine slows all of them alike."""

import statistics
import time

from threadpoolctl import threadpool_limits


def one_thread():
    """Keep NumPy's matrix products to one thread, from now on."""
    threadpool_limits(1)


def rates(contestants, rounds=3):
    """Things done per second of processor time, the median over some rounds.

    Parameters
    ----------
    contestants : dict of str to (int, callable)
        How many things a call does (seeds x examples), and the function, without arguments.
    rounds : int
        Timed calls of each; one more, untimed, comes first.

    Returns
    -------
    dict of str to float
    """
    seconds = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        for name, (_, function) in contestants.items():
            start = time.process_time()
            function()
            if turn:
                seconds[name].append(max(time.process_time() - start, 1e-9))
    return {name: n / statistics.median(seconds[name]) for name, (n, _) in contestants.items()}
