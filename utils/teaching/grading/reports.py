"""The tables of a class: CSV for a gradebook, HTML or Markdown to read, lines for the terminal."""

import csv
import html

from ..verdicts import CORRECT, DONE, KEPT, NOT_YET
from .running import BLANK, BROKEN, REFUSED

SIGNS = {CORRECT: "✓", KEPT: "✓", NOT_YET: "✗", BLANK: "…", BROKEN: "!", REFUSED: "R"}
COLOURS = {CORRECT: "#1b7837", KEPT: "#1f6fb2", NOT_YET: "#b35806", BLANK: "#606060", BROKEN: "#a50026",
           REFUSED: "#762a83"}  # fmt: skip


def marks_of(row, lesson):
    """The marks of a row: the stars of what is right."""
    return sum(lesson.tasks[number].stars for number, mark in row.marks.items() if mark.outcome in DONE)


def in_words(mark):
    """A mark as one text, e.g. "not yet: The rows do not sum to 1."."""
    return f"{mark.outcome}: {' '.join(mark.says.split())}" if mark.says else mark.outcome


def write_csv(rows, lesson, path):
    """One row for each hand-in, one column for each exercise."""
    head = ["student", "file", "lesson", *lesson.tasks, "marks", "of", "minutes", "state", "look at"]
    of = sum(task.stars for task in lesson.tasks.values())
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for row in rows:
            found = [in_words(row.marks[number]) if row.marks else "" for number in lesson.tasks]
            cells = [row.student, row.file, lesson.number, *found, marks_of(row, lesson), of]
            cells += [f"{row.minutes:.2f}", row.state, "; ".join(row.look_at)]
            writer.writerow([_no_formula(cell) for cell in cells])


def _no_formula(cell):
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")) else cell


def lines(rows, lesson):
    """The table for the terminal, a line for each hand-in, and what the signs mean."""
    width = max([len("student"), *(len(row.student) for row in rows)])
    of = sum(task.stars for task in lesson.tasks.values())
    found = [f"{'student':{width}}  {'  '.join(lesson.tasks)}  marks of {of}"]
    for row in rows:
        signs = [
            f"{SIGNS[row.marks[number].outcome] if row.marks else '':{len(number)}}"
            for number in lesson.tasks
        ]
        said = "" if row.state == "marked" else f"  {row.state}"
        said += f"  to look at: {len(row.look_at)}" if row.look_at else ""
        found.append(f"{row.student:{width}}  {'  '.join(signs)}  {marks_of(row, lesson):5}{said}")
    found.append("✓ correct   ✗ not yet   … blank   ! broken   R refused")
    return found


def markdown(rows, lesson):
    """A page in Markdown: the table, then what was wrong with whose answers."""
    of = sum(task.stars for task in lesson.tasks.values())
    head = ["student", *lesson.tasks, f"marks of {of}", "minutes", "state"]
    parts = [f"# Lesson {lesson.number}: {len(rows)} hand-ins", "", _row(head), _row(["---"] * len(head))]
    for row in rows:
        signs = [SIGNS[row.marks[number].outcome] if row.marks else "" for number in lesson.tasks]
        parts.append(_row([row.student, *signs, marks_of(row, lesson), f"{row.minutes:.1f}", row.state]))
    parts += ["", "✓ correct, ✗ not yet, … blank, ! broken, R refused", ""]
    for row in rows:
        said = [f"- {number} {in_words(mark)}" for number, mark in row.marks.items() if mark.says]
        said += [f"- look at: {what}" for what in row.look_at]
        if said:
            parts += [f"## {_plain(row.student)} ({_plain(row.file)})", "", *map(_plain, said), ""]
    return "\n".join(parts)


def _row(cells):
    return f"| {' | '.join(_plain(str(cell)) for cell in cells)} |"


def _plain(text):
    """A text that is no Markdown and no HTML."""
    for sign in "\\`*_[]|<>":
        text = text.replace(sign, {"<": "&lt;", ">": "&gt;"}.get(sign, f"\\{sign}"))
    return text


def page(rows, lesson):
    """A page in HTML that needs nothing else: the same as :func:`markdown`."""
    of = sum(task.stars for task in lesson.tasks.values())
    head = ["student", *lesson.tasks, f"marks of {of}", "minutes", "state"]
    body = []
    for row in rows:
        cells = [html.escape(row.student), *(_sign(row, number) for number in lesson.tasks)]
        cells += [str(marks_of(row, lesson)), f"{row.minutes:.1f}", html.escape(row.state)]
        body.append("".join(f"<td>{cell}</td>" for cell in cells))
        said = [f"<li>{number} {html.escape(in_words(m))}</li>" for number, m in row.marks.items() if m.says]
        said += [f"<li>look at: {html.escape(what)}</li>" for what in row.look_at]
        if said:
            told = f"<details><summary>remarks: {len(said)}</summary><ul>{''.join(said)}</ul></details>"
            body.append(f'<td></td><td colspan="{len(head) - 1}">{told}</td>')
    rows_of_table = "".join(f"<tr>{cells}</tr>\n" for cells in body)
    title = f"Lesson {lesson.number}: {len(rows)} hand-ins"
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>'
        "body{font-family:sans-serif;margin:2rem}"
        "td,th{padding:.2rem .6rem;text-align:left;vertical-align:top}"
        f"tr:nth-child(even){{background:#f4f4f4}}</style></head><body><h1>{title}</h1>\n<table>\n"
        f"<tr>{''.join(f'<th>{cell}</th>' for cell in head)}</tr>\n{rows_of_table}</table>\n"
        "<p>✓ correct, ✗ not yet, … blank, ! broken, R refused</p></body></html>\n"
    )


def _sign(row, number):
    if not row.marks:
        return ""
    mark = row.marks[number]
    shown = f'<b style="color:{COLOURS[mark.outcome]}">{SIGNS[mark.outcome]}</b>'
    return f'<span title="{html.escape(in_words(mark))}">{shown}</span>'
