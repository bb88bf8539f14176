"""What each side of a comparison was given, and in words how fair the comparison behind a verdict was.

A rate lies inside its grid, or at an edge of it, only where it was chosen from one that was tried with that
arm. So each arm says how its rate came about (:class:`Tuned`): chosen from a grid of its own, or that of the
networks without pre-training, or set by hand. The words for each case come from that alone.
"""

from typing import NamedTuple

OWN, TAKEN, SHARED, SET = "own", "taken", "shared", "set"


class Tuned(NamedTuple):
    """How the rates of an arm came about.

    Parameters
    ----------
    words : str
        How many settings were tried, and on how many seeds.
    rate : str
        Of fine-tuning: ``OWN``, the best of a grid that was tried with this arm; ``TAKEN``, that of the
        networks without pre-training; ``SHARED``, the same where it is the best of its own grid, too;
        ``SET``, given by hand.
    pretraining : bool
        Whether its rate of pre-training is the best of a grid, too; otherwise it was given by hand.
    """

    words: str = "nothing tuned"
    rate: str = SET
    pretraining: bool = False


class Arm(NamedTuple):
    """One side of a comparison, and what it was given: told with each verdict.

    Parameters
    ----------
    name : str
    updates : int
        Updates of the weights with labels, until the last measurement.
    before : str
        What came before them: ``"10,000 updates a layer of pre-training"``.
    tuned : Tuned
    at_edge : tuple of str
        The settings that are the best of their grid and lie at an end of it.
    moving : tuple of str
        Its curves that have not levelled off: ``("3 layers",)``.
    side : str
        Which side it belongs to, where sides have several arms, with other updates at other depths, say. By
        default all with pre-training are one side, and all without are another.
    """

    name: str
    updates: int
    before: str = ""
    tuned: Tuned = Tuned()
    at_edge: tuple = ()
    moving: tuple = ()
    side: str = ""


# ---- in words ----


def conditions(arms):
    """How fair a comparison was.

    Parameters
    ----------
    arms : list of Arm

    Returns
    -------
    list of str
        Whether all sides had equal updates with labels, how their rates came about, and whether all curves
        have levelled off; of weights that no label has changed only how they were pre-trained.
    """
    if not any(arm.updates for arm in arms):
        return ["before any update with labels", rates(arms)]
    levelled = "all curves levelled off" if all_levelled(arms) else "not all curves levelled off"
    return [updates(arms), rates(arms), levelled]


def all_levelled(arms):
    """Whether all curves have levelled off."""
    return not any(arm.moving for arm in arms)


def updates(arms):
    """Whether all sides had equal updates with labels; a side may have several numbers, at several depths."""
    sides = {}
    for arm in arms:
        sides.setdefault(arm.side or bool(arm.before), set()).add(arm.updates)
    every = sorted(set().union(*sides.values()))
    if len(every) == 1 or len(sides) > 1 and all(side == set(every) for side in sides.values()):
        return "equal updates with labels"
    return f"{every[0]:,} to {every[-1]:,} updates with labels"


def rates(arms):
    """How the rates came about, and where those that were chosen lie in their grids."""
    own, taken, shared, by_hand = (
        [arm for arm in arms if arm.tuned.rate == how] for how in (OWN, TAKEN, SHARED, SET)
    )
    edges = [f"{arm.name}: {few(arm.at_edge)}" for arm in arms if arm.at_edge]
    found = []
    if own and not any(arm.at_edge for arm in own):
        found.append(f"rates{whose(own, arms)} inside their grids")
    if edges:
        found.append(f"at an edge of their grids: {'; '.join(edges)}")
    if taken:
        found.append(f"rates{whose(taken, arms)}: those of the networks without, not their own")
    if shared:
        found.append(f"rates{whose(shared, arms)}: those of the networks without, their own best, too")
    if by_hand:
        found.append(f"rates{whose(by_hand, arms)} set, not tuned")
    trained = [arm for arm in arms if arm.before]
    if trained and len(by_hand) < len(arms):
        if not any(arm.tuned.pretraining for arm in trained):
            found.append("rates of pre-training set")
        elif taken and not edges:
            found.append("rates of pre-training inside their grids")
    return "; ".join(found)


def whose(some, arms):
    """Which of the arms these are, in words; nothing where it is all of them."""
    with_ = [arm for arm in arms if arm.before]
    without = [arm for arm in arms if not arm.before]
    if some == arms:
        return ""
    if some in (with_, without):
        return " with pre-training" if some == with_ else " without pre-training"
    return f" of {few([arm.name for arm in some])}"


def few(texts):
    """One text or two; of more the first, and how many there are."""
    return f"{texts[0]} and {len(texts) - 1} more" if len(texts) > 2 else ", ".join(texts)


def arm_text(arm):
    """What an arm was given, in a line."""
    before = f" after {arm.before}" if arm.before else ""
    parts = [f"{arm.name}: {arm.updates:,} updates{before}", arm.tuned.words]
    if arm.at_edge:
        parts.append(f"at an edge of its grid: {', '.join(arm.at_edge)}")
    if arm.updates:
        parts.append(f"not levelled off: {', '.join(arm.moving)}" if arm.moving else "levelled off")
    return "; ".join(parts)
