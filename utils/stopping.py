"""How a command of the course ends early: by Ctrl-C, SIGTERM or SIGHUP, at any moment, with a sentence.

Where there is nothing to put in order it ends at once; within :func:`stoppable` it can.
"""

import contextlib
import os
import signal
import threading

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Windows has no SIGHUP


class Interrupted(KeyboardInterrupt):
    """The user, or the system, ends this process; ``exit_code`` says by which signal, as shells do."""

    def __init__(self, number):
        super().__init__()
        self.exit_code = 128 + number


def end_at_once():
    """From now on, a signal ends this process with a sentence. What it ignores it goes on to ignore."""
    _handle(_end)


@contextlib.contextmanager
def stoppable():
    """Within the context the first signal raises Interrupted, and a second one ends this process at once."""
    before = _handle(_raise)
    try:
        yield
    finally:
        _restore(before)


@contextlib.contextmanager
def put_off():
    """Within the context a signal waits until its end.

    A mask does not do that: the system gives a signal to any thread without one, and Python handles it in the
    main thread.
    """
    waiting = []
    before = _handle(lambda number, frame: waiting.append(number))
    try:
        yield
    finally:
        _restore(before)
        if waiting:
            signal.raise_signal(waiting[0])


def _handle(handler):
    """Handle the signals so, but for those that are ignored; give how they were handled before.

    Only the main thread can; in another one nothing changes.
    """
    before = {}
    if threading.current_thread() is not threading.main_thread():
        return before
    for name in NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            before[number] = signal.signal(number, handler)
    return before


def _restore(before):
    """Handle the signals as before."""
    for number, handler in before.items():
        signal.signal(number, handler)


def _end(number, frame):
    os.write(2, b"\nStopped.\n")
    os._exit(128 + number)


def _raise(number, frame):
    _handle(_end)
    raise Interrupted(number)
