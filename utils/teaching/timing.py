"""How fast functions are on this machine: they take turns, so that a busy machine slows all of them alike."""

import statistics
import time

from .bars import progress_bar


def samples(contestants, rounds=3, clock=time.process_time, wait=None):
    """Things done per second, of each contestant in each round.

    Parameters
    ----------
    contestants : dict of str to (int, callable)
        How many things a call does (seeds x examples), and the function, without arguments.
    rounds : int
        Timed calls of each; one more, untimed, comes first.
    clock : callable
        Seconds; by default those of this process on its processors.
    wait : callable, optional
        Called before the clock is read, to wait for what goes on elsewhere (on a GPU).

    Returns
    -------
    dict of str to list of float
    """
    wait = wait or (lambda: None)
    found = {name: [] for name in contestants}
    for turn in progress_bar(range(rounds + 1), "rounds"):
        for name, (n, function) in contestants.items():
            wait()
            start = clock()
            function()
            wait()
            if turn:
                found[name].append(n / max(clock() - start, 1e-9))
    return found


def rates(contestants, rounds=3):
    """Things done per second of processor time, the median over the rounds of :func:`samples`."""
    return {name: statistics.median(found) for name, found in samples(contestants, rounds).items()}
