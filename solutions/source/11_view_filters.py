# %% [markdown]
# # 11 · What do the layers see?
#
# Open the networks: what does a unit look for, does fine-tuning change it, and what do filters like
# those of the visual cortex prove? That is the paper's Figs. 3, 4 and 7, and the first doubt and last figure of Taha's post.
#
# **What you'll do**
#
# - measure how far filters turn during fine-tuning;
# - climb to the image that a unit of a deep layer likes best;
# - learn filters from photographs, and fit Gabor functions to them;
# - put them into a network for digits, and see what they are worth;
# - walk away from where training ends, and ask what a flat valley is.
#
# **What you'll learn**
#
# - to turn "it looks like" into a number with a baseline;
# - that good-looking filters, good filters and a deep minimum are three things;
# - when a valley may be called flat.
#
# **What you need**: lessons 02, 03 and 05 (or their ideas).
#
# **Time**: about 105 minutes, of which 49 for the five exercises. The computer needs about a minute on one core.

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
# After 7.5 million supervised updates of one example each, the paper says, pre-trained filters *look* unchanged: the first layer changes least, the third most, and signs
# of weights do not flip. It shows no number. **Predict**, for three layers of 100 units with RBMs: the mean cosine between a unit's
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
def mean_length_of(W):
    """The mean length of a layer's filters."""
    return np.linalg.norm(W, axis=0).mean()


cosines, signs, sizes, moved = ({start: [] for start in stories} for _ in range(4))
for start, story in stories.items():
    for old, new in zip(story.before, story.after, strict=True):
        turned, share = how_changed(old.W, new.W)
        cosines[start].append(turned.mean())
        signs[start].append(share)
        sizes[start].append(mean_length_of(old.W))
        moved[start].append(mean_length_of(new.W - old.W))
names = ("layer 1", "layer 2", "layer 3")
rows = [
    (start, i + 1, *(of[start][i] for of in (cosines, signs, sizes, moved)))
    for start in stories for i in range(3)
]  # fmt: skip
table(rows, {"start": "", "layer": "", "cosine": ".2f", "signs changed": ".3f",
             "length before": ".2f", "distance moved": ".2f"})  # fmt: skip

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
assert cosines["none"][0] < min(cosines["none"][1:]) - 0.05
assert signs["none"][0] < signs["none"][2] - 0.03
for i in range(3):
    assert 4 < sizes["rbm"][i] / sizes["none"][i] < 20
    assert 1.15 < moved["none"][i] / moved["rbm"][i] < 2.7
assert moved["none"][0] / moved["rbm"][0] > 1.6
assert stories["rbm"].error < stories["none"].error - 1
assert networks.EPOCHS == 12
for when in ("before", "after"):
    pairs = zip(*(getattr(stories[s], when) for s in ("none", "rbm")), strict=True)
    assert all(np.linalg.norm(b.W) > 1.3 * np.linalg.norm(a.W) for a, b in pairs)

# %% [markdown]
# With RBMs cosines stay near 1, the first layer's nearest, and few signs change. Without, filters turn far: by the cosine the *first* layer turns most, by signs the
# third. (Nothing was tuned: 12 epochs at one rate, too few without pre-training.)
#
# But filters from RBMs began several times longer, and the *distance* that they moved is not small: half of the others' in the first layer, and
# more in those above. A long filter turns little: most of "hardly changed" is length.
#
# When were the filters made? Move the slider.

# %%
moments = dict(enumerate(stories["rbm"].filters))


def at_moment(epoch):
    unlabelled, labelled = moments[epoch]
    filters = stories["rbm"].filters[unlabelled, labelled]
    return pictures.strips({"": filters.T[:12], " ": filters.T[12:24]})


slider = explore(at_moment, "11.2", epoch=(list(moments), 3))

# %% caption 11.2
# Filters of 24 units of the first layer with RBMs, after {moments[epoch][0]} epochs of pre-training and {moments[epoch][1]} of fine-tuning.

# %%
W, last = stories["rbm"].filters, networks.PRETRAINING_EPOCHS
half, end = W[last // 2, 0], W[last, 0]
early = how_changed(half, end)[0].mean()
lengths = mean_length_of(half), mean_length_of(end)
print(f"{last // 2} of {last} epochs: cosine {early:.2f} with the end of pre-training,",
      "length {:.1f} of {:.1f}".format(*lengths))  # fmt: skip

# %% assertions
assert early > 0.9
assert 0.65 < lengths[0] / lengths[1] < 0.95

# %% [markdown]
# Half of the epochs without a label set their directions, nearly.
#
# ## 2 · What does a deep unit look for?
#
# A unit of the first layer likes its own filter best: of all images of one length, none gives a larger weighted input. Deeper units have no filter in
# pixels. So climb (Erhan and others, 2009): follow the slope of the unit's weighted input with respect to the *image*, and keep the
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
# <details><summary>Hint 2</summary>It is lesson 01's backward pass, one layer further down, started from one unit in place of a loss.</details>


# %% exercise 11.2 · one step towards what a unit likes best · ★★★ · 14 min
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
# Three numbers for an image: *roughness*, how much neighbouring pixels differ (1: noise, near 0: smooth); *likeness*, the correlation with the nearest
# training digit; *agreement* of several starts, the mean cosine between the images where they end.
#
# Climb three times for one unit of layer 3, from different noise, with ever shorter steps. **Predict**: will the three end at one image? Will it look like
# a digit, a part of one, or noise: with RBMs, and without?
#
# **Predict** also the course's word (*holds*, *holds in part*, *mixed*, *undecided*, *contradicted*) on C6, "fine-tuning hardly changes what units look for, the
# first layer least" (borders: mean cosine above 0.9, under a tenth of the signs), and C7, "with pre-training higher layers can be interpreted; without, they look like
# noise".

# %%
keep_prediction("11.climb", {"with RBMs": ..., "without": ...})
keep_prediction("11.claims", {"C6": ..., "C7": ...})

# %%
RADIUS, STEPS = networks.mean_length(), 100
print(f"length of all images: {RADIUS:.2f}, the mean of the training digits")


def way(layers, unit, seed, kept=(0, 3, 10, 30, 100)):
    """Images on the way up, after some steps."""
    x, found = np.random.default_rng(seed).normal(size=784), []
    x *= RADIUS / np.linalg.norm(x)
    for step in range(STEPS + 1):
        if step in kept:
            found.append(x)
        x = climb(x, layers, unit, RADIUS, 0.3 * (1 - step / STEPS))
    return np.array(found)


# %%
climbs = {
    f"{start}, noise {seed}": way(stories[start].after, 0, seed)
    for start in ("rbm", "none") for seed in (0, 1, 2)
}  # fmt: skip
show(pictures.strips(climbs, cmap="gray_r"), "11.3")
ends = {
    start: np.array([[climbs[f"{start}, noise {seed}"][-1] for seed in (0, 1, 2)]])
    for start in ("rbm", "none")
}
came = {start: networks.described(images) for start, images in ends.items()}
in_words = {
    start: ", ".join(f"{name} {value:.2f}" for name, value in of.items())
    for start, of in came.items()
}
reached = {"with RBMs": in_words["rbm"], "without": in_words["none"]}
compare_prediction("11.climb", reached)

# %% caption 11.3
# Three climbs to the image that unit 0 of layer 3 likes best, after fine-tuning, with RBMs and without pre-training: after 0, 3, 10, 30 and 100 steps. Each image has a
# grey scale of its own: 0 is grey, dark is positive.

# %% [markdown]
# Twelve units of each layer, and baselines: digits, noise, an *untrained* network.

# %%
found = shipped.find("filters")
looked_into = results.to_look_into(found, stories)
best = {
    (start, layer): networks.best_images(looked_into[start].after[:layer], range(12))
    for start in looked_into for layer in (2, 3)
}  # fmt: skip
for layer in (2, 3):
    untrained = looked_into["none"].before[:layer]
    best["untrained", layer] = networks.best_images(untrained, range(12))
best |= {("digits", "-"): networks.some_digits(12), ("noise", "-"): networks.noise(12)}

# %%
strips = {
    f"{kind}, layer {layer}" if layer != "-" else kind: images[:, 0]
    for (kind, layer), images in best.items()
}
show(pictures.strips(strips, cmap="gray_r"), "11.4")
told = {key: networks.described(images) for key, images in best.items()}
rows = [(*key, *of.values()) for key, of in told.items()]
table(rows, {"": "", "layer": "", "roughness": ".2f", "likeness": ".2f",
             "agreement": ".2f"})  # fmt: skip

# %% caption 11.4
# The images that twelve units of layers 2 and 3 like best after fine-tuning, without pre-training and with RBMs: {results.whose(found)}. Below: the same for the network
# without pre-training before it has learned anything, test digits, noise.

# %% assertions
for i in (2, 3):
    assert told["rbm", i]["roughness"] < told["none", i]["roughness"] - 0.1
    assert told["rbm", i]["likeness"] > told["none", i]["likeness"] + 0.05
    assert told["none", i]["roughness"] < 0.8
    assert told["none", i]["likeness"] > 0.2
    assert told["rbm", i]["agreement"] > 0.7
    assert told["untrained", i]["agreement"] > 0.95
    assert told["untrained", i]["roughness"] > 0.9
    assert told["untrained", i]["likeness"] < 0.2
    assert told["rbm", i]["likeness"] < told["digits", "-"]["likeness"] - 0.2
assert told["noise", "-"]["roughness"] > 0.9
assert told["noise", "-"]["likeness"] < 0.2
assert told["digits", "-"]["roughness"] < 0.3
assert all(of["agreement"] > 0.7 for of in came.values())

# %% [markdown]
# From different noise the climb ends at nearly the same image. That is no sign of a meaning: in an untrained network it does so too. Agreement tells how nearly
# *linear* a unit is. The other two have baselines, about 1 and 0.1 for noise and untrained units. With RBMs images are smoother and more like digits than
# without; without, they lie between noise and digits.
#
# What would you call this one?


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
# What unit {unit} of layer {layer} likes best, from four starts, before and after fine-tuning; greys as in Fig. 11.3.

# %% [markdown]
# ### The experiment
#
# `filters`: 10,000 digits, 200 units a layer, 50 epochs, 40 units of each layer and five starts. Your words and the rule's:

# %%
recall_prediction("11.claims")
shipped.given(found)

# %%
results.layers_table(found)

# %%
shipped.verdicts(filters=found)

# %% [markdown]
# C7's rule compares; without, images are not noise (above). Whatever the word on C6, much of it is length (section 1). Whether filters are *useful* as they are is another question: section 4 freezes some.
#
# ## 3 · Filters of photographs
#
# Taha's doubt: unsupervised filters look like receptive fields in the visual cortex (V1), detectors of edges, and so, perhaps, like what a *global*
# optimum would have; then pre-training would help *optimisation*. Three questions: are they V1-like? Are they good? Does a network
# with enough labels find them?
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
show(pictures.strips({kind: W.T[:8] for kind, W in learned.items()}), "11.6")

# %% caption 11.6
# Eight of {networks.N_FILTERS} filters of each kind, learned from 15,000 patches of photographs (random: not learned).

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
# (SciPy's `least_squares` or `curve_fit`), and return three numbers: **R²** = 1 - (sum of squared differences between picture and fit) / (sum of squared
# deviations of the picture from its mean); the frequency (cycles per pixel); the orientation (radians).
#
# The search may end at *another description of the same picture*. Return a frequency above 0 and an orientation
# from 0 up to, but not including, π.
#
# <details><summary>Hint 1</summary><code>least_squares(residuals, guess).x</code>; residuals is a function of the parameters alone, and returns all differences: it squares and sums them itself.</details>
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
# A search ends in the nearest valley, so the guess matters: the course's is the better of two rough searches. Your function does the rest, for eight filters of each kind.

# %%
rough_fits = {
    kind: [gabor.fit(filter, 1) for filter in W.T]
    for kind, W in progress_bar(list(learned.items()), "guesses")
}


# %%
def from_a_good_guess(picture, rough):
    """Your fit of a filter."""
    guess, r2 = rough
    guess = guess._replace(amplitude=guess.amplitude / np.abs(picture).max())
    picture = picture.astype(float) / np.abs(picture).max()
    try:
        return fit_gabor(picture, guess)
    except RuntimeError:  # SciPy gives up: no wave is in this filter
        return r2, guess.frequency, guess.orientation


fits = {
    kind: np.array(
        [
            from_a_good_guess(*one)
            for one in zip(W.T[:8], rough_fits[kind], strict=False)
        ]
    )
    for kind, W in progress_bar(list(learned.items()), "fits")
}
fitted = {kind: 100 * np.mean(of[:, 0] >= 0.7) for kind, of in fits.items()}
of_all = {
    kind: 100 * np.mean([r2 >= 0.7 for _, r2 in rough_fits[kind]]) for kind in KINDS
}
compare_prediction("11.gabor", {kind: f"{share:.0f}" for kind, share in fitted.items()})
table([(kind, fitted[kind], of_all[kind]) for kind in KINDS],
      {"filters": "", "of 8, by your fit (%)": ".0f",
       f"of all {networks.N_FILTERS}, by rough fits (%)": ".0f"})  # fmt: skip

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
assert of_all["random"] == 0
assert of_all["ica"] > 65
assert 50 < of_all["autoencoder"] < 75
assert 20 < of_all["rbm"] < of_all["autoencoder"] - 8

# %% [markdown]
# ICA's are V1-like for the most part, of the autoencoder's more than half, of the RBM's fewer, over all of them. What the three have in common is the photographs, and that few units speak at a time. (But macaques' cells
# have fewer bars than the filters of ICA and sparse codes, and many are broadly tuned; Ringach, 2002.)
#
# ## 4 · Good filters?
#
# Filters slide over the digit in steps of four pixels, rectified; a softmax layer reads all of that. A filter that slides is a
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
# **Predict**: the test error with random filters, minus that with the RBM's (points; below 0 if the RBM's are worse), with 50 digits to learn from and with 2,000. All filters have one
# length and are fine-tuned, with equally many updates.

# %%
keep_prediction("11.gain", {"50 labels": ..., "2,000 labels": ...})

# %%
LABELS, SEEDS, UPDATES = (50, 2_000), (0, 1), 300
wanted = [(n, kind, s, UPDATES) for n in LABELS for kind in KINDS for s in SEEDS]
wanted += [(2_000, kind, s, 4 * UPDATES) for kind in ("random", "rbm") for s in SEEDS]
runs = {
    (n, kind, s, updates): networks.digits_with(learned[kind], n, updates, s)
    for n, kind, s, updates in progress_bar(wanted, "networks")
}

# %%
errors, losses = (
    {
        (n, updates, kind): np.array(
            [getattr(runs[n, kind, s, updates], name) for s in SEEDS]
        )
        for n, kind, _, updates in runs
    }
    for name in ("error", "loss")
)  # fmt: skip


def gain_of(kind, n, updates=UPDATES):
    """Test error with random filters minus that with others, of each seed."""
    return errors[n, updates, "random"] - errors[n, updates, kind]


gain = {f"{n:,} labels": f"{gain_of('rbm', n).mean():.1f}" for n in LABELS}
compare_prediction("11.gain", gain)
panels = {f"{n:,} labels": {k: errors[n, UPDATES, k] for k in KINDS} for n in LABELS}
show(pictures.errors(panels), "11.8")
rows = [(f"{n:,}", f"{updates:,}", kind, errors[n, updates, kind].mean(),
         losses[n, updates, kind].mean()) for n, updates, kind in errors]  # fmt: skip
table(rows, {"labels": "", "updates": "", "filters": "", "test error (%)": ".1f",
             "training loss (nats)": ".4f"})  # fmt: skip

# %% caption 11.8
# Test errors of networks whose first layer begins with filters of each kind, two seeds (a sign each) and their mean (lines), after {UPDATES} updates at one rate.

# %% assertions
for n in LABELS:
    assert all((gain_of(kind, n) > 0.3).all() for kind in KINDS[1:])
    assert all(gain_of(kind, n).max() < 6 for kind in KINDS)
assert max(losses[50, UPDATES, kind].max() for kind in KINDS) < 0.01
for kind in KINDS[1:]:
    lower = losses[2_000, UPDATES, kind] / losses[2_000, UPDATES, "random"]
    assert ((lower > 0.5) & (lower < 0.85)).all()
later = gain_of("rbm", 2_000, 4 * UPDATES)
assert 0.2 < later.mean() < gain_of("rbm", 2_000).mean() - 0.1
early_times, late_times = (
    errors[2_000, updates, "random"].mean() / errors[2_000, updates, "rbm"].mean()
    for updates in (UPDATES, 4 * UPDATES)
)
assert late_times > 1 + 0.6 * (early_times - 1)
assert losses[2_000, 4 * UPDATES, "rbm"].mean() < (
    0.9 * losses[2_000, 4 * UPDATES, "random"].mean()
)

# %% [markdown]
# All three kinds err less than random ones, with 50 labels and with 2,000, in both seeds (only two, at one rate). Why? With 50 digits every
# training loss is near 0, and tests differ all the same: *regularisation's* mark. With 2,000, training losses are about a third lower, so faster
# *optimisation* would explain the gain as well; four times the updates shrink it in points, hardly as a ratio.
#
# And the filters themselves? Taha's last figure shows the first filters of an unsupervised network, and the same ones, sharper, after fine-tuning.

# %%
tuned = {}
for kind in ("random", "autoencoder"):
    tuned[kind, "before"] = runs[50, kind, 0, UPDATES].before
    for n in LABELS:
        tuned[kind, f"{n:,} labels"] = runs[n, kind, 0, UPDATES].after
    if kind == "random":
        tuned[kind, "4 × updates"] = runs[2_000, kind, 0, 4 * UPDATES].after
seen = {key: networks.described_filters(W[:, :12]) for key, W in tuned.items()}

# %%
turned = {
    key: how_changed(tuned[key[0], "before"], W)[0].mean() for key, W in tuned.items()
}
shown = {f"{kind}, {when}": W.T[:12] for (kind, when), W in tuned.items()}
show(pictures.strips(shown), "11.9")
rows = [(*key, turned[key], *seen[key].values()) for key in tuned]
table(rows, {"filters": "", "": "", "cosine with before": ".2f", "roughness": ".2f",
             "Gabor R², median": ".2f"})  # fmt: skip

# %% caption 11.9
# Twelve filters before and after fine-tuning with 50 and with 2,000 digits: random ones (also after four times as many updates with 2,000
# digits), and the autoencoder's. Each has a colour scale of its own.

# %% assertions
assert 0.85 < turned["random", "50 labels"] < turned["autoencoder", "50 labels"] - 0.02
assert turned["random", "50 labels"] > 0.9
assert turned["autoencoder", "2,000 labels"] > 0.9
assert turned["random", "2,000 labels"] < turned["autoencoder", "2,000 labels"] - 0.03
fits_of = {when: seen["random", when]["fit"] for kind, when in seen if kind == "random"}
assert fits_of["before"] < 0.2 < fits_of["2,000 labels"] < 0.6
assert fits_of["2,000 labels"] < fits_of["4 × updates"] + 0.1 < 0.8
roughness = {key: of["roughness"] for key, of in seen.items()}
assert roughness["random", "2,000 labels"] < roughness["random", "before"] - 0.2
assert roughness["autoencoder", "2,000 labels"] < roughness["autoencoder", "before"]

# %% [markdown]
# The autoencoder's filters have hardly changed. *Sharper* they are not: sharp edges are rough, and they have become a little smoother. Random ones show blobs, with 50 digits
# already, at a cosine that section 2 calls "hardly changed": the eye sees a smooth trace in noise before a cosine does.
#
# On the way to V1? Their fits become better, and are still below 0.7. If a global optimum looks like V1, labels alone have *not yet* led there; more
# cannot be said.
#
# ### The experiment
#
# `patches`: 70,000 patches, 100 filters, 250 and 10,000 labels, filters frozen or fine-tuned, ten seeds, each network with the best of three rates on validation digits.

# %%
found_patches = shipped.find("patches")
results.gains_table(found_patches)

# %%
results.patches_table(found_patches)

# %% assertions
if found_patches is not None:
    all_runs = found_patches.table
    tuned_runs = all_runs[all_runs["training"] == "fine-tuned"]
    by_filters = {
        "index": "seed", "columns": "filters", "values": "train_nll"
    }  # fmt: skip
    few, many = (
        np.log(tuned_runs[tuned_runs["labels"] == n].pivot(**by_filters))
        for n in (250, 10_000)
    )
    shares = all_runs.groupby(["filters", "labels", "training"])["fitted"].mean()
    worth = results.patches.gains(all_runs).set_index(["filters", "labels", "training"])
    for kind in ("rbm", "autoencoder", "ica"):
        assert (few[kind] - few["random"]).mean() > -0.1
        assert ((many[kind] - many["random"]) < 0.01).sum() > 8
        assert (many[kind] - many["random"]).mean() < -0.03
        assert shares[kind].min() > 60
        for training in ("frozen", "fine-tuned"):
            low = worth.loc[(kind, 250, training), "low"]
            assert low > worth.loc[(kind, 10_000, training), "high"]
        times = []
        for n in (250, 10_000):
            by_seed = all_runs[all_runs["labels"] == n].pivot(
                index="seed", columns=["training", "filters"], values="test_error"
            )
            tested = by_seed["fine-tuned"]
            times.append(np.log(tested["random"] / tested[kind]))
            longer = tested[kind] - by_seed["frozen"][kind]
            sign = 1 if n == 250 else -1
            assert sign * longer.mean() > 2.3 * longer.std(ddof=1) / len(longer) ** 0.5
        more = times[0] - times[1]
        assert abs(more.mean()) < 2.3 * more.std(ddof=1) / len(more) ** 0.5
        assert min(times[0].mean(), times[1].mean()) > 0.09
    assert shares["random"].max() < 10
    as_learned = {kind: shares[kind, 250, "frozen"] for kind in KINDS}
    assert max(as_learned, key=as_learned.get) == "autoencoder"

# %% [markdown]
# Fine-tuned with 250 labels, learned filters do not lower training losses, and gain all the same: *regularisation*. With 10,000 they do, a little:
# *optimisation* would do; the gain is smaller there in points, not as a ratio. *Frozen*, they err even less than fine-tuned with 250 labels, and more with 10,000.
# Most learned filters are Gabor functions; few random ones become so.

# %% [markdown]
# ## 5 · A flat valley?
#
# The paper walks from the end of training along seven directions of stochastic gradients, each a vector of length 1
# (Fig. 7, triangles and squares), and finds valleys, flatter, it says, with pre-training (in its figure not with one layer) and with depth: claim C10.
# **Predict**: can you make a network's valley ten times steeper without changing anything that it says?

# %%
keep_prediction("11.steep", ...)

# %% [markdown]
# Take a network with 30 *rectified* hidden units that has learned to tell 1,000 images (100 pixels) of triangles and squares apart, until it came to rest. Multiply all weights and biases into them by c, and all weights out of them by 1 / c: a unit says c times as much,
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
places = np.linspace(-2.5, 2.5, 21)
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


# %%
def rise(losses, steps):
    """How much higher the loss is some steps to both sides, in the mean."""
    return losses[:, [10 - steps, 10 + steps]].mean() - losses[:, 10].mean()


near, times = (
    rise(plain["its twin, c = 0.2"][1], steps) / rise(plain["the network"][1], steps)
    for steps in (1, 4)
)
answer = "yes" if times > 10 else "no"
compare_prediction("11.steep", f"{answer}, the rise at distance 1 is {times:.0f} times")
print(f"rise at distance 0.25: {near:.0f} times")
show(pictures.lines({"directions of length 1": ("distance", plain)}, "log"), "11.10")

# %% caption 11.10
# Training loss of a network and of its twin, which says the same, along three random directions of length 1 (losses on a logarithmic scale).

# %% assertions
assert np.abs(said[0] - said[1]).max() < 1e-6
assert times > 15
assert 8 < near < 50
assert valleys.loss(network) < 0.02
for _, losses_on in plain.values():
    assert (losses_on[:, [0, -1]] > 1.1 * losses_on[:, [10]]).all()

# %% [markdown]
# The same function, and another "flatness". What is wrong is the yardstick: a step of length 1 is a lot for small weights, and little for large ones. Weights into
# the twin's units are a fifth as large, so the same small step changes five times as much, and a loss near its minimum rises with the square: up to 25 times.
#
# ### Exercise 11.5
#
# Li and others (2018) give every unit a yardstick of its own. `direction` and `layers` are networks of one form, lists of pairs `(W, b)`. Return the direction,
# again a list of pairs, in which the weights into each unit (a column of `W`) point where they pointed, and are *as long as that unit's weights in the
# network*. Biases do not move: zeros. (A bias may be near 0, and then gives no yardstick.) A column of the direction that is 0 stays 0.
#
# <details><summary>Hint 1</summary>A column of length 2 is to become one of length 10: times 5.</details>
# <details><summary>Hint 2</summary>The length of each column: <code>np.linalg.norm(W, axis=0)</code>. Some are 0.</details>


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
    "scaled unit by unit": ("share of each unit's weights", fair)
}, "log"), "11.11")  # fmt: skip

# %% caption 11.11
# The same networks along the same directions, scaled unit by unit: the curves of both lie on one another.

# %% assertions
one, other = (losses for _, losses in fair.values())
assert np.allclose(one, other, rtol=1e-6, atol=1e-9)

# %% [markdown]
# Why do the twins' curves coincide now?
#
# <details><summary>Answer</summary>Both are moved by the same <em>share</em> of each unit's weights, in by c times as much, out by 1 / c: each moved network is the other's twin.</details>
#
# Logistic units have no such twins, but pre-trained weights are larger (section 1). So `landscape` (triangles and squares, 100 units a layer) scans both ways: to distance 2.5, and to 1 % of each unit's weights.

# %%
landscape = shipped.find("landscape")
results.valleys_table(landscape)

# %%
shipped.verdicts(landscape=landscape)

# %% assertions
if landscape is not None:
    paper_way, fair_way = landscape.samples, landscape.samples.filters

    def times_flatter(of, start, depth):
        """Without over with pre-training, by seeds: the geometric mean and its lower end at 95 %."""
        logs = of["none", depth]["rise"] - of[start, depth]["rise"]
        return np.exp(
            logs.mean() - np.array([0, 2.3 * logs.std(ddof=1) / len(logs) ** 0.5])
        )

    for start in ("rbm", "autoencoder"):
        assert all(times_flatter(paper_way, start, depth)[1] < 1 for depth in (1, 2, 3))
    assert all(
        times_flatter(paper_way, "autoencoder", depth)[0] < 0.7 for depth in (1, 2)
    )
    assert all(times_flatter(fair_way, "autoencoder", depth)[1] > 5 for depth in (2, 3))
    assert all(times_flatter(fair_way, "rbm", depth)[1] > 1 for depth in (2, 3))
    by_more = []
    for start in ("rbm", "autoencoder"):
        for depth in (2, 3):
            ends = [np.log(paper_way.end[s, depth]).mean() for s in ("none", start)]
            lower = np.exp(ends[0] - ends[1])
            assert lower > 1.3
            by_more.append(lower > times_flatter(fair_way, start, depth)[0])
    assert sum(by_more) == 3, "all but two layers of autoencoders"

# %% [markdown]
# The paper's way no valley is surely flatter with pre-training, and two (autoencoders, 1 and 2 layers) are steeper. Unit by unit those of 2 and 3 layers
# are flatter; but their losses are lower too, mostly by more.

# %% [markdown]
# ## 6 · Your verdict
#
# What do pre-trained layers see, what is it worth, and does it speak for optimisation or for regularisation?

# %%
my_bet = recall_prediction("why")
keep_prediction("11.verdict", ...)

# %% [markdown]
# <details><summary>Our answer, when you have yours</summary>With RBMs they see smooth things, a little like digits, and fine-tuning turns them little, mostly because they are long; without, images
# are rougher, and not noise. Filters of photographs help a small network, ICA's without layers as well. With few labels training losses are near 0 whatever the filters, and
# the gain remains: regularisation. With many, losses are lower too: optimisation would do.</details>

# %%
progress(11)

# %% [markdown]
# ## Recap
#
# What do the layers see?
#
# - With RBMs fine-tuning hardly turns filters, the first layer least; but they are long, and move half as far as others or more.
# - What deep units like best is smoother and more like digits with pre-training; without, rougher, and not noise. That starts agree means little.
# - Of photographs all three learn Gabor functions: here ICA most, the RBM least, in `patches` the autoencoder most.
# - For digits all three lower the test error, with training losses near 0 (50 labels) and lower (2,000). Up to 1,200 updates do not make random filters V1-like.
# - Flatness in directions of one length tells of the size of weights; scaled unit by unit, twins look alike.
# - In `landscape` every end is a valley; whether flatter with pre-training, the yardstick decides.
#
# **Quiz**
#
# 1. Two networks have a cosine of 0.99 with what they were, and 5 % of their signs have changed. Which weights are these?
# 2. ICA has no layers, and finds Gabor functions all the same; nobody gave labels. What does that say about "V1-like, so it is what the brain, or a global optimum, would choose"?
#
# <details><summary>Answers</summary>
#
# 1. Small ones: a small step carries them over 0, and they hardly count in the cosine.
# 2. That such filters follow from photographs and sparseness, whatever the method; nothing about a loss with labels.
#
# </details>
#
# ## In practice
#
# - Activation maximisation shows what a unit likes best, not what it usually sees.
# - A picture is chosen: say how many there were, and show the worst.
# - Paper and course differ: 7.5 million labelled examples with 1,000 units a layer against 50 epochs of 10,000 with 200.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: [*Why does unsupervised pre-training help deep learning?*](https://www.jmlr.org/papers/v11/erhan10a.html) JMLR 11 (2010): Figs. 3, 4 and 7.
# - Erhan, Bengio, Courville and Vincent (2009): [*Visualizing higher-layer features of a deep network*](https://www.researchgate.net/publication/265022827_Visualizing_Higher-Layer_Features_of_a_Deep_Network), technical report.
# - Ringach: [*Spatial structure and symmetry of simple-cell receptive fields in macaque primary visual cortex*](https://doi.org/10.1152/jn.2002.88.1.455), J. Neurophysiol. 88 (2002).
# - Li, Xu, Taylor, Studer and Goldstein (2018), [arXiv 1712.09913](https://arxiv.org/abs/1712.09913): filter-wise directions.
# - Dinh, Pascanu, Bengio and Bengio: [*Sharp minima can generalize for deep nets*](https://arxiv.org/abs/1703.04933), ICML 2017.
# - Taha: [*Why does unsupervised pre-training help deep learning?*](https://ahmdtaha.medium.com/why-does-unsupervised-pre-training-help-deep-learning-88ec11c70696) Blog post (2020): first doubt and last figure; Wang and Gupta (2015), [arXiv 1505.00687](https://arxiv.org/abs/1505.00687).
#
# **Next**: [lesson 12](12_map_networks.ipynb), *Where do networks go?*, follows what networks say instead of what their units see.
