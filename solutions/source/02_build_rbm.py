# %% [markdown]
# # 02 · An RBM from NumPy
#
# Can a layer learn something useful about digits without being told which digit is which? This lesson builds the
# first layer that can: a *restricted Boltzmann machine* (RBM), one of the paper's two kinds of pre-training.
#
# **What you'll do**
#
# - compute everything about a tiny RBM exactly, by adding up all its states;
# - write the free energy, the Gibbs sampler and contrastive divergence, and hold each against the exact answer;
# - train on 4,000 digits, watch the filters form, and let the machine dream;
# - estimate how probable it finds digits that it has never seen.
#
# **What you'll learn**
#
# - what an energy says about probabilities, and why the partition function is the difficulty;
# - why contrastive divergence is wrong on average, and works nevertheless;
# - why a falling reconstruction error does not mean that the model gets better.
#
# **What you need**: lesson 01, and probabilities of binary variables (conditional, independent, Bayes).
#
# **Time**: about 60 minutes, of which 40 for the six exercises. The computer needs less than a minute in all.

# %%
from itertools import product

import numpy as np

from utils.data import load_digits_5k
from utils.lessons.lesson_02 import pictures
from utils.numpy_models import likelihood, rbm
from utils.numpy_models.gradients import numerical_gradient
from utils.numpy_models.mlp import minibatches, sigmoid
from utils.numpy_models.rbm import RBM
from utils.teaching import check, explore, figures, progress, show

# %% [markdown]
# ## 1 · Energy
#
# An RBM has $V$ **visible** units $v_j$, which hold the data, and $H$ **hidden** units $h_i$. Each is 0 or 1. There
# are weights $W$ of shape $(V, H)$ between the layers, and none inside a layer (that is what *restricted* means);
# visible biases $b$ of shape $(V,)$ and hidden biases $c$ of shape $(H,)$. Here is one with four visible and three
# hidden units: 19 numbers in all, and yet it has every difficulty of a large one.

# %%
tiny = RBM(
    W=np.array([[2.0, -1.5, 1], [2, -1.5, -1], [-1.5, 2, 1], [-1.5, 2, -1]]),
    b=np.array([-0.5, 0.25, -0.75, 0]),
    c=np.array([-1.0, -0.25, 0.25]),
)

# %%
show(
    pictures.bipartite_graph(tiny.W, v=[1, 1, 0, 0], h=[1, 0, 0]),
    "The tiny RBM: visible units below, hidden units above, a line for each weight (solid and red: positive, dashed "
    "and blue: negative). Filled units are on: v1 and v2, and h1, which has positive weights to both.",
)

# %% [markdown]
# Every joint state $(v, h)$ has an **energy**
#
# $$E(v, h) = -\left( v\, W h + b\, v + c\, h \right)$$
#
# Two units that are both on lower the energy by the weight between them. Low energy means probable:
#
# $$P(v, h) = \frac{e^{-E(v, h)}}{Z}, \qquad Z = \sum_{v, h} e^{-E(v, h)}$$
#
# $Z$, the **partition function**, is what makes the probabilities sum to 1.


# %%
def energy(v, h, W, b, c):
    """E(v, h) for each row: (N, V) and (N, H) -> (N,)."""
    return -((v @ W) * h).sum(axis=1) - v @ b - h @ c


# %%
v = np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0]])
h = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]])
energy(v, h, *tiny)

# %% [markdown]
# The state of the picture (the second) has the lowest energy of the three. Switching $h_2$ on instead costs energy:
# its weights to the units that are on are negative.
#
# ## 2 · Everything, exactly
#
# Four and three units have $2^4 \cdot 2^3 = 128$ joint states. A computer can simply visit them all.


# %%
def all_states(n):
    """Every binary state of n units: (2 ** n, n)."""
    return np.array(list(product((0.0, 1.0), repeat=n)))


# %%
all_states(2)

# %% [markdown]
# ### Exercise 2.1
#
# Compute $\log Z$ by adding up $e^{-E}$ over *every* visible state with *every* hidden state. Let no exponential
# overflow: `np.logaddexp.reduce(a)` gives $\log \sum e^{a}$ of a vector safely.
#
# <details><summary>Hint 1</summary>Take one visible state at a time: <code>np.tile(one, (len(h), 1))</code> repeats
# it, so that <code>energy</code> can pair it with all hidden states.</details>
# <details><summary>Hint 2</summary>Collect these vectors of energies, join them with
# <code>np.concatenate</code>, and mind the minus sign.</details>


# %% exercise 2.1 · log partition function · ★★ · 7 min
def log_partition(W, b, c):
    """log Z by visiting all pairs of states, in nats."""
    ### BEGIN SOLUTION
    v, h = all_states(len(b)), all_states(len(c))
    E = [energy(np.tile(one, (len(h), 1)), h, W, b, c) for one in v]  # every v with every h
    return np.logaddexp.reduce(-np.concatenate(E))
    ### END SOLUTION


log_partition = check("2.1", log_partition)

# %%
log_z = log_partition(*tiny)
pairs = [np.exp(-energy(np.tile(v, (8, 1)), all_states(3), *tiny) - log_z).sum() for v in all_states(4)]
p_exact = np.array(pairs)  # P(v), all hidden states added up
print(f"log Z = {log_z:.4f} nats    the 16 probabilities sum to {p_exact.sum():.6f}")

# %%
best = all_states(4)[np.argsort(p_exact)[-2:]].astype(int)
show(
    pictures.state_probabilities(all_states(4), {"exact": p_exact}),
    f"Probability of the 16 visible states. The two most probable, {best[1]} and {best[0]}, share "
    f"{np.sort(p_exact)[-2:].sum():.0%}: the machine likes one half on and the other off.",
)

# %% [markdown]
# For 784 pixels and 100 hidden units there are $2^{884}$ states. No computer will ever visit them. All that follows
# is about doing without.
#
# ## 3 · Free energy
#
# Usually we only see $v$. Define the **free energy** $F$ so that $P(v) = e^{-F(v)} / Z$, that is
#
# $$F(v) = -\log \sum_h e^{-E(v, h)}$$
#
# This sum has $2^H$ terms, but it comes apart. Given $v$, the energy is $-b v - \sum_i a_i h_i$ with the input
# $a_i = c_i + v W_i$ of hidden unit $i$ ($W_i$ is column $i$). So $e^{-E}$ is a product with one factor a unit, and the sum over
# $h_i \in \{0, 1\}$ can be done for each unit on its own:
#
# $$\sum_h e^{-E(v, h)} = e^{b v} \prod_i \sum_{h_i} e^{a_i h_i}$$
#
# ### Exercise 2.2
#
# Finish the derivation on paper: do the inner sum and take minus the logarithm. Then write it. The check adds up
# all hidden states and compares.
#
# <details><summary>Hint 1</summary>The inner sum has two terms: h = 0 and h = 1.</details>
# <details><summary>Hint 2</summary><code>np.logaddexp(0, a)</code> is log(1 + exp(a)) without overflow; the sum over
# hidden units goes along axis 1.</details>


# %% exercise 2.2 · free energy · ★★ · 7 min
def free_energy(v, W, b, c):
    """F(v) for each row of v: (N, V) -> (N,)."""
    ### BEGIN SOLUTION
    return -v @ b - np.logaddexp(0, c + v @ W).sum(axis=1)
    ### END SOLUTION


free_energy = check("2.2", free_energy)

# %%
p_free = np.exp(-free_energy(all_states(4), *tiny) - log_z)
print(f"largest difference from adding up all pairs: {np.abs(p_free - p_exact).max():.0e}")

# %% [markdown]
# One line now does what 8 terms did before; for 100 hidden units, what $2^{100}$ terms would have done. Only $Z$
# remains out of reach.
#
# ## 4 · Gibbs sampling
#
# The same factors show that, given $v$, the hidden units are *independent* of each other, and the other way round:
#
# $$P(h_i = 1 \mid v) = \sigma(c_i + v W_i), \qquad P(v_j = 1 \mid h) = \sigma(b_j + W_j h)$$
#
# with $\sigma$ the sigmoid and $W_j$ row $j$. The hidden layer of an RBM is therefore the layer of lesson 01.


# %%
def hidden_probabilities(v, W, c):
    """P(h = 1 | v): (N, V) -> (N, H)."""
    return sigmoid(v @ W + c)


def visible_probabilities(h, W, b):
    """P(v = 1 | h): (N, H) -> (N, V)."""
    return sigmoid(h @ W.T + b)


def sample_bernoulli(p, rng):
    """Zeros and ones, each 1 with its own probability."""
    return (rng.random(p.shape, dtype=p.dtype) < p).astype(p.dtype)


# %%
weights = np.exp(-energy(np.tile([1.0, 1, 0, 0], (8, 1)), all_states(3), *tiny))  # of all hidden states
print("by enumeration:", np.round(weights @ all_states(3) / weights.sum(), 4))
print("by the formula:", np.round(hidden_probabilities(np.array([1.0, 1, 0, 0]), tiny.W, tiny.c), 4))

# %% [markdown]
# To draw from $P(v, h)$, alternate: sample all hidden units given $v$, then all visible units given $h$. This is
# **block Gibbs sampling**. Whatever the start, the distribution of the states approaches $P$.
#
# ### Exercise 2.3
#
# Write one step. Many chains run side by side, one a row. Take random numbers only from `rng`. Return the new $v$, and
# the $h$ that it was sampled from.
#
# <details><summary>Hint</summary>Two lines, with the three functions above. Both layers must be sampled: passing
# on probabilities is not a draw from the joint distribution.</details>


# %% exercise 2.3 · a Gibbs step · ★★ · 7 min
def gibbs_step(v, W, b, c, rng):
    """A new visible state for each row, and the hidden state between: (N, V) -> (N, V), (N, H)."""
    ### BEGIN SOLUTION
    h = sample_bernoulli(hidden_probabilities(v, W, c), rng)  # (N, H)
    return sample_bernoulli(visible_probabilities(h, W, b), rng), h
    ### END SOLUTION


gibbs_step = check("2.3", gibbs_step)

# %% [markdown]
# Start 20,000 chains of the tiny RBM in the same visible state, 1100. Predict: after how many steps can you not tell
# any more where they started? To measure it, compare the share of chains in each state with its exact probability: half
# of the sum of the absolute differences is the *total variation*, 0 for equal and 1 for disjoint distributions.


# %%
def shares(v):
    """Share of the chains in each visible state, in the order of all_states: (N, V) -> (2 ** V,)."""
    numbers = v @ 2.0 ** np.arange(v.shape[1])[::-1]
    return np.bincount(numbers.astype(int), minlength=2 ** v.shape[1]) / len(v)


def convergence(model, n_steps, rng, n_chains=20_000):
    """Total variation after 0, 1, ... steps, and the shares at the end."""
    p = np.exp(-free_energy(all_states(4), *model) - log_partition(*model))
    v, distances = np.tile([1.0, 1, 0, 0], (n_chains, 1)), []
    for _ in range(n_steps + 1):
        distances.append(0.5 * np.abs(shares(v) - p).sum())
        v, _ = gibbs_step(v, *model, rng)
    return distances, shares(v)


# %%
strong = RBM(*(2 * theta for theta in tiny))  # the same machine, all parameters doubled
fast, p_sampled = convergence(tiny, 30, np.random.default_rng(0))
slow, _ = convergence(strong, 30, np.random.default_rng(0))
show(
    figures.line_plot(
        {"tiny": fast, "parameters doubled": slow}, "Gibbs step", "total variation", log_y=True
    ),
    f"Distance from the exact distribution. The tiny RBM comes down to the noise of 20,000 chains (about 0.01) in "
    f"{int(np.argmax(np.array(fast) < 0.015))} steps; with doubled parameters the distance is still {slow[-1]:.2f} after 30.",
)

# %%
show(
    pictures.state_probabilities(all_states(4), {"exact": p_exact, "sampled": p_sampled}),
    f"Exact probabilities beside the shares of the chains: nowhere more than {np.abs(p_exact - p_sampled).max():.3f} "
    "apart.",
)

# %% [markdown]
# The sampler is right, but speed is another matter. Large parameters make unlikely states very unlikely, and a
# chain that must cross them to get from one half of the states to the other rarely does. Chains like these are said to *mix* slowly.
#
# ## 5 · The gradient of the likelihood
#
# Learning means making the data more probable: climb $\ell = \frac{1}{N} \sum_n \log P(v_n) = -\frac{1}{N} \sum_n F(v_n) - \log Z$.
# Differentiate by $W_{ji}$. The first part gives $v_j\, P(h_i = 1 \mid v)$ averaged over the data; $\log Z$ gives the
# same, averaged over *the model's own* states:
#
# $$\frac{\partial \ell}{\partial W_{ji}} = \langle v_j h_i \rangle_{\text{data}} - \langle v_j h_i \rangle_{\text{model}}$$
#
# and the same with $v_j$ alone for $b_j$, and $h_i$ alone for $c_i$. The data term lowers the energy of what is seen; the model
# term raises the energy of what the machine dreams. When dreams and data agree, learning stops. For the tiny RBM
# both terms are exact, and finite differences confirm the formula:

# %%
data = np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1]])  # a training set of four
exact = likelihood.log_likelihood_gradient(data, *tiny)
slow_dW = numerical_gradient(
    lambda W: -free_energy(data, W, *tiny[1:]).mean() - log_partition(W, *tiny[1:]), tiny.W
)
print(f"largest difference from finite differences: {np.abs(slow_dW - exact.W).max():.0e}")
assert np.abs(slow_dW - exact.W).max() < 1e-7

# %% [markdown]
# The model term needs samples of the model, and a fresh chain has to run long. Hinton's shortcut, **contrastive
# divergence** (CD-$k$), starts the chain at the data and stops after $k$ steps, often a single one. The paper
# speaks of contrastive divergence and does not print its $k$.
#
# ### Exercise 2.4
#
# Write it. The chain must sample. The two averages use $P(h \mid v)$ instead of a sample of $h$, at the data and at the end
# of the chain: the mean is the same and the noise is less. Give `RBM(dW, db, dc)`, means over the batch.
#
# <details><summary>Hint 1</summary>Keep two visible arrays: the data <code>v</code>, and <code>v_model</code>, which
# starts as <code>v</code> and goes through <code>gibbs_step</code> k times.</details>
# <details><summary>Hint 2</summary>The mean of v_j h_i over the batch, for all j and i at once, is
# <code>v.T @ h / len(v)</code>.</details>


# %% exercise 2.4 · contrastive divergence · ★★★ · 9 min
def cd_gradient(v, W, b, c, rng, k=1):
    """CD-k estimate of the gradient of the mean log-likelihood, as RBM(dW, db, dc)."""
    ### BEGIN SOLUTION
    v_model = v
    for _ in range(k):
        v_model, _ = gibbs_step(v_model, W, b, c, rng)  # (N, V)
    h = hidden_probabilities(v, W, c)  # (N, H)
    h_model = hidden_probabilities(v_model, W, c)
    dW = (v.T @ h - v_model.T @ h_model) / len(v)
    return RBM(dW, (v - v_model).mean(axis=0), (h - h_model).mean(axis=0))
    ### END SOLUTION


cd_gradient = check("2.4", cd_gradient)


# %% [markdown]
# How good is the shortcut? Take the mean over very many chains, so that the noise is gone, and look at what is left:
# the *bias*, $\lVert \text{mean of CD-}k - \text{exact} \rVert / \lVert \text{exact} \rVert$, here for `dW`.
#
# ### Exercise 2.5
#
# The bias of CD-1 on the tiny RBM, from 2,000 chains for each training state, is about 0.4. Predict what becomes of it
# after each of three changes: ten times as many chains, ten Gibbs steps instead of one, all parameters doubled. Put
# `"smaller"`, `"the same"` (within a tenth) or `"larger"` in place of the dots. The check runs all three.
#
# <details><summary>Hint</summary>What part of the error comes from having few chains, and what part from stopping
# them early? And look at the figure of the convergence again.</details>

# %% exercise 2.5 · the bias of contrastive divergence · ★★ · 4 min
### BEGIN SOLUTION
prediction = {
    "ten times as many chains": "the same",
    "ten Gibbs steps": "smaller",
    "parameters doubled": "larger",
}
### END SOLUTION
### BEGIN STUB
# prediction = {
#     "ten times as many chains": ...,
#     "ten Gibbs steps": ...,
#     "parameters doubled": ...,
# }
### END STUB

prediction = check("2.5", prediction)


# %%
def cd_bias(model, k, rng, copies=10_000):
    """Relative distance between the mean CD-k gradient and the exact one."""
    exact = likelihood.log_likelihood_gradient(data, *model).W
    estimate = cd_gradient(np.tile(data, (copies, 1)), *model, rng, k)[0]
    return np.linalg.norm(estimate - exact) / np.linalg.norm(exact)


# %%
steps = (1, 2, 3, 5, 10, 20)
models = {"tiny": tiny, "parameters doubled": strong}
bias = {name: [cd_bias(m, k, np.random.default_rng(1)) for k in steps] for name, m in models.items()}
show(
    figures.line_plot(bias, "Gibbs steps k", "bias of CD-k (relative)", x=steps, log_y=True),
    f"The bias falls with k, for the tiny RBM from {bias['tiny'][0]:.2f} to {bias['tiny'][-1]:.3f}; with doubled "
    f"parameters from {bias['parameters doubled'][0]:.2f} to only {bias['parameters doubled'][-1]:.2f}.",
)

# %% [markdown]
# The bias does not average out: CD-1 follows a direction that is not the gradient of the likelihood. It is still
# useful: as long as the bias is below 1, the mean step makes an acute angle with the gradient and leads uphill. And the mistake grows during training, as the weights do.
#
# **Persistent** contrastive divergence (PCD) pays for no longer chain and yet has one: each update lets the *same* chains go on from where the
# last update left them. With parameters that stand still, time brings the chains to the model:

# %%
chains, rng = np.tile(data, (5_000, 1)), np.random.default_rng(2)
for step in range(1, 101):
    estimate, chains = rbm.persistent_contrastive_divergence(data, chains, *strong, rng)
    if step in (1, 10, 100):
        off = np.linalg.norm(estimate.W - (target := likelihood.log_likelihood_gradient(data, *strong).W))
        print(f"doubled parameters, PCD-1 after {step:3d} updates: bias {off / np.linalg.norm(target):.2f}")

# %% [markdown]
# In training the parameters move, and the chains must keep up: PCD wants small learning rates.
#
# ## 6 · Learning digits
#
# A likelihood needs binary data, so round the pixels: ink or no ink. (The paper uses grey levels as
# probabilities, and so does the rest of the course.) Weights start as in lesson 01, training is plain SGD: no momentum.

# %%
digits = load_digits_5k()
x, x_test = ((part.images > 0.5).astype(np.float32) for part in (digits.train, digits.test))
print("train:", x.shape, "  test:", x_test.shape, f"  ink: {x.mean():.0%} of the pixels")

# %%
rng = np.random.default_rng(3)
model = rbm.init_rbm(784, 100, rng)
snapshots = {0: model.W.copy()}
for epoch in range(1, 11):
    for batch in minibatches(len(x), 20, rng):
        rbm.ascend(model, cd_gradient(x[batch], *model, rng), rate=0.1)
    snapshots[epoch] = model.W.copy()

# %% [markdown]
# Each hidden unit has 784 weights, which can be looked at as a picture: its *filter*. Predict: what will they look like at
# the start, after one epoch, after ten?

# %%
shown = (0, 1, 3, 10)
panels = np.concatenate([snapshots[epoch][:, :10] for epoch in shown], axis=1)  # (784, 40)
names = [f"epoch {epoch}" if unit == 0 else "" for epoch in shown for unit in range(10)]
show(
    figures.filter_grid(panels, titles=names),
    "The filters of the same ten hidden units before training and after 1, 3 and 10 epochs (a row each; red positive, blue "
    "negative): out of noise come blurred shapes of whole digits, of which some turn into smaller strokes with the opposite "
    "sign beside them.",
)

# %% [markdown]
# Nobody said what a stroke is. The paper sees such stroke detectors in its first layer too (its Fig. 3). What does the
# machine believe digits look like? Start chains at digits, let them run freely, and look at the visible probabilities. What
# runs here are called *fantasy particles*.

# %%
first = [np.flatnonzero(digits.test.labels == k)[0] for k in range(10)]  # a test digit of each class
particles, rows = x_test[first], [x_test[first]]
for step in range(1, 1001):
    particles, h = gibbs_step(particles, *model, rng)
    if step in (1, 10, 100, 1000):
        rows.append(visible_probabilities(h, model.W, model.b))

# %%
show(
    figures.digit_grid(np.concatenate(rows)),
    "Top row: ten test digits. Below: the chains that started there after 1, 10, 100 and 1,000 Gibbs steps. At first each "
    "stays close to its digit; in the end they have gathered at a few shapes that the "
    "machine prefers.",
)


# %%
def fantasies(start, clamp_upper_half, steps):
    rng = np.random.default_rng(4)
    given = x_test[first]
    v = given if start == "digit" else sample_bernoulli(np.full((10, 784), 0.5, np.float32), rng)
    for _ in range(steps):
        v, h = gibbs_step(np.hstack((given[:, :392], v[:, 392:])) if clamp_upper_half else v, *model, rng)
    p = visible_probabilities(h, model.W, model.b)
    p[:, :392] = given[:, :392] if clamp_upper_half else p[:, :392]
    return figures.digit_grid(np.vstack((given, p)))


# %%
sliders = explore(
    fantasies,
    "Above ten test digits, below what ten chains have become. With the upper half held fixed (clamped) the machine "
    "completes the lower half; set free, the chains wander off; from noise they first have to find a digit.",
    steps=([1, 3, 10, 30, 100, 300], 30),
    start=(["noise", "digit"], "digit"),
    clamp_upper_half=True,
)

# %% [markdown]
# ## 7 · What the reconstruction error does not say
#
# Go up and down once without sampling and compare with the digit: this *reconstruction error* (the cross-entropy of the digit and
# its reconstruction, summed over the pixels; lesson 03 writes it) is cheap, and it falls during
# training. Is it a measure of the model? An RBM with only 12 hidden units has an exact $Z$ ($2^{12}$ terms, adding up
# over the visible units in closed form), so we can compare. So that few hidden units need not learn how dark each pixel is,
# the visible biases start at the values that give each pixel its own frequency.


# %%
def train_small(persistent, rate):
    rng = np.random.default_rng(5)
    small = rbm.init_rbm(784, 12, rng)
    small.b[:] = likelihood.base_rate_biases(x)
    watch = {"log_likelihood": lambda model: likelihood.log_likelihood_exact(x[::4], *model)}
    return small, rbm.train_rbm(small, x, rate, 20, 20, rng, persistent=persistent, watch=watch)


small, history = train_small(persistent=False, rate=0.1)
small_pcd, history_pcd = train_small(persistent=True, rate=0.03)

# %%
fig, (left, right) = figures.axes(columns=2)
for key, label, ax in (
    ("reconstruction_error", "reconstruction error (nats)", left),
    ("log_likelihood", "exact log-likelihood (nats)", right),
):
    curves = {name: [row[key] for row in rows] for name, rows in (("CD-1", history), ("PCD-1", history_pcd))}
    figures.line_plot(curves, "epoch", label, ax=ax)
ends, best = (
    [rows[-1] for rows in (history, history_pcd)],
    max(history, key=lambda row: row["log_likelihood"]),
)
show(
    fig,
    f"12 hidden units. CD-1 (rate 0.1): the reconstruction error falls to {ends[0]['reconstruction_error']:.1f} nats, but "
    f"the log-likelihood is best after epoch {best['epoch']} ({best['log_likelihood']:.1f}) and ends at "
    f"{ends[0]['log_likelihood']:.1f}. PCD-1 (rate 0.03) ends at {ends[1]['reconstruction_error']:.1f} and {ends[1]['log_likelihood']:.1f}.",
)

# %%
assert ends[0]["reconstruction_error"] < ends[1]["reconstruction_error"]
assert ends[0]["log_likelihood"] < ends[1]["log_likelihood"]

# %% [markdown]
# The model that reconstructs better finds the digits *less* probable. Reconstruction asks: does one step of the chain
# stay near this digit? A chain that never moves would be perfect at it. The likelihood asks also what else the machine
# believes in, far from any digit, and CD-1 never looks there.
#
# ## 8 · Estimating Z
#
# With 100 hidden units enumeration is over. **Annealed importance sampling** (AIS) estimates $Z$ by walking: start with an RBM without weights,
# whose $Z_0$ is known; turn the weights up in many small steps; after each, take one Gibbs step; and multiply up
# by how much the unnormalised probability of the chain's state grew. The mean over chains of these products is, on average, exactly $Z / Z_0$.
# First test it where the truth is known:

# %%
base = likelihood.base_rate_biases(x)
truth = likelihood.log_partition_exact(*small)
for n_steps in (10, 100, 1000):
    z, error = likelihood.annealed_importance_sampling(
        *small, np.random.default_rng(6), base, n_steps=n_steps
    )
    print(f"{n_steps:5d} steps: log Z = {z:.2f} ± {error:.2f}     exact {truth:.2f}")
assert abs(z - truth) < 1

# %% [markdown]
# From 100 steps on the estimate is within a fraction of a nat of the truth; with 10 it is further off. The error bar is too
# optimistic: more than once the truth lies more than three of them away. When the estimate errs it tends to be too low, because
# chains that miss a likely region cannot know about it; the log-likelihood then comes out too *high*.
# Now the 100 units, and for comparison others: CD-5, PCD, and no hidden units at all (each pixel on its own).


# %%
def report(name, model):
    z, error = likelihood.annealed_importance_sampling(*model, np.random.default_rng(7), base, n_steps=1000)
    reconstruction = rbm.reconstruction_error(x_test, *model)
    ll = float(-free_energy(x_test, *model).mean()) - z
    print(f"{name:12s} reconstruction error {reconstruction:6.1f}   log-likelihood {ll:7.1f} ± {error:.1f}")
    return reconstruction, ll


# %%
settings = {"CD-1": {}, "CD-5": {"k": 5}, "PCD-1": {"persistent": True}}
others = {"pixels alone": RBM(0 * model.W, base, model.c), "CD-1": model}
for name in ("CD-5", "PCD-1"):
    rng = np.random.default_rng(3)
    others[name] = rbm.init_rbm(784, 100, rng)
    rbm.train_rbm(others[name], x, 0.1, 10, 20, rng, **settings[name])

# %%
table = {name: report(name, other) for name, other in others.items()}
ranking = {i: sorted(table, key=lambda name: (1, -1)[i] * table[name][i]) for i in (0, 1)}
print("by reconstruction error:", " < ".join(ranking[0]))
print("by log-likelihood:      ", " > ".join(ranking[1]))
assert table["CD-1"][1] > table["pixels alone"][1] + 50
assert table["CD-5"][1] > table["CD-1"][1] + 10

# %% [markdown]
# On test digits, in nats: the weights are worth many dozens of nats over pixels on their own. CD-5 beats CD-1. And PCD? At
# this rate, with 20 chains, it is far behind CD here. Above, with 12 units, more epochs and a smaller rate, it won. Probably
# its chains cannot keep up with weights that move so fast; run it at 0.03 to be sure. There is no best algorithm without its settings.
#
# ### The same in scikit-learn
#
# `BernoulliRBM` is the same model, trained by PCD-1. With its weights our free energy must equal its own. And the
# *pseudo-likelihood*, the probability of each pixel given all the others, needs no $Z$, so it is what libraries print.

# %%
from sklearn.neural_network import BernoulliRBM

theirs = BernoulliRBM(100, learning_rate=0.1, batch_size=20, n_iter=10, random_state=0).fit(x)
copied = RBM(theirs.components_.T, theirs.intercept_visible_, theirs.intercept_hidden_)
difference = np.abs(theirs._free_energy(x_test) - free_energy(x_test, *copied)).max()
print(f"largest difference between the free energies, same weights: {difference:.0e} nats")
assert difference < 1e-2

# %%
score = {name: likelihood.pseudo_log_likelihood(x_test[:300], *other) for name, other in others.items()}
score["scikit-learn"] = likelihood.pseudo_log_likelihood(x_test[:300], *copied)
for name, value in score.items():
    print(f"{name:12s} pseudo-log-likelihood {value:7.1f} nats a test digit")
assert abs(score["scikit-learn"] - score["PCD-1"]) < 15
assert abs(score["CD-1"] - score["CD-5"]) < 5

# %% [markdown]
# Ours and theirs, trained in the same way from different random weights, end in the same range. CD-1 and CD-5, more than ten
# nats apart in likelihood, are hardly apart here: given *all other* pixels of a digit, one pixel is easy to guess.
#
# ## 9 · Your own settings
#
# ### Exercise 2.6
#
# A budget: 30,000 rows may go through a Gibbs step, so there are `30_000 // (k * batch_size)` updates. Choose `rate`, `k` and
# `batch_size` so that an RBM with 40 hidden units ends with a pseudo-log-likelihood of at least −14.5 nats on held-out digits.
# So that a trial takes a second or two, these are scikit-learn's 8 x 8 digits, in black and white. Pixels on their own reach about −25.
# The rate, k and batch size of section 6, 0.1, 1 and 20, do not quite make it. (The pseudo-likelihood hardly sees what a larger k is
# good for; judged by the likelihood, another choice may win.)
#
# <details><summary>Hint 1</summary>What does a larger k buy early in training, when the weights are small and the
# bias is too? What does it cost?</details>
# <details><summary>Hint 2</summary>Many small updates are noisy, a few large ones go nowhere. Start with a batch of 10 and vary the
# rate by factors of 3; the message says whether the steps were too small or too large.</details>

# %% exercise 2.6 · a budget of Gibbs steps · ★★ · 6 min
### BEGIN SOLUTION
my_settings = {"rate": 0.2, "k": 1, "batch_size": 10}
### END SOLUTION
### BEGIN STUB
# my_settings = {"rate": ..., "k": ..., "batch_size": ...}
### END STUB

my_settings = check("2.6", my_settings)

# %%
progress(2)

# %% [markdown]
# ## Recap
#
# - A layer can learn from digits alone: by making what it sees more probable than what it dreams. Out of that come pieces of strokes.
# - The energy gives probabilities up to $Z$. The free energy adds up the hidden units in closed form; $Z$ has to be enumerated
#   (small), estimated (AIS) or avoided (pseudo-likelihood).
# - CD-$k$ is biased: more data do not help, more steps do, and growing weights make it worse.
# - Reconstruction error is a thermometer of the chain, not of the model.
#
# **Quiz**
#
# 1. All weights and biases are zero. What is $Z$ for 784 visible and 100 hidden units?
# 2. Why is one Gibbs step only two matrix products?
# 3. Two RBMs have free energies −200 and −300 for the same digit. Which one finds it more probable?
# 4. A colleague's reconstruction error is the lowest ever seen. What do you ask?
#
# <details><summary>Answers</summary>
#
# 1. Every state has energy 0 and counts 1: Z is the number of states, 2 to the power of 884.
# 2. There are no weights inside a layer, so all units of a layer are independent given the other one.
# 3. You cannot tell: each has its own Z. Free energies compare two digits in one machine, not two machines.
# 4. What the log-likelihood is (by AIS, with its error bar), and what the fantasies look like.
#
# </details>
#
# ## In practice
#
# - `rbm.train_rbm` in `utils/numpy_models/rbm.py` is the loop of section 6; lesson 04 stacks what it trains.
# - The paper uses learning rates from 0.0005 to 0.01 with batches of one example; a mean over 20 examples goes with a larger rate.
# - AIS errors are those of the chains that were run. They say nothing about regions that no chain has found.
# - PCD is usually run with a rate that falls to zero, and with more chains than the batch has examples.
# - For pre-training, the likelihood is only a means. What counts later is whether the features help the classifier.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: *Why does unsupervised pre-training help deep
#   learning?* JMLR 11 (2010). Section 5 has the RBM, Fig. 3 the filters.
# - Hinton: *Training products of experts by minimizing contrastive divergence*, Neural Computation 14 (2002).
# - Tieleman: *Training restricted Boltzmann machines using approximations to the likelihood gradient*, ICML 2008: PCD.
# - Salakhutdinov and Murray: *On the quantitative analysis of deep belief networks*, ICML 2008: AIS for RBMs.
#
# **Next**: lesson 03 builds the paper's other layer, a denoising autoencoder, which needs no partition function at all.
