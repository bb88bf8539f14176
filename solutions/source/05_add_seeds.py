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
# - question a table of ours, and run an experiment of the course.
#
# **What you'll learn**
#
# - which NumPy habits go wrong with a third axis;
# - why two correct programs may drift apart;
# - how many seeds a small difference needs, and what no number of seeds can tell.
#
# **What you need**: lessons 01 and 04 (or their ideas). No PyTorch.
#
# **Time**: about 90 minutes, of which 48 for the six exercises. The computer needs about a minute in all.

# %%
import tempfile
from pathlib import Path

import numpy as np
import scipy.stats
import torch
from torch.nn.functional import cross_entropy, one_hot

from utils.data import load_digits_5k
from utils.experiments.depth import at_chosen_epoch
from utils.experiments.engine import store
from utils.lessons.lesson_05 import pictures
from utils.numpy_models import mlp as numpy_mlp
from utils.teaching import (
    check, compare_prediction, explore, figures, keep_prediction, number, progress,
    progress_bar, show, show_file, table, timing,
)  # fmt: skip
from utils.teaching.commands import run_module
from utils.torch_models import mlp
from utils.torch_models.mlp import Layer
from utils.torch_models.streams import Streams

# %% [markdown]
# With matrices as small as ours, threads mostly wait for each other. So importing `utils` keeps NumPy and PyTorch to one.

# %%
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
# Third, axes may be named `dim=` instead of `axis=`, and `.mT` ("matrix transpose") turns round the **last two** axes.
# (`.T` turns round all axes; for more than two, PyTorch warns you not to use it.)
#
# Fourth, a tensor lives on a **device**, `"cpu"` or `"cuda"` (a GPU); the code stays the same.
#
# **Predict** the three shapes: write each in place of dots, such as `"(5, 2, 3)"`, for `stack.mT`, `stack @ stack.mT` and `stack + torch.zeros(3)`.

# %%
stack = torch.zeros(5, 2, 3)
keep_prediction("5.shapes", [..., ..., ...])

# %%
three = [stack.mT, stack @ stack.mT, stack + torch.zeros(3)]
compare_prediction("5.shapes", [str(tuple(t.shape)) for t in three])

# %% [markdown]
# `@` takes the last two axes as matrices and goes through the others in step: five products of 2 × 3 and 3 × 2 matrices, in one call.
#
# ## 2 · One more axis
#
# Stack the networks of $S$ seeds: weights $(S, V, H)$, biases $(S, H)$. Stack what they see: inputs
# $(S, N, V)$, since every seed has its own batch. Then one `@` serves all seeds:

# %%
show(pictures.seed_axis(), "5.1")

# %% caption 5.1
# A stack of S matrices x, each N by V, times a stack of S matrices W, each V by H, is a stack of S matrices,
# each N by H. A colour is a seed: each product stays within its seed, its sheet of the stack.

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


# %% exercise 5.1 · the forward pass with a seed axis · ★★ · 8 min
def forward(params, x):
    """[x, h1, ..., hL, a]: inputs (S, N, V), hidden (S, N, H), scores (S, N, K)."""
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
    """A NumPy network for each seed, and the same networks stacked."""
    rngs = [np.random.default_rng(seed) for seed in seeds]
    each = [numpy_mlp.init_mlp(sizes, rng, dtype) for rng in rngs]
    together = []
    for same_layer in zip(*each, strict=True):
        parts = zip(*same_layer, strict=True)  # all W, all b
        together.append(Layer(*(torch.from_numpy(np.stack(part)) for part in parts)))
    return each, together


# %%
each, params = draw_networks((784, 100, 10), seeds=range(3), dtype=np.float64)
batch = torch.from_numpy(x[:60].astype(float)).view(3, 20, 784)  # 20 digits a seed
y = torch.from_numpy(labels[:60]).view(3, 20)
activations = forward(params, batch)
print("shapes:", [tuple(h.shape) for h in activations])

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


# %% exercise 5.2 · the backward pass with a seed axis · ★★★ · 12 min
def backward(params, activations, labels):
    """Gradients of each seed's mean loss: a list of Layer(dW, db), like params."""
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
# No seed's loss depends on another seed's weights, so each gets its own gradient.

# %%
leaves = [
    Layer(W.clone().requires_grad_(), b.clone().requires_grad_()) for W, b in params
]
scores = forward(leaves, batch)[-1].mT  # (S, K, N): PyTorch wants the classes on axis 1
losses = cross_entropy(scores, y, reduction="none").mean(dim=1)  # (S,)
theirs = torch.autograd.grad(losses.sum(), [part for layer in leaves for part in layer])
print("loss of each seed:", losses.detach().numpy().round(3))

# %%
ours = [part for layer in backward(params, activations, y) for part in layer]
differences = [(a - b).abs().max().item() for a, b in zip(ours, theirs, strict=True)]
apart = max(differences)
print("largest difference between your gradient and autograd's:", number(apart, 2))

# %% assertions
assert apart < 1e-12

# %% [markdown]
# That is rounding. (Above `1e-12`? Run the cells again from `draw_networks` on.)
#
# So why by hand? Autograd notes every step, and makes a new array for each gradient. Section 4 measures what that costs.
#
# ### In place
#
# The gradient of a layer is an array as large as `W`, made only to be added to `W`. One call does without:
# `W.baddbmm_(left, right, alpha=c)` adds `c` times the products of two stacks to `W`. The
# **underscore** says: in place. Without it, the result is a new tensor.
#
# ### Exercise 5.3
#
# Give each network *its own rate*, so that one call tries $S$ rates. Write the step of one layer from its input `h` (S, N, V), its
# `delta` (S, N, H), divided by $N$ already, and `rates` (S,). The gradient of `b` is the sum of `delta` over the examples.
# Two conditions: `W` and `b` move **in place**, and no array as large as the gradient is made. So `alpha`, one number for all seeds,
# cannot carry the rates, and `h.mT @ delta` is too large.
#
# <details><summary>Hint 1</summary>The rate of a seed is a factor of the whole product. It may
# be given to either. Which is smaller than the gradient in every layer, also the last, with H = 10 and N = 20?</details>
# <details><summary>Hint 2</summary>Shapes are lined up from the right: what shape must <code>rates</code> have to meet the
# first axis of three? And leave <code>h</code> and <code>delta</code> as they are.</details>


# %% exercise 5.3 · a step in place, a rate for each seed · ★★★ · 8 min
def update_layer(W, b, h, delta, rates):
    """Move W (S, V, H) and b (S, H) one step down, in place; return nothing."""
    ### BEGIN SOLUTION
    step = rates[:, None, None] * delta  # (S, N, H), smaller than W
    W.baddbmm_(h.mT, step, alpha=-1)
    b.sub_(step.sum(dim=1))
    ### END SOLUTION


update_layer = check("5.3", update_layer)

# %%
W_out, b_out = (part.clone() for part in params[-1])  # the output layer
address, rates = W_out.data_ptr(), torch.tensor([0.5, 0.1, 0.0]).double()
delta_out = (torch.softmax(activations[-1], dim=2) - one_hot(y, 10)) / 20
update_layer(W_out, b_out, activations[-2], delta_out, rates)
moves = params[-1].W - W_out  # (S, H, K)
apart = (moves - rates[:, None, None] * theirs[-2]).abs().max().item()
print("same memory as before:", W_out.data_ptr() == address)
print("away from the steps with autograd's gradient:", number(apart, 2))
print("largest move of each seed:", moves.abs().amax(dim=(1, 2)).numpy().round(4))

# %% assertions
assert W_out.data_ptr() == address
assert apart < 1e-12
assert (moves[2] == 0).all()

# %% [markdown]
# The third seed has the rate 0 and stays where it is.
#
# ## 3 · The same numbers?
#
# Is the new model the old one? Give both the same first weights and the same batches, and compare all weights
# after every update, in float64 and in float32: three hidden layers of 50 units, rate 2 (lesson 04's for 100).


# %%
def torch_step(params, batch, y, rate):
    """One update of all seeds, in place, with your functions."""
    grads = backward(params, forward(params, batch), y)
    for (W, b), (dW, db) in zip(params, grads, strict=True):
        W.sub_(dW, alpha=rate)
        b.sub_(db, alpha=rate)


def largest_difference(each, params):
    """Largest difference between the weights of NumPy's networks and PyTorch's."""
    return max(
        np.abs(net[i].W - W[s].numpy()).max()
        for i, (W, _) in enumerate(params)
        for s, net in enumerate(each)
    )


# %%
def compare(sizes, seeds, rate, epochs, dtype):
    """Train in NumPy, seed by seed, and in PyTorch, all at once: the differences."""
    each, params = draw_networks(sizes, seeds, dtype)
    rngs = [np.random.default_rng(100 + seed) for seed in seeds]
    data, apart = x.astype(dtype), []
    for _ in progress_bar(range(epochs), f"epochs in {np.dtype(dtype).name}"):
        batches = [list(numpy_mlp.minibatches(len(x), 20, rng)) for rng in rngs]
        for some in zip(*batches, strict=True):  # one batch for each seed
            for net, index in zip(each, some, strict=True):
                activations = numpy_mlp.forward(net, data[index])
                grads = numpy_mlp.backward(net, activations, labels[index])
                numpy_mlp.sgd_step(net, grads, rate)
            some = np.stack(some)  # (S, 20)
            inputs, y = torch.from_numpy(data[some]), torch.from_numpy(labels[some])
            torch_step(params, inputs, y, rate)
            apart.append(largest_difference(each, params))
    return apart, each, params


# %%
SIZES = (784, 50, 50, 50, 10)
drift, ends = {}, {}
for dtype in (np.float32, np.float64):
    name = np.dtype(dtype).name
    drift[name], *ends[name] = compare(SIZES, range(3), rate=2.0, epochs=5, dtype=dtype)
after = {"one update": 0, "an epoch": 199, "five epochs": -1}
table(
    [(name, *(number(d[i], 1) for i in after.values())) for name, d in drift.items()],
    ["weights differ by up to", *(f"after {when}" for when in after)],
)

# %% assertions
assert drift["float64"][0] < 1e-14, "one update differs by more than rounding"
assert drift["float32"][0] < 1e-6
assert all(d[-1] > 1000 * d[0] for d in drift.values()), "it grows with training"

# %%
fig = figures.line_plot(drift, "update", "largest difference of weights", log_y=True)
show(fig, "5.2")

# %% caption 5.2
# Largest difference between NumPy's and PyTorch's weights over {len(drift['float64']):,} updates, logarithmic. It starts at
# the rounding of a number, far lower in float64, and grows with training.

# %% [markdown]
# After one update the float64 numbers agree to rounding: **same model**. And a seed in company is the same as the seed alone:

# %%
second = [Layer(W[1:2], b[1:2]) for W, b in params]  # the second seed of section 2
its_grads = backward(second, forward(second, batch[1:2]), y[1:2])
all_grads = backward(params, activations, y)
pairs = zip(its_grads, all_grads, strict=True)
apart = max((dW[0] - all_dW[1]).abs().max().item() for (dW, _), (all_dW, _) in pairs)
print("its gradient alone and beside two others differ by up to", number(apart, 2))

# %% assertions
assert apart < 1e-12

# %% [markdown]
# Later they drift apart. Both programs add the same products in a different order, so they round differently in the last digit. Training
# magnifies small differences. Where do they end?

# %%
rows = []
for name, (nets, stacked) in ends.items():
    inputs = x_test.astype(name)
    ours = [100 * numpy_mlp.evaluate(net, inputs, labels_test)[1] for net in nets]
    by_torch = 100 * mlp.evaluate(stacked, inputs, labels_test)[1].numpy()
    rows += [(f"NumPy, {name}", *ours), (f"PyTorch, {name}", *by_torch)]
seeds = {f"seed {s}": ".1f" for s in range(3)}
table(rows, {"test error (%)": ""} | seeds)

# %% assertions
test_errors = np.array([row[1:] for row in rows])  # (4, S)
assert np.ptp(test_errors, axis=0).max() >= 0.5, "rounding alone moves a run"
assert np.ptp(test_errors.mean(axis=0)) >= 1, "the start still matters"
assert np.ptp(test_errors.mean(axis=1)) < 5, "neither is wrong"

# %% [markdown]
# A column is a seed: same first weights, same batches in all four runs. Neither
# program is wrong, in neither precision: rounding alone moves a run, and its seed still matters. So compare programs after *few*
# updates, in float64, and trust no single run.
#
# One contract remains: what a seed draws must not depend on the seeds beside it. `Streams` gives each seed random streams of its own.

# %%
drawn_alone = Streams([7]).uniform(-1, 1, (2, 2))
drawn_beside = Streams([3, 7, 8]).uniform(-1, 1, (2, 2))
same = torch.equal(drawn_alone[0], drawn_beside[1])
print("seed 7 draws the same alone and beside 3 and 8:", same)

# %% assertions
assert same

# %% [markdown]
# ## 4 · How fast?
#
# Five ways to train three hidden layers of 200 units with batches of 20: NumPy and autograd with one seed, and with 1, 2
# and 8 the course's `mlp.train`, which has your gradients "by hand", in place. **Predict** which is fastest, counted in
# seeds × examples per second of one core, and how many times as fast 8 seeds together are as one.

# %%
keep_prediction("5.speed", {"fastest": ..., "8 seeds / 1 seed": ...})

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
modules += 2 * [torch.nn.Linear(200, 200), torch.nn.Sigmoid()] + [
    torch.nn.Linear(200, 10)
]
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
with_numpy = lambda: numpy_mlp.train(one, some_x, some_y, 0.1, 1, 20, rng)
contestants = {
    "NumPy, 1 seed": (N_SPEED, with_numpy),
    "autograd, 1 seed": (N_SPEED, train_autograd),
} | {f"by hand, {s} seed(s)": (s * N_SPEED, train_ours(s)) for s in (1, 2, 8)}
speed = timing.rates(contestants)

# %%
fastest, together = max(speed, key=speed.get), speed["by hand, 8 seed(s)"]
show(pictures.speed_bars(speed), "5.3")
ratio = number(together / speed["by hand, 1 seed(s)"], 2)
compare_prediction("5.speed", {"fastest": fastest, "8 seeds / 1 seed": ratio})

# %% caption 5.3
# Seeds × examples per second of one core, on the machine that ran this: fastest is “{fastest}”, with
# {speed[fastest] / speed['autograd, 1 seed']:.1f} times the rate of autograd and
# {speed[fastest] / speed['NumPy, 1 seed']:.1f} times that of NumPy.

# %% assertions
assert speed["by hand, 1 seed(s)"] > speed["autograd, 1 seed"]
assert together < 4 * speed["by hand, 1 seed(s)"], "nowhere near eight times as fast"

# %% [markdown]
# Your numbers differ from ours; the reasons do not:
#
# - Gradients by hand, in place, spare what autograd notes down.
# - A **CPU** core multiplies only a few numbers at a time: eight seeds are eight times the work. Grouping saves only
#   the overhead of calls, and many networks' weights leave the cache.
# - A **GPU** has thousands of small cores, and starting a job takes long. One small network leaves it idle; hundreds of seeds in one
#   call make it pay.
#
# ## 5 · One seed lies, many tell
#
# Many seeds were computed in advance: the experiment `depth` asks the paper's first question, for each number of layers
# and each start: at random ("none"), from RBMs, from autoencoders.

# %%
runs, record = store.load_result("depth", "course")
settings, n_runs = record["settings"], record["n_seeds"]
print(f"{n_runs} seeds, {settings['n_train']:,} training digits, {len(runs):,} rows")
runs.head(3)

# %% [markdown]
# **Tidy**: a row for each start, depth, seed and epoch; errors in percent. Which epoch do you report? The rule, decided
# beforehand and the paper's, too: the one with the smallest **validation error**, on digits held out from training, averaged over seeds.
#
# ### Exercise 5.4
#
# Write the mean test error of a start and depth at that epoch. `runs` is a pandas `DataFrame`: `runs["depth"]` is a column, `runs[mask]` the
# rows where `mask` is true, `rows.groupby("epoch")["valid_error"].mean()` a mean for each epoch.
#
# <details><summary>Hint 1</summary>First keep the rows of this start and depth: two conditions, joined by <code>&</code>, each in
# parentheses.</details>
# <details><summary>Hint 2</summary><code>.idxmin()</code> of a mean for each epoch is the epoch with the smallest.</details>


# %% exercise 5.4 · read the table · ★★ · 6 min
def chosen_error(runs, start, depth):
    """Mean test error (%) at the epoch with the smallest mean validation error."""
    ### BEGIN SOLUTION
    rows = runs[(runs["start"] == start) & (runs["depth"] == depth)]
    epoch = rows.groupby("epoch")["valid_error"].mean().idxmin()
    return rows.loc[rows["epoch"] == epoch, "test_error"].mean()
    ### END SOLUTION


chosen_error = check("5.4", chosen_error)

# %%
STARTS = {"none": "no pre-training", "rbm": "RBMs", "autoencoder": "autoencoders"}
depths = settings["depths"]
rows = [
    (name, *(chosen_error(runs, start, d) for d in depths))
    for start, name in STARTS.items()
]
table(rows, {"mean test error (%)": ""} | {f"{d} hidden": ".2f" for d in depths})

# %% [markdown]
# Before you believe a table, ask what each row was given, and whether it had finished. The last column is how far the mean
# validation error fell between the last two measured epochs.

# %%
valid = runs.groupby(["start", "depth", "epoch"])["valid_error"].mean()
per_epoch = settings["n_train"] // settings["batch_size"]  # updates
rows, late = [], {}
for start, name in STARTS.items():
    before = 0 if start == "none" else settings["pretraining_epochs"] * per_epoch
    for d in depths:
        curve = valid[start, d]
        late[start, d] = round(curve.iloc[-2] - curve.iloc[-1], 2) + 0.0  # no -0.00
        tuned = settings["epochs"] * per_epoch
        rows.append((name, d, d * before, tuned, curve.idxmin(), late[start, d]))
table(rows, {"start": "", "hidden layers": "", "updates of pre-training": "",
             "of fine-tuning": "", "chosen epoch": "",
             "fell (points)": ".2f"})  # fmt: skip

# %% assertions · the table has enough seeds, and is not fair
assert n_runs == runs["seed"].nunique() >= 20
last_two = settings["measured"][-2:]
assert last_two == [21, 25]
assert all(valid["none", d].idxmin() == settings["epochs"] == 25 for d in depths)
assert late["none", 3] > 0.2
assert late["none", 4] > 0.1
assert all(late[start, d] < 0.03 for start in ("rbm", "autoencoder") for d in depths)
assert all(late["none", d] < 0.03 for d in (1, 2))
assert all(valid["autoencoder", d].idxmin() == 25 for d in depths)

# %% [markdown]
# So the table is **not fair in updates**. Without pre-training networks get 25 epochs, and with 3 and 4 layers they have not finished: the
# error still fell by more than 0.1 points from epoch 21 to 25. All others hardly change at the end (though the chosen epoch is often
# the last), and the pre-trained had 10 epochs a layer before the same 25. The large differences with 3 and 4 layers mix where a network goes and how far it has come. Lessons 06 and 07 have longer runs.
#
# Means also hide what they are made of. `at_chosen_epoch` picks the same epochs and keeps all seeds:

# %%
chosen = at_chosen_epoch(runs).sort_values("seed")
errors = {
    key: rows["test_error"].to_numpy(float)
    for key, rows in chosen.groupby(["start", "depth"])
}
groups = {name: {d: errors[start, d] for d in depths} for start, name in STARTS.items()}
show(pictures.strips(groups, "test error (%)", log_y=True), "5.4")

# %% caption 5.4
widest = max(errors, key=lambda key: np.ptp(errors[key]))
low, high = errors[widest].min(), errors[widest].max()
# A dot for each of {n_runs} seeds, from left to right, a black bar at each mean; logarithmic. The seeds of one start and depth differ
# most with {STARTS[widest[0]]}, {widest[1]} hidden layers: from {low:.2f} to {high:.2f} %.

# %% assertions
means = runs.groupby(["start", "depth", "epoch"])[["valid_error", "test_error"]].mean()
for start, d in errors:
    valid, test = means.loc[start, d].to_numpy(float).T
    least = np.isclose(valid, valid.min(), rtol=1e-6)  # a tie: rounding chooses
    assert np.isclose(test[least], chosen_error(runs, start, d), rtol=1e-4).any()

# %% [markdown]
# Same code, same digits: the seed alone makes this difference. Now suppose that you had run **one** seed of each start, as
# many papers do: a **pair**, with the same first random weights and order of the digits. **Predict** for three comparisons
# in how many of 100 pairs the two come out in the wrong order.

# %%
pairs = {  # test errors of two starts, (S,) each
    "RBMs or autoencoders, 4 layers": (errors["rbm", 4], errors["autoencoder", 4]),
    "RBMs or autoencoders, 2 layers": (errors["rbm", 2], errors["autoencoder", 2]),
    "none or autoencoders, 4 layers": (errors["none", 4], errors["autoencoder", 4]),
}
keep_prediction("5.lies", {"RBMs or autoencoders, 4 layers": ...,
                           "RBMs or autoencoders, 2 layers": ...,
                           "none or autoencoders, 4 layers": ...})  # fmt: skip


# %%
def one_seed_lies(a, b):
    """Share of pairs that are not in the order of the means; ties count half."""
    gaps = (a - b) * np.sign(a.mean() - b.mean())  # (S,)
    return (gaps < 0).mean() + (gaps == 0).mean() / 2


lies = {name: one_seed_lies(*both) for name, both in pairs.items()}
gaps = {name: np.subtract(*both) for name, both in pairs.items()}
percent = {name: 100 * share for name, share in lies.items()}
compare_prediction("5.lies", {name: f"{share:.0f}" for name, share in percent.items()})
table(
    [(name, d.mean(), d.std(ddof=1), percent[name]) for name, d in gaps.items()],
    {"comparison": "", "mean difference": "+.2f", "sd over seeds": ".2f",
     "one seed lies (%)": ".0f"},
)  # fmt: skip

# %% assertions
by_lies = sorted(lies, key=lies.get, reverse=True)
against = [abs(gaps[name].mean()) / gaps[name].std(ddof=1) for name in by_lies]
assert against == sorted(against), "the smaller against the spread, the more lies"
assert lies[by_lies[0]] > 0.1, "a small difference is in doubt"
assert lies[by_lies[-1]] < 0.05, "a large one is not"

# %% [markdown]
# What counts is the difference *against the spread*: the smaller it is, the nearer one seed comes to tossing a coin.
#
# How many, then? Move the slider: each experiment takes $n$ pairs, drawn from those of the table *with* replacement, and reports the
# difference of the means. The histograms show what 4,000 such experiments would report.

# %%
small, large = max(lies, key=lies.get), min(lies, key=lies.get)


def experiments_with(seeds):
    rng, two = np.random.default_rng(seeds), (small, large)
    found = {name: pictures.mean_of_n_seeds(*pairs[name], seeds, rng) for name in two}
    return pictures.difference_histograms(found, {name: gaps[name] for name in two})


sliders = explore(
    experiments_with, "5.5", seeds=([1, 2, 3, 5, 10, 20, 50, 100, 400], 3)
)

# %% caption 5.5
# What experiments with so many seeds would report: left for the comparison that a single seed gets wrong most often, right for the one it gets wrong
# least often. Blue: the right sign, or none; orange and hatched: the wrong one. Solid line: 0; dashed: the difference over all seeds.

# %% [markdown]
# The width falls like $1 / \sqrt{n}$: four times the seeds, half the width.
#
# ### A bootstrap interval
#
# Lesson 04's interval trusts that a mean of seeds is nearly normal. The **bootstrap** trusts the seeds themselves:
#
# 1. draw $S$ seeds from the $S$ that you have, *with* replacement: a "resample", in which some come twice and some not at all;
# 2. compute the difference of the means in it; repeat many times;
# 3. report the range of the middle 95 % of these numbers (the *percentile* interval).
#
# Our seeds are pairs, so draw them once, for both.
#
# ### Exercise 5.5
#
# Write the interval of `a.mean() - b.mean()`.
#
# <details><summary>Hint 1</summary>One resample: <code>index = rng.integers(0, len(a), len(a))</code>, then <code>a[index]</code> and
# <code>b[index]</code>. A loop is fine.</details>
# <details><summary>Hint 2</summary><code>np.quantile(values, q)</code> with two values of q. How much of the numbers lies below the middle 95 %?</details>


# %% exercise 5.5 · a bootstrap interval · ★★ · 8 min
def bootstrap_interval(a, b, n_resamples, rng):
    """95 % percentile interval of a.mean() - b.mean(): (S,), (S,) -> (low, high)."""
    ### BEGIN SOLUTION
    index = rng.integers(0, len(a), (n_resamples, len(a)))  # a resample a row
    differences = (a - b)[index].mean(axis=1)
    low, high = np.quantile(differences, [0.025, 0.975])
    return low, high
    ### END SOLUTION


bootstrap_interval = check("5.5", bootstrap_interval)

# %%
rows = []
for name, both in pairs.items():
    low, high = bootstrap_interval(*both, 4000, np.random.default_rng(0))
    student = scipy.stats.ttest_rel(*both).confidence_interval()
    ends = (f"{a:+.2f} to {b:+.2f}" for a, b in ((low, high), student))
    zero = "inside" if low <= 0 <= high else "outside"
    rows.append((name, gaps[name].mean(), *ends, zero))
names = ["comparison", "difference", "bootstrap", "Student's t", "0 is"]
table(rows, dict.fromkeys(names, "") | {"difference": "+.2f"})

# %% assertions
for name, both in pairs.items():
    low, high = bootstrap_interval(*both, 4000, np.random.default_rng(0))
    t_low, t_high = scipy.stats.ttest_rel(*both).confidence_interval()
    assert max(low, t_low) <= gaps[name].mean() <= min(high, t_high)
    assert max(abs(low - t_low), abs(high - t_high)) < 0.02, "they hardly differ"

# %% [markdown]
# With so many seeds the two hardly differ. With few, the bootstrap's is too narrow: with five (normal differences) it holds the truth
# in about 84 % of the experiments instead of 95 %.

# %%
counts = [n for n in (5, 10, 20, 50, 100, 200, 400) if n < n_runs] + [n_runs]
a, b = pairs[small]
found = np.array(
    [bootstrap_interval(a[:n], b[:n], 4000, np.random.default_rng(0)) for n in counts]
)  # (counts, 2)
middle, half, places = found.mean(axis=1), np.ptp(found, axis=1) / 2, range(len(counts))
fig, ax = figures.axes(width=6)
ax.errorbar(places, middle, half, fmt="none", capsize=5)
ax.plot(places, [(a[:n] - b[:n]).mean() for n in counts], "o", color="black")
ax.axhline(0, color="0.5", ls=":")
ax.set(xlabel="seeds used", ylabel="difference (points)", xticks=places)
ax.set_xticklabels(counts)
show(fig, "5.6")

# %% caption 5.6
widths = np.ptp(found, axis=1)
# {small}: difference (dot) and bootstrap interval (bar) from the first n seeds; dotted: no difference. The interval is {widths[0]:.2f} points
# wide with {counts[0]} seeds, and should be wider; {widths[-1]:.2f} with {counts[-1]}.

# %% [markdown]
# ### Exercise 5.6
#
# Plan an experiment: how many seeds does a difference of 0.1 points need? More exactly: what is the smallest $n \ge 2$ for which
# the half width of the $t$ interval, $t_{0.975, n-1} \cdot \text{sd}(d) / \sqrt{n}$, is at most 0.1? Here $d$ are the paired differences of the
# seeds that you have; their sd (which divides by $S - 1$) stands for that of the $n$ seeds to come.
#
# <details><summary>Hint 1</summary>The quantile depends on n, so there is no formula: try n = 2, 3, 4, ...</details>
# <details><summary>Hint 2</summary><code>scipy.stats.t.ppf(0.975, n - 1)</code>; <code>d.std(ddof=1)</code>.</details>


# %% exercise 5.6 · how many seeds · ★★ · 6 min
def seeds_needed(d, half_width):
    """Smallest n >= 2 whose 95 % interval reaches at most half_width to each side."""
    ### BEGIN SOLUTION
    n, sd = 2, d.std(ddof=1)
    while scipy.stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n) > half_width:
        n += 1
    return n
    ### END SOLUTION


seeds_needed = check("5.6", seeds_needed)

# %%
rows = []
for name, d in gaps.items():
    half = max(abs(d.mean()) / 2, 0.01)
    apart = np.hypot(*np.std(pairs[name], axis=1, ddof=1))  # the variances add
    needed = seeds_needed(d, 0.1), seeds_needed(d, half)
    rows.append((name, *needed, half, d.std(ddof=1), apart))
table(rows, {"comparison": "", "seeds for ± 0.1": "", "for ± half the difference": "",
             "which is": ".2f", "sd, paired": ".3f",
             "sd, no pairs": ".3f"})  # fmt: skip

# %% assertions
by_size = sorted(rows, key=lambda row: abs(gaps[row[0]].mean()) / row[-2])
assert [row[2] for row in by_size] == sorted([row[2] for row in rows], reverse=True)
paired, apart = np.array([row[-2:] for row in rows]).T
assert paired[0] > 1.05 * apart[0], "with 4 layers, RBMs or autoencoders: pairing costs"
assert (abs(paired[1:] / apart[1:] - 1) < 0.03).all(), "and gains nothing elsewhere"

# %% [markdown]
# To tell a difference from 0, take half of its size: with the whole difference to each side, every second experiment would miss it.
#
# Pairing helps as far as the two runs go up and down together. It can also **cost**: where one tends to go up when the other
# goes down, paired differences spread more than those of strangers. Here it gains nothing, and in the first row it costs.
#
# The paper has 400 seeds for each start in its Figs 1, 2 and 8. Its Fig. 11 has *one*.
#
# ### What no number of seeds can tell
#
# An interval over seeds is about other *seeds*, nothing else. Not about:
#
# - **another test set**. All seeds are tested on the same digits. Ten times the seeds do not make the first number below smaller.
# - **another training set**: ours are one draw of the digits;
# - **another number of updates**: who was stopped on the way is so with 400 seeds, too;
# - **another choice of rates**: a badly tuned start is bad with 400 seeds, with a very narrow interval.

# %%
n_test = {"mnist": 10_000, "digits_5k": 1_000}[settings["data"]]
p, sd = errors["rbm", 2].mean() / 100, errors["rbm", 2].std(ddof=1)
first, second = 100 * np.sqrt(p * (1 - p) / n_test), sd / np.sqrt(n_runs)
print(
    f"standard error of {100 * p:.2f} % on {n_test:,} test digits: {first:.2f} points"
)
print(f"standard error of the mean over {n_runs} seeds: {second:.2f} points")

# %% [markdown]
# An example of the last: with 3 layers the autoencoders do worse than with 2 and with 4. Here is what their choice of rates looked at, the
# smallest mean validation error (%) of three layers over **two** seeds, for each rate of pre-training (rows) and fine-tuning (columns).

# %%
tuning, made = store.load_result("tune", "course")
three = tuning[(tuning["start"] == "autoencoder") & (tuning["depth"] == 3)]
tried = three.groupby(["pretraining", "rate", "epoch"])["valid_error"].mean()
tried = tried.groupby(["pretraining", "rate"]).min()
taken = settings["rates"]["autoencoder"]
print(
    "taken: pre-training", taken["pretraining"], "fine-tuning", taken["supervised"]["3"]
)
tried.unstack().round(2)

# %% assertions · the autoencoder with three layers
assert made["n_seeds"] == settings["tuning_seeds"] == 2
assert taken["pretraining"] == max(settings["pretraining_grid"]) == 0.3
assert record["rates_at_edge_of_grid"] == ["autoencoder, pre-training: 0.3"]
assert taken["supervised"]["3"] == 0.5
assert round(tried[0.3, 1.0] - tried[0.3, 0.5], 2) == 0.04
assert taken["supervised"]["2"] == 2
assert taken["supervised"]["4"] == 1
assert round(tried[0.3, 0.5] - tried[0.1, 1.0], 2) == 0.23
means = [errors["autoencoder", d].mean() for d in depths]
assert means[2] > 0.2 + max(means[1], means[3])

# %% [markdown]
# In the row of 0.3, the rate 0.5 won against 1 by 0.04 points, on two seeds: a coin. The row is the edge of its grid, and best for the mean over
# depths: three layers alone would do better with 0.1, by 0.23 points. The bump at 3 layers may be a fact about this choice. A
# hundred seeds cannot tell: they repeat it.

# %% [markdown]
# ## 6 · Run an experiment
#
# Everything from here on is run by one command. Each experiment asks one question, in several sizes, its **budgets**. Here are two
# (without names, `list` shows all):

# %%
status = run_module("utils.experiments", "list", "depth", "trajectories")

# %% [markdown]
# C1, C2, ... are claims of the paper that an experiment judges. A run is cut into **tasks**, each a start (the list says "condition") and a
# group of seeds; here there are three. A process for each core takes them (here one process):

# %%
temporary = tempfile.TemporaryDirectory()
folder = Path(temporary.name)

# %%
what = ["--budget", "demo", "--seeds", "1", "--out", folder]
run = ["run", "trajectories", *what, "--workers", "1"]
status = run_module("utils.experiments", *run, shorten={folder: "FOLDER"})

# %% assertions
assert status == 0

# %%
show_file(folder / "trajectories-demo.png", "5.7")

# %% caption 5.7
# The figure that the run has written: test against training loss of one seed for 1, 2 and 3 hidden layers, a curve for each
# start. Lesson 07 reads it, with many seeds.

# %% [markdown]
# The table is next to it:

# %%
live, made = store.load_result("trajectories", "demo", folder)
last = live[live["epoch"] == live["epoch"].max()]
last.groupby(["start", "depth"])[["train_nll", "test_nll", "test_error"]].mean().round(
    3
)

# %% [markdown]
# The file also carries its **record**: what made it, so that anybody can make it again.

# %%
told = {key: made[key] for key in ("seeds", "group", "rates_from", "processor")}
told["versions"] = ", ".join(
    f"{key} {value}" for key, value in made["versions"].items()
)
for key in ("data", "n_train", "width", "epochs", "pretraining_epochs", "batch_size"):
    told[key] = made["settings"][key]
for start, rates in made["settings"]["rates"].items():
    told[f"rate of pre-training, {start}"] = rates["pretraining"]
    told[f"rates, {start}"] = ", ".join(map(str, rates["supervised"].values()))
table([(key, str(value)) for key, value in told.items()], ["what", "record"])

# %% [markdown]
# `0-0`: from seed 0 to seed 0. `group`: seeds in one call. Rates were chosen beforehand by the experiment `tune`, on validation digits.
#
# What if you press Ctrl-C? Each task's table is written whole or not at all, and the same command computes what is missing. Here
# nothing is:

# %%
status = run_module("utils.experiments", *run, shorten={folder: "FOLDER"})
also = ["status", "depth", *what]
found = run_module("utils.experiments", *also, shorten={folder: "FOLDER"})

# %% assertions
assert (status, found) == (0, 0)

# %% [markdown]
# `depth` needs the same networks, so it finds its tasks done, too; `run depth` has only to collect them.
#
# On a **cluster** the same tasks go to other machines (Dask):
#
# ```sh
# dask scheduler                                          # on one machine, HOST
# dask worker tcp://HOST:8786 --nthreads 1 --nworkers 32  # on each of the others
# python -m utils.experiments run depth --budget paper --scheduler tcp://HOST:8786
# ```
#
# Two more: `verify depth` computes a slice of a shipped result again and compares; `claims` judges the paper's claims, with intervals
# over seeds as yours (Student's t times the standard error), and tells what each start was given.

# %%
progress(5)

# %% [markdown]
# ## Recap
#
# Why so many seeds, and how to afford them?
#
# - Because a difference must be judged against the spread over seeds. One seed tells a large one and guesses a small one; the width of an
#   interval falls like $1 / \sqrt{n}$.
# - By more cores, or one more axis on a GPU: `@`, `.mT` and `unsqueeze` carry all seeds through one call.
# - A bootstrap interval covers other seeds, not other digits, rates or numbers of updates: ask of every table how many updates each row
#   has had, whether it had finished, and how its rates were chosen.
#
# **Quiz**
#
# 1. `b` has shape (20, 20), the product (20, 20, 20). Why is `x @ W + b` dangerous?
# 2. Your float32 and float64 runs of one seed end with different errors. Is there a bug?
# 3. An interval of a difference excludes 0, with 400 seeds. May you say "on any digits"?
# 4. You want an interval a third as wide. How many times as many seeds?
#
# <details><summary>Answers</summary>
#
# 1. It runs: the biases of seed $n$ go to example $n$ of every seed. Test with sizes that all differ.
# 2. Not necessarily: rounding grows during training. Compare after few updates, in float64.
# 3. No: on these training and test digits, with these rates and epochs.
# 4. Nine times as many.
#
# </details>
#
# ## In practice
#
# - On a GPU add `--device cuda`. It draws other random numbers for the same seed, so compare distributions, not runs.
# - `torch_models` trains in float32. On one machine, with one group size, a run repeats bit for bit; on another processor it may drift.
# - `scipy.stats.bootstrap` is the tool for work; its default, BCa, corrects skewness, too.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: [*Why does unsupervised pre-training help deep learning?*](https://www.jmlr.org/papers/v11/erhan10a.html) JMLR 11
#   (2010). Section 5 has the procedure: many rates with 10 seeds each, then the best with 400 more. Figs 1, 2 and 8 show these.
# - Efron and Tibshirani: [*An introduction to the bootstrap*](https://doi.org/10.1201/9780429246593), Chapman and Hall (1993).
# - Wickham: [*Tidy data*](https://doi.org/10.18637/jss.v059.i10), Journal of Statistical Software 59 (2014).
#
# **Next**: [lesson 06](06_compare_depths.ipynb) asks with all these seeds whether pre-training helps, and whether depth matters.
