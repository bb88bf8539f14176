# %% [markdown]
# # 06 · Does it help, and does depth matter?
#
# The paper's first result is a picture: test errors over depth, with and without pre-training (its Fig. 1). Make it, and doubt it.
#
# **What you'll do**
#
# - look into networks that do not learn, and make five layers learn without pre-training;
# - choose an epoch without cheating;
# - repeat the paper's figure, and see how choices make or hide the effect;
# - tell the luck of seeds from that of test digits, and give your verdict.
#
# **What you'll learn**
#
# - what "does not learn" looks like from inside;
# - what a comparison must tell;
# - how much of a spread is the test set.
#
# **What you need**: lessons 04 and 05.
#
# **Time**: about 95 minutes, of which 45 for the five exercises. The computer needs less than a minute.

# %%
import numpy as np
import torch

from utils.experiments import depth, headline
from utils.experiments.engine import claims, store
from utils.experiments.fairness import still_moving
from utils.lessons.lesson_06 import five_layers, pictures, spread_pictures
from utils.lessons.lesson_06.five_layers import SIZES, stack_seeds
from utils.teaching import (
    check, compare_prediction, explore, figures, keep_prediction, number, progress,
    progress_bar, show, table,
)  # fmt: skip
from utils.torch_models import mlp, stacking
from utils.torch_models.streams import Streams

# %% [markdown]
# First your bet. Networks with 1 to 4 hidden layers, 10,000 training digits, 150 epochs, test errors near 4 %. **Predict** by how
# many percentage points pre-training with RBMs lowers the test error at each depth.

# %%
keep_prediction(
    "6.gain", {"1 layer": ..., "2 layers": ..., "3 layers": ..., "4 layers": ...}
)

# %% [markdown]
# ## 1 · Five layers that do not learn
#
# The paper could not train five layers without pre-training. Here are five of 100 units, on digits that come with
# the course; 500 are **held out** to watch.

# %%
(x, labels), (x_held, labels_held) = five_layers.live_digits()
x_test, labels_test = five_layers.load_digits_5k().test
print("training, held-out, test digits:", len(x), len(x_held), len(x_test))
RATE, BATCH = five_layers.RATE, five_layers.BATCH
print("learning rate:", RATE, "digits in a batch:", BATCH)


# %%
HELD = {"held": (x_held, labels_held)}
BOTH = {"train": (x, labels)} | HELD


def train(params, epochs, says="epochs", watch=HELD):
    """Train in place; the history has a row for the start and for each epoch."""
    rng = Streams(range(len(params[0].W)), "fine-tuning")
    history = [mlp.measure(params, watch, 0)]
    for epoch in progress_bar(range(1, epochs + 1), says):
        mlp.train(params, x, labels, RATE, 1, BATCH, rng)
        history.append(mlp.measure(params, watch, epoch))
    return history


# %% [markdown]
# And a look inside, for each hidden layer:
#
# - the **mean** of its units, over digits;
# - their **spread**: by how much a unit differs from digit to digit (standard deviation, mean over units);
# - how many values are **saturated**, nearer than 0.05 to 0 or 1, where the sigmoid is almost flat;
# - the **gradient** of a weight into the layer (root mean square).

# %%
some, their_labels = torch.from_numpy(x[:500]), torch.from_numpy(labels[:500])[None]


def inside(params):
    """A row for each hidden layer: number, mean, spread, saturated (%), gradient."""
    one = [mlp.Layer(W[:1], b[:1]) for W, b in params]  # the first seed
    activations = mlp.forward(one, some)  # (1, N, H) each
    grads = mlp.backward(one, activations, their_labels)
    rows = []
    for h, grad in zip(activations[1:-1], grads[:-1], strict=True):
        saturated = ((h < 0.05) | (h > 0.95)).float().mean()
        size = grad.W.dense().square().mean().sqrt()  # dense: an array like W
        numbers = h.mean(), h.std(dim=1).mean(), 100 * saturated, size
        rows.append((len(rows) + 1, *(float(value) for value in numbers)))
    return rows


# %% [markdown]
# **Predict**, for the network as it is drawn: which hidden layer has the smallest gradient, 1 or 5, and how many times smaller is it than
# the largest?

# %%
keep_prediction("6.gradient", {"layer": ..., "times smaller": ...})

# %%
failing = mlp.init_mlp(SIZES, Streams(range(2)))  # the paper's start, two seeds
before = inside(failing)
sizes = [row[-1] for row in before]
smallest = {
    "layer": 1 + int(np.argmin(sizes)),
    "times smaller": number(max(sizes) / min(sizes), 2),
}
compare_prediction("6.gradient", smallest)
COLUMNS = {
    "hidden layer": "",
    "mean": ".2f",
    "spread": ".1e",
    "saturated (%)": ".0f",
    "gradient": ".1e",
}
table(before, COLUMNS)

# %% assertions
assert smallest["layer"] == 1
assert max(sizes) > 500 * min(sizes)
spreads = [row[2] for row in before]
steps = np.divide(spreads[:-1], spreads[1:])
assert ((steps > 5.5) & (steps < 8.5)).all(), "each layer divides by about seven"
grow = np.divide(sizes[1:], sizes[:-1])
assert ((grow > 4) & (grow < 11)).all()

# %% [markdown]
# On the way up each layer divides the spread by about seven; on the way down each divides the gradient by about as much. Layer 5 hardly
# knows which digit it sees, and layer 1 hardly hears what was wrong.

# %%
history = train(failing, five_layers.EPOCHS, watch=BOTH)
losses = np.array([row["train_nll"].tolist() for row in history])  # (epochs, S)
after = inside(failing)
show(pictures.inside_panels(losses, before, after), "6.1")
table(after, COLUMNS)

# %% caption 6.1
# Left: the training loss of two seeds stays at ln 10 = 2.30 nats (dotted), the loss of a guess among ten classes. Middle and right, for one seed, before
# training and after: how much a unit varies from digit to digit, and the gradient of a weight, for each hidden layer; logarithmic.

# %% assertions
assert (abs(losses[1:] - np.log(10)) < 0.08).all()
assert all(row["held_error"].min() > 0.8 for row in history)
assert after[4][1] < 0.1, "the top layer has gone to 0"
assert after[4][3] > 90
assert after[4][2] < before[4][2]
assert after[0][4] < before[0][4], "less gradient"

# %% [markdown]
# A **plateau**. The network has learned how often each digit occurs. For that, the biases of the output layer suffice; what
# the top layer says is noise to it, and training pushes that layer to 0. There it is saturated, and
# even less gradient comes through. (Glorot and Bengio saw the same in 2010.)
#
# ### Exercise 6.1
#
# Three networks, `A`, `B` and `C`, were drawn with a start that learns well. Then **one** hidden layer of each was spoiled:
# its weights are `"too small"` or `"too large"`, or large negative biases keep its units `"shut"`. Find the layer and the illness. Below are a healthy network
# and the three; `cure(name, layer)` draws one layer again, trains for one epoch and returns the held-out error.
#
# <details><summary>Hint 1</summary>Go through a network's rows from layer 1 to 5, beside the healthy one. Which is the first that the row before
# it does not explain?</details>
# <details><summary>Hint 2</summary>A gradient goes down through all layers above: the smallest one is not the place that is to blame.
# If in doubt, <code>cure</code> is an experiment.</details>

# %%
patients = five_layers.patients()
healthy = stack_seeds([five_layers.wide_network(np.random.default_rng(9))])
rows = [
    (name, *row)
    for name, network in {"healthy": healthy, **patients}.items()
    for row in inside(network)
]
table(rows, {"network": ""} | COLUMNS)


# %%
def cure(name, layer):
    """Held-out error (%) after an epoch with this layer drawn again; 0 for none."""
    network = five_layers.redrawn(patients[name], layer)
    return 100 * float(train(network, 1)[-1]["held_error"])


# %% exercise 6.1 · find the layer · ★ · 5 min
### BEGIN SOLUTION
found = {"A": (3, "too small"), "B": (2, "too large"), "C": (4, "shut")}
### END SOLUTION
### BEGIN STUB
# found = {  # a layer and a word each, such as (1, "too small")
#     "A": (..., ...),
#     "B": (..., ...),
#     "C": (..., ...),
# }
### END STUB
found = check("6.1", found)

# %%
rows = [
    (name, *(cure(name, k) for k in (0, layer))) for name, (layer, _) in found.items()
]
columns = ["network", "as it is (%)", "with your layer drawn again (%)"]
table(rows, dict.fromkeys(columns, ".0f"))

# %% assertions
assert all(cured < 0.8 * ill for _, ill, cured in rows)

# %% [markdown]
# ## 2 · One changed line
#
# ### Exercise 6.2
#
# Now the patient of section 1, ill in every layer. Make five layers learn **without** pre-training: write a random start with which two networks have
#
# - before training in every hidden layer a spread of at least 0.02, and at most 35 % saturated values;
# - after 8 epochs at most 15 % held-out error.
#
# There is little room between "too small" and "too large": work the scale out.
#
# <details><summary>Hint 1</summary>The start of the paper is <code>bound = 1 / np.sqrt(fan_in)</code>, <code>W = rng.uniform(-bound, bound, (fan_in, fan_out))</code>,
# biases 0. Look at <code>inside(stack_seeds([start(SIZES, rng)]))</code>.</details>
# <details><summary>Hint 2</summary>Where does the seven come from? The spread of a unit's input is that of the units below, times the root of
# fan-in, times the standard deviation of a weight (for U(-bound, bound) that is the bound divided by the root of 3). Then the sigmoid: its slope at 0 is 1/4.</details>
# <details><summary>Hint 3</summary>Choose the weights so that the product of these factors is about 1.</details>


# %% exercise 6.2 · five layers that learn · ★★★ · 12 min
def start(sizes, rng):
    """sizes (784, 100, ..., 10) -> a list of (W, b), W of shape (fan-in, fan-out)."""
    ### BEGIN SOLUTION
    layers = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        bound = np.sqrt(48 / fan_in)  # 4 sqrt(3): the spread stays, see the hints
        W = rng.uniform(-bound, bound, (fan_in, fan_out))
        layers.append((W, np.zeros(fan_out)))
    return layers
    ### END SOLUTION


start = check("6.2", start)

# %% [markdown]
# The literature has a start, too: **4 × Glorot** (formula below the figure). Beside it, stacks of RBMs, each layer pre-trained for three epochs. **Predict**
# the held-out errors (%) of both after 8 epochs.

# %%
keep_prediction("6.start", {"4 × Glorot": ..., "stack of RBMs": ...})


# %%
def pretrained():
    """Five layers from RBMs, and an output layer, for two seeds."""
    rng = Streams(range(2), "pre-training")
    layers = stacking.pretrain(x, SIZES[1:-1], rng, "rbm", 0.1, 3, BATCH)
    return stacking.with_output_layer(layers, 10, Streams(range(2), "output layer"))


generators = [np.random.default_rng(seed) for seed in range(2)]
starts = {
    "yours": stack_seeds([start(SIZES, rng) for rng in generators]),
    "4 × Glorot": stack_seeds([five_layers.wide_network(rng) for rng in generators]),
    "stack of RBMs": pretrained(),
}

# %%
curves = {
    "the paper's start": [100 * float(row["held_error"].mean()) for row in history]
}
for name, network in starts.items():
    rows = train(network, five_layers.EPOCHS, name)
    curves[name] = [100 * float(row["held_error"].mean()) for row in rows]
ends = {name: f"{curves[name][-1]:.1f}" for name in ("4 × Glorot", "stack of RBMs")}
compare_prediction("6.start", ends)
show(figures.line_plot(curves, "epoch", "held-out error (%)", log_y=True), "6.2")

# %% caption 6.2
# Error on held-out digits over 8 epochs, logarithmic, mean of two seeds, four starts of the same five layers: after the last
# epoch {curves["the paper's start"][-1]:.0f} % with the paper's, {curves['yours'][-1]:.1f} % with yours, {curves['4 × Glorot'][-1]:.1f} %
# with 4 × Glorot, {curves['stack of RBMs'][-1]:.1f} % with RBMs. Rate, batches and order of the digits are the same.

# %% assertions
assert curves["the paper's start"][-1] > 80
assert max(curves[name][-1] for name in ("yours", "4 × Glorot", "stack of RBMs")) < 20

# %% [markdown]
# Glorot and Bengio (2010) draw from $U(-b, b)$ with $b = \sqrt{6 / (\text{fan-in} + \text{fan-out})}$ for tanh units; for sigmoid units, whose slope at 0 is a quarter
# of that of tanh, four times that is usual. Between equal layers this is $\sqrt{48 / \text{fan-in}}$: what you find if at the slope 1/4 the spread shall stay.
#
# So at this rate, in eight epochs, **two** things make five layers learn: pre-training, and a better scale of random weights. (Which of the three starts that learn is best, 500 digits cannot tell.) (A higher rate and patience may be a
# third: in section 5 four layers leave their plateau with the paper's start.) So we have two baselines.
#
# ## 3 · An honest epoch
#
# If you report the epoch with the smallest *test* error, luck counts as skill. How much? Take a case in which the
# truth is known: 20 epochs, each with a true error of exactly 5 %, tested on 1,000 digits. **Predict** the smallest of the 20 errors (%), on average.

# %%
keep_prediction("6.luck", ...)


# %%
def equally_good(rng, n_epochs=20, n_digits=1000):
    """Which digits are got wrong after each epoch: true errors of 5 %, (E, N)."""
    return rng.random((n_epochs, n_digits)) < 0.05


rng = np.random.default_rng(0)
peeked = [equally_good(rng).mean(axis=1).min() for _ in range(500)]
compare_prediction("6.luck", f"{100 * np.mean(peeked):.1f}")

# %% assertions
assert 0.035 < np.mean(peeked) < 0.04

# %% [markdown]
# The remedy: choose on validation digits. But suppose that nobody kept any.
#
# ### Exercise 6.3
#
# Make an honest number from the test digits alone. `wrong` is an array of booleans, epochs × digits. Split the digits (columns): **even** positions (0, 2, ...) and **odd** ones.
# Let each half choose an epoch (the earlier of two equally good ones) and the *other* half report it. Return the share of all $N$ digits that are wrong
# when they report.
#
# <details><summary>Hint 1</summary><code>wrong[:, ::2]</code> are the even positions.</details>
# <details><summary>Hint 2</summary>Two epochs come out, and each digit is used once for a report. Add mistakes, not errors: the halves may differ in size.</details>


# %% exercise 6.3 · an honest epoch · ★★ · 7 min
def honest_error(wrong):
    """Error, 0 to 1, of epochs that other digits chose: booleans (E, N) -> a number."""
    ### BEGIN SOLUTION
    even, odd = wrong[:, ::2], wrong[:, 1::2]  # (E, N / 2)
    by_even, by_odd = even.mean(axis=1).argmin(), odd.mean(axis=1).argmin()
    mistakes = even[by_odd].sum() + odd[by_even].sum()
    return mistakes / wrong.shape[1]
    ### END SOLUTION


honest_error = check("6.3", honest_error)

# %%
rng = np.random.default_rng(2)
honest = [honest_error(equally_good(rng)) for _ in range(500)]
rows = [
    ("smallest test error", 100 * np.mean(peeked)),
    ("the halves", 100 * np.mean(honest)),
    ("truth", 5.0),
]
table(rows, {"way": "", "error (%)": ".2f"})

# %% assertions
assert abs(np.mean(honest) - 0.05) < 0.002
assert np.mean(honest) - np.mean(peeked) > 0.01

# %% [markdown]
# Real epochs are not independent, so the luck is smaller, but it flatters, too. The paper chose on validation digits. So do we, on 5,000:
# for each start and depth, the epoch with the smallest mean validation error of the first 20 seeds.
#
# ## 4 · Does it help?
#
# The experiment `depth`, budget `long`: 10,000 training digits, 200 units a layer, 150 epochs, four starts. Both baselines have the rate that was best for
# them; the pre-trained starts have that of the first baseline.

# %%
runs, record = store.load_result("depth", "long")
settings, n_seeds = record["settings"], record["n_seeds"]
chosen = depth.at_chosen_epoch(runs)
print(n_seeds, "seeds for each start and depth")
show(pictures.boxes_beside_paper(chosen), "6.3")

# %% caption 6.3
# Test error over the number of hidden layers: box from quartile to quartile, bar at the median, whiskers to the farthest seeds within 1.5 boxes. Left: ours, {n_seeds} seeds a box, test errors at the epoch that
# validation digits chose; circles: seeds beyond the whiskers. Right: the paper's Fig. 1, as read from the figure: 50,000 training digits, 400 seeds, autoencoders; with five layers the random start
# fails; seeds beyond (up to 2.95 % without, 2.34 % with) are left out. Both axes span as many points, from different errors on.

# %%
errors = depth.errors_by_seed(runs)  # (start, depth) -> test errors (S,)
gain = {d: errors["none", d] - errors["rbm", d] for d in settings["depths"]}
words = {f"{d} layer{'s' * (d > 1)}": f"{g.mean():+.2f}" for d, g in gain.items()}
compare_prediction("6.gain", words)
START = pictures.NAMES  # "none" is the paper's start, "glorot4" 4 × Glorot
medians = {key: float(np.median(e)) for key, e in errors.items()}
rows = [
    (name, *(medians[s, d] for d in settings["depths"])) for s, name in START.items()
]
theirs = [[box[2] for box in pictures.PAPER[s][:4]] for s in ("none", "autoencoder")]
rows += [("paper, without", *theirs[0]), ("paper, with", *theirs[1])]
table(
    rows,
    {"median test error (%)": ""} | {f"{d} hidden": ".2f" for d in settings["depths"]},
)

# %% assertions · what both figures say
mean = {key: e.mean() for key, e in errors.items()}
for kind in ("rbm", "autoencoder"):
    assert all(mean[kind, d] < mean["none", d] for d in (2, 3, 4))
    assert mean[kind, 2] < mean[kind, 1] - 0.3
    assert abs(mean[kind, 4] - mean[kind, 3]) < 0.15, "flat from 3 to 4"
    grown = mean["none", 4] - mean[kind, 4] - (mean["none", 2] - mean[kind, 2])
    assert grown > 0.2, "C3"
    assert mean["none", 4] - mean["none", 2] > 0.5 * grown, "mostly the paper's start"
    assert all(mean["glorot4", d] - mean[kind, d] > 0.2 for d in (2, 3, 4))
assert min(mean["none", 3], mean["none", 4]) > mean["none", 2] + 0.15, "C2, without"
assert abs(mean["none", 1] - mean["rbm", 1]) < 0.15
assert mean["autoencoder", 1] > mean["none", 1] + 0.2
assert all(abs(mean["glorot4", d] - mean["glorot4", 1]) < 0.3 for d in (2, 3, 4))
assert mean["rbm", 1] - mean["rbm", 2] > 5 * abs(mean["none", 1] - mean["none", 2])
assert mean["none", 4] - mean["none", 2] > 3 * abs(mean["rbm", 4] - mean["rbm", 2])
against_glorot = [mean["glorot4", d] - mean["rbm", d] for d in (1, 2, 3, 4)]
assert against_glorot[1] > against_glorot[0] + 0.5
assert np.ptp(against_glorot[1:]) < 0.25, "RBMs: no more after two layers"

# %% [markdown]
# With two layers and more it is the paper's picture: from its start more than two layers hurt, with pre-training not, and the gain grows. (From one layer to two,
# as pre-trained networks get better; then mostly as the paper's start gets worse.) With **one** layer it is not: RBMs gain nothing, autoencoders lose, at the baseline's rate (lesson 08).
#
# Networks nearer to the paper's size, all digits (its medians: 1.83 %, autoencoders 1.33):

# %%
large, made = store.load_result("headline")
found = headline.summary(large).reset_index()
found["start"] = found["start"].map(START)
shown = found[["start", "seeds", "mean", "lowest", "highest", "epoch"]]
table(shown.to_numpy().tolist(),
      {"three layers of 500": "", "seeds": "", "test error (%)": ".2f",
       "lowest": ".2f", "highest": ".2f", "epoch chosen": ""})  # fmt: skip

# %% assertions
asked = made["settings"]
assert (asked["n_train"], asked["sizes"], asked["data"]) == (50_000, [500] * 3, "mnist")
assert found["highest"][1:].max() < 1.4 < 1.75 < found["lowest"][0], "as in the paper"
assert found["mean"][0] - found["mean"][2] > 1.83 - 1.33
assert {f"{s}, depth 3: 1" for s in asked["starts"]} <= set(
    made["rates_at_edge_of_grid"]
)
assert max(asked["rate_grid"]) == 1

# %% [markdown]
# The gain is at least the paper's; but for all three the largest rate tried, 1, was best. Now what the starts of Figure 6.3 were given. A curve has *levelled off* if its error falls by less than 2 % over the last quarter of its epochs.

# %%
per_epoch = settings["n_train"] // settings["batch_size"]
moving = still_moving(runs, "valid_error")
rows = []
for s, name in START.items():
    with_pretraining = s in ("rbm", "autoencoder")
    before = settings["pretraining_epochs"] * per_epoch if with_pretraining else 0
    rates = list(settings["rates"][s]["supervised"].values())
    tuned_for = "the paper's start" if with_pretraining else "itself"
    late = [d for which, d in moving if which == s] or "none"
    rows.append((name, before, settings["epochs"] * per_epoch, rates, tuned_for, late))
print("rates tried:", settings["rate_grid"])
table(rows, ["start", "updates before, a layer", "with labels", "rates, 1 to 4 layers",
             "tuned for", "layers not levelled off"])  # fmt: skip

# %% assertions
assert record["rates_at_edge_of_grid"] == []
assert len(settings["rate_grid"]) == 4
assert settings["tuning_seeds"] == 2
assert not [key for key in moving if key[0] in ("none", "glorot4")]

# %% [markdown]
# The baselines have levelled off, and no chosen rate is at the edge of its grid (two seeds chose). Pre-trained starts are *not* tuned: unfair to them, if at all.
#
# ## 5 · How to make an effect, or hide it
#
# **Predict** the gain of RBMs over the paper's start with four layers (points), had all networks stopped after 5 epochs, or after 25, and
# (on validation digits) had the baseline the rate 0.1 in the place of 1.

# %%
keep_prediction("6.choices", {"5 epochs": ..., "25 epochs": ..., "rate 0.1": ...})

# %% [markdown]
# Move the slider: which picture would you have drawn?

# %%
by_epoch = runs.groupby(["start", "depth", "epoch"])["test_error"].mean()


def stopped(epochs):
    return pictures.stopped_after(runs, epochs)


sliders = explore(stopped, "6.4", epochs=(settings["measured"], 5))

# %% caption 6.4
# Test error after {epochs} epoch{'s' * (epochs > 1)} of fine-tuning for all; small marks are seeds, lines their means; right: what lies between 2.5 and 6 %. With four layers RBMs
# lead the paper's start by {by_epoch['none', 4, epochs] - by_epoch['rbm', 4, epochs]:.2f} points, and 4 × Glorot by {by_epoch['glorot4', 4, epochs] - by_epoch['rbm', 4, epochs]:.2f}.

# %%
at_chosen = {key: e.mean() for key, e in errors.items()}
on_valid = chosen.groupby(["start", "depth"])["valid_error"].mean()
lucky = runs.groupby(["start", "depth", "seed"])["test_error"].min()
lucky = lucky.groupby(["start", "depth"]).mean()
course, _ = store.load_result("depth", "course")
in_lesson_05 = {key: e.mean() for key, e in depth.errors_by_seed(course).items()}


def gains(error, baseline="none"):
    """What RBMs gain, with one layer and with four; error[start, depth] in %."""
    return [error[baseline, d] - error["rbm", d] for d in (1, 4)]


# %%
rules = {
    "decided beforehand: validation digits choose": gains(at_chosen),
    "the same, but error on validation digits": gains(on_valid),
    "all stop after 5 epochs": gains(by_epoch.xs(5, level="epoch")),
    "all stop after 25 epochs": gains(by_epoch.xs(25, level="epoch")),
    "all stop after 150 epochs": gains(by_epoch.xs(150, level="epoch")),
    "each seed's luckiest epoch on test digits": gains(lucky),
    "the other baseline, 4 × Glorot": gains(at_chosen, "glorot4"),
    "lesson 05: 25 epochs, rates for each start": gains(in_lesson_05),
}
table(
    [(rule, *pair) for rule, pair in rules.items()],
    {"RBMs gain (points), by the rule": "", "1 layer": "+.2f", "4 layers": "+.2f"},
)

# %% [markdown]
# And the baseline's rate. `tune` looked at *validation* errors only, for two seeds: compare the chosen rate with the second row above.


# %%
def best_epoch(table, *by):
    """Smallest validation error over the epochs, of the mean over seeds."""
    means = table.groupby([*by, "epoch"])["valid_error"].mean()
    return means.groupby(list(by)).min()


tuned, _ = store.load_result("tune", "long")
by_rate = best_epoch(tuned, "start", "depth", "rate")
same_seeds = runs[(runs["start"] == "rbm") & runs["seed"].isin(tuned["seed"])]
with_rbms = best_epoch(same_seeds, "depth")

# %%
rates = settings["rate_grid"]
rows = [
    (START[s], d, *(by_rate[s, d, rate] - with_rbms[d] for rate in rates))
    for s in ("none", "glorot4")
    for d in (1, 4)
]
table(
    rows,
    {"RBMs gain over": "", "layers": ""} | {f"rate {rate:g}": "+.2f" for rate in rates},
)

# %% assertions
one, four = ([pair[i] for pair in rules.values()] for i in (0, 1))
decided, on_others, after_5, after_25, _, peeked, other, _ = four
slow = [by_rate["none", 4, rate] - with_rbms[4] for rate in (0.1, 0.3, 1.0)]
swings = [after_5 - decided, slow[0] - slow[2], decided - other]
assert sorted(swings, reverse=True) == swings, "the order of the list below"
assert slow[0] > slow[1] > slow[2] > 0.3
assert slow[0] > 3 * slow[2], "several times"
assert 0.3 < other < 0.75, "about half a point"
assert after_5 > 20
assert after_25 > 1.5 * decided
assert 0.33 < other / decided < 0.6, "about half of the gain"
assert abs(peeked - decided) < 0.2, "peeking hardly changes a difference"
assert all(lucky[key] <= at_chosen[key] + 1e-6 for key in errors), "it flatters"
assert on_others < decided - 0.1, "four layers gain less on validation digits"
assert on_valid["none", 1] - on_valid["rbm", 1] > one[0] + 0.07, "and one layer more"
assert one[7] > 0.25 > abs(one[0]) + 0.1, "lesson 05: one layer gains"
assert one[6] < -0.1
first = runs[(runs["start"] == "none") & (runs["depth"] == 4) & (runs["epoch"] == 1)]
assert first["test_error"].min() > 60
fifth = runs[(runs["start"] == "none") & (runs["depth"] == 4) & (runs["epoch"] == 5)]
assert (fifth["test_error"] > 15).mean() > 0.6, "most"
too_fast = tuned[
    (tuned["start"] == "glorot4") & (tuned["depth"] == 4) & (tuned["rate"] == 3)
]
too_fast = too_fast.groupby("epoch")["valid_error"].mean()
assert too_fast.min() < 60 < 80 < too_fast.loc[40:].min(), "learns and falls back"

# %%
found = {"5 epochs": rules["all stop after 5 epochs"][1],
         "25 epochs": rules["all stop after 25 epochs"][1],
         "rate 0.1": by_rate["none", 4, 0.1] - with_rbms[4]}  # fmt: skip
compare_prediction("6.choices", {name: f"{gain:+.1f}" for name, gain in found.items()})

# %% [markdown]
# By the rules of the first table the gain with four layers is between about half a point and more than twenty.
#
# - **When** matters most: after one epoch all seeds of the deep baseline still err on more than 60 %, after five most on more than 15 %. After 25, where lesson 05 stopped, the gain is more than one and a half times that in the end.
# - **The rate**: at 0.1 the baseline makes pre-training look several times as good as at 1. (At 3, 4 × Glorot with four layers learns, then falls back to guessing.)
# - **Which baseline**: 4 × Glorot takes away about half of the gain.
# - **Which digits**: on those that chose, four layers gain less, and one layer more.
# - Peeking hardly changes a *difference*: both sides are lucky.
#
# Choices can *hide*, too. With one layer RBMs had the baseline's rate, 0.3. What the choice of rates for lesson 05 saw: validation error (%), one layer, two seeds,
# best of 25 epochs, RBMs pre-trained as in the long runs.

# %%
one_layer, _ = store.load_result("tune", "course")
one_layer = one_layer[
    (one_layer["depth"] == 1) & one_layer["pretraining"].isin([0, 0.1])
]
one_layer = best_epoch(one_layer, "start", "rate").unstack().loc[["none", "rbm"]]
one_layer.round(2)

# %% assertions
assert one_layer.loc["none"].idxmin() == 0.5
assert one_layer.loc["rbm"].idxmin() == 1
assert settings["rates"]["rbm"] == {"pretraining": 0.1} | {
    "supervised": settings["rates"]["none"]["supervised"]
}
assert settings["rates"]["none"]["supervised"]["1"] == 0.3
assert on_valid["none", 1] - on_valid["rbm", 1] > 0.05, "on validation digits"
assert one_layer.loc["none"].min() - one_layer.loc["rbm"].min() > 0.2

# %% [markdown]
# The baseline is best at 0.5, RBMs at 1. One rate for all favours the start that it was chosen for: "one layer gains nothing" may be a fact about this rate. And about the test digits: on validation digits the same networks do gain (second row of the rules).
#
# Could the extra updates be the reason? RBMs with four layers had 40,000 before fine-tuning. So stop *them* after 25 epochs, at 65,000 in all. **Predict**: is their test error
# below those of the baselines after 150 epochs, 150,000 updates ("yes" or "no")?

# %%
keep_prediction("6.updates", {"the paper's start": ..., "4 × Glorot": ...})

# %%
after_25 = (4 * settings["pretraining_epochs"] + 25) * per_epoch
rows = [(START["rbm"], after_25, by_epoch["rbm", 4, 25])]
for s in ("none", "glorot4"):
    rows.append((START[s], 150 * per_epoch, by_epoch[s, 4, 150]))
below = {name: "yes" if rows[0][2] < error else "no" for name, _, error in rows[1:]}
compare_prediction("6.updates", below)
table(rows, {"4 layers": "", "updates in all": "", "test error (%)": ".2f"})

# %% assertions
assert (
    by_epoch["rbm", 4, 25]
    < min(by_epoch["none", 4, 150], by_epoch["glorot4", 4, 150]) - 0.3
)
assert 4 * settings["pretraining_epochs"] * per_epoch == 40_000
assert after_25 == 65_000 < 150 * per_epoch / 2
assert 150 * per_epoch == 150_000

# %% [markdown]
# Not the number of updates, then: with less than half they are ahead.
#
# ## 6 · How much of a spread is the test set?
#
# The paper says that pre-trained networks also *spread* less over seeds (C4). But equally good networks, too, differ on 10,000 test digits: some digits are a toss-up.
#
# ### Exercise 6.4
#
# `wrong` is an array of booleans, seeds × digits. Return two standard deviations in percentage **points**: the *spread* of the $S$ test errors (`ddof=1`), and its *floor*, the spread to expect
# if each digit were got wrong independently of all others, with a chance of its own. Think before you write:
#
# - the error is a mean over digits. What is the variance of a mean of independent numbers with different variances?
# - a digit's chance $p$ is known by $c$ only, the share of the $S$ seeds that get it wrong. With $S = 2$, what is $c (1 - c)$ on average, and what should it be?
#
# <details><summary>Hint 1</summary>Variances of independent numbers add up. What does a division by N do to a variance?</details>
# <details><summary>Hint 2</summary>c (1 - c) is <code>wrong.var(axis=0)</code>. What does a variance from few seeds divide by?</details>


# %% exercise 6.4 · spread and floor · ★★★ · 11 min
def spread_and_floor(wrong):
    """Spread over seeds, and floor, in points: booleans (S, N) -> two numbers."""
    ### BEGIN SOLUTION
    n_digits = wrong.shape[1]
    spread = wrong.mean(axis=1).std(ddof=1)
    floor = np.sqrt(wrong.var(axis=0, ddof=1).sum()) / n_digits
    return 100 * spread, 100 * floor
    ### END SOLUTION


spread_and_floor = check("6.4", spread_and_floor)

# %% [markdown]
# The `long` runs kept a bit for each test digit. An experiment checks your formula: **shuffle** each digit's column among the seeds. Digits keep their difficulty, and no
# seed is better than another.

# %%
# errors.right: 1 where a seed is right on a digit, 0 where it is wrong, (S, N) each
wrong = {key: right == 0 for key, right in errors.right.items()}


def shuffled_spreads(wrong, rng, n=200):
    """Spreads (points) of n matrices whose columns are shuffled, each by itself."""
    mixed = wrong[:, wrong.any(axis=0) & ~wrong.all(axis=0)]  # others do not matter
    counts = [rng.permuted(mixed, axis=0).sum(axis=1) for _ in range(n)]
    return 100 * np.std(counts, axis=1, ddof=1) / wrong.shape[1]


# %%
rng = np.random.default_rng(2)
both = {key: spread_and_floor(bits) for key, bits in wrong.items()}
shuffled = {
    key: shuffled_spreads(bits, rng) for key, bits in progress_bar(wrong.items())
}
show(spread_pictures.floor_bands(both, shuffled), "6.5")

# %% caption 6.5
outside = [
    f"{START[s]} with {d} layer{'s' * (d > 1)}"
    for (s, d), (spread, _) in both.items()
    if spread > np.quantile(shuffled[s, d], 0.975)
]
# Marks: spread of the test error over {n_seeds} seeds. Bars: where 95 % of the spreads lie after shuffling: what the test digits alone make. Lines: your floor.
# Above their bars: {'; '.join(outside) or 'none'}.

# %%
rows = []
for s, name in START.items():
    for d in (1, 4):
        spread, floor = both[s, d]
        mixed = np.sqrt((shuffled[s, d] ** 2).mean())
        excess = np.sqrt(max(spread**2 - floor**2, 0))
        rows.append((name, d, spread, mixed, floor, excess))
numbers = ["spread", "spread, shuffled", "floor", "excess"]
table(rows, {"start": "", "layers": ""} | dict.fromkeys(numbers, ".3f"))

# %% assertions
for key, (_, floor) in both.items():
    assert abs(np.sqrt((shuffled[key] ** 2).mean()) / floor - 1) < 0.15, (
        "the formula holds"
    )
    p = mean[key] / 100
    assert floor < 100 * np.sqrt(p * (1 - p) / 10_000), "digits differ in difficulty"
    assert 0.06 < floor < 0.14
by_digits = [floor**2 > spread**2 / 2 for spread, floor in both.values()]
assert len(by_digits) == 16
assert sum(by_digits) >= 11, "in most groups"
left = {key: spread**2 - floor**2 for key, (spread, floor) in both.items()}
assert max(left, key=left.get) == ("none", 4)
worst = errors["none", 4].argmax()
calmer, floor = spread_and_floor(np.delete(wrong["none", 4], worst, axis=0))
assert calmer**2 - floor**2 < left["none", 4] / 2, "by one seed"
assert both["none", 4][0] > np.quantile(shuffled["none", 4], 0.975), "above its bar"

# %% [markdown]
# The shuffled spreads (root mean square) bear your formula out. The floor is about 0.1 points everywhere; in most of the 16 groups it makes more than half of the
# variance. *Excess* is the root of the rest, and C4 should be about this. The paper's start with four layers has most (more than half of its square by one seed); groups inside their bars may have none.
#
# ### The same mistakes?
#
# **Predict**: of the digits that one seed gets wrong, what share (%) does another
# seed of the same start get wrong, too?

# %%
keep_prediction("6.same", {"paper's, 1 layer": ..., "paper's, 4 layers": ...,
                           "RBMs, 1 layer": ..., "RBMs, 4 layers": ...})  # fmt: skip


# %%
def shared(wrong):
    """Share (%) of a seed's mistakes that another makes, too: (S, N) -> a number."""
    counts = wrong.astype(float) @ wrong.T  # (S, S): mistakes in common
    own = np.trace(counts)
    return 100 * (counts.sum() - own) / (len(wrong) - 1) / own


# %%
same = {key: shared(bits) for key, bits in wrong.items()}
named = {
    f"{name}, {d} layer{'s' * (d > 1)}": f"{same[s, d]:.0f}"
    for s, name in (("none", "paper's"), ("rbm", "RBMs"))
    for d in (1, 4)
}
compare_prediction("6.same", named)
rows = [(name, *(same[s, d] for d in settings["depths"])) for s, name in START.items()]
table(
    rows,
    {"mistakes in common (%)": ""} | {f"{d} hidden": ".0f" for d in settings["depths"]},
)

# %% assertions
assert same["none", 1] > same["rbm", 1] + 10
assert same["none", 1] > same["none", 2] > same["none", 4]
assert abs(same["none", 3] - same["rbm", 3]) < 6
for s in ("glorot4", "rbm", "autoencoder"):
    assert np.ptp([same[s, d] for d in settings["depths"]]) < 8
assert all(0.55 < share / 100 < 0.9 for share in same.values())

# %% [markdown]
# With one layer networks from the paper's start agree most, and depth makes them differ; the others agree about as much at every depth. Everywhere more than half
# are in common: some are hard.
#
# The share $s$ gives the floor, too: $\sqrt{e (1 - s) / N}$ with the error $e$, because only mistakes that are not in common make seeds differ. So guess the paper's floor, from its errors and *our* shares.


# %%
def floor_of(error, share, n_digits=10_000):
    """The floor (points) from an error and a share of common mistakes, both in %."""
    return np.sqrt(error * (100 - share) / n_digits)


rows = []
for s in ("none", "autoencoder"):
    for d, (_, low, median, high, _) in enumerate(pictures.PAPER[s][:4], start=1):
        spread = (high - low) / 1.349  # of a normal distribution with these quartiles
        equal = 100 - spread**2 * 10_000 / median  # the share at which both are equal
        share, name = same[s, d], START[s]
        rows.append((name, d, spread, floor_of(median, share), share, equal))
columns = {"the paper": "", "layers": "", "its spread": ".3f", "floor": ".3f"}
table(rows, columns | dict.fromkeys(["our share (%)", "equal at (%)"], ".0f"))

# %% assertions
for key, (_, floor) in both.items():
    assert abs(floor_of(mean[key], same[key]) / floor - 1) < 0.01, "the same floor"
equal_at = {(s, d): equal for s, d, *_, equal in rows}
ratios = {(s, d): spread / floor for s, d, spread, floor, *_ in rows}
assert equal_at[START["none"], 3] < min(same.values()) - 20, "for any share seen here"
assert equal_at[START["none"], 4] < 0, "for any share at all"
assert all(0.75 < ratios[START["autoencoder"], d] < 1.25 for d in (1, 2, 3, 4))
for d in (1, 2):
    assert ratios[START["none"], d] > 1
    assert 12 < same["none", d] - equal_at[START["none"], d] < 15
for s, printed in (("none", 0.10), ("autoencoder", 0.09)):
    assert printed > 1.25 * floor_of(pictures.PAPER[s][1][2], same[s, 2])

# %% [markdown]
# Without pre-training the paper's spread is above the floor: with three layers for all shares seen here, with four for any. With one or two, shares 12 to 15 points below ours would make both equal;
# with pre-training they are about equal as it is. (With two layers Table 1's standard deviations, 0.10 and 0.09, are above it on both sides.) So the paper's deep networks *without* are unstable; all else may be its test set.
#
# ## 7 · Would one run have told?
#
# The paper's fifth claim: the histograms with and without pre-training hardly overlap. A sceptic says: "Instead I train $k$ networks from the paper's start and keep the best." **Predict**
# the smallest $k$ with which he beats *one* network with RBMs more often than not (or `"never"`).

# %%
keep_prediction("6.tries", {"1 layer": ..., "4 layers": ...})

# %% [markdown]
# ### Exercise 6.5
#
# `a` and `b` are test errors of two starts, (S,) and (S',). Draw $k$ runs from `a`, with replacement, and one from `b`. What is the chance that the best of the $k$ has the smaller error? A tie counts
# half. Find it without drawing.
#
# <details><summary>Hint 1</summary>Take one run of b first. When does the best of k tries <em>not</em> beat it? All k tries must fail.</details>
# <details><summary>Hint 2</summary>Half of a tie: take the mean of the chance that the best is smaller, and the chance that it is smaller or equal.</details>


# %% exercise 6.5 · k tries against one · ★★ · 10 min
def best_of_k_beats(a, b, k):
    """Chance that the best of k runs of a beats a run of b: (S,), (S',) -> a number."""
    ### BEGIN SOLUTION
    none_below = (a[:, None] >= b).mean(axis=0) ** k  # (S_b,): no try is better
    none_level = (a[:, None] > b).mean(axis=0) ** k  # (S_b,): no try is as good, either
    return 1 - (none_below + none_level).mean() / 2
    ### END SOLUTION


best_of_k_beats = check("6.5", best_of_k_beats)


# %%
def tries_needed(d):
    """The smallest k with a chance above one half, up to 100."""
    for k in range(1, 101):
        if best_of_k_beats(errors["none", d], errors["rbm", d], k) > 0.5:
            return k
    return "more than 100"


# %%
tries = [1, 2, 3, 5, 10, 20, 50, 100]
chances = {
    (s, d): (tries, [best_of_k_beats(errors[s, d], errors["rbm", d], k) for k in tries])
    for s, d in (("none", 1), ("none", 4), ("glorot4", 4))
}
compare_prediction("6.tries", {"1 layer": tries_needed(1), "4 layers": tries_needed(4)})
show(spread_pictures.histograms_and_tries(errors, chances), "6.6")

# %% caption 6.6
one = {key: 100 * shares[0] for key, (_, shares) in chances.items()}
deep, other = one["none", 4], one["glorot4", 4]
same_curve = chances["none", 4] == chances["glorot4", 4]
together = " The two curves for four layers lie on each other." if same_curve else ""
# Left and middle: histograms of the test errors of {n_seeds} seeds, with one layer and with four. Right: the chance that the best of k runs without pre-training beats one with RBMs. A single run wins in
# {one["none", 1]:.0f} % of all pairs with one layer, in {deep:.0f} % (4 × Glorot: {other:.0f} %) with four.{together}

# %% assertions
one = {key: 100 * shares[0] for key, (_, shares) in chances.items()}
assert max(one["none", 4], one["glorot4", 4]) < 5, "nearly always"
assert 20 < one["none", 1] < 80, "one layer: one run tells little"
assert tries_needed(4) == "more than 100"

# %% [markdown]
# (His tries come from our seeds: no $k$ gives more than the best of *these*.) With four layers one pre-trained run is nearly always the better one. With one layer it tells little.
#
# ## 8 · Your verdict
#
# Five claims of the paper's Figs 1 and 2, for our RBMs. A claim has parts (depths, say). Write *holds* (all parts do), *holds in part* (some do, the others are open), *mixed* (some do, some are
# contradicted), *undecided* (all are open) or *contradicted*.
#
# - **C1**: pre-training lowers the test error at every depth from 1 to 4.
# - **C2**: without it more than two layers hurt; with it the error falls up to four.
# - **C3**: the gain grows with depth (its slope is above 0).
# - **C4**: the spread over seeds (from quartile to quartile, floor and all) is smaller with pre-training, and more so in deep networks.
# - **C5**: the histograms hardly overlap (95 % of pairs would be in order, if normal).

# %%
keep_prediction("6.verdict", {"C1": ..., "C2": ..., "C3": ..., "C4": ..., "C5": ...})

# %% [markdown]
# Each part has an interval, over seeds and, where the bits were kept, over test digits, so wide that with 95 % *all* of a claim are right. A part is open if its interval
# reaches across the claim's border, however clear the estimate. With fewer than ten seeds nothing is decided; among other results the one decides in which all curves have levelled off, or else the longest.

# %%
judged = claims.judge({"depth": depth.DEPTH}, bar=progress_bar)
decided = {v.claim: v.word for v in judged if v.kind == "rbm"}
compare_prediction("6.verdict", decided)
rows = []
for v in judged:
    for one in v.results if v.kind == "rbm" else ():
        budget = one.source.split(",")[0]
        against = START["glorot4" if one.against else "none"]
        levelled = "yes" if one.levelled else "no"
        rows.append((v.claim, budget, against, one.word, one.parts, levelled))
table(rows, ["claim", "result", "baseline", "verdict", "parts", "levelled off"])

# %% assertions
assert sorted(decided) == ["C1", "C2", "C3", "C4", "C5"]
words = "holds", "holds in part", "mixed", "undecided", "contradicted"
assert set(decided.values()) <= set(words), "those that can be predicted"
assert all(v.results[0] is v.decisive for v in judged)
decisive = {v.decisive.source.split(",")[0] for v in judged}
assert decisive == {"depth-long"}, "what section 4 shows"
assert ("C3", "depth-long", START["glorot4"], "holds") in [row[:4] for row in rows]

# %% [markdown]
# A claim's first row decides. Where only the short runs say "holds", section 5 tells why that may be. Against 4 × Glorot the slope of C3 is that of the step from one layer to two.
# All intervals, and the autoencoders: `python -m utils.experiments claims`.

# %%
progress(6)

# %% [markdown]
# ## Recap
#
# Does it help, and does depth matter?
#
# - With two to four layers of 200 units: yes, against either baseline, levelled off and with its own rate. From two layers on the gain grows mostly because the paper's start gets worse; over 4 × Glorot it hardly does.
# - With one layer: not at the baseline's rate, on test digits. RBMs gain nothing, autoencoders lose; in shorter runs, with their own rate, RBMs gain.
# - About half of the gain with four layers is due to the paper's start. With five layers it loses digits on the way up, gradients on the way down.
# - The test set alone makes a spread of about 0.1 points, in most groups most of what is seen.
#
# *Why* does it help? Not because deep networks cannot be trained otherwise: you have trained five layers.
#
# **Quiz**
#
# 1. Two groups of seeds have spreads of 0.10 and 0.08 points, with a floor of 0.09. Which is the more stable?
# 2. "Pre-training gains 2 points with four layers." Name three questions that you ask.
#
# <details><summary>Answers</summary>
#
# 1. Cannot be told: both are near the floor.
# 2. After how many updates, levelled off? With which rates, tuned for whom? Against which start?
#
# </details>
#
# ## In practice
#
# - Draw weights on a scale that keeps the spread.
# - Report intervals over seeds, and the test set's floor.
#
# ## References
#
# - Erhan et al.: [*Why does unsupervised pre-training help deep learning?*](https://www.jmlr.org/papers/v11/erhan10a.html) JMLR 11 (2010). Figs 1 and 2, Table 1.
# - Glorot and Bengio: [*Understanding the difficulty of training deep feedforward neural networks*](https://proceedings.mlr.press/v9/glorot10a.html), AISTATS (2010).
# - Jordan: [*On the variance of neural network training with respect to test sets and distributions*](https://arxiv.org/abs/2304.01910), ICLR (2024): the floor.
# - Agarwal et al.: [*Deep reinforcement learning at the edge of the statistical precipice*](https://arxiv.org/abs/2108.13264), NeurIPS (2021).
#
# **Next**: [lesson 07](07_follow_trajectories.ipynb) asks why it helps: optimiser or regulariser?
