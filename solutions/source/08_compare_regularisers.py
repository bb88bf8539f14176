# %% [markdown]
# # 08 · Not all regularisers are equal
#
# Lesson 07 found the marks of a regulariser. If that is what pre-training is, does any other regulariser do the same? And what in the
# pre-trained weights does the work: their sizes, or their order?
#
# **What you'll do**
#
# - build the step of one penalty, and turn the strength of another;
# - put dropout, bounded weights and pre-training side by side;
# - measure how the gain depends on width, with an interval;
# - take pre-trained weights apart: keep their values, change their places;
# - find out which layers' pre-training matters.
#
# **What you'll learn**
#
# - what "regulariser" does and does not say;
# - to test an explanation by destroying what it does not need.
#
# **What you need**: lessons 05 to 07 (or their ideas).
#
# **Time**: about 90 minutes, of which 43 for the five exercises. The computer needs about 80 seconds on one core.

# %%
from itertools import combinations

import numpy as np

from utils.data import load_digits_5k
from utils.data.label_directions import (
    label_directions, principal_components, share_in_top,
)  # fmt: skip
from utils.experiments.networks import widened
from utils.experiments.paired import mean_and_half
from utils.lessons.lesson_08 import beside, gains, networks, pictures, shipped
from utils.lessons.over_seeds import dots
from utils.numpy_models import mlp as numpy_mlp
from utils.teaching import (
    check, compare_prediction, explore, keep_prediction, progress, progress_bar,
    recall_prediction, show, table,
)  # fmt: skip
from utils.torch_models import mlp, stacking
from utils.torch_models.streams import Streams

# %% [markdown]
# Here 1,000 digits train, 1,000 others are **held out** to choose by, and 1,000 test.

# %%
digits = networks.live_digits()
x, labels = digits["train"]
print({name: len(y) for name, (_, y) in digits.items()})

# %% [markdown]
# ## 1 · A penalty is a part of the step
#
# A **penalty** adds a price of the weights to the loss. Two are common, with a strength $\lambda$ and sums over all weights (not the biases):
#
# - **L2**, $\lambda \sum W^2$: its slope is $2 \lambda W$, so each step takes away a *share* of every weight;
# - **L1**, $\lambda \sum |W|$: its slope is $\lambda$ or $-\lambda$, however small the weight. Each step of rate $\eta$ pulls
#   by the same *amount*, $\eta \lambda$, towards zero.
#
# The plain step with L1 is `W - rate * (dW + strength * np.sign(W))`. Take a network without hidden layer: $784 \times 10$ weights, one
# for each pixel and class. **Predict**: after 1,000 such updates, which share of them is exactly 0? And if the pull stops at zero instead of
# going through it? In percent.

# %%
keep_prediction("8.zeros", {"plain": ..., "stops at zero": ...})

# %% [markdown]
# ### Exercise 8.1
#
# Write the step that stops. First the step down the loss, as without a penalty: the gradient may carry a weight across zero. Then the pull:
# it may carry no weight across zero; where it would, the weight becomes exactly 0.
#
# <details><summary>Hint 1</summary>After the step down the loss, how far from zero is a weight, and how far after the pull? Two cases.</details>
# <details><summary>Hint 2</summary>A distance is never negative: <code>np.maximum</code>. The side of zero is
# <code>np.sign</code>, of which weights, the old or the moved ones?</details>


# %% exercise 8.1 · L1 stops at zero · ★★ · 8 min
def l1_step(W, dW, rate, strength):
    """New weights (V, H): a step down the loss, then a pull that stops at zero."""
    ### BEGIN SOLUTION
    W = W - rate * dW
    return np.sign(W) * np.maximum(np.abs(W) - rate * strength, 0)
    ### END SOLUTION


l1_step = check("8.1", l1_step)

# %% [markdown]
# Both steps, on that network:


# %%
def plain_step(W, dW, rate, strength):
    return W - rate * (dW + strength * np.sign(W))


WATCHED = {0: "never on", 92: "seldom on", 104: "seldom on"}  # pixels


def regression(step, strength=0.01, rate=0.2, epochs=20):
    """Weights at the end, and those from the watched pixels to class 3 on the way."""
    rng = np.random.default_rng(0)
    net = numpy_mlp.init_mlp((784, 10), rng, np.float64)
    seen = []
    for _ in progress_bar(range(epochs), "epochs"):
        for index in numpy_mlp.minibatches(len(x), 20, rng):
            activations = numpy_mlp.forward(net, x[index])
            ((dW, db),) = numpy_mlp.backward(net, activations, labels[index])
            W, b = net[0]
            net = [numpy_mlp.Layer(step(W, dW, rate, strength), b - rate * db)]
            seen.append(net[0].W[list(WATCHED), 3])
    return net[0].W, np.array(seen)


# %%
ends, seen = {}, {}
for name, step in {"plain": plain_step, "stops at zero": l1_step}.items():
    ends[name], seen[name] = regression(step)
zeros = {name: float(100 * np.mean(W == 0)) for name, W in ends.items()}
compare_prediction("8.zeros", {name: f"{share:.0f} %" for name, share in zeros.items()})
show(pictures.paths(seen, list(WATCHED.values())), "8.1")

# %% caption 8.1
# Weights from three pixels to the class 3 over the last 100 of 1,000 updates. Left, plain L1: they jump back and forth across zero (dotted). Right, with
# a pull that stops: from a pixel that is never on the weight stays at exactly 0 (blue, under the others); from those that are seldom on the loss moves it now and then, and it comes back to 0.

# %% assertions
seldom = np.arange(len(WATCHED)) >= 1
assert not x[:, 0].any()
assert x[:, [92, 104]].any(axis=0).all()
assert (seen["plain"] != 0).all()
assert (seen["stops at zero"][-100:, ~seldom] == 0).all()
assert 0 < np.mean(seen["stops at zero"][-100:, seldom] == 0) < 1
assert zeros["plain"] == 0
assert zeros["stops at zero"] > 40

# %% [markdown]
# The plain step never arrives: it jumps over zero. (The experiments below take it.)
#
# ## 2 · The strength
#
# Now two hidden layers of 100 units, three seeds, 40 epochs of 50 updates, rate 2. All networks below get these, unless told otherwise.


# %%
def train(layers, rate=networks.RATE, watch=None, epochs=networks.EPOCHS, **options):
    """Fine-tune a network for each seed: the one to predict with, and its history."""
    rng = Streams(range(len(layers[0].W)), "fine-tuning")
    params = stacking.with_output_layer(layers, 10, rng)
    how = epochs, networks.BATCH
    history = mlp.train(params, x, labels, rate, *how, rng, watch, **options)
    return mlp.averaged(params, options.get("dropout", (0, 0))), history[1:]


# %% [markdown]
# **Predict** for an L2 penalty that grows from 0 to 0.001: how will the loss on training and on held-out digits change at the end of
# training? `"up"`, `"down"`, or `"down, then up"`.

# %%
keep_prediction("8.l2", {"training loss": ..., "held-out loss": ...})

# %%
drawn = networks.hidden_layers("none", [100, 100])
STRENGTHS = (0, 1e-4, 3e-4, 1e-3)
watch = {name: digits[name] for name in ("train", "held")}
trained, curves = {}, {}
for strength in progress_bar(STRENGTHS, "strengths"):
    trained[strength], history = train(drawn, watch=watch, l2=strength)
    curves[strength] = {
        name: np.array([float(row[f"{name}_nll"].mean()) for row in history])
        for name in watch
    }
last = {
    strength: {name: losses[-1] for name, losses in both.items()}
    for strength, both in curves.items()
}

# %% [markdown]
# Move the slider from no penalty on. The grey bar is the **gap** between the two losses, in nats. Watch which of its ends moves.


# %%
def with_strength(strength):
    return pictures.penalty(curves, last, strength)


slider = explore(with_strength, "8.2", strength=(list(STRENGTHS), 1e-4))

# %% caption 8.2
# L2 with the strength {strength:g}. Left: training loss (blue) and held-out loss (orange, dashed) over the epochs; grey, without a penalty.
# Right: both at the end, on an axis that is not logarithmic, for each strength, evenly spaced. At this strength they end at {last[strength]['train']:.2g} and {last[strength]['held']:.2g} nats.

# %%
best = min(last, key=lambda strength: last[strength]["held"])


def direction(name):
    losses = [last[strength][name] for strength in STRENGTHS]
    lowest = int(np.argmin(losses))
    return {0: "up", len(losses) - 1: "down"}.get(lowest, "down, then up")


results = {"training loss": direction("train"), "held-out loss": direction("held")}
compare_prediction("8.l2", results)
print(f"lowest held-out loss: strength {best:g}")

# %% assertions
assert results == {"training loss": "up", "held-out loss": "down, then up"}
assert best in (1e-4, 3e-4)
errors = {s: networks.test_error(trained[s]).mean() for s in (0, best)}
assert abs(errors[0] - errors[best]) < 1.5
assert last[best]["held"] < 0.85 * last[0]["held"]
assert last[best]["train"] > 3 * last[0]["train"]
fallen = last[0]["held"] - last[best]["held"]
assert fallen > 2 * (last[best]["train"] - last[0]["train"])

# %% [markdown]
# A penalty closes the gap from both sides: it raises the training loss (by little in nats), and up to some strength it lowers
# the held-out loss, by much more. Beyond, the network fits badly. How much of it arrives in *mistakes*?
#
# ## 3 · Other regularisers
#
# Two more, common since:
#
# - **dropout**: every update leaves out a random share of inputs and of hidden units. To predict, all are used, with weights times the share
#   that was kept;
# - **bounded weights** ("max-norm"): where the weights into a unit are longer than a bound, they are scaled down to it.
#
# And pre-training: RBMs, 20 epochs a layer, on the same 1,000 digits, without their labels; also with a weak L2 (3e-5).
#
# **Predict** the test errors in %. (A network without regulariser makes about 12 %.)

# %%
kinds = ("L2", "dropout", "bounded weights", "RBMs", "RBMs and L2")
keep_prediction("8.others", dict.fromkeys(kinds, ...))

# %%
rbms = networks.hidden_layers("rbm", [100, 100])
others = {
    "dropout": (drawn, {"dropout": (0.2, 0.2)}),
    "bounded weights": (drawn, {"max_norm": 2.0}),
    "RBMs": (rbms, {}),
    "RBMs and L2": (rbms, {"l2": 3e-5}),
}
ended = {"nothing": trained[0], "L2": trained[best]}
for name, (layers, options) in progress_bar(others.items(), "regularisers"):
    ended[name], _ = train(layers, **options)
tests = {name: networks.test_error(params) for name, params in ended.items()}
rows = []
for name, params in ended.items():
    losses = [values.mean() for values in networks.losses(params).values()]
    rows.append((name, *losses, tests[name].mean(), *np.sort(tests[name])[[0, -1]]))

# %%
compare_prediction("8.others", {name: f"{tests[name].mean():.1f}" for name in kinds})
table(rows, {"regulariser": "", "training loss": ".4f", "held-out loss": ".3f",
             "test error (%)": ".1f", "from": ".1f", "to": ".1f"})  # fmt: skip

# %% assertions
found = {name: numbers for name, *numbers in rows}
assert all(
    numbers[1] < found["nothing"][1]
    for numbers in found.values()
    if numbers is not found["nothing"]
)
assert all(found[name][0] > found["nothing"][0] for name in ("L2", "dropout"))
assert found["RBMs"][0] < found["nothing"][0]
level = [found[name][1] for name in ("L2", "dropout", "bounded weights", "RBMs")]
assert max(level) < 1.1 * min(level)
assert max(level) < 0.85 * found["nothing"][1]
assert found["RBMs and L2"][1] < min(level)
assert (
    tests["RBMs"].mean()
    < min(tests[n].mean() for n in ("L2", "dropout", "bounded weights")) - 0.3
)
assert tests["L2"].mean() > tests["nothing"].mean() - 1.5
assert (
    max(tests[n].mean() for n in ("dropout", "bounded weights"))
    < tests["nothing"].mean() - 1
)
assert 11 < tests["nothing"].mean() < 13

# %% [markdown]
# In held-out *loss* L2, dropout, bounded weights and RBMs are about level, far below nothing. In *mistakes* they are not: L2 saves few, if any; dropout and bounded
# weights more; RBMs most. (A loss also measures how *sure* of its mistakes a network is; smaller weights make it less sure of the same ones.) And
# the training loss: L2 and dropout pay with it, pre-training here does not (once settled it did, lesson 07).
#
# How fair is this? The strength of L2 is the best of four; the others are not tuned; RBMs had more updates before.
#
# The experiment `regularisers` is fairer: 10,000 digits, and for each regulariser the rate and the strength that are best on validation
# digits. (Dropout and bounded weights were best at an edge of their grids.)

# %%
regularisers = shipped.find("regularisers")
shipped.given(regularisers)

# %%
gains.regularisers_table(regularisers)

# %% assertions
if regularisers is not None:
    brought = {
        key: gains.gain(regularisers, *key).mean() for key in regularisers.samples
    }
    for depth in (1, 2, 3):
        penalties = [brought[name, depth] for name in ("l1", "l2")]
        assert max(penalties) < brought["rbm", depth] / 4
        shown = [
            middle > half
            for middle, half in (
                mean_and_half(gains.gain(regularisers, name, depth))
                for name in ("l1", "l2")
            )
        ]
        assert shown == [False, depth == 3]
        assert max(penalties) < brought["autoencoder", depth] * 0.6
        assert brought["rbm+l2", depth] == max(
            b for key, b in brought.items() if key[1] == depth
        )
    assert round(brought["l2", 3] / brought["rbm", 3], 1) == 0.2
    assert brought["dropout", 1] > brought["rbm+l2", 1] - 0.05 > brought["rbm", 1]
    for depth in (2, 3):
        assert brought["dropout", depth] < 0.2 * brought["rbm", depth]
        assert brought["max_norm", depth] < 0.25 * brought["rbm", depth]
    assert abs(brought["max_norm", 1]) < 0.01
    for name in ("rbm", "autoencoder"):
        middle, half = mean_and_half(gains.gain(regularisers, name, 1))
        assert middle > half, "one layer gains"
    edges = regularisers.record["rates_at_edge_of_grid"]
    for name in ("dropout", "max_norm"):
        assert (
            sum(e.startswith(f"{name}, depth") and "strength" in e for e in edges) == 3
        )
    chosen = regularisers.record["settings"]["strength"]["dropout"]["1"]
    assert chosen == max(regularisers.record["settings"]["strengths"]["dropout"])

# %% [markdown]
# The second table gives each gain over no regulariser, and its share of the RBMs' gain. (Dropout's strength: the share of inputs, then
# of hidden units.) The paper says, without a number, that a small L1 or L2 can help, but nowhere near as much as pre-training (C19). So
# it is here: of L1 and L2 only L2 with three layers surely brings anything (its 95 % interval, ±), a fifth of RBMs' gain. (L1 had not levelled off.) RBMs *and* L2 bring most: neither does the other's
# work. But with one layer dropout, at the largest shares tried, does as well. One layer *gains* from pre-training, unlike in lessons 06 and 07: there
# all had the baseline's rate, here each has its own (and fewer epochs).
#
# Dropout came two years later; Srivastava and others (2014, Tables 2 and 9), three large layers of **rectified units** (max(0, a)), all of MNIST:
# L2 1.62 %, max-norm 1.35, dropout and max-norm 1.05. Their best had dropout *after* pre-training.
#
# ## 4 · How wide?
#
# A penalty can be as weak as you like; pre-training has no such number. Does its gain depend on the number of units?
#
# **Predict** the gain of one pre-trained layer (30 epochs; test error without minus with, in points; a minus: it hurts).

# %%
keep_prediction("8.width", {"10 units": ..., "90 units": ...})

# %%
WIDTHS = np.array([10, 30, 90])
seeds, gained, fits = range(4), [], []
for units in progress_bar(WIDTHS, "widths"):
    both = [networks.hidden_layers(kind, [units], seeds) for kind in ("none", "rbm")]
    without, with_ = (train(layers, epochs=30)[0] for layers in both)
    gained.append(networks.test_error(without) - networks.test_error(with_))
    fits.append([networks.losses(net)["train"].mean() for net in (without, with_)])
gained = np.stack(gained, axis=1)  # (S, W)
means = dict(zip(WIDTHS, gained.mean(axis=0), strict=True))
compare_prediction("8.width", {f"{u} units": f"{means[u]:.1f}" for u in (10, 90)})
table([(*row, *fit) for *row, fit in zip(WIDTHS, *gained, fits, strict=True)],
      {"units": ""} | {f"gain, seed {seed}": ".1f" for seed in seeds}
      | {"training loss, without": ".4f", "with": ".4f"})  # fmt: skip

# %% assertions
assert means[10] < -2
assert means[90] > 1
assert (np.diff(gained.mean(axis=0)) > 0).all()
for units, (without, with_) in zip(WIDTHS, fits, strict=True):
    assert units > 30 or with_ > 2.5 * without
    assert units < 90 or with_ < without

# %% [markdown]
# It hurts, then it helps. In the narrow layers pre-training also ends at a much higher *training* loss, as too strong an L2 penalty does.
# Where is the **crossover**?
#
# ### Exercise 8.2
#
# `gains` (S, W) has a row for each seed and a column for each of `widths` (W,). Take the *mean* gain over seeds; its crossover is the
# width at which it turns positive **for good**:
#
# - between the last width whose mean gain is not positive and the next, the mean gain is a straight line over the *logarithm* of the width;
# - if it is positive everywhere, give the first width; if it is not positive at the last one, the last. (Read these as "at or beyond".)
#
# Return three numbers: the crossover of all seeds, and the ends of its 95 % bootstrap interval. `resamples` (R, S) has the seeds of each resample
# in a row; make a crossover of each.
#
# <details><summary>Hint 1</summary>Write the crossover of <em>some seeds</em> as a function inside, and call it R + 1 times.</details>
# <details><summary>Hint 2</summary><code>np.flatnonzero(mean &lt;= 0)</code> may be empty, or end with the last width. For the line between two
# widths, <code>np.interp(0, two gains, two logarithms)</code>.</details>


# %% exercise 8.2 · where it begins to help · ★★★ · 12 min
def crossover_interval(gains, widths, resamples):
    """(width, low, high) in units: gains (S, W), widths (W,), resamples (R, S)."""
    ### BEGIN SOLUTION
    logs = np.log(widths)

    def crossover(seeds):
        mean = gains[seeds].mean(axis=0)  # (W,)
        below = np.flatnonzero(mean <= 0)
        last = below[-1] if len(below) else 0
        around = [last, min(last + 1, len(logs) - 1)]
        return np.exp(np.interp(0, mean[around], logs[around]))

    found = [crossover(seeds) for seeds in resamples]
    low, high = np.quantile(found, [0.025, 0.975])
    return crossover(np.arange(len(gains))), low, high
    ### END SOLUTION


crossover_interval = check("8.2", crossover_interval)


# %%
def turns_at(gains, widths):
    resamples = np.random.default_rng(0).integers(0, len(gains), (1000, len(gains)))
    return crossover_interval(gains, np.array(widths), resamples)


middle, low, high = turns_at(gained, WIDTHS)
print(f"one layer, RBMs: {middle:.0f} units, 95 % interval {low:.0f} to {high:.0f}")

# %% assertions
assert 30 < low <= middle <= high < 85

# %% [markdown]
# A crossover belongs to its data and its training: the paper's Fig. 9 has 50 times our digits and other rates. The experiment `width` has 10,000 digits and three depths:

# %%
width = shipped.find("width")
shipped.given(width)

# %%
theirs, ours = gains.width_gains(width)
show(beside.gains_by_width(theirs, ours), "8.3")

# %% caption 8.3
# Gain in test error from pre-training against the width of each hidden layer; below the grey line it hurts. White signs: the paper's Fig. 9, read
# from the figure. {shipped.about(width)}

# %%
rows = []
for (kind, depth), (widths, gain) in theirs.items():
    middle, *_ = turns_at(gain[None], widths)  # one row, so no interval
    rows.append(("the paper", beside.NAMES[kind], depth, middle, "-", "-"))
for (kind, depth), (widths, gain) in ours.items():
    rows.append(("ours", beside.NAMES[kind], depth, *turns_at(gain, widths)))
table(rows, {"": "", "start": "", "layers": "", "crossover (units)": ".0f",
             "from": ".0f", "to": ".0f"})  # fmt: skip

# %% assertions
for kind in beside.NAMES.values():
    falling = [row[3] for row in rows if row[:2] == ("the paper", kind)]
    assert len(falling) == 3
    assert 250 < falling[0] < 350
    assert falling == sorted(falling, reverse=True)
    mine = [row[3:] for row in rows if row[:2] == ("ours", kind)]
    assert [row[0] for row in mine] == sorted((row[0] for row in mine), reverse=True)
    assert mine[2][2] < mine[0][1], "three layers, one layer: beyond the intervals"
for _, gain in ours.values():
    assert gain[:, 0].mean() < 0 < gain[:, -1].mean()
for depth in (2, 3):
    more = ours["rbm", depth][1].mean(axis=0) - ours["autoencoder", depth][1].mean(
        axis=0
    )
    assert (more > 0).all()
at_edge = width.record["rates_at_edge_of_grid"]
assert len(at_edge) > 10
moving = {}
for arm in width.experiment.arms(width.table, width.record, "rbm"):
    moving[arm.side] = moving.get(arm.side, 0) + sum("800" in one for one in arm.moving)
assert list(moving.values()) == [3, 0]

# %% [markdown]
# Ours, too: narrow layers lose, wide ones gain, and the crossover falls with each layer (C15). With two and three layers RBMs gain more at each width (C16 says: alike). Many rates are at grid edges; 800 units without pre-training still improve: there the gain is too large; so do narrow pre-trained ones: there pre-training looks worse than it is.
#
# The paper's reading: an optimiser has no reason to hurt small networks. A regulariser has: few units may keep what
# matters for images, not labels.
#
# ## 5 · Is it the scale of the weights?
#
# Perhaps pre-training only brings weights to a better *size*. Then their **marginal distribution**, how often each value occurs, would
# be enough. One number for its tails is the **excess kurtosis**: measure deviations from the mean in standard deviations,
# take the mean of their fourth powers, and take away what the normal distribution has. Positive: fat tails.
#
# **Predict** the sign for the first and the second layer of our RBMs.

# %%
keep_prediction("8.tails", {"layer 1": ..., "layer 2": ...})

# %% [markdown]
# ### Exercise 8.3
#
# Write it for the weights `W` (S, V, H) of a layer of S seeds: one number for each seed, from all $V \cdot H$ of its weights. Find what has to be taken
# away by yourself, a whole number: derive it, or measure it on many normal numbers. The judge's weights may be float32 and very small, such as $10^{-12}$.
#
# <details><summary>Hint 1</summary>Make each seed's weights one long row.</details>
# <details><summary>Hint 2</summary>The smallest numbers that float32 can hold are near $10^{-45}$. What is the fourth power of $10^{-12}$?
# Divide <em>before</em> you take powers, or use float64.</details>


# %% exercise 8.3 · fat tails · ★★ · 8 min
def excess_kurtosis(W):
    """Excess kurtosis of each seed's weights: (S, V, H) -> (S,)."""
    ### BEGIN SOLUTION
    flat = W.reshape(len(W), -1).astype(float)
    z = flat - flat.mean(axis=1, keepdims=True)
    z /= z.std(axis=1, keepdims=True)
    return (z**4).mean(axis=1) - 3
    ### END SOLUTION


excess_kurtosis = check("8.3", excess_kurtosis)

# %%
first, second = (layer.W.numpy() for layer in rbms)  # (S, V, H)
sizes = first.std(axis=2, keepdims=True)  # (S, V, 1), of the weights of each pixel
by_pixel = (first - first.mean(axis=2, keepdims=True)) / sizes
weights = {
    "as drawn, layer 1": drawn[0].W.numpy(),
    "RBMs, layer 1": first,
    "RBMs, layer 2": second,
    "RBMs, layer 1, pixels made equal": by_pixel,
}
tails = {name: excess_kurtosis(W).mean() for name, W in weights.items()}
compare_prediction(
    "8.tails", {f"layer {k}": f"{tails[f'RBMs, layer {k}']:+.2f}" for k in (1, 2)}
)
show(pictures.densities(weights, sizes.mean(axis=(0, 2))), "8.4")

# %% caption 8.4
# Left: how often weights occur, in standard deviations from their mean, on a logarithmic axis; three seeds together. Right: the standard
# deviation of the RBMs' weights from each pixel. Excess kurtosis (mean over seeds):
# as drawn {tails['as drawn, layer 1']:.2f}, RBMs, first layer {tails['RBMs, layer 1']:.2f}, second layer {tails['RBMs, layer 2']:.2f}, first layer with
# pixels made equal (the weights of each have mean 0 and standard deviation 1) {tails['RBMs, layer 1, pixels made equal']:.2f}.

# %% assertions
assert abs(tails["as drawn, layer 1"] + 1.2) < 0.05
assert tails["RBMs, layer 1"] > 1
assert abs(tails["RBMs, layer 2"]) < 0.5
assert abs(tails["RBMs, layer 1, pixels made equal"]) < 0.4
on = (x > 0).mean(axis=0)  # (V,), of how many digits
of_pixels = sizes.mean(axis=(0, 2))  # (V,)
assert of_pixels[on < 0.02].mean() < 0.5 * of_pixels[on > 0.2].mean()
only_moved = first - first.mean(axis=2, keepdims=True)
assert excess_kurtosis(only_moved).mean() > 1
assert excess_kurtosis(first / sizes).mean() < 0.4

# %% [markdown]
# The first layer has fat tails, as the paper says of pre-trained weights (C12); the second is nearly normal. The picture tells where the tails come
# from: pixels at the border, which are seldom on, keep small weights, those in the middle get large ones. A mixture of small and large normal numbers
# has fat tails. With all pixels made equal, they are nearly gone, in this small network.
#
# Now the test. The paper draws every weight anew from its layer's histogram. Sharper: keep every value, change only
# the places.
#
# ### Exercise 8.4
#
# Write a function that gives a layer back with the **same values in random places**: weights among weights, biases among biases. Nothing but the
# two sets of values may survive; each weight may land anywhere, whatever becomes of its neighbours. Leave `W` and `b` as they are.
#
# <details><summary>Hint 1</summary><code>rng.permutation(W)</code> moves whole rows. What has then survived?</details>
# <details><summary>Hint 2</summary>What shape should the array have in which any value can go to any place?</details>


# %% exercise 8.4 · the same values, other places · ★★ · 7 min
def permute_layer(W, b, rng):
    """New W (V, H) and b (H,) with the values of the given ones in random places."""
    ### BEGIN SOLUTION
    return rng.permutation(W.ravel()).reshape(W.shape), rng.permutation(b)
    ### END SOLUTION


permute_layer = check("8.4", permute_layer)

# %% [markdown]
# **Predict** the test errors in %. "4 × Glorot" is a random start of a size that suits logistic units (lesson 06).

# %%
starts = ("uniform", "4 × Glorot", "histogram", "permuted", "RBMs")
keep_prediction("8.places", dict.fromkeys(starts, ...))

# %%
made = {
    "4 × Glorot": widened(drawn),
    "histogram": stacking.redraw_from_marginals(rbms, Streams(networks.SEEDS, "hist")),
    "permuted": networks.each_seed(permute_layer, rbms),
}
places = {"uniform": tests["nothing"]}
for name, layers in progress_bar(made.items(), "starts"):
    places[name] = networks.test_error(train(layers)[0])
places["RBMs"] = tests["RBMs"]
compare_prediction("8.places", {name: f"{e.mean():.1f}" for name, e in places.items()})
mean = {name: errors.mean() for name, errors in places.items()}
every = {"uniform": drawn} | made | {"RBMs": rbms}
sd = {name: [float(W.std()) for W, _ in layers] for name, layers in every.items()}
show(dots(places, "test error (%)"), "8.5")
table([(name, *sd[name]) for name in starts],
      {"start": "", "deviation of W, layer 1": ".2f", "layer 2": ".2f"})  # fmt: skip

# %% caption 8.5
# Test errors of three seeds for each start (dots) and their means (lines), two hidden layers of 100 units, one rate. Histogram: every weight drawn
# anew from the values of the RBMs' layer; permuted: the same values in other places.

# %% assertions
assert mean["RBMs"] < min(mean[name] for name in starts if name != "RBMs") - 1
for name in ("histogram", "permuted"):
    assert mean["uniform"] - mean[name] < 0.3 * (mean["uniform"] - mean["RBMs"])
for glorot, rbm, uniform in zip(
    *(sd[n] for n in ("4 × Glorot", "RBMs", "uniform")), strict=True
):
    assert 0.7 < glorot / rbm < 1.4
    assert uniform < 0.3 * rbm
assert mean["uniform"] - 3 < mean["4 × Glorot"] < mean["uniform"] - 0.4

# %% [markdown]
# The values alone bring little or nothing; with their places everything. But is it the values? Their *mean* is below 0: shuffled, it gives all units
# much the same negative sum. Take it away, and the biases:


# %%
def without_mean(W, b, rng):
    """A layer's weights in other places, less their mean; no biases."""
    moved, _ = permute_layer(W, b, rng)
    return moved - moved.mean(), 0 * b


centred = networks.test_error(train(networks.each_seed(without_mean, rbms))[0])
print(f"mean of W, layer 1: {rbms[0].W.mean():.2f}")
print(f"permuted: {mean['permuted']:.1f} %, without the mean: {centred.mean():.1f} %")

# %% assertions
assert rbms[0].W.mean() < -0.05
assert centred.mean() < min(mean["permuted"], mean["uniform"]) - 0.8
assert centred.mean() > mean["RBMs"] + 0.8
brought = (mean["uniform"] - centred.mean()) / (mean["uniform"] - mean["RBMs"])
assert 0.25 < brought < 0.85

# %% [markdown]
# Here values in wrong places, less mean and biases, bring much of the gain. And at own rates? The experiment `marginals` has three depths, orthogonal
# starts, each with its own rate; all its shuffled starts keep the mean.

# %%
marginals = shipped.find("marginals")
shipped.given(marginals)

# %%
show(beside.beside_paper(gains.marginals_panels(marginals)), "8.6")

# %% caption 8.6
# Gain in test error over the paper's uniform start. Diamonds: the paper's Table 1 (uniform 1.81 and 1.77 %, histogram 1.94 and 1.69 %, pre-trained
# 1.41 and 1.37 %). {shipped.about(marginals)}


# %% assertions
def over(start, depth, base="none"):
    return mean_and_half(gains.gain(marginals, start, depth, base))


if marginals is not None:
    for depth in (1, 2, 3):
        for kind in ("rbm", "autoencoder"):
            assert marginals.samples.kurtosis[kind, depth].mean() > 0.5
            for values in ("histogram", "permuted"):
                gained_by_them, error = over(f"{kind}:{values}", depth)
                level = (kind, depth) == ("autoencoder", 3)
                assert gained_by_them < (error if level else -error)
    over_better_size, error = over("rbm", 1, "glorot4")
    assert abs(over_better_size) < error
    assert 0.4 < over("glorot4", 3)[0] / over("rbm", 3)[0] < 0.65

# %% [markdown]
# Without their places, the values of pre-training are worse than the uniform start or, with three layers of autoencoders, no better:
# C11 holds. (In the paper the histogram is worse with one layer, and better by 0.08 points with two, not significantly.) But 4 × Glorot brings one layer as much as the RBMs do, and three layers half of it: that much is the paper's
# baseline. And there all pre-trained layers, the upper ones too, have fat tails (C12).
#
# And permuted weights *without their mean* (and biases)?

# %%
means = shipped.find("marginals_mean")
gains.means_table(means)

# %% assertions
gained = {
    key: gains.gain(means, *key).mean() for key in means.samples if key[0] != "none"
}
for kind in ("rbm", "autoencoder"):
    share = {d: gained[f"{kind}:centred", d] / gained[kind, d] for d in (1, 2)}
    assert round(share[1], 1) == 0.6
    surely, error = mean_and_half(gains.gain(means, kind, 1))
    assert (surely > error) == (kind == "rbm"), "autoencoders' gain may be none"
    assert share[2] < 0.145
    more, error = mean_and_half(gains.gain(means, kind, 2, f"{kind}:centred"))
    assert more - error > 0.5

# %% [markdown]
# With one layer RBMs' bring about 0.6 of what pre-training brings (autoencoders' gains are too small to tell), with two 0.14 or less, unlike in our small test. For one layer a good size does much; what *stacks* is the structure.
#
# ### Should it help on digits at all?
#
# The order comes from the images. Saxe, McClelland and Ganguli (2014) gave a criterion for linear networks:
# pre-training can help if the directions of pixel space that go with the labels are principal components of the images. Ten classes differ from their mean in nine directions. **Predict**: which part of them, from 0 to 1, lies inside the first 20 of 784
# components, and of nine random directions?

# %%
keep_prediction("8.inside", {"labels": ..., "random": ...})

# %%
images, classes = load_digits_5k().train
variances, components = principal_components(images)
normal = np.random.default_rng(0).normal(size=(784, 9))
sets = {
    "labels": label_directions(images, classes),
    "random": np.linalg.qr(normal)[0].T,
    "labels, shuffled": label_directions(
        images, np.random.default_rng(1).permutation(classes)
    ),
}
rows = []
for name, directions in sets.items():
    inside = (share_in_top(directions, components, n) for n in (9, 20, 50))
    rows.append((name, *inside))
compare_prediction("8.inside", {name: f"{row[1]:.2f}" for name, *row in rows[:2]})
table(rows, {"nine directions": "", "inside the top 9": ".2f", "20": ".2f",
             "50": ".2f"})  # fmt: skip

# %% assertions
inside, inside_random, inside_shuffled = (row[2] for row in rows)
assert inside > 0.85
assert inside_random < 0.1
assert 0.45 < inside_shuffled < 0.7

# %% [markdown]
# Of the labels' directions most lies inside the first 20 components; of random ones, nearly nothing. But *shuffled* labels, which mean nothing, have about half inside: they,
# too, go with sums of images. The true ones have more: digits are data where it *can* help.
#
# ## 6 · Which layers?
#
# Three layers of 100 units, pre-trained once; rate 1 (steadier). A layer that is not to count goes back to the weights from which its pre-training began. **Predict** the smallest set of layers that keeps 90 % of the gain of all three: a list, such as `[1]`.

# %%
keep_prediction("8.layers", ...)

# %%
pair = range(2)
three = {
    kind: networks.hidden_layers(kind, [100] * 3, pair) for kind in ("none", "rbm")
}
SETS = [some for k in range(4) for some in combinations((1, 2, 3), k)]
nets, set_errors = {}, {}
for some in progress_bar(SETS, "sets of layers"):
    kinds = ["rbm" if layer in some else "none" for layer in (1, 2, 3)]
    layers = [three[kind][i] for i, kind in enumerate(kinds)]
    nets[some], _ = train(layers, rate=1.0)
    set_errors[some] = networks.test_error(nets[some])
named = {", ".join(map(str, k)) or "none": e for k, e in set_errors.items()}
show(dots(named, "test error (%)"), "8.7")

# %% caption 8.7
# Test errors of two seeds (dots) and their mean (lines) for each set of pre-trained layers, 1 being the lowest;
# three hidden layers of 100 units, 40 epochs at rate 1.

# %% [markdown]
# ### Exercise 8.5
#
# `errors` has for each set of layers, a tuple, the test errors (S,) of its seeds; `()` is no pre-training, the longest tuple is all layers. The gain of a
# set is the mean error of `()` less its own. Return the smallest set, with the fewest layers, that keeps **at least** `share` of the gain of *all*
# layers; among several of that size, the one with the largest gain. There may be fewer or more than three layers, and sets come in any order.
#
# <details><summary>Hint 1</summary>First the gain of every set; then those that keep enough; then the smallest of these.</details>
# <details><summary>Hint 2</summary><code>min(..., key=...)</code> can compare two things in turn: a key may be a tuple.</details>


# %% exercise 8.5 · which layers are worth it · ★★ · 8 min
def smallest_set(errors, share):
    """The smallest set of layers, a tuple, that keeps a share of the gain."""
    ### BEGIN SOLUTION
    gain = {some: np.mean(errors[()] - values) for some, values in errors.items()}
    needed = share * gain[max(gain, key=len)]
    enough = [some for some in gain if gain[some] >= needed]
    return min(enough, key=lambda some: (len(some), -gain[some]))
    ### END SOLUTION


smallest_set = check("8.5", smallest_set)

# %%
kept = {share: smallest_set(set_errors, share) for share in (0.5, 0.9)}
compare_prediction("8.layers", list(kept[0.9]))
table([(f"{100 * share:.0f} %", str(some)) for share, some in kept.items()],
      ["share of the gain", "smallest set"])  # fmt: skip

# %% [markdown]
# How much is a head start? None and all, after twice the epochs:

# %%
later = []
for some in progress_bar([(), (1, 2, 3)], "40 more epochs"):
    longer, rng = stacking.copy_layers(nets[some]), Streams(pair, "40 more epochs")
    mlp.train(longer, x, labels, 1.0, networks.EPOCHS, networks.BATCH, rng)
    later.append(networks.test_error(longer).mean())
sooner = [set_errors[some].mean() for some in ((), (1, 2, 3))]
table([(40, *sooner, sooner[0] - sooner[1]), (80, *later, later[0] - later[1])],
      {"epochs": "", "none": ".2f", "all three": ".2f", "gain": ".2f"})  # fmt: skip

# %% assertions
assert kept[0.9] == (1, 2)
assert len(kept[0.5]) == 1, "which one, two seeds decide"
whole = sooner[0] - sooner[1]
for layer in (1, 2, 3):
    assert sooner[0] - set_errors[layer,].mean() > 0.48 * whole
assert 2 < later[0] - later[1] < whole - 1, "smaller after 80 epochs, and not gone"

# %% [markdown]
# Any layer alone keeps half of the gain or more, the lower two all. (Two seeds chose among eight sets, on the digits that judge.)
# A part is a head start: after 80 epochs all three still gain, but less.
#
# In 2009 the first of two layers brought most of the gain, the second alone little (C29). In 2010, with three
# layers, each further layer lowered the test loss and raised the training loss (C27; what the first alone does they call ambiguous). The experiment `layers` repeats
# both, two layers for 50 epochs, three for 150:

# %%
which = shipped.find("layers")
shipped.given(which)

# %%
show(beside.beside_paper(gains.layers_panels(which)), "8.8")

# %% caption 8.8
# Left: gain in test error from pre-training one layer of two, or both; the paper's numbers are from Fig. 5 of 2009. Middle and right: final loss with
# some of three layers pre-trained over that with none, from Fig. 14 of 2010. {shipped.about(which)}

# %% assertions
if which is not None:
    first, second = (gains.gain(which, f"autoencoder:{layer}", 2) for layer in (1, 2))
    further, half = mean_and_half(second - first)
    assert further > half
    first, second = (gains.gain(which, f"rbm:{layer}", 2) for layer in (1, 2))
    further, half = mean_and_half(first - second)
    assert further > half
    from utils.experiments.engine import claims

    judged = claims.judge({"layers": which.experiment}, bar=iter)
    (c27,) = (v.decisive for v in judged if v.claim == "C27")
    sides = {one.effect.part: one.supports for one in c27.estimates}
    for k in range(3):
        assert sides[f"test NLL, {k} to {k + 1} layers"] == 1
        assert sides[f"train NLL, {k} to {k + 1} layers"] == (1 if k else -1)
    asked = which.record["settings"]["epochs"]
    assert asked == {"2": 50, "3": 150}

# %% [markdown]
# Left, our autoencoders do the opposite of the paper's: the second layer brings more than the first. We do not know why. With RBMs it brings less. Middle and right: with each further layer the test loss is lower *and* the training loss higher, the mark of a regulariser whose strength is a number of layers;
# but in ours the first lowers both.
#
# ## 7 · Your verdict
#
# What the course's rule says of the claims (intervals are wider than above: all parts together; "within": points).

# %%
shipped.verdicts(
    regularisers=regularisers, width=width, marginals=marginals, layers=which
)

# %% [markdown]
# And you: what *kind* of regulariser is pre-training? What has it in common with L2, what not, and what would a penalty never show?

# %%
keep_prediction("8.kind", ...)
my_bet = recall_prediction("why")

# %% [markdown]
# <details><summary>Our answer, when you have yours</summary>In common: the gap closes, and too much costs training loss. Not in common: it saves mistakes where L2 lowers
# hardly more than the loss, in our small test not at the price of training loss. What a penalty never shows: that places matter. A weight costs the same
# wherever it stands; pre-training prefers <em>some places</em>, chosen by images before any label is seen.</details>

# %%
progress(8)

# %% [markdown]
# ## Recap
#
# Does any regulariser do the same?
#
# - In held-out loss they do in our small tests; in mistakes they do not. At their own rates L1 and L2 bring little or nothing, dropout as much as RBMs with
#   one layer; else it and bounded weights bring little, or hurt.
# - A narrow layer pays for pre-training, in training loss, too; a wide one gains.
# - Permuted, pre-trained weights hurt, partly by mean and biases; without these they bring two layers next to nothing (more in our small test).
# - A better size of a random start helps, too: ask which baseline a gain is measured against.
# - Of three layers any one kept half of the gain or more, the lower two all, after 40 epochs.
#
# **Quiz**
#
# 1. Somebody shuffles the *rows* of `W` and finds the gain mostly gone. What has survived, what not? And if whole *columns* are shuffled, with their biases
#    and the rows of the next layer?
# 2. The interval of a crossover ends at the last width that was measured. What do you say?
#
# <details><summary>Answers</summary>
#
# 1. The values, and which belong to one pixel or one unit; not which pixel it was. Shuffled columns only number the units in another way: the network is the same.
# 2. At or beyond that width: resamples that never turn were counted there.
#
# </details>
#
# ## In practice
#
# - `torch.optim.SGD(..., weight_decay=w)` adds $w W$ to the gradient: its $w$ is $2 \lambda$.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: [*Why does unsupervised pre-training help deep learning?*](https://www.jmlr.org/papers/v11/erhan10a.html) JMLR 11 (2010): Table 1 (marginals), Fig. 9
#   (width), Fig. 14 (which layers), and the text on L1 and L2.
# - Erhan, Manzagol, Bengio, Bengio and Vincent: [*The difficulty of training deep architectures and the effect of unsupervised pre-training*](https://proceedings.mlr.press/v5/erhan09a.html),
#   AISTATS (2009): Fig. 5.
# - Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov: [*Dropout*](https://www.jmlr.org/papers/v15/srivastava14a.html), JMLR 15 (2014): Tables 2 and 9.
# - Saxe, McClelland and Ganguli: [*Exact solutions to the nonlinear dynamics of learning in deep linear neural networks*](https://arxiv.org/abs/1312.6120), ICLR (2014).
#
# **Next**: [lesson 09](09_watch_stream.ipynb) asks what remains of this on an endless stream of digits.
