# %% [markdown]
# # 03 · A denoising autoencoder from NumPy
#
# The paper pre-trains its networks in two ways. Lesson 02 built the first. This lesson builds the second: a network that
# is shown damaged digits and asked for the whole ones.
#
# **What you'll do**
#
# - write a network that repairs damaged digits;
# - prove the gradient of *tied* weights right, where it is easy to forget half of it;
# - compare the filters at the four corruption levels of the paper;
# - see what denoising learns, and what it has in common with an RBM.
#
# **What you'll learn**
#
# - why the clean digit is the target, and why each example needs its own damage;
# - what corruption changes, with few hidden units and with many;
# - why a denoiser points from unlikely inputs towards likely ones.
#
# **What you need**: lesson 01 (backpropagation, finite differences). Section 9 uses the free energy of lesson 02.
#
# **Time**: about 65 minutes, of which 40 for the six exercises. The computer needs about a minute in all.

# %%
import numpy as np

from utils.data import hold_out, load_digits_5k
from utils.lessons.lesson_03 import pictures
from utils.numpy_models import autoencoder as ae
from utils.numpy_models import mlp, rbm
from utils.numpy_models.autoencoder import Autoencoder
from utils.numpy_models.gradients import numerical_gradient, relative_error
from utils.numpy_models.mlp import sigmoid
from utils.teaching import (
    check, compare_prediction, explore, figures, keep_prediction, number, progress,
    progress_bar, recall_prediction, show, table,
)  # fmt: skip

# %%
digits = load_digits_5k()
x, x_test = digits.train.images, digits.test.images
print("train:", x.shape, x.dtype, "  test:", x_test.shape, "  (no labels needed)")

# %% [markdown]
# ## 1 · Damage
#
# To *corrupt* a digit, the paper picks a random subset of its pixels, **always the same number**, and sets them to 0
# (*masking*; its section 5). The share of the pixels that are picked is the **corruption level**. We write $x$ for the
# clean digits, of shape $(N, V)$ with $N$ examples and $V = 784$ pixels, and $\tilde x$ for the corrupted ones.
#
# ### Exercise 3.1
#
# Write `mask`. In each row, `round(level * V)` pixels become 0. Each example draws its own pixels, with the generator
# `rng`, and every pixel has the same chance, be it white or black. Leave `x` as it is: you will need it as the target.
#
# <details><summary>Hint 1</summary>Go through the rows of <code>x.copy()</code>: they are views, so setting their
# entries changes the copy.</details>
# <details><summary>Hint 2</summary><code>rng.choice(n, k, replace=False)</code> draws k different numbers out of
# 0 ... n − 1.</details>


# %% exercise 3.1 · mask a fixed number of pixels · ★★ · 6 min
def mask(x, level, rng):
    """A copy of x (N, V); each row has lost round(level * V) pixels of its own."""
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
# Three zeros in every row, drawn anew for each. The paper also tried **salt and pepper**: the chosen pixels
# become 0 or 1, by a fair coin. `ae.corrupt` does both.
#
# **Predict**: a quarter of the pixels is chosen. What share of all pixels do you see *change* under masking, and what
# share under salt and pepper?

# %%
keep_prediction("3.changed", {"masking": ..., "salt and pepper": ...})  # in percent

# %%
masked = mask(x, 0.25, np.random.default_rng(1))
peppered = ae.corrupt(x, 0.25, np.random.default_rng(1), kind="salt_and_pepper")
seen = {"masking": (masked != x).mean(), "salt and pepper": (peppered != x).mean()}
compare_prediction(
    "3.changed", {k: f"{100 * share:.1f} %" for k, share in seen.items()}
)

# %%
rows = {"clean": x[:10], "masked": masked[:10], "salt and pepper": peppered[:10]}
show(pictures.digit_rows(rows), "3.1")

# %% caption 3.1
# Ten digits, clean, masked and with salt and pepper, both at level 25 %. Masking changes {100 * seen['masking']:.0f} % of
# the pixels, because most are white already; salt and pepper changes {100 * seen['salt and pepper']:.0f} %.

# %% assertions · most pixels are white; masking takes a quarter of the ink
assert (x == 0).mean() > 0.75
assert abs(1 - masked.sum() / x.sum() - 0.25) < 0.005
assert 2 * seen["masking"] < seen["salt and pepper"]

# %% [markdown]
# Salt and pepper changes every grey pixel that it picks, and half of the others. Masking takes a quarter of the ink and
# leaves no trace on white paper. The network has to work out from the other pixels whether a white one is white or was
# erased.
#
# ## 2 · There and back
#
# The **encoder** turns a corrupted digit into a *code* of $H$ numbers; the **decoder** turns the code into a digit.
# Together they are an *autoencoder*:
#
# $$h = \sigma(\tilde x W + c), \qquad a = h W' + b, \qquad z = \sigma(a)$$
#
# with $W$ of shape $(V, H)$, the code's biases $c$ of shape $(H,)$, the pixels' biases $b$ of shape $(V,)$, and the
# **reconstruction** $z$, each pixel between 0 and 1. In the **tied** form of the paper the decoder's weights are the
# encoder's, transposed: $W' = W^\top$.
#
# `round_trip` returns the code $h$ and the *pre-activations* $a$, not $z$: as with the softmax of lesson 01, the loss is
# safer when computed from them. `Autoencoder` is a named tuple with the fields `W`, `b` and `c` (and `W_out`, for untied weights).


# %%
def round_trip(auto, x):
    """Code (N, H) and pre-activations of the reconstruction (N, V), weights tied."""
    h = sigmoid(x @ auto.W + auto.c)  # (N, H)
    return h, h @ auto.W.T + auto.b  # (N, V)


# %% [markdown]
# ### Exercise 3.2
#
# Before you train a network, make one by hand. Write `copier`: a tied autoencoder, in NumPy arrays, whose round trip
# gives back *every* black-and-white picture of `n_pixels` pixels (each 0 or 1): after the last sigmoid, each within 0.01
# of what it was. Take as many hidden units as you like.
#
# <details><summary>Hint 1</summary>Begin with one pixel and one unit: h = σ(w x + c) and z = σ(w h + b). What should
# w x + c and w h + b be like for x = 0, and for x = 1?</details>
# <details><summary>Hint 2</summary>With many pixels, none should disturb another. What does W look like if each has a
# unit of its own?</details>


# %% exercise 3.2 · a copier, by hand · ★★ · 7 min
def copier(n_pixels):
    """An Autoencoder(W, b, c), weights tied, that copies black-and-white pictures."""
    ### BEGIN SOLUTION
    W = 20.0 * np.eye(n_pixels)
    return Autoencoder(W, b=np.full(n_pixels, -10.0), c=np.full(n_pixels, -10.0))
    ### END SOLUTION


copier = check("3.2", copier)

# %% [markdown]
# **Predict**: your copier gets digits with a quarter of the pixels erased. How much of the erased ink does it put back?

# %%
keep_prediction("3.copier", ...)  # in percent

# %%
black = np.round(x_test[::100])  # ten test digits, black on white
torn = mask(black, 0.25, np.random.default_rng(1))
copied, mended = (sigmoid(round_trip(copier(784), v)[1]) for v in (black, torn))
back = mended[torn != black].mean()
compare_prediction("3.copier", f"{100 * back:.0f} % of the erased ink put back")

# %%
rows = {"whole": black, "copied": copied, "erased": torn, "copied again": mended}
show(pictures.digit_rows(rows), "3.2")

# %% caption 3.2
# Ten black-and-white test digits and their copies, then the same digits with a quarter of their pixels erased and the
# copies of these. The copies of whole digits have no visible fault, those of damaged digits have all the holes.

# %% assertions · a copier repairs nothing
assert np.abs(copied - black).max() <= 0.01
assert back < 0.01

# %% [markdown]
# A perfect score on whole digits, and no idea of what a digit is. *Copying proves nothing*: the network must be asked for
# something that it has not been shown. Here is one with random weights, which is to learn that:

# %%
auto = ae.init_autoencoder(784, 100, np.random.default_rng(0))
h, a = round_trip(auto, masked[:5])
print("W", auto.W.shape, "  b", auto.b.shape, "  c", auto.c.shape)
print("code", h.shape, "  a", a.shape)
print(f"reconstructed pixels: from {sigmoid(a).min():.2f} to {sigmoid(a).max():.2f}")

# %% assertions · about one half
assert 0.35 < sigmoid(a).min() < sigmoid(a).max() < 0.65

# %% [markdown]
# Everything is about one half: it knows nothing about digits yet.
#
# ## 3 · The loss
#
# Read a grey level $x_j$ as the probability that pixel $j$ is black, and the reconstruction $z_j$ as the network's
# guess of it. The **cross-entropy** is the price of that guess in *nats*, the unit of natural logarithms, summed over
# the pixels and averaged over the examples:
#
# $$L = -\frac{1}{N} \sum_{n=1}^{N} \sum_{j=1}^{V} \Big( x_{nj} \log z_{nj} + (1 - x_{nj}) \log (1 - z_{nj}) \Big)$$
#
# The target is the **clean** digit, although the network has seen the corrupted one. That is the whole idea.
#
# Again the logarithm meets an exponential: $z = 1 / (1 + e^{-a})$. For $a = -800$ the computer's $z$ is exactly 0, and
# $\log z$ is lost, although a black pixel then costs a harmless 800 nats.
#
# ### Exercise 3.3
#
# On paper, find the price of a pixel from $x$ and $a$, without $z$, so that nothing overflows or is cut off. Then write
# the loss. It must be right for pre-activations of ±800 too.
#
# <details><summary>Hint 1</summary>What is −log z with z = 1 / (1 + exp(−a)), and what is 1 − z?</details>
# <details><summary>Hint 2</summary><code>np.logaddexp(p, q)</code> is log(exp(p) + exp(q)), without overflow. For
# which p is exp(p) equal to 1?</details>


# %% exercise 3.3 · cross-entropy from pre-activations · ★★ · 6 min
def cross_entropy(x, a):
    """Cross-entropy (nats) of x and sigmoid(a), both (N, V): one number."""
    ### BEGIN SOLUTION
    return float((np.logaddexp(0, a) - x * a).sum(axis=1).mean())
    ### END SOLUTION


cross_entropy = check("3.3", cross_entropy)

# %% [markdown]
# The shortest way uses that the two logarithms, $-\log z = \log(1 + e^{-a})$ and
# $-\log(1 - z) = \log(1 + e^{a})$, differ by exactly $a$. So each pixel costs
#
# $$\log(1 + e^{a}) - x\, a$$
#
# Set two landmarks before you read any number. A network that always says one half pays $784 \log 2$. And a
# *perfect* reconstruction is not free: a grey pixel of 0.5 costs $\log 2$ if the guess is 0.5, and more for any other.

# %%
edges = np.clip(x_test, 1e-6, 1 - 1e-6)
ink = np.clip(x.mean(axis=0), 1e-6, 1 - 1e-6) * np.ones_like(x_test)  # (N, V)
untrained = cross_entropy(x_test, round_trip(auto, x_test)[1])
average = cross_entropy(x_test, np.log(ink / (1 - ink)))
floor = cross_entropy(x_test, np.log(edges / (1 - edges)))  # the sigmoid of this is x
table(
    [
        ("always one half", 784 * np.log(2)),
        ("the untrained network", untrained),
        ("always the average training digit", average),
        ("perfect: z = x", floor),
    ],
    {"reconstruction": "", "nats a test digit": ".1f"},
)

# %% assertions · the landmarks, and the cheapest guess for a grey pixel
assert floor < average < untrained
assert abs(untrained / (784 * np.log(2)) - 1) < 0.01
guesses = np.linspace(-3, 3, 601)
prices = np.logaddexp(0, guesses) - 0.5 * guesses
assert prices.min() >= np.log(2) - 1e-12
assert abs(guesses[prices.argmin()]) < 1e-9

# %% [markdown]
# ## 4 · The gradient
#
# Differentiate one pixel's price by its $a$: the first term gives $e^a / (1 + e^a) = z$, the second $-x$. So
#
# $$\delta^{\text{out}} = \tfrac{1}{N} (z - x), \qquad \delta = (\delta^{\text{out}}\, W) \odot h\,(1 - h)$$
#
# of shapes $(N, V)$ and $(N, H)$. The first is the same as for the softmax: guess minus truth. The second takes it back
# through the decoder's weights, transposed, and through the slope of the code, as in lesson 01.
#
# With separate weights the encoder's gradient would be $\tilde x^\top \delta$ and the decoder's
# $h^\top \delta^{\text{out}}$. A tied $W$ plays both parts: when it moves, the loss changes *through both*. What does the
# chain rule do with two paths from the same variable?
#
# ### Exercise 3.4
#
# Write the gradient of the loss for tied weights. Mind the shapes. The check compares with finite differences.
#
# <details><summary>Hint 1</summary>Call <code>round_trip</code> with the corrupted digits; compare with the clean
# ones.</details>
# <details><summary>Hint 2</summary>The shares of all paths add.</details>
# <details><summary>Hint 3</summary>With separate weights the decoder's gradient has the shape (H, V); here it must have
# that of W. The biases: sum each delta over the examples.</details>


# %% exercise 3.4 · gradient of tied weights · ★★★ · 10 min
def tied_gradient(auto, x, corrupted):
    """Gradient of the loss: Autoencoder(dW, db, dc), in the shapes of auto."""
    ### BEGIN SOLUTION
    h, a = round_trip(auto, corrupted)  # (N, H), (N, V)
    delta_out = (sigmoid(a) - x) / len(x)  # (N, V)
    delta = (delta_out @ auto.W) * h * (1 - h)  # (N, H)
    dW = corrupted.T @ delta + delta_out.T @ h  # (V, H)
    return Autoencoder(dW, delta_out.sum(axis=0), delta.sum(axis=0))
    ### END SOLUTION


tied_gradient = check("3.4", tied_gradient)

# %% [markdown]
# Compare it with finite differences, in double precision on 20 real pixels.

# %%
some = x[:8, 400:420].astype(np.float64)
holes = mask(some, 0.25, np.random.default_rng(2))
small = ae.init_autoencoder(20, 6, np.random.default_rng(3), dtype=np.float64)


def loss_of_weights(W):
    return cross_entropy(some, round_trip(small._replace(W=W), holes)[1])


slow = numerical_gradient(loss_of_weights, small.W)
fast = tied_gradient(small, some, holes).W
print("relative difference of slow and fast:", number(relative_error(slow, fast), 1))

# %% assertions · agreement
assert relative_error(slow, fast) < 1e-6

# %% [markdown]
# **Predict**: with only the encoder's share, or only the decoder's, how far off would the gradient be (0: equal, 1: as
# far as possible)? The weights are small and random, as here.

# %%
keep_prediction("3.half", {"encoder's share alone": ..., "decoder's alone": ...})

# %%
alone = {}
for scale in (1, 30):
    W = scale * small.W
    two_arrays = Autoencoder(W, small.b, small.c, W.T)  # the same network, untied
    split = ae.gradient(two_arrays, some, holes)
    shares = split.W, split.W_out.T
    alone[scale] = [relative_error(sum(shares), share) for share in shares]

names = "encoder's share alone", "decoder's alone"
result = {name: f"{off:.2f}" for name, off in zip(names, alone[1], strict=True)}
compare_prediction("3.half", result)
table(
    [(f"x {scale}", *off) for scale, off in alone.items()],
    {"weights": "", **dict.fromkeys(names, ".2f")},
)

# %% assertions · a few percent, far above agreement
assert 0.01 < alone[1][1] < 0.1 < alone[30][1]
assert alone[1][0] > 0.8 > alone[30][0]
assert alone[1][1] > 1e4 * relative_error(slow, fast)

# %% [markdown]
# With small random weights the decoder's share is nearly all there is. Without the encoder's share the gradient is off
# by less than a tenth of its length, and nothing crashes; with larger weights both shares count. "Roughly equal" is not a pass.
#
# ## 5 · Training
#
# Each time a digit comes by, it is damaged **anew**, so that no hole can be learnt by heart.

# %%
test_holes = ae.corrupt(x_test, 0.25, np.random.default_rng(4))


def denoising(auto):
    return cross_entropy(x_test, round_trip(auto, test_holes)[1])


# %%
rng = np.random.default_rng(0)
auto = ae.init_autoencoder(784, 100, rng)
curve = [denoising(auto)]
for _ in progress_bar(range(25), "epochs"):
    for batch in mlp.minibatches(len(x), 20, rng):
        grads = tied_gradient(auto, x[batch], mask(x[batch], 0.25, rng))
        ae.descend(auto, grads, rate=0.1)
    curve.append(denoising(auto))

# %%
curves = {"damaged test digits": curve, "average digit": [average] * 26}
curves["perfect"] = [floor] * 26
show(figures.line_plot(curves, "epoch", "cross-entropy (nats a digit)"), "3.3")

# %% caption 3.3
# The loss on damaged test digits falls from {curve[0]:.0f} to {curve[-1]:.1f} nats in 25 epochs. The average digit costs
# {average:.0f} nats, a perfect reconstruction {floor:.1f}.

# %% assertions
assert floor < curve[-1] < 0.5 * average

# %% [markdown]
# Look at ten repairs:


# %%
def damage_and_repair(auto, level, n=10, kind="masking"):
    clean = x_test[::100][:n]
    corrupted = ae.corrupt(clean, level, np.random.default_rng(5), kind)
    rows = {"input": clean, "corrupted": corrupted}
    return pictures.digit_rows(rows | {"repaired": ae.reconstruct(auto, corrupted)})


def put_back(auto, holes):
    """Share of the ink that is missing in ``holes`` and that the network restores."""
    erased = holes != x_test
    return ae.reconstruct(auto, holes)[erased].sum() / x_test[erased].sum()


# %%
show(damage_and_repair(auto, 0.25), "3.4")

# %% caption 3.4
# Ten test digits, a quarter of their pixels erased, and repaired by the network: most holes are closed, the edges are
# softer than before. Over all test digits, {100 * put_back(auto, test_holes):.0f} % of the erased ink is put back.

# %% assertions
assert 0.75 < put_back(auto, test_holes) < 0.95

# %% [markdown]
# **Predict** the level of damage at which the network, trained at 25 %, is no longer of use.

# %%
keep_prediction("3.useless", ...)  # a level, in percent

# %% [markdown]
# Move the slider, and try the other kind of damage, which the network has never seen.

# %%
recall_prediction("3.useless")
sliders = explore(
    lambda corruption, salt_and_pepper: damage_and_repair(
        auto, corruption, 8, "salt_and_pepper" if salt_and_pepper else "masking"
    ),
    "3.5",
    corruption=([0.0, 0.1, 0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], 0.5),
    salt_and_pepper=False,
)

# %% caption 3.5
# Eight test digits: as they are, with {100 * corruption:.0f} % of the pixels
# {'set to 0 or 1 by a coin' if salt_and_pepper else 'erased'}, and repaired by the network that was trained with 25 %
# erased.

# %% [markdown]
# As a measure, take the level at which a repair costs more than guessing the average digit:


# %%
def cost(level, kind="masking"):
    holes = ae.corrupt(x_test, level, np.random.default_rng(6), kind)
    return ae.reconstruction_loss(auto, x_test, holes)


levels = np.arange(5, 100, 5)  # in percent
costs = {
    kind: [cost(level / 100, kind) for level in levels]
    for kind in ("masking", "salt_and_pepper")
}
useless = {k: levels[np.argmax(np.array(c) > average)] for k, c in costs.items()}
compare_prediction("3.useless", f"{useless['masking']} % (masking)")
print(f"salt and pepper: {useless['salt_and_pepper']} %")

# %% assertions · less and less is put back; the other kind of damage is worse
shares = [
    put_back(auto, ae.corrupt(x_test, q, np.random.default_rng(6)))
    for q in (0.25, 0.5, 0.75)
]
assert shares[0] > shares[1] > shares[2]
assert useless["salt_and_pepper"] <= 25 < 50 <= useless["masking"]

# %% [markdown]
# As more is erased, the repairs become faint, then wrong. Salt and pepper turns into grey fog at a level at which holes
# are still closed: the network has learnt to undo *this* damage, not any.
#
# ## 6 · How much damage?
#
# The paper tried the levels 0, 10, 25 and 40 % (its section 5). Level 0 is a plain **autoencoder**, which
# is merely asked to copy. You will train all four from the same start and judge each at all four levels.
#
# ### Exercise 3.5
#
# Which of the four (0, 0.1, 0.25, 0.4) restores digits best when 10 % are erased? And when
# 40 % are? Last: does the network trained at 40 % reconstruct whole digits better, or digits with 40 % erased?
#
# <details><summary>Hint</summary>Trained at 40 %, a unit has only ever seen 60 % of the ink.</details>

# %% exercise 3.5 · which network restores best? · ★★ · 4 min
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
# `ae.train_autoencoder` is the loop of section 5.


# %%
def train_level(level, epochs=25, n_hidden=100, tied=True):
    rng = np.random.default_rng(0)
    auto = ae.init_autoencoder(784, n_hidden, rng, tied)
    for _ in progress_bar(range(epochs), f"epochs at {100 * level:g} %"):
        ae.train_autoencoder(auto, x, 0.1, 1, 20, rng, level)
    return auto


levels = (0, 0.1, 0.25, 0.4)
trained = {level: auto if level == 0.25 else train_level(level) for level in levels}


# %%
def loss_at(auto, level):
    corrupted = ae.corrupt(x_test, level, np.random.default_rng(6))
    return ae.reconstruction_loss(auto, x_test, corrupted)


losses = {
    f"trained at {100 * level:g} %": [loss_at(net, damage) for damage in levels]
    for level, net in trained.items()
}
columns = ["network", *(f"{100 * damage:g} % erased" for damage in levels)]
table([(name, *row) for name, row in losses.items()], dict.fromkeys(columns, ".1f"))

# %%
plot = figures.line_plot(
    losses, "erased pixels (%)", "cross-entropy (nats a digit)", x=[0, 10, 25, 40]
)
show(plot, "3.6")

# %% caption 3.6
best = [min(losses, key=lambda name: losses[name][column]) for column in range(4)]
plain, heavy = losses["trained at 0 %"], losses["trained at 40 %"]
# Loss on test digits against the damage: with 10 % erased the network {best[1]} is best, with 25 % the one {best[2]}, with
# 40 % the one {best[3]}. The plain autoencoder goes from {plain[0]:.0f} to {plain[3]:.0f} nats, the network trained at
# 40 % from {heavy[0]:.0f} on whole digits to {heavy[3]:.0f} on digits with 40 % erased.

# %% assertions · exercise 3.5, a tie on whole digits, too much ink
ranks = np.array(list(losses.values())).argmin(axis=0)
assert list(ranks[1:]) == [1, 2, 3]
assert abs(losses["trained at 0 %"][0] - losses["trained at 10 %"][0]) < 0.5
assert losses["trained at 40 %"][3] + 3 < losses["trained at 40 %"][0]
assert ae.reconstruct(trained[0.4], x_test).sum() > 1.15 * x_test.sum()
assert prediction["the 40 % network is better on"] == "masked digits"

# %% [markdown]
# With 10, 25 and 40 % erased, the best of the four was trained on just that. On whole digits the first two are as good as
# each other. The network trained at 40 % finds whole digits *harder*: it has learnt
# to scale up what arrives, and draws too much ink when nothing is missing. Keep this in mind for the next lesson, where
# the code of a *whole* digit is passed on.
#
# Now the filters: the weights from all pixels to one hidden unit. **Predict**: will more damage make the filters use more
# pixels, or fewer?

# %%
keep_prediction("3.pixels", ...)  # "more" or "fewer"


# %%
def pixels_in_use(W):
    """Effective number of pixels of each filter: V if all weights are equal."""
    return (W**2).sum(axis=0) ** 2 / (W**4).sum(axis=0)  # (H,)


in_use = [float(np.median(pixels_in_use(net.W))) for net in trained.values()]
numbers = ", ".join(f"{n:.0f}" for n in in_use)
compare_prediction("3.pixels", f"{numbers} pixels in the median filter")

# %%
rows = {f"{100 * level:g} %": net.W[:, :12] for level, net in trained.items()}
show(pictures.filter_rows(rows), "3.7")

# %% caption 3.7
# Filters of the same twelve units at corruption 0, 10, 25 and 40 % (red: excited by ink, blue: inhibited; the pale blue
# frame is made of pixels that are white in nearly every digit). Without corruption most are tangled: many small
# patches of both colours, all over the digit; with more of it, more units are single strokes and blobs. The median
# filter of all hundred uses {numbers} pixels.

# %% assertions · fewer and fewer pixels
assert all(np.diff(in_use) < 0)

# %% [markdown]
# A likely reason: the sum of many unrelated pixels shakes whenever some of them are erased. The pixels of one stroke tell
# the same story. Damage makes redundancy worth having: the network learns which pixels *belong together*.
#
# ## 7 · Two variations
#
# **Untied weights.** The paper also tried a decoder with weights of its own. Does it denoise better, and does it find
# the tied solution by itself?

# %%
free = train_level(0.25, tied=False)
lengths = np.linalg.norm(free.W, axis=0) * np.linalg.norm(free.W_out, axis=1)  # (H,)
products = (free.W * free.W_out.T).sum(axis=0)  # (H,)
likeness = products / lengths  # cosine of a unit's two filters
tied_loss, free_loss = loss_at(trained[0.25], 0.25), loss_at(free, 0.25)
print(f"denoising loss: tied {tied_loss:.1f}, untied {free_loss:.1f} nats")
print(f"median cosine of the two filters of a unit: {np.median(likeness):.2f}")

# %%
pairs = {"encoder": free.W[:, :12], "decoder": free.W_out[:12].T}
show(pictures.filter_rows(pairs), "3.8")

# %% caption 3.8
# Twelve units with untied weights: what the unit looks for (top) and what it draws (bottom; red more ink, blue less).
# Nothing forces the two to agree, yet they are alike (median cosine {np.median(likeness):.2f}; 1 is equal, 0 unrelated).
# They differ at the frame: the encoder never finds ink there and learns nothing, the decoder learns to draw none.

# %% assertions
assert free_loss < tied_loss - 1
assert np.median(likeness) > 0.7
never = (x == 0).all(axis=0)
assert free.W_out[:, never].mean() < -np.abs(free.W[never].mean())

# %% [markdown]
# Here (one seed, one rate, as many updates) the untied network denoises a little
# better, with twice as many weights. Tying also removes the freedom to make one array tiny and the other huge.
#
# **Many units, no damage.** With as many hidden units as pixels there is an easy way to copy: you built it in exercise
# 3.2. **Predict**: trained without corruption, and for as many updates, will 1,000 units (tied again) be better or
# worse than 100 at copying whole digits? And at filling holes?

# %%
keep_prediction("3.wide", {"copying": ..., "filling holes": ...})  # "better" or "worse"

# %%
nets = {(100, 25, level): trained[level] for level in (0, 0.25)}
for units in (100, 1000):
    for level in (0, 0.25):
        nets[units, 4, level] = train_level(level, epochs=4, n_hidden=units)

# %%
forty = ae.corrupt(x_test, 0.4, np.random.default_rng(6))
results = {
    key: (loss_at(net, 0), loss_at(net, 0.4), 100 * put_back(net, forty))
    for key, net in nets.items()
}
change = np.subtract(results[1000, 4, 0], results[100, 4, 0])
copies, fills = ("better" if change[i] < 0 else "worse" for i in (0, 1))
compare_prediction("3.wide", {"copying": copies, "filling holes": fills})

# %%
columns = {"units": "", "epochs": "", "trained at": "", "whole digits (nats)": ".1f"}
columns |= {"40 % erased (nats)": ".1f", "ink put back (%)": ".0f"}
for n in (100, 1000):
    saved = results[n, 4, 0][1] - results[n, 4, 0.25][1]
    print(f"{n} units, 4 epochs: damage saves {saved:.1f} nats when 40 % are erased")
table(
    [(n, e, f"{100 * q:g} %", *row) for (n, e, q), row in sorted(results.items())],
    columns,
)

# %%
some = forty[::100]
rows = {"40 % erased": some}
for level in (0, 0.25):
    rows[f"trained at {100 * level:g} %"] = ae.reconstruct(nets[1000, 4, level], some)
show(pictures.digit_rows(rows), "3.9")

# %% caption 3.9
# Ten test digits with 40 % erased, reconstructed by 1,000 units trained without damage (middle) and with 25 % (bottom).
# Over all test digits the first put back {results[1000, 4, 0][2]:.0f} % of the erased ink, the second
# {results[1000, 4, 0.25][2]:.0f} %.

# %% assertions · copying gets better, restoring worse; damage helps, least after little training of few units
for better in ((1000, 4, 0), (100, 25, 0)):
    assert results[better][0] < results[100, 4, 0][0] - 5
    assert results[better][1] > results[100, 4, 0][1] + 5
    assert results[better][2] < results[100, 4, 0][2] - 5
gains = [np.subtract(results[n, 4, 0], results[n, 4, 0.25]) for n in (100, 1000)]
assert 4 * gains[0][1] < results[100, 25, 0][1] - results[100, 25, 0.25][1]
assert 0 < 4 * gains[0][1] < gains[1][1]
assert 0 > 4 * gains[0][2] > gains[1][2]
assert (copies, fills) == ("better", "worse")
short, longer = (ae.reconstruct(nets[100, e, 0.25], forty) for e in (4, 25))
assert short[x_test == 0].sum() > 1.5 * longer[x_test == 0].sum()
assert results[100, 4, 0.25][1] > results[100, 25, 0.25][1] + 5

# %% [markdown]
# Without damage, more units make a better copyist and a worse restorer here (one seed, one rate), and so does longer
# training: compare the rows at 0 %. The loss falls while what is learnt gets less useful. Damage during training
# helps in all three pairs, least in the small network after only 4 epochs: the paper's layers are wide, and trained for long. (More ink put back is not always better:
# after 4 epochs, 100 units also paint where the digit is white.)
#
# ## 8 · What denoising learns
#
# Digits are rare among all pictures: they lie near a thin, curved surface (a *manifold*) in 784 dimensions. Damage
# moves a digit off it; the network learns to point back. In two dimensions you can see it. The data lie on a
# curve; the damage is Gaussian noise of standard deviation 0.08; the network has 100 hidden units, untied.

# %%
rng = np.random.default_rng(1)
t = rng.uniform(0.1, 0.9, 1000)
points = np.stack((t, 0.5 + 0.22 * np.sin(8 * t)), axis=1)  # (N, 2), in [0, 1]

# %%
net = ae.init_autoencoder(2, 100, rng, tied=False, dtype=np.float64)
centres = rng.uniform(size=(100, 2))
# Steep units (weights times 15), each with its edge, x @ W + c = 0, through a centre:
net = net._replace(W=15 * net.W, c=-15 * (centres * net.W.T).sum(axis=1))
for _ in progress_bar(range(6000), "updates"):
    clean = points[rng.integers(0, 1000, 50)]
    noisy = clean + 0.08 * rng.normal(size=clean.shape)
    ae.descend(net, ae.gradient(net, clean, noisy), rate=2.0)


# %%
def distance(p):
    """Distance of each row of p from the nearest data point."""
    return np.sqrt(((p[:, None] - points[None]) ** 2).sum(axis=2)).min(axis=1)


noisy = points + 0.08 * rng.normal(size=points.shape)
before, after = distance(noisy).mean(), distance(ae.reconstruct(net, noisy)).mean()
print(f"mean distance from the curve: {before:.3f}, after a reconstruction {after:.3f}")

# %%
across, up = np.meshgrid(np.linspace(0.04, 0.96, 21), np.linspace(0.1, 0.9, 19))
grid = np.stack((across, up), axis=-1).reshape(-1, 2)
grid = grid[distance(grid) < 0.2]
moves = ae.reconstruct(net, grid) - grid
show(pictures.vector_field(points, grid, moves), "3.10")

# %% caption 3.10
# Data on a curve (blue dots), and for each place an arrow (black) from the input to its reconstruction: most arrows point
# to the curve and end near it. Between its two arms, where training points were rare, they are short. One reconstruction
# takes noisy points from {before:.3f} to {after:.3f} away.

# %% assertions · most arrows end near the curve; those between the arms are short
assert after < before / 2
assert (distance(grid + moves) < distance(grid) / 2).mean() > 0.6
between_arms = (np.abs(grid[:, 0] - 0.59) < 0.05) & (grid[:, 1] > 0.4)
lengths_of_moves = np.linalg.norm(moves, axis=1)
assert np.median(lengths_of_moves[between_arms]) < np.median(lengths_of_moves)

# %% [markdown]
# The difference $r(x) - x$ of reconstruction and input points to where data are more probable. For Gaussian noise of
# variance $s^2$ and the best possible denoiser $r$ this is exact (Vincent 2011; Alain and Bengio 2014):
#
# $$r(x) - x = s^2\, \frac{\partial \log p_s(x)}{\partial x}$$
#
# where $p_s$ is the density of the *noisy* points: a denoiser knows the slope of its logarithm without ever computing it.
#
# ## 9 · The RBM next door
#
# In lesson 02 an RBM had $\log P(v) = -F(v) - \log Z$ with the free energy
# $F(v) = -b \cdot v - \sum_i \log(1 + e^{c_i + (vW)_i})$. Its slope has no $Z$ in it:
#
# $$-\frac{\partial F}{\partial v} = b + \sigma(c + v W)\, W^\top$$
#
# The right-hand side is the $a$ that `round_trip` returns:

# %%
W, b, c = (theta.astype(np.float64) for theta in auto[:3])  # read as an RBM
v = x_test[0].astype(np.float64)
a = round_trip(Autoencoder(W, b, c), v[None])[1][0]
slope = numerical_gradient(lambda v: -rbm.free_energy(v[None], W, b, c)[0], v)
print("slope of -F against a: relative difference", number(relative_error(slope, a), 1))

# %% [markdown]
# This is **another slope than in section 8**. There, *training* makes $r(x) - x$ follow the slope of the *noisy data's* log density.
# Here, for any weights, trained or not, $a$ is the slope of the *model's* own $\log P$. The two meet where inputs are
# real numbers instead of black or white. An RBM for those has one more term in $F$, $\frac12 \lVert v \rVert^2$, and a
# denoiser for them has no sigmoid at the output, so that $r(v) = a$:

# %%
slope = numerical_gradient(
    lambda v: -rbm.free_energy(v[None], W, b, c)[0] - (v**2).sum() / 2, v
)
print("with the term: slope against r(v) - v:", number(relative_error(slope, a - v), 1))

# %% assertions · both identities
assert relative_error(slope, a - v) < 1e-6
plain_slope = numerical_gradient(lambda v: -rbm.free_energy(v[None], W, b, c)[0], v)
assert relative_error(plain_slope, a) < 1e-6

# %% [markdown]
# Now it reads $r(v) - v$ on both sides: **the arrows of such a denoiser are the slope of the $\log P$ of an RBM with the
# same weights**. Training makes these arrows $s^2$ times the slope of the noisy data's log density (section 8). So it
# fits the slope of the RBM as well, up to that factor (Vincent 2011): a good reason to tie the weights.
#
# The learning rules are relatives too. For the weights, with $\langle\cdot\rangle$ the mean over the batch:
#
# | | climbs along |
# |---|---|
# | CD-1 (RBM) | $\langle x^\top h(x) \rangle - \langle v^\top h(v) \rangle$, where $v$ is *sampled* back from the code |
# | decoder's share (denoiser) | $\langle x^\top h(\tilde x) \rangle - \langle z^\top h(\tilde x) \rangle$, where $z$ is *computed* back from the code |
#
# Both say: more like the data, less like what I make of them. **Predict** the cosine of the angle between the steps of CD-1 and
# of the denoiser (1: the same direction, 0: unrelated), with random weights and with those of the trained denoiser.

# %%
keep_prediction("3.angle", {"random": ..., "trained denoiser": ...})


# %%
def cosine(p, q):
    return float((p * q).sum() / (np.linalg.norm(p) * np.linalg.norm(q)))


start = ae.init_autoencoder(784, 100, np.random.default_rng(0))
angles = {}
for name, net in (("random", start), ("trained denoiser", auto)):
    up = rbm.contrastive_divergence(x, *net[:3], np.random.default_rng(7))
    down = ae.gradient(net, x, masked)
    sizes = np.linalg.norm(up.W), np.linalg.norm(down.W)
    angles[name] = -cosine(up.W, down.W), *sizes

compare_prediction("3.angle", {k: f"{angle:.2f}" for k, (angle, *_) in angles.items()})
columns = {"weights": "", "cosine": ".2f", "size, CD-1": ".2f", "size, denoiser": ".2f"}
table([(name, *row) for name, row in angles.items()], columns)

# %% assertions
assert angles["random"][0] > 0.95
assert angles["trained denoiser"][0] < 0.6
assert angles["trained denoiser"][2] < 0.1 * angles["random"][2]
assert angles["trained denoiser"][1] > 1.5 * angles["trained denoiser"][2]

# %% [markdown]
# With random weights the two push almost the same way. After the denoiser's training they do not: its own gradient is
# small there, that of an RBM larger, and it points elsewhere. But both give a deep network the same kind of layer,
# $\sigma(x W + c)$.
#
# ## 10 · Your turn
#
# ### Exercise 3.6
#
# You have a **budget**: 6 epochs of 150 updates (3,000 digits, 20 at a time), and at most 200 hidden units. Bring the
# loss on 1,000 *held-out* digits (training digits that the network does not see) with 25 % erased down to **85 nats**.
# You choose `n_hidden`, `rate` and `level`. Try as often as you like with `spend`; then hand in the three settings. The
# check trains with them again. You start here:

# %%
rest, held = hold_out(digits.train, 1000, np.random.default_rng(8))
held_holes = ae.corrupt(held.images, 0.25, np.random.default_rng(9))


def held_out_loss(net):
    return ae.reconstruction_loss(net, held.images, held_holes)


def spend(n_hidden, rate, level):
    """Train within the budget; return the held-out loss after each epoch."""
    rng = np.random.default_rng(10)
    net = ae.init_autoencoder(784, n_hidden, rng)
    rows = ae.train_autoencoder(
        net, rest.images, rate, 6, 20, rng, level, watch={"loss": held_out_loss}
    )
    return np.array([row["loss"] for row in rows])


# %%
first = spend(n_hidden=100, rate=0.1, level=0.25)
print("held-out loss after each epoch:", np.round(first, 1))

# %% [markdown]
# <details><summary>Hint 1</summary>Is the loss still falling when the budget ends? What does that say about the
# steps? And is the budget of hidden units used?</details>
# <details><summary>Hint 2</summary>Section 6: which of the four networks was best with 25 % erased?</details>

# %% exercise 3.6 · denoise on a budget · ★★ · 7 min
### BEGIN SOLUTION
settings = {"n_hidden": 200, "rate": 0.2, "level": 0.25}
### END SOLUTION
### BEGIN STUB
# settings = {"n_hidden": ..., "rate": ..., "level": ...}
### END STUB
settings = check("3.6", settings)

# %%
if settings is not ...:  # they have passed the check
    second = spend(**settings)
    print("held-out loss after each epoch:", np.round(second, 1))

# %% assertions
assert second[-1] <= 85 < first[-1]

# %%
progress(3)

# %% [markdown]
# ## Recap
#
# - Damage the input, keep the clean digit as the target: the network must learn which pixels belong together.
# - The loss comes from pre-activations. It has a floor above zero, because digits are grey.
# - Tied weights collect two shares of the gradient. Finite differences tell when one is missing.
# - With 10, 25 or 40 % erased, the network trained on that restores best.
# - Copying needs no knowledge. Without damage, more units or training made copies better and repairs worse.
# - A trained denoiser points to where data are probable. The decoder's $a$ is the slope of an RBM's $-F$.
#
# **Quiz**
#
# 1. Your autoencoder has 2,000 units, no corruption, and a lower loss than your denoiser. Is it better for
#    pre-training?
# 2. A colleague uses one random mask for the whole batch. Nothing crashes. What is lost?
# 3. Which quantity of an RBM does the tied decoder compute before its sigmoid, and why is $Z$ not needed?
#
# <details><summary>Answers</summary>
#
# 1. You cannot tell: it may have learnt to copy. Judge it by restoring, or by what a classifier makes of its code.
# 2. Variety. The weights from the lost pixels get no encoder's share from this update, and the gradient is noisier.
# 3. The slope of −F by the visible units, which is the slope of log P. Z does not depend on v, so it drops out.
#
# </details>
#
# ## In practice
#
# - The paper's grid: corruption 0, 0.1, 0.25, 0.4; pre-training rates 0.0005 to 0.01; tied weights yes or no; single
#   examples instead of batches of 20; 400 to 1,200 units a layer and 50 epochs (its section 5), 50,000 digits (2009). The chosen levels
#   are not printed.
# - Vincent et al. (2010) say that higher noise gives larger, less local filters. Our count falls with the noise because
#   tangled filters (Figure 3.7) use many pixels and get fewer.
# - Training at level $p$ and encoding whole inputs changes the sums by a factor of $1 / (1 - p)$. Dropout corrects for it.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: [*Why does unsupervised pre-training help deep
#   learning?*](https://www.jmlr.org/papers/v11/erhan10a.html) JMLR 11 (2010). Section 5 has the denoising autoencoder; Fig. 3 shows features of a network pre-trained
#   with RBMs (denoising autoencoders give similar ones, the paper says).
# - Vincent, Larochelle, Lajoie, Bengio and Manzagol: [*Stacked denoising autoencoders*](https://www.jmlr.org/papers/v11/vincent10a.html), JMLR 11 (2010).
# - Vincent: [*A connection between score matching and denoising autoencoders*](https://doi.org/10.1162/NECO_a_00142), Neural Computation 23 (2011). Alain and
#   Bengio: [*What regularized auto-encoders learn from the data-generating distribution*](https://www.jmlr.org/papers/v15/alain14a.html), JMLR 15 (2014).
#
# **Next**: [lesson 04](04_stack_layers.ipynb) stacks such layers, one on the code of the other, into a deep network.
