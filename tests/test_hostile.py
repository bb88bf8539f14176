"""Answers that never end, end Python, take all memory: the lesson lives, and the student is told."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from utils.numpy_models import mlp
from utils.teaching import checking, child, guard, inside
from utils.teaching.checking import CORRECT, NOT_ATTEMPTED, NOT_YET, check

ROOT = Path(__file__).resolve().parents[1]
ON = "When your function was called with the scores [[0, 1, 2], [3, 3, 3]], "


@pytest.fixture(autouse=True)
def _lenient_and_quick(monkeypatch):
    monkeypatch.delenv("COURSE_STRICT", raising=False)
    monkeypatch.setattr(guard, "SECONDS", 0.5)
    monkeypatch.setattr(inside, "WAITING", 1.0)
    monkeypatch.setattr(child, "START", 600.0)  # on a busy computer it takes its time


@pytest.fixture
def _without_fork(monkeypatch):
    monkeypatch.setattr(child, "POSSIBLE", False)


def said_of(answer, capsys):
    """The outcome of an answer to exercise 1.1, and what is announced."""
    returned = check("1.1", answer)
    outcome = checking.outcomes["1.1"]
    assert returned is (answer if outcome == CORRECT else mlp.softmax)
    return outcome, capsys.readouterr().out


def c_loop(a):
    return sum(range(10**12))


def large_power(a):
    return 10**10**8


def endless(a):
    while True:
        pass


def exits(a):
    exit()


def exits_at_once(a):
    os._exit(3)


def aborts(a):
    os.abort()


def kills(a):
    os.kill(os.getpid(), signal.SIGKILL)


def kills_its_group(a):
    os.kill(0, signal.SIGKILL)


def breaks(a):
    import ctypes

    ctypes.string_at(0)


def growing_list(a):
    kept = []
    while True:
        kept.append(bytes(10**6))


def large_array(a):
    return np.ones(10**11)


def recursive(a):
    return recursive(a)


def deeply_recursive(a):
    sys.setrecursionlimit(10**9)
    return sorted([1, 2], key=lambda x: deeply_recursive(a))


def asks(a):
    return input("how many?")


def sleeps(a):
    time.sleep(1000)


def waits(a):
    threading.Lock().acquire() and threading.Event().wait()


def prints(a):
    while True:
        print("again")


def catches_everything(a):
    while True:
        try:
            time.sleep(1000)
        except BaseException:
            continue


HOSTILE = [
    (c_loop, "too slow: it used 0.5 seconds of processor time; a loop that never ends, or Python loops"),
    (large_power, "too slow"),
    (endless, "too slow"),
    (prints, "too slow"),
    (exits, "ended Python: SystemExit: None (in the line: exit())."),
    (exits_at_once, "ended Python by os._exit(3)"),
    (aborts, "ended Python by the signal SIGABRT (os.abort(), or"),
    (kills, "ended Python by the signal SIGKILL (os.kill, or"),
    (kills_its_group, "ended Python by the signal SIGKILL"),
    (breaks, "ended Python by the signal SIGSEGV"),
    (growing_list, "wanted too much memory, MemoryError"),
    (large_array, "wanted too much memory, MemoryError: Unable to allocate 745. GiB"),
    (recursive, "raised RecursionError"),
    (deeply_recursive, "ended Python by the signal SIGSEGV"),
    (asks, "EOFError: nobody answers input()"),
    (sleeps, "it waited for 1 seconds without computing"),
    (waits, "it waited for 1 seconds"),
    (catches_everything, "it waited for 1 seconds"),
]


@pytest.mark.parametrize(("answer", "fragment"), HOSTILE)
def test_hostile_answer_ends_and_the_student_is_told(answer, fragment, capsys):
    outcome, said = said_of(answer, capsys)
    assert outcome == NOT_YET
    assert ON in said
    assert fragment in said


def test_the_case_on_which_an_answer_ended_is_named(capsys):
    def late(a):
        return mlp.softmax(a) if len(a) == 2 else os._exit(0)

    said = said_of(late, capsys)[1]
    assert "called with 4 rows of 5 random scores, it ended Python by os._exit(0)" in said


def test_what_was_printed_before_the_end_is_shown(capsys):
    def speaks(a):
        print("last words")
        subprocess.run(["echo", "of another program"])
        os.abort()

    said = said_of(speaks, capsys)[1]
    assert said.endswith("Your code printed:\nlast words\nof another program\n")


@pytest.mark.parametrize(
    "close", [lambda: sys.stdout.close(), lambda: os.close(1), lambda: os.closerange(0, 3)]
)
def test_answer_may_close_its_streams(close, capsys):
    def closes(a):
        with contextlib.suppress(OSError):  # it is closed already
            close()
        print("unheard")
        return mlp.softmax(a)

    assert said_of(closes, capsys)[0] == CORRECT
    print("the lesson still prints")
    assert "still prints" in capsys.readouterr().out


def test_answer_may_leave_threads_and_programs_running(capsys, tmp_path):
    def leaves(a):
        threading.Thread(target=endless, args=(a,)).start()
        program = subprocess.Popen(["sleep", "1000"])
        (tmp_path / "new").write_text(str(program.pid))
        (tmp_path / "new").replace(tmp_path / "number")  # whole, also if this process is ended here
        return mlp.softmax(a)

    outcome, said = said_of(leaves, capsys)
    assert outcome == CORRECT or "too slow" in said  # its threads use the time of the calls that follow
    number = int((tmp_path / "number").read_text())
    for _ in range(100):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the program goes on")


def test_thread_that_ends_python_after_the_call_is_told(capsys):
    def delayed(a):
        threading.Timer(0.2, os._exit, (0,)).start()
        return Slow()

    class Slow:
        def __array__(self, *args, **options):
            time.sleep(60)

    outcome, said = said_of(delayed, capsys)
    assert outcome == NOT_YET
    assert "After your function had returned, it ended Python" in said


def returned_object(does):
    """An answer whose result is an object that does something when the judge makes an array of it."""

    class Result:
        def __array__(self, *args, **options):
            return does(None)

    return lambda a: Result()


@pytest.mark.parametrize(
    ("does", "fragment"),
    [
        (c_loop, "After your function had returned, it was too slow: it used 0.5 seconds of processor time"),
        (endless, "After your function had returned, it was too slow"),
        (sleeps, "After your function had returned, it waited for 1 seconds without computing"),
        (large_array, "MemoryError"),
        (exits_at_once, "After your function had returned, it ended Python by os._exit(3)"),
        (aborts, "After your function had returned, it ended Python by the signal SIGABRT"),
    ],
)
def test_results_with_hostile_code_end_and_the_student_is_told(does, fragment, capsys):
    outcome, said = said_of(returned_object(does), capsys)
    assert outcome == NOT_YET
    assert fragment in said


@pytest.mark.parametrize(
    ("does", "fragment"),
    [
        (endless, "While your answer was looked at, it was too slow"),
        (sleeps, "While your answer was looked at, it waited for 1 seconds without computing"),
    ],
)
def test_values_with_hostile_code_end_and_the_student_is_told(does, fragment, capsys):
    hostile = type("Hostile", (), {"__repr__": does})()
    check("0.2", hostile)
    assert checking.outcomes["0.2"] == NOT_YET
    assert fragment in capsys.readouterr().out


def test_who_waits_long_is_told_why(capsys, monkeypatch):
    monkeypatch.setattr(child, "PATIENCE", 0.2)
    said = said_of(sleeps, capsys)[1]
    assert said.startswith(
        "Still checking after 0.2 seconds: your function is running with the scores [[0, 1, 2]"
    )
    assert said.count("Still checking") == 1
    monkeypatch.setattr(child, "PATIENCE", 600.0)
    assert "Still checking" not in said_of(sleeps, capsys)[1]


WITH_PANDAS = """
from utils.teaching import child, guard
from utils.teaching.verdicts import CORRECT, Verdict

def upper(n):
    import pandas as pd
    return pd.Series(["a", "b"] * n).str.upper().tolist()[-1]

print(child.run(lambda: Verdict(CORRECT, str(guard.call(upper, (1_000,), "")), "")).says)
"""
WITH_A_TABLE = """
from tests.bank.lesson_05 import RIGHT
from utils.teaching import check

check("5.4", RIGHT["5.4"][0])
"""


@pytest.mark.parametrize(
    ("code", "says"), [(WITH_PANDAS, "Outcome(result='B', trouble=None)"), (WITH_A_TABLE, "correct.")]
)
def test_pandas_has_the_memory_that_it_reserves(code, says):
    """In a process in which it has reserved none."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.endswith(f"{says}\n")


def test_memory_is_given_back_and_work_goes_on(capsys):
    def hungry(a):
        try:
            np.ones(10**11)
        except MemoryError:
            return mlp.softmax(a)

    assert said_of(hungry, capsys)[0] == CORRECT


def test_processor_time_counts_and_not_the_clock(capsys, monkeypatch):
    monkeypatch.setattr(guard, "SECONDS", 0.3)

    def slow_but_modest(a):
        time.sleep(0.4)
        return mlp.softmax(a)

    assert said_of(slow_but_modest, capsys)[0] == CORRECT


def test_a_judge_that_takes_too_long_is_given_up(capsys, monkeypatch):
    monkeypatch.setattr(child, "JUDGEMENT", 1.0)
    monkeypatch.setattr(child, "START", 1.0)
    monkeypatch.setattr(inside, "WAITING", 100.0)
    outcome, said = said_of(sleeps, capsys)
    assert outcome == NOT_YET
    assert "The check was given up after 1 seconds while your function ran with the scores [[0, 1, 2]" in said


def test_an_interrupt_ends_the_child(monkeypatch):
    monkeypatch.setattr(inside, "WAITING", 100.0)
    ended = []
    monkeypatch.setattr(
        child.Process, "end", lambda self, end=child.Process.end: (end(self), ended.append(self))
    )
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        check("1.1", sleeps)
    assert os.WTERMSIG(ended[0].status) == signal.SIGKILL


def no_fork():
    raise OSError("no more processes")


@pytest.mark.parametrize("trouble", [no_fork, os.abort, lambda: time.sleep(60)])
def test_without_a_working_child_the_answer_is_judged_here(trouble, capsys, monkeypatch):
    monkeypatch.setattr(child, "START", 1.0)
    monkeypatch.setattr(*((os, "fork") if trouble is no_fork else (inside, "_compute")), trouble)
    here = []
    assert said_of(lambda a: here.append(1) or mlp.softmax(a), capsys)[0] == CORRECT
    assert here, "it was not called in this process"


def test_what_does_not_work_in_a_child_is_judged_here(capsys):
    parent = os.getpid()

    def needs_a_gpu(a):
        if os.getpid() != parent:
            raise RuntimeError("Cannot re-initialize CUDA in forked subprocess.")
        return mlp.softmax(a)

    assert said_of(needs_a_gpu, capsys)[0] == CORRECT


@pytest.mark.usefixtures("_without_fork")
@pytest.mark.parametrize(
    ("answer", "fragment"),
    [
        (endless, "it was too slow: it did not return within 0.5 seconds; a loop that never ends"),
        (sleeps, "it waited for 0.5 seconds without computing"),
        (exits, "ended Python: SystemExit"),
        (recursive, "raised RecursionError"),
        (large_array, "wanted too much memory"),
    ],
)
def test_without_fork_a_thread_guards(answer, fragment, capsys):
    outcome, said = said_of(answer, capsys)
    assert outcome == NOT_YET
    assert fragment in said


@pytest.mark.usefixtures("_without_fork")
def test_without_fork_a_given_up_thread_is_stopped(capsys):
    running = []

    def watched(a):
        while True:
            running[:] = [time.monotonic()]

    assert "too slow" in said_of(watched, capsys)[1]
    last = running[0]
    time.sleep(0.1)
    assert running[0] == last, "the loop goes on behind the lesson's back"


@pytest.mark.usefixtures("_without_fork")
def test_without_fork_what_is_printed_is_shown(capsys):
    def chatty(a):
        print("x" * 1_500)
        return mlp.softmax(a)

    outcome, said = said_of(chatty, capsys)
    assert outcome == CORRECT
    assert said.endswith("Your code printed:\n" + 1_500 * "x" + "\n" + 499 * "x" + "\n")


def test_limits_leave_the_student_ten_seconds_at_most():
    fresh = (
        "from utils.teaching import child, guard, inside\n"
        "print(guard.SECONDS, inside.WAITING, child.PATIENCE, inside.MEMORY)"
    )
    done = subprocess.run([sys.executable, "-c", fresh], capture_output=True, text=True, check=True)
    seconds, waiting, patience, memory = map(float, done.stdout.split())
    assert seconds <= 5 < waiting <= 8
    assert patience <= 8, "whatever the computer does besides, something is said by then"
    assert memory == 2**30


FIRST = """
import os, sys, time, threading
import numpy as np
from utils.numpy_models import mlp
from utils.teaching import check, checking, guard, inside
guard.SECONDS, inside.WAITING = 0.5, 1.0
print("before", end="")
"""
CELLS = {
    "return sum(range(10**12))": "too slow",
    "exit()": "it ended Python: SystemExit: exit() (in the line: exit())",
    "quit()": "it ended Python: SystemExit: exit()",
    "os._exit(0)": "ended Python by os._exit(0)",
    "os.abort()": "SIGABRT",
    "return input()": "EOFError: nobody answers input()",
    "time.sleep(1000)": "it waited for 1 seconds",
    "while True: print('again')": "Your code printed:\nagain\nagain",
    "sys.stdout.close(); return mlp.softmax(a)": "correct",
    "display('shown'); print('said'); return mlp.softmax(a)": "Your code printed:\n'shown'\nsaid",
    "os.system('echo called'); return mlp.softmax(a)": "Your code printed:\ncalled",
    "threading.Thread(target=time.sleep, args=(1000,)).start(); return mlp.softmax(a)": "correct",
}


@pytest.mark.slow
def test_a_kernel_outlives_hostile_answers(tmp_path):
    sources = [FIRST, *(f"def f(a):\n    {body}\ncheck('1.1', f);" for body in CELLS), "print(6 * 7)"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    texts = [
        "\n".join(out.get("text", "") + out.get("data", {}).get("text/plain", "") for out in cell.outputs)
        for cell in notebook.cells
    ]
    assert texts[0] == "before"
    assert texts[-1].strip() == "42"
    for text, (body, fragment) in zip(texts[1:-1], CELLS.items(), strict=True):
        assert fragment in text, body
        assert text.count("Exercise 1.1") == 1, body


def test_blank_answers_print_nothing(capsys):
    outcome, said = said_of(lambda a: ..., capsys)
    assert outcome == NOT_ATTEMPTED
    assert "printed" not in said
