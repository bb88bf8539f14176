"""Exercise 6.1: which layer of a network is ill, and of what."""

from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong

ILLS = ("too small", "too large", "shut")
ANSWER = {"A": (3, "too small"), "B": (2, "too large"), "C": (4, "shut")}
LOOK = {
    "too small": "Of weights that are too small: what do they do to the spread of the units that they lead to?",
    "too large": "Of weights that are too large: where do the units that they lead to spend their time?",
    "shut": "Of biases that shut the units: what does that do to their mean, and to their spread?",
}


def _judge_parts(answer):
    if not isinstance(answer, dict) or set(answer) != set(ANSWER):
        raise Wrong(
            f"keep the given form, a dictionary with the keys 'A', 'B' and 'C'; got {show_value(answer)}."
        )
    for key, value in answer.items():
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise Wrong(f"{key} needs two parts, a layer and a word; got {show_value(value)}.")
        layer, ill = value
        if isinstance(layer, bool) or layer not in range(1, 6):
            raise Wrong(
                f"{key}: the layer is {show_value(layer)}; count hidden layers from 1, the lowest, to 5."
            )
        if ill not in ILLS:
            words = ", ".join(map(repr, ILLS))
            raise Wrong(f"{key}: {show_value(ill)} is none of the three words {words}.")


def _judge_layer(answer):
    _judge_parts(answer)
    layers = [answer[key][0] for key in "ABC"]
    if layers == [1, 1, 1]:
        raise Wrong(
            "layer 1 in all three: the smallest gradients do stand there, but a gradient comes from above, through "
            "every layer. The smallest is where harm arrives; look for where it is done: where does a number "
            "change most from one layer to the next?"
        )
    if layers == [5, 5, 5]:
        raise Wrong(
            "layer 5 in all three: what is lost on the way up is still lost there. Look for the lowest layer whose "
            "numbers are wrong while those below it are well."
        )
    for key in "ABC":
        layer, ill = answer[key]
        right, name = ANSWER[key]
        if layer == right and ill != name:
            raise Wrong(f"{key}: the layer is right, the illness is not. {LOOK[ill]} Look at its row again.")
    for key in "ABC":
        layer, right = answer[key][0], ANSWER[key][0]
        if layer == right:
            continue
        if abs(layer - right) == 1:
            raise Wrong(
                f"{key}: near, but a neighbour. Weights and units of a layer stand in one row; is this row bad by "
                f"itself, or because of the one next to it? Train with this layer drawn again: cure({key!r}, ...)."
            )
        raise Wrong(
            f"{key}: not this layer. Compare its row with the same row of the healthy network, then try "
            f"cure({key!r}, ...): does it learn when this layer alone is drawn again?"
        )


LAYER = OpenExercise("find the layer", ANSWER, _judge_layer)
