"""Exercise 6.1: which layer of a network is ill, and of what."""

from ...teaching.compare import show_value
from ...teaching.exercise import OpenExercise, Wrong

ILLS = ("too small", "too large", "shut")
ANSWER = {"A": (3, "too small"), "B": (2, "too large"), "C": (4, "shut")}
LOOK = {  # how a row would look with the illness that was named
    "too small": "Weights that are too small leave the units that they lead to near the middle of their range: hardly a value "
    "is saturated.",
    "too large": "Weights that are too large drive the units that they lead to up for some digits and down for others: most "
    "values are saturated, the mean stays in the middle, the spread is large.",
    "shut": "Biases that shut the units keep them near 0, whatever the digit: the mean is near 0.",
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
        if isinstance(layer, str) and layer.strip().isdigit():
            raise Wrong(f"{key}: the layer is {show_value(layer)}, a text; write the number without quotes.")
        if layer in ILLS:
            raise Wrong(f"{key}: the layer comes first, then the word; got {show_value(value)}.")
        if isinstance(layer, bool) or layer not in range(1, 6):
            raise Wrong(
                f"{key}: the layer is {show_value(layer)}; count hidden layers from 1, the one above the pixels, to 5."
            )
        if ill not in ILLS:
            words = ", ".join(map(repr, ILLS))
            raise Wrong(f"{key}: {show_value(ill)} is none of the three words {words}.")


def _judge_layer(answer):
    _judge_parts(answer)
    layers = [answer[key][0] for key in "ABC"]
    if layers == [1, 1, 1]:
        raise Wrong(
            "layer 1 in all three: the smallest gradient does stand there in two of them, but a gradient comes from "
            "above, through every layer. It is small where harm arrives; look for where it is done: where does a "
            "number change most from one layer to the next?"
        )
    if layers == [5, 5, 5]:
        raise Wrong(
            "layer 5 in all three: what is lost on the way up may still be lost there. Look for the first layer whose "
            "numbers are wrong while those before it are well."
        )
    for key in "ABC":
        layer, ill = answer[key]
        right, name = ANSWER[key]
        if layer == right and ill != name:
            raise Wrong(f"{key}: the layer is right, the illness is not. {LOOK[ill]} Its row says otherwise.")
    for key in "ABC":
        layer, right = answer[key][0], ANSWER[key][0]
        if layer == right:
            continue
        raise Wrong(
            f"{key}: not this layer. Is its row bad by itself, or because of what the layers before it hand up, or "
            f"those after it hand down? Then try cure({key!r}, ...): which layer, drawn again, helps most?"
        )


LAYER = OpenExercise("find the layer", ANSWER, _judge_layer)
