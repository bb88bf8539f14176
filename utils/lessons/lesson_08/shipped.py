"""What lesson 08 tells of the results that it shows; how they are found is for all later lessons alike."""

from ..shipped import ABSENT, Found, find, given, verdicts

__all__ = ["Found", "about", "find", "given", "verdicts"]


def about(found):
    """A sentence on a result, or on its absence, for a caption."""
    if found is None:
        return ABSENT
    settings = found.record["settings"]
    n_seeds = min(len(errors) for errors in found.samples.values())  # that all starts and widths have
    units = "" if "widths" in settings else f", layers of {settings['width']} units"
    return f"Ours: {n_seeds} seeds, {settings['n_train']:,} training digits{units}; bars are 95 % intervals over seeds."
