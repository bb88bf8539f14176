"""A question is one file and one line in the catalogue: then it is listed, run, verified and judged."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.experiments.toy_question import TOY
from utils.experiments.__main__ import main
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import store
from utils.experiments.engine.planning import Options
from utils.experiments.engine.runner import run

ROOT = Path(__file__).resolve().parents[2]
CONDITIONS = "equal updates with labels; rates set, not tuned; all curves levelled off"
QUESTIONS = EXPERIMENTS | {TOY.name: TOY}  # the line in the catalogue


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    """Run a command with results in a folder of its own; give what was printed."""
    monkeypatch.setattr(store, "SHIPPED", tmp_path / "shipped")
    monkeypatch.setenv("COURSE_RESULTS", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "120")

    def call(command, status=0, questions=QUESTIONS):
        assert main(command.split(), questions) == status
        printed = capsys.readouterr()
        return printed.err if status else printed.out

    return call


def test_a_new_question_is_listed_run_verified_shipped_and_judged(shell, tmp_path):
    listed = shell("list")
    assert "toy\n  Does a coin that is bent fall on one side? Decides C99. Varied: the coin." in listed
    assert "    demo      12 seeds a condition, milliseconds" in listed
    assert listed.endswith(shell("list toy"))
    assert "Does a coin" not in shell("list depth")
    shell("list tyo", status=2)
    assert shell("run toy --workers 1") == f"{tmp_path / 'toy-demo.parquet'}\n"
    assert (tmp_path / "toy-demo.png").read_bytes().startswith(b"\x89PNG")
    assert shell("status toy --budget demo") == "demo: 6 of 6 tasks finished, collected, not shipped\n"
    assert "slice bent:8 (seeds (8, 9, 10, 11)): the same to the last bit" in shell(
        f"verify toy --out {tmp_path} --slice bent:9"
    )
    text = shell(f"claims --out {tmp_path}")
    assert "C99: HOLDS.\nA bent coin shows heads more often.\npaper: no paper says so\n" in text
    assert f"ours, toy-demo, 12 seeds:\n{CONDITIONS}.\nshare of heads:\n  + bent - fair: 0." in text
    assert "  bent coin: 200 updates; nothing tuned; levelled off\n" in text
    assert "toy-demo.parquet: 72 rows" in shell("ship toy --budget demo")
    assert shell("status toy --budget demo").endswith(", shipped\n")


def test_words_of_smaller_budgets_are_told_beside_the_largest(shell, tmp_path):
    shell("run toy --workers 1")
    shell("run toy --budget course --workers 1")
    text = shell(f"claims --out {tmp_path}")
    assert "ours, toy-course, 20 seeds:" in text
    beside = f"beside it, toy-demo, 12 seeds: HOLDS.\n{CONDITIONS}.\nshare of heads:\n  + bent - fair: 0."
    assert beside in text


def test_several_experiments_are_run_and_all_with_a_budget(shell, tmp_path):
    other = replace(TOY, name="other", budgets={"demo": TOY.budgets["demo"]})
    three = {one.name: one for one in (TOY, other, replace(TOY, name="serving", serves=True))}

    def paths(budget, *names):
        return [str(tmp_path / f"{name}-{budget}.parquet") for name in names]

    done = shell("run other toy other --workers 1", questions=three)
    assert done.split() == paths("demo", "other", "toy")
    done = shell("run all --workers 1 --seeds 2", questions=three)
    assert done.split() == paths("demo", *three)
    seeds = {name: store.load_result(name, "demo", tmp_path)[1]["n_seeds"] for name in three}
    assert seeds == {"toy": 2, "other": 2, "serving": 12}, "what serves others keeps its own seeds"
    done = shell("run all --budget course --workers 1", questions=three)
    assert done.split() == paths("course", "toy", "serving")


def test_a_name_that_is_wrong_is_told_before_anything_runs(shell, tmp_path):
    assert "'coin' is not an experiment" in shell("run toy coin", 2)
    told = shell("run depth toy --budget wide", 2)
    assert "'wide' is not a budget of toy; choose one of demo, course." in told
    assert "'big' is not a budget; choose one of demo" in shell("run all --budget big", 2)
    assert not list(tmp_path.iterdir())


def test_status_of_all_has_a_line_for_each_experiment_and_budget(shell, tmp_path):
    shell("run toy --workers 1")
    sorted((tmp_path / "toy-demo.tasks").glob("*.parquet"))[0].unlink()
    lines = shell("status").splitlines()
    assert len(lines) == sum(len(experiment.budgets) for experiment in QUESTIONS.values())
    assert lines[0].startswith("tune            0%  demo: 0 of ")
    assert lines[-2:] == [
        "toy            83%  demo: 5 of 6 tasks finished, collected, not shipped",
        "toy             0%  course: 0 of 10 tasks finished, not collected, not shipped",
    ]
    assert shell("status --budget demo").splitlines()[-1] == lines[-2]
    assert "'big' is not a budget; choose one of demo" in shell("status --budget big", 2)


def test_what_has_no_use_for_a_gpu_is_computed_on_the_cpu(tmp_path):
    said = []
    path = run(TOY, "demo", Options(workers=1, device="cuda", folder=tmp_path), said.append)
    assert said == ["toy is computed on the CPU only."]
    assert store.read(path)[1]["device"] == "cpu"


@pytest.mark.parametrize("command", ["list", "status --help", "claims --help"])
def test_the_command_line_waits_for_no_library_that_takes_a_second(command):
    code = (
        "import sys; from utils.experiments.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code\n"
        "print(sorted({'torch', 'matplotlib', 'scipy.stats', 'scipy.optimize'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
