"""Exercise 2.5: a prediction about the bias of contrastive divergence, judged by a run."""

import numpy as np

from ...numpy_models import likelihood, rbm
from ...numpy_models.rbm import RBM
from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong

# The small RBM and the training set of the lesson.
TINY = RBM(
    np.array([[2.0, -1.5, 1], [2, -1.5, -1], [-1.5, 2, 1], [-1.5, 2, -1]]),
    np.array([-0.5, 0.25, -0.75, 0]),
    np.array([-1.0, -0.25, 0.25]),
)
TINY_DATA = np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1]])
CHANGES = {
    "ten times as many chains": {"copies": 20_000},
    "ten Gibbs steps": {"k": 10},
    "parameters doubled": {"scale": 2.0},
}
WORDS = ("smaller", "the same", "larger")


def cd_bias(k=1, copies=2_000, scale=1.0):
    """Distance between the mean of many CD-k gradients and the exact one, relative to its size."""
    model = RBM(*(scale * theta for theta in TINY))
    v = np.tile(TINY_DATA, (copies, 1))
    exact = likelihood.log_likelihood_gradient(TINY_DATA, *model).W
    estimate = rbm.contrastive_divergence(v, *model, np.random.default_rng(9), k).W
    return float(np.linalg.norm(estimate - exact) / np.linalg.norm(exact))


def judge_prediction(answer):
    """The predicted words must be what a run gives."""
    if isinstance(answer, list | tuple) and len(answer) == len(CHANGES):
        answer = dict(zip(CHANGES, answer, strict=True))
    if not isinstance(answer, dict):
        raise Wrong(
            f"give a dictionary with the keys {', '.join(map(repr, CHANGES))}; got {show_value(answer)}."
        )
    missing = [change for change in CHANGES if change not in answer]
    if missing:
        raise Wrong(f"keys of the dictionary are missing: {', '.join(map(repr, missing))}.")
    given = {change: _word(change, answer[change]) for change in CHANGES}
    before = cd_bias()
    for change, settings in CHANGES.items():
        if given[change] != measured_word(before, cd_bias(**settings)):
            raise Wrong(f"{change}: a run does not give {given[change]!r}. {THINK[change, given[change]]}")


def _word(change, given):
    """One of the three words, however it is written."""
    if given is ...:
        raise Wrong(f"{change!r} is still blank; write one of {', '.join(map(repr, WORDS))}.")
    word = " ".join(str(given).lower().strip(" .!'\"").split())
    word = "the same" if word == "same" else word
    if word not in WORDS:
        raise Wrong(f"{change!r} is {word!r}; write one of {', '.join(map(repr, WORDS))}.")
    return word


def measured_word(before, after):
    """Smaller, the same (within a tenth) or larger."""
    return "the same" if abs(after - before) <= 0.1 * before else "smaller" if after < before else "larger"


THINK = {
    (
        "ten times as many chains",
        "smaller",
    ): "More chains remove noise. With 2,000 chains for each state, how much of the bias is noise?",
    (
        "ten times as many chains",
        "larger",
    ): "Every chain has the same distribution; how could the mean of more chains be further off?",
    (
        "ten Gibbs steps",
        "the same",
    ): "The chain starts at the data; what does a chain remember after ten steps? See the "
    "figure of the convergence.",
    (
        "ten Gibbs steps",
        "larger",
    ): "The exact gradient has the model's own states in its second term; does a longer chain "
    "come closer to them or not?",
    (
        "parameters doubled",
        "the same",
    ): "Doubled energies make valleys between likely states deeper; how easily does a "
    "chain come to other states after one step?",
    ("parameters doubled", "smaller"): "Which machine has the slow curve in the figure of the convergence?",
}


PREDICTION = OpenExercise(
    "the bias of contrastive divergence",
    {"ten times as many chains": "the same", "ten Gibbs steps": "smaller", "parameters doubled": "larger"},
    judge_prediction,
)
