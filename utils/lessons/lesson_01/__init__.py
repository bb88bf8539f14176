"""The exercises of lesson 01: a multilayer perceptron from NumPy."""

from .ex_1_1_softmax import SOFTMAX
from .ex_1_2_likelihood import NLL
from .ex_1_3_forward import FORWARD
from .ex_1_4_differences import GRADIENT
from .ex_1_5_backward import BACKWARD
from .ex_1_6_step import STEP

EXERCISES = {
    "1.1": SOFTMAX,
    "1.2": NLL,
    "1.3": FORWARD,
    "1.4": GRADIENT,
    "1.5": BACKWARD,
    "1.6": STEP,
}
