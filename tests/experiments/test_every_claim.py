"""All claims of the paper: none is left out, each has a verdict or a reason, and one table shows them."""

import re

import numpy as np
import pytest

from tests.experiments.test_claims import depth_table, keep
from utils.experiments import every_claim
from utils.experiments.__main__ import main
from utils.experiments.catalogue import EXPERIMENTS
from utils.experiments.engine import claims, store, verdicts
from utils.experiments.engine.experiment import Effect


@pytest.fixture(scope="module", autouse=True)
def quicker():
    """Fewer resamples and fewer draws of other test digits: the words are not what is tested here."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(verdicts, "RESAMPLES", 50)
        monkeypatch.setattr(claims, "DRAWS", 5)
        yield


@pytest.fixture(scope="module")
def shipped(quicker):
    return every_claim.every(EXPERIMENTS)


def test_there_are_31_claims_and_a_lesson_for_each():
    assert tuple(f"C{n}" for n in range(1, 32)) == every_claim.NAMES
    assert set(every_claim.LESSON_OF) == set(every_claim.NAMES)


def test_each_claim_has_one_question():
    declared = [claim.name for experiment in EXPERIMENTS.values() for claim in experiment.claims]
    assert sorted(declared) == sorted(every_claim.NAMES)


def test_every_claim_is_there_in_order_with_a_verdict_or_a_reason(shipped):
    assert list(dict.fromkeys(line.claim for line in shipped)) == list(every_claim.NAMES)
    decided = {one.claim for one in claims.judge(EXPERIMENTS)}
    for line in shipped:
        assert line.sentence
        assert line.paper
        if line.claim in decided:
            assert line.word != every_claim.NOT_COMPUTED
            assert line.ours
            seeds, *few = line.seeds.split(" (fewer than ")
            assert re.fullmatch(r"(\d+ to )?\d+ seeds?( \(3 layers: \d+\))?", seeds)
            assert not few or re.fullmatch(r"\d+ decide nothing\)", *few)
            assert re.fullmatch(r"[a-z0-9_]+-(course|wide|long)", line.result), "which budget"
            assert line.source.startswith(f"{line.result}, ")
            assert line.source.endswith(line.seeds)
            updates, rates, *levelled = line.conditions
            assert re.search(r"(equal|\d|any) updates? with labels", updates)
            assert re.search(r"edge of their grids: .+|inside their grids|set, not tuned", rates)
            assert [text.endswith("all curves levelled off") for text in levelled] == [True] * (
                line.claim != "C12"  # of weights before fine-tuning
            )
        else:
            assert line.word == every_claim.NOT_COMPUTED
            assert line.result in EXPERIMENTS
            assert line.source == f"{line.result} is to decide it"


@pytest.mark.parametrize(
    ("ends", "unit", "says"),
    [
        ({"above": 2}, "", "> 2"),
        ({"below": 0}, "points", "< 0"),
        ({"above": 0}, "ratio", "> 1x"),
        ({"above": -1, "below": 1}, "points", "> -1 and < 1"),
    ],
)
def test_a_number_stands_beside_what_is_claimed_of_it(ends, unit, says):
    assert every_claim.claimed(Effect("x", np.array([1.0, 2.0]), **ends), unit) == says


def test_the_long_table_says_what_was_measured(shipped):
    (line,) = [line for line in shipped if line.claim == "C5" and line.kind == "rbm"]
    assert line.measured.startswith("difference of means")
    assert re.search(r"- 1 layer: \S+ \[.+\], claimed > 1\.65$", line.ours[0])
    assert f"*{line.measured}*<br>- 1 layer" in every_claim.ours(line)


def test_without_any_result_all_claims_wait(tmp_path):
    lines = every_claim.every(EXPERIMENTS, tmp_path)
    assert [line.claim for line in lines] == list(every_claim.NAMES)
    assert {line.word for line in lines} == {every_claim.NOT_COMPUTED}


def test_a_new_result_takes_the_place_of_waiting(tmp_path):
    keep(tmp_path, "depth", depth_table())
    lines = every_claim.every(EXPERIMENTS, tmp_path)
    words = {line.claim: line.word for line in lines if line.kind in ("autoencoder", "")}
    assert words["C1"] == "holds"
    assert words["C13"] == every_claim.NOT_COMPUTED
    assert words["C6"] == every_claim.NOT_COMPUTED


def test_a_damaged_result_is_told(tmp_path):
    keep(tmp_path, "depth", depth_table())
    (tmp_path / "depth-course.parquet").write_bytes(b"no table")
    with pytest.raises(store.Damaged):
        every_claim.every(EXPERIMENTS, tmp_path)


def test_the_command_lists_all_claims(capsys):
    assert main(["claims"]) == 0
    text = capsys.readouterr().out
    found = [int(n) for n in re.findall(r"^C(\d+)\b", text, re.MULTILINE)]
    assert found == sorted(found)
    assert set(found) == set(range(1, 32))
    assert "NOT YET COMPUTED" not in text


def test_the_command_writes_the_tables(shipped, capsys):
    assert main(["claims", "--markdown"]) == 0
    assert capsys.readouterr().out == every_claim.markdown(shipped) + "\n"
    assert main(["claims", "--markdown", "short"]) == 0
    short = capsys.readouterr().out
    assert short == every_claim.markdown(shipped, short=True) + "\n"
    assert main(["claims", "--markdown", "long"]) == 2
    assert "--markdown is 'long'; give" in capsys.readouterr().err
    widths = {line.count(" | ") for line in short.splitlines()}
    assert len(widths) == 1
    assert len(short.splitlines()) == 31 + 2


def test_tables_of_markdown_have_whole_rows(shipped):
    table = every_claim.markdown(shipped).splitlines()
    assert len(table) == len(shipped) + 2
    assert {line.count("|") for line in table} == {9}


def test_numbers_and_what_they_rest_on_unfold(shipped):
    line = shipped[0]._replace(
        ours=["+ 1 layer: 2 points", "= 2 layers: 1 point"], measured="the gain",
        result="depth-long", subject="of this, of that", seeds="40 seeds", conditions=["equal updates"],
    )  # fmt: skip
    assert every_claim.ours(line) == (
        "<details><summary>+ =</summary>*the gain*<br>+ 1 layer: 2 points<br>= 2 layers: 1 point</details>"
    )
    fold = "<details><summary>{}</summary>{}</details>".format
    assert every_claim.rests_on(line) == fold("depth-long, 40 seeds", "of this, of that<br>equal updates")
    short = line._replace(result="width-course", subject="", seeds="10 seeds")
    assert every_claim.rests_on(short) == fold("width-course, 10 seeds", "equal updates")
    waiting = line._replace(ours=[], result="stream", subject="", seeds="", conditions=[])
    assert (every_claim.ours(waiting), every_claim.rests_on(waiting)) == ("-", "stream is to decide it")
    told = [every_claim.short_table([one])[1][0][4] for one in (line, short, waiting)]
    assert told == ["depth-long, 40 seeds", "width-course, 10 seeds", "stream"]


def test_the_short_table_counts_many_parts_and_names_few(shipped):
    line = shipped[0]._replace(word="mixed", ours=["="] * 7, levelled=False)
    line = line._replace(supported=("a", "b", "c", "d"), opposed=("e", "f"))
    assert every_claim.briefly(line) == "mixed (holds: 4 of 7 parts; contradicted: e; f) ¹"
    part = line._replace(word="holds in part", levelled=True)
    assert every_claim.briefly(part) == "holds in part (4 of 7 parts)"
    assert every_claim.briefly(part._replace(supported=("a", "b", "c"))) == "holds in part (a; b; c)"
    long = part._replace(supported=("a" * 60, "b" * 60))
    assert every_claim.briefly(long) == "holds in part (2 of 7 parts)"
    whole = part._replace(word="holds", parts="")
    assert every_claim.briefly(whole) == every_claim.said(whole) == "holds"
    for one in shipped:
        marks = [text[0] for text in one.ours]
        assert len(one.supported) == marks.count("+")
        assert len(one.opposed) == marks.count("-")
