# %% [markdown]
# # 04 · Stacking: deep belief network and stacked denoising autoencoder
#
# Two models learn one layer from pictures without labels: the RBM (lesson 02) and the denoising autoencoder (lesson 03).
# And a deep network is hard to train (lesson 01). Now bring them together.
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
# - why a second layer can improve an RBM's bound on the likelihood;
# - what a fair comparison needs: rates, updates and stopping rules for both sides.
#
# **What you need**: lessons 01, 02 and 03 (or their ideas).
#
# **Time**: about 90 minutes, of which 50 for the six exercises. The computer needs about a minute in all.

# %%
import numpy as np
import scipy.stats

from utils.data import hold_out, load_digits_5k
from utils.experiments.engine import store
from utils.lessons.lesson_04 import few_labels
from utils.numpy_models import autoencoder, likelihood, mlp, rbm, stacking
from utils.numpy_models.mlp import Layer, sigmoid
from utils.numpy_models.rbm import RBM
from utils.teaching import check, compare_prediction, explore, figures, keep_prediction
from utils.teaching import progress, progress_bar, recall_prediction, show
from utils.teaching import table
from utils.teaching.parallel import each_seed

# %%
digits = load_digits_5k()
(x, labels), (x_test, labels_test) = digits.train, digits.test
print("train:", x.shape, "   test:", x_test.shape)

# %% [markdown]
# ## 1 · One layer at a time
#
# A trained layer describes a digit $v$ by the probabilities of its hidden units, $\sigma(v W + c)$. That
# description is again a row of numbers in $[0, 1]$: a "picture" with a pixel for each hidden unit. So a second model can
# learn *it*, and a third the second's. This is **greedy layer-wise pre-training** (paper, section 5):
#
# 1. draw a model with as many visible units as its input has columns, and train it;
# 2. fix it for good, and send the data up through it: the mean activations are the data of the next layer;
# 3. repeat.
#
# No labels appear anywhere. *Greedy* means that no layer is revised when the ones above it learn.
#
# ### Exercise 4.1
#
# Write the loop, for RBMs and autoencoders alike: `new_model(n_visible, n_hidden)` draws an untrained model with arrays `W`
# (V, H) and `c` (H,); `train(model, v)` trains it in place.
#
# <details><summary>Hint 1</summary>Keep a variable <code>v</code> for "the data of this layer"; it starts as
# <code>x</code>.</details>
# <details><summary>Hint 2</summary>The way up comes <em>after</em> the training, and gives probabilities, not
# samples of them.</details>


# %% exercise 4.1 · the greedy loop · ★★★ · 12 min
def grow_stack(x, hidden_sizes, new_model, train):
    """Train a model a layer, each on the mean activations below; list, lowest first."""
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
# autoencoder** (SDAE). How a network's hidden layers begin is its **start**: random numbers, a DBN or an SDAE. Three layers
# of each, eight epochs a layer:


# %%
def make_stack(start, seed, sizes=(200, 200, 200), epochs=8):
    """The stack of a start, "rbm" or "autoencoder", grown on the training digits."""
    rng = np.random.default_rng(seed)
    if start == "rbm":
        new = lambda n, m: rbm.init_rbm(n, m, rng)
        train = lambda r, v: rbm.train_rbm(r, v, 0.1, epochs, 20, rng)
    else:
        new = lambda n, m: autoencoder.init_autoencoder(n, m, rng)
        train = lambda a, v: autoencoder.train_autoencoder(a, v, 0.3, epochs, 20, rng)
    return grow_stack(x, sizes, new, train)


# %%
starts = ["rbm", "autoencoder"]
stacks = {start: make_stack(start, seed=0) for start in progress_bar(starts, "stacks")}
print("shapes of W in the DBN:", [model.W.shape for model in stacks["rbm"]])

# %% [markdown]
# **Predict**: ten digits go up one, two or three layers and down again the same way. How many can you still read?

# %%
keep_prediction("4.return", {"one layer": ..., "three layers": ...})


# %%
def up_and_down(v, stack):
    """Mean activations up through a stack, and means down again: (N, V) -> (N, V)."""
    for model in stack:
        v = rbm.hidden_probabilities(v, model.W, model.c)
    for model in reversed(stack):
        v = rbm.visible_probabilities(v, model.W, model.b)
    return v


# %%
ten = x_test[[np.flatnonzero(labels_test == k)[0] for k in range(10)]]
ways = [stacks["rbm"][:n] for n in (1, 2, 3)] + [stacks["autoencoder"]]
rows = [ten] + [up_and_down(ten, stack) for stack in ways]
_ = recall_prediction("4.return")
show(figures.digit_grid(np.concatenate(rows)), "4.1")

# %% caption 4.1
lost = [np.abs(row - rows[0]).mean() for row in rows[1:]]
# Ten test digits (first row); what comes back from one, two and three layers up in the DBN; and, last, from three layers
# up in the SDAE. Look at the 4 and at the 8. The mean difference per pixel is {lost[0]:.3f}, {lost[1]:.3f}, {lost[2]:.3f} and {lost[3]:.3f}.

# %% assertions
lost = [np.abs(row - rows[0]).mean() for row in rows[1:]]
assert lost[0] < lost[1] < lost[2]

# %% [markdown]
# Each layer of the DBN loses a little more. Nobody said what is useful for naming the digit; that what stays *is* useful is
# the discovery.
#
# ## 2 · Why a second layer may help
#
# Read an RBM's $P(v, h)$ in two parts: first choose $h$ with the probability $P(h)$, then $v$ with $P(v \mid h)$. Keep the
# second part. Replace the first by a better model of $h$, another RBM on top:
#
# $$P_{\text{DBN}}(v) = \sum_h P_{\text{top}}(h)\, P(v \mid h)$$
#
# For any distribution $Q(h \mid v)$, Jensen's inequality (the log of a mean is at least the mean of the logs) gives a
# bound, with $\mathcal{H}(Q)$ the entropy of $Q$:
#
# $$\log P_{\text{DBN}}(v) \ge \sum_h Q(h \mid v) \left[ \log P_{\text{top}}(h) + \log P(v \mid h) \right] + \mathcal{H}(Q)$$
#
# Take for $Q$ the lower RBM's $P(h \mid v)$. If $P_{\text{top}}(h)$ *is* the lower RBM's own $P(h)$, both sides are equal.
# From there, let the top learn from samples of $Q$. If the only term that it touches, $\log P_{\text{top}}(h)$, rises, so
# does the bound, and the likelihood above it cannot end lower than where it started.
#
# So you need a top RBM that changes nothing at first. Sum the lower RBM over $v$, with $W_j$ row $j$ of $W$:
#
# $$P(h) \propto \sum_v e^{v W h + b v + c h} = e^{c h} \prod_j \left(1 + e^{b_j + W_j h}\right)$$
#
# What does an RBM with arrays $(W', b', c')$ give to *its visible* units when it is summed over its hidden ones? Compare,
# and read off the three arrays.
#
# ### Exercise 4.2
#
# Write the top RBM whose visible units have exactly the lower RBM's $P(h)$. It will be trained in place, so it must
# not share memory with the lower one. (`RBM` is a named tuple of three arrays: `RBM(W, b, c)`.)
#
# <details><summary>Hint 1</summary>The sum is $e^{b' v} \prod_i (1 + e^{c'_i + v W'_i})$, where $W'_i$ is column $i$ of
# $W'$, and $v$ now stands for the lower $h$.</details>
# <details><summary>Hint 2</summary>A transposed array is a view of the same numbers; <code>.copy()</code> makes new
# ones.</details>


# %% exercise 4.2 · a layer that changes nothing · ★★ · 9 min
def unchanged_top(lower):
    """An RBM whose P(visible) is the lower one's P(hidden), no memory shared."""
    ### BEGIN SOLUTION
    return RBM(lower.W.T.copy(), lower.c.copy(), lower.b.copy())
    ### END SOLUTION


unchanged_top = check("4.2", unchanged_top)

# %% [markdown]
# Try it where everything can be counted: the 14 patterns of 3 x 3 pixels that consist of whole rows or of whole columns,
# and 8 hidden units.

# %%
bits = np.array([[i >> k & 1 for k in range(3)] for i in range(8)])
lines = np.concatenate((np.repeat(bits, 3, axis=1), np.tile(bits, (1, 3))))
bars = np.unique(lines, axis=0).astype(float)  # (14, 9)
rng = np.random.default_rng(0)
lower = rbm.init_rbm(9, 8, rng, np.float64)
_ = rbm.train_rbm(lower, np.tile(bars, (20, 1)), 0.1, 200, 20, rng)
show(figures.digit_grid(0.2 + 0.8 * bars, columns=14, cell=0.5), "4.2")

# %% caption 4.2
# The {len(bars)} patterns, black on grey: rows or columns of a 3 x 3 grid.


# %%
def dbn_log_likelihood(v, lower, top):
    """Exact mean log P(v) of a DBN: a sum over all states h of the middle layer."""
    h = next(likelihood.binary_states(len(lower.c)))  # (2 ** H, H)
    log_Z = likelihood.log_partition_exact(*top)
    log_prior = -rbm.free_energy(h, *top) - log_Z  # (2 ** H,)
    p = rbm.visible_probabilities(h, lower.W, lower.b)  # (2 ** H, V)
    log_v = v @ np.log(p).T + (1 - v) @ np.log1p(-p).T  # (N, 2 ** H)
    return np.logaddexp.reduce(log_v + log_prior, axis=1).mean()


# %%
top = unchanged_top(lower)
alone = likelihood.log_likelihood_exact(bars, *lower)
found = [dbn_log_likelihood(bars, lower, top)]
print(f"RBM alone {alone:.6f} nats, with the unchanged top {found[0]:.6f} nats")

# %% assertions
assert abs(alone - found[0]) < 1e-9

# %%
for _ in range(1000):  # the top climbs its exact gradient on samples of Q
    h = rbm.sample_bernoulli(rbm.hidden_probabilities(bars, lower.W, lower.c), rng)
    rbm.ascend(top, likelihood.log_likelihood_gradient(h, *top), 0.1)
    found.append(dbn_log_likelihood(bars, lower, top))
best = -np.log(len(bars))
series = {
    "DBN": found,
    "RBM alone": [alone] * len(found),
    "best possible": [best] * len(found),
}
show(figures.line_plot(series, "update of the top RBM", "mean log P (nats)"), "4.3")

# %% caption 4.3
# The exact log-likelihood of the 14 patterns goes from {found[0]:.2f} to {found[-1]:.2f} nats while only the top RBM
# learns; the best possible is −log 14 = {best:.2f}.

# %% assertions
assert found[-1] > found[0] + 0.1

# %% [markdown]
# In practice the top has a size of its own, random weights at first, and is trained by contrastive divergence, on means and not
# on samples of $Q$. So the argument tells why stacking is *reasonable*; experiments tell whether it works.
#
# ## 3 · Dreaming digits
#
# To draw from a DBN, run Gibbs steps in the **top** RBM until it has forgotten where it began, then go down once, layer by
# layer, by means: the layers below are a one-way decoder. `stacking.sample_dbn` does this in ten lines.
#
# For samples the top RBM must be a good model of its whole space. So train a large one (400 units) by persistent CD with
# a falling rate, on the first layer's mean activations.

# %%
first = stacks["rbm"][0]
v = rbm.hidden_probabilities(x, first.W, first.c)  # (N, 200)
rng = np.random.default_rng(1)
top = rbm.init_rbm(200, 400, rng)
for rate, epochs in progress_bar([(0.1, 10), (0.03, 15), (0.01, 10)], "rates"):
    rbm.train_rbm(top, v, rate, epochs, 100, rng, persistent=True)


# %%
def dream(n_steps):
    rng = np.random.default_rng(2)
    return figures.digit_grid(stacking.sample_dbn([first, top], 30, n_steps, rng))


sliders = explore(dream, "4.4", n_steps=([1, 3, 10, 30, 100, 200, 500], 200))

# %% caption 4.4
# Thirty samples of the DBN, each from its own random state, after {n_steps} Gibbs steps in the top RBM. Move the slider: how
# many steps turn blots into strokes, and strokes into digits?

# %% [markdown]
# Are these digits? Do not trust your eyes alone: a network trained on real digits can judge, in a moment.
#
# ## 4 · From stack to network
#
# The way up, $\sigma(v W + c)$ again and again, is what the network of lesson 01 computes. So the stack *is* a network
# without an output layer, which is drawn at random, since nothing was learnt about labels. Then backpropagation trains
# **all** layers: that is **fine-tuning**.
#
# ### Exercise 4.3
#
# Build the network: a list of `Layer(W, b)`, hidden layers first. Mind the names: a layer of a network has one kind of
# biases, a model of the stack two. Fine-tuning works in place, so copy.
#
# <details><summary>Hint 1</summary><code>mlp.init_mlp((n_hidden, n_classes), rng)</code> draws a list with one
# layer.</details>
# <details><summary>Hint 2</summary>Two lists are joined with <code>+</code>. Which biases are added on the way
# up?</details>


# %% exercise 4.3 · from stack to network · ★★ · 7 min
def network_from(stack, n_classes, rng):
    """Copies of a stack's way up, and an output layer drawn with rng: list of Layer."""
    ### BEGIN SOLUTION
    hidden = [Layer(model.W.copy(), model.c.copy()) for model in stack]
    n_hidden = len(stack[-1].c)
    return hidden + mlp.init_mlp((n_hidden, n_classes), rng, stack[-1].W.dtype)
    ### END SOLUTION


network_from = check("4.3", network_from)

# %% [markdown]
# **Predict** the test error (%) after one epoch of fine-tuning. (Drawn at random, the same network still guesses then.)

# %%
keep_prediction("4.epoch", ...)  # test error in %

# %%
rng = np.random.default_rng(3)
tuned = network_from(stacks["rbm"], 10, rng)
history = mlp.train(tuned, x, labels, 0.3, 10, 20, rng, {"test": digits.test})
errors = [100 * row["test_error"] for row in history]
print("test error after each epoch (%):", *np.round(errors, 1))
compare_prediction("4.epoch", f"{errors[1]:.1f} %")

# %% assertions
rng = np.random.default_rng(3)
drawn = mlp.init_mlp((784, 200, 200, 200, 10), rng)
plateau = mlp.train(drawn, x, labels, 0.3, 1, 20, rng, {"test": digits.test})[-1]
assert errors[1] < 15
assert plateau["test_error"] > 0.8

# %% [markdown]
# No plateau. Now a judge for the dreams. The network that you just tuned will not do: it is the DBN's own child, whose first
# layer has hardly turned.

# %%
before, after = first.W.ravel(), tuned[0].W.ravel()
cosine = before @ after / np.linalg.norm(before) / np.linalg.norm(after)
print(f"cosine of the angle: {cosine:.3f}")

# %% assertions
assert cosine > 0.98

# %% [markdown]
# So train a fresh network, and ask it about test digits, samples, and *blends*: averages of two test digits. **Predict**: of
# what share (%) of each is it sure, with $P > 0.9$ for one class?

# %%
keep_prediction("4.judge", {"test digits": ..., "samples": ..., "blends": ...})

# %%
rng = np.random.default_rng(5)
judge = mlp.init_mlp((784, 200, 10), rng)
_ = mlp.train(judge, x, labels, 1.0, 5, 20, rng)
dreams = stacking.sample_dbn([first, top], 200, 200, np.random.default_rng(4))
blends = (x_test[:500] + x_test[500:]) / 2


# %%
def sure(network, pictures):
    """Share of the pictures (%) for which one class has a probability above 0.9."""
    p = mlp.softmax(mlp.forward(network, pictures)[-1])  # (N, 10)
    return 100 * (p.max(axis=1) > 0.9).mean()


pictures = {"test digits": x_test, "samples": dreams, "blends": blends}
shares = {name: (sure(judge, p), sure(tuned, p)) for name, p in pictures.items()}
found = {name: f"{by_judge:.0f}" for name, (by_judge, _) in shares.items()}
compare_prediction("4.judge", found)
columns = {"sure about (%)": "", "fresh network": ".0f", "fine-tuned DBN": ".0f"}
table([(name, *share) for name, share in shares.items()], columns)

# %%
classes = mlp.forward(judge, dreams)[-1].argmax(axis=1)
counts = np.bincount(classes, minlength=10)
table([counts.tolist()], [str(k) for k in range(10)])

# %% assertions
fresh, own = np.array(list(shares.values())).T
assert abs(fresh[0] - fresh[1]) < 20
assert fresh[2] < fresh[1] - 15
assert own[2] > fresh[2]
assert (counts > 0).sum() >= 6
assert counts.max() > 20 + counts.min()

# %% [markdown]
# The fresh judge is about as often sure of samples as of digits (within 20 points), and less often of blends; the DBN's
# child falls for more of them. But the classes (second table) are uneven: 200 steps are too few, or the DBN prefers some
# digits.
#
# ## 5 · With and without: a small experiment
#
# Three hidden layers of 100 units, two starts, four seeds. `hidden_layers` builds hidden layers only; `stacking.fine_tune`
# puts the output layer on them. Both starts of a seed share the output layer and the order of the digits: the seeds are
# **pairs**.
#
# Pre-training takes 3 epochs a layer and fine-tuning 9, or 18 without pre-training. First a rate for each start, chosen
# with one seed on 800 held-out digits. Test digits choose nothing.

# %%
STARTS = {"none": "no pre-training", "rbm": "DBN", "autoencoder": "SDAE"}
SMALL = (100, 100, 100)
rest, held = hold_out(digits.train, 800, np.random.default_rng(0))


def hidden_layers(start, seed, images):
    """Three hidden layers: drawn at random, or pre-trained (3 epochs a layer)."""
    rng = np.random.default_rng(seed)
    if start == "none":
        return mlp.init_mlp((784, *SMALL), rng)
    return stacking.pretrain(images, SMALL, rng, start, 0.1, epochs=3, batch_size=20)


def run(task):
    """Fine-tune from a start at each rate: networks with their histories, a list."""
    start, rates, seed, train, watch = task
    epochs = 18 if start == "none" else 9
    layers, ends = hidden_layers(start, seed, train.images), []
    for rate in rates:
        rng = np.random.default_rng(1000 + seed)
        tuned = stacking.fine_tune(layers, *train, rate, epochs, 20, rng, watch=watch)
        ends.append(tuned)
    return ends


# %%
rates = {"none": (1.0, 2.0, 5.0), "rbm": (0.3, 1.0, 2.0)}
watch = {"held": held, "test": digits.test}  # the test errors choose nothing
ends = each_seed(run, [(start, rates[start], 100, rest, watch) for start in rates])
tried = {
    (start, rate): history
    for start, some in zip(rates, ends, strict=True)
    for rate, (_, history) in zip(rates[start], some, strict=True)
}
errors = {place: 100 * history[-1]["held_error"] for place, history in tried.items()}
best = {start: min(rates[start], key=lambda r: errors[start, r]) for start in rates}
rows = [(STARTS[start], rate, error) for (start, rate), error in errors.items()]
table(rows, {"start": "", "rate": "g", "held-out error (%)": ".1f"})

# %%
seeds = range(4)
tasks = [
    (start, [best[start]], s, digits.train, None) for start in rates for s in seeds
]
ends = each_seed(run, tasks)
errors = [100 * mlp.evaluate(params, *digits.test)[1] for [(params, _)] in ends]
final = np.array(errors).reshape(2, 4)  # (start, seed)
rows = [(STARTS[s], *e, e.mean()) for s, e in zip(rates, final, strict=True)]
columns = ["test error (%)", *(f"seed {s}" for s in seeds), "mean"]
table(rows, dict.fromkeys(columns, ".1f"))

# %% [markdown]
# ### How sure are you?
#
# How far might the mean difference be from that of infinitely many seeds? Take the differences $d_s = a_s - b_s$ of $S$ seeds.
# The variance of their mean is the variance of one, divided by $S$; its square root is the *standard error*. The variance of
# one is estimated with the divisor $S - 1$, because the mean comes from the same numbers. A 95 % interval reaches $t_{0.975}$
# standard errors to each side, the quantile of Student's distribution with $S - 1$ degrees of freedom.
#
# Why differences? $\operatorname{Var}(a - b) = \operatorname{Var}(a) + \operatorname{Var}(b) - 2 \operatorname{Cov}(a, b)$:
# what the two runs of a seed share cancels. Where they share little, pairing can cost: the covariance may come out negative,
# and unpaired, $t$ would have up to $2S - 2$ degrees of freedom.
#
# ### Exercise 4.4
#
# Write the interval of the mean difference for paired seeds.
#
# <details><summary>Hint 1</summary><code>scipy.stats.t.ppf(0.975, dof)</code> is the quantile.</details>
# <details><summary>Hint 2</summary>NumPy's <code>std</code> and <code>var</code> divide by S, unless you give
# <code>ddof</code>.</details>


# %% exercise 4.4 · the interval of a paired difference · ★★ · 8 min
def paired_interval(a, b):
    """95 % interval of the mean of a - b: two arrays of S numbers -> (low, high)."""
    ### BEGIN SOLUTION
    d = np.asarray(a) - np.asarray(b)
    half = scipy.stats.t.ppf(0.975, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d))
    return d.mean() - half, d.mean() + half
    ### END SOLUTION


paired_interval = check("4.4", paired_interval)

# %%
low, high = paired_interval(*final)
verdict = "excludes" if low > 0 or high < 0 else "includes"
print(f"no pre-training minus DBN: {(final[0] - final[1]).mean():.2f} points")
print(f"95 % interval {low:.2f} to {high:.2f}; it {verdict} 0")

# %% [markdown]
# The interval is about other *seeds*, for these training and test digits. Other digits would add their own uncertainty:
# $\sqrt{0.07 \cdot 0.93 / 1000}$, about 0.8 points, for one error, and usually less for a difference on the same digits.
#
# ## 6 · With and without: one, two and three layers
#
# The same with 200 units a layer, three starts, three depths and six seeds was computed in advance
# (`python -m utils.experiments verify stacking` checks a part). Every start and depth has a rate of
# its own, chosen on held-out digits with three other seeds. Fine-tuning takes 20 epochs, pre-training 8 a layer, and without it
# the network gets as many epochs more.

# %%
runs, made = store.load_result("stacking")
print(f"made with NumPy {made['versions']['numpy']} on {made['processor']}")


def reported(start, depth, measure, epoch=None, n=4000):
    """One number a seed, after an epoch (the last by default), with n labels."""
    rows = runs.query("start == @start and depth == @depth and labels == @n")
    wanted = rows["epoch"].max() if epoch is None else epoch
    return rows.loc[rows["epoch"] == wanted, measure].to_numpy()


# %%
grid, chosen = made["settings"]["rate_grid"], made["settings"]["rates"]
print("rates tried:", *grid)
places = [(start, depth) for start in STARTS for depth in (1, 2, 3)]
rows = [(STARTS[s], depth, chosen[s][str(depth)]["4000"]) for s, depth in places]
table(rows, {"start": "", "hidden layers": "", "best rate": "g"})

# %% assertions
assert all(grid[0] < rate < grid[-1] for *_, rate in rows)

# %% [markdown]
# All best rates lie inside the grid. The reported seeds:

# %%
spread, rows = {}, []
for start, depth in ((start, depth) for start in STARTS for depth in (1, 2, 3)):
    error = 100 * reported(start, depth, "test_error")
    spread[start, depth] = low, high = paired_interval(error, np.zeros(len(error)))
    train_nll = np.median(reported(start, depth, "train_nll"))
    half = (high - low) / 2
    rows.append((STARTS[start], depth, error.mean(), half, train_nll))
columns = {"start": "", "layers": "", "test error (%)": ".2f", "± (95 %)": ".2f"}
table(rows, columns | {"train NLL, median (nats)": ".4f"})

# %%
fig, ax = figures.axes()
for shift, start in zip((-0.06, 0, 0.06), STARTS, strict=True):
    ends = np.array([spread[start, depth] for depth in (1, 2, 3)])  # (3, 2)
    middle, half = ends.mean(axis=1), np.ptp(ends, axis=1) / 2
    ax.errorbar(np.arange(1, 4) + shift, middle, half, capsize=4, label=STARTS[start])
ax.set(xlabel="hidden layers", ylabel="test error (%)", xticks=(1, 2, 3))
figures.legend(ax)
show(fig, "4.5")

# %% caption 4.5
deep = {start: 100 * reported(start, 3, "test_error").mean() for start in STARTS}
ends = ", ".join(f"{STARTS[start]} {error:.2f} %" for start, error in deep.items())
# Mean test error with 95 % intervals over six seeds. With three layers: {ends}.

# %% [markdown]
# How far is the start without pre-training from the others, and what did pairing bring?

# %%
rows = []
a = 100 * reported("none", 3, "test_error")
for start in ("rbm", "autoencoder"):
    b = 100 * reported(start, 3, "test_error")
    unpaired = scipy.stats.ttest_ind(a, b).confidence_interval()
    halves = [np.diff(ends)[0] / 2 for ends in (paired_interval(a, b), unpaired)]
    rows.append((STARTS[start], (a - b).mean(), *halves))
columns = ["three layers", "points better", "± (paired)", "± (unpaired)"]
table(rows, dict.fromkeys(columns, ".2f"))

# %% assertions
for start in ("rbm", "autoencoder"):
    assert a.mean() - 100 * reported(start, 3, "test_error").mean() >= 1
    assert spread[start, 3][1] < spread["none", 3][0]
(*_, dbn_paired, dbn_unpaired), (*_, sdae_paired, sdae_unpaired) = rows
assert dbn_paired < dbn_unpaired
assert sdae_paired > sdae_unpaired
for start, depth in spread:
    assert np.median(reported(start, depth, "train_nll")) < 0.004

# %% [markdown]
# With three layers, both kinds of pre-training win by more than a point, and their intervals in Figure 4.5 lie below that without.
# Pairing paid for the DBN and cost for the SDAE: decide for it before you look. All had fitted their training digits (median
# train NLL below 0.004). The paper, with twelve times as many labels, finds smaller gains: in the median about 0.4 points with
# one layer, 0.85 with four (Fig. 1).
#
# ## 7 · Three ways to be unfair
#
# ### The rate of the baseline
#
# Tune your own method; leave the other one at a rate that nobody tuned.

# %%
choice, _ = store.load_result("stacking_rates")
choice = choice[(choice["depth"] == 3) & (choice["labels"] == 4000)]
error = 100 * choice.groupby(["start", "rate"])["valid_error"].mean()  # over the seeds
held_error = {start: error[start].tolist() for start in STARTS}

# %%
fig, ax = figures.axes()
for start in STARTS:
    ax.loglog(grid, held_error[start], marker="o", label=STARTS[start])
ax.set(xlabel="rate of fine-tuning", ylabel="held-out error (%)")
ax.set_xticks(grid, [f"{rate:g}" for rate in grid])
ax.set_xticks([], minor=True)
figures.log_ticks(ax.yaxis)
figures.legend(ax)
show(fig, "4.6")

# %% caption 4.6
lazy = held_error["none"][0] - min(held_error["rbm"])
honest = min(held_error["none"]) - min(held_error["rbm"])
# Mean held-out error of three layers against the rate. If only the DBN's rate were tuned and the baseline kept {grid[0]:g},
# the DBN would win by {lazy:.1f} points; with the best rate for each, by {honest:.1f}.

# %% [markdown]
# ### The number of updates
#
# Pre-training is training. Give both sides 20 epochs "of training", and one has secretly had more.
#
# ### Exercise 4.5
#
# Count. 4,000 digits in batches of 20; three layers, 8 epochs of pre-training each; then 20 epochs of fine-tuning. How many
# updates does pre-training make, and how many fine-tuning? And how many epochs must the network without pre-training get
# so that it makes as many updates as both together?
#
# Also **predict**: how many points do the epochs after the 20th bring it?
#
# <details><summary>Hint</summary>In pre-training, an update changes one layer; in fine-tuning, one update changes all of
# them.</details>

# %% exercise 4.5 · counting updates · ★ · 4 min
### BEGIN SOLUTION
updates = {"pre-training": 3 * 8 * 200, "fine-tuning": 20 * 200}
updates["fair epochs without"] = sum(updates.values()) // 200
### END SOLUTION
### BEGIN STUB
# updates = {"pre-training": ..., "fine-tuning": ..., "fair epochs without": ...}
### END STUB

updates = check("4.5", updates)

# %%
keep_prediction("4.updates", ...)  # points

# %%
fair = int(updates["fair epochs without"])
early, late = (100 * reported("none", 3, "test_error", e).mean() for e in (20, fair))
dbn = 100 * reported("rbm", 3, "test_error").mean()
print(f"without: {early:.2f} % after 20 epochs, {late:.2f} % after {fair}")
print(f"DBN: {dbn:.2f} %; {late - dbn:.2f} points of difference remain")
compare_prediction("4.updates", f"{early - late:.2f} points")

# %% assertions
per_epoch = len(list(mlp.minibatches(len(x), 20, np.random.default_rng(0))))
assert (updates["pre-training"] + updates["fine-tuning"]) / per_epoch == fair
assert early > late > dbn

# %% [markdown]
# Section 6 already gave these updates to the networks without pre-training, and theirs change every layer. Not *everything*
# can be equal (updates, seconds, labels).
#
# ### The stopping rule
#
# The test error goes up and down. Report the lowest, and you have chosen with the test digits. Worse: do it for one side
# only.


# %%
def curves_of(start, measure):
    """A curve a seed with three layers, from before training on: (epochs, seeds)."""
    mine = runs.query("start == @start and depth == 3 and labels == 4000")
    return mine.pivot(index="epoch", columns="seed", values=measure).to_numpy()


# %%
rows = []
for start in STARTS:
    curve = 100 * curves_of(start, "test_error")
    rows.append((STARTS[start], curve[-1].mean(), curve.min(axis=0).mean()))
table(rows, dict.fromkeys(["test error (%)", "last epoch", "luckiest epoch"], ".2f"))

# %% [markdown]
# There are two honest rules: fix the number of epochs in advance (as here), or stop where the error on *held-out* digits is
# lowest. Compare all three in the runs of section 5, which have both errors:

# %%
rows = []
for start in rates:
    history = tried[start, best[start]]
    rules = {"last epoch": history[-1]}
    rules["lowest held-out error"] = min(history, key=lambda row: row["held_error"])
    rules["peeking"] = min(history, key=lambda row: row["test_error"])
    for rule, row in rules.items():
        rows.append((STARTS[start], rule, row["epoch"], 100 * row["test_error"]))
table(rows, {"start": "", "rule": "", "epoch": "", "test error (%)": ".1f"})

# %% assertions
for *_, last, _, peeking in (rows[:3], rows[3:]):
    assert peeking[3] <= last[3]

# %% [markdown]
# Peeking never looks worse than the last epoch; the honest rule may.
#
# ## 8 · How many labels does it save?
#
# Pictures are cheap, labels are not. With $n$ labels and all 4,000 pictures, how good is a pre-trained network, and how many
# labels does one without pre-training need to be as good? Again computed in advance: three layers, subsets of the labels, the
# updates as above, five seeds (six with 4,000), a rate for each number. (The rates were chosen on 800 more labelled digits, which are not
# counted; with 100 labels, the DBN's is the lowest of the grid.)

# %%
n_labels = (*made["settings"]["few_labels"], 4000)


def errors_with(start, n):
    """Test error (%) of each seed with n labels, three hidden layers."""
    return 100 * reported(start, 3, "test_error", n=n)


# %%
without = [errors_with("none", n).mean() for n in n_labels]
pretrained = [errors_with("rbm", n).mean() for n in n_labels]
curves = {STARTS["none"]: without, STARTS["rbm"]: pretrained}
fig = figures.line_plot(curves, "labels", "test error (%)", x=n_labels, log_y=True)
fig.axes[0].set_xscale("log")
fig.axes[0].set_xticks(n_labels, [f"{n:,}" for n in n_labels], minor=False)
fig.axes[0].set_xticks([], minor=True)
show(fig, "4.7")

# %% caption 4.7
# Mean test error against the number of labels, both on logarithmic axes. With 100 labels pre-training lowers it from
# {without[0]:.1f} to {pretrained[0]:.1f} %, with 4,000 from {without[-1]:.1f} to {pretrained[-1]:.1f} %.


# %%
def labels_needed(error):
    """Labels that reach an error without pre-training, read off the curve."""
    if error < without[-1]:
        return "more than 4,000"
    log_n = np.interp(-error, -np.array(without), np.log(n_labels))
    return f"about {np.exp(log_n):,.0f}"


rows = zip(n_labels, map(labels_needed, pretrained), strict=True)
table(rows, ["labels with pre-training", "do what without it needs"])

# %% assertions
assert np.argmax(np.array(without) - pretrained) == 0
assert np.argmax(np.array(without) / pretrained) == 0
assert chosen["rbm"]["3"]["100"] == min(grid)

# %% [markdown]
# In points and as a ratio, the gain is largest where labels are few. The authors' earlier paper (AISTATS 2009) says so too, without numbers;
# ten years later that became a main doubt about pre-training (lesson 13).
#
# ### Exercise 4.6
#
# You have 4,000 pictures, **300 labels** (and 800 labelled held-out digits to compare settings on), and at
# most **4,000 updates** in all. Find settings with a test error of at most **13 %**; can you get below 10 % on held-out
# digits? Call `few_labels.held_out_error(settings)` as often as you like. `check` looks at the test digits.
#
# `settings` is a dictionary like `plain` below: `start` is "none", "rbm" or "autoencoder", and a layer has at most 400 units.
# Two networks without pre-training:

# %%
plain = dict(start="none", hidden_sizes=(100,), rate=1.0, epochs=266)
plain |= dict(pretraining_rate=0, pretraining_epochs=0)
deep = plain | dict(hidden_sizes=(100, 100, 100), rate=3.0)
errors = [few_labels.held_out_error(s) for s in progress_bar((plain, deep), "networks")]
shallow, three = (100 * error for error in errors)
pretraining, fine_tuning = few_labels.count_updates(plain)
print(f"updates of pre-training {pretraining}, of fine-tuning {fine_tuning:,}")
print(f"held-out error: one layer {shallow:.1f} %, three (at rate 3) {three:.1f} %")

# %% assertions
assert shallow < three - 3

# %% [markdown]
# Here one layer without pre-training does better than three. Section 8 compared three with three; against the best
# network *without* pre-training, the saving may be smaller. A baseline has more knobs than its rate.
#
# <details><summary>Hint 1</summary>What does an epoch of each phase cost? <code>few_labels.count_updates</code>
# tells.</details>
# <details><summary>Hint 2</summary>Which of the two phases can learn from 4,000 pictures, and which can only learn 300 by
# heart?</details>
# <details><summary>Hint 3</summary>Change one setting at a time. Rates that worked stand in this lesson.</details>

# %% exercise 4.6 · many pictures, few labels · ★★★ · 10 min
### BEGIN SOLUTION
settings = dict(start="rbm", hidden_sizes=(200, 200), rate=0.3, epochs=50)
settings |= dict(pretraining_rate=0.1, pretraining_epochs=8)
### END SOLUTION

settings = check("4.6", settings)

# %%
pretraining, fine_tuning = few_labels.count_updates(settings)
error = 100 * few_labels.held_out_error(settings)
print(f"updates {pretraining:,} and {fine_tuning:,}, held-out error {error:.1f} %")

# %% [markdown]
# ## 9 · Optimiser or regulariser?
#
# It helps. But *why*? Two readings are open:
#
# - The pre-trained network starts off the plateau at once. So pre-training helps to **optimise**.
# - It does better on *new* digits. So it **regularises**.
#
# The test error cannot tell them apart. Compare networks that fit the *training* digits equally well. **Predict**: at the same
# training loss, which start has the lower test loss, "none" or "rbm"? Or neither?

# %%
keep_prediction("4.loss", ...)


# %%
def seed_paths(start):
    """Train and test NLL of each seed after each epoch: two arrays (seeds, epochs)."""
    return [curves_of(start, measure)[1:].T for measure in ("train_nll", "test_nll")]


paths = {start: seed_paths(start) for start in STARTS}

# %%
fig, ax = figures.axes()
for start, nll in paths.items():
    means = (seeds.mean(axis=0) for seeds in nll)
    ax.loglog(*means, marker=".", label=STARTS[start])
ax.set(xlabel="train NLL (nats)", ylabel="test NLL (nats)")
for axis in (ax.xaxis, ax.yaxis):
    figures.log_ticks(axis)
figures.legend(ax)
_ = recall_prediction("4.loss")
show(fig, "4.8")

# %% caption 4.8
lowest = {start: test_nll.mean(axis=0).min() for start, (_, test_nll) in paths.items()}
ends = ", ".join(f"{STARTS[start]} {value:.2f}" for start, value in lowest.items())
# Three layers, a point for each epoch, means of six seeds; training runs from right to left, with jumps. The lowest test NLL
# on the way: {ends}.

# %%
level = max(train.min(axis=1).max() for train, _ in paths.values())  # all get there
rows, there = [], {}
for start, (train_nll, test_nll) in paths.items():
    epoch = (train_nll <= level).argmax(axis=1)  # the first one, for each seed
    there[start] = np.take_along_axis(test_nll, epoch[:, None], axis=1)
    rows.append((STARTS[start], there[start].min(), there[start].max()))
print(f"when the train NLL first is {level:.4f} nats or less:")
table(rows, {"start": "", "test NLL, lowest seed": ".2f", "highest seed": ".2f"})

# %% assertions
assert there["none"].min() > max(there["rbm"].max(), there["autoencoder"].max())

# %% [markdown]
# At the same training loss, every pre-trained network has the lower test loss. Mere help to the *optimiser* would not
# explain that: it speaks for a **regulariser**. But look at the left ends of the curves, too:

# %%
ends = {start: np.sort(reported(start, 3, "train_nll")) for start in STARTS}
rows = [(STARTS[start], v[0], np.median(v), v[-1]) for start, v in ends.items()]
columns = ["train NLL at the end", "lowest", "median", "highest"]
table(rows, dict.fromkeys(columns, ".5f"))

# %% assertions
assert ends["none"][-1] > max(ends["rbm"][-1], ends["autoencoder"][-1])
assert max(map(np.median, ends.values())) < 1.5 * min(map(np.median, ends.values()))
assert ends["none"][0] < min(ends["rbm"][0], ends["autoencoder"][0])
assert ends["none"].mean() > 3 * max(ends["rbm"].mean(), ends["autoencoder"].mean())
assert np.delete(ends["none"], [-1, -2]).mean() < 1.5 * ends["autoencoder"].mean()

# %% [markdown]
# In the figure two slow seeds pull the mean without pre-training to the right. The medians (after 24 epochs
# more with labels) are within a factor of 1.5, and the lowest loss of all, like the highest, is one without pre-training: here the training loss decides nothing. The paper trains longer, with hundreds of seeds and more digits; there the training loss with
# three layers ends *higher* with pre-training (its Fig. 8). That is the question of the rest of the course: **optimiser or
# regulariser?** Your bet was:

# %%
bet = recall_prediction("why")
progress(4)

# %% [markdown]
# ## Recap
#
# - Greedy pre-training: train a layer, fix it, go up by mean activations, repeat. RBMs give a DBN, denoising autoencoders
#   an SDAE.
# - A top RBM with transposed weights changes nothing; from there, training it raises a bound on the likelihood.
# - The way up is a network; a random output layer and backpropagation through all layers finish it.
# - With three layers both lower the test error by more than a point, against a baseline with its own rate and as many
#   updates.
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
# 1. The samples have this mean, and noise on top. (Strictly, the bound of section 2 asks for samples.)
# 2. Then layer 2 describes features that no longer exist. The lower layer stays fixed until fine-tuning moves all.
# 3. Not necessarily. Look at the interval of the difference: what pairs share cancels in it.
# 4. The same grid and effort for the baseline, a best rate inside its grid, and a choice on held-out data.
#
# </details>
#
# ## In practice
#
# - The paper pre-trains 50 epochs a layer and fine-tunes 50, with batches of one, rates from 0.0005 to 0.01 for
#   pre-training and from 0.005 to 0.1 for fine-tuning, 400 to 1200 units a layer and 50,000 digits.
# - Its corruption level is not printed; here a quarter of the inputs is set to 0.
# - In the shipped table only the rates of fine-tuning were tuned. Those of pre-training (0.1 for RBMs, 0.3 for autoencoders)
#   and all epochs were set once.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: [*Why does unsupervised pre-training help deep learning?*](https://www.jmlr.org/papers/v11/erhan10a.html) JMLR 11
#   (2010). Section 5 has the procedure, Fig. 1 the effect of depth, Fig. 8 the train and test NLL.
# - Erhan, Manzagol, Bengio, Bengio and Vincent: [*The difficulty of training deep architectures and the effect of unsupervised
#   pre-training*](https://proceedings.mlr.press/v5/erhan09a.html), AISTATS 2009.
# - Hinton, Osindero and Teh: [*A fast learning algorithm for deep belief nets*](https://doi.org/10.1162/neco.2006.18.7.1527), Neural Computation 18 (2006): the bound.
# - Bengio, Lamblin, Popovici and Larochelle: [*Greedy layer-wise training of deep networks*](https://papers.nips.cc/paper/3048-greedy-layer-wise-training-of-deep-networks), NIPS 2006.
# - Vincent, Larochelle, Lajoie, Bengio and Manzagol: [*Stacked denoising autoencoders*](https://www.jmlr.org/papers/v11/vincent10a.html), JMLR 11 (2010).
#
# **Next**: [lesson 05](05_add_seeds.ipynb) goes from NumPy to PyTorch and from six seeds to many.
