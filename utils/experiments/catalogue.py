"""Every experiment, by name."""

from .depth import DEPTH
from .stacking import STACKING, STACKING_RATES
from .trajectories import TRAJECTORIES
from .tuning import TUNE

EXPERIMENTS = {
    experiment.name: experiment for experiment in (TUNE, DEPTH, TRAJECTORIES, STACKING_RATES, STACKING)
}
