"""The rhythm of notebooks and helpers: cells, words, exercises, captions, function lengths, imports."""

import ast
import base64
import html
import importlib
import io
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbconvert import HTMLExporter
from PIL import Image

from utils.teaching import build, showing, sources

from . import clean
from .test_links import CODE, MATH

ROOT = build.ROOT
NAMES = [path.stem for path in build.source_paths()]
# An exception is a decision: lesson 00 is a short tour without coding, so it has fewer lines of code.
FEWEST_CODE_LINES = {"00": 80}


def notebook(kind, name):
    return clean.lesson(name) if kind == "lessons" else nbformat.read(ROOT / kind / f"{name}.ipynb", 4)


def code_lines(text):
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def cells(name, kind):
    """Texts of the cells that the student sees, answered."""
    found = [cell for cell in notebook("solutions", name).cells if cell.cell_type == kind]
    return [cell.source for cell in found if "assertions" not in cell.metadata.get("tags", [])]


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_the_last_line_of_its_cell(name):
    """As Jupyter shows it only there."""
    lost = []
    for text in cells(name, "code"):
        body = ast.parse(text).body
        for node in ast.walk(ast.Module(body, [])):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and node is not body[-1]:
                called = ast.unparse(node.value.func)
                if called.split(".")[-1].endswith(("table", "verdicts")):
                    lost.append(ast.unparse(node))
    assert not lost


@pytest.mark.parametrize("name", NAMES)
def test_code_cells_are_short(name):
    lengths = [len(code_lines(text)) for text in cells(name, "code")]
    assert 3 <= np.median(lengths) <= 7
    assert np.quantile(lengths, 0.9) <= 20
    assert max(lengths) <= 35
    assert FEWEST_CODE_LINES.get(name[:2], 120) <= sum(lengths) <= 350


@pytest.mark.parametrize("name", NAMES)
def test_there_is_enough_text_and_not_too_much(name):
    texts = cells(name, "markdown")
    unread = r"<[^>]+>|\$[^$]*\$|\]\([^)\s]+\)"  # tags, formulas, addresses of links
    words = sum(len(re.findall(r"\w+", re.sub(unread, " ", text))) for text in texts)
    assert 1_200 <= words <= 2_800
    assert 0.5 <= len(texts) / len(cells(name, "code")) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_has_its_parts(name):
    text = "\n".join(cells(name, "markdown"))
    for part in ("**What you'll do**", "**What you'll learn**", "**What you need**", "**Time**", "## Recap"):
        assert part in text
    for part in ("**Quiz**", "<summary>Answers</summary>", "## In practice", "## References", "**Next**"):
        assert part in text
    assert text.startswith(f"# {name[:2]} · ")
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1, "one title"
    exercises = re.findall(r"^### Exercise (\S+)", text, re.MULTILINE)
    assert 3 <= len(exercises) <= 6
    assert exercises == [f"{int(name[:2])}.{i}" for i in range(1, len(exercises) + 1)]
    assert text.count("<details>") == text.count("</details>") >= len(exercises)
    assert re.search(r"redict", text), "something to predict"


def figures_and_captions(name):
    """The outputs of a solution that are pictures, each with the output below it."""
    for cell in notebook("solutions", name).cells:
        outputs = cell.get("outputs", [])
        for picture, caption in zip(outputs, [*outputs, None][1:], strict=True):
            if "image/png" in picture.get("data", {}):
                assert caption is not None, cell.source
                yield picture, caption


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_a_caption_and_a_text(name):
    found = list(figures_and_captions(name))
    assert 4 <= len(found) <= 12
    for i, (picture, caption) in enumerate(found, start=1):
        figure = f"Figure {int(name[:2])}.{i}"
        assert re.match(rf"{figure}( \(.+?\))?: .", picture.data["text/plain"])
        assert re.match(rf"\*\*{figure}(\.\*\*|\*\* \(.+?\)\.) .", caption.data["text/markdown"])


class Images(HTMLParser):
    """Collects the alternative texts of a page's images."""

    def __init__(self):
        super().__init__()
        self.texts = []

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.texts.append(dict(attributes).get("alt"))


def exported(solution, template):
    """A notebook's page as nbconvert makes it."""
    return HTMLExporter(template_name=template).from_notebook_node(solution)[0]


def alternative_texts(text):
    """Of the images in a page."""
    page = Images()
    page.feed(text)
    return page.texts


@pytest.mark.parametrize("name", NAMES)
def test_no_image_is_without_an_alternative_text_and_no_formula_is_lost(name):
    found = [picture for picture, _ in figures_and_captions(name)]
    stored = [picture.metadata["image/png"]["alt"] for picture in found]
    assert all(text.startswith("Figure ") for text in stored)
    solution = notebook("solutions", name)
    for cell in solution.cells:  # code in colours takes half of the time
        cell.source = "" if cell.cell_type == "code" else cell.source
    page = exported(solution, "classic")
    assert alternative_texts(page) == stored
    # As text, which MathJax typesets where there is a network, and a reader reads where there is none.
    readable = html.unescape(page)
    formulas = [match[0] for cell in cells(name, "markdown") for match in MATH.finditer(CODE.sub(" ", cell))]
    assert [formula for formula in formulas if formula not in readable] == []
    # nbconvert's other template, lab, reads no metadata: there the HTML that a student's kernel gives helps.
    solution.cells = [cell for cell in solution.cells if cell.cell_type == "code" and cell.outputs]
    for cell in solution.cells:
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                picture = base64.b64decode(output.data["image/png"])
                output.data["text/html"] = showing.bundle(picture, output.data["text/plain"])[0]["text/html"]
    assert alternative_texts(exported(solution, "lab")) == stored


@pytest.mark.parametrize("name", NAMES)
def test_pictures_are_stored_once_and_sharp(name):
    for picture, _ in figures_and_captions(name):
        assert sorted(picture.data) == ["image/png", "text/plain"]
        with Image.open(io.BytesIO(base64.b64decode(picture.data["image/png"]))) as image:
            assert image.width > 1.35 * picture.metadata["image/png"]["width"]


@pytest.mark.parametrize("name", NAMES)
def test_code_does_not_scroll_sideways(name):
    for text in cells(name, "code"):
        assert max(map(len, text.splitlines())) <= 88, text


@pytest.mark.parametrize("name", NAMES)
def test_a_students_cell_neither_asserts_nor_tells_what_will_be_seen(name):
    for text in cells(name, "code"):
        assert not re.search(r"^\s*assert\b", text, re.MULTILINE), text
        calls = re.findall(r"\b(?:show|show_file|show_png|explore)\(", text)
        assert len(calls) == len(sources.figure_numbers(text, name)), f"a figure without its number:\n{text}"


@pytest.mark.parametrize("name", NAMES)
def test_lesson_has_no_outputs_and_no_answers(name):
    lesson = notebook("lessons", name)
    shown = "\n".join(cell.source for cell in lesson.cells)
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in lesson.cells)
    source = (ROOT / "solutions" / "source" / f"{name}.py").read_text(encoding="utf-8")
    answers = re.findall(r"### BEGIN SOLUTION\n(.*?)\n\s*### END SOLUTION", source, re.DOTALL)
    assert answers
    for answer in answers:
        assert answer not in shown
        for line in code_lines(answer):
            if len(line.strip()) > 30:
                assert line.strip() not in shown.split("## Recap")[0].split("</details>")[-1]


@pytest.mark.parametrize("name", NAMES)
def test_lessons_are_repeatable_and_plain(name):
    text = "\n".join(cells(name, "code"))
    for forbidden in (
        "np.random.seed",
        "default_rng()",
        "import torch",
        "plt.",
        "%matplotlib",
        "time.time",
        "requests",
    ):
        if forbidden == "import torch" and name[:2] not in {"00", "01", "02", "03", "04"}:
            continue
        assert forbidden not in text
    for cell in cells(name, "code"):
        assert sum("ax." in line or "fig." in line for line in cell.splitlines()) <= 5, cell


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            documented = ast.get_docstring(node) is not None
            body = node.body[1:] if documented and len(node.body) > 1 else node.body
            yield node, body[-1].end_lineno - body[0].lineno + 1


@pytest.mark.parametrize("path", sorted((ROOT / "utils").rglob("*.py")), ids=lambda path: path.stem)
def test_helpers_have_short_documented_functions(path):
    too_long = {node.name: length for node, length in functions(path) if length > 40}
    assert not too_long
    if not path.name.startswith(("__main__", "ex_")):  # an exercise's text stands in its lesson
        public = [
            n for n in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(n, ast.FunctionDef)
        ]
        assert [n.name for n in public if not n.name.startswith("_") and not ast.get_docstring(n)] == []
    if not path.name.startswith("__main__"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "a docstring for the file"


@pytest.mark.parametrize("path", sorted((ROOT / "utils").rglob("*.py")), ids=lambda path: path.stem)
def test_helpers_are_short_files(path):
    most = 200 if "lessons" in path.parts else 300
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


@pytest.mark.parametrize("name", NAMES)
def test_each_exercise_and_its_answers_stand_in_a_file_of_their_own(name):
    lesson = f"lesson_{name[:2]}"
    exercises, answers = (
        sorted(path.name for path in folder.glob("ex_*.py"))
        for folder in (ROOT / "utils" / "lessons" / lesson, ROOT / "tests" / "bank" / lesson)
    )
    numbers = importlib.import_module(f"utils.lessons.{lesson}").EXERCISES
    assert ["_".join(file.split("_")[1:3]) for file in exercises] == [n.replace(".", "_") for n in numbers]
    assert answers == exercises


@pytest.mark.parametrize("name", NAMES)
def test_lessons_have_short_functions(name):
    path = ROOT / "solutions" / "source" / f"{name}.py"
    assert {node.name: length for node, length in functions(path) if length > 25} == {}


ROOMS = {
    "numpy_models": (
        "torch",
        "utils.data",
        "utils.teaching",
        "utils.lessons",
        "utils.experiments",
        "utils.torch_models",
        "matplotlib",
    ),
    "data": (
        "utils.numpy_models",
        "utils.teaching",
        "utils.lessons",
        "utils.experiments",
        "utils.torch_models",
        "matplotlib",
    ),
    "torch_models": (
        "utils.numpy_models",
        "utils.teaching",
        "utils.lessons",
        "utils.experiments",
        "matplotlib",
    ),
    "teaching": ("torch", "utils.torch_models", "utils.lessons", "utils.experiments"),
    "lessons": ("torch", "utils.torch_models", "utils.experiments"),
    "experiments": ("utils.teaching", "utils.lessons", "utils.numpy_models"),
    "site": ("torch", "utils.torch_models", "utils.numpy_models", "utils.lessons"),
    "experiments/engine": (
        "utils.torch_models",
        *(
            f"utils.experiments.{path.stem}"
            for path in sorted((ROOT / "utils" / "experiments").glob("*.py"))
            if not path.stem.startswith("__")
        ),
    ),
}


def imported(path):
    """Full names of the modules that a file imports, relative ones resolved."""
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            )
            stem = ".".join(part for part in (base, node.module) if part)
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def forbidden(room, path):
    """What a file of a room may not import.

    One question, stacking, is about the student's own NumPy models: it alone computes with them. No lesson
    needs the folder of another. From lesson 05 on the student writes PyTorch and sees experiments, so these
    lessons need both; the first lessons stay without. How lessons find shipped results stands in one file.
    """
    if path.name == "stacking.py" and path.parent.name == "experiments":
        return [name for name in ROOMS[room] if name != "utils.numpy_models"]
    if path.relative_to(ROOT).as_posix() == "utils/lessons/shipped.py":
        return [name for name in ROOMS[room] if name != "utils.experiments"]
    if room != "lessons" or path.parent.name == "lessons":
        return ROOMS[room]
    others = [f"utils.lessons.lesson_{n:02d}" for n in range(14) if path.parent.name != f"lesson_{n:02d}"]
    return others if int(path.parent.name[-2:]) >= 5 else [*ROOMS[room], *others]


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_imports_point_one_way(room):
    for path in sorted(Path(ROOT / "utils" / room).rglob("*.py")):
        for name in imported(path):
            assert not any(name == bad or name.startswith(f"{bad}.") for bad in forbidden(room, path)), (
                f"{path}: {name}"
            )


def test_nothing_needs_the_site():
    for path in sorted((ROOT / "utils").rglob("*.py")):
        if path.parent.name not in ("site", "pages"):
            assert not [name for name in imported(path) if name.startswith("utils.site")], path


def test_checks_of_the_first_lessons_never_import_torch():
    code = (
        "import sys; from utils.teaching.checking import find_exercise; "
        "[find_exercise(f'{lesson}.1') for lesson in range(5)]; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_check_of_an_update_does_not_load_the_compiler_of_torch():
    code = (
        "import sys, torch; from utils.lessons.lesson_05.memory import Watch\n"
        "with Watch([], {(3, 3)}) as seen: torch.bmm(torch.zeros(1, 3, 3), torch.zeros(1, 3, 3))\n"
        "assert len(seen.made) == 3; assert 'torch._dynamo' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
