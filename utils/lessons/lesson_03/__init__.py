"""The exercises of lesson 03: a denoising autoencoder from NumPy."""

from .ex_3_1_mask import MASK
from .ex_3_2_copier import COPIER
from .ex_3_3_cross_entropy import CROSS_ENTROPY
from .ex_3_4_tied_gradient import GRADIENT
from .ex_3_5_levels import PREDICTION
from .ex_3_6_budget import BUDGET

EXERCISES = {
    "3.1": MASK,
    "3.2": COPIER,
    "3.3": CROSS_ENTROPY,
    "3.4": GRADIENT,
    "3.5": PREDICTION,
    "3.6": BUDGET,
}
