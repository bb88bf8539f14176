"""What made the result of a claim, in words: the settings of its run, and the record that is kept with it."""

from ...experiments.engine.provenance import as_list
from .own_runs import N_TEST, SIDES, outcome, pretraining

RECORDED = ("commit", "code", "versions", "processor", "device", "seconds", "cpu_seconds", "digest")
DATA = {"digits": "digits, 28 × 28 pixels, of MNIST", "shapes": "triangles and squares, 10 × 10 pixels"}


def settings_of_run(settings):
    """What a run had beside what its claim says, from the settings in its record: (what, in words) for each."""
    starts = {settings[name]["start"] for name in SIDES}
    rates = {kind: rate for kind, rate in settings["pretraining_rates"].items() if kind in starts}
    before = "neither side" if not rates else pretraining(settings["pretraining_epochs"], rates)
    if "autoencoder" in rates:
        before += f", {100 * settings['level']:g} % of its inputs set to 0"
    images, data = f"{settings['n_train']:,} to train on", settings["data"]
    return [
        ("data set", DATA[data]),
        ("pictures", f"{images}, {settings['n_valid']:,} to validate, {N_TEST[data]:,} to test"),
        ("labels", "for as many of those to train on as each side says; each seed draws its own"),
        ("pre-training", f"{before}; on all pictures to train on" if rates else before),
        ("minibatches", f"{settings['batch_size']} pictures"),
        ("learning", "logistic units; stochastic gradient descent at one rate, no penalty"),
    ]


def record_of(registered):
    """What made the result, from its record, and the digest of the claim: (what, in words) for each."""
    _, _, record = outcome(registered)
    told = {name: as_list(record[name]) for name in RECORDED}
    told["versions"] = [
        ", ".join(f"{name} {which}" for name, which in one.items()) for one in told["versions"]
    ]
    names = {"digest": "digest of the table", "cpu_seconds": "seconds of the processor"}
    rows = [(names.get(name, name), "; ".join(map(str, values))) for name, values in told.items()]
    return [*rows, ("seeds", record["seeds"]), ("digest of the claim", registered.digest)]
