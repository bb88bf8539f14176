"""Exercise 2.5: a prediction about the bias of contrastive divergence, judged by a run."""

import numpy as np

from ...numpy_models import likelihood, rbm
from ...numpy_models.rbm import RBM
from ...teaching.exercise import NotAttempted, OpenExercise, Wrong

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
    if not isinstance(answer, dict) or set(answer) != set(CHANGES):
        raise Wrong(f"give a dictionary with the keys {', '.join(map(repr, CHANGES))}.")
    if any(word is ... for word in answer.values()):
        raise NotAttempted
    given = {change: " ".join(str(word).lower().split()) for change, word in answer.items()}
    given = {change: "the same" if word == "same" else word for change, word in given.items()}
    for change, word in given.items():
        if word not in WORDS:
            raise Wrong(f"{change!r} is {word!r}; write one of {', '.join(map(repr, WORDS))}.")
    before = cd_bias()
    for change, settings in CHANGES.items():
        after = cd_bias(**settings)
        if given[change] != measured_word(before, after):
            raise Wrong(_explain(change, given[change], before, after))


def measured_word(before, after):
    """Smaller, the same (within a tenth) or larger."""
    return "the same" if abs(after - before) <= 0.1 * before else "smaller" if after < before else "larger"


WHY = {
    "ten times as many chains": "More chains remove noise, but every one of them stops too early, so the bias stays.",
    "ten Gibbs steps": "A longer chain forgets the data and comes closer to the model's own distribution.",
    "parameters doubled": "Larger parameters make the valleys between likely states deeper, and the chain crosses them "
    "rarely: one step leaves it next to the data.",
}


def _explain(change, word, before, after):
    return (
        f"{change}: you predicted {word!r}, but a run gives {after:.2f} instead of {before:.2f} times the exact "
        f"gradient's size. {WHY[change]}"
    )


PREDICTION = OpenExercise(
    "the bias of contrastive divergence",
    {"ten times as many chains": "the same", "ten Gibbs steps": "smaller", "parameters doubled": "larger"},
    judge_prediction,
)
