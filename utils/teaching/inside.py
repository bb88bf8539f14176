"""What happens inside the child process that judges an answer (``child.py`` made it, and listens).

The child first lets go of everything that it shares with the parent: it prints into a pipe, nobody answers
its questions, and a notebook's connections are not touched. Then each call of the student's function, and the
judge's work between two calls (a result can be an object with code of its own), is limited in processor time,
in the time that it may wait without computing, and in memory; none of these limits depends on how busy the
computer is.
"""

import builtins
import contextlib
import faulthandler
import gc
import getpass
import os
import resource
import signal
import sys
import time
import warnings
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

from . import guard
from .verdicts import NOT_YET

WAITING = 8.0  # seconds in which nothing is computed
MEMORY = 2**30  # bytes that a call, and what follows until the next, may take beyond what there was
ADDRESSES = resource.getrlimit(resource.RLIMIT_AS)  # bytes that the lesson may take: soft and hard limit
NO_FORK = ("fork-based multiprocessing", "in forked subprocess")  # PyTorch, once it has used a GPU


def judge(judgement, tell, print_to):
    """Tell the verdict of ``judgement()``, and end: nothing here may go on in the parent's place.

    Parameters
    ----------
    judgement : callable
    tell : multiprocessing.connection.Connection
    print_to : int
        File descriptor.
    """
    try:
        gc.freeze()  # a collection would touch all that the parent has made, and so copy its memory
        stream = guard.Printed(_write)
        with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
            _let_go(print_to)
            _compute()
            tell.send(("ready", ""))
            guard.call = partial(_call, tell)
            _limit(tell, f"while your answer was looked at, {guard.waited(WAITING)}")
            outcome, says, _ = judgement()
        cannot = any(part in says for part in NO_FORK)
        tell.send(("cannot", "") if cannot else ("verdict", (outcome, says)))
    finally:
        os._exit(0)


def _write(text):
    with contextlib.suppress(OSError):  # the answer may have closed it
        os.write(1, text.encode("utf-8", "replace"))


def _let_go(print_to):
    """Leave the parent's streams, signals, questions and notebook alone."""
    os.setpgid(0, 0)  # an interrupt is the parent's; whatever the answer starts ends with this group
    null = os.open(os.devnull, os.O_RDWR)
    for source, target in ((null, 0), (print_to, 1), (print_to, 2)):
        os.dup2(source, target)
    sys.stdin = os.fdopen(null)
    builtins.input = getpass.getpass = _nobody_answers
    faulthandler.disable()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    warnings.simplefilter("ignore")
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        _leave_notebook(shell)


def _nobody_answers(prompt="", **_):
    raise EOFError("nobody answers input() while a function is checked")


def _leave_notebook(shell):
    """``exit()`` raises, and ``display`` prints."""
    from IPython.core.displaypub import DisplayPublisher

    class Printer(DisplayPublisher):
        def publish(self, data, *_, **__):
            print(data.get("text/plain", ""))

    def ask_exit():
        raise SystemExit("exit()")

    shell.display_pub, shell.ask_exit = Printer(), ask_exit


def _compute():
    """A little work for each library, in one thread: what hangs or crashes after a fork does so now.

    Arrow, which pandas uses, reserves as many addresses for its pool as a call may take: so it does it here,
    or, where it is not loaded yet, takes memory from the system.
    """
    threadpool_limits(1)
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    if (arrow := sys.modules.get("pyarrow")) is not None:
        arrow.array(["one", "two"]).dictionary_encode()
    np.ones((64, 64)) @ np.ones((64, 64))
    if (torch := sys.modules.get("torch")) is not None:
        torch.set_num_threads(1)
        torch.ones(64, 64) @ torch.ones(64, 64)


def _call(tell, function, args, says=""):
    """Call a student's function within the limits; takes the place of ``guard.call``."""
    tell.send(("known", guard.known) if guard.known else ("calling", says))
    _limit(tell, guard.known or guard.complaint(guard.waited(WAITING), says))
    outcome = guard.run(function, args)
    tell.send(("known", guard.known) if guard.known else ("returned", ""))
    _limit(tell, guard.known or f"after your function had returned, {guard.waited(WAITING)}")
    return outcome


def _limit(tell, says):
    """From now on, die of SIGPROF after too much processor time, give up with ``says`` after idling too long,
    and run out of memory once the address space has grown by ``MEMORY``, where the system can limit it.
    """
    used = time.process_time()

    def look(*_):
        nonlocal used
        before, used = used, time.process_time()
        if used - before < WAITING / 200:
            tell.send(("verdict", (NOT_YET, says)))
            os._exit(0)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, WAITING, WAITING)
    signal.setitimer(signal.ITIMER_PROF, guard.SECONDS)
    if sys.platform == "linux":
        with open("/proc/self/statm") as sizes:
            now = int(sizes.read().split()[0]) * resource.getpagesize()
        limit = min(value for value in (now + MEMORY, *ADDRESSES) if value != resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_AS, (limit, ADDRESSES[1]))
