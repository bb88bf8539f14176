"""Show a figure with its number and its caption, which also stands for the picture where that cannot be seen.

A figure is shown in three forms, of which a viewer takes the first that it can: HTML (JupyterLab: only there
can it have an alternative text), PNG with the text in the output's metadata (all others), and text.
"""

import base64
import html
import io
import re

from IPython.display import Markdown, display
from PIL import Image

from .captions import fill, find_caption, is_number, notebook_names
from .checking import strict
from .figures import png

INCH = 80  # pixels on the screen


def show(fig, caption):
    """Show a figure and, below it, the line that says what is seen.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    caption : str
        The number of a figure of the lesson, e.g. ``"1.4"``, whose caption is kept beside the lesson; or, for
        a figure of your own, a sentence or two, in Markdown.
    """
    show_png(png(fig), caption)


def show_file(path, caption):
    """Show a PNG file in the same way.

    Parameters
    ----------
    path : Path
    caption : str
        As in :func:`show`.
    """
    show_png(path.read_bytes(), caption)


def show_png(picture, caption):
    """Show a picture that is drawn already, as PNG bytes, in the same way."""
    label, caption = number_and_caption(caption)
    data, metadata = bundle(picture, f"{label}: {caption}")
    display(data, metadata=metadata, raw=True)
    display(Markdown(f"**{label}.** {caption}"))


def number_and_caption(caption, **settings):
    """What a figure is called, and its caption, filled in.

    Parameters
    ----------
    caption : str
        As in :func:`show`.
    **settings
        More names for the template.
    """
    if not caption.strip():
        raise ValueError("the caption is empty; say in a sentence what is seen.")
    if not is_number(caption):
        return "Figure", caption
    names = notebook_names() | settings
    return f"Figure {caption}", fill(*find_caption(caption), names, strict=strict())


def bundle(picture, text):
    """What a notebook stores for a picture: its data and their metadata, by kind.

    Parameters
    ----------
    picture : bytes
        PNG; its resolution says how large it is shown.
    text : str
        In Markdown, for those who see no picture.
    """
    with Image.open(io.BytesIO(picture)) as image:
        width = round(image.width * INCH / image.info.get("dpi", (INCH,))[0])
    alternative = plain(text)
    inline = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    data = {
        "image/png": picture,
        "text/html": f'<img src="{inline}" alt="{html.escape(alternative)}" width="{width}">',
        "text/plain": alternative,
    }
    return data, {"image/png": {"alt": alternative, "width": width}}


def plain(text):
    """Markdown without its signs, for a screen reader."""
    return re.sub(r"\*\*|[*`$]|\\(?=\w)", "", text)
