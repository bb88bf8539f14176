# %% [markdown]
# # 03 · A denoising autoencoder from NumPy
#
# The paper pre-trains its networks in two ways. Lesson 02 built the first, a restricted Boltzmann machine. This
# lesson builds the second: a network that is shown damaged digits and asked for the whole ones. It needs no
# sampling and no partition function, only the backpropagation of lesson 01.
#
# **What you'll do**
#
# - damage digits, and write a network that repairs them: corruption, encoder, decoder, loss and gradient;
# - prove the gradient of *tied* weights right, where it is easy to forget half of it;
# - compare the filters at the four corruption levels of the paper;
# - see in two dimensions what denoising learns, and what it has in common with an RBM.
#
# **What you'll learn**
#
# - why the clean digit is the target, and why each example needs its own damage;
# - what goes wrong when nothing is corrupted and there are many hidden units;
# - why a denoiser points from unlikely inputs towards likely ones.
#
# **What you need**: lesson 01 (backpropagation, finite differences). Section 9 uses the free energy of lesson 02.
#
# **Time**: about 60 minutes, of which 38 for the six exercises. The computer needs about a minute in all.

# %%
import numpy as np

from utils.data import hold_out, load_digits_5k
from utils.numpy_models import autoencoder as ae
from utils.numpy_models import mlp, rbm
from utils.numpy_models.autoencoder import Autoencoder
from utils.numpy_models.gradients import numerical_gradient, relative_error
from utils.numpy_models.mlp import sigmoid
from utils.teaching import check, explore, figures, progress, show

# %%
digits = load_digits_5k()
x, x_test = digits.train.images, digits.test.images
print("train:", x.shape, x.dtype, "   test:", x_test.shape, "   (no labels in this lesson)")

# %% [markdown]
# ## 1 · Damage
#
# To *corrupt* a digit, the paper picks a random subset of its pixels, **always the same number**, and sets them to 0
# (*masking*; section 5 of the paper). The share of the pixels that are picked is the **corruption level**.
# We write $x$ for the clean digits, of shape $(N, V)$ with $N$ examples and $V = 784$ pixels, and $\tilde x$ for the
# corrupted ones.
#
# ### Exercise 3.1
#
# Write `mask`. In each row, `round(level * V)` pixels become 0. Each example draws its own pixels, with the generator
# `rng`. Leave `x` as it is: you will need it as the target.
#
# <details><summary>Hint 1</summary><code>x.copy()</code> first; then go through its rows. A row of an array is a
# view: setting entries of the row changes the copy.</details>
# <details><summary>Hint 2</summary><code>rng.choice(n, k, replace=False)</code> draws k different numbers out of
# 0 ... n − 1.</details>


# %% exercise 3.1 · mask a fixed number of pixels · ★★ · 6 min
def mask(x, level, rng):
    """A copy of x (N, V) in which each row has lost round(level * V) pixels of its own."""
    ### BEGIN SOLUTION
    masked = x.copy()
    for row in masked:
        row[rng.choice(len(row), round(level * len(row)), replace=False)] = 0
    return masked
    ### END SOLUTION


mask = check("3.1", mask)

# %%
mask(np.ones((3, 12)), 0.25, np.random.default_rng(0)).astype(int)

# %% [markdown]
# Three zeros in every row, in other places each time. The paper also tried **salt and pepper**: the chosen pixels
# become 0 or 1, by a fair coin. `ae.corrupt` does both.
#
# Predict: a quarter of the pixels is chosen. How many of them do you see change under masking, and how many under
# salt and pepper?

# %%
masked = mask(x, 0.25, np.random.default_rng(1))
peppered = ae.corrupt(x, 0.25, np.random.default_rng(1), kind="salt_and_pepper")
seen = {"masking": (masked != x).mean(), "salt and pepper": (peppered != x).mean()}
print({name: f"{100 * share:.1f} % of the pixels change" for name, share in seen.items()})

# %%
names = ["clean"] + [""] * 9 + ["masked"] + [""] * 9 + ["salt and pepper"] + [""] * 9
show(
    figures.digit_grid(np.concatenate((x[:10], masked[:10], peppered[:10])), titles=names),
    "Ten digits, clean, masked and with salt and pepper, all at level 25 %: masking changes only "
    f"{100 * seen['masking']:.0f} % of the pixels, because most are white already; salt and pepper changes "
    f"{100 * seen['salt and pepper']:.0f} %.",
)

# %% [markdown]
# Masking removes a quarter of the ink and is silent on white paper. The network cannot know whether a white pixel
# is white or was erased. It has to work that out from the others.
#
# ## 2 · There and back
#
# The **encoder** turns a corrupted digit into a *code* of $H$ numbers; the **decoder** turns the code into a digit:
#
# $$h = \sigma(\tilde x W + c), \qquad a = h W' + b, \qquad z = \sigma(a)$$
#
# with $W$ of shape $(V, H)$, the code's biases $c$ of shape $(H,)$, the pixels' biases $b$ of shape $(V,)$, and the
# **reconstruction** $z$, each pixel between 0 and 1. The decoder's weights $W'$ have shape $(H, V)$. In the **tied**
# form of the paper they are the encoder's, transposed: $W' = W^\top$. One array, used in both directions.
#
# ### Exercise 3.2
#
# Write `round_trip` for tied weights. Return the code $h$ and the *pre-activations* $a$, not $z$: as with the softmax
# of lesson 01, the loss is safer when computed from what enters the last nonlinearity.
#
# <details><summary>Hint</summary><code>auto</code> has the fields <code>auto.W</code>, <code>auto.b</code> and
# <code>auto.c</code>. Check the shapes: (N, V) times (V, H) is (N, H), and back again.</details>


# %% exercise 3.2 · there and back · ★ · 4 min
def round_trip(auto, x):
    """Code (N, H) and pre-activations of the reconstruction (N, V) of inputs (N, V), weights tied."""
    ### BEGIN SOLUTION
    h = sigmoid(x @ auto.W + auto.c)  # (N, H)
    return h, h @ auto.W.T + auto.b  # (N, V)
    ### END SOLUTION


round_trip = check("3.2", round_trip)

# %%
auto = ae.init_autoencoder(784, 100, np.random.default_rng(0))
h, a = round_trip(auto, masked[:5])
print("W", auto.W.shape, "  b", auto.b.shape, "  c", auto.c.shape, "  code", h.shape, "  a", a.shape)
print(f"reconstructed pixels before training: from {sigmoid(a).min():.2f} to {sigmoid(a).max():.2f}")

# %% [markdown]
# Everything is about one half: 100 random units know nothing about digits yet.
#
# ## 3 · The loss
#
# Read a grey level $x_j$ as the probability that pixel $j$ is black, and the reconstruction $z_j$ as the network's
# guess of it. The **cross-entropy** is the price of that guess. It is summed over the pixels and averaged over the
# examples:
#
# $$L = -\frac{1}{N} \sum_{n=1}^{N} \sum_{j=1}^{V} \Big( x_{nj} \log z_{nj} + (1 - x_{nj}) \log (1 - z_{nj}) \Big)$$
#
# The target is the **clean** digit, although the network has seen the corrupted one. That is the whole idea.
#
# Again the logarithm meets an exponential. With $z = 1 / (1 + e^{-a})$ we have $-\log z = \log(1 + e^{-a})$ and
# $-\log(1 - z) = \log(1 + e^{a})$. These two differ by $a$ exactly, so each pixel costs
#
# $$\log(1 + e^{a}) - x\, a$$
#
# ### Exercise 3.3
#
# Write the loss from `x` and `a`. It must survive pre-activations of ±800.
#
# <details><summary>Hint 1</summary><code>np.logaddexp(0, a)</code> is log(e⁰ + eᵃ), without overflow.</details>
# <details><summary>Hint 2</summary>First sum over axis 1, then take the mean.</details>


# %% exercise 3.3 · cross-entropy from pre-activations · ★★ · 5 min
def cross_entropy(x, a):
    """Cross-entropy of x and sigmoid(a), both (N, V): summed over pixels, mean over examples, in nats."""
    ### BEGIN SOLUTION
    return float((np.logaddexp(0, a) - x * a).sum(axis=1).mean())
    ### END SOLUTION


cross_entropy = check("3.3", cross_entropy)

# %% [markdown]
# Before any number can be read, find its two ends. A network that always says one half pays $784 \log 2$. And a
# *perfect* reconstruction is not free: a grey pixel of 0.5 costs $\log 2$ whatever you guess. For $z = x$:

# %%
untrained = cross_entropy(x_test, round_trip(auto, x_test)[1])
edges = np.clip(x_test, 1e-6, 1 - 1e-6)
floor = cross_entropy(x_test, np.log(edges / (1 - edges)))  # the sigmoid of this is x itself
ink = np.clip(x.mean(axis=0), 1e-6, 1 - 1e-6)
average = cross_entropy(x_test, np.log(ink / (1 - ink)))
print(f"untrained: {untrained:.0f} nats a digit (784 log 2 = {784 * np.log(2):.0f})")
print(f"always the average digit: {average:.0f} nats    perfect: {floor:.1f} nats")

# %% [markdown]
# ## 4 · The gradient
#
# Differentiate one pixel's cost by its $a$: the first term gives $e^a / (1 + e^a) = z$, the second $-x$. So
#
# $$\delta^{\text{out}} = \tfrac{1}{N} (z - x), \qquad \delta = (\delta^{\text{out}}\, W) \odot h\,(1 - h)$$
#
# The first is the same as for the softmax: guess minus truth. The second takes it back through the decoder's
# weights, transposed, and through the slope of the code, exactly as in lesson 01; their shapes are $(N, V)$ and
# $(N, H)$.
#
# Now the weights. With separate weights the encoder's gradient would be $\tilde x^\top \delta$ and the decoder's
# $h^\top \delta^{\text{out}}$. With tied weights a single $W$ plays both parts. When it moves, the loss changes
# *through both*. What does the chain rule do with two paths from the same variable?
#
# ### Exercise 3.4
#
# Write the gradient of the loss for tied weights. Take care of the shapes: the decoder's share must be turned
# to $(V, H)$. The check compares with finite differences.
#
# <details><summary>Hint 1</summary>Call <code>round_trip</code> with the corrupted digits; compare with the clean
# ones.</details>
# <details><summary>Hint 2</summary>The shares of all paths add.</details>
# <details><summary>Hint 3</summary>The decoder's share of dL/dW is the transpose of h.T @ delta_out, that is
# delta_out.T @ h. The biases: sum each delta over the examples.</details>


# %% exercise 3.4 · gradient of tied weights · ★★★ · 10 min
def tied_gradient(auto, x, corrupted):
    """Gradient of the loss: Autoencoder(dW, db, dc), in the shapes of auto.W, auto.b, auto.c."""
    ### BEGIN SOLUTION
    h, a = round_trip(auto, corrupted)  # (N, H), (N, V)
    delta_out = (sigmoid(a) - x) / len(x)  # (N, V)
    delta = (delta_out @ auto.W) * h * (1 - h)  # (N, H)
    dW = corrupted.T @ delta + delta_out.T @ h  # (V, H)
    return Autoencoder(dW, delta_out.sum(axis=0), delta.sum(axis=0))
    ### END SOLUTION


tied_gradient = check("3.4", tied_gradient)

# %% [markdown]
# Do the comparison yourself too, in double precision on 20 real pixels, and find out what a forgotten half would
# look like: how far off is the gradient with only the encoder's share, and with only the decoder's?

# %%
some = x[:8, 400:420].astype(np.float64)
holes = mask(some, 0.25, np.random.default_rng(2))
small = ae.init_autoencoder(20, 6, np.random.default_rng(3), dtype=np.float64)
slow = numerical_gradient(lambda W: cross_entropy(some, round_trip(small._replace(W=W), holes)[1]), small.W)
fast = tied_gradient(small, some, holes).W

# %%
print(f"relative difference between the slow and the fast gradient: {relative_error(slow, fast):.0e}")
assert relative_error(slow, fast) < 1e-6
alone = {}
for scale in (1, 30):
    W = scale * small.W
    split = ae.gradient(Autoencoder(W, small.b, small.c, W.T), some, holes)  # the same network, in two arrays
    whole = split.W + split.W_out.T
    alone[scale] = relative_error(whole, split.W), relative_error(whole, split.W_out.T)
    print(
        f"weights x {scale}: encoder's share alone is off by {alone[scale][0]:.2f}, decoder's by {alone[scale][1]:.2f}"
    )
assert alone[1][1] < 0.1 < alone[30][1]

# %% [markdown]
# With small random weights the decoder's share is nearly all there is: without the encoder's share the gradient is off
# by a few percent only. A network trained on it would still learn something, and no crash would tell you. The
# comparison does: a few percent are far above what the correct gradient shows. But look at the number; "roughly equal"
# is not a pass.
#
# ## 5 · Training
#
# Your functions are complete. Each time a digit comes by, it is damaged **anew**: the network never sees the same
# damage twice.

# %%
test_holes = ae.corrupt(x_test, 0.25, np.random.default_rng(4))


def denoising(auto):
    return cross_entropy(x_test, round_trip(auto, test_holes)[1])


# %%
rng = np.random.default_rng(0)
auto = ae.init_autoencoder(784, 100, rng)
curve = [denoising(auto)]
for _ in range(25):
    for batch in mlp.minibatches(len(x), 20, rng):
        ae.descend(auto, tied_gradient(auto, x[batch], mask(x[batch], 0.25, rng)), rate=0.1)
    curve.append(denoising(auto))

# %%
levels = {"denoising test digits": curve, "the average digit": [average] * 26, "perfect": [floor] * 26}
show(
    figures.line_plot(levels, "epoch", "cross-entropy (nats a digit)"),
    f"The loss on damaged test digits falls from {curve[0]:.0f} to {curve[-1]:.1f} nats in 25 epochs; the average digit "
    f"would cost {average:.0f}, a perfect reconstruction {floor:.1f}.",
)

# %% [markdown]
# Numbers are one thing; look at the repairs. These digits are from the test set, and a quarter of each is erased.


# %%
def damage_and_repair(auto, level, n=10, kind="masking"):
    clean = x_test[::100][:n]
    corrupted = ae.corrupt(clean, level, np.random.default_rng(5), kind)
    names = ["input"] + [""] * (n - 1) + ["corrupted"] + [""] * (n - 1) + ["repaired"] + [""] * (n - 1)
    rows = np.concatenate((clean, corrupted, ae.reconstruct(auto, corrupted)))
    return figures.digit_grid(rows, titles=names, columns=n)


# %%
erased = test_holes != x_test
restored = sigmoid(round_trip(auto, test_holes)[1])[erased].sum() / x_test[erased].sum()
show(
    damage_and_repair(auto, 0.25),
    "Ten test digits, a quarter of their pixels erased, and repaired by the network: most strokes are closed. Over "
    f"all test digits, {100 * restored:.0f} % of the ink that was erased is put back.",
)

# %% [markdown]
# How far can you go? Predict the level at which the network, trained at 25 %, stops being able to tell what the
# digit was. Then move the slider, and try the other kind of damage, which it has never seen.

# %%
sliders = explore(
    lambda corruption, salt_and_pepper: damage_and_repair(
        auto, corruption, 8, "salt_and_pepper" if salt_and_pepper else "masking"
    ),
    "Eight test digits: input, corrupted, repaired by the network trained at 25 %. Repairs become faint and then "
    "wrong as more is erased; salt and pepper, which it was not trained on, turns into grey fog at moderate levels.",
    corruption=([0.0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], 0.5),
    salt_and_pepper=False,
)

# %% [markdown]
# ## 6 · How much damage?
#
# The paper tried the levels 0, 10, 25 and 40 % (its section 5). Level 0 is a plain **autoencoder**, which
# is merely asked to copy. You will train all four from the same start and judge each on whole digits and on digits
# with 10, 25 and 40 % erased.
#
# ### Exercise 3.5
#
# Predict before you run. Which of the four (0, 0.1, 0.25, 0.4) restores digits best when 10 % are erased? And when
# 40 % are? Last: does the network trained at 40 % reconstruct whole digits better, or digits with 40 % erased?
# Think of the sums that its units receive.
#
# <details><summary>Hint</summary>Training at 40 % means that a unit has only ever seen 60 % of the ink. What does
# it do when all of it arrives?</details>

# %% exercise 3.5 · which network restores best? · ★★ · 5 min
### BEGIN SOLUTION
prediction = {
    "best at 10 %": 0.1,
    "best at 40 %": 0.4,
    "the 40 % network is better on": "masked digits",
}
### END SOLUTION
### BEGIN STUB
# prediction = {
#     "best at 10 %": ...,  # 0, 0.1, 0.25 or 0.4
#     "best at 40 %": ...,  # 0, 0.1, 0.25 or 0.4
#     "the 40 % network is better on": ...,  # "whole digits" or "masked digits"
# }
### END STUB
prediction = check("3.5", prediction)


# %% [markdown]
# Now let the networks answer. `ae.train_autoencoder` is the loop of section 5.


# %%
def train_level(level, epochs=25, n_hidden=100, rate=0.1, tied=True):
    rng = np.random.default_rng(0)
    auto = ae.init_autoencoder(784, n_hidden, rng, tied)
    ae.train_autoencoder(auto, x, rate, epochs, 20, rng, level)
    return auto


trained = {level: auto if level == 0.25 else train_level(level) for level in (0, 0.1, 0.25, 0.4)}


# %%
def loss_at(auto, level):
    return ae.reconstruction_loss(auto, x_test, ae.corrupt(x_test, level, np.random.default_rng(6)))


table = {level: [loss_at(net, damage) for damage in trained] for level, net in trained.items()}
for level, losses in table.items():
    print(f"trained at {100 * level:2.0f} %:", "  ".join(f"{loss:6.1f}" for loss in losses))

# %%
best = [min(table, key=lambda level: table[level][column]) for column in range(4)]
easier = "masked digits" if table[0.4][3] < table[0.4][0] else "whole digits"
assert (best[1], best[3], easier) == (0.1, 0.4, "masked digits")
curves = {f"trained at {100 * level:g} %": losses for level, losses in table.items()}
show(
    figures.line_plot(curves, "erased pixels (%)", "cross-entropy (nats a digit)", x=[0, 10, 25, 40]),
    f"Test loss against the damage: with 10 % erased the network trained at {100 * best[1]:g} % is best, with 40 % the "
    f"one trained at {100 * best[3]:g} %. The plain autoencoder goes from {table[0][0]:.0f} to {table[0][3]:.0f} nats; the "
    f"40 % network does better on {easier} ({table[0.4][3]:.0f}) than on whole ones ({table[0.4][0]:.0f}).",
)

# %% [markdown]
# For each amount of damage, the best of the four networks is the one trained on it. The network trained at 40 % finds whole digits
# *harder*: it has learnt to scale up what arrives, and draws too much when nothing is missing. Keep this in mind
# for the next lesson, where the code of a *whole* digit is passed on.
#
# Now the filters: the weights from all pixels to one hidden unit. Each column below is the same unit from
# the same random start.

# %%
rows = np.concatenate([net.W[:, :12] for net in trained.values()], axis=1)
names = [f"{100 * level:g} %" if unit == 0 else "" for level in trained for unit in range(12)]


def pixels_in_use(W):
    """Effective number of pixels of each filter: V if all weights are equally large, 1 if one is alone."""
    return (W**2).sum(axis=0) ** 2 / (W**4).sum(axis=0)  # (H,)


in_use = {level: np.median(pixels_in_use(net.W)) for level, net in trained.items()}

# %%
show(
    figures.filter_grid(rows, titles=names, columns=12),
    "Filters of the same twelve units at corruption 0, 10, 25 and 40 % (red: excited by ink, blue: inhibited). Without "
    "corruption most are tangled patterns; with more of it, more units are single strokes and blobs. The median filter "
    f"uses {', '.join(f'{n:.0f}' for n in in_use.values())} pixels.",
)

# %% [markdown]
# Why? A unit that depends on many scattered pixels loses some of them each time, and its value shakes. A unit that
# sums up a stroke, whose pixels tell the same story, hardly notices a missing one. Damage makes redundancy worth
# having: the network learns which pixels *belong together*.
#
# ## 7 · Two variations
#
# **Untied weights.** The paper also tried a decoder with weights of its own. It has almost twice as many numbers to
# learn. Does it denoise better, and does it find the tied solution by itself?

# %%
free = train_level(0.25, tied=False)
lengths = np.linalg.norm(free.W, axis=0) * np.linalg.norm(free.W_out, axis=1)  # (H,)
likeness = (free.W * free.W_out.T).sum(axis=0) / lengths  # cosine of each unit's two filters
print(f"denoising loss: tied {table[0.25][2]:.1f}, untied {loss_at(free, 0.25):.1f} nats")
print(f"likeness of the two filters of a unit: median {np.median(likeness):.2f} (1 is equal, 0 unrelated)")
assert loss_at(free, 0.25) < table[0.25][2]

# %%
pairs = np.concatenate((free.W[:, :12], free.W_out[:12].T), axis=1)
names = ["encoder"] + [""] * 11 + ["decoder"] + [""] * 11
show(
    figures.filter_grid(pairs, titles=names, columns=12),
    "Twelve units with untied weights: what the unit looks for (top) and what it draws (bottom). Nothing forces the two "
    f"to agree, yet they are alike (median cosine {np.median(likeness):.2f}).",
)

# %% [markdown]
# Nobody told the two arrays to agree. Here the untied network denoises a little better, with twice as many weights to
# store. Tying halves them, and removes the freedom to make one array tiny and the other huge.
#
# **Many units, no damage.** With more hidden units than pixels there is an easy way to copy: pass every pixel
# through. Predict: without corruption, will 1,000 units (tied again) be better or worse than 100 at copying whole
# digits? And at filling holes?

# %%
narrow = {level: trained[level] for level in (0, 0.25)}
wide = {level: train_level(level, epochs=4, n_hidden=1000) for level in (0, 0.25)}
forty = ae.corrupt(x_test, 0.4, np.random.default_rng(6))
gone = forty != x_test


def put_back(net):
    """Share of the erased ink that the network restores."""
    return ae.reconstruct(net, forty)[gone].sum() / x_test[gone].sum()


# %%
for units, nets in ((100, narrow), (1000, wide)):
    for level, net in nets.items():
        losses = f"whole {loss_at(net, 0):5.1f}, 40 % erased {loss_at(net, 0.4):5.1f} nats"
        print(
            f"{units:4} units, level {100 * level:2.0f} %: {losses}, ink put back {100 * put_back(net):.0f} %"
        )
assert loss_at(wide[0], 0) < loss_at(narrow[0], 0)
assert loss_at(wide[0], 0.4) > loss_at(narrow[0], 0.4)

# %%
some = forty[::100]
repairs = [ae.reconstruct(net, some) for net in wide.values()]
names = ["40 % erased"] + [""] * 9 + ["level 0 %"] + [""] * 9 + ["level 25 %"] + [""] * 9
show(
    figures.digit_grid(np.concatenate((some, *repairs)), titles=names),
    "Digits with 40 % erased, reconstructed by 1,000 units trained without damage (middle) and with 25 % (bottom): the "
    f"first puts back {100 * put_back(wide[0]):.0f} % of the erased ink, the second {100 * put_back(wide[0.25]):.0f} %.",
)

# %% [markdown]
# More units made the plain autoencoder a better copyist (after 4 epochs instead of 25) and a worse restorer. Copying
# needs no knowledge of digits: with enough units the loss can fall while nothing useful is learnt. Earlier
# autoencoders avoided this with fewer units than inputs. Damage during training helps at both widths, much more at the
# larger (the wide networks had only 4 epochs, so compare within a width). This matters for the wide layers of the
# paper.
#
# ## 8 · What denoising learns
#
# Digits are rare among all pictures: they lie on a thin, curved surface (a *manifold*) in 784 dimensions. Damage
# moves a digit off the surface; the network learns to point back. In two dimensions you can see it. The data lie on a
# curve; the damage is Gaussian noise of standard deviation 0.08; the network has 100 hidden units, untied.

# %%
rng = np.random.default_rng(1)
t = rng.uniform(0.1, 0.9, 1000)
points = np.stack((t, 0.5 + 0.22 * np.sin(8 * t)), axis=1)  # (N, 2), values in [0, 1]

# %%
net = ae.init_autoencoder(2, 100, rng, tied=False, dtype=np.float64)
centres = rng.uniform(size=(100, 2))  # each unit's edge passes through a random point, and is steep
net = net._replace(W=15 * net.W, c=-15 * (centres * net.W.T).sum(axis=1))
for _ in range(6000):
    clean = points[rng.integers(0, 1000, 50)]
    noisy = clean + 0.08 * rng.normal(size=clean.shape)
    ae.descend(net, ae.gradient(net, clean, noisy), rate=2.0)


# %%
def distance(p):
    """Distance of each row of p from the nearest data point."""
    return np.sqrt(((p[:, None] - points[None]) ** 2).sum(axis=2)).min(axis=1)


noisy = points + 0.08 * rng.normal(size=points.shape)
before, after = distance(noisy).mean(), distance(ae.reconstruct(net, noisy)).mean()
print(f"mean distance from the curve: noisy points {before:.3f}, after one reconstruction {after:.3f}")

# %%
grid = np.stack(np.meshgrid(np.linspace(0.04, 0.96, 21), np.linspace(0.1, 0.9, 19)), axis=-1).reshape(-1, 2)
grid = grid[distance(grid) < 0.2]
moves = ae.reconstruct(net, grid) - grid

# %%
fig, ax = figures.axes(height=4.2)
ax.plot(*points.T, ".", markersize=2)
ax.quiver(*grid.T, *moves.T, angles="xy", scale_units="xy", scale=1, width=0.003)
ax.set(xlabel="first input", ylabel="second input", aspect="equal")
show(
    fig,
    "Data on a curve (blue), and for each place an arrow from the input to its reconstruction: most arrows "
    f"point to the curve and end near it; between its two arms, where training points were rare, they are short. One reconstruction takes noisy points from {before:.3f} to {after:.3f} "
    "away.",
)

# %% [markdown]
# The reconstruction minus the input is a **vector field**, and it points where data are more probable. For
# Gaussian noise of variance $s^2$ and the best possible denoiser $r$ this is exact (Vincent 2011; Alain and
# Bengio 2014):
#
# $$r(x) - x = s^2\, \frac{\partial \log p_s(x)}{\partial x}$$
#
# where $p_s$ is the density of the *noisy* points.
#
# So a denoiser knows the slope of $\log p$ without ever computing $p$. Which model did compute it?
#
# ## 9 · The RBM next door
#
# In lesson 02 an RBM had $\log P(v) = -F(v) - \log Z$ with the free energy
# $F(v) = -b \cdot v - \sum_i \log(1 + e^{c_i + (vW)_i})$. Its slope has no $Z$ in it:
#
# $$-\frac{\partial F}{\partial v} = b + \sigma(c + v W)\, W^\top$$
#
# Look at the right-hand side. You have written it already, in exercise 3.2. Check it with your own eyes:

# %%
W, b, c = (theta.astype(np.float64) for theta in auto[:3])  # the denoiser's weights, read as an RBM
v = x_test[0].astype(np.float64)
slope = numerical_gradient(lambda v: -rbm.free_energy(v[None], W, b, c)[0], v)
pre_activation = round_trip(Autoencoder(W, b, c), v[None])[1][0]
print(f"slope of -F against the decoder's a: relative difference {relative_error(slope, pre_activation):.0e}")
assert relative_error(slope, pre_activation) < 1e-6

# %% [markdown]
# **What a tied decoder computes is the slope of the log-probability of the RBM with the same weights.** That
# is why tying is natural. And both give a deep network the same kind of layer, $\sigma(x W + c)$: either can start it.
#
# Their learning rules are relatives too. For the weights, with $\langle\cdot\rangle$ the mean over the batch:
#
# | | climbs along |
# |---|---|
# | CD-1 (RBM) | $\langle x^\top h(x) \rangle - \langle v^\top h(v) \rangle$, where $v$ is *sampled* back from the code |
# | decoder's share (denoiser) | $\langle x^\top h(\tilde x) \rangle - \langle z^\top h(\tilde x) \rangle$, where $z$ is *computed* back from the code |
#
# Both say: more like the data, less like what I make of them. The differences: the RBM samples, and encodes its
# reconstruction once more; the denoiser has the encoder's share on top. Measure the angle between the two directions
# (cosine 1: the same).


# %%
def cosine(p, q):
    return float((p * q).sum() / (np.linalg.norm(p) * np.linalg.norm(q)))


start = ae.init_autoencoder(784, 100, np.random.default_rng(0))
for name, net in (("at the start", start), ("trained denoiser", auto)):
    up = rbm.contrastive_divergence(x, *net[:3], np.random.default_rng(7))
    down = ae.gradient(net, x, masked)
    sizes = f"sizes {np.linalg.norm(up.W):.2f} (CD-1) and {np.linalg.norm(down.W):.2f} (denoiser)"
    print(f"{name}: cosine for W {-cosine(up.W, down.W):.2f}, for b {-cosine(up.b, down.b):.2f}; {sizes}")

# %% [markdown]
# At the start the two push almost the same way. At the end of the denoiser's training they do not: its own gradient
# is small there, and that of an RBM with these weights is larger and points elsewhere. They are relatives, not
# twins. Whether the one helps more than the other is a question for the experiments.
#
# ## 10 · Your turn
#
# ### Exercise 3.6
#
# You have a **budget**: 6 epochs of 150 updates (3,000 digits, 20 at a time), and at most 200 hidden units. Bring the
# loss on 1,000 held-out digits with 25 % erased down to **85 nats**. You choose `n_hidden`, `rate` and `level`.
# `spend` makes the training; hand in what it returns. Here is where you start:

# %%
rest, held = hold_out(digits.train, 1000, np.random.default_rng(8))
held_holes = ae.corrupt(held.images, 0.25, np.random.default_rng(9))


def spend(n_hidden, rate, level):
    """Train within the budget; return the settings and the held-out loss after each epoch."""
    rng = np.random.default_rng(10)
    net = ae.init_autoencoder(784, n_hidden, rng)
    watch = {"loss": lambda net: ae.reconstruction_loss(net, held.images, held_holes)}
    rows = ae.train_autoencoder(net, rest.images, rate, 6, 20, rng, level, watch=watch)
    return {"n_hidden": n_hidden, "rate": rate, "level": level, "curve": [row["loss"] for row in rows]}


# %%
first = spend(n_hidden=100, rate=0.1, level=0.25)
print("held-out loss after each epoch:", np.round(first["curve"], 1))

# %% [markdown]
# <details><summary>Hint 1</summary>Is the loss still falling when the budget ends? Then the steps are too
# small.</details> <details><summary>Hint 2</summary>Is the budget of hidden units used?</details>
# <details><summary>Hint 3</summary>Exercise 3.5 tells you which level to train at for this judge.</details>

# %% exercise 3.6 · denoise on a budget · ★★ · 8 min
### BEGIN SOLUTION
trial = spend(n_hidden=200, rate=0.2, level=0.25)
### END SOLUTION
trial = check("3.6", trial)

# %%
best_trial = first if trial is ... else trial
print(f"{best_trial['n_hidden']} units, rate {best_trial['rate']:g}, level {100 * best_trial['level']:g} %:")
print("held-out loss after each epoch:", np.round(best_trial["curve"], 1))

# %%
progress(3)

# %% [markdown]
# ## Recap
#
# - Damage the input, keep the clean digit as the target: the network must learn which pixels belong together.
# - The loss comes from pre-activations, $\log(1 + e^a) - x a$. It has a floor above zero, because digits are grey.
# - Tied weights collect two shares of the gradient. Finite differences tell when one is missing.
# - For each amount of damage, the network trained on it restores best. More damage makes more filters into strokes and blobs.
# - Without damage and with many units, copying gets better while restoring gets worse.
# - The reconstruction points to where data are probable. A tied decoder computes the slope of an RBM's $-F$.
#
# **Quiz**
#
# 1. Your autoencoder has 2,000 units, no corruption, and a lower loss than your denoiser. Is it better for
#    pre-training?
# 2. A colleague uses one random mask for the whole batch. Nothing crashes. What is lost?
# 3. The loss on whole digits rises as you train at a higher corruption level. Is something broken?
# 4. Which quantity of an RBM does the tied decoder compute, and why is $Z$ not needed?
#
# <details><summary>Answers</summary>
#
# 1. You cannot tell from this loss: it may have learnt to copy. Judge it by restoring, or by what a classifier makes
#    of its code.
# 2. Variety. All 20 digits of an update lose the same pixels, so the weights from these pixels get no encoder's
#    share from this update, and the gradient is noisier.
# 3. No: the network expects damage. It is judged on something that it was not trained for.
# 4. The slope of −F by the visible units, which is the slope of log P. Z does not depend on v, so it drops out.
#
# </details>
#
# ## In practice
#
# - The paper's grid: corruption 0, 0.1, 0.25, 0.4; pre-training rates 0.0005 to 0.01; tied weights yes or no; single
#   examples instead of batches of 20 (its section 5). The levels selected in the end are not printed.
# - The paper has 400 to 1,200 units a layer, 50,000 digits and 50 epochs. Here 100 units make the filters
#   comparable in half a minute.
# - Vincent et al. (2010) say that higher noise gives larger, less local filters. Our count of pixels falls with the noise
#   because tangled filters use many pixels and there are fewer of them. Count a thing, and say what you counted.
# - Layers above the first corrupt the *code* of the layer below, not the pixels: lesson 04.
# - Training at level $p$ and encoding whole inputs changes the sums by a factor of $1 / (1 - p)$. Dropout, which came
#   later, corrects for the same thing.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: *Why does unsupervised pre-training help deep
#   learning?* JMLR 11 (2010). Section 5 has the denoising autoencoder. Fig. 3 shows features of a network pre-trained
#   with RBMs (denoising autoencoders give similar ones, the paper says), Fig. 4 those without pre-training.
# - Vincent, Larochelle, Lajoie, Bengio and Manzagol: *Stacked denoising autoencoders*, JMLR 11 (2010): the model, its
#   filters, and the picture of the manifold.
# - Vincent: *A connection between score matching and denoising autoencoders*, Neural Computation 23 (2011). Alain and
#   Bengio: *What regularized auto-encoders learn from the data-generating distribution*, JMLR 15 (2014).
#
# **Next**: lesson 04 stacks such layers, one on the code of the other, and trains a deep network from there.
