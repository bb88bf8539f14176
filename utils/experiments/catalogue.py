"""Every experiment, by name."""

from .branching import BRANCHING
from .depth import DEPTH
from .filters import FILTERS
from .function_space import FUNCTION_SPACE
from .headline import HEADLINE, HEADLINE_RATES
from .labels import LABELS, LABELS_RATES
from .landscape import LANDSCAPE
from .layers import LAYERS, LAYERS_RATES
from .marginals import MARGINALS, MARGINALS_RATES
from .marginals_mean import MARGINALS_MEAN, MARGINALS_MEAN_RATES
from .modern import MODERN, MODERN_RATES
from .order import ORDER
from .order_causes import ORDER_CAUSES
from .patches import PATCHES
from .regularisers import REGULARISERS, REGULARISERS_RATES
from .stacking import STACKING, STACKING_RATES
from .stream import STREAM, STREAM_RATES
from .top20 import TOP20, TOP20_RATES
from .trajectories import TRAJECTORIES
from .tuning import TUNE
from .width import WIDTH, WIDTH_RATES

EVERY = (
    TUNE, DEPTH, TRAJECTORIES,
    STACKING_RATES, STACKING,
    LAYERS_RATES, LAYERS,
    MARGINALS_RATES, MARGINALS,
    MARGINALS_MEAN_RATES, MARGINALS_MEAN,
    TOP20_RATES, TOP20,
    WIDTH_RATES, WIDTH,
    REGULARISERS_RATES, REGULARISERS,
    HEADLINE_RATES, HEADLINE,
    STREAM_RATES, STREAM,
    ORDER, ORDER_CAUSES, BRANCHING,
    FILTERS, PATCHES,
    LANDSCAPE, FUNCTION_SPACE,
    LABELS_RATES, LABELS,
    MODERN_RATES, MODERN,
)  # fmt: skip
EXPERIMENTS = {experiment.name: experiment for experiment in EVERY}
