"""What a slider shows, kept for pages without a kernel: a picture and its caption for some of its settings.

The builder names a folder in ``COURSE_FRAMES``; everywhere else nothing is drawn but what the reader asks
for. A file for each figure, ``2.8.json``, has

- ``width``: of the picture on the screen, in pixels;
- ``controls``: for each its ``label``, the ``values`` that were drawn, in words, which of them is the
  ``start``, and ``of`` how many the slider has;
- ``frames``: for each combination of values, the last control's changing fastest, the ``picture`` (WebP,
  base64), its ``alternative`` text and its ``caption``, in Markdown.

The frame of the start has the alternative text that the notebook has for the figure. Where it has not, the
frames are of another version of the lesson.
"""

import base64
import io
import itertools
import json
import os
from pathlib import Path
from typing import NamedTuple

from PIL import Image

FOLDER = "COURSE_FRAMES"
SHOWN = Path("solutions", "frames")  # in the course's folder
MOST_VALUES = 8  # of a control
MOST = 24  # frames of a figure
SCALE = 0.75  # of the notebook's own picture: 1.5 dots for each pixel on the screen


class Control(NamedTuple):
    """A control: its name, its label, its values with the word for each, and the place of the first value."""

    name: str
    label: str
    options: list
    start: int


def wanted():
    """Whether somebody asked for frames."""
    return bool(os.environ.get(FOLDER))


def keep(number, controls, draw):
    """Draw a figure for some settings of its controls, and write them into the folder that was named.

    Parameters
    ----------
    number : str
        Of the figure, e.g. ``"2.8"``.
    controls : list of Control
    draw : callable
        ``draw(settings)`` gives the data and the metadata of the picture, as ``showing.bundle`` does, and the
        caption, in Markdown.
    """
    places = chosen([len(control.options) for control in controls], [control.start for control in controls])
    drawn = []
    for place in itertools.product(*places):
        options = [control.options[i] for control, i in zip(controls, place, strict=True)]
        settings = {control.name: value for control, (_, value) in zip(controls, options, strict=True)}
        drawn.append((place, *draw(settings)))
    content = {
        "width": drawn[0][2]["image/png"]["width"],
        "controls": [
            {
                "label": control.label,
                "values": [control.options[i][0] for i in kept],
                "start": kept.index(control.start),
                "of": len(control.options),
            }
            for control, kept in zip(controls, places, strict=True)
        ],
        "frames": [
            {"picture": webp(data["image/png"]), "alternative": data["text/plain"], "caption": caption}
            for _, data, _, caption in drawn
        ],
    }
    path = Path(os.environ[FOLDER], f"{number}.json")
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def chosen(counts, starts, most=MOST, most_values=MOST_VALUES):
    """Which values of each control to draw: all, or some that are spread evenly, the first one among them.

    Parameters
    ----------
    counts, starts : list of int
        How many values each control has, and the place of its first one.
    most, most_values : int
        Frames in all, and values of a control.

    Returns
    -------
    list of list of int
        For each control the places of its values, in ascending order.
    """
    kept = [min(count, most_values) for count in counts]
    while (total := _product(kept)) > most and max(kept) > 2:
        longest = kept.index(max(kept))
        kept[longest] = max(2, min(kept[longest] - 1, most * kept[longest] // total))
    return [_spread(count, n, start) for count, n, start in zip(counts, kept, starts, strict=True)]


def _product(numbers):
    total = 1
    for number in numbers:
        total *= number
    return total


def _spread(count, n, start):
    """``n`` of the places 0 to ``count - 1``, evenly, the nearest of them moved to ``start``."""
    places = [round(i * (count - 1) / max(1, n - 1)) for i in range(n)]
    nearest = min(range(n), key=lambda i: abs(places[i] - start))
    places[nearest] = start
    return places


def webp(picture):
    """PNG bytes as a smaller WebP, in base64."""
    stored = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        size = (round(SCALE * image.width), round(SCALE * image.height))
        small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    small.save(stored, format="webp", quality=50, method=6)
    return base64.b64encode(stored.getvalue()).decode()


def path_of(number, root):
    """The file with the frames of a figure, in a course's folder."""
    return root / SHOWN / f"{number}.json"


def find(number, alternative, root):
    """The frames of a figure, or None where there are none of the version that has this alternative text."""
    path = path_of(number, root)
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return kept if kept["frames"][first(kept["controls"])]["alternative"] == alternative else None


def first(controls):
    """Which of the frames is that of the start."""
    place = 0
    for one in controls:
        place = place * len(one["values"]) + one["start"]
    return place


def replace(lesson, made, root):
    """Put what a run of a lesson has drawn into the place of its frames; say what changed.

    Parameters
    ----------
    lesson : str
        Its two digits.
    made : Path
        The folder that the run wrote to.
    root : Path
        The course's folder.

    Returns
    -------
    list of str
    """
    said, new = [], {path.name: path.read_bytes() for path in sorted(made.glob("*.json"))}
    for old in sorted((root / SHOWN).glob(f"{int(lesson)}.*.json")):
        if old.name not in new:
            old.unlink()
            said.append(f"{old.relative_to(root)} deleted")
    for name, content in new.items():
        path = root / SHOWN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        changed = not path.exists() or path.read_bytes() != content
        if changed:
            path.write_bytes(content)
        said.append(f"{path.relative_to(root)} {'written' if changed else 'unchanged'}")
    return said
