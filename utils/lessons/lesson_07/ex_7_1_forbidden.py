"""Exercise 7.1: which readings of pre-training, each alone, an observation of trajectories forbids."""

from ...teaching.compare import differs, show_value
from ...teaching.exercise import OpenExercise, Wrong

READINGS = ("optimiser", "regulariser", "head start")
RIGHT = {
    "A": [],
    "B": ["regulariser", "head start"],
    "C": ["optimiser", "regulariser"],
    "D": ["optimiser", "head start"],
    "E": ["optimiser", "regulariser", "head start"],
    "F": ["regulariser"],
}
NOTHING = ("", "none", "nothing", "neither")


def _names(given):
    """The readings of one place, in the order of the text: from a list, a set, a tuple, or a single word."""
    if given is ...:
        return given
    words = [given] if isinstance(given, str) else list(given)
    words = [" ".join(word.replace("-", " ").split()).casefold() for word in words]
    words = [word for word in words if word not in NOTHING]
    return sorted(set(words), key=lambda word: READINGS.index(word) if word in READINGS else len(READINGS))


def _form(given):
    return {letter: _names(place) for letter, place in given.items()}


def _complete(given):
    return (
        isinstance(given, dict)
        and set(given) == set(RIGHT)
        and all(isinstance(place, list) for place in given.values())
    )


def _other_words(given):
    return _complete(given) and any(word not in READINGS for place in given.values() for word in place)


def _all_the_same(given):
    return _complete(given) and len({tuple(place) for place in given.values()}) == 1


def _allowed(given):
    """Whether the readings that an observation allows are named in the place of the forbidden ones."""
    return _complete(given) and all(
        set(given[letter]) == set(READINGS) - set(RIGHT[letter]) for letter in "ABCDE"
    )


LETTERS = {
    "A": "A: does any of the three readings say what must be seen on the way, before the curves have ended?",
    "B": "B: two things are seen, that the curves lie on one another and where they end. Hold each against each reading; "
    "one that is broken is enough.",
    "C": "C: the ends are the same here. Which readings say that the ends, or the curves, differ?",
    "D": "D: the curves differ at equal training loss. Which readings say that they do not?",
    "E": "E: hold both things that are seen against each reading *alone*: the lower curve, and where it ends. A reading "
    "that explains one of the two is still broken by the other.",
    "F": "F: nothing is known of the ends here. Which reading is broken by the curves alone?",
}

FORMS = (
    (
        'use the words "optimiser", "regulariser" and "head start", spelt just so, in a list for each letter; an empty '
        "list where nothing is forbidden.",
        _other_words,
    ),
    (
        "the same list for all six observations would mean that none of them tells the readings apart; most do.",
        _all_the_same,
    ),
    ("you seem to have named what each observation *allows*; asked is what it forbids.", _allowed),
)


def _judge_forbidden(given):
    """Raise Wrong unless all letters are right: with what to ask of the first wrong one, and which others are."""
    if not _complete(given):
        raise Wrong(
            f'keep the given form: a dict with the letters "A" to "F", and a list of readings for each. You gave '
            f"{show_value(given)}."
        )
    for says, is_so in FORMS:
        if is_so(given):
            raise Wrong(says)
    wrong = [letter for letter in RIGHT if differs(given[letter], RIGHT[letter])]
    if wrong:
        others = f" (Not right yet, too: {', '.join(wrong[1:])}.)" if wrong[1:] else ""
        raise Wrong(LETTERS[wrong[0]] + others)


FORBIDDEN = OpenExercise("what each reading forbids", RIGHT, _judge_forbidden, form=_form)
