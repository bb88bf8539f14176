"""Sliders over a figure. The figure is an ordinary output of its cell, so a static viewer shows it too."""

import ipywidgets
from IPython.display import Markdown, display

from .figures import bundle


def explore(draw, caption, **controls):
    """Redraw a figure when a slider moves.

    Parameters
    ----------
    draw : callable
        Takes one keyword argument for each control and returns a matplotlib figure.
    caption : str
        What is seen in the first picture and what changes.
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
    display(ipywidgets.VBox(list(made.values())))

    def picture():
        return bundle(draw(**{name: widget.value for name, widget in made.items()}), caption)

    handle = display(picture(), raw=True, display_id=True)
    display(Markdown(f"**Figure.** {caption}"))

    def redraw(_):
        handle.update(picture(), raw=True)

    for widget in made.values():
        widget.observe(redraw, names="value")
    return made


def _control(name, choices):
    label = name.replace("_", " ")
    if isinstance(choices, bool):
        return ipywidgets.Checkbox(value=choices, description=label)
    start = None
    if isinstance(choices, tuple) and len(choices) == 2 and isinstance(choices[0], list | range):
        choices, start = choices
    choices = list(choices)
    if not choices:
        raise ValueError(
            f"the control {name!r} has no values to choose from; give a list, e.g. {name}=[0.1, 0.5]."
        )
    start = choices[len(choices) // 2] if start is None else start
    return ipywidgets.SelectionSlider(
        options=choices,
        value=start,
        description=label,
        continuous_update=False,
        style={"description_width": "initial"},
    )
