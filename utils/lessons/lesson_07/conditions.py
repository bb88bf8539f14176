"""Conditions of this lesson's own: the networks of the experiment trajectories with other settings.

``python -m utils.lessons.lesson_07.conditions FOLDER...`` reads the settings and the number of seeds from
``condition.json`` in each folder and runs them with the runner of the course: the result is there afterwards.
"""

import dataclasses
import json
import math
import sys
from pathlib import Path

from ...experiments import finite_mnist
from ...experiments.engine import planning, runner
from ...experiments.engine.experiment import Budget
from ...experiments.trajectories import TRAJECTORIES

SETTINGS = "condition.json"
PRETRAINING = {"none": 0.0, "glorot4": 0.0, "rbm": 0.1, "autoencoder": 0.2}  # rates, those of the budget long
BASE = finite_mnist.NETWORK | finite_mnist.DIGITS_5K
BASE |= {"n_train": 1_500, "batch_size": 10, "pretraining_epochs": 5}
ROUNDED = (1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 56, 80, 112)


def settings_of(condition):
    """The settings of a condition, complete: embedded digits (1,500 to train with), one rate of fine-tuning for all starts.

    Parameters
    ----------
    condition : dict
        ``starts``, ``hidden_sizes``, ``rate`` and ``epochs``.

    Returns
    -------
    dict
    """
    sizes, epochs = list(condition["hidden_sizes"]), condition["epochs"]
    depth = len(sizes)
    late = {math.ceil(share * epochs) for share in (0.75, 0.83, 0.92, 1)}  # for a rule that looks at the end
    rates = {
        start: {"pretraining": PRETRAINING[start], "supervised": {str(depth): condition["rate"]}}
        for start in condition["starts"]
    }
    return BASE | {
        "starts": list(condition["starts"]), "depths": [depth], "sizes": sizes, "epochs": epochs,
        "measured": sorted(late | {epoch for epoch in ROUNDED if epoch < epochs}), "rates": rates,
    }  # fmt: skip


def write(condition, folder):
    """Write down a condition in a folder, where the command finds it."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    content = {"settings": settings_of(condition), "seeds": condition["seeds"]}
    (Path(folder) / SETTINGS).write_text(json.dumps(content), encoding="utf-8")


def main(folder):
    """Run the condition of a folder."""
    content = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
    budget = Budget(content["settings"], content["seeds"], {"cpu": content["seeds"]}, "")
    experiment = dataclasses.replace(
        TRAJECTORIES, name="condition", family="condition", budgets={"demo": budget},
        prepare=None, view=None, claims=(),
    )  # fmt: skip
    print(runner.run(experiment, "demo", planning.Options(folder=folder)))


if __name__ == "__main__":
    for each in sys.argv[1:]:
        main(Path(each))
