"""Captions of figures: templates beside their cell in the source, filled in when the cell runs.

The builder collects them into ``utils/lessons/lesson_NN/captions.json``: for each figure its ``text``, in the
syntax of an f-string, and the ``code`` (possibly none) that prepares names for it.
"""

import ast
import json
import os
import re
import sys
from pathlib import Path

LESSONS = Path(__file__).resolve().parents[1] / "lessons"
NUMBER = re.compile(r"\d+\.\d+")
MISSING = "…"  # stands for a part of a caption that cannot be computed


def is_number(text):
    """Whether a text is the number of a figure, e.g. "1.4"."""
    return NUMBER.fullmatch(text) is not None


def captions_path(lesson):
    """The file with the captions of a lesson; the builder names another folder in ``COURSE_LESSONS``."""
    folder = Path(os.environ.get("COURSE_LESSONS") or LESSONS)
    return folder / f"lesson_{int(lesson):02d}" / "captions.json"


def find_caption(number):
    """The template and the code of a figure's caption, e.g. of "1.4".

    Raises
    ------
    ValueError
        If the lesson has no such figure.
    """
    path = captions_path(number.split(".")[0])
    captions = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if number not in captions:
        have = f"it has {', '.join(captions)}" if captions else f"there is no file {path}"
        raise ValueError(
            f"figure {number} has no caption: {have}. For a figure of your own, give a sentence."
        )
    return captions[number]["text"], captions[number]["code"]


def pieces(template):
    """The parts of a template, as nodes of an f-string; a SyntaxError where it is none."""
    if '"""' in template:
        raise SyntaxError('a caption must not contain """')
    return ast.parse(f'rf"""{template}\n"""', mode="eval").body.values


def could_be(template):
    """A regular expression that every caption made from a template matches."""
    parts = pieces(template)
    return "".join(re.escape(p.value.strip("\n")) if isinstance(p, ast.Constant) else ".*" for p in parts)


def notebook_names():
    """The names that the notebook's cells have defined."""
    return vars(sys.modules["__main__"])


def fill(template, code, names, strict=False):
    """A caption from its template.

    Parameters
    ----------
    template : str
        In the syntax of an f-string, e.g. ``"The loss falls to {last['train_nll']:.3f} nats."``
    code : str
        Run before, in a copy of ``names``: what it defines is seen by the template and by nobody else.
    names : dict
    strict : bool
        Let errors out. Otherwise a part that cannot be computed (a reader renamed something) is "…".
    """
    namespace, text = dict(names), ""
    try:
        exec(code, namespace)
    except Exception:
        if strict:
            raise
    for piece in pieces(template):
        alone = ast.fix_missing_locations(ast.Expression(ast.JoinedStr([piece])))
        try:
            text += eval(compile(alone, "<caption>", "eval"), namespace)
        except Exception:
            if strict:
                raise
            text += MISSING
    return text.strip()
