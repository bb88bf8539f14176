"""Every experiment, by name."""

from .depth import DEPTH
from .layers import LAYERS, LAYERS_RATES
from .marginals import MARGINALS, MARGINALS_RATES
from .stacking import STACKING, STACKING_RATES
from .trajectories import TRAJECTORIES
from .tuning import TUNE

EVERY = (
    TUNE, DEPTH, TRAJECTORIES,
    STACKING_RATES, STACKING,
    LAYERS_RATES, LAYERS,
    MARGINALS_RATES, MARGINALS,
)  # fmt: skip
EXPERIMENTS = {experiment.name: experiment for experiment in EVERY}
