# %% [markdown]
# # 06 · Does it help, and does depth matter?
#
# The paper's first result is a picture: box plots of test errors over depth, with and without pre-training (its Fig. 1). Now
# make it, and doubt it.
#
# **What you'll do**
#
# - look into networks that do not learn, and find the layer that is ill;
# - make five layers learn without pre-training;
# - choose an epoch without cheating;
# - repeat the paper's figure, and see how a few choices make or hide the effect;
# - tell the luck of seeds from that of test digits, and give your verdict.
#
# **What you'll learn**
#
# - what "does not learn" looks like from inside, and which changed line mends it;
# - what a comparison must tell before you believe it;
# - how much of a spread is the test set.
#
# **What you need**: lessons 04 and 05 (or their ideas).
#
# **Time**: about 90 minutes, of which 45 for the five exercises. The computer needs about one minute in all.

# %%
import numpy as np
import torch

from utils.experiments import depth
from utils.experiments.engine import claims, store
from utils.experiments.fairness import still_moving
from utils.lessons.lesson_06 import five_layers, pictures
from utils.lessons.lesson_06.five_layers import SIZES, stack_seeds
from utils.teaching import (
    check, compare_prediction, explore, figures, keep_prediction, number, progress,
    progress_bar, show, table,
)  # fmt: skip
from utils.torch_models import mlp, stacking
from utils.torch_models.streams import Streams

# %% [markdown]
# First your bet. Networks with 1, 2, 3 and 4 hidden layers, 10,000 training digits, 150 epochs, test errors near 4 %. **Predict** by how
# many percentage points pre-training with RBMs lowers the test error at each depth (a minus: it raises it).

# %%
keep_prediction(
    "6.gain", {"1 layer": ..., "2 layers": ..., "3 layers": ..., "4 layers": ...}
)

# %% [markdown]
# ## 1 · Five layers that do not learn
#
# The paper could not train five layers without pre-training at all. Here are five hidden layers of 100 units, and the 5,000 digits that come with
# the course; 500 training digits are **held out** to watch.

# %%
(x, labels), (x_held, labels_held) = five_layers.live_digits()
x_test, labels_test = five_layers.load_digits_5k().test
print("training, held-out, test digits:", len(x), len(x_held), len(x_test))
RATE, BATCH = five_layers.RATE, five_layers.BATCH


# %%
def train(params, epochs, says="epochs"):
    """Train in place; the history has a row for each epoch."""
    rng = Streams(range(len(params[0].W)), "fine-tuning")
    watch = {"train": (x, labels), "held": (x_held, labels_held)}
    history = []
    for _ in progress_bar(range(epochs), says):
        rows = mlp.train(params, x, labels, RATE, 1, BATCH, rng, watch)
        history += rows if not history else rows[1:]
    return history


# %% [markdown]
# And a look inside, for each hidden layer:
#
# - the **mean** of its units, over digits;
# - their **spread**: by how much a unit differs from digit to digit (standard deviation, mean over units). Without spread, a layer says the
#   same of every digit;
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
        size = grad.W.dense().square().mean().sqrt()
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
# On its way up each layer divides the spread by about seven; on its way down each layer divides the gradient by about as much. Layer 5 hardly
# knows which digit it sees, and layer 1 hardly hears what was wrong. Keep the seven in mind.

# %%
history = train(failing, 12)
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

# %% [markdown]
# A **plateau**. The network has learned one thing: how often each digit occurs. For that, the biases of the output layer suffice, and what
# the top layer says is noise to it: training pushes the top layer to 0. There it is saturated, and
# even less gradient comes through. (Glorot and Bengio saw the same in 2010.) That is twelve epochs at one rate; section 5 has
# more.
#
# ### Exercise 6.1
#
# Three networks of five hidden layers, `A`, `B` and `C`, were drawn with a start that learns well. Then somebody spoiled **one** hidden layer in each:
# its weights are `"too small"` or `"too large"`, or its biases keep its units `"shut"`. Find the layer and the illness. Below are a healthy network
# and the three; `cure(name, layer)` draws one layer again, trains for one epoch and returns the held-out error.
#
# <details><summary>Hint 1</summary>Go up through the rows of one network, beside the healthy one. Which is the first row that cannot be explained by the row
# below it?</details>
# <details><summary>Hint 2</summary>A gradient goes down through all layers above: the row with the smallest one is not the row that is to blame.
# If in doubt, <code>cure</code> is an experiment: compare five layers.</details>

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


# %% exercise 6.1 · find the layer · ★★ · 8 min
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
# One layer drawn again, and an epoch goes much further.
#
# ## 2 · One changed line
#
# ### Exercise 6.2
#
# Now the patient of section 1, who is ill in every layer. Make five layers learn **without** pre-training: write a random start with which both of
# two networks have at most 15 % held-out error after 8 epochs. All else stays.
#
# <details><summary>Hint 1</summary>The start of the paper is <code>b = 1 / np.sqrt(fan_in)</code>, <code>W = rng.uniform(-b, b, (fan_in, fan_out))</code>,
# biases 0. Look at <code>inside(stack_seeds([start(SIZES, rng)]))</code> when you change something.</details>
# <details><summary>Hint 2</summary>Where does the seven come from? The spread of a unit's input is that of the units below, times the root of
# fan-in, times the standard deviation of a weight (for U(-b, b) that is b divided by the root of 3). Then the sigmoid: its slope at 0 is 1/4.</details>
# <details><summary>Hint 3</summary>Choose the weights so that the product of these factors is about 1.</details>


# %% exercise 6.2 · five layers that learn · ★★★ · 12 min
def start(sizes, rng):
    """sizes (784, 100, ..., 10) -> a list of (W, b), W of shape (fan-in, fan-out)."""
    ### BEGIN SOLUTION
    layers = []
    for fan_in, fan_out in zip(sizes[:-1], sizes[1:], strict=True):
        bound = np.sqrt(48 / fan_in)  # the spread over digits stays: see the hints
        W = rng.uniform(-bound, bound, (fan_in, fan_out))
        layers.append((W, np.zeros(fan_out)))
    return layers
    ### END SOLUTION


start = check("6.2", start)

# %% [markdown]
# One line of the literature does it: Glorot and Bengio (2010) draw from $U(-b, b)$ with $b = \sqrt{6 / (\text{fan-in} + \text{fan-out})}$
# for tanh units; for sigmoid units, whose slope at 0 is a quarter of that of tanh, four times that is usual. Between layers of equal width this is $\sqrt{48 / \text{fan-in}}$: the same number that
# you find if the spread shall neither shrink nor grow. Beside it, stacks of RBMs: each layer pre-trained for five epochs without labels.


# %%
def pretrained():
    """Five layers from RBMs, and an output layer, for two seeds."""
    rng = Streams(range(2), "pre-training")
    layers = stacking.pretrain(x, SIZES[1:-1], rng, "rbm", 0.1, 5, BATCH)
    return stacking.with_output_layer(layers, 10, Streams(range(2), "output layer"))


seeds = [np.random.default_rng(seed) for seed in range(2)]
starts = {
    "yours": stack_seeds([start(SIZES, rng) for rng in seeds]),
    "4 × Glorot": stack_seeds([five_layers.wide_network(rng) for rng in seeds]),
    "stack of RBMs": pretrained(),
}

# %%
curves = {
    "the paper's start": [100 * float(row["held_error"].mean()) for row in history]
}
for name, network in starts.items():
    rows = train(network, 12, name)
    curves[name] = [100 * float(row["held_error"].mean()) for row in rows]
show(figures.line_plot(curves, "epoch", "held-out error (%)", log_y=True), "6.2")

# %% caption 6.2
# Error on held-out digits over 12 epochs, logarithmic, mean of two seeds, four starts of the same five layers: after the last
# epoch {curves["the paper's start"][-1]:.0f} % with the paper's, {curves['yours'][-1]:.1f} % with yours, {curves['4 × Glorot'][-1]:.1f} %
# with 4 × Glorot, {curves['stack of RBMs'][-1]:.1f} % with RBMs. Rate, batches and order of the digits are the same.

# %% assertions
assert curves["the paper's start"][-1] > 80
assert max(curves[name][-1] for name in ("yours", "4 × Glorot", "stack of RBMs")) < 15

# %% [markdown]
# So **two** things make five layers learn: pre-training, and a better scale of random weights. Here the failure is one of the *start*. From here on there are two baselines.
#
# ## 3 · An honest epoch
#
# Which epoch do you report? If you take the epoch with the smallest *test* error, luck counts as skill. How much? Take a case in which the
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
# The remedy is to choose on other digits than those that report: validation digits. But suppose that nobody kept any.
#
# ### Exercise 6.3
#
# Make an honest number from the test digits alone. `wrong` is an array of booleans, epochs × digits. Split the digits: **even** numbers (0, 2, ...) and **odd**.
# Let each half choose an epoch (the earlier one of two that are equally good) and the *other* half report it. Return the share of all $N$ digits that are wrong
# when they report.
#
# <details><summary>Hint 1</summary><code>wrong[:, ::2]</code> are the even digits, <code>wrong[:, 1::2]</code> the odd ones.</details>
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
rng = np.random.default_rng(1)
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
# Real epochs are not independent, so the luck is smaller, but it never points the other way. The paper chose on validation digits. So do we, with 5,000 of them:
# for each start and depth, the epoch with the smallest mean validation error over seeds.
#
# ## 4 · Does it help?
#
# The experiment `depth`, budget `long`: 10,000 training digits, 200 units a layer, 150 epochs, four starts. Both baselines have the rate that was best for
# them; the pre-trained starts have that of the first baseline, so that nothing but the start differs from it.

# %%
runs, record = store.load_result("depth", "long")
settings, n_seeds = record["settings"], record["n_seeds"]
chosen = depth.at_chosen_epoch(runs)
print(n_seeds, "seeds for each start and depth")
show(pictures.boxes_beside_paper(chosen), "6.3")

# %% caption 6.3
# Test error over the number of hidden layers: box from quartile to quartile, bar at the median. Left: ours, {n_seeds} seeds a box, test errors at the epoch that
# validation digits chose ("no pre-training" is the paper's start at random). Right: the paper's Fig. 1, as read from the figure: 50,000 training digits, 400 seeds, autoencoders; with five layers the start at random
# fails.

# %%
errors = depth.errors_by_seed(runs)  # (start, depth) -> test errors (S,)
gain = {d: errors["none", d] - errors["rbm", d] for d in settings["depths"]}
words = {f"{d} layer{'s' * (d > 1)}": f"{g.mean():+.2f}" for d, g in gain.items()}
compare_prediction("6.gain", words)
START = {
    "none": "the paper's",
    "glorot4": "4 × Glorot",
    "rbm": "RBMs",
    "autoencoder": "autoencoders",
}
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
    assert mean["none", 4] - mean[kind, 4] > mean["none", 2] - mean[kind, 2] + 0.2, "C3"
    assert all(mean["glorot4", d] - mean[kind, d] > 0.2 for d in (2, 3, 4))
assert min(mean["none", 3], mean["none", 4]) > mean["none", 2] + 0.15, "C2, without"
assert abs(mean["none", 1] - mean["rbm", 1]) < 0.15
assert mean["autoencoder", 1] > mean["none", 1] + 0.2
assert all(abs(mean["glorot4", d] - mean["glorot4", 1]) < 0.3 for d in (2, 3, 4))
assert mean["rbm", 1] - mean["rbm", 2] > 5 * abs(mean["none", 1] - mean["none", 2])
assert mean["none", 4] - mean["none", 2] > 3 * abs(mean["rbm", 4] - mean["rbm", 2])
against_glorot = [mean["glorot4", d] - mean["rbm", d] for d in (1, 2, 3, 4)]
assert against_glorot[1] > against_glorot[0] + 0.5
assert np.ptp(against_glorot[1:]) < 0.25, "no more after two layers"

# %% [markdown]
# With two layers and more it is the paper's picture: without pre-training more than two layers hurt, with it they do not, and the gain grows with depth. (From one layer to two,
# because pre-trained networks get better; from there on, because the paper's start gets worse. Over 4 × Glorot it hardly changes after two layers.) With
# **one** layer it is not: RBMs gain nothing here, and autoencoders lose. Why? Section 5 has a clue.
#
# Now what each was given. A curve has *levelled off* if its error falls by less than 2 % of itself over the last quarter of its epochs.

# %%
per_epoch = settings["n_train"] // settings["batch_size"]
moving = still_moving(runs, "valid_error")
rows = []
for s, name in START.items():
    rates = ", ".join(
        f"{rate:g}" for rate in settings["rates"][s]["supervised"].values()
    )
    before = (
        0 if s in ("none", "glorot4") else settings["pretraining_epochs"] * per_epoch
    )
    tuned = "its own, best of 4" if before == 0 else "those of the paper's start"
    late = ", ".join(str(d) for which, d in moving if which == s) or "none"
    rows.append((name, before, settings["epochs"] * per_epoch, rates, tuned, late))
table(rows, ["start", "updates before, a layer", "with labels", "rates, 1 to 4 layers",
             "which are", "layers not levelled off"])  # fmt: skip

# %% assertions
assert record["rates_at_edge_of_grid"] == []
assert len(settings["rate_grid"]) == 4
assert settings["tuning_seeds"] == 2
assert not [key for key in moving if key[0] in ("none", "glorot4")]

# %% [markdown]
# The baselines have levelled off, and no chosen rate is at the edge of its grid (two seeds chose). *Not* tuned are the pre-trained starts. If that is unfair, then to pre-training.
#
# ## 5 · How to make an effect, or hide it
#
# Move the slider: had all networks been stopped after so many epochs, which picture would you have drawn?

# %%
by_epoch = runs.groupby(["start", "depth", "epoch"])["test_error"].mean()
limits = 0.9 * runs["test_error"].min(), 100


def stopped(epochs):
    return pictures.stopped_after(runs, epochs, limits)


sliders = explore(stopped, "6.4", epochs=(settings["measured"], 5))

# %% caption 6.4
# Test error after {epochs} epoch{'s' * (epochs > 1)} of fine-tuning for all, logarithmic; small marks are seeds, lines their means. With four layers RBMs
# lead the paper's start by {by_epoch['none', 4, epochs] - by_epoch['rbm', 4, epochs]:.2f} points, and 4 × Glorot by {by_epoch['glorot4', 4, epochs] - by_epoch['rbm', 4, epochs]:.2f}.

# %% [markdown]
# **Predict**: which of three choices changes the gain with four layers most: *when* you stop (after 5 epochs, or where validation digits say), the *rate* of the baseline (0.1 or 1), or
# *which* of the two baselines? Write them in order.

# %%
keep_prediction("6.choices", [..., ..., ...])  # "when", "rate", "which"

# %%
lucky = runs.groupby(["start", "depth", "seed"])["test_error"].min()
lucky = lucky.groupby(["start", "depth"]).mean()
short, _ = store.load_result("depth", "course")
short = {key: e.mean() for key, e in depth.errors_by_seed(short).items()}


def gains(name, error, baseline="none"):
    """A row: what RBMs gain, with one layer and with four."""
    return name, *(error(baseline, d) - error("rbm", d) for d in (1, 4))


# %%
rules = [
    gains(
        "decided beforehand: validation digits choose", lambda s, d: errors[s, d].mean()
    ),
    gains("all stop after 5 epochs", lambda s, d: by_epoch[s, d, 5]),
    gains("all stop after 25 epochs", lambda s, d: by_epoch[s, d, 25]),
    gains("all stop after 150 epochs", lambda s, d: by_epoch[s, d, 150]),
    gains("each seed's luckiest epoch on test digits", lambda s, d: lucky[s, d]),
    gains(
        "the other baseline, 4 × Glorot", lambda s, d: errors[s, d].mean(), "glorot4"
    ),
    gains(
        "the runs of lesson 05: 25 epochs, rates for each start",
        lambda s, d: short[s, d],
    ),
]
table(
    rules,
    {"RBMs gain (points), by the rule": "", "1 layer": "+.2f", "4 layers": "+.2f"},
)

# %% [markdown]
# And the baseline's rate. These are *validation* errors at the best epoch, because `tune` looked at nothing else, for its two seeds:

# %%
tuned, _ = store.load_result("tune", "long")
tuned = tuned.groupby(["start", "depth", "rate", "epoch"])["valid_error"].mean()
tuned = tuned.groupby(["start", "depth", "rate"]).min()
same_seeds = runs[runs["seed"].isin([0, 1]) & (runs["start"] == "rbm")]
rbm = (
    same_seeds.groupby(["depth", "epoch"])["valid_error"].mean().groupby("depth").min()
)
rates = settings["rate_grid"]
rows = [
    (START[s], d, *(tuned[s, d, rate] - rbm[d] for rate in rates))
    for s in ("none", "glorot4")
    for d in (1, 4)
]
table(
    rows,
    {"RBMs gain over": "", "layers": ""} | {f"rate {rate:g}": "+.2f" for rate in rates},
)

# %% assertions
first, other = rules[0][1:], rules[5][1:]
by_rate = [tuned["none", 4, rate] - rbm[4] for rate in (0.1, 0.3, 1.0)]
swings = {
    "when": rules[1][2] - first[1],
    "rate": by_rate[0] - by_rate[2],
    "which": first[1] - other[1],
}
assert sorted(swings, key=swings.get, reverse=True) == ["when", "rate", "which"]
assert by_rate[0] > by_rate[1] > by_rate[2] > 0.3
assert by_rate[0] > 3 * by_rate[2]
assert rules[1][2] > 10 * first[1], "after five epochs"
assert rules[2][2] > 1.5 * first[1], "after 25"
assert 0.33 < other[1] / first[1] < 0.6, "about half of the gain"
assert abs(rules[4][2] - first[1]) < 0.2, "peeking hardly changes a difference"
assert rules[6][1] > 0.25 > abs(first[0]) + 0.1, "the short runs: one layer gains"
assert other[0] < -0.15

# %%
compare_prediction("6.choices", ["when", "rate", "which"])

# %% [markdown]
# In the column of four layers the gains go from under one point to over ten.
#
# - **When** matters most: after 5 epochs the deep baseline is still on its plateau. After 25, where lesson 05 stopped, the gain is more than one and a half times what is left in the end.
# - **The rate**: a baseline with the rate 0.1 makes pre-training look several times as good as one with the rate 1.
# - **Which baseline**: 4 × Glorot takes away about half of the gain.
# - Peeking hardly changes a *difference*: both sides are lucky.
#
# Choices can *hide*, too. With one layer the long runs show no gain; RBMs had the baseline's rate, 0.3. What the choice of rates for lesson 05 saw: validation error (%), one layer, two seeds,
# best of 25 epochs, RBMs pre-trained as in the long runs.

# %%
one_layer, _ = store.load_result("tune", "course")
one_layer = one_layer[
    (one_layer["depth"] == 1) & one_layer["pretraining"].isin([0, 0.1])
]
one_layer = one_layer.groupby(["start", "rate", "epoch"])["valid_error"].mean()
one_layer = one_layer.groupby(["start", "rate"]).min().unstack().loc[["none", "rbm"]]
one_layer.round(2)

# %% assertions
assert one_layer.loc["none"].idxmin() == 0.5
assert one_layer.loc["rbm"].idxmin() == 1
assert settings["rates"]["rbm"] == {"pretraining": 0.1} | {
    "supervised": settings["rates"]["none"]["supervised"]
}
assert settings["rates"]["none"]["supervised"]["1"] == 0.3
assert tuned["none", 1, 0.3] - rbm[1] > 0.05, "a gain on the validation digits"
valid = chosen.groupby(["start", "depth"])["valid_error"].mean()
assert valid["none", 1] - valid["rbm", 1] > 0.05, "of all seeds, too"
assert one_layer.loc["none"].min() - one_layer.loc["rbm"].min() > 0.2

# %% [markdown]
# The baseline is best at 0.5, RBMs are at 1. One rate for all starts favours the start that it was chosen for, so "one layer gains nothing" may be a fact about this rate. And it is one about the test digits: on the validation digits the same networks do gain, as the table before shows at 0.3 for two seeds. (The width may matter, too.)
#
# Could the extra updates of pre-training be the reason? RBMs with four layers had 40,000 before fine-tuning. So stop *them* early:

# %%
after_25 = (4 * settings["pretraining_epochs"] + 25) * per_epoch
rows = [("RBMs", after_25, by_epoch["rbm", 4, 25])]
for s in ("none", "glorot4"):
    rows.append((START[s], 150 * per_epoch, by_epoch[s, 4, 150]))
table(rows, {"4 layers": "", "updates in all": "", "test error (%)": ".2f"})

# %% assertions
assert (
    by_epoch["rbm", 4, 25]
    < min(by_epoch["none", 4, 150], by_epoch["glorot4", 4, 150]) - 0.3
)
assert 4 * settings["pretraining_epochs"] * per_epoch == 40_000
assert after_25 < 150 * per_epoch / 2

# %% [markdown]
# Not the number of updates, then: with less than half of them it is still ahead.
#
# ## 6 · How much of a spread is the test set?
#
# The paper says that pre-trained networks also *spread* less over seeds (C4). But equally good networks, too, differ on 10,000 test digits: some digits are a toss-up. That part of
# the spread says nothing about the networks.
#
# ### Exercise 6.4
#
# `wrong` is an array of booleans, seeds × digits. Return two standard deviations in percentage **points**: the *spread* of the $S$ test errors, and its *floor*, the spread that you would expect
# if each digit were got wrong independently of all the other digits, with a chance of its own. Think before you write:
#
# - the error is a mean over digits. What is the variance of a mean of independent numbers that each have another variance?
# - you know each digit's chance from $S$ seeds only. With $S = 2$, what does $c (1 - c)$ give on average, and what should it?
#
# <details><summary>Hint 1</summary>Variances of independent numbers add up. What does a division by N do to a variance?</details>
# <details><summary>Hint 2</summary>Each column has a variance over seeds, which is c (1 - c) if you divide by S. Divide by S - 1 instead, as for the spread: <code>ddof=1</code>.</details>


# %% exercise 6.4 · spread and floor · ★★★ · 10 min
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
# The `long` runs kept a bit for each test digit. An experiment checks your formula: **shuffle** each digit's column among the seeds. Every digit keeps its difficulty, and no
# seed is better than another any more.

# %%
wrong = {key: bits == 0 for key, bits in errors.right.items()}  # (S, N) each


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
show(
    pictures.floor_bands({key: spread for key, (spread, _) in both.items()}, shuffled),
    "6.5",
)

# %% caption 6.5
outside = [
    f"{START[s]}, {d}"
    for (s, d), (spread, _) in both.items()
    if spread > np.quantile(shuffled[s, d], 0.975)
]
# Dots: spread of the test error over {n_seeds} seeds. Bars: where 95 % of the spreads lie after shuffling, line at their median: what the test digits alone make.
# Above its bar: {'; '.join(outside) or 'none'} (start, layers).

# %%
rows = []
for s, name in START.items():
    for d in (1, 4):
        spread, floor = both[s, d]
        excess = np.sqrt(max(spread**2 - floor**2, 0))
        rows.append((name, d, spread, floor, excess))
table(
    rows,
    {"start": "", "layers": ""} | dict.fromkeys(["spread", "floor", "excess"], ".3f"),
)

# %% assertions
for key, (_, floor) in both.items():
    assert abs(np.sqrt((shuffled[key] ** 2).mean()) / floor - 1) < 0.15, (
        "the formula holds"
    )
    p = mean[key] / 100
    assert floor < 100 * np.sqrt(p * (1 - p) / 10_000), "digits differ in difficulty"
    assert 0.06 < floor < 0.14
paper_exceeds = [
    (s, d)
    for s in ("none", "autoencoder")
    for d, (_, low, median, high, _) in enumerate(pictures.PAPER[s], start=1)
    if (high - low) / 1.349 > 100 * np.sqrt(median / 100 / 20_000)
]
assert paper_exceeds == [("none", 3), ("none", 4)]

# %% [markdown]
# The floor is about 0.1 points everywhere; the paper's whole spread with one layer is 0.07 (Table 1). *Excess* is the root of what is left when the variance of the floor is taken off. So the sharper
# form of C4 is about the excess: is there any without pre-training in deep networks, and none with it? By a rough formula, a floor of $\sqrt{\text{error} / (2 \cdot 10{,}000)}$, the paper's boxes
# exceed it only with three and four layers without pre-training. Few seeds leave wide bars: look again.
#
# ### The same mistakes?
#
# If pre-training leads all seeds to one region, they might make the **same** mistakes. **Predict**: of the digits that one seed gets wrong, what share (%) does another
# seed of the same start get wrong, too?

# %%
keep_prediction("6.same", {"none, 1 layer": ..., "none, 4 layers": ...,
                           "RBMs, 1 layer": ..., "RBMs, 4 layers": ...})  # fmt: skip


# %%
def shared(wrong):
    """Share (%) of a seed's mistakes that another makes, too: (S, N) -> a number."""
    counts = wrong.astype(float) @ wrong.T  # (S, S): mistakes in common
    own = np.trace(counts)
    return 100 * (counts.sum() - own) / (len(wrong) - 1) / own


# %%
same = {key: shared(bits) for key, bits in wrong.items()}
named = {f"{name}, {d} layer{'s' * (d > 1)}": f"{same[s, d]:.0f}"
        for s, name in (("none", "none"), ("rbm", "RBMs")) for d in (1, 4)}  # fmt: skip
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
assert np.ptp([same["rbm", d] for d in settings["depths"]]) < 6
assert all(0.55 < share / 100 < 0.9 for share in same.values())

# %% [markdown]
# With one layer it is the networks *without* pre-training that agree most. Depth makes them differ; pre-trained ones agree about as much at every depth. More than half of all
# mistakes are in common everywhere: some digits are simply hard.
#
# ## 7 · Would one run have told?
#
# The paper's fifth claim: the histograms with and without pre-training hardly overlap. A sceptic says: "Pre-training costs time. Instead I train $k$ networks without and keep the best." How many must
# he train to beat *one* pre-trained network?
#
# ### Exercise 6.5
#
# `a` and `b` are test errors of two starts, (S,) and (S',). Draw $k$ runs from `a`, with replacement, and one from `b`. What is the chance that the best of the $k$ has the smaller error? A tie counts
# half. Find it exactly, without drawing.
#
# <details><summary>Hint 1</summary>Take one run of b first. When does the best of k tries <em>not</em> beat it? All k tries must fail.</details>
# <details><summary>Hint 2</summary>Half of a tie: take the mean of the chance that the best is smaller, and the chance that it is smaller or equal.</details>


# %% exercise 6.5 · k tries against one · ★★ · 8 min
def best_of_k_beats(a, b, k):
    """Chance that the best of k runs of a beats a run of b: (S,), (S',) -> a number."""
    ### BEGIN SOLUTION
    none_below = (a[:, None] >= b).mean(axis=0) ** k  # (S_b,): no try is better
    none_level = (a[:, None] > b).mean(axis=0) ** k  # (S_b,): no try is as good, either
    return 1 - (none_below + none_level).mean() / 2
    ### END SOLUTION


best_of_k_beats = check("6.5", best_of_k_beats)

# %%
tries = [1, 2, 3, 5, 10, 20, 50, 100]
chances = {
    (s, d): (tries, [best_of_k_beats(errors[s, d], errors["rbm", d], k) for k in tries])
    for s, d in (("none", 1), ("none", 4), ("glorot4", 4))
}
show(pictures.histograms_and_tries(chosen, chances), "6.6")

# %% caption 6.6
one = {key: 100 * shares[0] for key, (_, shares) in chances.items()}
deep, other = one["none", 4], one["glorot4", 4]
same_curve = chances["none", 4] == chances["glorot4", 4]
together = " The two curves for four layers lie on each other." if same_curve else ""
# Left and middle: histograms of the test errors of {n_seeds} seeds, with one layer and with four. Right: the chance that the best of k runs without pre-training beats one run with RBMs. A single run wins in
# {one["none", 1]:.0f} % of all pairs with one layer, in {deep:.0f} % (4 × Glorot: {other:.0f} %) with four.{together}

# %% assertions
one = {key: 100 * shares[0] for key, (_, shares) in chances.items()}
assert max(one["none", 4], one["glorot4", 4]) < 5, "nearly always"
assert 20 < one["none", 1] < 80, "one layer: one run tells little"

# %% [markdown]
# (The sceptic even chooses on test digits. But his tries come from our seeds: no $k$ gives more than the best of *these*.)
#
# With four layers one pre-trained run is nearly always the better one. With one layer, one run tells little.
#
# ## 8 · Your verdict
#
# Five claims of the paper's Figs 1 and 2. Write *holds*, *holds in part*, *mixed*, *undecided* or *contradicted* for each, for our networks with RBMs.
#
# - **C1**: pre-training lowers the test error at every depth from 1 to 4.
# - **C2**: without it more than two layers hurt; with it the error falls up to four.
# - **C3**: the gain grows with depth.
# - **C4**: the spread over seeds is smaller with pre-training, and more so in deep networks.
# - **C5**: the histograms hardly overlap.

# %%
keep_prediction("6.verdict", {"C1": ..., "C2": ..., "C3": ..., "C4": ..., "C5": ...})

# %% [markdown]
# The experiments judge by a written rule. A claim has parts (depths, say), whose intervals hold together, over seeds and, where the bits were kept, over test digits. With fewer than ten seeds nothing is decided; among results
# with more, the one decides in which all curves have levelled off, or else the longest.

# %%
judged = claims.judge({"depth": depth.DEPTH})
decided = {v.claim: v.word for v in judged if v.kind == "rbm"}
compare_prediction("6.verdict", decided)
rows = []
for v in judged:
    for one in v.results if v.kind == "rbm" else ():
        budget = one.source.split(",")[0]
        against = "4 × Glorot" if one.against else "the paper's"
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

# %% [markdown]
# A claim's first row decides. Where the short runs say "holds" and the long ones do not, section 5 tells why that may be. All intervals, and the autoencoders:
# `python -m utils.experiments claims`.

# %%
progress(6)

# %% [markdown]
# ## Recap
#
# Does it help, and does depth matter?
#
# - With two to four layers of 200 units: yes. Pre-trained networks have the smaller test error, against either baseline, levelled off and with its own rate. The gain grows on from two layers because the paper's start gets worse; over 4 × Glorot it hardly does.
# - With one layer: not at the baseline's rate. RBMs gain nothing, autoencoders lose; in shorter runs, with a rate of their own, RBMs gain.
# - About half of the gain with four layers is due to the paper's start: it loses the digits on the way up and the gradient on the way down. One changed line makes five layers learn.
# - The test set alone makes a spread of about 0.1 points.
#
# *Why* does it help? Not because deep networks cannot be trained otherwise: you have trained five layers.
#
# **Quiz**
#
# 1. In a network that fails, layer 1 has the smallest gradient. Is layer 1 to blame?
# 2. Two groups of seeds have spreads of 0.10 and 0.08 points, with a floor of 0.09. Which group is the more stable?
# 3. "Pre-training gains 2 points with four layers." Name three questions that you ask.
#
# <details><summary>Answers</summary>
#
# 1. No: gradients come from above. Look for the layer where numbers change.
# 2. Cannot be told: both are about what the test set alone makes.
# 3. After how many updates, and have the baselines levelled off? With which rates, tuned for whom? Against which random start?
#
# </details>
#
# ## In practice
#
# - Draw weights on a scale that keeps the spread (Glorot for tanh, He for ReLU), and print the rows of `inside` when a network does not learn.
# - Report intervals over seeds, and the test set's own floor beside them.
# - Keep a bit for each test digit: it costs 1.25 kB a run and answers questions that come later.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: *Why does unsupervised pre-training help deep learning?* JMLR 11 (2010). Figs 1 and 2, Table 1.
# - Glorot and Bengio: *Understanding the difficulty of training deep feedforward neural networks*, AISTATS (2010).
# - Jordan: *On the variance of neural network training with respect to test sets and distributions*, ICLR (2024): the floor.
# - Agarwal, Schwarzer, Castro, Courville and Bellemare: *Deep reinforcement learning at the edge of the statistical precipice*, NeurIPS (2021): the chance that one run beats another.
#
# **Next**: lesson 07 asks why it helps: optimiser or regulariser?
