# %% [markdown]
# # 07 · Optimiser or regulariser?
#
# Pre-trained networks make fewer mistakes. Do they end *deeper* in the training loss, or *elsewhere*? The end points alone
# cannot tell, the whole way can. This is the paper's Fig. 8, and the first figure of Taha's post.
#
# **What you'll do**
#
# - say what each explanation forbids, before you look;
# - follow networks for 150 epochs, and compare them at equal training loss;
# - write a rule that says when a network has settled, and find the stop that turns the conclusion round;
# - repeat an old experiment that came to the opposite answer, and design a condition of your own.
#
# **What you'll learn**
#
# - how to hold an explanation to something that it rules out;
# - why "lower training loss" means nothing without "when";
# - in what sense optimiser and regulariser are the same thing.
#
# **What you need**: lessons 00 and 05 (or their ideas).
#
# **Time**: about 80 minutes, of which 40 for the five exercises. The computer needs about one and a half minutes on one core.

# %%
import tempfile
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from utils.experiments import top20
from utils.experiments.engine import claims, store
from utils.experiments.trajectories import TRAJECTORIES
from utils.lessons.lesson_07 import conditions, pictures
from utils.teaching import (
    check, compare_prediction, explore, keep_prediction, progress,
    recall_prediction, show, table,
)  # fmt: skip
from utils.teaching.commands import run_module

# %% [markdown]
# ## 1 · What each reading forbids
#
# This was your bet in lesson 00, made before you had seen any number:

# %%
my_bet = recall_prediction("why")

# %% [markdown]
# Every network of this lesson will be a **trajectory**: training loss to the right, test loss upwards, a point after each epoch. Training
# moves it to the left. Three readings of what pre-training does, each taken *alone*, as the whole reason:
#
# - **optimiser**: it leads to a deeper place. At the same training loss the test loss is the same (one curve), but the curve ends further left: at
#   a *lower* training loss.
# - **regulariser**: it leads elsewhere. At the same training loss the test loss is *lower*, and the curve ends at the same or a *higher*
#   training loss.
# - **head start**: it only saves time. One curve, the same end, sooner.
#
# ### Exercise 7.1
#
# Six observations of networks with pre-training, each compared with networks without. Unless something else is said, both were trained until
# nothing changed any more. Which readings does each **forbid**? Give a list for each letter, empty if none.
#
# - **A**: after 25 of 150 epochs, the training loss and the test loss are lower.
# - **B**: the curves lie on one another; the end is at a lower training loss.
# - **C**: the curves lie on one another, the ends too; each training loss was reached in fewer epochs.
# - **D**: the curve is lower wherever both pass the same training loss; the end is at a higher training loss.
# - **E**: the curve is lower wherever both pass the same training loss; the end is at a lower training loss.
# - **F**: the curves lie on one another. Nobody looked where they end.
#
# <details><summary>Hint 1</summary>Each reading says two things: where the curve is, and where it ends. It is forbidden as soon as
# <em>one</em> of them is not so. What nobody has looked at forbids nothing.</details>
# <details><summary>Hint 2</summary>"Alone" matters: E can be explained by two readings together.</details>

# %% exercise 7.1 · what each reading forbids · ★★ · 6 min
### BEGIN SOLUTION
forbidden = {
    "A": [],
    "B": ["regulariser", "head start"],
    "C": ["optimiser", "regulariser"],
    "D": ["optimiser", "head start"],
    "E": ["optimiser", "regulariser", "head start"],
    "F": ["regulariser"],
}
### END SOLUTION
### BEGIN STUB
# forbidden = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ..., "F": ...}
### END STUB

forbidden = check("7.1", forbidden)

# %% [markdown]
# So three things must be known: the curves, their ends, and that they *are* ends.
#
# ## 2 · The trajectories
#
# The experiment `trajectories` has a budget called `long`: 150 epochs with 10,000 training digits.

# %%
runs, record = store.load_result("trajectories", "long")
settings, depths = record["settings"], (1, 2, 3)
print(f"{record['n_seeds']} seeds, layers of {settings['width']} units")
runs.head(3)

# %% [markdown]
# Before you look at a comparison, ask what each side was given. "4 × Glorot" is a second baseline: random weights, too, but
# from a wider interval that suits logistic units (Glorot and Bengio, 2010).

# %%
NAMES = {"none": "no pre-training", "glorot4": "random, 4 × Glorot",
         "rbm": "RBMs", "autoencoder": "autoencoders"}  # fmt: skip
per_epoch = settings["n_train"] // settings["batch_size"]  # updates
rows = []
for start, name in NAMES.items():
    layer_by_layer = start in ("rbm", "autoencoder")
    before = settings["pretraining_epochs"] * per_epoch if layer_by_layer else 0
    rates = settings["rates"][start]["supervised"]
    chosen = "those without" if layer_by_layer else "tuned"
    updates = settings["epochs"] * per_epoch
    rows.append((name, before, updates, [rates[str(d)] for d in depths], chosen))
table(rows, ["start", "updates before, a layer", "with labels",
             "rates for 1, 2, 3 layers", "which are"])  # fmt: skip

# %% assertions
assert settings["one_rate"]
assert record["rates_at_edge_of_grid"] == []
assert all(
    settings["rates"][k]["supervised"] == settings["rates"]["none"]["supervised"]
    for k in ("rbm", "autoencoder")
)
assert settings["tuning_starts"] == ["none", "glorot4"]
assert settings["tuning_seeds"] == 2
assert len(settings["rate_grid"]) == 4
assert settings["n_train"] == 10_000
assert set(settings["measured"]) > {1, 25, 150}

# %% [markdown]
# Pre-trained networks are fine-tuned with the rates that are best *without* pre-training (of four, on two seeds, by validation digits), and
# their own rates of pre-training are not tuned. So tuning favours their opponents. But they had more updates before, without labels.
#
# **Predict** for three layers: which side has the lower training loss after 25 epochs, and which after 150? Write
# `"with"` or `"without"` (pre-training) in place of each of the dots.

# %%
keep_prediction("7.lower", {"after 25 epochs": ..., "after 150 epochs": ...})


# %%
def curves(runs, column):
    """Numbers (S, E) of each start and depth: a row a seed, a column an epoch."""
    return {
        key: rows.pivot(index="seed", columns="epoch", values=column).to_numpy(float)
        for key, rows in runs.groupby(["start", "depth"])
    }


epochs = np.unique(runs["epoch"])
train, test = curves(runs, "train_nll"), curves(runs, "test_nll")
test_errors = curves(runs, "test_error")

# %%
PAPERS = ("none", "rbm", "autoencoder")  # the starts that the paper compares


def of_starts(losses, starts=PAPERS):
    """The curves of some starts only."""
    return {key: values for key, values in losses.items() if key[0] in starts}


show(pictures.trajectories(of_starts(train), of_starts(test)), "7.1")

# %% caption 7.1
# Test against training loss, both logarithmic, from the first epoch (upper right) to the {epochs[-1]}th (dots). Thin: each of
# {record['n_seeds']} seeds; thick: their mean (of logarithms).

# %% [markdown]
# The curves go down, then up: past the lowest point networks become *surer* of their mistakes. But a curve hides time. Where is each start
# at a given epoch? Move the slider slowly, with an eye on three layers.


# %%
def ratio(start, depth, losses=train, over="none"):
    """Ratio of two starts after each epoch, (E,): mean of logarithms over seeds."""
    logs = np.log(losses[start, depth] / losses[over, depth])  # (S, E)
    return np.exp(logs.mean(axis=0))


def until(epoch):
    """The trajectories up to an epoch."""
    n = np.searchsorted(epochs, epoch, side="right")
    return pictures.trajectories(of_starts(train), of_starts(test), n)


slider = explore(until, "7.2", epoch=(epochs.tolist(), 10))

# %% caption 7.2
# How far each start has come after {epoch} epochs. With three layers, RBMs have {ratio('rbm', 3)[epochs == epoch][0]:.2g} times the
# training loss of no pre-training, autoencoders {ratio('autoencoder', 3)[epochs == epoch][0]:.2g} times.

# %%
lower = {}
for epoch in (25, 150):
    both = [ratio(start, 3)[epochs == epoch][0] for start in ("rbm", "autoencoder")]
    lower[f"after {epoch} epochs"] = "with" if max(both) < 1 else "without"
compare_prediction("7.lower", lower)

# %% assertions
assert lower == {"after 25 epochs": "with", "after 150 epochs": "without"}
for start in ("rbm", "autoencoder"):
    assert ratio(start, 3)[epochs == 10][0] < 0.1
    assert ratio(start, 3)[-1] > 1.5
for losses in test.values():
    mean = losses.mean(axis=0)
    assert mean.argmin() < len(epochs) - 1
    assert mean[-1] > 1.05 * mean.min()

# %% [markdown]
# The same question, and opposite answers. Section 4 comes back to that. First the question that needs no clock.
#
# ## 3 · At equal training loss
#
# Two curves are measured at epochs, not at equal losses. So read one loss *where the other is at a given level*.
#
# ### Exercise 7.2
#
# `given` and `wanted` are two losses of one network after its epochs, (E,) each. Return `wanted` where `given` **first** falls to `level`:
#
# - take the first epoch at which `given <= level`, and the epoch before it; between the two, both *logarithms* go along a straight line;
# - where the first epoch of all has exactly `level`, it is that epoch's `wanted`;
# - where `given` never comes down to `level`, or began below it, there is nothing to read: `np.nan`.
#
# A loss may go up between two epochs.
#
# <details><summary>Hint 1</summary><code>np.flatnonzero(given <= level)</code> has the positions of all epochs that have reached the level. It may be
# empty.</details>
# <details><summary>Hint 2</summary><code>np.interp(x, xs, ys)</code> needs <code>xs</code> to <em>rise</em>, and repeats the ends beyond
# them. Give it two points, in which order?</details>


# %% exercise 7.2 · one loss at a level of another · ★★★ · 12 min
def value_at(given, wanted, level):
    """What wanted is where given first falls to level: (E,), (E,), number -> number."""
    ### BEGIN SOLUTION
    reached = np.flatnonzero(given <= level)
    if given[0] < level or len(reached) == 0:
        return np.nan
    after = reached[0]
    if after == 0:
        return wanted[0]
    around = [after, after - 1]  # the given loss rises from the first to the second
    logs = np.log(given[around]), np.log(wanted[around])
    return np.exp(np.interp(np.log(level), *logs))
    ### END SOLUTION


value_at = check("7.2", value_at)


# %%
def at_levels(given, wanted, levels):
    """The wanted losses of all seeds at each level of the given loss: (S, L)."""
    pairs = zip(given, wanted, strict=True)
    return np.array([[value_at(g, w, level) for level in levels] for g, w in pairs])


def at_equal_train(start, depth, n_levels=12):
    """Training losses that all seeds of both pass, and the ratio of test losses."""
    both = [train[key, depth] for key in (start, "none")]
    low = max(losses.min(axis=1).max() for losses in both)
    high = min(losses[:, 0].min() for losses in both)
    levels = np.geomspace(high, low, n_levels)
    with_, without = (
        at_levels(train[key, depth], test[key, depth], levels)
        for key in (start, "none")
    )
    return levels, np.exp(np.log(with_ / without).mean(axis=0))


# %%
pretrained = [(start, d) for start in ("rbm", "autoencoder") for d in depths]
levels, at_equal = {}, {}
for key in pretrained:
    levels[key], at_equal[key] = at_equal_train(*key)
ranges = {  # mean test loss after the first epoch, and the lowest
    key: (losses[:, 0].mean(), losses.min(axis=1).mean())
    for key, losses in test.items()
}
show(pictures.at_equal_loss(levels, at_equal, of_starts(ranges)), "7.3")

# %% caption 7.3
deep = [at_equal[key] for key in pretrained if key[1] > 1]
# Left: test loss with pre-training over that without, at the same training loss, for losses that every seed passes; training goes to the left.
# Below the grey line pre-training is better. With two and three layers the ratio lies between {min(r.min() for r in deep):.2f} and
# {max(r.max() for r in deep):.2f}. Right: the range of test losses that each start passes, from its first epoch down to its lowest one (means).

# %% assertions
for start, d in pretrained:
    if d > 1:
        assert at_equal[start, d].max() < 0.95, "lower at each level"
assert at_equal["rbm", 3].mean() < at_equal["rbm", 2].mean() < at_equal["rbm", 1].mean()
assert 0.9 < at_equal["rbm", 1].mean() < 0.99
assert (at_equal["autoencoder", 1] > 1).mean() > 0.8
for start in ("rbm", "autoencoder"):
    assert ranges[start, 3][0] < ranges["none", 3][1]

# %% [markdown]
# With two and three layers the pre-trained curve is lower at *every* training loss that both pass. Hold that against 7.1: neither the
# optimiser alone nor the head start alone survives. With one layer the picture is another: RBMs are slightly lower,
# autoencoders higher almost everywhere.
#
# Now turn the question round: at equal **test** loss, who has the lower training loss? Look at the
# right-hand picture: with three layers pre-trained networks are, *after one epoch*, below the lowest test loss that the others
# ever reach: on average there is no test loss that both pass. Only with one layer the question has a good answer:

# %%
rows = []
for level in (0.2, 0.19, 0.18):  # nats
    seen = [at_levels(test[k, 1], train[k, 1], [level])[:, 0] for k in PAPERS]
    rows.append((level, *(np.exp(np.nanmean(np.log(values))) for values in seen)))
table(rows, {"training loss where the test loss is": ".2f"}
      | {NAMES[start]: ".3f" for start in PAPERS})  # fmt: skip

# %% assertions
for _, none, rbm, autoencoder in rows:
    assert np.isfinite([none, rbm, autoencoder]).all()
    assert autoencoder < none < rbm

# %% [markdown]
# RBMs have the higher training loss there, as a regulariser would; autoencoders the lower.
#
# ## 4 · When is it over?
#
# Who ends at a lower training loss? Here are three shipped results: 25 epochs with layers of 200 units, 25 with 400, and 150 with 200. (In
# the first, tuning chose a rate for each start; in the others only the start differs.) The ratio is of RBMs to no pre-training.

# %%
results = {}
for budget in ("course", "wide", "long"):
    table_of, made = store.load_result("trajectories", budget)
    results[budget] = np.unique(table_of["epoch"]), curves(table_of, "train_nll")
    same_rate = "one rate" if made["settings"].get("one_rate") else "own rates"
    print(f"{budget}: {made['settings']['width']} units, {same_rate},",
          f"{made['n_seeds']} seeds")  # fmt: skip
over_epochs = {
    budget: (some, {d: ratio("rbm", d, losses) for d in depths})
    for budget, (some, losses) in results.items()
}
show(pictures.ratios_over_epochs(over_epochs), "7.4")

# %% caption 7.4
short, long = over_epochs["course"][1], over_epochs["long"][1]
# Training loss of RBMs over that of no pre-training after each epoch, in three results. Grey: equal. With three layers it stands at
# {short[3][-1]:.2f} where `course` ends, at {over_epochs['wide'][1][3][-1]:.2f} where `wide` ends, and at {long[3][-1]:.1f} where `long` ends.

# %% assertions
for budget in ("course", "wide"):
    assert over_epochs[budget][1][3][-1] < 0.3
    assert all(over_epochs[budget][1][d][-1] < 1 for d in depths)
assert all(over_epochs["long"][1][d][-1] > 1.1 for d in depths)

# %% [markdown]
# Had you stopped after 25 epochs, you would have reported of RBMs with three layers: a *lower* training loss. 150 epochs say: a *higher* one. All
# depends on whether a curve has ended.
#
# "Below $5 \cdot 10^{-4}$ nats" is no good rule: what is low for one network is half way for another. "It has stopped falling" is none
# either. Once all training digits are right, the loss goes on falling *for ever*, about like $1 / t$ after $t$ epochs (for a linear
# classifier this is a theorem; Soudry and others, 2018). If both sides fall like that, their *ratio* stands still. That is all we need.
#
# ### Exercise 7.3
#
# Write a rule: has this training loss settled? You are free in how, but it must get right all curves of which the answer is known:
#
# - what falls about like $1 / t$ at its end, or more slowly, has settled; what falls like $t^{-2.5}$ or faster has not;
# - however large or small the loss is, and whatever it did before;
# - after all epochs or some unevenly spaced ones were measured; with wiggles of a few percent.
#
# <details><summary>Hint 1</summary>What becomes of <code>losses * epochs</code> if the loss falls like 1 / t? And if faster?</details>
# <details><summary>Hint 2</summary>Compare the end with an epoch well before it, say the measured one nearest to three quarters of the
# time. Leave room for wiggles.</details>


# %% exercise 7.3 · when is it over · ★★★ · 10 min
def has_settled(epochs, losses):
    """Whether losses (E,), measured after epochs (E,), have settled: True or False."""
    ### BEGIN SOLUTION
    early = np.abs(epochs - 0.75 * epochs[-1]).argmin()
    product = losses * epochs  # constant where the loss falls like 1 / epoch
    return bool(product[-1] >= 0.9 * product[early])
    ### END SOLUTION


has_settled = check("7.3", has_settled)

# %%
rows = []
for budget, (some, losses) in results.items():
    for start in PAPERS:
        means = [np.exp(np.log(losses[start, d]).mean(axis=0)) for d in depths]
        words = ["yes" if has_settled(some, mean) else "no" for mean in means]
        rows.append((budget, NAMES[start], *words))
table(rows, ["result", "start", "settled: 1 layer", "2 layers", "3 layers"])

# %% assertions · of our rule; another right one may differ where a curve is near the bound
from utils.lessons.lesson_07 import EXERCISES

ours = EXERCISES["7.3"].reference
settled = {
    (budget, NAMES[start]): tuple(
        "yes" if ours(some, np.exp(np.log(losses[start, d]).mean(axis=0))) else "no"
        for d in depths
    )
    for budget, (some, losses) in results.items()
    for start in PAPERS
}
for budget in ("course", "wide"):
    assert settled[budget, "no pre-training"] == ("no", "no", "no")
assert settled["course", "RBMs"] == ("yes", "yes", "yes")
assert (
    settled["long", "RBMs"] == settled["long", "autoencoders"] == ("yes", "yes", "yes")
)
assert settled["long", "no pre-training"][:2] == ("yes", "yes")


def slope(losses):
    """Of the logarithm of the mean loss over that of the epoch, from 113 epochs on."""
    mean = np.log(losses).mean(axis=0)
    at = np.searchsorted(epochs, 113)
    return (mean[-1] - mean[at]) / np.log(epochs[-1] / epochs[at])


for d in (2, 3):
    assert all(
        slope(train["none", d]) < slope(train[k, d]) for k in ("rbm", "autoencoder")
    )

# %% [markdown]
# By our rule (yours may differ near its bound) no network without pre-training had settled after 25 epochs: these two results *cannot* say
# who ends lower. With two and three layers of `long`, the side without pre-training falls a little faster to the last: more epochs would rather
# move the ratio further in the same direction.
#
# No rule sees everything: a loss that stays on a plateau near its start is called settled, too. Look at the training error beside it.
#
# ### Exercise 7.4
#
# From which epoch on does the conclusion stay what it is at the end? Return the first epoch from which on, to the last, the ratio is above 1:
# training loss `with_` over `without`, (S, E) each, the mean of *logarithms* over seeds (a row of each is a pair). If the ratio is not above 1 at the
# last epoch, return `np.inf`.
#
# <details><summary>Hint 1</summary>It may pass 1 several times: the first time above is not yet the answer. Which is the last epoch at which it is
# <em>not</em> above?</details>
# <details><summary>Hint 2</summary>Two cases are easily forgotten: above from the first epoch on, and never.</details>


# %% exercise 7.4 · the stop that turns it round · ★★ · 8 min
def turning_epoch(epochs, with_, without):
    """First epoch from which on with_ / without stays above 1, or np.inf."""
    ### BEGIN SOLUTION
    logs = np.log(with_ / without).mean(axis=0)  # (E,)
    below = np.flatnonzero(logs <= 0)
    first = below[-1] + 1 if len(below) else 0
    return epochs[first] if first < len(epochs) else np.inf
    ### END SOLUTION


turning_epoch = check("7.4", turning_epoch)

# %%
PAPER = {1: "0.5", 2: "2.4", 3: "3"}  # read off its Fig. 8
rows = []
for start, d in pretrained:
    turn = turning_epoch(epochs, train[start, d], train["none", d])
    at_25, at_end = ratio(start, d)[epochs == 25][0], ratio(start, d)[-1]
    rows.append((NAMES[start], d, at_25, at_end, PAPER[d], turn))
table(rows, {"start": "", "layers": "", "ratio after 25": ".2f", "after 150": ".2f",
             "paper, about": "", "above 1 from epoch": ".0f"})  # fmt: skip

# %% assertions
ends = {(row[0], row[1]): row[3] for row in rows}
turns = {(row[0], row[1]): row[5] for row in rows}
assert all(turn <= 100 for turn in turns.values())
for name in ("RBMs", "autoencoders"):
    assert turns[name, 3] > 25
    assert turns[name, 3] > turns[name, 2]
    assert 1.05 < ends[name, 1] < 1.6
    assert 1.4 < ends[name, 2] < 3
    assert 1.6 < ends[name, 3] < 3.5
end_error = {key: errors[:, -1].mean() for key, errors in test_errors.items()}
for d in (2, 3):
    for start in ("rbm", "autoencoder"):
        assert (
            end_error[start, d]
            < min(end_error[k, d] for k in ("none", "glorot4")) - 0.2
        )
assert end_error["autoencoder", 1] > end_error["none", 1] + 0.1
assert abs(end_error["rbm", 1] - end_error["none", 1]) < 0.15

# %% [markdown]
# With two and three layers our networks agree with the paper: the same signs, ratios of the same size. This is observation D.
#
# **One layer does not agree.** In the paper the pre-trained network ends at *half* the training loss; ours ends at
# more than without, and its test error hardly differs (autoencoders: it is higher). The paper lists one layer as an exception that its main explanation does not cover. One difference is at
# hand: our layer has 200 units, the paper's 400 to 1,200. In the paper's Fig. 9 pre-training hurts a single layer of 200 units, and begins to
# help at about 300. Section 7 tests whether width explains the ratio, too.
#
# ### A start that is a better optimiser
#
# What does a plain random start do if its interval fits the units? The same table for 4 × Glorot, and test losses at equal training loss:

# %%
rows = []
for d in depths:
    _, at_loss = at_equal_train("glorot4", d)
    errors = [
        test_errors[start, d][:, -1].mean() for start in ("none", "glorot4", "rbm")
    ]
    rows.append((d, ratio("glorot4", d)[-1], np.exp(np.log(at_loss).mean()), *errors))
table(rows, {"layers": "", "final training loss, 4 × Glorot / none": ".2f",
             "test loss at equal training loss": ".2f", "test error (%), none": ".2f",
             "4 × Glorot": ".2f", "RBMs": ".2f"})  # fmt: skip

# %% assertions
wider = {row[0]: row[1:] for row in rows}
for d in (1, 3):
    assert wider[d][0] < 0.95
assert wider[3][1] < 0.9
assert all(wider[d][3] < wider[d][2] for d in depths)
assert wider[1][3] < wider[1][4] - 0.1
assert all(wider[d][3] > wider[d][4] + 0.2 for d in (2, 3))

# %% [markdown]
# With three layers it ends at a *lower* training loss and has a lower test loss at equal training loss: observation E, both readings together.
# It makes fewer mistakes than the paper's baseline at every depth; with one layer it beats the RBM, with two and three the RBM stays better.
#
# ## 5 · The experiment that said "optimiser"
#
# In 2007 the same laboratory had come to the opposite conclusion. Its argument: let the last hidden layer have only 20 units, so that the top
# cannot make up for bad lower layers. With pre-training the *training* error was 0 %, without 0.59 %. So: an optimiser. In 2010 the paper
# repeated this **without early stopping**, and found a *higher* training loss with pre-training.
#
# Both at once, live: a small version on the course's own digits (100, 100 and 20 units, 3,500 training digits, two seeds, one rate), run by
# the course's own runner. **Predict**: at which of the two moments is the training loss lower with pre-training, at the *stop* (the smallest
# validation error of each start), at the *end*, at *both* or at *neither*?

# %%
keep_prediction("7.top", ...)

# %%
temporary = tempfile.TemporaryDirectory()
folder = Path(temporary.name)
narrow = {"starts": ["none", "autoencoder"], "hidden_sizes": [100, 100, 20],
          "rate": 1.0, "epochs": 60, "seeds": 2}  # fmt: skip
conditions.write(narrow, folder / "narrow")
status = run_module("utils.lessons.lesson_07.conditions", folder / "narrow",
                    shorten={folder: "FOLDER"})  # fmt: skip

# %% assertions
assert status == 0

# %%
top, _ = store.load_result("condition", "demo", folder / "narrow")
MOMENTS = {"loss": "smallest validation loss", "error": "smallest validation error",
           "end": "the end"}  # fmt: skip
COLUMNS = {"stop": "", "start": "", "epoch": ".1f", "training error (%)": ".2f",
           "loss": ".4f", "test loss": ".3f", "test error (%)": ".2f"}  # fmt: skip


def at_moments(runs, starts):
    """Means over seeds, a row for each moment and start."""
    numbers = ["epoch", "train_error", "train_nll", "test_nll", "test_error"]
    for moment, name in MOMENTS.items():
        means = top20.at_moment(runs, moment).groupby("start")[numbers].mean()
        yield from ((name, NAMES[start], *means.loc[start]) for start in starts)


rows = list(at_moments(top, narrow["starts"]))
table(rows, COLUMNS)

# %%
losses = {row[:2]: row[4] for row in rows}
lower = {
    moment: losses[name, NAMES["autoencoder"]] < losses[name, NAMES["none"]]
    for moment, name in MOMENTS.items()
}
words = {(True, False): "stop", (False, True): "end", (True, True): "both"}
compare_prediction("7.top", words.get((lower["error"], lower["end"]), "neither"))
top_epochs = np.unique(top["epoch"])
top_train, top_test = curves(top, "train_nll"), curves(top, "test_nll")
turn = turning_epoch(top_epochs, *(top_train[k, 3] for k in ("autoencoder", "none")))
valid = curves(top, "valid_error")
stops = {key: errors.argmin(axis=1) for key, errors in valid.items()}
show(pictures.trajectories(top_train, top_test, stops=stops), "7.5")

# %% caption 7.5
# Three layers, the last of 20 units: test against training loss of two seeds (thin) and their mean (thick); a cross where a seed's validation
# error is smallest. From epoch {turn:.0f} on the training loss is higher with pre-training.

# %% assertions
top_ratio = ratio("autoencoder", 3, top_train)
assert top_ratio[0] < 0.5
assert top_ratio[-1] > 1.05
assert top_test["autoencoder", 3][:, -1].mean() < top_test["none", 3][:, -1].mean()
assert not lower["end"]
assert np.isfinite(turn)
asked = top20.BUDGETS["course"].settings
assert asked["sizes"] == [200, 200, 20]
assert (asked["n_train"], asked["epochs"]) == (10_000, 150)

# %% [markdown]
# At the end this network, too, bears the mark of a regulariser: higher training loss, lower test loss. Stopped together at an early epoch, it
# would have said "optimiser". Stopped each at its own best epoch, it depends: on the rule (loss or error), on 500 held-out digits, on luck; look
# at your table. The answer is made by *when* one looks.
#
# Two seeds do not settle what happened in 2007. The experiment `top20` asks the same with 200, 200 and 20 units, 10,000 digits and
# 150 epochs. If its result has come with your copy of the course, here it is:

# %%
if "course" in store.budgets_of("top20"):
    shipped, made = store.load_result("top20", "course")
    rate = made["settings"]["rates"]["none"]["3"]
    print(f"{made['n_seeds']} seeds, one rate, the best without pre-training: {rate}")
    table(list(at_moments(shipped, PAPERS)), COLUMNS)
else:
    print("Not yet: python -m utils.experiments run top20 --budget course")

# %% [markdown]
# ## 6 · Faster online, better offline?
#
# Is there a way out of the either/or? Nakkiran, Neyshabur and Sedghi (2021, "Deep Bootstrap") imagine an *ideal world*, in which every example
# is new, and split the test error in two: the error there after as many updates, and the rest. They found the rest small while training makes
# progress. So what learns *faster on new examples* makes fewer mistakes on a finite set, too.
#
# We have a small piece of the ideal world: in the first epoch every digit is new. Does the test loss after it tell who makes fewer mistakes at the
# end?

# %%
points = {
    key: (test[key][:, 0].mean(), errors[:, -1].mean())
    for key, errors in test_errors.items()
}
order = spearmanr(*zip(*points.values(), strict=True)).statistic
show(pictures.first_and_last(points), "7.6")

# %% caption 7.6
deeper = [both for (_, d), both in points.items() if d > 1]
order_of_deeper = spearmanr(*zip(*deeper, strict=True)).statistic
# Test error after {epochs[-1]} epochs against test loss after the first, means over {record['n_seeds']} seeds; numbers are hidden layers. The rank
# correlation of all twelve is
# {order:.2f}, of those with two and three layers {order_of_deeper:.2f}.

# %% assertions
assert order > 0.4
deeper = [both for (_, d), both in points.items() if d > 1]
assert spearmanr(*zip(*deeper, strict=True)).statistic > 0.6
assert points["autoencoder", 1][0] < points["none", 1][0]
assert points["autoencoder", 1][1] > points["none", 1][1]

# %% [markdown]
# Largely, most of all with two and three layers. With one layer autoencoders are an exception: faster than no pre-training, and worse in
# the end. And one epoch is a short look: the theory compares after equal updates, all on new examples.
#
# ## 7 · A condition of your own
#
# Back to one layer. To be tested: *our ratio is above 1 because 200 units are too narrow*. An explanation is tested where it could fail.
#
# ### Exercise 7.5
#
# Design one condition for the runner, on the course's own digits (3,500 for training). Its keys: `starts` (two of `"none"`, `"glorot4"`,
# `"rbm"`, `"autoencoder"`), `hidden_sizes` (a list), `rate` (of fine-tuning), `epochs`, `seeds`. Its twin, the same with 200 units, will be
# run beside it, so that only the width differs. Only the start may differ between the two sides; what you measure must decide something; and
# units × epochs × seeds is at most 40,000.
#
# <details><summary>Hint 1</summary>If the explanation is right, what must change as you move away from 200 units? In which direction does it
# forbid something?</details>
# <details><summary>Hint 2</summary>Three things share the budget. Two of them have a least useful value that this lesson and lesson 05 have told
# you.</details>

# %% exercise 7.5 · a condition of your own · ★★ · 8 min
### BEGIN SOLUTION
condition = {
    "starts": ["none", "rbm"],
    "hidden_sizes": [400],
    "rate": 1.0,
    "epochs": 40,
    "seeds": 2,
}
### END SOLUTION
### BEGIN STUB
# condition = {"starts": [..., ...], "hidden_sizes": [...], "rate": ...,
#              "epochs": ..., "seeds": ...}
### END STUB

condition = check("7.5", condition)

# %% [markdown]
# **Predict** the ratio of the final training losses, with over without, for both. What would the explanation *not* survive?

# %%
keep_prediction("7.own", {200: ..., condition["hidden_sizes"][0]: ...})

# %%
conditions.write(condition, folder / "own")
status = run_module("utils.lessons.lesson_07.conditions", folder / "own",
                    shorten={folder: "FOLDER"})  # fmt: skip
own, _ = store.load_result("condition", "demo", folder / "own")
own_losses = curves(own, "train_nll"), curves(own, "test_nll")
show(pictures.trajectories(*own_losses), "7.7")

# %% caption 7.7
# Your condition, test against training loss of each seed (thin) and their mean (thick): one layer of {condition['hidden_sizes'][0]} units, rate
# {condition['rate']:g}, {condition['epochs']} epochs, {condition['seeds']} seeds, on 3,500 training digits.

# %%
twin = condition | {"hidden_sizes": [200]}
conditions.write(twin, folder / "twin")
twin_status = run_module("utils.lessons.lesson_07.conditions", folder / "twin",
                         shorten={folder: "FOLDER"})  # fmt: skip

# %% assertions
assert (status, twin_status) == (0, 0)


# %%
def judged(name):
    """Units, whether each side has settled, and the last ratio of training losses."""
    some, made = store.load_result("condition", "demo", folder / name)
    losses, measured = curves(some, "train_nll"), np.unique(some["epoch"])
    (with_,) = {start for start, _ in losses} - {"none"}
    means = [np.exp(np.log(losses[k, 1]).mean(axis=0)) for k in ("none", with_)]
    words = ["yes" if has_settled(measured, mean) else "no" for mean in means]
    return made["settings"]["sizes"][0], *words, ratio(with_, 1, losses)[-1]


rows = [judged("twin"), judged("own")]
compare_prediction("7.own", {units: f"{last:.2f}" for units, *_, last in rows})
table(rows, {"units": "", "settled: without": "", "with": "",
             "ratio at the end": ".2f"})  # fmt: skip

# %% assertions
assert rows[0][0] == 200
assert rows[1][0] == condition["hidden_sizes"][0]
assert all(0.1 < row[3] < 10 for row in rows)

# %% [markdown]
# Read it in this order. Have both sides settled? If not, the ratio decides nothing. Is yours below the twin's? Then width goes the way that the
# explanation says; if it is above 1 still, this width is not enough. And the twin: if it is below 1, something else that differs from `long`,
# the rate or the digits, turns the sign already. Either way it is a few seeds on few digits: a reason to run more, no verdict.
#
# ## 8 · Your verdict
#
# The rule of the course judges C13 ("at equal training loss the test loss is lower with pre-training") and C14
# ("with 2 and 3 layers pre-training ends at a higher training loss, with 1 layer at a lower one"); and, as soon as `top20` has come, C17
# (section 5 without early stopping: higher training loss, lower test loss) and C18 (with it: lower training error):

# %%
verdicts = claims.judge({"trajectories": TRAJECTORIES, "top20": top20.TOP20})
table([(one.claim, NAMES[one.kind], one.word) for one in verdicts],
      ["claim", "start", "our numbers"])  # fmt: skip

# %% [markdown]
# `python -m utils.experiments claims` prints them with intervals, and what each side was given.
#
# Once more your bet. Has it held? Revise it in a sentence or two, in your own words, in place of the dots: what does pre-training do, with
# how many layers, and *what would have changed your mind*? Lesson 13, not written yet, will ask again.

# %%
my_bet = recall_prediction("why")
keep_prediction("7.why", ...)

# %%
progress(7)

# %% [markdown]
# ## Recap
#
# Optimiser or regulariser?
#
# - With two and three layers, at equal training loss the test loss is lower with pre-training, and networks that have settled end at a higher
#   training loss. That forbids the optimiser alone, and the head start alone.
# - Before that, the training loss is lower with pre-training, for many epochs: a look on the way turns the conclusion round.
# - With one layer of 200 units pre-training hardly changes the error here (RBMs) or raises it; autoencoders have a higher test loss at equal
#   training loss, too.
# - A wider random start does a part of both. And who learns faster on new examples mostly ends better: so the two words are no opposites.
#
# **Quiz**
#
# 1. A paper trains for 20 epochs and finds a lower training loss with its method. What do you ask?
# 2. Two losses fall like $3 / t$ and $1 / t$. Have they settled? What is their ratio at the end, and what is their difference?
# 3. Why compare at equal *training* loss rather than at equal epochs?
# 4. Why take the mean of the *logarithms* of a ratio?
#
# <details><summary>Answers</summary>
#
# 1. Whether its curves had settled, with which rates, and how the ratio moved at the end.
# 2. Yes, by our rule. The ratio stays 3, the difference goes to 0: so ratios tell, differences do not.
# 3. An epoch means different progress to different starts; and it is what the readings speak about.
# 4. Turned round, without over with, it is exactly the inverse.
#
# </details>
#
# ## In practice
#
# These networks are small (200 units, 10,000 digits, batches of 10); the paper has 400 to 1,200 units, 50,000 digits, batches of 1. Compare signs
# and ratios, not levels.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: *Why does unsupervised pre-training help deep learning?* JMLR 11 (2010): Fig. 8
#   (trajectories), Fig. 9 (width), Fig. 10 (20 units), section 7.
# - Bengio, Lamblin, Popovici and Larochelle: *Greedy layer-wise training of deep networks*, NIPS (2006, printed 2007): the 20 units. Its numbers
#   are reprinted in Table 2 of Larochelle and others, JMLR 10 (2009).
# - Glorot and Bengio: *Understanding the difficulty of training deep feedforward neural networks*, AISTATS (2010).
# - Nakkiran, Neyshabur and Sedghi: *The Deep Bootstrap framework*, ICLR (2021).
# - Soudry, Hoffer, Nacson, Gunasekar and Srebro: *The implicit bias of gradient descent on separable data*, JMLR 19 (2018).
# - Taha: *Why does unsupervised pre-training help deep learning?* Blog post (2020): its Fig. 1.
#
# **Next**: lesson 08 asks whether other regularisers do the same.
