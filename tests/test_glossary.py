"""The glossary and the notation: every term in bold, every symbol, and the lessons that they are of."""

import re

import pytest

from utils.teaching import build

from .test_links import CODE, MATH, markdown

SOURCES = build.source_paths()
GLOSSARY = (build.ROOT / "lessons" / "GLOSSARY.md").read_text(encoding="utf-8")
NOTATION = (build.ROOT / "lessons" / "NOTATION.md").read_text(encoding="utf-8")

# Names of functions, words and signs: these are no symbols.
WORDS = re.compile(
    r"\\(?:text|operatorname)\s*\{[^}]*\}|\\(?:frac|tfrac|sqrt|left|right|quad|qquad|log|max|sin|sum|prod"
    r"|partial|cdot|times|ge|in|approx|propto|leftarrow|Big|mid|lVert|rVert|langle|rangle|odot|top)(?![A-Za-z])"
    r"|\\[,;!: ]"
)
SYMBOL = re.compile(r"\\(?:tilde|hat|bar|mathcal)\s*\{?\s*[A-Za-z]\}?|\\[A-Za-z]+|[A-Za-z]")

# Bold that names nothing: headings and sentences, which end with a full stop or a question mark; labels of
# friends and of claims; settings of an exercise, which begin with a number.
NO_TERM = re.compile(r".*[.?]|[A-F]|C\d+|[0-9][0-9,]* (?!×).*", re.DOTALL)
PARTS = {"what you'll do", "what you'll learn", "what you need", "time", "predict", "quiz", "next"}
STRESSED = {
    "a word": {
        "all", "anew", "at least", "before", "after", "even", "odd", "first", "for good", "forbid", "fresh",
        "horizontally", "hurts", "in place", "last two", "one", "same", "shuffle", "top", "two", "underscore",
        "when", "with", "without", "write down",
    },
    "what a comparison depends on": {
        "another choice of rates", "another number of updates", "another test set", "another training set",
        "cpu", "gpu", "cost", "not fair in updates", "rate", "same model", "the rate",
        "which baseline", "which digits", "width",
    },
    "a rule or a finding, in words": {
        "always the same number", "an untuned baseline can turn a small effect into a large one", "clean",
        "another slope than in section 8", "deformed copies are not new digits", "from top to bottom",
        "same values in random places", "shift + enter", "shrinks in both",
        "the arrows of such a denoiser are the slope of the of an rbm with the same weights",
    },
}  # fmt: skip
FORMS = {
    "mean": "mean activations", "with pre-training": "pre-training", "without pre-training": "pre-training",
    "optimise": "optimisation", "optimiser": "optimisation", "regularises": "regularisation",
    "rbm": "restricted Boltzmann machine (RBM)",
}  # fmt: skip


def plain(text):
    """A term as it is compared: one line, small letters, no hyphens between words."""
    return " ".join(text.lower().replace("held-out", "held out").split()).rstrip(":,")


def entries():
    """The glossary's terms, each with the lesson to which it leads."""
    found = re.findall(
        r"^- \*\*(.+?)\*\* \(\[(\d\d)\]\((\d\d)_\w+\.ipynb\)\): [A-Z0-9`].+\.\)?$", GLOSSARY, re.MULTILINE
    )
    assert len(found) == GLOSSARY.count("\n- "), "an entry of another form"
    assert all(number == name for _, number, name in found)
    return {plain(term): number for term, number, _ in found}


def bold(path):
    """The terms in bold of a lesson, without formulas."""
    text = MATH.sub(" ", markdown(path))
    return [
        plain(term) for term in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL) if not NO_TERM.fullmatch(term)
    ]


def entry_of(term, terms):
    """The glossary's name of a term, or None: the same, its singular, or the first words of the name."""
    for form in (plain(FORMS.get(term, term)), term.removesuffix("s")):
        for name in terms:
            if name == form or name.startswith(f"{form} ") or form in name.split(", "):
                return name
    return None


def test_every_term_in_bold_is_in_the_glossary():
    terms, left_out = entries(), PARTS.union(*STRESSED.values())
    seen = {path.stem: set(bold(path)) for path in SOURCES}
    missing = {
        name: [t for t in found if t not in left_out and not entry_of(t, terms)]
        for name, found in seen.items()
    }
    assert {name: found for name, found in missing.items() if found} == {}
    assert left_out - set().union(*seen.values()) == set(), "no longer in bold: take it off the list"
    assert set(FORMS) - set().union(*seen.values()) == set()


def test_a_term_leads_to_the_lesson_that_introduces_it():
    """Its words stand there, and in no lesson before in bold."""
    terms = entries()
    texts = {path.stem[:2]: plain(MATH.sub(" ", markdown(path))) for path in SOURCES}
    for term, number in terms.items():
        words = [re.escape(word) for word in re.sub(r"\(.*?\)", "", term).split(", ")[0].split()]
        assert re.search(r"\W+".join(words)[:-1], texts[number]), f"{term} is not in lesson {number}"
    for path in SOURCES:
        for term in bold(path):
            name = entry_of(term, terms)
            assert name is None or terms[name] <= path.stem[:2], f"{name} is in bold in {path.stem} already"


def test_the_glossary_is_in_order_and_has_each_term_once():
    names = [re.sub(r"^4 × ", "", name) for name in entries()]
    assert names == sorted(names)
    assert len(names) == GLOSSARY.count("\n- ")


def symbols(text):
    """The symbols of a text's formulas, without their indices' meaning: letters, Greek letters, accents."""
    formulas = [one or other for one, other in MATH.findall(CODE.sub(" ", text))]
    found = [symbol for formula in formulas for symbol in SYMBOL.findall(WORDS.sub(" ", formula))]
    return {re.sub(r"[{}\s]+", " ", symbol).strip() for symbol in found}


def rows():
    """The notation's rows: the symbols in the first column, and the lessons in the last."""
    for line in NOTATION.splitlines():
        cells = line.strip("| ").split(" | ")
        numbers = re.findall(r"\[(\d\d)\]\(\1_\w+\.ipynb\)", cells[-1])
        if line.startswith("| $") and numbers:
            yield symbols(cells[0]), set(numbers)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_symbol_is_in_the_notation_with_its_lesson(path):
    used, number = symbols(markdown(path)), path.stem[:2]
    explained = set().union(*(names for names, numbers in rows() if number in numbers))
    assert used - explained == set()
    assert explained - used == set(), "the notation names a lesson in which the symbol is not used"
