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
# **Time**: about 75 minutes, of which 45 for the six exercises. The computer needs about a minute in all.

# %%
from itertools import pairwise, product

import numpy as np

from utils.data import load_digits_5k
from utils.lessons.lesson_02 import pictures
from utils.numpy_models import likelihood, rbm
from utils.numpy_models.gradients import numerical_gradient
from utils.numpy_models.mlp import minibatches, sigmoid
from utils.numpy_models.rbm import RBM
from utils.teaching import check, explore, figures, number, progress, progress_bar, show
from utils.teaching import compare_prediction, keep_prediction, recall_prediction, table

# %% [markdown]
# ## 1 · Energy
#
# An RBM has $V$ **visible** units $v_j$, which hold the data, and $H$ **hidden** units $h_i$. Each is 0 or 1. There
# are weights $W$ of shape $(V, H)$ between the layers, and none inside a layer (that is what *restricted* means);
# visible biases $b$ of shape $(V,)$ and hidden biases $c$ of shape $(H,)$. All units of one kind are a *layer*. Here
# is a machine with four visible and three hidden units: 19 numbers in all, and yet it has the difficulties of a large
# one. `RBM` is a named tuple: `tiny.W` is its first part, and `f(v, *tiny)` is `f(v, W, b, c)`.

# %%
tiny = RBM(
    W=np.array([[2.0, -1.5, 1], [2, -1.5, -1], [-1.5, 2, 1], [-1.5, 2, -1]]),
    b=np.array([-0.5, 0.25, -0.75, 0]),
    c=np.array([-1.0, -0.25, 0.25]),
)

# %%
show(pictures.bipartite_graph(tiny.W, v=[1, 1, 0, 0], h=[1, 0, 0]), "2.1")

# %% caption 2.1
# The tiny RBM: visible units below, hidden units above, a line for each weight (solid and orange: positive, dashed
# and blue: negative; the thicker, the larger). Filled units are on: $v_1$ and $v_2$, and $h_1$, which has positive
# weights to both.

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

# %% assertions
E_shown = energy(v, h, *tiny)
assert E_shown[1] < E_shown[0] < E_shown[2]
assert (tiny.W[:2, 0] > 0).all()
assert (tiny.W[:2, 1] < 0).all()

# %% [markdown]
# ## 2 · Everything, exactly
#
# Four and three units have $2^4 \cdot 2^3 = 128$ joint states. A computer can visit them all.


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
# overflow: `np.logaddexp.reduce(a)` gives $\log \sum e^{a}$ of a vector safely. Logarithms are natural; their unit is
# the **nat**: one nat more is $e$ times as probable.
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
    # Every v with every h.
    E = [energy(np.tile(one, (len(h), 1)), h, W, b, c) for one in v]
    return np.logaddexp.reduce(-np.concatenate(E))
    ### END SOLUTION


log_partition = check("2.1", log_partition)

# %%
log_z = log_partition(*tiny)
E = np.array([energy(np.tile(v, (8, 1)), all_states(3), *tiny) for v in all_states(4)])
p_exact = np.exp(-E - log_z).sum(axis=1)  # P(v), all hidden states added up
print(f"log Z = {log_z:.4f} nats, the 16 probabilities sum to {p_exact.sum():.6f}")

# %%
show(pictures.state_probabilities(all_states(4), {"exact": p_exact}), "2.2")

# %% caption 2.2
second, first = all_states(4)[np.argsort(p_exact)[-2:]].astype(int)
names = ["".join(map(str, state)) for state in (first, second)]
# Probability of the 16 visible states. The two most probable, {names[0]} and {names[1]}, share
# {np.sort(p_exact)[-2:].sum():.0%}: the machine likes one half on and the other off.

# %% assertions
best = all_states(4)[np.argsort(p_exact)[-2:]]
assert all(
    (state[:2] == state[0]).all() and (state[2:] == 1 - state[0]).all()
    for state in best
)

# %% [markdown]
# For 784 pixels and 100 hidden units there are $2^{884}$ states. The rest of the
# lesson does without.
#
# ## 3 · Free energy
#
# Only $v$ is seen. Define the **free energy** $F$ so that $P(v) = e^{-F(v)} / Z$, that is
#
# $$F(v) = -\log \sum_h e^{-E(v, h)}$$
#
# This sum has $2^H$ terms, but it comes apart. Given $v$, the energy is $-b v - \sum_i a_i h_i$ with the *input*
# $a_i = c_i + \sum_j v_j W_{ji}$ of hidden unit $i$. So $e^{-E}$ is a product with one factor a unit, and the sum over
# $h_i \in \{0, 1\}$ can be done for each unit on its own:
#
# $$\sum_h e^{-E(v, h)} = e^{b v} \prod_i \sum_{h_i} e^{a_i h_i}$$
#
# ### Exercise 2.2
#
# Finish the derivation on paper: do the inner sum and take minus the logarithm. Then write it.
#
# <details><summary>Hint 1</summary>The inner sum has two terms: h = 0 and h = 1.</details>
# <details><summary>Hint 2</summary><code>np.logaddexp(x, y)</code> is log(exp(x) + exp(y)) without overflow; each row
# gives one number.</details>


# %% exercise 2.2 · free energy · ★★ · 7 min
def free_energy(v, W, b, c):
    """F(v) for each row of v: (N, V) -> (N,)."""
    ### BEGIN SOLUTION
    return -v @ b - np.logaddexp(0, c + v @ W).sum(axis=1)
    ### END SOLUTION


free_energy = check("2.2", free_energy)

# %%
p_free = np.exp(-free_energy(all_states(4), *tiny) - log_z)
difference = np.abs(p_free - p_exact).max()
print("largest difference from adding up all pairs:", number(difference, 1))

# %% assertions
assert difference < 1e-6, "also in single precision"

# %% [markdown]
# One line now does what 8 terms did before; for 100 hidden units, what $2^{100}$ terms would have done. Only $Z$
# remains out of reach.
#
# ## 4 · Gibbs sampling
#
# The same factors show that, given $v$, the hidden units are *independent* of each other: unit $i$ is on with a
# factor $e^{a_i}$ and off with a factor 1, whatever the others do. So
#
# $$P(h_i = 1 \mid v) = \frac{e^{a_i}}{1 + e^{a_i}} = \sigma(a_i) = \sigma\Big(c_i + \sum_j v_j W_{ji}\Big)$$
#
# with $\sigma$ the sigmoid. Going up is a layer of lesson 01, and its output is a probability.


# %%
def hidden_probabilities(v, W, c):
    """P(h = 1 | v): (N, V) -> (N, H)."""
    return sigmoid(v @ W + c)


def sample_bernoulli(p, rng):
    """Zeros and ones, each 1 with its own probability."""
    return (rng.random(p.shape, dtype=p.dtype) < p).astype(p.dtype)


# %%
one = np.array([1.0, 1, 0, 0])
E_one = energy(np.tile(one, (8, 1)), all_states(3), *tiny)  # with all hidden states
weights = np.exp(-E_one)
print("by enumeration:", np.round(weights @ all_states(3) / weights.sum(), 4))
print("by the formula:", np.round(hidden_probabilities(one, tiny.W, tiny.c), 4))

# %% [markdown]
# To draw from $P(v, h)$, alternate: sample all hidden units given $v$, then all visible units given $h$. This is
# **block Gibbs sampling**. Wherever a chain of such steps begins, the distribution of its states approaches $P$.
#
# ### Exercise 2.3
#
# The way down is yours. Derive $P(v_j = 1 \mid h)$ as above. Then write one step, for many chains side by side, one a
# row, with random numbers from `rng` only. Return the new $v$, and the $h$ that it was sampled from.
#
# The machine can also *complete* what is half seen: `known` is `None`, or a mask of shape $(V,)$ whose True units
# keep their values. Then the chain has to approach $P(\text{unknown units}, h \mid \text{known units})$. What
# changes on the way up, what on the way down?
#
# <details><summary>Hint 1</summary>In the energy, collect all that multiplies one visible unit: its bias, and its
# weights to the hidden units that are on. With arrays, <code>W</code> is used the other way round.</details>
# <details><summary>Hint 2</summary>Given h, the visible units are independent of each other, known or not. So through
# whom does the known half tell the unknown one anything?</details>
# <details><summary>Hint 3</summary>Both layers must be sampled: probabilities are not a state.
# <code>np.where(mask, x, y)</code> takes x where the mask is True, and y elsewhere.</details>


# %% exercise 2.3 · a Gibbs step · ★★ · 9 min
def gibbs_step(v, W, b, c, rng, known=None):
    """New visible states, and the hidden ones between: (N, V) -> (N, V), (N, H)."""
    ### BEGIN SOLUTION
    h = sample_bernoulli(hidden_probabilities(v, W, c), rng)  # (N, H)
    new = sample_bernoulli(sigmoid(h @ W.T + b), rng)  # (N, V)
    return (new if known is None else np.where(known, v, new)), h
    ### END SOLUTION


gibbs_step = check("2.3", gibbs_step)

# %% [markdown]
# Start 20,000 chains of the tiny RBM in the same visible state, 1100. To see how far they are from $P$, compare the
# share of chains in each state with its exact probability: half of the sum of the absolute differences is the *total
# variation*, 0 for equal and 1 for disjoint distributions. Even 20,000 perfect draws are about 0.01 away.
#
# **Predict**: after how many steps is the distance below 0.015, so that you can hardly tell where the chains started?
# And with all parameters doubled?

# %%
# A number of steps up to 30, or "more".
keep_prediction("2.mixing", {"tiny": ..., "parameters doubled": ...})


# %%
def shares(v):
    """Share of the chains in each visible state, as all_states has them: (2 ** V,)."""
    numbers = v @ 2.0 ** np.arange(v.shape[1])[::-1]
    return np.bincount(numbers.astype(int), minlength=2 ** v.shape[1]) / len(v)


def convergence(model, rng, n_steps=30, n_chains=20_000):
    """Total variation after 0, 1, ... steps, and the shares at the end."""
    p = np.exp(-free_energy(all_states(4), *model) - log_partition(*model))
    v, distances = np.tile([1.0, 1, 0, 0], (n_chains, 1)), []
    for _ in range(n_steps + 1):
        distances.append(0.5 * np.abs(shares(v) - p).sum())
        v, _ = gibbs_step(v, *model, rng)
    return distances, shares(v)


# %%
strong = RBM(*(2 * theta for theta in tiny))  # the same machine, all parameters doubled
fast, p_sampled = convergence(tiny, np.random.default_rng(0))
slow, _ = convergence(strong, np.random.default_rng(0))
curves = {"tiny": fast, "parameters doubled": slow}
reached = dict.fromkeys(curves, "more")
for name, curve in curves.items():
    if min(curve) < 0.015:
        reached[name] = int(np.argmax(np.array(curve) < 0.015))
compare_prediction("2.mixing", reached)
show(figures.line_plot(curves, "Gibbs step", "total variation", log_y=True), "2.3")

# %% caption 2.3
# Distance from the exact distribution. The tiny RBM comes down to the noise of 20,000 chains (about 0.01) in
# {reached['tiny']} steps; with doubled parameters the distance is still {slow[-1]:.2f} after 30.

# %% assertions
assert 5 <= reached["tiny"] <= 25
assert reached["parameters doubled"] == "more"
assert slow[-1] > 0.2
p_drawn = (
    np.random.default_rng(1).multinomial(20_000, p_exact / p_exact.sum(), 200) / 20_000
)
assert 0.005 < (0.5 * np.abs(p_drawn - p_exact).sum(axis=1)).mean() < 0.015

# %%
pair = {"exact": p_exact, "sampled": p_sampled}
show(pictures.state_probabilities(all_states(4), pair), "2.4")

# %% caption 2.4
# Exact probabilities beside the shares of the chains: nowhere more than
# {np.abs(p_exact - p_sampled).max():.3f} apart.

# %% assertions
assert np.abs(p_exact - p_sampled).max() < 0.015

# %% [markdown]
# The sampler is right, but speed is another matter. Large parameters make unlikely states very unlikely, and a chain
# that must cross them to get from one group of likely states to another rarely does. Such chains *mix* slowly.
#
# For pictures we also want the way down alone:


# %%
def visible_probabilities(h, W, b):
    """P(v = 1 | h): (N, H) -> (N, V)."""
    return sigmoid(h @ W.T + b)


# %% [markdown]
# ## 5 · The gradient of the likelihood
#
# Learning means making the data more probable: climb
# $\ell = \frac{1}{N} \sum_n \log P(v_n) = -\frac{1}{N} \sum_n F(v_n) - \log Z$. Differentiate by $W_{ji}$. The first part gives $v_j\, P(h_i = 1 \mid v)$ averaged over the data. In
# $\partial \log Z / \partial W_{ji} = \sum_{v, h} \frac{e^{-E(v, h)}}{Z}\, v_j h_i$ the fraction is $P(v, h)$: the same,
# averaged over *the model's own* states:
#
# $$\frac{\partial \ell}{\partial W_{ji}} = \langle v_j h_i \rangle_{\text{data}} - \langle v_j h_i \rangle_{\text{model}}$$
#
# and the same with $v_j$ alone for $b_j$, and $h_i$ alone for $c_i$. The data term lowers the energy of what is seen;
# the model term raises the energy of what the machine dreams. When dreams and data agree, learning stops. For the
# tiny RBM both terms can be added up, and finite differences confirm the formula:

# %%
data = np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 1, 1, 1]])
exact = likelihood.log_likelihood_gradient(data, *tiny)
slow_dW = numerical_gradient(
    lambda W: likelihood.log_likelihood_exact(data, W, *tiny[1:]), tiny.W
)
print("largest difference:", number(np.abs(slow_dW - exact.W).max(), 1))

# %% assertions
assert np.abs(slow_dW - exact.W).max() < 1e-7

# %% [markdown]
# The model term needs samples of the model, and a fresh chain has to run long. Hinton's shortcut, **contrastive
# divergence** (CD-$k$), starts the chain at the data and stops after $k$ steps, often a single one. The paper
# speaks of contrastive divergence and does not print its $k$.
#
# ### Exercise 2.4
#
# Write it, with your `gibbs_step`. The two averages use $P(h \mid v)$ instead of a sample of $h$, at the data and at
# the end of the chain: the mean is the same and the noise is less. Return `RBM(dW, db, dc)`, means over the batch.
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
# How good is the shortcut? Take the mean over many chains, so that the noise is gone. What is left is the *bias*,
# $\lVert \text{mean of CD-}k - \text{exact} \rVert / \lVert \text{exact} \rVert$, here for `dW`.
#
# ### Exercise 2.5
#
# The bias of CD-1 on the tiny RBM, from 2,000 chains for each training state, is about 0.4. Predict what becomes of it
# with ten times as many chains; with ten Gibbs steps instead of one; with all parameters doubled. Put `"smaller"`,
# `"the same"` (within a tenth of its value) or `"larger"` in place of the dots. The check runs all three.
#
# <details><summary>Hint</summary>What part of the error comes from having few chains, and what part from stopping
# them early? And look at Figure 2.3 again.</details>

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
ks = (1, 2, 3, 5, 10, 20)
bias = {}
for name, machine in {"tiny": tiny, "parameters doubled": strong}.items():
    bias[name] = [cd_bias(machine, k, np.random.default_rng(1)) for k in ks]
fig = figures.line_plot(bias, "Gibbs steps k", "relative bias", x=ks, log_y=True)
fig.axes[0].set_xticks(ks)
show(fig, "2.5")

# %% caption 2.5
# The bias of CD-k falls with k, for the tiny RBM from {bias['tiny'][0]:.2f} to {bias['tiny'][-1]:.3f}; with doubled
# parameters from {bias['parameters doubled'][0]:.2f} to only {bias['parameters doubled'][-1]:.2f}.

# %% assertions
assert 0.35 < bias["tiny"][0] < 0.42
assert bias["tiny"][-1] < 0.05
assert all(np.diff(curve).max() < 0 for curve in bias.values())
assert 0.3 < bias["parameters doubled"][-1] < bias["parameters doubled"][0] < 1

# %% [markdown]
# The bias does not average out: CD-1 follows a direction that is not the gradient of the likelihood. It is still
# useful: where the bias is below 1, the mean step makes an acute angle with the gradient: small steps lead uphill.
# Larger parameters make it worse: expect it to grow in learning.
#
# **Persistent** contrastive divergence (PCD) pays for no longer chain and yet has one: each update lets the *same*
# chains go on from where the last update left them. While parameters stand still, that brings them to the model:

# %%
target = likelihood.log_likelihood_gradient(data, *strong).W
chains, rng, rows = np.tile(data, (5_000, 1)), np.random.default_rng(2), []
for update in range(1, 101):
    # One step of the chains: the gradient that they give, and where they are now.
    dW, chains = rbm.persistent_contrastive_divergence(data, chains, *strong, rng)
    if update in (1, 10, 100):
        off = np.linalg.norm(dW.W - target) / np.linalg.norm(target)
        rows.append((update, off))
table(rows, {"update of PCD-1": "d", "bias, parameters doubled": ".2f"})

# %% assertions
assert rows[0][1] > rows[1][1] > rows[2][1]
assert rows[2][1] < 0.15

# %% [markdown]
# After 100 updates hardly any bias is left.
#
# ## 6 · Learning digits
#
# A likelihood needs binary data, so round the pixels: ink or no ink. (The paper uses grey levels as
# probabilities, and so does the rest of the course.) Weights start as in lesson 01; training is plain SGD, uphill.

# %%
digits = load_digits_5k()
x = (digits.train.images > 0.5).astype(np.float32)
x_test = (digits.test.images > 0.5).astype(np.float32)
print(f"train {x.shape}, test {x_test.shape}, ink in {x.mean():.0%} of the pixels")

# %% [markdown]
# Each hidden unit has 784 weights, which can be looked at as a picture: its *filter*.
#
# **Predict**, in a word or two: what do filters look like before training, after one epoch, after ten?

# %%
keep_prediction("2.filters", {"before": ..., "after 1 epoch": ..., "after 10": ...})

# %%
rng = np.random.default_rng(3)
model = rbm.init_rbm(784, 100, rng)
snapshots = {0: model.W.copy()}
for epoch in progress_bar(range(1, 11)):
    for batch in minibatches(len(x), 20, rng):
        # Add the rate times the gradient to W, b and c.
        rbm.ascend(model, cd_gradient(x[batch], *model, rng), rate=0.1)
    snapshots[epoch] = model.W.copy()

# %%
shown = (0, 1, 3, 10)
panels = np.hstack([snapshots[epoch][:, :10] for epoch in shown])  # (784, 40)
names = [f"epoch {epoch}" if unit == 0 else "" for epoch in shown for unit in range(10)]
recall_prediction("2.filters")
show(figures.filter_grid(panels, titles=names), "2.6")

# %% caption 2.6
# The filters of the same ten hidden units before training and after 1, 3 and 10 epochs (a row each; red positive,
# blue negative; each has its own scale): out of noise come blurred shapes as large as a digit; in some
# units they turn into smaller strokes with the opposite sign beside them.

# %% assertions
sizes = [np.linalg.norm(snapshots[epoch]) for epoch in range(11)]
assert np.diff(sizes).min() > 0, "the weights grow, and with them the bias"

# %% [markdown]
# The paper sees stroke detectors in its first layer (its Fig. 3); here some units come near
# that. What does the machine believe digits look like? Start chains at ten digits, let them run freely (they are called
# *fantasy particles*), and look at the visible probabilities.
#
# **Predict**: do the ten chains still look like ten different digits after 1,000 steps?

# %%
keep_prediction("2.particles", ...)  # "ten different digits", or what else

# %%
first = [np.flatnonzero(digits.test.labels == k)[0] for k in range(10)]  # of each class
particles, rows = x_test[first], [x_test[first]]
for step in range(1, 1001):
    particles, h = gibbs_step(particles, *model, rng)
    if step in (1, 10, 100, 1000):
        rows.append(visible_probabilities(h, model.W, model.b))

# %%
recall_prediction("2.particles")
show(figures.digit_grid(np.concatenate(rows)), "2.7")

# %% caption 2.7
# Top row: ten test digits. Below: the chains that started there after 1, 10, 100 and 1,000 Gibbs steps. At first each
# stays close to its digit; in the end they have gathered at a few shapes that the machine prefers.

# %% assertions
moved, nearest = [], []
for row in rows[1:]:
    moved.append(np.linalg.norm(row - rows[0], axis=1).mean())
    apart = np.linalg.norm(row[:, None] - row, axis=2) + np.diag(np.full(10, np.inf))
    nearest.append(apart.min(axis=1).mean())
assert moved[0] == min(moved)
assert np.mean(nearest[2:]) < 0.95 * np.mean(nearest[:2]), nearest


# %%
def fantasies(start, clamp_upper_half, steps):
    rng = np.random.default_rng(4)
    upper = np.arange(784) < 392
    given = x_test[first]
    noise = sample_bernoulli(np.full((10, 784), 0.5, np.float32), rng)
    v = given if start == "digit" else np.where(clamp_upper_half & upper, given, noise)
    for _ in range(steps):
        v, h = gibbs_step(v, *model, rng, upper if clamp_upper_half else None)
    p = visible_probabilities(h, model.W, model.b)
    below = np.where(clamp_upper_half & upper, given, p)
    return figures.digit_grid(np.vstack((given, below)))


# %%
sliders = explore(
    fantasies,
    "2.8",
    steps=([1, 3, 10, 30, 100, 300], 30),
    start=(["noise", "digit"], "noise"),
    clamp_upper_half=True,
)

# %% caption 2.8
# Above ten test digits, below what ten chains have become. With the upper half held fixed (clamped: these units are
# `known`) the machine completes the lower half; set free, the chains wander off. From noise they find
# a digit only if clamped: set free, they stay in a grey fog.

# %% [markdown]
# ## 7 · What the reconstruction error does not say
#
# Go up and down once without sampling and compare with the digit: this *reconstruction error* (the cross-entropy of
# the digit and its reconstruction, in nats, summed over the pixels; lesson 03 writes it) is cheap, and it falls
# during training. Is it a measure of the model? An RBM with only 12 hidden units has an exact $Z$ ($2^{12}$ terms,
# the visible units added up in closed form), so we can compare. CD-1 and PCD-1 get the same rate, epochs and first
# weights. The visible biases start at the values that give each pixel its own frequency.


# %%
def train_small(persistent):
    rng = np.random.default_rng(5)
    small = rbm.init_rbm(784, 12, rng)
    small.b[:] = likelihood.base_rate_biases(x)

    def log_likelihood(now):
        return likelihood.log_likelihood_exact(x[::4], *now)

    options = {"persistent": persistent, "watch": {"log_likelihood": log_likelihood}}
    return small, rbm.train_rbm(small, x, 0.03, 20, 20, rng, **options)


runs = [train_small(persistent) for persistent in progress_bar((False, True))]

# %%
(_, cd), (_, pcd) = runs
fig, (left, right) = figures.axes(columns=2)
for key, label, ax in (
    ("reconstruction_error", "reconstruction error (nats)", left),
    ("log_likelihood", "exact log-likelihood (nats)", right),
):
    curves = {"CD-1": [row[key] for row in cd], "PCD-1": [row[key] for row in pcd]}
    figures.line_plot(curves, "epoch", label, ax=ax)
show(fig, "2.9")


# %% caption 2.9
def gain(key):
    return abs(cd[-1][key] - cd[10][key])


left_gain, right_gain = gain("reconstruction_error"), gain("log_likelihood")
# 12 hidden units, rate 0.03, training digits. Left: both reconstruction errors fall, to {cd[-1]['reconstruction_error']:.1f} (CD-1) and
# {pcd[-1]['reconstruction_error']:.1f} nats (PCD-1). Right: the exact log-likelihood ends at
# {cd[-1]['log_likelihood']:.1f} and {pcd[-1]['log_likelihood']:.1f}. From epoch 10 to 20, CD-1 moves by
# {left_gain:.1f} nats in the left panel and by {right_gain:.1f} in the right one.

# %% assertions
errors, scores = (
    [[row[key] for row in rows] for rows in (cd, pcd)]
    for key in ("reconstruction_error", "log_likelihood")
)
assert abs(errors[0][-1] - errors[1][-1]) < 1.5
assert scores[1][-1] > scores[0][-1] + 3
assert errors[0][-1] < errors[0][10] - 2
assert abs(scores[0][-1] - scores[0][10]) < 2

# %% [markdown]
# In the second half CD-1 goes on to reconstruct better, but hardly finds the digits more probable. And at nearly the
# same reconstruction error, PCD finds them several nats more probable. Reconstruction asks: does one step of the chain
# stay near this digit? A chain that never moves would be perfect at it. The likelihood asks also what else the machine
# believes in, far from any digit, where the short chains of CD-1 do not look.
#
# ## 8 · Estimating Z
#
# With 100 hidden units enumeration is over. But the *ratio* of two partition functions can be estimated. Let two
# machines have the same units, and draw $v$ from the old one. Then the mean of $e^{F_\text{old}(v) - F_\text{new}(v)}$ is
#
# $$\sum_v \frac{e^{-F_\text{old}(v)}}{Z_\text{old}}\, e^{F_\text{old}(v) - F_\text{new}(v)}
# = \frac{Z_\text{new}}{Z_\text{old}}$$
#
# If the machines are far apart, most of this mean comes from states that the old one hardly ever draws. So **annealed
# importance sampling** (AIS) climbs a ladder of many machines, from one without weights, whose $Z_0$ is known, up to
# ours. Each chain multiplies the factors of all rungs into one weight, and moves in between. The mean weight over
# chains is, on average, exactly $Z / Z_0$.


# %%
def ladder(model, base, n_steps):
    """n_steps + 1 RBMs: from one without weights, with biases base, to the model."""
    first = RBM(0 * model.W, base.astype(model.b.dtype), 0 * model.c)
    pairs = list(zip(first, model, strict=True))
    shares = np.linspace(0, 1, n_steps + 1).tolist()
    return [RBM(*((1 - t) * p + t * q for p, q in pairs)) for t in shares]


# %% [markdown]
# ### Exercise 2.6
#
# Write the climb. `v` is drawn from the first machine already. On each rung a chain notes its factor and makes one
# Gibbs step. Which comes first, and which of the two machines makes the step? Let the formula decide: whose states must
# $v$ be when the factor is taken? Return the *logarithm* of each chain's weight: products of many factors overflow.
#
# <details><summary>Hint 1</summary>Begin with a ladder of two machines. Then the weight of a chain is one factor, and v
# comes from the old machine already.</details>
# <details><summary>Hint 2</summary>After its step, v should have come closer to the machine that is the old one in the
# next factor. <code>pairwise(machines)</code> gives all pairs of neighbours.</details>


# %% exercise 2.6 · climbing a ladder of machines · ★★★ · 9 min
def climb(v, machines, rng):
    """Logarithm of each chain's weight: (N, V) and a list of RBMs -> (N,)."""
    ### BEGIN SOLUTION
    log_weights = np.zeros(len(v))  # (N,)
    for old, new in pairwise(machines):
        log_weights += free_energy(v, *old) - free_energy(v, *new)
        v, _ = gibbs_step(v, *new, rng)
    return log_weights
    ### END SOLUTION


climb = check("2.6", climb)

# %% [markdown]
# First test it where the truth is known, on the 12 units that PCD trained. A machine without weights has
# $Z_0 = 2^H \prod_j (1 + e^{b_j})$.

# %%
base = likelihood.base_rate_biases(x)  # visible biases of the first machine
small = runs[1][0]
log_z0 = 12 * np.log(2) + np.logaddexp(0, base).sum()
truth, rows = likelihood.log_partition_exact(*small), []
for n_steps in progress_bar((10, 100, 1000)):
    rng = np.random.default_rng(6)
    v = sample_bernoulli(np.tile(sigmoid(base).astype(np.float32), (100, 1)), rng)
    log_weights = climb(v, ladder(small, base, n_steps), rng)
    log_ratio, error = likelihood.log_mean_exp(log_weights)  # and its standard error
    rows.append((n_steps, log_z0 + log_ratio, error, log_z0 + log_ratio - truth))
table(rows, {"steps": "d", "log Z": ".2f", "standard error": ".2f", "off by": "+.2f"})

# %% assertions
off = [abs(row[3]) for row in rows]
assert off[0] > max(off[1:])
assert max(off[1:]) < 1

# %% [markdown]
# With 100 or 1,000 steps the estimate is within a nat of the truth; with 10 it is further off. Do not take the
# standard error at its word: it knows only the chains that were run. Where these miss a likely region, $Z$ comes out
# too low, and the log-likelihood too *high*.
#
# Now the 100 units, and for comparison CD-5, PCD-1, and each pixel on its own, without hidden units. The three that
# learn get rate 0.1 and 10 epochs. The library's AIS is yours, with the ladder built in. One part of $Z$ is
# known exactly: the states with *no* hidden unit on add up to $\prod_j (1 + e^{b_j})$.
#
# **Predict**: which one reconstructs test digits best? Which one finds them most probable?

# %%
keep_prediction("2.ranking", {"reconstructs best": ..., "finds most probable": ...})


# %%
def report(name, model):
    """Reconstruction error, log Z (AIS, its standard error, a part), log-likelihood."""
    rng = np.random.default_rng(7)
    z, error = likelihood.annealed_importance_sampling(*model, rng, base, n_steps=1000)
    none_on = np.logaddexp(0, model.b).sum()  # log of a part of Z
    log_p = float(-free_energy(x_test, *model).mean()) - max(z, none_on)
    reconstruction = rbm.reconstruction_error(x_test, *model)
    return name, reconstruction, z, error, none_on, log_p


# %%
others = {"pixels alone": RBM(0 * model.W, base, model.c)}
settings = {"CD-1": {"k": 1}, "CD-5": {"k": 5}, "PCD-1": {"persistent": True}}
for name in progress_bar(settings):
    rng = np.random.default_rng(3)
    others[name] = rbm.init_rbm(784, 100, rng)
    rbm.train_rbm(others[name], x, 0.1, 10, 20, rng, **settings[name])

# %%
rows = [report(name, other) for name, other in progress_bar(others.items())]
best = min(rows, key=lambda row: row[1])[0], max(rows, key=lambda row: row[-1])[0]
result = {"reconstructs best": best[0], "finds most probable": best[1]}
compare_prediction("2.ranking", result)
names = ("", "reconstruction error", "log Z by AIS", "its error")
names += ("part with no hidden unit on", "log-likelihood")
table(rows, dict.fromkeys(names, ".1f"))

# %% assertions
found = {name: log_p for name, *_, log_p in rows}
for name, _, z, error, none_on, _ in rows:
    assert none_on > z + 4 and error < 1 if name == "CD-1" else z > none_on + 20
assert best == ("CD-1", "CD-5")
assert found["CD-1"] > found["pixels alone"] + 50
assert found["CD-5"] > found["CD-1"] + 10
assert found["pixels alone"] + 5 < found["PCD-1"] < found["CD-1"] - 20

# %% [markdown]
# In nats: CD-1 reconstructs test digits best, CD-5 finds them most probable. But look at CD-1's $Z$. In this run AIS,
# with a small error, lies many nats *below* a part of it: no chain met the states with no hidden unit on, the grey fog of Figure 2.8,
# where this machine puts nearly all probability. CD-1 never looked there. (Other seeds' chains may. The log-likelihood takes the
# larger $Z$.)
#
# And PCD? Ahead of CD-1 with 12 units, it looks far behind with 100, a larger rate, fewer epochs and visible biases that
# start at 0.
#
# ### The same in scikit-learn
#
# `BernoulliRBM` is the same model, trained by PCD-1. With its weights our free energy must equal its own. The
# *pseudo-likelihood*, the probability of each pixel given all others, needs no $Z$: it is what libraries print.

# %%
from sklearn.neural_network import BernoulliRBM

options = {"learning_rate": 0.1, "batch_size": 20, "n_iter": 10, "random_state": 0}
theirs = BernoulliRBM(100, **options).fit(x)
copied = RBM(theirs.components_.T, theirs.intercept_visible_, theirs.intercept_hidden_)
difference = np.abs(theirs._free_energy(x_test) - free_energy(x_test, *copied)).max()
largest = f"{number(difference, 1)} nats" if difference else "exactly 0"
print("same weights, largest difference in free energy:", largest)

# %% assertions
assert difference < 1e-2

# %%
candidates = others | {"scikit-learn": copied}
rows = []
for name, other in progress_bar(candidates.items()):
    rows.append((name, likelihood.pseudo_log_likelihood(x_test[:300], *other)))
table(rows, {"": "", "pseudo-log-likelihood (nats a test digit)": ".1f"})

# %% assertions
score = dict(rows)
assert abs(score["scikit-learn"] - score["PCD-1"]) < 15
assert abs(score["CD-1"] - score["CD-5"]) < 5

# %% [markdown]
# Our PCD-1 and theirs, from other random weights, end alike. CD-1 and CD-5, far apart in
# likelihood, are within a few nats here: given *all other* pixels of a digit, one pixel is easy to guess.

# %%
progress(2)

# %% [markdown]
# ## Recap
#
# - A layer can learn from digits alone, by making what it sees more probable than what it dreams.
# - The energy gives probabilities up to $Z$. The free energy adds up the hidden units in closed form; $Z$ has to be
#   enumerated (small), estimated (AIS) or avoided (pseudo-likelihood).
# - CD-$k$ is biased: more chains do not help, more steps do, and growing weights make it worse.
# - Reconstruction error measures one step of the chain, not the model.
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
# - `rbm.train_rbm` in [utils/numpy_models/rbm.py](../utils/numpy_models/rbm.py) is the loop of section 6; lesson 04 stacks what it trains.
# - The paper uses learning rates from 0.0005 to 0.01 with batches of one example; a mean over 20 examples goes with a
#   larger rate.
# - For pre-training, the likelihood is only a means. What counts later is whether the features help the classifier.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: [*Why does unsupervised pre-training help deep
#   learning?*](https://www.jmlr.org/papers/v11/erhan10a.html) JMLR 11 (2010). Section 5 has the RBM, Fig. 3 the filters.
# - Hinton: [*Training products of experts by minimizing contrastive divergence*](https://doi.org/10.1162/089976602760128018), Neural Computation 14 (2002).
# - Tieleman: [*Training restricted Boltzmann machines using approximations to the likelihood gradient*](https://doi.org/10.1145/1390156.1390290), ICML 2008: PCD.
# - Neal: [*Annealed importance sampling*](https://doi.org/10.1023/A:1008923215028), Statistics and Computing 11 (2001): why one step a rung is enough.
# - Salakhutdinov and Murray: [*On the quantitative analysis of deep belief networks*](https://doi.org/10.1145/1390156.1390266), ICML 2008: AIS for RBMs.
#
# **Next**: [lesson 03](03_build_dae.ipynb) builds the paper's other layer, a denoising autoencoder, which needs no partition function at all.
