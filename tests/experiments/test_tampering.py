"""A bank of tamperings with a shipped result: `verify` names each in one sentence.

Three forgers. The first edits a file. The second also writes the table's new digest into its record. The
third makes all digests, the list of shipped results and the figure fit: then the structure gives the table
away, or the numbers that are computed again do.
"""

import io
import json
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from PIL import Image, PngImagePlugin

from tests.experiments.toy_question import TOY
from utils.experiments.__main__ import main
from utils.experiments.engine import manifest, store
from utils.plotting import png

OTHER = replace(TOY, name="other", version=2)
QUESTIONS = {one.name: one for one in (TOY, OTHER)}
PIECE = "bent:0"  # seeds 0 to 3 of 12


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """A folder of shipped results: ``toy`` with two budgets, and ``other`` with one."""
    folder = tmp_path_factory.mktemp("tampering")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "SHIPPED", folder / "shipped")
        patch.setenv("COURSE_RESULTS", str(folder))
        for name, budget in (("toy", "demo"), ("toy", "course"), ("other", "demo")):
            for command in ("run", "ship"):
                options = ["--workers", "1"] if command == "run" else []
                assert main([command, name, "--budget", budget, *options], QUESTIONS) == 0
    return folder / "shipped"


@pytest.fixture
def shipped(honest, tmp_path, monkeypatch):
    """A copy of that folder, to tamper with."""
    folder = tmp_path / "shipped"
    shutil.copytree(honest, folder)
    monkeypatch.setattr(store, "SHIPPED", folder)
    monkeypatch.setenv("COURSE_RESULTS", str(tmp_path / "local"))
    return folder


@pytest.fixture
def verified(shipped, capsys):
    """Verify ``toy-demo``: the exit status and all that was said, which is never a traceback."""

    def call(*options):
        capsys.readouterr()
        status = main(["verify", "toy", "--budget", "demo", *options], QUESTIONS)
        told = "".join(line for line in capsys.readouterr() if "toy-demo: " not in line or "NOT" in line)
        assert "Traceback" not in told
        return status, told

    return call


def path_in(folder, name="toy-demo"):
    return folder / f"{name}.parquet"


def forge(folder, table, record, figure_of=None):
    """Write a table with a record, a figure and an entry in the list that fit: the third forger."""
    path = path_in(folder)
    record = store.write(path, table, {key: value for key, value in record.items() if key != "digest"})
    figure = path.with_suffix(".png").read_bytes() if figure_of is None else png(TOY.draw(figure_of))
    if figure_of is None:
        figure = labelled(figure, record["digest"])
    path.with_suffix(".png").write_bytes(figure)
    complete = {"version": 1, "n_seeds": 12, "commit": "unknown"} | record
    files = {suffix: path.with_suffix(suffix).read_bytes() for suffix in (".parquet", ".png")}
    entries = manifest.read(folder) | {path.stem: manifest.entry(complete, len(table), files)}
    entries[path.stem]["record"] = manifest.of_record(record)
    (folder / manifest.NAME).write_bytes(manifest.text(entries))


def labelled(figure, digest):
    """A PNG that says it was drawn from another table."""
    told, stored = PngImagePlugin.PngInfo(), io.BytesIO()
    told.add_text("table", digest)
    with Image.open(io.BytesIO(figure)) as image:
        image.save(stored, format="png", pnginfo=told)
    return stored.getvalue()


def test_an_honest_result_passes_to_the_last_bit(verified):
    status, told = verified("--slice", PIECE)
    assert status == 0
    assert "slice bent:0 (seeds (0, 1, 2, 3)): the same to the last bit" in told
    status, told = verified("--all", "--workers", "1")
    assert status == 0
    assert "all 72 rows: the same to the last bit" in told


def test_another_slice_is_computed_each_time(verified):
    """Of six, eight times: all the same once in 280,000 times."""
    slices = {verified()[1].partition(" (seeds")[0] for _ in range(8)}
    assert len(slices) > 1


# ---- the third forger: all digests fit ----


def change(values):
    """A forgery of the shares: ``values(table)`` gives the new ones."""
    return lambda table: table.assign(heads=values(table))


def where(start=None, seed=None, epoch=None):
    """Choose rows of a table."""

    def chosen(table):
        rows = pd.Series(True, table.index)
        for name, value in (("start", start), ("seed", seed), ("epoch", epoch)):
            rows &= True if value is None else table[name] == value
        return rows

    return chosen


def exchanged(column, a, b):
    """The measured numbers of two starts or seeds, exchanged."""

    def forged(table):
        table, first, second = table.copy(), table[column] == a, table[column] == b
        x, y = table.loc[first, "heads"].to_numpy(), table.loc[second, "heads"].to_numpy()
        table.loc[first, "heads"], table.loc[second, "heads"] = y, x
        return table

    return forged


def set_to(value, **place):
    """One place's numbers replaced by a value."""
    return change(lambda table: table["heads"].mask(where(**place)(table), value))


def moved(**place):
    """The rows of a place, once more, as those of a seed that there is not."""
    return lambda table: pd.concat([table, table[where(**place)(table)].assign(seed=12)], ignore_index=True)


RNG = np.random.default_rng(5)
NUMBERS = "NOT the same: "
FORGED_TABLES = {
    "invented numbers": (change(lambda t: RNG.uniform(0, 0.9, len(t))), NUMBERS),
    "all times 1.1": (change(lambda t: t["heads"] * 1.1), NUMBERS),
    "one start times 1.1": (change(lambda t: t["heads"] * np.where(t["start"] == "bent", 1.1, 1)), NUMBERS),
    "one number moved by a bit": (
        change(lambda t: t["heads"].mask(where("bent", 2, 50)(t), np.nextafter(t["heads"], 1))),
        "1 of 12 values of heads differ by more than they may, the first at start bent, seed 2, epoch 50: ",
    ),
    "a shuffled column": (change(lambda t: RNG.permutation(t["heads"])), NUMBERS),
    "seeds exchanged": (exchanged("seed", 1, 9), NUMBERS),
    "starts exchanged": (exchanged("start", "bent", "fair"), NUMBERS),
    "every number the mean": (change(lambda t: t["heads"].mean()), NUMBERS),
    "one number missing": (
        set_to(np.nan, start="fair", seed=7, epoch=100),
        "1 numbers of heads are missing, the first at start fair, seed 7, epoch 100",
    ),
    "all numbers missing": (set_to(np.nan), "72 numbers of heads are missing"),
    "an infinite number": (
        set_to(np.inf, start="fair", seed=7, epoch=100),
        "1 values of heads are not numbers",
    ),
    "times 100": (change(lambda t: t["heads"] * 100), "values of heads are not numbers from 0 to 1"),
    "all but two seeds deleted": (
        lambda t: t[t["seed"] < 2],
        "60 rows are missing, the first is start bent,",
    ),
    "a seed deleted": (
        lambda t: t[t["seed"] != 11],
        "6 rows are missing, the first is start bent, seed 11, epoch 50",
    ),
    "an epoch of one run deleted": (
        lambda t: t[~where("fair", 3, 100)(t)],
        "1 row is missing, the first is start fair, seed 3, epoch 100",
    ),
    "a start deleted": (lambda t: t[t["start"] != "fair"], "36 rows are missing, the first is start fair"),
    "a seed twice": (
        lambda t: pd.concat([t, t[t["seed"] == 4]], ignore_index=True),
        "6 rows are there more than once, the first is start bent, seed 4, epoch 50",
    ),
    "a seed in the place of another": (
        lambda t: t.assign(seed=t["seed"].replace(11, 4)),
        "6 rows are there more than once",
    ),
    "a seed too many": (
        moved(seed=0),
        "6 rows are there and should not be, the first is start bent, seed 12",
    ),
    "a start that there is not": (
        lambda t: t.assign(start=t["start"].replace("fair", "straight")),
        "36 rows are missing",
    ),
    "rows in another order": (lambda t: t[::-1], "its rows are not in the order of start, seed, epoch"),
    "a column missing": (lambda t: t.drop(columns="heads"), "the column heads is missing"),
    "a key column missing": (lambda t: t.drop(columns="seed"), "the column seed is missing"),
    "a column renamed": (lambda t: t.rename(columns={"heads": "tails"}), "the column heads is missing"),
    "a column too many": (lambda t: t.assign(tails=1 - t["heads"]), "the column tails does not belong there"),
    "numbers of another precision": (
        lambda t: t.astype({"heads": "float32"}),
        "heads is float32, not float64",
    ),
    "numbers as text": (lambda t: t.astype({"heads": str}), "heads holds str and no floating-point numbers"),
    "seeds as fractions": (
        lambda t: t.astype({"seed": float}),
        "the column seed holds float64 in the place of",
    ),
    "no rows at all": (lambda t: t[:0], "72 rows are missing"),
}


@pytest.mark.parametrize("name", FORGED_TABLES)
def test_a_forged_table_is_detected_though_all_digests_fit(name, shipped, verified):
    forged, words = FORGED_TABLES[name]
    table, record = store.load_result("toy", "demo", shipped)
    forge(shipped, forged(table).reset_index(drop=True), record)
    status, told = verified("--slice", PIECE)
    assert status == 1
    assert words in told
    assert len(told.strip().splitlines()) == 1


def forged_settings(record):
    return record | {"settings": record["settings"] | {"tosses": 500}}


FORGED_RECORDS = {
    "of another budget": (lambda r: r | {"budget": "course"}, "its record says budget course, and"),
    "of another experiment": (lambda r: r | {"experiment": "other"}, "its record says experiment other"),
    "of another version": (lambda r: r | {"version": 2}, "its record says version 2, and it should be 1"),
    "with another setting": (forged_settings, "the setting 'tosses' in its record is not that of the budget"),
    "with more seeds": (lambda r: r | {"n_seeds": 13, "seeds": "0-12"}, "6 rows are missing"),
    "with fewer seeds": (lambda r: r | {"n_seeds": 3, "seeds": "0-2"}, "54 rows are there and should not be"),
    "whose seeds disagree": (lambda r: r | {"seeds": "0-99"}, "its record says seeds 0-99, and it"),
    "of a device that there is not": (lambda r: r | {"device": "abacus"}, "its record says device abacus"),
    "without seeds": (lambda r: r | {"n_seeds": 0, "seeds": "0--1"}, "says that there are no seeds"),
} | {
    f"without {name}": (
        lambda r, name=name: {k: v for k, v in r.items() if k != name}, f"its record has no {name}"
    )
    for name in ("settings", "n_seeds", "group", "processor", "versions", "device")
}  # fmt: skip


@pytest.mark.parametrize("name", FORGED_RECORDS)
def test_a_forged_record_is_detected_though_all_digests_fit(name, shipped, verified):
    forged, words = FORGED_RECORDS[name]
    table, record = store.load_result("toy", "demo", shipped)
    forge(shipped, table, forged(record))
    status, told = verified("--slice", PIECE)
    assert status == 1
    assert words in told
    assert len(told.strip().splitlines()) == 1


def test_numbers_are_not_excused_by_another_processor_where_no_limit_is_known(shipped, verified):
    table, record = store.load_result("toy", "demo", shipped)
    forge(shipped, table, record | {"processor": "abacus"})
    assert verified("--slice", PIECE)[0] == 0, "to the last bit is the same anywhere"
    forge(shipped, change(lambda t: t["heads"] * 0.99)(table), record | {"processor": "abacus"})
    status, told = verified("--slice", PIECE)
    assert status == 1
    assert "no other limit is known" in told


def test_what_is_forged_elsewhere_is_found_by_all_and_only_by_chance_by_a_slice(shipped, verified):
    table, record = store.load_result("toy", "demo", shipped)
    forge(shipped, set_to(0.5, start="fair", seed=11, epoch=200)(table), record)
    assert verified("--slice", PIECE)[0] == 0
    for options in (("--slice", "fair:11"), ("--all", "--workers", "1")):
        status, told = verified(*options)
        assert status == 1
        assert "the first at start fair, seed 11, epoch 200: 0.5 is stored, " in told


# ---- the first and the second forger ----


def with_old_record(folder):
    """Another table under the record of the first, as an editor of Parquet files would leave it."""
    arrow = pq.read_table(path_in(folder))
    heads = pq.read_table(path_in(folder, "toy-course"))["heads"].slice(0, len(arrow))
    changed = arrow.set_column(arrow.schema.get_field_index("heads"), "heads", heads)
    pq.write_table(changed.replace_schema_metadata(arrow.schema.metadata), path_in(folder))


def with_new_record(folder):
    table, record = store.read(path_in(folder))
    store.write(path_in(folder), table.assign(heads=0.5), record)


def with_another_commit(folder):
    table, record = store.read(path_in(folder))
    store.write(path_in(folder), table, record | {"commit": "0" * 40})


def with_a_record_that_is(text):
    def tamper(folder):
        arrow = pq.read_table(path_in(folder))
        pq.write_table(arrow.replace_schema_metadata({b"record": text}), path_in(folder))

    return tamper


def copied(source, target="toy-demo", suffix=".parquet"):
    def tamper(folder):
        shutil.copyfile(folder / f"{source}{suffix}", folder / f"{target}{suffix}")

    return tamper


def written(name, content):
    """A file with other bytes: ``content(bytes)``."""

    def tamper(folder):
        path = folder / name
        path.write_bytes(content(path.read_bytes() if path.exists() else b""))

    return tamper


def flipped(content):
    return (
        content[: len(content) // 3]
        + bytes([content[len(content) // 3] ^ 1])
        + content[len(content) // 3 + 1 :]
    )


def without_entry(content):
    entries = json.loads(content)
    del entries["toy-demo"]
    return manifest.text(entries)


SHIPPED_ELSE = "is not what was shipped"
TAMPERED_FILES = {
    "another table under the old record": (with_old_record, "not those that its record was written for"),
    "another table with its digest": (with_new_record, f"{SHIPPED_ELSE} (its table is not the one in"),
    "another commit": (with_another_commit, f"{SHIPPED_ELSE} (its record is not the one in"),
    "the table of another budget": (copied("toy-course"), SHIPPED_ELSE),
    "the table of another experiment": (copied("other-demo"), SHIPPED_ELSE),
    "a record that is no JSON": (with_a_record_that_is(b"{"), "is damaged"),
    "a record that is a list": (with_a_record_that_is(b"[1]"), "is damaged"),
    "a flipped bit": (written("toy-demo.parquet", flipped), "toy-demo.parquet is "),
    "half a table": (written("toy-demo.parquet", lambda content: content[:1000]), "is damaged"),
    "an empty file": (written("toy-demo.parquet", lambda content: b""), "is damaged"),
    "the figure of another table": (
        copied("toy-course", suffix=".png"),
        "toy-demo.png is not what was shipped",
    ),
    "a flipped bit in the figure": (written("toy-demo.png", flipped), "toy-demo.png is not what was shipped"),
    "no figure": (lambda folder: (folder / "toy-demo.png").unlink(), "toy-demo.png is missing"),
    "weights of nobody": (written("toy-demo.safetensors", lambda content: b"?"), "is not what was shipped"),
    "a list that is no JSON": (written(manifest.NAME, lambda content: b"no"), "manifest.json is damaged"),
    "a list of lists": (written(manifest.NAME, lambda content: b"[[1]]"), "manifest.json is damaged"),
    "no entry": (written(manifest.NAME, without_entry), "is not among the shipped results"),
    "no list": (lambda folder: (folder / manifest.NAME).unlink(), "is not among the shipped results"),
    "no table": (lambda folder: path_in(folder).unlink(), "has no result of toy"),
}


@pytest.mark.parametrize("name", TAMPERED_FILES)
def test_a_tampered_file_is_detected_before_anything_is_computed(name, shipped, verified):
    tamper, words = TAMPERED_FILES[name]
    tamper(shipped)
    status, told = verified()
    assert status == 1
    assert words in told
    assert len(told.strip().splitlines()) == 1


def test_the_figure_of_another_table_is_detected_though_the_list_fits(shipped, verified):
    table, record = store.load_result("toy", "demo", shipped)
    forge(shipped, table, record, figure_of=store.load_result("toy", "course", shipped)[0])
    status, told = verified()
    assert status == 1
    assert "toy-demo.png was not made together with it" in told


@pytest.mark.parametrize(
    ("table_of", "record_of", "words"),
    [
        (lambda t: t.drop(columns="heads"), dict, "is damaged (the column heads is missing)"),
        (
            lambda t: t[t["start"] != "fair"],
            dict,
            "is damaged (36 rows are missing, the first is start fair,",
        ),
        (lambda t: t, lambda r: {}, "is damaged (its record has no experiment, "),
        (lambda t: t, lambda r: {**r, "n_seeds": "12"}, "is damaged (its record has no good 'n_seeds')"),
    ],
)
def test_claims_are_not_judged_by_what_is_not_whole(shipped, capsys, table_of, record_of, words):
    table, record = store.read(path_in(shipped))
    folder = shipped.parent / "mine"
    store.write(path_in(folder), table_of(table), record_of(record))
    assert main(["claims", "--out", str(folder)], QUESTIONS) == 1
    told = capsys.readouterr().err
    assert words in told
    assert len(told.strip().splitlines()) == 1


def test_a_lesson_does_not_read_what_was_changed(shipped):
    with_new_record(shipped)
    with pytest.raises(store.Damaged, match="is not what was shipped"):
        store.load_result("toy", "demo", shipped)
