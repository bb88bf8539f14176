"""Drawings of ideas: schematic, without data."""

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from ...teaching.figures import COLOURS, axes


def two_starts(n_layers=3):
    """The two ways to start a network: random weights, or layer by layer without labels.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, panels = axes(columns=n_layers + 1, width=1.9, height=2.6)
    for step, ax in enumerate(panels, start=1):
        final = step > n_layers
        for layer in range(n_layers + 1):
            shown = final or layer <= step
            colour = COLOURS[1] if final or layer == step else COLOURS[0]
            style = {"ls": "-" if shown else ":", "ec": colour if shown and layer else "0.6", "fc": "none"}
            ax.add_patch(_box(layer, **style))
            ax.text(
                0.5, layer + 0.25, "picture" if layer == 0 else f"layer {layer}", ha="center", va="center"
            )
        if final:
            ax.add_patch(_box(n_layers + 1, ec=COLOURS[1], fc="none"))
            ax.text(0.5, n_layers + 1.25, "digit?", ha="center", va="center")
        first, last = (0, n_layers + 1) if final else (step - 1, step)
        for low in range(first, last):
            ax.add_patch(
                FancyArrowPatch(
                    (0.5, low + 0.5), (0.5, low + 1), arrowstyle="<->", mutation_scale=9, color="black"
                )
            )
        title = (
            f"{n_layers + 1}. fine-tuning: all layers,\nwith labels"
            if final
            else f"{step}. layer {step},\nno labels"
        )
        ax.set(xlim=(0, 1), ylim=(-0.1, n_layers + 1.6), title=title)
        ax.title.set_fontsize(9)
        ax.set_axis_off()
    return fig


def _box(layer, **style):
    return FancyBboxPatch((0.1, layer), 0.8, 0.5, boxstyle="round,pad=0,rounding_size=0.08", lw=1.4, **style)


def two_predictions():
    """What optimisation and regularisation predict for the path of test loss against training loss.

    Returns
    -------
    matplotlib.figure.Figure
    """
    fig, panels = axes(columns=2, width=3.6, height=3.0, sharey=True)
    paths = {  # start and end with pre-training, and where its name stands; left just below the other path
        "optimisation": ((0.93, 0.91), (0.10, 0.49), (0.5, 0.58)),
        "regularisation": ((0.9, 0.72), (0.45, 0.30), (0.75, 0.42)),
    }
    for ax, (name, (start, end, place)) in zip(panels, paths.items(), strict=True):
        ax.annotate(
            "", (0.30, 0.62), (0.95, 0.95), arrowprops={"arrowstyle": "->", "color": COLOURS[0], "lw": 2}
        )
        ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": COLOURS[1], "lw": 2, "ls": "--"})
        ax.text(0.52, 0.84, "without", color=COLOURS[0], ha="right")
        ax.text(*place, "with", color=COLOURS[1])
        ax.axvline(0.30, color="0.6", lw=0.8, ls=":")
        ax.set(title=name, xlabel="training loss", xlim=(0, 1), ylim=(0.15, 1), xticks=[], yticks=[])
    panels[0].set_ylabel("test loss")
    return fig
