"""Slides of the lessons: ``python -m utils.teaching.slides [NAME...]`` writes ``build/slides/NN_name.html``.

A deck is made from the executed solution: a page for the title and for each section, for each prediction, for
each figure with its caption, for the recap and for the questions of the quiz. It is one file with all that it
needs. Formulas are drawn by Matplotlib, as pictures with their TeX as alternative text.
"""

import argparse
import base64
import html
import io
import re
import sys
from pathlib import Path

import nbformat
from matplotlib import mathtext
from matplotlib.font_manager import FontProperties
from nbconvert.filters import markdown2html

from .sources import ROOT, BuildError, source_paths

MATH = re.compile(r"\$\$(.+?)\$\$|(?<![\\\w])\$(?=\S)([^$]+?)(?<=\S)\$(?!\w)", re.DOTALL)
TEX = {r"\lVert": r"\Vert", r"\rVert": r"\Vert", r"\tfrac": r"\frac", r"\!": "", r"\top": "T"}
STYLE = """
html{scroll-snap-type:y mandatory;font:clamp(1.1rem,1.8vw,2.4rem)/1.5 system-ui,sans-serif;
color:#1a1a1a;background:#fff}
body{margin:0}
section{box-sizing:border-box;min-height:100vh;padding:4vh 7vw;scroll-snap-align:start;position:relative;
display:flex;flex-direction:column;justify-content:center}
section>small{position:absolute;left:7vw;top:2vh;color:#595959}
h1{font-size:2em;line-height:1.15}h2{font-size:1.5em;line-height:1.2;margin:.2em 0}
figure{margin:0;text-align:center}figure img{max-width:86vw;max-height:68vh;width:auto;height:auto}
figcaption{font-size:.8em;text-align:left;max-width:50em;margin:.6rem auto 0}
.predict{border-left:.5rem solid #b35806;padding-left:1.5rem}
img.tex{vertical-align:middle}ul,ol,p{max-width:42em}figcaption p{max-width:none}pre,code{font-size:.9em}
table{border-collapse:collapse}td,th{padding:.1em .6em;border-bottom:1px solid #ccc}
@media print{section{page-break-after:always}}
"""
KEYS = """
const pages=[...document.querySelectorAll("section")];
const here=()=>pages.findIndex(p=>p.getBoundingClientRect().bottom>innerHeight/2);
addEventListener("keydown",e=>{
  const on=["ArrowRight","ArrowDown","PageDown"," "].includes(e.key)&&!e.shiftKey;
  const back=["ArrowLeft","ArrowUp","PageUp"].includes(e.key)||(e.key===" "&&e.shiftKey);
  if(!on&&!back)return;
  e.preventDefault();
  pages[Math.max(0,Math.min(pages.length-1,here()+(on?1:-1)))].scrollIntoView();
});
"""


def formula(tex, display=False):
    """A formula as an HTML image, or its TeX as code where Matplotlib cannot draw it."""
    plain = " ".join(tex.split())
    drawn = plain
    for ours, theirs in TEX.items():
        drawn = drawn.replace(ours, theirs)
    stream = io.BytesIO()
    try:
        mathtext.math_to_image(f"${drawn}$", stream, FontProperties(size=26 if display else 15), 100, "svg")
    except ValueError:
        return f"<code>{html.escape(plain)}</code>"
    data = base64.b64encode(stream.getvalue()).decode()
    image = f'<img class="tex" alt="{html.escape(plain)}" src="data:image/svg+xml;base64,{data}">'
    return f"<p>{image}</p>" if display else image


def to_html(markdown):
    """Markdown with formulas as HTML."""
    kept = []

    def keep(match):
        kept.append(formula(match[1] or match[2], display=bool(match[1])))
        return f"FORMULA{len(kept) - 1}END"

    text = markdown2html(MATH.sub(keep, markdown))
    text = re.sub(r'<a class="anchor-link".*?</a>', "", text)
    return re.sub(r"FORMULA(\d+)END", lambda match: kept[int(match[1])], text)


def pages(notebook):
    """The pages of a deck: (section, HTML) of each."""
    section, found = "", []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for part in re.split(r"^(?=##? )", cell.source, flags=re.MULTILINE):
                heading = re.match(r"##? (.+)", part)
                section = heading[1] if heading else section
                found += [(section, page) for page in _of_text(part, heading)]
        elif "assertions" not in cell.metadata.get("tags", []):
            found += [(section, page) for page in _of_outputs(cell.outputs)]
    return found


def _of_text(part, heading):
    """Pages of a part of the text: of the title or a section, its predictions, the recap, the quiz."""
    name = heading[1] if heading else ""
    if part.startswith("# "):
        lead, _, rest = part.partition("**What you'll do**")
        learn = re.search(r"\*\*What you'll learn\*\*\n\n(.+?)\n\n", rest, re.DOTALL)
        yield to_html(lead)
        if learn:
            yield to_html(f"## What you'll learn\n\n{learn[1]}")
    elif name == "Recap":
        recap, _, quiz = part.partition("**Quiz**")
        yield to_html(recap)
        yield to_html(f"## Quiz\n\n{quiz.split('<details>')[0]}")
    elif re.match(r"\d+ · ", name):
        shown = [formula(tex, display=True) for tex in re.findall(r"\$\$(.+?)\$\$", part, re.DOTALL)]
        yield to_html(f"## {name}") + "".join(one for one in shown if "<img" in one)
    if name not in ("Recap", "In practice", "References"):
        paragraphs = re.split(r"\n\s*\n", part)
        for paragraph, following in zip(paragraphs, [*paragraphs, ""][1:], strict=True):
            if re.search(r"\*\*Predict\w*\*\*|\*\*predict\*\*", paragraph):
                listed = f"\n\n{following}" if paragraph.rstrip().endswith(":") else ""
                yield f'<div class="predict">{to_html(paragraph + listed)}</div>'


def _of_outputs(outputs):
    """Pages of the figures among outputs, each with the caption below it."""
    for picture, caption in zip(outputs, [*outputs, {}][1:], strict=True):
        data = picture.get("data", {})
        if "image/png" not in data:
            continue
        told = picture.metadata.get("image/png", {})
        said = to_html(caption.get("data", {}).get("text/markdown", ""))
        size = f' width="{told["width"]}"' if "width" in told else ""
        source = "".join(data["image/png"].split())
        yield (
            f'<figure><img alt="{html.escape(told.get("alt", ""))}"{size} '
            f'src="data:image/png;base64,{source}"><figcaption>{said}</figcaption></figure>'
        )


def deck(notebook):
    """A notebook's deck as the text of an HTML file."""
    title = re.match(r"# (.+)", notebook.cells[0].source)[1]
    shown = "\n".join(
        f"<section><small>{html.escape(section)}</small>{page}</section>" for section, page in pages(notebook)
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head>\n<body>\n{shown}\n"
        f"<script>{KEYS}</script></body></html>\n"
    )


def main(arguments=None):
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m utils.teaching.slides", description=__doc__.splitlines()[0]
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="first letters of lessons (default: all)")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "build" / "slides", help="the folder for the decks"
    )
    chosen = parser.parse_args(arguments)
    try:
        paths = source_paths(chosen.names)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    chosen.out.mkdir(parents=True, exist_ok=True)
    for path in paths:
        notebook = nbformat.read(ROOT / "solutions" / f"{path.stem}.ipynb", as_version=4)
        target = chosen.out / f"{path.stem}.html"
        target.write_text(deck(notebook), encoding="utf-8")
        print(f"{target} written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
