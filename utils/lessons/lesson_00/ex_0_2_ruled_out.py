"""Exercise 0.2: which of the two explanations, taken alone, an observation rules out."""

from ...teaching.exercise import Mistake, ValueExercise

ANSWERS = ("optimisation", "regularisation", "both", "neither")
RULED_OUT = {
    "A": "neither",
    "B": "optimisation",
    "C": "regularisation",
    "D": "neither",
    "E": "optimisation",
}
SUPPORTED = {"B": "regularisation", "C": "optimisation", "E": "regularisation"}


def _complete(given):
    return isinstance(given, dict) and set(given) == set(RULED_OUT)


def _other_words(given):
    return _complete(given) and not all(_word(word) in ANSWERS for word in given.values())


def _word(value):
    return " ".join(value.split()).casefold() if isinstance(value, str) else value


def _with_z(given):
    """Whether the four words are right but for a z in the place of an s."""
    if not _complete(given) or not all(isinstance(word, str) for word in given.values()):
        return False
    return all(_word(word).replace("iza", "isa") in ANSWERS for word in given.values())


def _equals(given):
    """Capital letters and spaces around a word do not matter."""
    return _complete(given) and {key: _word(word) for key, word in given.items()} == RULED_OUT


def _wrong(letter):
    return lambda given: _complete(given) and _word(given[letter]) != RULED_OUT[letter]


def _supports(given):
    return _complete(given) and all(_word(given[letter]) == word for letter, word in SUPPORTED.items())


def _all_the_same(given):
    return _complete(given) and len({_word(word) for word in given.values()}) == 1


LETTERS = {
    "A": "A: what does each of the two explanations say about the test loss? Would this report surprise one of them?",
    "B": "B: what does each of the two explanations say about the training loss after long training?",
    "C": "C: ask of each explanation what it says of the training loss at the end, and compare with this report.",
    "D": "D: the explanations speak of the end of long training. What do they say about this moment?",
    "E": "E: if optimisation is the whole reason, pre-training lowers the test loss only through something else. Do these "
    "two networks differ in that? Then ask the same of regularisation.",
}

RULES_OUT = ValueExercise(
    "what rules out what",
    RULED_OUT,
    accepts=_equals,
    mistakes=(
        Mistake('In this course it is spelt with an s: "optimisation", "regularisation".',
                lambda given: _other_words(given) and _with_z(given)),
        Mistake('Write "optimisation", "regularisation", "both" or "neither" for each letter, spelt just so.',
                _other_words),
        Mistake("The same word for all five reports would mean that none of them tells the explanations apart; some do.",
                _all_the_same),
        Mistake("You seem to have written which explanation a report speaks for; asked is which one it rules out.",
                _supports),
        *(Mistake(says, _wrong(letter)) for letter, says in LETTERS.items()),
    ),
    hint='Keep the given form: a dict with the letters "A" to "E", and one of the four words for each.',
)  # fmt: skip
