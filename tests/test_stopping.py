"""Signals end a command with a sentence, and leave alone what is not theirs."""

import signal
import subprocess
import sys
import threading

import pytest

from utils.stopping import Interrupted, put_off, stoppable

COMMAND = """
import signal
from utils.stopping import end_at_once, stoppable
end_at_once()
with stoppable():
    try:
        signal.raise_signal(signal.SIGTERM)
    except KeyboardInterrupt as error:
        print(error.exit_code, flush=True)
        signal.raise_signal(signal.SIGINT)
"""


@pytest.fixture(params=["SIGINT", "SIGTERM", "SIGHUP"])
def number(request):
    """Of a signal that is not ignored, even where the tests were started so that it is."""
    number = signal.Signals[request.param]
    before = signal.signal(number, signal.default_int_handler)
    yield number
    signal.signal(number, before)


def test_the_first_signal_can_be_put_in_order(number):
    before = signal.getsignal(number)
    with pytest.raises(Interrupted) as caught, stoppable():
        signal.raise_signal(number)
    assert caught.value.exit_code == 128 + number
    assert signal.getsignal(number) == before


def test_a_signal_that_is_put_off_comes_at_the_end(number):
    """Once, and then it is handled as it would have been."""
    done = []

    def work():
        with put_off():
            signal.raise_signal(number)
            signal.raise_signal(number)
            done.append("what may not be left half done")
        done.append("the rest")

    with pytest.raises(Interrupted) as caught, stoppable():
        work()
    assert caught.value.exit_code == 128 + number
    assert done == ["what may not be left half done"]


def test_the_second_signal_ends_at_once():
    done = subprocess.run([sys.executable, "-c", COMMAND], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "143\n", "\nStopped.\n")


def test_what_is_ignored_is_ignored_further():
    """As under nohup: the terminal may be closed."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            signal.raise_signal(signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_other_threads_leave_signals_alone():
    found = []

    def look():
        with stoppable():
            found.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [signal.getsignal(signal.SIGTERM)]


def test_importing_the_course_changes_no_signal():
    code = "import signal; before = signal.getsignal(signal.SIGINT); import utils; "
    done = subprocess.run([sys.executable, "-c", f"{code}assert signal.getsignal(signal.SIGINT) is before"])
    assert done.returncode == 0
