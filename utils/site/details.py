"""Folded hints of the lessons, so that what is in them is read as Markdown, with its mathematics."""

import html
import re

DETAILS = re.compile(r"<details>\s*<summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
TAGS = {"code": "`", "em": "*", "i": "*", "strong": "**", "b": "**"}
BLANK_LINE = "\n\n"


def opened(text):
    """A Markdown text in which each ``<details>`` has blank lines around what it folds."""
    return DETAILS.sub(lambda match: _apart(match[1], match[2]), text)


def _apart(summary, body):
    body = body.strip("\n")
    if BLANK_LINE not in body:  # one block of HTML
        for tag, sign in TAGS.items():
            inside = re.compile(rf"<{tag}>(.*?)</{tag}>", re.DOTALL)
            body = inside.sub(lambda match, sign=sign: f"{sign}{html.unescape(match[1])}{sign}", body)
    return f"\n<details>\n<summary>{summary}</summary>\n\n{body.strip()}\n\n</details>\n"
