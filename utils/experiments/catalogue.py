"""Every experiment, by name."""

from .depth import DEPTH
from .trajectories import TRAJECTORIES
from .tuning import TUNE

EXPERIMENTS = {experiment.name: experiment for experiment in (TUNE, DEPTH, TRAJECTORIES)}
