# %% [markdown]
# # 11 · What do the layers see?
#
# So far networks were judged by what they say. Now open them: what does a unit look for, does fine-tuning change it, and what do filters like
# those of the visual cortex prove? That is the paper's Figs. 3, 4 and 7, and the first doubt and last figure of Taha's post.
#
# **What you'll do**
#
# - measure how far filters turn during fine-tuning;
# - climb to the image that a unit of a deep layer likes best;
# - learn filters from photographs, and fit Gabor functions to them;
# - put them into a network for digits, and see what they are worth;
# - make a valley look steep without changing the network, and mend the measure.
#
# **What you'll learn**
#
# - to turn "it looks like" into a number with a baseline;
# - that good-looking filters, good filters and a deep minimum are three things;
# - why "flat" means nothing before directions are scaled.
#
# **What you need**: lessons 02, 03 and 05 (or their ideas).
#
# **Time**: about 95 minutes, of which 50 for the five exercises. The computer needs about one and a half minutes on one core.

# %%
import numpy as np
from scipy.optimize import least_squares

from utils.experiments import gabor
from utils.lessons import shipped
from utils.lessons.lesson_11 import networks, pictures, results, valleys
from utils.numpy_models.mlp import Layer, sigmoid
from utils.teaching import (
    check, compare_prediction, explore, keep_prediction, progress, progress_bar,
    recall_prediction, show, table,
)  # fmt: skip

# %% [markdown]
# ## 1 · Do features survive fine-tuning?
#
# After 7.5 million supervised updates, the paper says, pre-trained filters *look* unchanged: the first layer changes least, the third most, and signs
# of weights do not flip. It shows pictures, and no number. **Predict**, for three layers of 100 units with RBMs: the mean cosine between a unit's
# weights before and after fine-tuning (1: the same direction, 0: a right angle), and the share of weights that change their sign.

# %%
keep_prediction("11.cosine", {"layer 1": ..., "layer 2": ..., "layer 3": ...})
keep_prediction("11.signs", {"layer 1": ..., "layer 3": ...})

# %% [markdown]
# ### Exercise 11.1
#
# `before` and `after` (V, H) hold the weights of one layer; a column is a unit's filter. Return two things: the cosine of each unit's weights
# before and after, (H,), and the share of all weights, from 0 to 1, that have changed their sign. A unit without weights (all 0) before or after
# has no direction: let its cosine be 0. A weight that is 0 has no sign to change.
#
# <details><summary>Hint 1</summary>A cosine is a sum of products, divided by both lengths. Along which axis is a unit?</details>
# <details><summary>Hint 2</summary>Two numbers have different signs exactly if their product is below 0.</details>


# %% exercise 11.1 · how far filters have turned · ★ · 6 min
def how_changed(before, after):
    """Cosine of each unit's weights, (H,), and the share of signs that changed."""
    ### BEGIN SOLUTION
    lengths = np.linalg.norm(before, axis=0) * np.linalg.norm(after, axis=0)
    cosines = (before * after).sum(axis=0) / np.where(lengths > 0, lengths, 1)
    return cosines, (before * after < 0).mean()
    ### END SOLUTION


how_changed = check("11.1", how_changed)

# %%
stories = {start: networks.story(start, bar=progress_bar) for start in ("none", "rbm")}
for start, story in stories.items():
    print(f"{start}: {story.error:.1f} % of test digits wrong")

# %%
cosines, signs = {}, {}
for start, story in stories.items():
    pairs = zip(story.before, story.after, strict=True)
    found = [how_changed(old.W, new.W) for old, new in pairs]
    cosines[start] = [each.mean() for each, _ in found]
    signs[start] = [share for _, share in found]
names = ("layer 1", "layer 2", "layer 3")
rows = [(start, *cosines[start], *signs[start]) for start in stories]
table(rows, {"start": "", "cosine, layer 1": ".2f", "2": ".2f", "3": ".2f",
             "signs, layer 1": ".3f", "2 ": ".3f", "3 ": ".3f"})  # fmt: skip

# %%
came = {name: f"{value:.2f}" for name, value in zip(names, cosines["rbm"], strict=True)}
compare_prediction("11.cosine", came)
flipped = {f"layer {i}": f"{signs['rbm'][i - 1]:.3f}" for i in (1, 3)}
compare_prediction("11.signs", flipped)
some = slice(0, 12)
groups = {
    f"{start}, {when}": getattr(story, when)[0].W.T[some]
    for start, story in stories.items() for when in ("before", "after")
}  # fmt: skip
show(pictures.strips(groups), "11.1")

# %% caption 11.1
# Filters of twelve units of the first layer, before and after fine-tuning, without pre-training and with RBMs. Each has a colour scale of its own: blue is
# negative, red positive.

# %% assertions
assert min(cosines["rbm"]) > 0.9
assert cosines["rbm"][0] > cosines["rbm"][2] + 0.01
assert max(signs["rbm"]) < 0.15
assert signs["rbm"][0] < signs["rbm"][2]
assert max(cosines["none"]) < 0.7
assert cosines["none"][0] < cosines["none"][2]
assert stories["rbm"].error < stories["none"].error - 1
assert networks.EPOCHS == 12
for when in ("before", "after"):
    pairs = zip(*(getattr(stories[s], when) for s in ("none", "rbm")), strict=True)
    assert all(np.linalg.norm(b.W) > 1.3 * np.linalg.norm(a.W) for a, b in pairs)

# %% [markdown]
# With RBMs every layer keeps its direction, the first most of all, and few signs change. Without pre-training filters turn far, and there the *first* layer turns
# most. (Nothing was tuned: both had 12 epochs at one rate, too few for networks without pre-training.) When were the filters made? Move the slider over pre-training and fine-tuning.

# %%
moments = dict(enumerate(stories["rbm"].filters))


def at_moment(epoch):
    unlabelled, labelled = moments[epoch]
    filters = stories["rbm"].filters[unlabelled, labelled]
    return pictures.strips({"": filters.T[:12], " ": filters.T[12:24]})


slider = explore(at_moment, "11.2", epoch=(list(moments), 3))

# %% caption 11.2
# Filters of 24 units of the first layer with RBMs, after {moments[epoch][0]} epochs of pre-training and {moments[epoch][1]} of fine-tuning.

# %% assertions
W = stories["rbm"].filters
half_way = networks.PRETRAINING_EPOCHS // 2, 0
early, _ = how_changed(W[half_way], W[networks.PRETRAINING_EPOCHS, 0])
assert early.mean() > 0.9

# %% [markdown]
# After three epochs without a label they are nearly what they will be.
#
# ## 2 · What does a deep unit look for?
#
# A unit of the first layer likes its own filter best: of all images of one length, none gives a larger weighted input. Deeper units have no filter in
# pixels. So climb (Erhan and others, 2009): start anywhere, follow the slope of the unit's weighted input with respect to the *image*, and keep the
# image's length, or a brighter one would always be better. This is **activation maximisation**.
#
# ### Exercise 11.2
#
# `layers` are the hidden layers up to that of the unit, pairs `(W, b)` as in lesson 01; the units below it are logistic. Make one step from the
# image `x` (V,): add the direction of the slope of unit `unit`'s *weighted input* (before its own logistic function), with the length `size * radius`;
# then stretch or shrink the result to the length `radius`. With one layer, the slope is a column of `W`.
#
# <details><summary>Hint 1</summary>On the way up keep what each layer says. On the way down a slope at a layer's outputs h becomes, at its inputs,
# W times something: which?</details>
# <details><summary>Hint 2</summary>It is lesson 01's backward pass, carried one layer further down, to the pixels, and started from one unit in the place of a
# loss.</details>


# %% exercise 11.2 · one step towards what a unit likes · ★★★ · 14 min
def climb(x, layers, unit, radius, size):
    """The image after one step, of length radius: (V,) -> (V,)."""
    ### BEGIN SOLUTION
    hidden = [x]
    for W, b in layers[:-1]:
        hidden.append(sigmoid(hidden[-1] @ W + b))
    slope = layers[-1].W[:, unit]
    for (W, _), h in zip(layers[-2::-1], hidden[:0:-1], strict=True):
        slope = W @ (slope * h * (1 - h))
    x = x + size * radius * slope / np.linalg.norm(slope)
    return radius * x / np.linalg.norm(x)
    ### END SOLUTION


climb = check("11.2", climb)

# %% [markdown]
# Three climbs for one unit of layer 3, from different noise. Steps become shorter, so that the climb comes to rest. **Predict**: will the three end at one
# image? Will it look like a digit, a part of one, or noise: with RBMs, and without pre-training?

# %%
keep_prediction("11.climb", {"with RBMs": ..., "without": ...})

# %%
RADIUS, STEPS = networks.mean_length(), 100


def way(layers, unit, seed, kept=(0, 3, 10, 30, 100)):
    """Images on the way up, after some steps."""
    x, found = np.random.default_rng(seed).normal(size=784), []
    for step in range(STEPS + 1):
        if step in kept:
            found.append(x)
        x = climb(x, layers, unit, RADIUS, 0.3 * (1 - step / STEPS))
    return np.array(found)


# %%
deep = stories["rbm"].after
climbs = {f"from noise {seed}": way(deep, 0, seed) for seed in (0, 1, 2)}
show(pictures.strips(climbs), "11.3")

# %% caption 11.3
# Three climbs to the image that unit 0 of layer 3 likes best, after fine-tuning, with RBMs: after 0, 3, 10, 30 and 100 steps.

# %% [markdown]
# Do the same for many units. What you see needs a number and a baseline: **roughness** is the mean squared difference of neighbouring pixels over twice
# the variance, about 1 for noise; **likeness** is the correlation with the training digit that is most alike; **agreement** the mean cosine
# between images from different starts.

# %%
found = shipped.find("filters")
looked_into = results.to_look_into(found, stories)
best = {
    (start, layer): networks.best_images(looked_into[start].after[:layer], range(12))
    for start in looked_into for layer in (2, 3)
}  # fmt: skip
strips = {f"{start}, layer {i}": images[:, 0] for (start, i), images in best.items()}
show(pictures.strips(strips, cmap="gray_r"), "11.4")
rows = [(*key, *networks.described(images).values()) for key, images in best.items()]
table(rows, {"start": "", "layer": "", "roughness": ".2f", "likeness": ".2f",
             "agreement": ".2f"})  # fmt: skip

# %% caption 11.4
# The images that twelve units of layers 2 and 3 like best after fine-tuning, without pre-training and with RBMs: {results.whose(found)}.

# %% assertions
told = {key: networks.described(images) for key, images in best.items()}
for i in (2, 3):
    assert told["rbm", i]["roughness"] < told["none", i]["roughness"] - 0.1
    assert told["rbm", i]["likeness"] > told["none", i]["likeness"] + 0.05
    assert told["none", i]["roughness"] < 0.8
    assert told["rbm", i]["agreement"] > 0.7
ends = np.array([images[-1] for images in climbs.values()])
assert networks.described(ends[None])["agreement"] > 0.7

# %% [markdown]
# From different noise the climb ends at nearly the same image. With RBMs it is smooth, and more like a digit; without, it is rougher, and yet not noise: its roughness is well
# below 1. "Noise-like" is a word for what the eye cannot name.
#
# Look at single units, and at four starts of each. What would you call this one?


# %%
def unit_of(pre_trained, layer, unit):
    """Images that a unit likes best, from four starts, before and after fine-tuning."""
    network = looked_into["rbm" if pre_trained else "none"]
    stages = {"before": network.before, "after": network.after}
    return pictures.strips(
        {
            stage: networks.best_images(layers[:layer], [unit])[0]
            for stage, layers in stages.items()
        },
        cmap="gray_r", cell=1.0,
    )  # fmt: skip


sliders = explore(
    unit_of, "11.5", pre_trained=True, layer=([1, 2, 3], 3), unit=(list(range(40)), 0)
)

# %% caption 11.5
# What unit {unit} of layer {layer} likes best, from four starts, before and after fine-tuning.

# %% [markdown]
# ### The experiment
#
# `filters`: 10,000 digits, 200 units a layer, 50 epochs, 40 units of each layer and five starts. "Hardly changes" and "few" needed borders, set before
# anything was computed: a mean cosine above 0.9, under a tenth of the signs. **Predict** the course's words (*holds*, *holds in part*, *mixed*, *undecided*,
# *contradicted*) on C6, "fine-tuning hardly changes what units look for, the top layer most", and C7, "with pre-training higher layers can be
# interpreted; without, they look like noise".

# %%
keep_prediction("11.claims", {"C6": ..., "C7": ...})
shipped.given(found)

# %%
results.layers_table(found)

# %%
shipped.verdicts(filters=found)

# %% [markdown]
# Before you agree with C6: weights that are long turn less by the same step, and pre-trained ones are longer. "Hardly changed" says that filters were useful as they
# were, *or* that they are hard to turn. How would you tell? (Freeze them: section 4.)
#
# ## 3 · Filters of photographs
#
# Taha's doubt: unsupervised filters look like receptive fields in the visual cortex (V1), detectors of edges, and so, perhaps, like what a *global*
# optimum would have; then pre-training would help *optimisation*. Three things have to be seen: are they V1-like? Are they good? And does a network
# with enough labels find them by itself?
#
# The patches (12 × 12 pixels) come from two photographs, neighbouring pixels made less alike. Three models learn filters from them:
# a denoising **autoencoder** with rectified units, much noise and a penalty on its code; an **RBM** with Gaussian visible units and few hidden ones on; and
# **ICA** (scikit-learn's), which looks for independent components and has no layers at all.

# %%
KINDS = ("random", "autoencoder", "rbm", "ica")
learned = {
    kind: networks.filters_of(kind, 15_000, 50)
    for kind in progress_bar(KINDS, "filters")
}
show(pictures.strips({kind: W.T[:12] for kind, W in learned.items()}), "11.6")

# %% caption 11.6
# Twelve of {networks.N_FILTERS} filters of each kind, learned from 15,000 patches of photographs (random: not learned).

# %% [markdown]
# A simple cell of V1 is described well by a **Gabor function**: a wave under a bell. Its eight parameters: amplitude, centre (x, y), frequency,
# orientation, phase, and the bell's size along the wave and across it. **Predict** for each kind: which percentage of filters does the best Gabor function
# explain to 70 % or more?

# %%
keep_prediction("11.gabor", dict.fromkeys(KINDS, ...))


# %%
def gabor_picture(p, side):
    """The Gabor function with eight parameters, as a picture: (side * side,)."""
    return gabor.image(gabor.Gabor(*p), side)


example = (1.0, 5.0, 6.0, 0.15, 0.4, 0.3, 2.0, 3.0)
print(gabor_picture(example, 12).reshape(12, 12)[4:8, 3:7].round(2))

# %% [markdown]
# ### Exercise 11.3
#
# `picture` is a filter, (side · side,); `guess` the eight parameters to start from. Find the parameters with the smallest sum of squared differences
# (SciPy's `least_squares` or `curve_fit`), and return three numbers: **R²**, the share of the picture's variance that the fit explains; the
# frequency (cycles per pixel); the orientation (radians).
#
# The search may end at *another description of the same picture*. Think of what else gives the same wave, and return a frequency above 0 and an orientation
# from 0 up to, but not including, π.
#
# <details><summary>Hint 1</summary><code>least_squares(residuals, guess).x</code>; residuals is a function of the parameters alone.</details>
# <details><summary>Hint 2</summary>cos(2πfu + φ) = cos(2π(-f)u - φ): what may happen to f without moving the orientation? And a wave seen from its other
# end is turned by half a turn.</details>


# %% exercise 11.3 · the nearest Gabor function · ★★ · 10 min
def fit_gabor(picture, guess):
    """R squared, frequency and orientation of the nearest Gabor function."""
    ### BEGIN SOLUTION
    side = round(len(picture) ** 0.5)
    p = least_squares(lambda p: gabor_picture(p, side) - picture, guess).x
    left = ((picture - gabor_picture(p, side)) ** 2).sum()
    r2 = 1 - left / ((picture - picture.mean()) ** 2).sum()
    return r2, abs(p[3]), p[4] % np.pi
    ### END SOLUTION


fit_gabor = check("11.3", fit_gabor)

# %% [markdown]
# A search ends in the nearest valley, so the guess matters. The course's guess for each filter is the best of two rough searches, from the strongest wave in its
# spectrum under a narrow and a wide bell; your function does the rest.


# %%
def from_a_good_guess(picture):
    """Your fit of a filter."""
    picture = picture.astype(float) / np.abs(picture).max()
    guess, r2 = gabor.fit(picture, 1)
    try:
        return fit_gabor(picture, guess)
    except RuntimeError:  # SciPy gives up: no wave is in this filter
        return r2, guess.frequency, guess.orientation


fits = {
    kind: np.array([from_a_good_guess(picture) for picture in W.T[:12]])
    for kind, W in progress_bar(list(learned.items()), "fits")
}
fitted = {kind: 100 * np.mean(of[:, 0] >= 0.7) for kind, of in fits.items()}
compare_prediction("11.gabor", {kind: f"{share:.0f}" for kind, share in fitted.items()})

# %%
order = {kind: np.argsort(-fits[kind][:, 0]) for kind in KINDS}
titles = {kind: [f"{fits[kind][i, 0]:.2f}" for i in order[kind]] for kind in KINDS}
sorted_filters = {kind: learned[kind].T[order[kind]] for kind in KINDS}
show(pictures.strips(sorted_filters, titles=titles), "11.7")

# %% caption 11.7
# The same filters, from the best to the worst fit by a Gabor function, with their R².

# %% assertions
assert fitted["ica"] > 40
assert fitted["autoencoder"] > 15
assert fitted["rbm"] > 5
assert fitted["random"] == 0
best_of_random = fits["random"][:, 0].max()
assert all(np.median(fits[kind][:, 0]) > best_of_random for kind in KINDS[1:])

# %% [markdown]
# So V1-like they are, and by three roads: from a layer, from an energy, and from independence without any network. What the three have in common is the
# photographs, and that few units speak at a time. (A likeness with limits: Ringach, 2002, compared ICA and sparse codes with cells of macaques. The cells' fields
# have fewer bars, and many are broadly tuned, which no such model gives.)
#
# ## 4 · Good filters?
#
# Put them into a network: filters slide over the digit in steps of four pixels, rectified; a softmax layer reads all of that. A filter that slides is a
# **convolution**, and yet an ordinary layer.
#
# ### Exercise 11.4
#
# `filters` (P, F) are columns of P = size · size pixels; images have `side · side` pixels. Return the weights (side · side, L · F) of an ordinary layer that
# does what the filters do when they slide: `images @ W` must say, for each of the L places, what all F filters say there.
#
# Places go row by row from the upper left corner, `stride` pixels apart; filters lie wholly inside the image, and are not turned round.
# Columns go place by place, all filters of a place side by side.
#
# <details><summary>Hint 1</summary>One column is one filter at one place: its picture is 0 but for a square. How many places are there along a side?</details>
# <details><summary>Hint 2</summary>An array of shape (side, side, L, F), reshaped at the end, is easy to fill.</details>


# %% exercise 11.4 · a convolution as an ordinary layer · ★★ · 10 min
def as_layer(filters, side, stride):
    """Weights (side * side, L * F) of the layer that does what sliding filters do."""
    ### BEGIN SOLUTION
    size, n_filters = round(len(filters) ** 0.5), filters.shape[1]
    corners = range(0, side - size + 1, stride)
    W = np.zeros((side, side, len(corners) ** 2, n_filters), filters.dtype)
    places = [(top, left) for top in corners for left in corners]
    for place, (top, left) in enumerate(places):
        seen = filters.reshape(size, size, n_filters)
        W[top : top + size, left : left + size, place] = seen
    return W.reshape(side * side, -1)
    ### END SOLUTION


as_layer = check("11.4", as_layer)

# %%
W = as_layer(learned["ica"], 28, networks.STRIDE)
print(f"{W.size:,} weights, {np.count_nonzero(W):,} of them not 0,",
      f"{learned['ica'].size:,} of these different")  # fmt: skip

# %% [markdown]
# That is what a convolution knows before it has seen anything: where not to look, and that all places are alike.
#
# **Predict**: how much lower is the test error with the RBM's filters than with random ones (points), with 50 digits to learn from and with 2,000? All filters have one
# length and are fine-tuned; there are equally many updates.

# %%
keep_prediction("11.gain", {"50 labels": ..., "2,000 labels": ...})

# %%
LABELS, SEEDS = (50, 2_000), (0, 1)
runs = {
    (n, kind, seed): networks.digits_with(learned[kind], n, 500, seed)
    for n, kind, seed in progress_bar(
        [(n, kind, seed) for n in LABELS for kind in KINDS for seed in SEEDS],
        "networks",
    )
}
errors = {
    n: {kind: np.array([runs[n, kind, s][2] for s in SEEDS]) for kind in KINDS}
    for n in LABELS
}
gain = {n: (errors[n]["random"] - errors[n]["rbm"]).mean() for n in LABELS}
compare_prediction("11.gain", {f"{n:,} labels": f"{gain[n]:.1f}" for n in LABELS})
show(pictures.errors({f"{n:,} labels": errors[n] for n in LABELS}), "11.8")

# %% caption 11.8
# Test errors of networks whose first layer begins with filters of each kind, two seeds (signs) and their mean (lines), after 500 updates at one rate.

# %% assertions
assert 0 < gain[2_000] < 5
for kind in KINDS[1:]:
    assert errors[2_000][kind].mean() < errors[2_000]["random"].mean() - 0.3

# %% [markdown]
# With 2,000 digits learned filters are better, ICA's as well as the autoencoder's and the RBM's. (With 50, and two seeds, do not conclude anything.)
#
# And the filters themselves? Taha's last figure shows the first filters of an unsupervised network, and the same ones, sharper, after fine-tuning.

# %%
tuned = {}
for kind in ("random", "autoencoder"):
    tuned[f"{kind}, before"] = runs[50, kind, 0][0].T[:12]
    for n in LABELS:
        tuned[f"{n:,} labels, {kind}"] = runs[n, kind, 0][1].T[:12]
turned = {key: how_changed(old, new)[0].mean() for key, (old, new, _) in runs.items()}
show(pictures.strips(tuned), "11.9")

# %% caption 11.9
# Twelve filters before and after fine-tuning with 50 and with 2,000 digits: random ones, and the autoencoder's. With 2,000 digits the mean cosine with before is
# {turned[2_000, 'random', 0]:.2f} (random) and {turned[2_000, 'autoencoder', 0]:.2f} (autoencoder).

# %% assertions
assert turned[2_000, "random", 0] < turned[2_000, "autoencoder", 0] - 0.02
assert turned[2_000, "autoencoder", 0] > 0.9
random_after = gabor.fit_each(runs[2_000, "random", 0][1][:, :8])
assert np.median(random_after[:, 0]) < 0.6

# %% [markdown]
# To the eye the learned filters have hardly changed. Random ones show blobs, and have not become V1-like: digits can be told apart without. If a global optimum looks like V1,
# labels alone do not lead there.
#
# ### The experiment
#
# `patches`: 70,000 patches, 100 filters, 250 and 10,000 labels, filters frozen or fine-tuned, ten seeds, each network with the best of three rates on validation digits.

# %%
found_patches = shipped.find("patches")
results.gains_table(found_patches)

# %%
results.patches_table(found_patches)

# %% [markdown]
# How to read it against the doubt: *optimisation* says that training losses are lower with V1-like filters, with many labels too; *regularisation* that test errors are, most of
# all with few. "Frozen" answers section 2's question: if frozen filters are as good as fine-tuned ones, they did not change because they were useful.

# %% [markdown]
# ## 5 · A flat valley?
#
# The last thing to look at is where training ends. The paper walks from the end along seven directions of stochastic gradients, each a vector of length 1
# (Fig. 7, triangles and squares), and finds valleys, flatter with pre-training and with depth: claim C10. **Predict**: can you make a network's valley look ten
# times steeper without changing anything that it says?

# %%
keep_prediction("11.steep", ...)

# %% [markdown]
# Take a network with *rectified* hidden units. Multiply all weights and biases into them by c, and all weights out of them by 1 / c: a unit says c times as much,
# and c times less is made of it (Dinh and others, 2017).

# %%
network = valleys.rectified_network()


def twin(c):
    """The same function from other weights."""
    hidden, output = network
    return [Layer(c * hidden.W, c * hidden.b), Layer(output.W / c, output.b)]


x, _ = valleys.shapes()
said = [valleys.scores(layers, x) for layers in (network, twin(0.2))]
print("largest difference in scores:", np.abs(said[0] - said[1]).max())

# %%
places = np.linspace(-1, 1, 21)
directions = [valleys.random_direction(network, seed) for seed in range(3)]


def scan(layers, made, places):
    """Losses on lines in the same directions, made comparable by `made`: (D, P)."""
    return np.array(
        [valleys.along(layers, made(d, layers), places) for d in directions]
    )


def length_one(direction, layers):
    return valleys.of_length_one(direction)


NETWORKS = {"the network": network, "its twin, c = 0.2": twin(0.2)}
plain = {name: (places, scan(of, length_one, places)) for name, of in NETWORKS.items()}
rises = {
    name: losses[:, [0, -1]].mean() - losses[:, 10].mean()
    for name, (_, losses) in plain.items()
}
times = rises["its twin, c = 0.2"] / rises["the network"]
compare_prediction("11.steep", f"yes: {times:.0f} times")

# %% [markdown]
# The same function, and another "flatness". What is wrong is the yardstick: a step of length 1 is a lot for small weights, and little for large ones.
#
# ### Exercise 11.5
#
# Li and others (2018) give every unit a yardstick of its own. `direction` and `layers` are networks of one form, lists of pairs `(W, b)`. Return the direction,
# again a list of pairs, in which the weights into each unit (a column of `W`) point where they pointed, and are *as long as that unit's weights in the
# network*. Biases do not move: zeros. A column of the direction that is 0 stays 0.
#
# Why do twins then look the same? Think it through before you code.
#
# <details><summary>Hint 1</summary>Twin and network are moved by the same <em>share</em> of each unit's weights.</details>
# <details><summary>Hint 2</summary>The length of each column: <code>np.linalg.norm(W, axis=0)</code>. Mind the columns of length 0.</details>


# %% exercise 11.5 · directions unit by unit · ★★ · 9 min
def unit_by_unit(direction, layers):
    """The direction with each unit's weights as long as the network's."""
    ### BEGIN SOLUTION
    scaled = []
    for (d, c), (W, _) in zip(direction, layers, strict=True):
        lengths = np.linalg.norm(d, axis=0)
        share = np.linalg.norm(W, axis=0) / np.where(lengths > 0, lengths, 1)
        scaled.append(Layer(d * share, np.zeros_like(c)))
    return scaled
    ### END SOLUTION


unit_by_unit = check("11.5", unit_by_unit)

# %%
shares = np.linspace(-0.5, 0.5, 21)
fair = {name: (shares, scan(of, unit_by_unit, shares)) for name, of in NETWORKS.items()}
show(pictures.lines({
    "directions of length 1": ("distance", plain),
    "scaled unit by unit": ("share of each unit's weights", fair),
}), "11.10")  # fmt: skip

# %% caption 11.10
# Training loss of a network and of its twin, which says the same, along three random directions: of length 1, and scaled unit by unit, where the curves of both
# lie on one another.

# %% assertions
assert np.abs(said[0] - said[1]).max() < 1e-6
assert times > 8
one, other = (losses for _, losses in fair.values())
assert np.allclose(one, other, rtol=1e-6, atol=1e-9)

# %% [markdown]
# Logistic units have no such twins, but their weights differ in size all the same: in section 1 the pre-trained ones are larger. So `landscape` scans both ways.

# %%
landscape = shipped.find("landscape")
results.valleys_table(landscape)

# %%
shipped.verdicts(landscape=landscape)

# %% [markdown]
# ## 6 · Your verdict
#
# In three sentences: what do pre-trained layers see, what is it worth, and does it speak for optimisation or for regularisation?

# %%
my_bet = recall_prediction("why")
keep_prediction("11.verdict", ...)

# %% [markdown]
# <details><summary>Our answer, when you have yours</summary>They see strokes and parts, smooth and like digits, and fine-tuning leaves them nearly as they are; without pre-training the images are rougher, and not noise.
# Good-looking filters of photographs do help a small network, but ICA's, which know of no layers and no loss with labels, help as well: what helps is knowing the
# images. That is information about P(X), as a regulariser brings it; a deeper minimum is not shown by any picture.</details>

# %%
progress(11)

# %% [markdown]
# ## Recap
#
# What do the layers see?
#
# - With RBMs filters are made before the first label, and fine-tuning hardly turns them, the top layer most; without, all layers turn far.
# - What deep units like best is smooth and like digits with pre-training, and rougher without; "noise" it is not.
# - Filters of photographs are Gabor functions for the most part, whether a layer, an energy or ICA finds them.
# - In a network for digits they lower the test error; labels alone do not make random filters V1-like.
# - Flatness in directions of one length tells of the size of weights; scaled unit by unit, twins look alike.
#
# **Quiz**
#
# 1. Two networks have a cosine of 0.99 with what they were, and 5 % of their signs have changed. Which weights are these?
# 2. ICA has no layers and no labels, and finds Gabor functions. What does that say about "V1-like, so it is what the brain, or a global optimum, would choose"?
#
# <details><summary>Answers</summary>
#
# 1. Small ones: a small step carries them over 0, and they hardly count in the cosine. A share of signs treats all weights alike.
# 2. That such filters follow from photographs and sparseness, whatever the method. It says nothing about a loss with labels.
#
# </details>
#
# ## In practice
#
# - Activation maximisation shows what a unit likes best, not what it usually sees: look at the data that excite it, too.
# - A picture is chosen: say how many there were, and show the worst.
# - Report sharpness with its yardstick, or not at all.
# - Paper and course differ: 7.5 million examples with 1,000 units a layer against 50 epochs of 10,000 with 200.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: *Why does unsupervised pre-training help deep learning?* JMLR 11 (2010): Figs. 3, 4 and 7.
# - Erhan, Bengio, Courville and Vincent (2009): *Visualizing higher-layer features of a deep network*, technical report.
# - Ringach: *Spatial structure and symmetry of simple-cell receptive fields in macaque primary visual cortex*, J. Neurophysiol. 88 (2002).
# - Li, Xu, Taylor, Studer and Goldstein (2018), arXiv 1712.09913: filter-wise directions.
# - Dinh, Pascanu, Bengio and Bengio: *Sharp minima can generalize for deep nets*, ICML 2017, arXiv 1703.04933.
# - Taha: *Why does unsupervised pre-training help deep learning?* Blog post (2020): first doubt and last figure; Wang and Gupta (2015), arXiv 1505.00687.
#
# **Next**: lesson 12 asks where networks go.
