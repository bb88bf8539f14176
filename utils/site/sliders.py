"""A figure with sliders on a page without a kernel: one picture for each setting, of which one is seen."""

import base64
import html

from ..teaching.frames import first

WIDE = 640  # pixels; on a phone a picture that is wider scrolls, so that what is written in it can be read


def slider(number, kept, pages):
    """The Markdown of a figure with its sliders; its pictures are written beside the pages.

    Parameters
    ----------
    number : str
        Of the figure.
    kept : dict
        What :mod:`utils.teaching.frames` says of it.
    pages : Path
        The folder that Sphinx reads.

    Returns
    -------
    str
    """
    folder = pages / "_static" / "frames"
    folder.mkdir(parents=True, exist_ok=True)
    name = number.replace(".", "-")
    start, blocks = first(kept["controls"]), []
    for i, frame in enumerate(kept["frames"]):
        file = folder / f"{name}-{i:02d}.webp"
        file.write_bytes(base64.b64decode(frame["picture"]))
        alternative = html.escape(frame["alternative"])
        size = f'width="{kept["width"]}"' + (' class="wide-picture"' if kept["width"] > WIDE else "")
        blocks += [
            f":::{{container}} frame{' shown' if i == start else ''}",
            f'<img src="../_static/frames/{file.name}" alt="{alternative}" {size} loading="lazy">',
            "", frame["caption"], ":::", "",
        ]  # fmt: skip
    controls = "\n".join(control(name, i, one) for i, one in enumerate(kept["controls"]))
    opening = f'<div class="slider" role="group" aria-label="Figure {number}, which can be changed">'
    ending = [left_out(kept["controls"]), "", "</div>"]
    return "\n".join([opening, f'<div class="controls" hidden>\n{controls}\n</div>', "", *blocks, *ending])


def control(name, i, told):
    """The HTML of one control: a checkbox for on and off, a slider for everything else."""
    identity, label = f"slider-{name}-{i}", html.escape(told["label"])
    values = [html.escape(value) for value in told["values"]]
    if values == ["off", "on"]:
        checked = " checked" if told["start"] else ""
        return f'<label for="{identity}">{label}</label><input type="checkbox" id="{identity}"{checked}>'
    words = html.escape("|".join(told["values"]))
    return (
        f'<label for="{identity}">{label}</label><input type="range" id="{identity}" min="0" '
        f'max="{len(values) - 1}" value="{told["start"]}" data-values="{words}" '
        f'aria-valuetext="{values[told["start"]]}"><output for="{identity}">{values[told["start"]]}</output>'
    )


def left_out(controls):
    """A line that says which settings only the notebook has, or nothing."""
    fewer = [
        f"{len(one['values'])} of {one['of']} values of *{one['label']}*"
        for one in controls
        if len(one["values"]) < one["of"]
    ]
    return f"\nThis page has {', '.join(fewer)}; the notebook has all." if fewer else ""
