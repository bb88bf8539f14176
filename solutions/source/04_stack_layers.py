# %% [markdown]
# # 04 · Stacking: deep belief network and stacked denoising autoencoder
#
# You have two models that learn one layer from pictures without labels: the RBM (lesson 02) and the denoising
# autoencoder (lesson 03). And you have a deep network that is hard to train (lesson 01). Now bring them together.
#
# **What you'll do**
#
# - stack layers greedily, and let a deep belief network dream up digits;
# - turn the stack into a network and fine-tune it with labels;
# - compare with and without pre-training, with intervals over seeds;
# - cheat in three ways on purpose, and learn to spot it;
# - win with 300 labels.
#
# **What you'll learn**
#
# - why each layer is trained on the *mean activations* of the one below, which stays fixed;
# - why a second layer can only improve an RBM's bound on the likelihood;
# - what a fair comparison needs: rates, updates and stopping rules for both sides.
#
# **What you need**: lessons 01, 02 and 03 (or their ideas).
#
# **Time**: about 75 minutes, of which 40 for the six exercises. The computer needs about one minute in all.

# %%
import numpy as np
import scipy.stats

from utils.data import hold_out, load_digits_5k
from utils.lessons.lesson_04 import few_labels
from utils.numpy_models import autoencoder, likelihood, mlp, rbm, stacking
from utils.numpy_models.mlp import Layer, sigmoid
from utils.numpy_models.rbm import RBM
from utils.teaching import check, explore, figures, progress, recall_prediction, show
from utils.teaching import stacking_results
from utils.teaching.parallel import each_seed

# %%
digits = load_digits_5k()
(x, labels), (x_test, labels_test) = digits.train, digits.test
print("train:", x.shape, "   test:", x_test.shape)

# %% [markdown]
# ## 1 · One layer at a time
#
# A trained layer describes a digit $v$ by the probabilities of its hidden units, $\sigma(v W + c)$. That
# description is again a row of numbers in $[0, 1]$: a "picture" with $H$ pixels. So a second model can learn *it*,
# and a third the second's. This is **greedy layer-wise pre-training** (paper, section 5):
#
# 1. draw a model with as many visible units as its input has columns, and train it;
# 2. fix it for good, and send the data up through it: the mean activations are the data of the next layer;
# 3. repeat.
#
# No labels appear anywhere. *Greedy* means that no layer is revised when the ones above it learn.
#
# ### Exercise 4.1
#
# Write the loop. `new_model(n_visible, n_hidden)` draws an untrained model with arrays `W` (V, H) and `c` (H,);
# `train(model, v)` trains it in place. So your loop works for RBMs and autoencoders alike.
#
# <details><summary>Hint 1</summary>Keep a variable <code>v</code> for "the data of this layer". It starts as
# <code>x</code>; its number of columns is <code>v.shape[1]</code>.</details>
# <details><summary>Hint 2</summary>The way up comes <em>after</em> the training, and gives probabilities: nearly the
# same as samples of zeros and ones, with less noise.</details>


# %% exercise 4.1 · the greedy loop · ★★★ · 10 min
def grow_stack(x, hidden_sizes, new_model, train):
    """Train a model a layer, each on the mean activations of the one below; list of models, lowest first."""
    ### BEGIN SOLUTION
    stack, v = [], x
    for n_hidden in hidden_sizes:
        model = new_model(v.shape[1], n_hidden)
        train(model, v)
        stack.append(model)
        v = sigmoid(v @ model.W + model.c)  # (N, H)
    return stack
    ### END SOLUTION


grow_stack = check("4.1", grow_stack)

# %% [markdown]
# With RBMs the stack is called a **deep belief network** (DBN), with denoising autoencoders a **stacked denoising
# autoencoder** (SDAE). Three layers of each, eight passes over the digits a layer:


# %%
def make_stack(kind, seed, sizes=(200, 200, 200), epochs=8):
    """A stack of one kind ("rbm" or "autoencoder"), grown on the training digits."""
    rng = np.random.default_rng(seed)
    if kind == "rbm":
        return grow_stack(
            x,
            sizes,
            lambda n, m: rbm.init_rbm(n, m, rng),
            lambda r, v: rbm.train_rbm(r, v, 0.1, epochs, 20, rng),
        )
    return grow_stack(
        x,
        sizes,
        lambda n, m: autoencoder.init_autoencoder(n, m, rng),
        lambda a, v: autoencoder.train_autoencoder(a, v, 0.3, epochs, 20, rng),
    )


# %%
stacks = {kind: make_stack(kind, seed=0) for kind in ("rbm", "autoencoder")}
print("shapes of W in the DBN:", [model.W.shape for model in stacks["rbm"]])

# %% [markdown]
# **Predict**: if a digit goes up one, two or three layers of the DBN and comes down again by the same way, how much of
# it survives?


# %%
def up_and_down(v, stack):
    """Mean activations up through a stack of RBMs, and means down again: (N, V) -> (N, V)."""
    for model in stack:
        v = rbm.hidden_probabilities(v, model.W, model.c)
    for model in reversed(stack):
        v = rbm.visible_probabilities(v, model.W, model.b)
    return v


# %%
ten = np.array([np.flatnonzero(labels_test == k)[0] for k in range(10)])
rows = [x_test[ten]] + [up_and_down(x_test[ten], stacks["rbm"][:n]) for n in (1, 2, 3)]
lost = [np.abs(row - rows[0]).mean() for row in rows[1:]]
show(
    figures.digit_grid(np.concatenate(rows)),
    "Test digits (first row) and what comes back from one, two and three layers up. Most digits stay readable (look "
    f"at the 8), details go: the mean difference per pixel is {lost[0]:.3f}, {lost[1]:.3f} and {lost[2]:.3f}.",
)

# %% [markdown]
# Each layer keeps what most digits have in common and drops what is peculiar to one. Nobody said which of it is
# useful for naming the digit; that it *is* useful is the discovery.
#
# ## 2 · Why a second layer may help
#
# An RBM defines $P(v, h)$, which can be read in two parts: first choose $h$ with the probability $P(h)$, then $v$ with
# $P(v \mid h)$. Keep the second part. Replace the first by a better model of $h$, another RBM on top:
#
# $$P_{\text{DBN}}(v) = \sum_h P_{\text{top}}(h)\, P(v \mid h)$$
#
# For any distribution $Q(h \mid v)$, Jensen's inequality gives a bound, with $\mathcal{H}(Q)$ the entropy of $Q$:
#
# $$\log P_{\text{DBN}}(v) \ge \sum_h Q(h \mid v) \left[ \log P_{\text{top}}(h) + \log P(v \mid h) \right] + \mathcal{H}(Q)$$
#
# Take for $Q$ the lower RBM's $P(h \mid v)$. If $P_{\text{top}}(h)$ *is* the lower RBM's own $P(h)$, both sides are equal.
# From there, training the top on samples of $Q$ raises the only term that it touches, $\log P_{\text{top}}(h)$, so the
# bound rises, and the likelihood above it can end no lower than where it started.
#
# So you need a top RBM that changes nothing at first. Sum the lower RBM over $v$:
#
# $$P(h) \propto \sum_v e^{v W h + b v + c h} = e^{c h} \prod_j \left(1 + e^{b_j + W_j h}\right)$$
#
# Compare with what an RBM with arrays $(W', b', c')$ gives to *its visible* units when it is summed over its hidden ones:
# $e^{b' v} \prod_i (1 + e^{c'_i + v W'_i})$, where $W'_i$ is column $i$ of $W'$. Read off the three arrays.
#
# ### Exercise 4.2
#
# Write the top RBM whose visible units have exactly the lower RBM's $P(h)$. It will be trained in place, so it must
# not share memory with the lower one.
#
# <details><summary>Hint 1</summary>The top's visible units are the lower hidden units: their biases are
# <code>lower.c</code>.</details>
# <details><summary>Hint 2</summary><code>W.T</code> is a view of the same numbers; <code>W.T.copy()</code> is not.</details>


# %% exercise 4.2 · a layer that changes nothing · ★★ · 7 min
def unchanged_top(lower):
    """A second RBM whose P(visible) is the lower one's P(hidden): RBM -> RBM, no memory shared."""
    ### BEGIN SOLUTION
    return RBM(lower.W.T.copy(), lower.c.copy(), lower.b.copy())
    ### END SOLUTION


unchanged_top = check("4.2", unchanged_top)

# %% [markdown]
# Try it where everything can be counted: the 14 patterns of 3 x 3 pixels that consist of whole rows or of whole columns, and
# 8 hidden units.

# %%
bits = np.array([[i >> k & 1 for k in range(3)] for i in range(8)])
bars = np.unique(np.concatenate((np.repeat(bits, 3, axis=1), np.tile(bits, (1, 3)))), axis=0).astype(float)
rng = np.random.default_rng(0)
lower = rbm.init_rbm(9, 8, rng, np.float64)
_ = rbm.train_rbm(lower, np.tile(bars, (20, 1)), 0.1, 200, 20, rng)
show(
    figures.digit_grid(0.2 + 0.8 * bars, columns=14, cell=0.5),
    f"The {len(bars)} patterns: rows or columns of a 3 x 3 grid.",
)


# %%
def dbn_log_likelihood(v, lower, top):
    """Exact mean log P(v) of a DBN with two hidden layers: a sum over all states h of the middle one."""
    h = next(likelihood.binary_states(len(lower.c)))  # (2 ** H, H)
    log_prior = -rbm.free_energy(h, *top) - likelihood.log_partition_exact(*top)  # (2 ** H,)
    p = rbm.visible_probabilities(h, lower.W, lower.b)  # (2 ** H, V)
    log_v = v @ np.log(p).T + (1 - v) @ np.log1p(-p).T  # (N, 2 ** H)
    return np.logaddexp.reduce(log_v + log_prior, axis=1).mean()


# %%
top = unchanged_top(lower)
alone = likelihood.log_likelihood_exact(bars, *lower)
found = [dbn_log_likelihood(bars, lower, top)]
print(f"RBM alone {alone:.6f} nats, with the unchanged top {found[0]:.6f} nats")
assert abs(alone - found[0]) < 1e-9

# %%
for _ in range(1000):  # the top climbs the exact gradient of its likelihood on samples of Q
    h = rbm.sample_bernoulli(rbm.hidden_probabilities(bars, lower.W, lower.c), rng)
    rbm.ascend(top, likelihood.log_likelihood_gradient(h, *top), 0.1)
    found.append(dbn_log_likelihood(bars, lower, top))
assert found[-1] > found[0]

# %%
series = {"DBN": found, "RBM alone": [alone] * len(found), "best possible": [-np.log(len(bars))] * len(found)}
show(
    figures.line_plot(series, "update of the top RBM", "mean log P (nats)"),
    f"The exact log-likelihood of the 14 patterns rises from {found[0]:.2f} to {found[-1]:.2f} nats while only the top "
    f"RBM learns; the best possible is −log 14 = {-np.log(len(bars)):.2f}.",
)

# %% [markdown]
# For big layers nobody starts the top from the transposed weights, nor from exact gradients. And the bound asks for samples of
# $Q$, where practice uses their means: a little different, less noisy, and it works. The argument tells why
# stacking is *reasonable*; experiments tell whether it works.
#
# ## 3 · Dreaming digits
#
# A DBN is a generative model. To draw from it: run Gibbs steps in the **top** RBM until it has forgotten its start,
# then go down once, layer by layer, by means. Only the top pair is an undirected model; the layers below are a one-way
# decoder. `stacking.sample_dbn` does this in ten lines.
#
# For samples the top RBM must be a good model of its whole space. So train a large one (400 units) by persistent CD with
# a falling rate, on the first layer's mean activations.

# %%
first = stacks["rbm"][0]
v = rbm.hidden_probabilities(x, first.W, first.c)  # (N, 200)
rng = np.random.default_rng(1)
top = rbm.init_rbm(200, 400, rng)
for rate, epochs in ((0.1, 10), (0.03, 15), (0.01, 10)):
    _ = rbm.train_rbm(top, v, rate, epochs, 100, rng, persistent=True)


# %%
def dream(n_steps):
    rng = np.random.default_rng(2)
    return figures.digit_grid(stacking.sample_dbn([first, top], 30, n_steps, rng))


sliders = explore(
    dream,
    "Thirty samples of the DBN, each from its own random start, after some Gibbs steps in the top RBM. Few steps give "
    "blots; with more, strokes join into digits.",
    n_steps=([1, 3, 10, 30, 100, 200, 500], 200),
)

# %% [markdown]
# Are these digits? Do not trust your eyes alone: a network that was trained on real digits can judge. It should be sure
# about most of them, and name several classes. You will make that judge in a moment.
#
# ## 4 · From stack to network
#
# Forget the way down. The way up, $\sigma(v W + c)$ again and again, is what the network of lesson 01 computes. So the
# stack *is* a network whose hidden layers are ready. Only the output layer is missing: it is drawn at random, since
# nothing was learnt about labels. Then backpropagation trains **all** layers: that is **fine-tuning**.
#
# ### Exercise 4.3
#
# Build the network: a list of `Layer(W, b)`, hidden layers first. Mind the names: the network's biases `b` are the
# stack's hidden biases `c`. Fine-tuning works in place, so copy.
#
# <details><summary>Hint 1</summary><code>mlp.init_mlp((n_hidden, n_classes), rng)</code> draws a list with one
# layer.</details>
# <details><summary>Hint 2</summary>Two lists are joined with <code>+</code>.</details>


# %% exercise 4.3 · from stack to network · ★★ · 6 min
def network_from(stack, n_classes, rng):
    """Copies of the stack's way up, and a new output layer drawn with rng: a list of Layer."""
    ### BEGIN SOLUTION
    hidden = [Layer(model.W.copy(), model.c.copy()) for model in stack]
    n_hidden = len(stack[-1].c)
    return hidden + mlp.init_mlp((n_hidden, n_classes), rng, stack[-1].W.dtype)
    ### END SOLUTION


network_from = check("4.3", network_from)

# %%
rng = np.random.default_rng(3)
judge = network_from(stacks["rbm"], 10, rng)
history = mlp.train(judge, x, labels, 0.3, 10, 20, rng, {"test": digits.test})
print("test error after each epoch (%):", np.round([100 * row["test_error"] for row in history], 1))
assert history[1]["test_error"] < 0.15

# %% [markdown]
# No plateau: the first epoch of fine-tuning already brings the error below 15 %. Now the judge looks at the dreams.

# %%
dreams = stacking.sample_dbn([first, top], 200, 200, np.random.default_rng(4))
sure = mlp.softmax(mlp.forward(judge, dreams)[-1])  # (200, 10)
counts = np.bincount(sure.argmax(axis=1), minlength=10)
print(f"sure (P > 0.9) about {(sure.max(axis=1) > 0.9).mean():.0%} of 200 samples")
print("samples taken for each class 0 to 9:", counts)
blends = (x_test[:500] + x_test[500:]) / 2  # averages of two digits
for name, pictures in (("real test digits", x_test), ("blends of two digits", blends)):
    certain = mlp.softmax(mlp.forward(judge, pictures)[-1]).max(axis=1) > 0.9
    print(f"sure about {certain.mean():.0%} of {name}")
assert (sure.max(axis=1) > 0.9).mean() > 0.6
assert (counts > 0).sum() >= 6

# %% [markdown]
# The judge is nearly as sure of the samples as of real digits. But it is also sure of many blends of two digits, so this is
# a hint and not a proof. And the classes are far from evenly spread: 200 steps do not visit them in the right proportions.
#
# ## 5 · With and without: a small experiment
#
# The smallest fair comparison: three hidden layers of 100 units, four seeds. Each network without pre-training shares
# its output layer and the order of its digits with a pre-trained one, so the seeds are **pairs**.
#
# First a rate for each side, chosen on 800 held-out digits. Test digits choose nothing.

# %%
SMALL = (100, 100, 100)
rest, held = hold_out(digits.train, 800, np.random.default_rng(0))


def start(kind, seed, images):
    """Three hidden layers: drawn at random, or pre-trained (5 epochs a layer)."""
    rng = np.random.default_rng(seed)
    if kind == "without":
        return mlp.init_mlp((784, *SMALL), rng)
    return stacking.pretrain(images, SMALL, rng, kind="rbm", rate=0.1, epochs=5, batch_size=20)


def run(task):
    """Train from a start; the history on the given digits. Without pre-training: 15 epochs more."""
    kind, rate, seed, train, watch = task
    epochs = 30 if kind == "without" else 15
    layers, rng = start(kind, seed, train.images), np.random.default_rng(1000 + seed)
    return stacking.fine_tune(layers, *train, rate, epochs, 20, rng, watch=watch)[1]


# %%
rates = {"without": (0.3, 1.0, 3.0, 5.0), "with": (0.1, 0.3, 1.0, 2.0)}
watch = {"held": held, "test": digits.test}  # the test errors are for section 7: they choose nothing
tasks = [(kind, rate, 100, rest, watch) for kind in rates for rate in rates[kind]]
tried = {task[:2]: history for task, history in zip(tasks, each_seed(run, tasks), strict=True)}
table = {place: history[-1]["held_error"] for place, history in tried.items()}
best = {kind: min(rates[kind], key=lambda rate: table[kind, rate]) for kind in rates}
for kind in rates:
    print(
        f"{kind:8s}",
        "  ".join(f"{100 * table[kind, r]:5.1f} % at {r:g}" for r in rates[kind]),
        f"  best {best[kind]:g}",
    )

# %%
tasks = [(kind, best[kind], seed, digits.train, {"test": digits.test}) for kind in rates for seed in range(4)]
final = np.array([history[-1]["test_error"] for history in each_seed(run, tasks)]).reshape(2, 4)
for kind, values in zip(rates, 100 * final, strict=True):
    print(f"{kind:8s} test error of each seed (%): {np.round(values, 1)}, mean {values.mean():.2f}")

# %% [markdown]
# ### How sure are you?
#
# Four numbers a side. How far might the mean difference be from the one that infinitely many seeds would give? With
# $d_s = a_s - b_s$ the difference of seed $s$ and $S$ seeds, the variance of a mean of $S$ independent numbers is the
# variance of one, divided by $S$. So the standard error is $\text{sd}(d) / \sqrt{S}$, where sd divides by $S - 1$ because
# the mean was estimated from the same numbers. And a 95 % interval reaches $t_{0.975}$ standard errors to each side, the
# quantile of Student's distribution with $S - 1$ degrees of freedom.
#
# Why take differences first? $\operatorname{Var}(a - b) = \operatorname{Var}(a) + \operatorname{Var}(b) - 2 \operatorname{Cov}(a, b)$: what
# the two runs of a seed share cancels.
#
# ### Exercise 4.4
#
# Write the interval of the mean difference for paired seeds.
#
# <details><summary>Hint 1</summary><code>scipy.stats.t.ppf(0.975, dof)</code> is the quantile.</details>
# <details><summary>Hint 2</summary><code>d.std(ddof=1)</code> divides by S - 1.</details>


# %% exercise 4.4 · the interval of a paired difference · ★★ · 7 min
def paired_interval(a, b):
    """95 % interval of the mean of a - b over paired seeds: two arrays of S numbers -> (low, high)."""
    ### BEGIN SOLUTION
    d = np.asarray(a) - np.asarray(b)
    half = scipy.stats.t.ppf(0.975, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d))
    return d.mean() - half, d.mean() + half
    ### END SOLUTION


paired_interval = check("4.4", paired_interval)

# %%
low, high = paired_interval(100 * final[0], 100 * final[1])
verdict = "excludes" if low > 0 or high < 0 else "includes"
print(
    f"without minus with: {100 * (final[0] - final[1]).mean():.2f} points, 95 % interval {low:.2f} to {high:.2f}"
)
print(f"The interval {verdict} 0.")

# %% [markdown]
# The interval is about other *seeds*, for these training digits and these 1,000 test digits. Other digits would add their own
# uncertainty: $\sqrt{0.05 \cdot 0.95 / 1000}$, about 0.7 points, for one error, and less for a difference on the same digits.
#
# Four seeds, one depth and one kind of layer: enough for a hint. For a verdict you need more.
#
# ## 6 · With and without: one, two and three layers
#
# The same experiment with 200 units a layer, three arms (no pre-training, RBMs, denoising autoencoders), three depths and
# six seeds takes longer than a lesson should. So it was computed in advance, and the table is in `utils/results`.
# `python -m utils.teaching.stacking_results verify` computes it again and compares. Every arm and depth has a
# rate of its own, chosen on held-out digits with three seeds that are not reported.

# %%
table_rows, made = stacking_results.read("depth")
print(f"made with NumPy {made['numpy']} on {made['processor']}")
ARMS = {"none": "no pre-training", "rbm": "RBMs (DBN)", "autoencoder": "autoencoders (SDAE)"}


def reported(arm, depth, key, epoch=None):
    """One number a seed, after an epoch (the last one by default)."""
    rows = [r for r in table_rows if (r["purpose"], r["arm"], r["depth"]) == ("report", arm, depth)]
    wanted = max(row["epoch"] for row in rows) if epoch is None else epoch
    return np.array([row[key] for row in rows if row["epoch"] == wanted])


# %%
grid = stacking_results.RATES
print("rates tried:", *grid)
for (arm, depth, _), rate in stacking_results.best_rates(table_rows).items():
    print(f"{ARMS[arm]:20s} {depth} hidden: best rate {rate:g}")
    assert arm != "none" or grid[0] < rate < grid[-1]

# %%
print("                         mean and 95 % interval of         median of")
print("                         test error (%)  test NLL          train NLL")
spread = {}
for arm in ARMS:
    for depth in (1, 2, 3):
        cells = []
        for key, scale, places in (("new_error", 100, 2), ("new_nll", 1, 3)):
            values = scale * reported(arm, depth, key)
            spread[arm, depth, key] = paired_interval(values, np.zeros(len(values)))
            low, high = spread[arm, depth, key]
            cells.append(f"{values.mean():.{places}f} ± {(high - low) / 2:.{places}f}")
        cells.append(f"{np.median(reported(arm, depth, 'train_nll')):.4f}")
        print(f"{ARMS[arm]:20s} {depth}   " + "     ".join(cells))

# %%
fig, ax = figures.axes()
for shift, arm in zip((-0.06, 0, 0.06), ARMS, strict=True):
    ends = np.array([spread[arm, depth, "new_error"] for depth in (1, 2, 3)])  # (3, 2)
    ax.errorbar(
        np.arange(1, 4) + shift, ends.mean(axis=1), np.ptp(ends, axis=1) / 2, capsize=4, label=ARMS[arm]
    )
ax.set(xlabel="hidden layers", ylabel="test error (%)", xticks=(1, 2, 3))
ax.legend()
deep = {arm: 100 * reported(arm, 3, "new_error").mean() for arm in ARMS}
show(
    fig,
    "Test error with 95 % intervals over six seeds. With three layers: "
    + ", ".join(f"{ARMS[arm]} {error:.2f} %" for arm, error in deep.items())
    + ".",
)

# %%
for arm in ("rbm", "autoencoder"):
    low, high = 100 * np.array(
        paired_interval(reported("none", 3, "new_error"), reported(arm, 3, "new_error"))
    )
    print(f"{ARMS[arm]}: {low:.2f} to {high:.2f} points better than no pre-training, three layers")
    assert deep["none"] - deep[arm] >= 1
    assert spread[arm, 3, "new_error"][1] < spread["none", 3, "new_error"][0]

# %% [markdown]
# With three layers, both kinds of pre-training win by more than a point, and the intervals do not overlap. The paper, with
# twelve times as many labels, finds smaller gains: in the median about 0.4 points with one layer, 0.85 with four (Fig. 1).
#
# ## 7 · Three ways to be unfair
#
# You now know enough to cheat.
#
# ### The rate of the baseline
#
# Tune your own method; run the other one with the rate that suits yours.

# %%
choice = [r for r in table_rows if (r["purpose"], r["depth"]) == ("choice", 3)]


def held_out(arm, rate):
    """Mean held-out error (%) of an arm with three layers."""
    return 100 * np.mean([r["new_error"] for r in choice if (r["arm"], r["rate"]) == (arm, rate)])


held_error = {arm: [held_out(arm, rate) for rate in grid] for arm in ARMS}

# %%
fig, ax = figures.axes()
for arm in ARMS:
    ax.plot(grid, held_error[arm], marker="o", label=ARMS[arm])
ax.set(xlabel="rate of fine-tuning", ylabel="held-out error (%)", xscale="log", yscale="log")
ax.set_yticks([5, 10, 20, 50, 90], ["5", "10", "20", "50", "90"])
ax.legend()
lazy = held_error["none"][0] - min(held_error["rbm"])
honest = min(held_error["none"]) - min(held_error["rbm"])
show(
    fig,
    f"Mean held-out error of three layers against the rate. If only the RBMs' rate were tuned and the baseline kept "
    f"{grid[0]:g}, they would win by {lazy:.1f} points; with the best rate for each, by {honest:.1f}.",
)

# %% [markdown]
# ### The number of updates
#
# Pre-training is training. Give both sides 20 epochs "of training", and one of them has secretly had more.
#
# ### Exercise 4.5
#
# Count. 4,000 digits in batches of 20; three layers, 8 epochs of pre-training each; then 20 epochs of fine-tuning. How many
# updates does pre-training make, and how many fine-tuning? And how many epochs must the network without pre-training get
# so that it makes as many updates as both together?
#
# Also **predict**: does the network without pre-training catch up, if it may train for so long?
#
# <details><summary>Hint</summary>An epoch has 4,000 / 20 updates. In pre-training, an update changes one layer; in
# fine-tuning, one update changes all of them.</details>

# %% exercise 4.5 · counting updates · ★ · 4 min
### BEGIN SOLUTION
updates = {"pre-training": 3 * 8 * 200, "fine-tuning": 20 * 200, "fair epochs without": 24 + 20}
### END SOLUTION
### BEGIN STUB
# updates = {"pre-training": ..., "fine-tuning": ..., "fair epochs without": ...}
### END STUB

updates = check("4.5", updates)

# %%
per_epoch = len(list(mlp.minibatches(len(x), 20, np.random.default_rng(0))))
assert (updates["pre-training"] + updates["fine-tuning"]) / per_epoch == updates["fair epochs without"]
early = 100 * reported("none", 3, "new_error", epoch=20)
fair = 100 * reported("none", 3, "new_error", epoch=updates["fair epochs without"])
print(f"{per_epoch} updates an epoch; RBMs and 20 epochs: {deep['rbm']:.2f} %")
print(
    f"without: {early.mean():.2f} % after 20 epochs, {fair.mean():.2f} % after {updates['fair epochs without']}"
)

# %%
gain = early.mean() - fair.mean()
left = fair.mean() - deep["rbm"]
print(f"The extra updates bring {gain:.2f} points; {left:.2f} points of difference remain.")

# %% [markdown]
# The table above already gave these updates to the networks without pre-training. Counting one layer's update like
# one of the whole network even favours them: theirs change every layer. One cannot make both sides equal in *everything*
# (updates, seconds, labels seen). So say which you chose.
#
# ### The stopping rule
#
# The test error goes up and down. Report the lowest, and you have chosen with the test digits. Worse: do it for one side
# only.

# %%
for arm in ARMS:
    last = 100 * reported(arm, 3, "new_error")
    epochs = range(stacking_results.fair_epochs(arm, 3) + 1)
    lowest = 100 * np.min([reported(arm, 3, "new_error", epoch) for epoch in epochs], axis=0)
    print(f"{ARMS[arm]:20s} last epoch {last.mean():.2f} %, luckiest epoch {lowest.mean():.2f} %")
    assert (lowest <= last).all()

# %% [markdown]
# There are two honest rules: fix the number of epochs in advance
# (as here), or stop where the error on *held-out* digits is lowest. The runs of section 5 have both held-out and test
# errors. Compare the three rules there:

# %%
for kind in rates:
    history = tried[kind, best[kind]]
    rules = {"last epoch": history[-1]}
    rules["lowest held-out error"] = min(history, key=lambda row: row["held_error"])
    rules["peeking"] = min(history, key=lambda row: row["test_error"])
    at = [f"{100 * row['test_error']:.1f} % ({rule}, {row['epoch']})" for rule, row in rules.items()]
    print(f"{kind:8s} test error: {', '.join(at)}")
    less = rules["last epoch"]["test_error"] - rules["peeking"]["test_error"]
    print(f"{'':8s} peeking reports {100 * less:.1f} points less than the last epoch, from the same run")
    same = rules["last epoch"]["epoch"] == rules["lowest held-out error"]["epoch"]
    print(f"{'':8s} the two honest rules stop at {'the same epoch' if same else 'different epochs'}")

# %% [markdown]
# ## 8 · How many labels does it save?
#
# Pictures are cheap, labels are not. So ask: with $n$ labels and all 4,000 pictures, how good is a pre-trained network, and
# how many labels does one without pre-training need to be as good? Again computed in advance: three layers, subsets of the
# labels, a rate chosen for each number, the updates as above, five seeds.

# %%
label_rows, _ = stacking_results.read("labels")
n_labels = (*stacking_results.LABELS, 4000)


def errors_with(arm, n):
    """Test error (%) of each seed with n labels, three hidden layers."""
    if n == 4000:
        return 100 * reported(arm, 3, "new_error")
    rows = [r for r in label_rows if (r["purpose"], r["arm"], r["labels"]) == ("report", arm, n)]
    return np.array([100 * row["new_error"] for row in rows])


# %%
curves = {ARMS[arm]: [errors_with(arm, n).mean() for n in n_labels] for arm in ("none", "rbm")}
without, with_ = curves.values()
fig = figures.line_plot(curves, "labels (logarithmic)", "test error (%)", x=np.log10(n_labels), log_y=True)
fig.axes[0].set_xticks(np.log10(n_labels), [f"{n:,}" for n in n_labels])
fig.axes[0].set_yticks([], minor=True)
fig.axes[0].set_yticks([5, 10, 20, 40], ["5", "10", "20", "40"])
show(
    fig,
    f"Mean test error against the number of labels. With 100 labels pre-training lowers it from {without[0]:.1f} to "
    f"{with_[0]:.1f} %, with 4,000 from {without[-1]:.1f} to {with_[-1]:.1f} %.",
)


# %%
def labels_needed(error):
    """Labels that reach an error without pre-training, read off the curve; None if 4,000 do not."""
    if error < without[-1]:
        return None
    return round(float(np.exp(np.interp(-error, -np.array(without), np.log(n_labels)))))


for n, error in zip(n_labels, with_, strict=True):
    needed = labels_needed(error)
    says = f"about {needed:,}" if needed else "more than 4,000"
    print(f"{n:5,} labels with pre-training do what {says} labels do without")
assert np.argmax(np.array(without) - with_) == 0

# %% [markdown]
# In *points*, the gain is largest where labels are few. Remember this: the authors' earlier paper (AISTATS 2009) says so too,
# without numbers, and ten years later it became the main doubt about pre-training (lesson 13).
#
# ### Exercise 4.6
#
# Your turn to win. You have 4,000 pictures, **300 labels**, and at most **4,000 updates** in all. Find settings with a test
# error of at most **13 %**; can you get below 10 % on held-out digits? `few_labels.held_out_error(settings)` is the error there:
# use it as often as you like. `check` looks at the test digits, so treat it as the final exam.
#
# `settings` is a dictionary like `plain` below: `kind` is "none", "rbm" or "autoencoder", and a layer has at most 400 units.
# A plain network with one layer of 200 units spends its updates like this:

# %%
plain = dict(kind="none", hidden_sizes=(200,), pretraining_rate=0, pretraining_epochs=0, rate=1.0, epochs=266)
shallow = 100 * few_labels.held_out_error(plain)
three = 100 * few_labels.held_out_error(plain | {"hidden_sizes": (200, 200, 200), "rate": 3.0})
print(f"updates of pre-training and of fine-tuning: {few_labels.count_updates(plain)}")
print(f"held-out error: one layer {shallow:.1f} %, three layers (at rate 3) {three:.1f} %")
assert shallow < three - 3

# %% [markdown]
# A surprise: with so few labels, one layer without pre-training is far better than three. Section 8 compared three layers with
# three. Against the best network that you can train *without* pre-training, the saving is smaller. A baseline has more knobs
# than its rate.
#
# <details><summary>Hint 1</summary>An epoch of pre-training costs 200 updates a layer, an epoch of fine-tuning only
# 15.</details>
# <details><summary>Hint 2</summary>Good features first: give pre-training about three quarters of the
# updates.</details>
# <details><summary>Hint 3</summary>Two layers with a rate of 0.1 for pre-training are a good start. Change one setting at a
# time.</details>

# %% exercise 4.6 · many pictures, few labels · ★★★ · 8 min
### BEGIN SOLUTION
settings = {
    "kind": "rbm", "hidden_sizes": (200, 200), "pretraining_rate": 0.1, "pretraining_epochs": 8,
    "rate": 0.3, "epochs": 50,
}  # fmt: skip
### END SOLUTION

settings = check("4.6", settings)

# %%
error = 100 * few_labels.held_out_error(settings)
print(f"updates {few_labels.count_updates(settings)}, held-out error {error:.1f} %")

# %% [markdown]
# ## 9 · Optimiser or regulariser?
#
# So it helps. But *why*? Two readings of this lesson are open:
#
# - The pre-trained network starts off the plateau at once. So pre-training helps to **optimise**.
# - It does better on *new* digits. So it **regularises**.
#
# The test error cannot tell them apart. Compare networks that fit the *training* digits equally well:

# %%
paths = {}
for arm in ARMS:
    epochs = range(1, stacking_results.fair_epochs(arm, 3) + 1)
    paths[arm] = [[reported(arm, 3, key, e).mean() for e in epochs] for key in ("train_nll", "new_nll")]
fig, ax = figures.axes()
for arm, (train_nll, test_nll) in paths.items():
    ax.plot(train_nll, test_nll, marker=".", label=ARMS[arm])
ax.set(xlabel="train NLL (nats)", ylabel="test NLL (nats)", xscale="log", yscale="log")
ax.legend()
lowest = {arm: min(test_nll) for arm, (_, test_nll) in paths.items()}
show(
    fig,
    "Three layers, a point for each epoch, means of six seeds; training runs from right to left, with jumps. The lowest test "
    "NLL on the way: " + ", ".join(f"{ARMS[arm]} {value:.2f}" for arm, value in lowest.items()) + ".",
)


# %%
def seed_paths(arm):
    """Train and test NLL of each seed over the epochs: two arrays (seeds, epochs)."""
    epochs = range(1, stacking_results.fair_epochs(arm, 3) + 1)
    return [np.array([reported(arm, 3, key, e) for e in epochs]).T for key in ("train_nll", "new_nll")]


level = max(seed_paths(arm)[0].min(axis=1).max() for arm in ARMS)  # every seed of every arm gets there
there = {}
for arm in ARMS:
    train_nll, test_nll = seed_paths(arm)
    first_there = (train_nll <= level).argmax(axis=1)  # the first epoch, for each seed
    there[arm] = test_nll[np.arange(len(test_nll)), first_there]
    low, high = there[arm].min(), there[arm].max()
    print(f"{ARMS[arm]:20s} test NLL {low:.2f} to {high:.2f} when the train NLL first is {level:.4f} or less")
assert there["none"].min() > max(there["rbm"].max(), there["autoencoder"].max())

# %% [markdown]
# At the same training loss, every pre-trained network has the lower test loss. Mere help to the *optimiser* would not
# explain that: it speaks for a **regulariser**. But look at the left ends of the curves, too:

# %%
ends = {arm: np.sort(reported(arm, 3, "train_nll")) for arm in ARMS}
for arm, values in ends.items():
    low, high = values[0], values[-1]
    print(
        f"{ARMS[arm]:20s} train NLL at the end: median {np.median(values):.5f}, {low:.5f} to {high:.5f} nats"
    )
lower = int((ends["none"] < min(ends["rbm"][0], ends["autoencoder"][0])).sum())
print(f"networks without pre-training that end below every pre-trained one: {lower} of {len(ends['none'])}")

# %% [markdown]
# Some networks without pre-training spike near the end and lift their mean; the medians are not far apart. Here the training
# loss alone decides nothing. The paper trains longer, with
# hundreds of seeds, more digits and controls; there the training loss with three layers ends *higher* with pre-training (its
# Fig. 8). That is the question of the rest of the course: **optimiser or regulariser?** Your bet was:

# %%
bet = recall_prediction("why")

# %%
progress(4)

# %% [markdown]
# ## Recap
#
# - Greedy pre-training: train a layer, fix it, go up by mean activations, repeat. RBMs give a DBN, denoising autoencoders
#   an SDAE.
# - A top RBM with transposed weights changes nothing; from there, training it raises a bound on the likelihood.
# - The way up is a network; a random output layer and backpropagation through all layers finish it.
# - With three layers both kinds lower the test error by more than a point, with intervals that do not overlap, against a
#   baseline with its own rate and as many updates.
# - Rate, updates and stopping rule each can fake or hide such a result.
#
# **Quiz**
#
# 1. Why is layer 2 trained on probabilities and not on samples of layer 1?
# 2. After pre-training layer 2, may you train layer 1 again on the pixels?
# 3. Two 95 % intervals overlap a little. Is the difference of the paired seeds then uncertain?
# 4. A paper tunes its method's rate over ten values and the baseline's over two. What do you ask for?
#
# <details><summary>Answers</summary>
#
# 1. The mean carries nearly the same with less noise. (Strictly, the bound of section 2 asks for samples.)
# 2. Then layer 2 describes features that no longer exist. Greedy means that the lower layer stays fixed (until
#    fine-tuning moves all of them together).
# 3. Not necessarily. What pairs share cancels in the differences, so look at the interval of the difference.
# 4. The same grid and effort for the baseline, a best rate inside its grid, and a choice on held-out data.
#
# </details>
#
# ## In practice
#
# - `stacking.train_stack`, `pretrain` and `fine_tune` in `utils/numpy_models/stacking.py` are the tools of this lesson.
# - The paper pre-trains 50 epochs a layer and fine-tunes 50, with batches of one, rates from 0.0005 to 0.01 for
#   pre-training and from 0.005 to 0.1 for fine-tuning, 400 to 1200 units a layer and 50,000 digits. Ours are batches of 20, so rates are higher.
# - Its chosen corruption level is not printed; here a quarter of the inputs is set to 0, the default of lesson 03.
# - In the shipped table only the rates of fine-tuning were tuned. Those of pre-training (0.1 for RBMs, 0.3 for autoencoders) and
#   the number of epochs were set once.
# - The shipped table depends on the processor's rounding: on another one, a run can differ a little.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: *Why does unsupervised pre-training help deep learning?* JMLR 11
#   (2010). Section 5 has the procedure, Fig. 1 the effect of depth, Fig. 8 the train and test NLL.
# - Erhan, Manzagol, Bengio, Bengio and Vincent: *The difficulty of training deep architectures and the effect of unsupervised
#   pre-training*, AISTATS 2009.
# - Hinton, Osindero and Teh: *A fast learning algorithm for deep belief nets*, Neural Computation 18 (2006): the bound.
# - Bengio, Lamblin, Popovici and Larochelle: *Greedy layer-wise training of deep networks*, NIPS 2006.
# - Vincent, Larochelle, Lajoie, Bengio and Manzagol: *Stacked denoising autoencoders*, JMLR 11 (2010).
#
# **Next**: lesson 05 goes from NumPy to PyTorch and from six seeds to many.
