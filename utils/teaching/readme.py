"""Pictures of the README: ``python -m utils.teaching.readme`` writes both.

One is taken out of the executed lesson 00; the other shows the endless stream of deformed digits.
"""

import base64
import sys
from pathlib import Path

import nbformat
import numpy as np

from ..data import InfiniteMNIST, load_digits_5k
from . import figures

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "utils" / "results" / "teaser.png"
STREAM_PICTURE = PICTURE.with_name("infinite_mnist.png")


def teaser(root=ROOT):
    """The last figure of solutions/00_start_here.ipynb, as PNG bytes, and all text outputs of the lesson.

    Returns
    -------
    png : bytes
    text : str
    """
    notebook = nbformat.read(root / "solutions" / "00_start_here.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    if not pictures:
        raise ValueError("solutions/00_start_here.ipynb has no figures; run: make lessons")
    text = "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in outputs)
    return base64.b64decode(pictures[-1]), text


def stream_picture(passes=6):
    """One digit of each class, and below it what ``passes`` passes of InfiniteMNIST make of it: PNG bytes."""
    source = load_digits_5k().train
    rows = np.array([np.flatnonzero(source.labels == k)[0] for k in range(10)])  # (10,)
    stream, n = InfiniteMNIST(source, shuffle=False), len(source.labels)  # example i comes from digit i mod n
    examples = [
        stream.slice(i, i + 1).images[0] for start in range(0, (passes + 1) * n, n) for i in start + rows
    ]
    return figures.png(figures.digit_grid(np.stack(examples)))


def main():
    """Write the pictures."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    for path, picture in ((PICTURE, teaser()[0]), (STREAM_PICTURE, stream_picture())):
        path.write_bytes(picture)
        print(f"{path.relative_to(ROOT)} written")


if __name__ == "__main__":
    sys.exit(main())
