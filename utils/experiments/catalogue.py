"""Every experiment, by name."""

from .depth import DEPTH
from .headline import HEADLINE, HEADLINE_RATES
from .layers import LAYERS, LAYERS_RATES
from .marginals import MARGINALS, MARGINALS_RATES
from .regularisers import REGULARISERS, REGULARISERS_RATES
from .stacking import STACKING, STACKING_RATES
from .top20 import TOP20, TOP20_RATES
from .trajectories import TRAJECTORIES
from .tuning import TUNE
from .width import WIDTH, WIDTH_RATES

EVERY = (
    TUNE, DEPTH, TRAJECTORIES,
    STACKING_RATES, STACKING,
    LAYERS_RATES, LAYERS,
    MARGINALS_RATES, MARGINALS,
    TOP20_RATES, TOP20,
    WIDTH_RATES, WIDTH,
    REGULARISERS_RATES, REGULARISERS,
    HEADLINE_RATES, HEADLINE,
)  # fmt: skip
EXPERIMENTS = {experiment.name: experiment for experiment in EVERY}
