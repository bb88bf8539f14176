"""What becomes of a claim that is written down: it is run by the runner of the course, and judged by its rules.

``python -m utils.lessons.lesson_13.own_runs FOLDER...`` reads the claim of each folder and runs it there.
"""

import json
import sys
from pathlib import Path

import numpy as np

from ...experiments import labelled
from ...experiments.engine import planning, runner, store
from ...experiments.engine.arms import Arm
from ...experiments.engine.claims import Result, judged
from ...experiments.engine.experiment import Budget, Claim, Effect, Experiment, ExperimentError
from ...experiments.fairness import batches, before, error_moves
from ...experiments.finite_mnist import measures
from .claim_rules import BATCH, IMAGES, MOST_WORK, PRETRAINING_EPOCHS, UNITS, work
from .own_claim import BUDGET, NAME, ChangedClaim, Registered, digest, refuse_another

SIDES = ("one", "other")
MEASURES = {"test error": "test_error", "test loss": "test_nll", "training loss": "train_nll"}
RATES = {"rbm": 0.1, "autoencoder": 0.2}  # of pre-training; not tuned
N_TEST = {"digits": 1_000, "shapes": 2_000}
N_VALID = 500
ALONE = MOST_WORK / 4  # up to here more processes take longer to start than they save


def settings_of(claim, mark):
    """The settings of a claim, complete; ``mark`` is its digest."""
    sides = {name: claim[name] | {"measured": labelled.moments(claim[name]["epochs"])} for name in SIDES}
    return sides | {
        "claim": mark, "data": claim["data"], "n_train": IMAGES[claim["data"]], "n_valid": N_VALID,
        "batch_size": BATCH, "pretraining_epochs": PRETRAINING_EPOCHS, "pretraining_rates": RATES, "level": 0.25,
    }  # fmt: skip


def held_fixed():
    """What all claims have in common, in words."""
    pictures = {f"{n:,}" for n in IMAGES.values()}
    tested = ", ".join(f"{n:,} ({data})" for data, n in N_TEST.items())
    return (
        f"{' or '.join(sorted(pictures))} training pictures, all of them for pre-training, "
        f"{pretraining(PRETRAINING_EPOCHS, RATES)}; minibatches of {BATCH}; tested on {tested}."
    )


def pretraining(epochs, rates):
    """Epochs and rates of pre-training, in words; ``rates`` has a kind for each."""
    told = ", ".join(f"{rate:g} ({kind})" for kind, rate in rates.items())
    return f"{epochs} epochs a layer at rate {told}"


def load(data):
    """Training, validation and test examples as tensors: a dict of ``(images (N, V), labels (N,))``."""
    import torch

    from ...data.shapeset import load_shapeset
    from ...experiments import networks

    if data == "digits":
        return networks.load("digits_5k", IMAGES[data], N_VALID, 2010)
    splits = load_shapeset(13, (IMAGES[data], N_VALID, N_TEST[data]))
    return {name: tuple(map(torch.from_numpy, split)) for name, split in splits._asdict().items()}


def compute(settings, condition, seeds, device):
    """One task: the networks of one side, one for each seed.

    Parameters
    ----------
    settings : dict
    condition : {"one", "other"}
    seeds : tuple of int
    device : {"cpu"}

    Returns
    -------
    pandas.DataFrame
        As :func:`utils.experiments.networks.fine_tune`, with ``start``, which says one or other.
    """
    from ...experiments import networks

    side, sets = settings[condition], load(settings["data"])
    own = settings | {"sizes": [side["units"]] * side["layers"], "epochs": side["epochs"],
                      "measured": side["measured"]}  # fmt: skip
    rate = settings["pretraining_rates"].get(side["start"], 0.0)
    layers = networks.hidden_layers(own, side["start"], seeds, rate, sets["train"][0], device)
    sets = labelled.some_labels(sets, side["labels"], seeds)
    return networks.fine_tune(
        own, layers, seeds, side["rate"], sets, ("train", "valid", "test"), device
    ).assign(start=condition)


def rows(settings, condition, seeds):
    """Which rows a task must have."""
    return [{"start": [condition], "seed": seeds, "epoch": settings[condition]["measured"]}]


# ---- judged by the course's rules ----


def at_epoch(table, side, epoch):
    """The rows of one side after its last epoch, or after the one with the smallest mean validation error."""
    here = table[table["start"] == side].sort_values("seed")
    chosen = here["epoch"].max()
    if epoch == "validation":
        chosen = here.groupby("epoch")["valid_error"].mean().idxmin()
    return here[here["epoch"] == chosen]


def experiment_of(claim, mark):
    """The question that a claim asks, as the course's runner and rules take it."""
    column, unit = MEASURES[claim["measure"]], UNITS[claim["measure"]]

    def samples(table):
        return {name: at_epoch(table, name, claim["epoch"])[column].to_numpy(float) for name in SIDES}

    def effects(made, kind):
        difference = made["one"] - made["other"]
        return [Effect("one less other", difference, **{claim["side"]: float(claim["bound"])})]

    says = f"one less other lies {claim['side']} {claim['bound']:g} {unit}"
    return Experiment(
        name=NAME, question=claim["sentence"], varied="one, other", measured=claim["measure"], plotted="",
        budgets={BUDGET: Budget(settings_of(claim, mark), claim["seeds"], {"cpu": 5}, "within a minute")},
        conditions=lambda settings: list(SIDES), compute="utils.lessons.lesson_13.own_runs:compute",
        measures=measures, rows=rows, arms=arms, samples=samples,
        claims=(Claim("yours", claim["sentence"], says, f"{claim['measure']}, one less other", effects, unit),),
    )  # fmt: skip


def arms(table, record, kind):
    """What each side was given."""
    settings, found = record["settings"], []
    for name in SIDES:
        side, here = settings[name], table[table["start"] == name]
        curves = here.pivot(index="seed", columns="epoch", values="valid_error")
        moving = len(curves.columns) > 2 and error_moves(np.array(curves.columns), curves.to_numpy())
        trained = before(settings) if side["start"] in RATES else ""
        n_updates = side["epochs"] * batches(settings | {"n_train": side["labels"]})
        found.append(Arm(name, n_updates, trained, moving=(name,) if moving else ()))
    return found


def outcome(registered):
    """What the rules say of a claim that was run: a Judged, the table and its record.

    Raises
    ------
    ChangedClaim
        Where the result is that of another claim.
    """
    table, record = store.load_result(NAME, BUDGET, registered.folder)
    if record["settings"]["claim"] != registered.digest or digest(registered.claim) != registered.digest:
        raise ChangedClaim(
            f"The result in {registered.folder.name} is not that of this claim: it was changed after its run."
        )
    experiment = experiment_of(registered.claim, registered.digest)
    (claim,) = experiment.claims
    result = Result(table, record, experiment.samples(table), others=[], arms={})
    return judged(experiment, claim, "", result), table, record


def read(folder):
    """The claim that is written down in a folder."""
    content = json.loads((Path(folder) / "claim.json").read_text(encoding="utf-8"))
    return Registered(content["claim"], Path(folder), content["digest"])


def main(folder):
    """Run the claim of a folder.

    Raises
    ------
    ChangedClaim
        Where it is not what was written down, or the folder has the result of another claim, which stays.
    ExperimentError
        As :func:`utils.experiments.engine.runner.run`, and where a result cannot be read.
    """
    registered = read(folder)
    if digest(registered.claim) != registered.digest:
        raise ChangedClaim(
            f"The claim in {folder} is not what was written down: its digest is {digest(registered.claim)[:12]}, and "
            f"{registered.digest[:12]} was expected. Register the claim again, and leave claim.json as it is."
        )
    refuse_another(registered.claim, registered.folder)
    print(f"{registered.claim['name']}: {registered.claim['sentence']}", flush=True)
    options = planning.Options(workers=1 if work(registered.claim) <= ALONE else None, folder=Path(folder))
    runner.run(experiment_of(registered.claim, registered.digest), BUDGET, options)


if __name__ == "__main__":
    try:
        for each in sys.argv[1:]:
            main(each)
    except (ChangedClaim, ExperimentError) as error:
        sys.exit(str(error))
