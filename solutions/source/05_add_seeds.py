# %% [markdown]
# # 05 · From NumPy to PyTorch, from one seed to many
#
# Lesson 04 compared four seeds, and six that were computed in advance. The paper has 400. Why so many, and how do you afford them?
#
# **What you'll do**
#
# - give forward and backward pass one more axis, the seeds, in PyTorch;
# - check the gradient by autograd, and all numbers against NumPy;
# - measure the speed on your machine;
# - see how often one seed lies, and put a bootstrap interval around a difference;
# - run an experiment of the course and read its table.
#
# **What you'll learn**
#
# - which NumPy habits go wrong with a third axis;
# - why two correct programs may drift apart;
# - how many seeds a small difference needs, and what no number of seeds can tell.
#
# **What you need**: lessons 01 and 04 (or their ideas). No PyTorch.
#
# **Time**: about 70 minutes, of which 40 for the six exercises. The computer needs about one minute in all.

# %%
import tempfile
from pathlib import Path

import numpy as np
import scipy.stats
import torch
from torch.nn.functional import cross_entropy, one_hot

from utils.data import load_digits_5k
from utils.experiments import depth
from utils.experiments.engine import store
from utils.lessons.lesson_05 import pictures
from utils.numpy_models import mlp as numpy_mlp
from utils.teaching import check, explore, figures, progress, show, timing
from utils.teaching.commands import run_module, show_file
from utils.torch_models import mlp
from utils.torch_models.mlp import Layer
from utils.torch_models.streams import Streams

# %% [markdown]
# PyTorch and NumPy would spread each product over all cores. For matrices as small as ours the threads mostly wait for
# each other, and the cores are better used by several processes. So: one thread.

# %%
torch.set_num_threads(1)
timing.one_thread()  # NumPy's
digits = load_digits_5k()
(x, labels), (x_test, labels_test) = digits.train, digits.test
print("PyTorch", torch.__version__, "  train:", x.shape, "  test:", x_test.shape)

# %% [markdown]
# ## 1 · Arrays and tensors
#
# A **tensor** is PyTorch's array. Nearly all that you know works: `@`, `+`, indexing, `.sum`, broadcasting. Four things differ.
#
# First, `torch.from_numpy` does not copy: array and tensor share their memory.

# %%
array = np.arange(6.0).reshape(2, 3)
tensor = torch.from_numpy(array)
array[0, 0] = 100
print("array: ", array.tolist(), array.shape, array.dtype)
print("tensor:", tensor.tolist(), tuple(tensor.shape), tensor.dtype)

# %% [markdown]
# Second, NumPy makes float64 by default, PyTorch float32. In a matrix product it does not mix them, it complains:

# %%
print("defaults:", np.zeros(2).dtype, torch.zeros(2).dtype)
try:
    tensor @ torch.zeros(3, 2)
except RuntimeError as error:
    print("RuntimeError:", error)
print("with .float():", (tensor.float() @ torch.zeros(3, 2)).tolist())

# %% [markdown]
# Third, axes may be named `dim=` instead of `axis=`, and `.mT` ("matrix transpose") turns round the **last two** axes, whatever comes
# before them. (`.T` turns round all axes; for more than two, PyTorch warns you not to use it.)
#
# Fourth, a tensor lives on a **device**: `"cpu"`, or `"cuda"` for a GPU. `t.to("cuda")` moves it; the code stays the same.
#
# **Predict** the three shapes before you run the cell.

# %%
stack = torch.zeros(5, 2, 3)
print("stack.mT:              ", tuple(stack.mT.shape))
print("stack @ stack.mT:      ", tuple((stack @ stack.mT).shape))
print("stack + torch.zeros(3):", tuple((stack + torch.zeros(3)).shape), "on", stack.device)

# %% [markdown]
# `@` takes the last two axes as matrices and goes through the others in step: five products of 2 × 3 and 3 × 2 matrices, in one call.
#
# ## 2 · One more axis
#
# Stack the networks of $S$ seeds: weights $(S, V, H)$, biases $(S, H)$. Stack what they see: inputs
# $(S, N, V)$, since every seed has its own batch. Then one `@` serves all seeds:

# %%
show(
    pictures.seed_axis(),
    "A stack of S matrices x, each N by V, times a stack of S matrices W, each V by H, is a stack of S matrices, each N "
    "by H. Each product stays within its seed, its sheet of the stack.",
)

# %% [markdown]
# ### Exercise 5.1
#
# This is the forward pass of lesson 01 for one network. Give it the axis of the seeds: `params` is a list of `Layer(W, b)` with `W` of
# shape (S, V, H) and `b` of shape (S, H), `x` has shape (S, N, V).
#
# ```python
# activations = [x]
# for W, b in params[:-1]:
#     activations.append(sigmoid(activations[-1] @ W + b))  # (N, H)
# W, b = params[-1]
# activations.append(activations[-1] @ W + b)  # (N, K)
# return activations
# ```
#
# <details><summary>Hint 1</summary>Broadcasting lines shapes up from the <em>right</em>: (S, N, H) and (S, H). What meets what?</details>
# <details><summary>Hint 2</summary><code>b.unsqueeze(1)</code> or <code>b[:, None]</code> has the shape (S, 1, H).
# PyTorch's sigmoid is <code>torch.sigmoid</code>.</details>


# %% exercise 5.1 · the forward pass with a seed axis · ★★ · 6 min
def forward(params, x):
    """Activations [x, h1, ..., hL, a] of S networks: x (S, N, V), hidden units (S, N, H), scores (S, N, K)."""
    ### BEGIN SOLUTION
    activations = [x]
    for W, b in params[:-1]:
        a = activations[-1] @ W + b.unsqueeze(1)  # (S, N, H)
        activations.append(torch.sigmoid(a))
    W, b = params[-1]
    activations.append(activations[-1] @ W + b.unsqueeze(1))  # (S, N, K)
    return activations
    ### END SOLUTION


forward = check("5.1", forward)


# %%
def draw_networks(sizes, seeds, dtype):
    """A NumPy network for each seed, and the same networks stacked: list of list of Layer, list of Layer."""
    each = [numpy_mlp.init_mlp(sizes, np.random.default_rng(seed), dtype) for seed in seeds]
    together = []
    for same_layer in zip(*each, strict=True):
        W, b = (torch.from_numpy(np.stack(parts)) for parts in zip(*same_layer, strict=True))
        together.append(Layer(W, b))
    return each, together


# %%
each, params = draw_networks((784, 100, 10), seeds=range(3), dtype=np.float64)
batch = torch.from_numpy(x[:60].astype(float)).view(3, 20, 784)  # 20 digits a seed
y = torch.from_numpy(labels[:60]).view(3, 20)
activations = forward(params, batch)
print("shapes:", [tuple(h.shape) for h in activations])
AGAIN = "Your function is right, some numbers are older: run the cells again from draw_networks on."

# %% [markdown]
# ### Exercise 5.2
#
# Now the gradients, lesson 01's by hand:
#
# ```python
# n_examples = len(labels)
# delta = softmax(activations[-1])  # (N, K)
# delta[np.arange(n_examples), labels] -= 1
# delta /= n_examples
# grads = []
# for (W, _), h in zip(reversed(params), reversed(activations[:-1]), strict=True):
#     grads.append(Layer(h.T @ delta, delta.sum(axis=0)))
#     if len(grads) < len(params):
#         delta = (delta @ W.T) * h * (1 - h)  # (N, H)
# return grads[::-1]
# ```
#
# `labels` has shape (S, N). Each seed's loss is the mean over *its* $N$ examples. Six places change.
#
# <details><summary>Hint 1</summary>Where does an axis get a number, and where does a <code>.T</code> stand? And what is
# <code>len(labels)</code> now?</details>
# <details><summary>Hint 2</summary><code>one_hot(labels, n_classes)</code> makes (S, N, K) from (S, N): zeros, and a 1 at the
# label. <code>torch.softmax(a, dim=...)</code> wants to know along which axis the classes are.</details>


# %% exercise 5.2 · the backward pass with a seed axis · ★★★ · 10 min
def backward(params, activations, labels):
    """Gradient of each seed's mean negative log-likelihood: list of Layer(dW, db), shaped like params."""
    ### BEGIN SOLUTION
    n_examples = labels.shape[1]
    delta = torch.softmax(activations[-1], dim=2)  # (S, N, K)
    delta -= one_hot(labels, delta.shape[2])
    delta /= n_examples
    grads = []
    for (W, _), h in zip(reversed(params), reversed(activations[:-1]), strict=True):
        grads.append(Layer(h.mT @ delta, delta.sum(dim=1)))
        if len(grads) < len(params):  # the input needs no delta
            delta = (delta @ W.mT) * h * (1 - h)  # (S, N, H)
    return grads[::-1]
    ### END SOLUTION


backward = check("5.2", backward)

# %% [markdown]
# ### Autograd confirms
#
# PyTorch can derive gradients by itself. Mark the tensors with `requires_grad`; every operation on them is then noted down, and
# `torch.autograd.grad` goes back through the notes by the chain rule. It wants *one* number to derive: the sum of the seeds' losses.
# No seed's loss depends on another seed's weights, so each gets its own gradient all the same.

# %%
leaves = [Layer(W.clone().requires_grad_(), b.clone().requires_grad_()) for W, b in params]
scores = forward(leaves, batch)[-1]  # (S, N, K)
losses = cross_entropy(scores.mT, y, reduction="none").mean(dim=1)  # (S,)
theirs = torch.autograd.grad(losses.sum(), [part for layer in leaves for part in layer])
print("loss of each seed:", losses.detach().numpy().round(3))

# %%
ours = [part for layer in backward(params, activations, y) for part in layer]
apart = max((one - other).abs().max().item() for one, other in zip(ours, theirs, strict=True))
print(f"largest difference between your gradient and autograd's: {apart:.1e}")
assert apart < 1e-12, AGAIN

# %% [markdown]
# So why write gradients by hand? Autograd notes every step, keeps every intermediate result, and makes a new array for each
# gradient. For small networks that is most of the time. In this course autograd is the check, not the engine.
#
# ### In place
#
# The gradient of a layer is an array as large as `W`, made only to be added to `W`. One call does without:
# `W.baddbmm_(left, right, alpha=c)` adds `c` times the matrix products of two stacks (batch-add-batch-matrix-matrix) to `W`. The
# **underscore** says: in place. Without it, the result is a new tensor and `W` stays as it was.
#
# ### Exercise 5.3
#
# Write the step of one layer with what `backward` had in its hands: `h`, the layer's input, and its `delta`.
#
# <details><summary>Hint 1</summary>The gradients are <code>h.mT @ delta</code> and <code>delta.sum(dim=1)</code>; a step is
# <em>minus</em> rate times them.</details>
# <details><summary>Hint 2</summary><code>b.sub_(something, alpha=rate)</code> subtracts in place; so does
# <code>b -= ...</code>. But <code>b = b - ...</code> only gives the name to a new tensor.</details>


# %% exercise 5.3 · one step in place · ★★ · 5 min
def update_layer(W, b, h, delta, rate):
    """Move W (S, V, H) and b (S, H) one step down, in place; h (S, N, V), delta (S, N, H). Returns nothing."""
    ### BEGIN SOLUTION
    W.baddbmm_(h.mT, delta, alpha=-rate)
    b.sub_(delta.sum(dim=1), alpha=rate)
    ### END SOLUTION


update_layer = check("5.3", update_layer)

# %%
W_out, b_out = (part.clone() for part in params[-1])  # the output layer
address = W_out.data_ptr()
delta_out = (torch.softmax(activations[-1], dim=2) - one_hot(y, 10)) / 20
update_layer(W_out, b_out, activations[-2], delta_out, rate=0.5)
apart = (W_out - (params[-1].W - 0.5 * theirs[-2])).abs().max().item()
print("same memory as before:", W_out.data_ptr() == address, end="; ")
print(f"away from the step with autograd's gradient: {apart:.1e}")
assert apart < 1e-12, AGAIN

# %% [markdown]
# `utils/torch_models/mlp.py` is your three functions with options and checks, the step wrapped in a small class.
#
# ## 3 · The same numbers?
#
# A rewritten model has to prove that it is the old one. Give both the same start and the same batches, and compare all weights
# after every update. Once in float64, once in float32. Three hidden layers, rate 3, as in lesson 04.


# %%
def compare(sizes, seeds, rate, epochs, dtype):
    """Train in NumPy, seed by seed, and in PyTorch, all at once: largest difference of weights after each update."""
    each, params = draw_networks(sizes, seeds, dtype)
    rngs = [np.random.default_rng(100 + seed) for seed in seeds]
    data, apart = x.astype(dtype), []
    for _ in range(epochs):
        batches = [list(numpy_mlp.minibatches(len(x), 20, rng)) for rng in rngs]
        for some in zip(*batches, strict=True):  # one batch for each seed
            some = np.stack(some)  # (S, 20)
            torch_step(params, torch.from_numpy(data[some]), torch.from_numpy(labels[some]), rate)
            for one, index in zip(each, some, strict=True):
                activations = numpy_mlp.forward(one, data[index])
                numpy_mlp.sgd_step(one, numpy_mlp.backward(one, activations, labels[index]), rate)
            apart.append(largest_difference(each, params))
    return apart, each, params


# %%
def torch_step(params, batch, y, rate):
    """One update of all seeds, in place, with your functions."""
    for layer, grad in zip(params, backward(params, forward(params, batch), y), strict=True):
        layer.W.sub_(grad.W, alpha=rate)
        layer.b.sub_(grad.b, alpha=rate)


def largest_difference(each, params):
    """Largest difference between the weights of NumPy's networks and those of PyTorch's stack."""
    pairs = ((one[i].W, layer.W[s].numpy()) for s, one in enumerate(each) for i, layer in enumerate(params))
    return max(np.abs(ours - theirs).max() for ours, theirs in pairs)


# %%
SIZES = (784, 100, 100, 100, 10)
drift, ends = {}, {}
for dtype in (np.float32, np.float64):
    name = np.dtype(dtype).name
    drift[name], *ends[name] = compare(SIZES, seeds=range(3), rate=3.0, epochs=8, dtype=dtype)
    first, epoch_end, last = (drift[name][i] for i in (0, 199, -1))
    print(f"{name}: {first:.0e} after one update, {epoch_end:.0e} after an epoch, {last:.0e} after eight")
assert drift["float64"][0] < 1e-14, "one update differs by more than rounding: run sections 2 and 3 again"

# %%
show(
    figures.line_plot(drift, "update", "largest difference of weights", log_y=True),
    "Largest difference between NumPy's and PyTorch's weights over 1,600 updates, logarithmic. It starts at the rounding of a "
    "number, far lower in float64, and grows with training.",
)

# %% [markdown]
# After one update the float64 numbers agree to rounding: **same model**. (`tests/test_parity.py` does this for every function of the
# course.) And a seed in company is the same as the seed alone:

# %%
second = [Layer(W[1:2], b[1:2]) for W, b in params]  # the second seed of section 2
its_grads = backward(second, forward(second, batch[1:2]), y[1:2])
all_grads = backward(params, activations, y)
apart = max((one.W[0] - all_.W[1]).abs().max().item() for one, all_ in zip(its_grads, all_grads, strict=True))
print(f"largest difference between its gradient alone and beside two others: {apart:.1e}")
assert apart < 1e-12, AGAIN

# %% [markdown]
# Later they drift apart. Both programs add the same products in a different order, so they round differently in the last digit. Training
# magnifies small differences like the weather does, most of all where a network leaves its plateau. Where do they end?

# %%
runs = []
for name, (nets, stacked) in ends.items():
    by_numpy = [100 * numpy_mlp.evaluate(net, x_test.astype(name), labels_test)[1] for net in nets]
    by_torch = 100 * mlp.evaluate(stacked, x_test.astype(name), labels_test)[1].numpy()
    print(f"{name}: test errors (%)  NumPy {np.round(by_numpy, 1)}  PyTorch {by_torch.round(1)}")
    runs += [by_numpy, by_torch]
print(f"runs of the same seed differ by up to {np.ptp(runs, axis=0).max():.1f} points,", end=" ")
print(f"the means of the seeds by {np.ptp(np.mean(runs, axis=0)):.1f}")

# %% [markdown]
# A column is a seed: same start, same batches in all four runs, so the float32 row may be compared with the float64 row, too. Neither
# program is wrong, in neither precision: rounding alone moves a run, and the start still matters. So compare programs after *few*
# updates, in float64; train in float32, which is faster; and trust no single run.
#
# One contract remains: what a seed draws must not depend on the seeds beside it. `Streams` gives each seed random streams of its own.

# %%
drawn_alone = Streams([7]).uniform(-1, 1, (2, 2))
drawn_beside = Streams([3, 7, 8]).uniform(-1, 1, (2, 2))
print("seed 7 draws the same alone and beside 3 and 8:", torch.equal(drawn_alone[0], drawn_beside[1]))

# %% [markdown]
# ## 4 · How fast?
#
# Five ways to train three hidden layers of 200 units with batches of 20. **Predict** their order, and whether 8 seeds together are
# much faster than one, counted in seeds × examples per second of one core.

# %%
N_SPEED, WIDE = 2000, (784, 200, 200, 200, 10)
some_x, some_y = x[:N_SPEED], labels[:N_SPEED]


def train_ours(n_seeds):
    """A function that trains an epoch of ``n_seeds`` networks together."""
    rng = Streams(range(n_seeds))
    params = mlp.init_mlp(WIDE, rng)
    return lambda: mlp.train(params, some_x, some_y, 0.1, 1, 20, rng)


# %%
modules = [torch.nn.Linear(784, 200), torch.nn.Sigmoid()]
modules += 2 * [torch.nn.Linear(200, 200), torch.nn.Sigmoid()] + [torch.nn.Linear(200, 10)]
network = torch.nn.Sequential(*modules)
optimiser = torch.optim.SGD(network.parameters(), lr=0.1)
tensor_x, tensor_y = torch.from_numpy(some_x), torch.from_numpy(some_y)
rng = np.random.default_rng(0)


def train_autograd():
    for index in torch.from_numpy(rng.permutation(N_SPEED)).split(20):
        loss = cross_entropy(network(tensor_x[index]), tensor_y[index])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


# %%
one = numpy_mlp.init_mlp(WIDE, rng)
contestants = {
    "NumPy, 1 seed": (N_SPEED, lambda: numpy_mlp.train(one, some_x, some_y, 0.1, 1, 20, rng)),
    "PyTorch with autograd, 1 seed": (N_SPEED, train_autograd),
} | {f"by hand, {s} seed{'s' * (s > 1)}": (s * N_SPEED, train_ours(s)) for s in (1, 2, 8)}
speed = timing.rates(contestants)

# %%
fastest = max(speed, key=speed.get)
show(
    pictures.speed_bars(speed),
    f"Seeds × examples per second of one core, on the machine that ran this: fastest is “{fastest}”, with "
    f"{speed[fastest] / speed['PyTorch with autograd, 1 seed']:.1f} times the rate of autograd and "
    f"{speed[fastest] / speed['NumPy, 1 seed']:.1f} times that of NumPy.",
)

# %% [markdown]
# Your numbers differ from ours; the reasons do not:
#
# - A **CPU** core multiplies only a few numbers at a time, so eight seeds are eight times the work of one. Grouping saves no more than
#   the overhead of calls, and a large group may lose again, when its weights no longer fit into the cache.
# - A **GPU** has thousands of small cores, and starting a job on it takes as long as millions of multiplications. One small network leaves it
#   idle. There, hundreds of seeds in one call are what makes it pay.
#
# So the seed axis is one way of writing for both; the **group size** is chosen for the machine and must not change results
# beyond rounding.
#
# ## 5 · One seed lies, many tell
#
# Now you can afford many seeds. The experiment `depth` asks the paper's first question, with many seeds for each number of layers
# and each start: at random ("none"), from RBMs, from autoencoders. Its table comes with the course.

# %%
table, record = store.load_result("depth")
settings = record["settings"]
print(f"{record['n_seeds']} seeds, {settings['n_train']:,} training digits, {len(table):,} rows")
table.head(3)

# %% [markdown]
# **Tidy**: a row for each start, depth, seed and epoch; errors in percent. Which epoch do you report? The rule, decided
# beforehand: the one with the smallest validation error, averaged over seeds, for each start and depth. (The paper, too, chose the number
# of epochs on validation data.)
#
# ### Exercise 5.4
#
# Write the mean test error of a start and depth at that epoch. The table is a pandas `DataFrame`: `table["depth"]` is a column, `table[mask]` the
# rows where `mask` is true, `rows.groupby("epoch")["valid_error"].mean()` a mean for each epoch.
#
# <details><summary>Hint 1</summary>First keep the rows of this start and depth: two conditions, joined by <code>&</code>, each in
# parentheses.</details>
# <details><summary>Hint 2</summary><code>.idxmin()</code> of a mean for each epoch is the epoch with the smallest.</details>


# %% exercise 5.4 · read the table · ★★ · 6 min
def chosen_error(table, start, depth):
    """Mean test error (%) over seeds, at the epoch with the smallest mean validation error."""
    ### BEGIN SOLUTION
    rows = table[(table["start"] == start) & (table["depth"] == depth)]
    epoch = rows.groupby("epoch")["valid_error"].mean().idxmin()
    return rows.loc[rows["epoch"] == epoch, "test_error"].mean()
    ### END SOLUTION


chosen_error = check("5.4", chosen_error)

# %%
STARTS = {"none": "no pre-training", "rbm": "RBMs", "autoencoder": "autoencoders"}
depths = settings["depths"]
print("mean test error (%) with", ", ".join(f"{d} hidden" for d in depths))
for start, name in STARTS.items():
    print(f"{name:16s}", "  ".join(f"{chosen_error(table, start, d):5.2f}" for d in depths))

# %% [markdown]
# Means hide what they are made of. `depth.at_chosen_epoch` picks the same epochs and keeps all seeds:

# %%
chosen = depth.at_chosen_epoch(table).sort_values("seed")
errors = {key: rows["test_error"].to_numpy(float) for key, rows in chosen.groupby(["start", "depth"])}
for start in STARTS:
    assert np.isclose(errors[start, depths[-1]].mean(), chosen_error(table, start, depths[-1]))
groups = {name: {d: errors[start, d] for d in depths} for start, name in STARTS.items()}
widest = max(errors, key=lambda key: np.ptp(errors[key]))
show(
    pictures.strips(groups, "test error (%)", log_y=True),
    f"A dot for each of {record['n_seeds']} seeds, from left to right, a bar at each mean; logarithmic. The seeds of one arm differ most for "
    f"{STARTS[widest[0]]}, {widest[1]} hidden: from {errors[widest].min():.2f} to {errors[widest].max():.2f} %.",
)

# %% [markdown]
# Same code, same digits, same settings: the seed alone makes this difference. Now suppose that you had run **one** seed an arm, as
# many papers do, the same for both arms: a **pair**, with the same first random weights and order of the digits. Three comparisons;
# **predict** for each how often a pair comes out in the wrong order.


# %%
def one_seed_lies(a, b):
    """Share of seeds whose two runs, one of each arm, are not in the order of the means; ties count half."""
    gaps = (a - b) * np.sign(a.mean() - b.mean())  # (S,)
    return (gaps < 0).mean() + (gaps == 0).mean() / 2


deepest = depths[-1]
pairs = {
    f"RBMs or autoencoders ({deepest} layers)": (errors["rbm", deepest], errors["autoencoder", deepest]),
    "RBMs or autoencoders (2 layers)": (errors["rbm", 2], errors["autoencoder", 2]),
    f"without or with autoencoders ({deepest} layers)": (
        errors["none", deepest],
        errors["autoencoder", deepest],
    ),
}

# %%
lies = {name: one_seed_lies(*arms) for name, arms in pairs.items()}
for name in sorted(pairs, key=lies.get, reverse=True):
    gap = np.subtract(*pairs[name])
    print(f"{name}: mean difference {gap.mean():+.2f} points, sd over seeds {gap.std(ddof=1):.2f}")
    print(f"    one seed gets it the wrong way round in {100 * lies[name]:.1f} % of the pairs")

# %% [markdown]
# What counts is the difference *against the spread*: the smaller it is, the nearer one seed comes to tossing a coin.
#
# How many, then? Move the slider: each experiment takes $n$ pairs and reports the difference of the means. The histograms show
# what 4,000 such experiments would report. Their seeds are drawn from those of the table, *with* replacement, so there may be more.

# %%
small, large = max(lies, key=lies.get), min(lies, key=lies.get)


def experiments_with(seeds):
    rng = np.random.default_rng(seeds)
    found = {name: pictures.mean_of_n_seeds(*pairs[name], seeds, rng) for name in (small, large)}
    gaps = {name: np.subtract(*pairs[name]) for name in found}
    return pictures.difference_histograms(found, gaps)


sliders = explore(
    experiments_with,
    "What experiments with some seeds (the slider) would report, for the comparison that a single seed gets wrong most often and "
    "for the one it gets wrong least often. Hatched: the wrong sign. Dashed: the difference over all seeds. With more seeds the "
    "histograms get narrower.",
    seeds=([1, 2, 3, 5, 10, 20, 50, 100, 400], 3),
)

# %% [markdown]
# The width falls like $1 / \sqrt{n}$: four times the seeds, half the width.
#
# ### A bootstrap interval
#
# Lesson 04's interval rests on Student's $t$, which trusts that a mean of seeds is nearly normal. The **bootstrap** trusts the seeds themselves:
#
# 1. draw $S$ seeds from the $S$ that you have, *with* replacement: a "resample", in which some come twice and some not at all;
# 2. compute the difference of the means in it; repeat many times;
# 3. report the range of the middle 95 % of these numbers (the *percentile* interval).
#
# It needs no formula, so it works for medians, ratios or areas, too. Our seeds are pairs, so draw them once, for both arms.
#
# ### Exercise 5.5
#
# Write the interval of `a.mean() - b.mean()`.
#
# <details><summary>Hint 1</summary>One resample: <code>index = rng.integers(0, len(a), len(a))</code>, then <code>a[index]</code> and
# <code>b[index]</code>. A loop is fine.</details>
# <details><summary>Hint 2</summary><code>np.quantile(values, [0.025, 0.975])</code>.</details>


# %% exercise 5.5 · a bootstrap interval · ★★ · 7 min
def bootstrap_interval(a, b, n_resamples, rng):
    """95 % percentile interval of a.mean() - b.mean(), paired seeds resampled: (S,), (S,) -> (low, high)."""
    ### BEGIN SOLUTION
    index = rng.integers(0, len(a), (n_resamples, len(a)))  # a resample a row
    differences = (a - b)[index].mean(axis=1)
    low, high = np.quantile(differences, [0.025, 0.975])
    return low, high
    ### END SOLUTION


bootstrap_interval = check("5.5", bootstrap_interval)

# %%
for name, arms in pairs.items():
    low, high = bootstrap_interval(*arms, 4000, np.random.default_rng(0))
    student = scipy.stats.ttest_rel(*arms).confidence_interval()
    print(f"{name}: {np.subtract(*arms).mean():+.2f} points")
    print(
        f"    bootstrap {low:+.2f} to {high:+.2f}, Student's t {student.low:+.2f} to {student.high:+.2f}",
        end="",
    )
    print(f"; 0 is {'inside' if low <= 0 <= high else 'outside'}")

# %% [markdown]
# Where a few seeds lie far out on one side, the bootstrap interval is lopsided towards it, Student's symmetric. And it is too narrow with few
# seeds: with five (normal differences) it holds the truth in about 80 % of the experiments instead of 95 %, with twenty still in a little fewer.

# %%
counts = [n for n in (5, 10, 20, 50, 100, 200, 400) if n < record["n_seeds"]] + [record["n_seeds"]]
arm, other = pairs[small]
found = [bootstrap_interval(arm[:n], other[:n], 4000, np.random.default_rng(0)) for n in counts]
intervals = np.array(found)  # (counts, 2)
fig, ax = figures.axes(width=6)
ax.errorbar(range(len(counts)), intervals.mean(axis=1), np.ptp(intervals, axis=1) / 2, fmt="none", capsize=5)
ax.plot([(arm[:n] - other[:n]).mean() for n in counts], "o", color="black")
ax.axhline(0, color="0.5", ls=":")
ax.set(xlabel="seeds used", ylabel="difference (points)", xticks=range(len(counts)), xticklabels=counts)
show(
    fig,
    f"{small}: difference and bootstrap interval from the first n seeds. It is {np.ptp(intervals[0]):.2f} points wide with "
    f"{counts[0]} seeds, and should be wider; {np.ptp(intervals[-1]):.2f} with {counts[-1]}.",
)

# %% [markdown]
# ### Exercise 5.6
#
# Plan an experiment: how many seeds does a difference of 0.1 points need? More exactly: what is the smallest $n \ge 2$ for which
# the half width of the $t$ interval, $t_{0.975, n-1} \cdot \text{sd}(d) / \sqrt{n}$, is at most 0.1? Here $d$ are the paired differences of the
# seeds that you have; their sd (which divides by $S - 1$) stands for that of the $n$ seeds to come.
#
# <details><summary>Hint 1</summary>The quantile depends on n, so there is no formula: try n = 2, 3, 4, ...</details>
# <details><summary>Hint 2</summary><code>scipy.stats.t.ppf(0.975, n - 1)</code>; <code>d.std(ddof=1)</code>.</details>


# %% exercise 5.6 · how many seeds · ★★ · 5 min
def seeds_needed(d, half_width):
    """Smallest n >= 2 whose 95 % interval reaches at most half_width to each side of the mean."""
    ### BEGIN SOLUTION
    n, sd = 2, d.std(ddof=1)
    while scipy.stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n) > half_width:
        n += 1
    return n
    ### END SOLUTION


seeds_needed = check("5.6", seeds_needed)

# %%
for name, arms in pairs.items():
    gap = np.subtract(*arms)
    half = max(abs(gap.mean()) / 2, 0.01)
    print(
        f"{name}: {seeds_needed(gap, 0.1)} seeds for ± 0.1 points, {seeds_needed(gap, half)} for ± {half:.2f}"
    )
    if_no_pairs = np.hypot(*np.std(arms, axis=1, ddof=1))  # the variances add
    print(
        f"    sd of a paired difference {gap.std(ddof=1):.2f}; if the seeds were no pairs {if_no_pairs:.2f}"
    )

# %% [markdown]
# To tell a difference from 0, take half of its size (the second number): with an interval as wide as the whole difference to each side, every
# second experiment would miss it. The larger it is against the spread, the fewer seeds. Pairing helps only as far as the two runs go up and
# down together; where both sds are about the same, it gained nothing (and cost nothing).
#
# The paper has 400 seeds an arm in its Figs 1, 2 and 8. Its Fig. 11, the endless stream, has *one*: remember that in lesson 09.
#
# ### What no number of seeds can tell
#
# An interval over seeds is about other *seeds*, nothing else. Not about:
#
# - **another test set**. All seeds are tested on the same digits. Ten times the seeds do not make the first number below smaller.
#   (A *difference* on the same digits is surer than that, since hard digits are hard for both.)
# - **another training set**: ours are one draw of the digits;
# - **another choice of rates**: a badly tuned arm is bad with 400 seeds, with a very narrow interval.

# %%
n_test = {"mnist": 10_000, "digits_5k": 1_000}[settings["data"]]
p = errors["rbm", 2].mean() / 100
print(f"{n_test:,} test digits: the standard error of an error of {100 * p:.2f} % is", end=" ")
print(f"{100 * np.sqrt(p * (1 - p) / n_test):.2f} points, that of the mean over seeds", end=" ")
print(f"{errors['rbm', 2].std(ddof=1) / np.sqrt(record['n_seeds']):.2f}")

# %% [markdown]
# ## 6 · Run an experiment
#
# Everything from here on is run by one command. Each experiment asks one question, with five **budgets**:

# %%
status = run_module("utils.experiments", "list")

# %% [markdown]
# C1, C2, ... are claims of the paper that an experiment judges. A run is cut into **tasks**: a condition (here a start) and a group of seeds. `trajectories`, with the budget `demo` and one seed, has three
# tasks. A process for each core takes them (here one process):

# %%
temporary = tempfile.TemporaryDirectory()
folder = Path(temporary.name)
run = ["run", "trajectories", "--budget", "demo", "--seeds", "1", "--workers", "1", "--out", folder]
status = run_module("utils.experiments", *run, shorten={folder: "FOLDER"})
assert status == 0

# %%
show_file(
    folder / "trajectories-demo.png",
    "The figure that the run has written: test against training loss of one seed for 1, 2 and 3 hidden layers, a curve for each "
    "start. Lesson 07 reads it, with many seeds.",
)

# %% [markdown]
# The table is next to it. Read it with pandas, as above:

# %%
live, made = store.load_result("trajectories", "demo", folder)
last = live[live["epoch"] == live["epoch"].max()]
last.groupby(["start", "depth"])[["train_nll", "test_nll", "test_error"]].mean().round(3)

# %% [markdown]
# The file also carries its **record**: what made it, so that anybody can make it again.

# %%
for key in ("seeds", "group", "rates_from", "commit", "processor", "versions", "seconds"):
    print(f"{key:11s}", made[key])
print("settings   ", {key: value for key, value in made["settings"].items() if key != "rates"})
print("rates      ", made["settings"]["rates"]["rbm"])

# %% [markdown]
# `0-0`: from seed 0 to seed 0. `group`: seeds in one call. Rates were chosen beforehand by the experiment `tune`, on validation digits, for each
# start and depth. A commit is a state of the code (several, if the tasks were computed in several; `+changes`: with changes not yet committed).
#
# What if you press Ctrl-C, or the power fails? Each task's table is written when the task ends, whole or not at all. The same command computes
# what is missing. Here nothing is, and it says so at once:

# %%
status = run_module("utils.experiments", *run, shorten={folder: "FOLDER"})
also = ["status", "depth", "--budget", "demo", "--seeds", "1", "--out", folder]
status = run_module("utils.experiments", *also, shorten={folder: "FOLDER"})

# %% [markdown]
# `depth` needs the same networks, so it finds its tasks done, too. "Not collected": `run depth` has only to join their tables. "Shipped": comes with
# the course.
#
# On a **cluster** the same tasks go to other machines (Dask); finished ones are kept here all the same:
#
# ```sh
# dask scheduler                                                     # on one machine, HOST
# dask worker tcp://HOST:8786 --nthreads 1 --nworkers 32             # on each of the others
# python -m utils.experiments run depth --budget paper --scheduler tcp://HOST:8786
# ```
#
# Three more commands: `verify depth` computes a slice of a shipped result again and compares, to the last bit on the same machine; `ship depth` puts a
# result of yours among those of the course; `claims` judges the paper's claims by the shipped results, with bootstrap intervals as yours.

# %%
progress(5)

# %% [markdown]
# ## Recap
#
# Why so many seeds, and how to afford them?
#
# - Because a difference must be judged against the spread over seeds. One seed tells a large one and guesses a small one; the width of an
#   interval falls like $1 / \sqrt{n}$.
# - By one more axis. `@`, `.mT` and `unsqueeze` carry all seeds through one call; gradients by hand, in place, spare what autograd notes down.
#   A CPU likes small groups and one process a core, a GPU large groups.
# - The new code is the old model: same numbers in float64 after an update, each seed as if it were alone.
# - A bootstrap of paired seeds gives an interval without formulas. It covers other seeds, not other digits or rates.
# - Tasks, tables and records make a run that may be stopped, repeated and checked.
#
# **Quiz**
#
# 1. `b` has shape (20, 20), the product (20, 20, 20). Why is `x @ W + b` dangerous?
# 2. Your float32 and float64 runs of one seed end with different errors. Is there a bug?
# 3. An interval of a difference excludes 0, with 400 seeds. May you say "on any digits"?
# 4. You want an interval a third as wide. How many more seeds?
#
# <details><summary>Answers</summary>
#
# 1. It runs: the biases of seed $n$ go to example $n$ of every seed. With other sizes PyTorch would complain. Test with sizes that all differ.
# 2. Not necessarily: rounding grows during training. Compare after few updates, in float64.
# 3. No: on these training and test digits, with these rates.
# 4. Nine times as many.
#
# </details>
#
# ## In practice
#
# - On a GPU add `--device cuda`: groups get as large as the budget says, and the code is the same. A GPU draws other random numbers for the same seed,
#   so compare distributions, not runs.
# - `torch_models` trains in float32. On one machine, with one group size, a run repeats bit for bit; on another processor it may drift.
# - The group size may change the rounding of products, so it stands in the record.
# - `scipy.stats.bootstrap` is the tool for work; its default, BCa, corrects skewness, too.
# - `torch.func.vmap` over `grad` vectorises over seeds, too.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: *Why does unsupervised pre-training help deep learning?* JMLR 11
#   (2010). Section 5 has the procedure: many rates with 10 seeds each, then the best with 400 more. Figs 1, 2 and 8 show these.
# - Efron and Tibshirani: *An introduction to the bootstrap*, Chapman and Hall (1993).
# - Paszke and others: *PyTorch: an imperative style, high-performance deep learning library*, NeurIPS 2019.
# - Wickham: *Tidy data*, Journal of Statistical Software 59 (2014).
#
# **Next**: lesson 06 asks with all these seeds whether pre-training helps, and whether depth matters.
