"""Do permuted weights fail for want of structure, or for their mean? (To C11; Erhan et al. 2010, Table 1.)

Varied: how the hidden layers start: uniform; pre-trained; with all values of pre-training in other places;
the same less the mean of the layer's weights, and without biases. With 1 and 2 layers. Measured and plotted
as in `marginals`. Decides no claim.

Permuted weights keep the mean of their layer, which RBMs have below 0: all units of the next layer get much
the same input. So what tests marginal distributions tests this mean, too.

Unlike the paper: no such start is in it; else as `marginals`.
"""

import functools

from . import variants
from .engine.experiment import Budget, Experiment
from .errors import errors_by_seed
from .marginals import COURSE as MARGINALS_COURSE
from .marginals import DEMO, TASKS, draw, look

STARTS = {"random": ["none"]} | {
    kind: [kind, f"{kind}:permuted", f"{kind}:centred"] for kind in ("rbm", "autoencoder")
}
COURSE = {name: value for name, value in MARGINALS_COURSE.items() if name != "keeps_right"} | {
    "starts": STARTS, "depths": [1, 2],
}  # fmt: skip
COURSE |= {name: {depth: COURSE[name][depth] for depth in ("1", "2")} for name in ("epochs", "measured")}
BUDGETS = {
    "demo": Budget(DEMO | {"starts": STARTS}, 2, {"cpu": 1}, "under a minute on two cores"),
    "course": Budget(
        COURSE, 10, {"cpu": 2}, "what lesson 08 shows: half an hour on two cores, with the rates"
    ),
}
MARGINALS_MEAN_RATES = variants.choice_of_rates("marginals_mean", BUDGETS, look, **TASKS)
MARGINALS_MEAN = Experiment(
    name="marginals_mean",
    question="Do permuted weights fail for want of structure, or for their mean?",
    varied="start: uniform; pre-trained, permuted, permuted less mean and biases; 1 or 2 hidden layers",
    measured="test error at the epoch chosen on validation digits; excess kurtosis of the weights",
    plotted="test errors over seeds; kurtosis of each layer's weights before fine-tuning",
    budgets=BUDGETS,
    prepare=functools.partial(variants.add_rates, MARGINALS_MEAN_RATES),
    draw=draw,
    samples=errors_by_seed,
    **TASKS,
)
