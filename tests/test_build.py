"""The builder: what a source gives, that a rebuild is byte-identical, and that --check notices everything."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys

import nbformat
import pytest

from utils.experiments.engine import manifest, store
from utils.teaching import build, sources
from utils.teaching.built import how_to_get_the_rest, make_notebook, results_shown

SOURCE = r"""# %% [markdown]
# # 42 · A test
#
# Some text.

# %%
import numpy as np

x = np.arange(3)
print("one")
x

# %% exercise 42.1 · double · ★ · 1 min
def double(a):
    '''Twice a.'''
    ### BEGIN SOLUTION
    # the secret
    secret = 2
    return secret * a
    ### END SOLUTION


double = double

# %% exercise 42.2 · a number · ★ · 1 min
### BEGIN SOLUTION
half = 0.5
### END SOLUTION

print(half)

# %% [markdown] tags=["solution"]
# Only in the solution.

# %%
from utils.teaching import figures, show

low, losses = 1, [4, 2, 3]
show(figures.line_plot({"loss": losses}, "epoch", "loss"), "42.1")

# %% caption 42.1
low = min(losses)
# The loss falls from {losses[0]}
# to {low}: $\hat{{x}}$.

# %% assertions · the text says so
assert min(losses) == 2 * low

# %%
print("one")
"""


FIGURE = """\
# %%
from utils.teaching import figures, show
show(figures.axes()[0], "42.1")

"""
CAPTION = "# %% caption 42.1\n# Seen.\n\n"


def write_source(folder):
    (folder / "solutions" / "source").mkdir(parents=True)
    (folder / "solutions" / "source" / "42_try_builder.py").write_text(SOURCE, encoding="utf-8")
    return folder


@pytest.fixture
def course(tmp_path):
    return write_source(tmp_path)


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    folder = write_source(tmp_path_factory.mktemp("course"))
    assert build.main(["--execute", "--root", str(folder)]) == 0
    return folder


@pytest.fixture
def built(built_once, tmp_path):
    """A copy of the course, so that a test may change it."""
    return shutil.copytree(built_once, tmp_path, dirs_exist_ok=True)


def read(folder, kind):
    return nbformat.read(folder / kind / "42_try_builder.ipynb", as_version=4)


def test_lesson_has_stubs_and_no_answer(built):
    lesson = read(built, "lessons")
    text = "\n".join(cell.source for cell in lesson.cells)
    assert "secret" not in text
    assert "SOLUTION" not in text
    assert "Only in the solution" not in text
    assert "    return ...  # replace this line (2 lines in our version)" in text
    assert "half = ...  # replace this line (1 line in our version)" in text
    assert "# exercise 42.1 · double · ★ · 1 min" in text
    assert all(
        not cell.outputs and cell.execution_count is None for cell in lesson.cells if "outputs" in cell
    )


def test_solution_has_answers_and_outputs(built):
    solution = read(built, "solutions")
    text = "\n".join(cell.source for cell in solution.cells)
    assert "secret = 2" in text
    assert "SOLUTION" not in text
    assert "Only in the solution" in text
    code = [cell for cell in solution.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [1, 2, 3, 4, 5, 6]
    assert code[0].outputs[0].text == "one\n"
    assert code[0].outputs[1].data["text/plain"] == "array([0, 1, 2])"


def test_lesson_and_solution_share_cell_ids(built):
    lesson, solution = read(built, "lessons"), read(built, "solutions")
    ids = [cell.id for cell in solution.cells]
    assert len(set(ids)) == len(ids)
    assert [cell.id for cell in lesson.cells] == [i for i in ids if i not in (ids[4], ids[6])]


def test_captions_and_assertions_are_not_in_the_students_cells(built):
    text = "\n".join(cell.source for cell in read(built, "lessons").cells)
    assert 'show(figures.line_plot({"loss": losses}, "epoch", "loss"), "42.1")' in text
    assert "The loss falls" not in text
    assert "assert" not in text
    kept = json.loads((built / "utils" / "lessons" / "lesson_42" / "captions.json").read_text())
    caption = "The loss falls from {losses[0]} to {low}: $\\hat{{x}}$."
    assert kept == {"42.1": {"text": caption, "code": "low = min(losses)"}}


def test_solution_shows_the_figure_with_its_number_and_folds_the_assertions(built):
    figure, assertions = read(built, "solutions").cells[5:7]
    picture, caption = figure.outputs
    says = "The loss falls from 4 to 2: $\\hat{x}$."
    assert caption.data == {
        "text/markdown": f"**Figure 42.1.** {says}",
        "text/plain": caption.data["text/plain"],
    }
    assert sorted(picture.data) == ["image/png", "text/plain"], "the picture is stored once"
    alternative = picture.metadata["image/png"]["alt"]
    assert alternative == picture.data["text/plain"] == "Figure 42.1: The loss falls from 4 to 2: hat{x}."
    assert assertions.source.startswith("# assertions · the text says so\nassert")
    assert assertions.metadata.jupyter.source_hidden
    assert "assertions" in assertions.metadata.tags


def test_an_inserted_cell_does_not_move_its_neighbours_ids(built):
    before = [cell.id for cell in read(built, "lessons").cells]
    path = built / "solutions" / "source" / "42_try_builder.py"
    path.write_text(
        SOURCE.replace("# %% exercise 42.1", "# %%\nnew = 1\n\n# %% exercise 42.1"), encoding="utf-8"
    )
    build.main(["--root", str(built)])
    after = [cell.id for cell in read(built, "lessons").cells]
    assert [i for i in after if i in before] == before
    assert len(after) == len(before) + 1


def test_rebuild_is_byte_identical(built):
    files = [built / kind / "42_try_builder.ipynb" for kind in ("lessons", "solutions")]
    before = [path.read_bytes() for path in files]
    for path in files:
        path.unlink()
    assert build.main(["--execute", "--root", str(built)]) == 0
    assert [path.read_bytes() for path in files] == before


def test_check_passes_and_names_a_source_after_a_one_word_edit(built, capsys):
    assert build.main(["--check", "--root", str(built)]) == 0
    path = built / "solutions" / "source" / "42_try_builder.py"
    path.write_text(SOURCE.replace("Some text", "Other text"), encoding="utf-8")
    capsys.readouterr()
    assert build.main(["--check", "--root", str(built)]) == 1
    said = capsys.readouterr().out
    assert "solutions/source/42_try_builder.py" in said
    assert "lessons/42_try_builder.ipynb" in said


def edit(path, change):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def not_run(notebook):
    notebook["cells"][1]["execution_count"] = None


def other_caption(notebook):
    notebook["cells"][5]["outputs"][1]["data"]["text/markdown"] = (
        "**Figure 42.1.** The loss rises from 2 to 4."
    )


def with_error(notebook):
    error = {"output_type": "error", "ename": "E", "evalue": "e", "traceback": []}
    notebook["cells"][1]["outputs"].append(error)


def other_code(notebook):
    notebook["cells"][1]["source"] = ["x = 4"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (not_run, "was not run"),
        (with_error, "has an error"),
        (other_code, "does not have the cells"),
        (other_caption, "shows figure 42.1 with another caption"),
    ],
)
def test_check_notices_a_changed_solution(built, capsys, change, says):
    edit(built / "solutions" / "42_try_builder.ipynb", change)
    assert build.main(["--check", "--root", str(built)]) == 1
    assert says in capsys.readouterr().out


def test_check_of_what_must_be_unanswered_notices_missing_edited_and_orphaned_notebooks(built, capsys):
    edit(built / "lessons" / "42_try_builder.ipynb", other_code)
    shutil.copy(built / "lessons" / "42_try_builder.ipynb", built / "lessons" / "43_gone.ipynb")
    (built / "solutions" / "42_try_builder.ipynb").unlink()
    (built / "utils" / "lessons" / "lesson_42" / "captions.json").write_text("{}")
    assert build.main(["--check", "--unanswered", "--root", str(built)]) == 1
    said = capsys.readouterr().out
    assert "lessons/42_try_builder.ipynb has answers or other changes" in said
    assert "lessons/43_gone.ipynb has no source" in said
    assert "solutions/42_try_builder.ipynb is missing" in said
    assert "utils/lessons/lesson_42/captions.json is not what" in said


# ---- answers ----


def answer(notebook):
    """What a student leaves behind: an answer, outputs, JupyterLab's empty cell and metadata of its own."""
    cell = notebook["cells"][2]
    cell["source"] = [line.replace("return ...", "return a + a") for line in cell["source"]]
    run(notebook)


def run(notebook):
    """The same without an answer."""
    stream = {"name": "stdout", "output_type": "stream", "text": ["one\n"]}
    notebook["cells"][1] |= {"execution_count": 1, "outputs": [stream]}
    empty = {"cell_type": "code", "execution_count": None, "id": "e", "metadata": {}, "outputs": []}
    notebook["cells"].append(empty | {"source": []})
    notebook["metadata"]["language_info"]["version"] = "3.11.2"


def change_source(course):
    path = course / "solutions" / "source" / "42_try_builder.py"
    path.write_text(SOURCE.replace("Some text", "Other text"), encoding="utf-8")


def test_answers_stay_where_they_are(built, capsys):
    lesson = built / "lessons" / "42_try_builder.ipynb"
    edit(lesson, answer)
    answered = lesson.read_bytes()
    capsys.readouterr()
    assert build.main(["--check", "--root", str(built)]) == 0
    assert "lessons/42_try_builder.ipynb has answers or other changes, and its source is still the same" in (
        capsys.readouterr().out
    )
    assert build.main(["--root", str(built)]) == 0, "there is nothing newer to have"
    assert "has answers or other changes: it is left as it is\n" in capsys.readouterr().out
    change_source(built)
    assert build.main(["--check", "--root", str(built)]) == 1
    said = capsys.readouterr().out
    assert "lessons/42_try_builder.ipynb is not what solutions/source/42_try_builder.py gives; it has" in said
    assert build.main(["--root", str(built)]) == 1
    assert "its source has changed since: it is left as it is; --force replaces it" in capsys.readouterr().out
    assert lesson.read_bytes() == answered


def test_force_replaces_answers_and_keeps_a_copy(built, capsys):
    lesson = built / "lessons" / "42_try_builder.ipynb"
    edit(lesson, answer)
    answered = lesson.read_bytes()
    change_source(built)
    capsys.readouterr()
    assert build.main(["--force", "--root", str(built)]) == 0
    (copy,) = lesson.parent.glob("42_try_builder_20??-??-??_*.ipynb")
    assert copy.read_bytes() == answered
    assert f"they are kept in {copy.name}" in capsys.readouterr().out
    assert "Other text" in lesson.read_text(encoding="utf-8")
    assert build.main(["--force", "--root", str(built)]) == 0, "what was built needs no copy"
    assert len(list(lesson.parent.iterdir())) == 2
    capsys.readouterr()
    build.main(["--check", "--root", str(built)])
    said = capsys.readouterr().out
    assert f"lessons/{copy.name} has no source" in said
    assert "lessons/42_try_builder.ipynb" not in said


def test_a_lesson_that_was_only_run_is_replaced(built, capsys):
    lesson = built / "lessons" / "42_try_builder.ipynb"
    as_built = lesson.read_bytes()
    edit(lesson, run)
    capsys.readouterr()
    assert build.main(["--check", "--root", str(built)]) == 0
    assert "was run or saved, and its source is still the same" in capsys.readouterr().out
    assert build.main(["--root", str(built)]) == 0
    assert lesson.read_bytes() == as_built


def test_an_older_lesson_is_replaced_and_one_of_no_known_version_is_not(built):
    lesson = built / "lessons" / "42_try_builder.ipynb"
    change_source(built)
    assert build.main(["--root", str(built)]) == 0
    assert "Other text" in lesson.read_text(encoding="utf-8")
    edit(lesson, lambda notebook: notebook["metadata"].pop("course"))
    assert build.main(["--root", str(built)]) == 0, "its cells are those of the source"
    (built / "solutions" / "source" / "42_try_builder.py").write_text(SOURCE, encoding="utf-8")
    edit(lesson, lambda notebook: notebook["metadata"].pop("course"))
    assert build.main(["--root", str(built)]) == 1
    assert "Other text" in lesson.read_text(encoding="utf-8")


def test_a_solution_with_changes_is_not_run_over(built, capsys):
    solution = built / "solutions" / "42_try_builder.ipynb"
    edit(solution, other_code)
    changed = solution.read_bytes()
    capsys.readouterr()
    assert build.main(["--execute", "--root", str(built)]) == 0
    assert "solutions/42_try_builder.ipynb has answers or other changes" in capsys.readouterr().out
    assert solution.read_bytes() == changed


def test_the_outputs_of_a_solution_stay_when_its_metadata_are_renewed(built):
    solution = built / "solutions" / "42_try_builder.ipynb"
    as_built = solution.read_bytes()
    edit(solution, lambda notebook: notebook["metadata"].pop("course"))
    assert build.main(["--check", "--root", str(built)]) == 1
    assert build.main(["--root", str(built)]) == 0
    assert solution.read_bytes() == as_built


READS = """
# %%
from utils.experiments.engine import store
print(len(store.load_result("tune", "demo")[0]), store.budgets_of("no question"))
"""


def test_a_solution_says_which_results_it_read(course):
    source = course / "solutions" / "source" / "42_try_builder.py"
    source.write_text(SOURCE + READS, encoding="utf-8")
    assert build.main(["--execute", "--root", str(course)]) == 0
    shown = {"tune-demo": manifest.read(store.SHIPPED)["tune-demo"]["table"], "no question": []}
    assert results_shown(read(course, "solutions")) == shown
    solution = course / "solutions" / "42_try_builder.ipynb"
    edit(solution, lambda notebook: notebook["metadata"]["course"].pop("built"))
    assert build.main(["--root", str(course)]) == 0
    assert results_shown(read(course, "solutions")) == shown


@pytest.mark.parametrize("path", build.source_paths(), ids=lambda path: path.stem[:2])
def test_no_result_was_shipped_after_a_solution_was_run(path):
    shown = results_shown(nbformat.read(build.ROOT / "solutions" / f"{path.stem}.ipynb", as_version=4))
    text = path.read_text(encoding="utf-8")
    assert bool(shown) == any(reads in text for reads in ("load_result(", "shipped.find("))
    assert store.now(shown) == shown, f"run: python -m utils.teaching.build {path.stem} --execute"


def test_another_result_is_noticed(monkeypatch):
    seen = {"tune-demo": "a digest", "depth": ["course"], "no question": []}
    monkeypatch.setattr(manifest, "read", lambda folder: {"tune-demo": {"table": "another"}})
    assert store.now(seen) == {"tune-demo": "another", "depth": store.budgets_of("depth"), "no question": []}
    monkeypatch.setattr(manifest, "read", lambda folder: {})
    assert store.now(seen)["tune-demo"] is None


def test_a_folder_that_cannot_be_written_in_is_told(course, capsys, monkeypatch):
    def full(source, target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), source)

    monkeypatch.setattr(os, "replace", full)
    assert build.main(["--root", str(course)]) == 1
    said = capsys.readouterr().err
    assert (
        said == f"{course}/lessons/42_try_builder.tmp cannot be read or written (No space left on device).\n"
    )


@pytest.mark.parametrize("content", [b"", b"{}", b"<html>", b"\xff"])
def test_what_is_no_notebook_is_told_and_left(built, capsys, content):
    lesson = built / "lessons" / "42_try_builder.ipynb"
    lesson.write_bytes(content)
    for arguments in ([], ["--check"]):
        capsys.readouterr()
        assert build.main([*arguments, "--root", str(built)]) == 1
        said = capsys.readouterr().err
        assert said.startswith(f"{lesson} cannot be read as a notebook")
        assert len(said.splitlines()) == 1
    assert lesson.read_bytes() == content


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("# %%\n1 / 0\n", "ZeroDivisionError"),
        ("# %%\nimport sys\nprint('oh', file=sys.stderr)\n", "writes to stderr"),
        ("# %%\nfrom utils.teaching import check\n\ncheck('1.1', ...)\n", "not attempted"),
        ("# %%\n### BEGIN SOLUTION\nx = 1\n", "do not pair up"),
        ("# %%\n### BEGIN SOLUTION\nprint(1)\n### END SOLUTION\n", "must assign a name"),
        ("# %%\nprint('x' * 1_100_000)\n", "the limit is 1,000,000"),
        ("# %%\nshow(f, '42.1')\n", "figure 42.1 needs a block '# %% caption 42.1'"),
        ("# %%\nshow(f, '42.2')\n\n# %% caption 42.2\n# Seen.\n", "they should be 42.1"),
        (
            FIGURE + CAPTION.replace("42.1", "42.2"),
            "caption 42.2 must follow its figure's cell, once; it shows 42.1",
        ),
        (CAPTION + FIGURE, "caption 42.1 must follow its figure's cell"),
        (FIGURE + CAPTION + CAPTION, "caption 42.1 must follow its figure's cell, once"),
        (FIGURE + FIGURE + CAPTION, "shows the figures 42.1, 42.1; they should be 42.1, 42.2"),
        (FIGURE + "# %% caption 42.1\nx = 1\n", "ends with comment lines that say what is seen"),
        (FIGURE + "# %% caption 42.1\n# From {x to 3.\n", "cannot be read"),
        (FIGURE + "# %% caption 42.1\nx = \n# From 2 to 3.\n", "cannot be read"),
        (FIGURE + "# %% caption 42.1\n# It is {unknown}.\n", "name 'unknown' is not defined"),
        ("# %% assertions\nassert 1 == 2\n", "AssertionError"),
    ],
)
def test_what_cannot_be_built_is_told_and_nothing_is_written(course, capsys, source, says):
    (course / "solutions" / "source" / "42_try_builder.py").write_text(source, encoding="utf-8")
    assert build.main(["--execute", "--root", str(course)]) == 1
    assert says in capsys.readouterr().err
    assert not (course / "solutions" / "42_try_builder.ipynb").exists()


def test_unknown_name_is_told(course, capsys):
    assert build.main(["77", "--root", str(course)]) == 1
    assert "no source starts with '77'; there are: 42_try_builder" in capsys.readouterr().err


def test_what_is_committed_is_what_the_sources_give():
    command = [sys.executable, "-m", "utils.teaching.build", "--check"]
    done = subprocess.run(command, cwd=build.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("address", "line"),
    [
        (
            "OWNER/REPOSITORY",
            "# get the whole folder from whoever gave it to you, and start as its README.md says.",
        ),
        (
            "ada/course-1.0",
            "# get it from https://github.com/ada/course-1.0, and start as its README.md says.",
        ),
        (None, "# get the whole folder from whoever gave it to you, and start as its README.md says."),
    ],
)
def test_a_notebook_alone_says_how_to_get_the_rest(address, line, tmp_path):
    """The address stands in one place, the README's link to Binder."""
    if address:
        link = f"[binder]: https://mybinder.org/v2/gh/{address}/HEAD?urlpath=lab\n"
        (tmp_path / "README.md").write_text(link)
    says = how_to_get_the_rest(tmp_path)
    assert says.startswith("# No module named 'utils'? ")
    assert says.splitlines()[1] == line


@pytest.mark.parametrize("path", build.source_paths(), ids=lambda path: path.stem)
def test_each_notebook_says_so_once_above_its_first_import_of_the_course(path):
    cells = sources.read_source(path).cells
    for answered in (False, True):
        text = "\n".join(cell.source for cell in make_notebook(cells, answered, path.name).cells)
        before, after = text.split(f"{how_to_get_the_rest()}\n")
        assert after.startswith("from utils")
        assert "utils" not in "".join(re.findall(r"^(?:from|import).*", before, re.MULTILINE))
