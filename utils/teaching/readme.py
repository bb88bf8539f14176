"""The picture of the README: ``python -m utils.teaching.readme`` takes it out of the executed lesson 00."""

import base64
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "utils" / "results" / "teaser.png"


def teaser(root=ROOT):
    """The last figure of solutions/00_start_here.ipynb, as PNG bytes, and the text that the lesson printed.

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
    text = "".join(output.get("text", "") for output in outputs)
    return base64.b64decode(pictures[-1]), text


def main():
    """Write the picture."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(teaser()[0])
    print(f"{PICTURE.relative_to(ROOT)} written")


if __name__ == "__main__":
    sys.exit(main())
