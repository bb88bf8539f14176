"""What `stream` says of the paper's claims C20 to C24 and C28: effects, from errors over seeds."""

import numpy as np

from ..plotting import START_NAMES
from .engine.experiment import Claim, Effect
from .paired import layers

KINDS = ("rbm", "autoencoder")
PARTLY = ("none", "autoencoder:1", "autoencoder:12", "autoencoder")  # 0, 1, 2, 3 of three layers


def named(start):
    """A start in words."""
    kind, _, rest = start.partition(":")
    if kind in ("l1", "l2"):
        return f"{kind.upper()} of {rest}"
    few = {"1": ", the first layer", "12": ", the first two layers"}.get(rest, "")
    return START_NAMES[kind] + few


def name_of(start, depth, source):
    """A network in words, as an arm is named."""
    return f"{named(start)}, {layers(depth)}, {source}"


def those(starts, depths):
    """For :class:`Claim`: it compares these starts and depths on the stream; ``"kind"`` is its kind."""

    def compared(arm, kind):
        asked = [kind if start == "kind" else start for start in starts]
        return arm.name in {name_of(start, depth, "stream") for start in asked for depth in depths}

    return compared


def penalised_or_plain(arm, kind):
    """For :class:`Claim`: one layer without pre-training, with penalties and without."""
    return arm.name.startswith(("L1", "L2")) or those(("none",), (1,))(arm, kind)


class Samples(dict):
    """Errors (S, blocks), in percent, of each (what was scored, start, depth, source).

    ``examples`` has for each the numbers of examples after which it was measured (blocks,).
    """

    def near(self, start, depth, share=1.0, source="stream"):
        """Logarithm of the mean online error (S,) over the tenth of the stream that ends at a share of it."""
        key = ("online", start, depth, source)
        examples, whole = self.examples[key], self.whole
        there = (examples > (share - 0.1) * whole) & (examples <= share * whole * (1 + 1e-9))
        return np.log(np.maximum(self[key][:, there].mean(axis=1), self.least))


def samples(table):
    """What the claims are computed from."""
    made = Samples()
    made.examples, made.whole = {}, table["examples"].max()
    for key, rows_of in table.groupby(["scored", "start", "depth", "source"]):
        curves = rows_of.pivot(index="seed", columns="examples", values="error").sort_index()
        made[key], made.examples[key] = curves.to_numpy(float), curves.columns.to_numpy()
    made.least = 100 / (0.2 * made.whole)  # half an error in a tenth of the stream
    return made


def kinds(made):
    """The kinds of pre-training, and what is said of the networks together."""
    return [*(kind for kind in KINDS if ("online", kind, 1, "stream") in made), ""]


def penalties_do_not_help(made, kind):
    """C20: no strength brings more than 2 % of the error."""
    penalties = [] if kind else [start for _, start, *_ in made if start.startswith(("l1:", "l2:"))]
    return [
        Effect(
            named(start), made.near(start, 1) - made.near("none", 1), above=np.log(0.98), paper="no number"
        )
        for start in dict.fromkeys(penalties)
    ]


def deep_is_worse_without(made, kind):
    """C21: from the first tenth on."""
    return [] if kind else [
        Effect(f"at {percent} % of the stream", made.near("none", 3, percent / 100)
               - made.near("none", 1, percent / 100), above=0, paper=paper)
        for percent, paper in ((10, "1.3"), (30, "1.3"), (60, "1.6"), (100, "1.8"))
    ]  # fmt: skip


def advantage_grows(made, kind):
    """C22: it is there at the end, and larger than at 60 % of the stream."""
    effects = []
    for depth in (1, 3) if kind else ():
        end, before = (made.near("none", depth, share) - made.near(kind, depth, share) for share in (1, 0.6))
        paper = PAPER[kind, depth]
        effects.append(Effect(f"{layers(depth)}, at the end", end, above=0, paper=f"about {paper[1]}"))
        grown = f"about {paper[1] / paper[0]:.1f}"
        effects.append(Effect(f"{layers(depth)}, end over 60 %", end - before, above=0, paper=grown))
    return effects


PAPER = {
    ("rbm", 1): (1.2, 2.5),
    ("rbm", 3): (2.6, 7),
    ("autoencoder", 1): (1.2, 2.6),
    ("autoencoder", 3): (8, 60),
}


def autoencoders_are_better(made, kind):
    """C23."""
    if kind or not all(("online", start, 3, "stream") in made for start in KINDS):
        return []
    return [
        Effect("3 layers", made.near("autoencoder", 3) - made.near("rbm", 3), below=0, paper="about 0.12")
    ]


def lower_on_the_whole_stream(made, kind):
    """C24: on every fifth of it; and each network does better on what it saw last."""
    both = [made["afterwards", start, 1, "stream"] for start in ("none", kind)] if kind else []
    if not both:
        return []
    fifths = np.array_split(both[0] - both[1], 5, axis=1)
    words = ("first", "second", "third", "fourth", "last")
    effects = [
        Effect(f"gain on the {word} fifth", gains.mean(axis=1), above=0, paper="about 0.09, RBMs")
        for word, gains in zip(words, fifths, strict=True)
    ]
    for name, errors in zip(("without", "with"), both, strict=True):
        recent = max(1, errors.shape[1] // 50)  # the paper's blocks are a fiftieth
        step = errors[:, :-recent].mean(axis=1) - errors[:, -recent:].mean(axis=1)
        effects.append(Effect(f"{name}, lower on the last fiftieth", step, above=0, paper="about 0.07, RBMs"))
    return effects


def more_layers_help(made, kind):
    """C28: step by step; and the first step is the smallest."""
    if kind or not all(("online", start, 3, "stream") in made for start in PARTLY):
        return []
    steps = -np.diff([made.near(start, 3) for start in PARTLY], axis=0)  # (3, S)
    effects = [
        Effect(f"{k} to {k + 1} layers", step, above=0, paper=paper)
        for k, (step, paper) in enumerate(zip(steps, ("1.7", "3.1", "19"), strict=True))
    ]
    return [*effects, Effect("the last step over the first", steps[2] - steps[0], above=0, paper="11")]


CLAIMS = (
    Claim(
        "C20", "On an endless stream no L1 or L2 penalty helps.", "in the text: the best of both is 0",
        "online error at the end, with the penalty / without", penalties_do_not_help, "ratio",
        compares=penalised_or_plain,
    ),
    Claim(
        "C21", "Without pre-training three layers are worse than one, on an endless stream, too.",
        "at the end 1.6e-3 against 9e-4, Fig. 11", "online error, 3 layers / 1 layer", deep_is_worse_without,
        "ratio", compares=those(("none",), (1, 3)),
    ),
    Claim(
        "C22", "The help of pre-training does not vanish on an endless stream: it grows.",
        "at 6 and at 10 million examples: 1.2 and 2.5 (one layer), 2.6 and 7 (three, RBMs), 8 and 60 "
        "(three, autoencoders), read from Fig. 11",
        "online error without / with pre-training", advantage_grows, "ratio",
        compares=those(("none", "kind"), (1, 3)),
    ),
    Claim(
        "C23", "On the stream three layers of autoencoders end with a lower error than three of RBMs.",
        "2.6e-5 against 2.2e-4, Fig. 11", "online error at the end, autoencoders / RBMs",
        autoencoders_are_better, "ratio", compares=those(KINDS, (3,)),
    ),
    Claim(
        "C24", "On the stream that it learned from, the pre-trained network is better everywhere, and both "
        "are better on its end.",
        "one layer, RBMs: 0.198 and 0.111 % in the mean, 0.126 and about 0.04 % on the last fiftieth, Fig. "
        "12",
        "error on the stream afterwards", lower_on_the_whole_stream, "points",
        compares=those(("none", "kind"), (1,)),
    ),
    Claim(
        "C28", "The more lower layers are pre-trained, the lower the online error; the first alone brings "
        "little.",
        "autoencoders, 0 to 3 of 3 layers: 2.5e-3, 1.5e-3, 4.9e-4, 2.6e-5, Fig. 14",
        "online error at the end with one layer fewer / with it", more_layers_help, "ratio",
        compares=those(PARTLY, (3,)),
    ),
)  # fmt: skip
