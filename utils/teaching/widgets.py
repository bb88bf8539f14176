"""Sliders over a figure. The figure is an ordinary output of its cell, so a static viewer shows it too.

The settings that a picture was drawn with stand in it and in its caption: they say what is seen, whatever a
reopened notebook makes of the sliders.
"""

import ipywidgets
from IPython.display import Markdown, display

from . import frames
from .captions import is_number
from .figures import png
from .showing import bundle, number_and_caption


def explore(draw, caption, **controls):
    """Redraw a figure and its caption when a slider moves.

    Parameters
    ----------
    draw : callable
        Takes one keyword argument for each control and returns a matplotlib figure.
    caption : str
        The number of a figure of the lesson, or a sentence, as in ``show``. The template of the lesson's
        caption may use the controls' names, e.g. ``{rate:g}``.
    **controls
        For each argument of ``draw``, the values to choose from (a list, tuple or range) or a boolean.
        The first picture has the middle value of a list (or the boolean as given); write
        ``name=(values, start)`` to start elsewhere.

    Returns
    -------
    dict of str to ipywidgets widget
        The controls, by name.
    """
    made = {name: _control(name, choices) for name, choices in controls.items()}

    def frame(settings):
        in_words = ", ".join(f"{_label(name)} {_words(value)}" for name, value in settings.items())
        fig = draw(**settings)
        fig.text(0, 1.02, in_words, ha="left", va="bottom")
        label, text = number_and_caption(caption, **settings)
        picture, metadata = bundle(png(fig), f"{label} ({in_words}): {text}")
        return picture, metadata, f"**{label}** ({in_words}). {text}"

    def now():
        return frame({name: widget.value for name, widget in made.items()})

    def redraw(_):
        picture, metadata, line = now()
        below.update(Markdown(line))
        above.update(picture, metadata=metadata, raw=True)

    display(ipywidgets.VBox(list(made.values())))
    picture, metadata, line = now()
    above = display(picture, metadata=metadata, raw=True, display_id=True)
    below = display(Markdown(line), display_id=True)
    for widget in made.values():
        widget.observe(redraw, names="value")
    if frames.wanted() and is_number(caption):
        frames.keep(caption, [_options(name, widget) for name, widget in made.items()], frame)
    return made


def _options(name, widget):
    """What a control offers, for pages without a kernel."""
    if isinstance(widget, ipywidgets.Checkbox):
        return frames.Control(name, _label(name), [("off", False), ("on", True)], int(widget.value))
    return frames.Control(name, _label(name), list(widget.options), widget.index)


def _label(name):
    return name.replace("_", " ")


def _words(value):
    """A setting as the slider, the picture and the caption write it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _control(name, choices):
    if isinstance(choices, bool):
        return ipywidgets.Checkbox(value=choices, description=_label(name))
    start = None
    if isinstance(choices, tuple) and len(choices) == 2 and isinstance(choices[0], list | range):
        choices, start = choices
    choices = list(choices)
    if not choices:
        raise ValueError(
            f"the control {name!r} has no values to choose from; give a list, e.g. {name}=[0.1, 0.5]."
        )
    return ipywidgets.SelectionSlider(
        options=[(_words(choice), choice) for choice in choices],
        value=choices[len(choices) // 2] if start is None else start,
        description=_label(name),
        continuous_update=False,
        style={"description_width": "initial"},
    )
