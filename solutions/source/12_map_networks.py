# %% [markdown]
# # 12 · Where do networks go?
#
# Weights say little about what a network does: renumber its units, and all of them change (lesson 10). So forget the weights. A network *is* what it
# says: a point in the space of functions, and training is a way through that space. Do networks with and without pre-training go to different places?
#
# **What you'll do**
#
# - measure how far apart two functions are;
# - turn distances into a picture, and find out when a picture cannot be true;
# - ask networks who their neighbours are;
# - make t-SNE lie, and see which sentences survive all pictures;
# - estimate an error without labels.
#
# **What you'll learn**
#
# - to measure first and draw afterwards;
# - why one paper sees two regions and another one road.
#
# **What you need**: lesson 05; from lesson 10 the idea that a variance in outputs is a distance between functions.
#
# **Time**: about 95 minutes, of which 40 for the five exercises. The computer needs about one minute on one core.

# %%
import itertools

import numpy as np
from scipy.spatial.distance import cdist

from utils.experiments import geometry
from utils.lessons import shipped
from utils.lessons.lesson_12 import clouds, networks, pictures, results, statements
from utils.teaching import (
    check, compare_prediction, explore, keep_prediction, progress, progress_bar,
    recall_prediction, show, table,
)  # fmt: skip

# %% [markdown]
# ## 1 · Two maps
#
# The paper (its Figs. 5 and 6) takes what 50 networks with and 50 without pre-training say about all test digits after each epoch, and draws each
# network as a curve, by t-SNE and by Isomap. The two groups begin and stay *apart*. In each, curves run together for about seven epochs, then fan out and never meet again. In
# Isomap the spread *shrinks* in training with pre-training, and *grows* without.
#
# Mao and others (2024) draw modern networks of six kinds, by another method, and see *one* road of few dimensions, from ignorance to truth. Networks from far corners join it.
#
# **Predict** for our own: two layers of 100 units, 3,500 digits, with and without RBMs. `"two regions"` or `"one road"`? And from the first epoch to the last, does the
# distance of two networks of one start `"grow"` or `"shrink"`, without and with pre-training?

# %%
keep_prediction(
    "12.road",
    {
        "map": ...,
        "without": ...,
        "with": ...,
    },
)

# %% [markdown]
# What would you have to *measure* to decide this, if you were not allowed to draw?
#
# ## 2 · A network is a point
#
# Ask all networks about the same N digits. A network is then an array `(N, K)` of probabilities. For *one* digit, the **overlap** of two networks is
# $\sum_k \sqrt{p_k q_k}$: 1 where they say the same, 0 where they are sure of different classes. Over several digits,
# each called by itself, overlaps multiply. A product over N digits says more about N than about the networks; hence the **distance**: minus the
# logarithm of the overlap, *per digit*, on average. (It is named after Bhattacharyya.)
#
# ### Exercise 12.1
#
# `p` (P, N, K) holds the probabilities of P networks. Return the distances of all pairs, (P, P).
#
# <details><summary>Hint 1</summary>Two axes for networks, one for digits; the axis of classes is summed over: one <code>np.einsum</code>, or a loop over digits with
# one matrix product each.</details>
# <details><summary>Hint 2</summary>Which comes first, the logarithm or the mean over digits? A product of overlaps is a sum of logarithms.</details>


# %% exercise 12.1 · how far apart two functions are · ★★ · 8 min
def distances(p):
    """Distances between networks, from probabilities (P, N, K): (P, P)."""
    ### BEGIN SOLUTION
    overlaps = np.einsum("ink,jnk->ijn", np.sqrt(p), np.sqrt(p))
    return -np.log(overlaps).mean(axis=2)
    ### END SOLUTION


distances = check("12.1", distances)

# %% [markdown]
# Its scale: three networks on one digit of two classes, one sure, one undecided, one nearly sure of the other class.

# %%
sure, undecided, nearly_sure = [1.0, 0.0], [0.5, 0.5], [0.01, 0.99]
three = np.array([[sure], [undecided], [nearly_sure]])
print(distances(three).round(2))

# %% [markdown]
# Two that are nearly sure of different classes are farther apart (2.3) than both are from ignorance together (0.35 and 0.26): no straight line is as short as
# the way round. Remember that.
#
# Now the networks: five of each start, looked at twelve times, four of these within the first epoch, each time about 1,000 test digits.

# %% assertions
assert (distances(three).round(2)[0] == [0, 0.35, 2.3]).all()
assert distances(three).round(2)[1, 2] == 0.26

# %%
said = networks.train(lambda runs: progress_bar(runs, "networks"))
p, start = said.at(networks.LAST)
D = distances(p)
print("probabilities at the end:", p.shape, " distances:", D.shape)


# %%
def mean_of_pairs(D):
    """Mean distance of different networks: the diagonal does not count."""
    return (D.sum() - np.trace(D)) / (len(D) * (len(D) - 1))


none, rbm = start == "none", start == "rbm"
table(
    [("two without", mean_of_pairs(D[np.ix_(none, none)])),
     ("two with", mean_of_pairs(D[np.ix_(rbm, rbm)])),
     ("one of each", D[np.ix_(none, rbm)].mean())],
    {"at the end": "", "mean distance": ".3f"},
)  # fmt: skip

# %%
samples = results.samples(said)
ratio = {s: r[0] for s, r in results.growths(samples, "")[", Euclidean"].items()}
ways = {s: "grow" if r > 1 else "shrink" for s, r in ratio.items()}
compare_prediction("12.road", {"without": ways["none"], "with": ways["rbm"]})
show(pictures.distances_over_epochs(said.table), "12.1")

# %% caption 12.1
# Distance of two networks against the epoch, here Euclidean as in the paper. Without pre-training it is {ratio['none']:.2f} times as large after epoch
# {networks.LAST:g} as after epoch 1, with it {ratio['rbm']:.2f} times.

# %% assertions
within = {s: D[np.ix_(start == s, start == s)] for s in ("none", "rbm")}
assert np.allclose(D, geometry.bhattacharyya(np.log(p)), rtol=1e-4, atol=1e-6)
assert D[np.ix_(none, rbm)].mean() > 1.3 * max(
    mean_of_pairs(d) for d in within.values()
)
assert mean_of_pairs(within["rbm"]) > 1.1 * mean_of_pairs(within["none"])
assert ratio["none"] < 0.8
assert ratio["rbm"] < 0.95
spread = {
    e: [mean_of_pairs(samples[s, s, e]) for s in ("none", "rbm")]
    for e in samples.epochs
}
assert spread[0.03][1] > 5 * spread[0.03][0]
assert spread[2.0][0] > spread[0.1][0] * 3

# %% [markdown]
# No drawing, and much is decided. Networks of different starts *are* farther apart than those of one. But the spread **shrinks in both** groups from the
# first epoch to the last, and in the end it is the networks *without* pre-training that are closer together: the opposite of what the paper's Isomap shows. Before that,
# everything spreads: networks with pre-training at once, the others when they begin to learn.
#
# ## 3 · From distances to a picture
#
# If points have *squared* distances `D2`, where are they? Only up to shifts, turns and mirror images. So put the origin into the middle of all points and ask for something
# that no turn changes: the inner products $x_i \cdot x_j$. They are hidden in $|x_i - x_j|^2 = |x_i|^2 + |x_j|^2 - 2\,x_i \cdot x_j$.
#
# ### Exercise 12.2
#
# From `D2` (P, P) return the inner products (P, P) of the points as seen from the middle of all of them, $\sum_i x_i = 0$.
#
# <details><summary>Hint 1</summary>Average the equation over <code>i</code>. What is the mean of the inner products with a fixed point? Do the same over
# <code>j</code>, and over both.</details>
# <details><summary>Hint 2</summary>You have the mean of a column, of a row, and of all. Put them together so that the lengths cancel.</details>


# %% exercise 12.2 · from distances to inner products · ★★★ · 10 min
def inner_products(D2):
    """Inner products of points as seen from their middle, from squared distances."""
    ### BEGIN SOLUTION
    middle = np.eye(len(D2)) - 1 / len(D2)
    return -middle @ D2 @ middle / 2
    ### END SOLUTION


inner_products = check("12.2", inner_products)


# %% [markdown]
# The rest is linear algebra: a matrix of inner products is $X X^\top$, so its eigenvectors, times the roots of the eigenvalues, are coordinates. This is *classical scaling*. Six known
# points of a plane first:


# %%
def coordinates(D2):
    """Places with these squared distances, and the eigenvalues, by size."""
    values, vectors = np.linalg.eigh(inner_products(D2))
    order = np.argsort(-np.abs(values))
    return vectors[:, order] * np.sqrt(np.abs(values[order])), values[order]


known = np.random.default_rng(3).normal(size=(6, 2))
found, values = coordinates(cdist(known, known) ** 2)
gap = np.abs(cdist(found[:, :2], found[:, :2]) - cdist(known, known)).max()
print("eigenvalues:", values.round(3), " largest error of a distance:", f"{gap:.0e}")

# %% assertions
assert gap < 1e-4
assert (np.abs(values[2:]) < 1e-4).all()

# %% [markdown]
# Two directions, as there should be, and all distances are right. Now all our networks at all times, 120 points. The distance of section 2 takes the place of a *squared* one, as
# Quinn and others (2019) do: this is **InPCA**. **Predict**: how many directions does it take for 90 % of all eigenvalues (by size)? Can an eigenvalue be negative?

# %%
keep_prediction(
    "12.directions",
    {
        "for 90 %": ...,
        "a negative one": ...,
    },
)

# %%
everything = geometry.bhattacharyya(said.log_p)
places, values = coordinates(everything)
shares = np.abs(values) / np.abs(values).sum()
needed = int(np.searchsorted(shares.cumsum(), 0.9)) + 1
negative = f"{(values < 0).sum()} of {len(values)}"
compare_prediction("12.directions", {"for 90 %": needed, "a negative one": negative})
show(pictures.eigenvalues(values), "12.2")

# %% caption 12.2
# The eight largest of 120 eigenvalues, of our points at all times, by size. The first direction alone has {100 * shares[0]:.0f} % of all, two have
# {100 * shares[:2].sum():.0f} %. The {(values < 0).sum()} negative ones have {100 * shares[values < 0].sum():.1f} % together.

# %% assertions
assert shares[0] > 0.65
assert shares[1] < 0.1
assert 2 <= needed <= 12
assert (values < 0).sum() >= 5
assert shares[values < 0].sum() < 0.1

# %% [markdown]
# *One* direction carries most of it; that is Mao's road, and we shall see what it measures. And some eigenvalues are negative: no points in any space have these
# distances as squares of theirs (the way round, remember). A negative direction brings points *closer* than the others say. Here these are small; InPCA keeps them and says so, where a method that
# drops them draws a picture of other distances.
#
# ## 4 · Three pictures
#
# The slider is the epoch. Three pictures of the same networks: InPCA, t-SNE, Isomap (the last two from Euclidean distances, as in the paper). Move it slowly. For each picture **write down** one sentence that it tells you
# about the spread of the curves towards the end.

# %%
keep_prediction(
    "12.seen",
    {
        "InPCA": ...,
        "t-SNE": ...,
        "Isomap": ...,
    },
)


# %%
def up_to(epoch):
    return pictures.ways(said.table, epoch)


slider = explore(up_to, "12.3", epoch=(networks.TIMES, networks.LAST))

# %% caption 12.3
# Each curve is a network, up to epoch {epoch:g} (its sign), in three pictures of the same networks. t-SNE has a perplexity of 30; Isomap joins each point to its
# {said.table['neighbours'].iloc[0]:.0f} nearest, the fewest that connect all.

# %% assertions
by_tsne = said.table[["tsne_1", "tsne_2"]].to_numpy(float)
seen = statements.Look(cdist(by_tsne, by_tsne), said.table)
assert seen.among(networks.LAST, "none") > seen.among(1, "none")
frame = pictures.ways(said.table, 1.0).axes[0]
assert frame.get_xlim() == pictures.ways(said.table, networks.LAST).axes[0].get_xlim()

# %% [markdown]
# In t-SNE all leave one knot, and at the end the networks without pre-training take up *more* room than after their first epoch; the paper's curves fan out, too. Figure 12.1 says that they come *closer*
# after the first epoch. Keep that in mind.
#
# ## 5 · Who are the neighbours?
#
# "Two groups that do not mix" can be asked without a picture: *are the nearest networks of one's own kind?*
#
# ### Exercise 12.3
#
# `D` (P, P) are distances between P different networks, `start` (P,) is an array with the start of each. For each network take its `k` nearest *others*. Return which share of
# all these neighbours has the same start as the network whose neighbours they are.
#
# <details><summary>Hint 1</summary><code>np.argsort(D, axis=1)</code> gives, for each network, the places of all, the nearest first. Who is always the nearest?</details>
# <details><summary>Hint 2</summary><code>start[nearest]</code> has the shape of <code>nearest</code>; compare it with <code>start[:, None]</code>.</details>


# %% exercise 12.3 · which start the nearest networks have · ★★ · 8 min
def purity(D, start, k):
    """Share of the k nearest others that have the same start."""
    ### BEGIN SOLUTION
    others = D + np.diag(np.full(len(D), np.inf))
    nearest = np.argsort(others, axis=1)[:, :k]
    return np.mean(start[nearest] == start[:, None])
    ### END SOLUTION


purity = check("12.3", purity)

# %% [markdown]
# Before you trust it, try it on what you know: two round clouds of 40 points in 30 dimensions, B ten times as tight as A. **Predict** the purity (k = 5) where B sits
# in the middle of A, and 0.7 and 3 widths of A away from it. (Width: root mean square distance from the middle.)

# %%
keep_prediction("12.purity", {"0": ..., "0.7": ..., "3": ...})

# %%
pure = {}
for apart in (0, 0.7, 3):
    points, cloud = clouds.two_clouds((40, 40), apart)
    pure[apart] = purity(cdist(points, points), cloud, 5)
compare_prediction("12.purity", {k: f"{value:.2f}" for k, value in pure.items()})

# %% assertions
assert pure[0] < 0.55
assert pure[0.7] < 0.85
assert pure[3] > 0.97

# %% [markdown]
# With one middle, or middles 0.7 apart, many a point of A has its nearest neighbours in B: in many dimensions the members of a wide cloud are far from *each other* (1.4 widths), and nearer to
# whatever sits near their middle. Purity near 1 proves two groups; less proves nothing. So the course asks for the distance of the *middles*, too, and your exercise 12.2 says how to get it from distances
# alone: the mean squared distance between two groups, less half of that within each. In units of the mean squared distance within a group:


# %%
def middles_apart(between, one, other):
    """Squared distance of two middles over the mean squared distance within."""
    within = (mean_of_pairs(one) + mean_of_pairs(other)) / 2
    return mean_of_pairs(between) / within - 1


end = middles_apart(D[np.ix_(none, rbm)], D[np.ix_(none, none)], D[np.ix_(rbm, rbm)])
print(f"at the end, by the distances of exercise 12.1: {end:.2f}")

# %% [markdown]
# The same from Euclidean distances, as in Figure 12.1, at the epochs of the course's rule:

# %%
results.apart_table(said)

# %% assertions
assert 0.6 < end < 2.5
for epoch in (1.0, networks.LAST):
    low, middle, _ = results.apart(samples, epoch)
    assert middle > 0.4
assert results.apart(samples, networks.LAST)[0] > 0.2
assert (
    1.35 < geometry.mean_of_pairs(cdist(points[:40], points[:40]), np.arange(40)) < 1.45
)
assert purity(D, start, 1) == 1
at_last = [samples.purity[s, networks.LAST].mean() for s in ("none", "rbm")]
assert np.mean(at_last) > 0.9

# %% [markdown]
# Two regions, in this sense: yes, at the latest from epoch 6 on. (Each network counts in many pairs, so the intervals come from leaving out one seed at a time; naive ones would be too narrow.)
#
# ## 6 · Make it lie
#
# t-SNE wants to keep *neighbours*: about as many as its **perplexity**. It promises nothing about far distances, nor about how dense points are.
#
# ### Exercise 12.4
#
# The two clouds again, three widths apart, B ten times as *tight*. Choose how many points A and B have (10 to 100 each), the perplexity, and the seed, so that in the picture B
# looks at least 1.5 times as *wide* as A. `clouds.how_wide(lie)` tells both ratios, so you can try.
#
# <details><summary>Hint 1</summary>Begin with 40 and 40, perplexity 10. How wide do both look? What do they have in common, if not their width?</details>
# <details><summary>Hint 2</summary>Each point takes about as much room as any other.</details>

# %% exercise 12.4 · a picture that lies · ★★ · 8 min
### BEGIN SOLUTION
lie = {"n": (20, 60), "perplexity": 20.0, "seed": 0}
### END SOLUTION
### BEGIN STUB
# lie = {"n": (..., ...), "perplexity": ..., "seed": ...}
### END STUB

lie = check("12.4", lie)

# %%
truth, seen = clouds.how_wide(lie)
show(pictures.lie(*clouds.drawn(lie)), "12.4")

# %% caption 12.4
# Two clouds in 30 dimensions, as they are (two of the dimensions), and by t-SNE with perplexity {lie['perplexity']:g}. B is {truth:.2f} times as wide as A; in the picture
# {seen:.1f} times.

# %% assertions
assert truth < 0.13
assert seen > 1.5

# %% [markdown]
# So which sentences about our networks can one read from a picture? Five candidates:
#
# - A: at the end, each network's nearest neighbour has its own start;
# - B: at the end, two networks of different starts are farther apart than two of the same;
# - C: from the first epoch to the last, networks of one start come closer together;
# - D: at the end, networks without pre-training are closer together than those with it;
# - E: a pre-trained network goes farther in its first epoch than from there to the end.
#
# **Predict** for each in how many of six pictures by t-SNE (perplexity 5, 15, 30, two seeds each) it will be true.

# %%
keep_prediction("12.survive", dict.fromkeys("ABCDE", ...))

# %%
found = statements.in_pictures(said, bar=progress_bar)
lines = statements.rows(found)
compare_prediction("12.survive", {letter: seen for letter, *_, seen in lines})
table(lines, ["", "sentence", "true of all distances", "InPCA, 2 directions",
              "Isomap", "t-SNE"])  # fmt: skip

# %% assertions
true, by_tsne = (
    found["all distances"],
    [v for name, v in found.items() if "t-SNE" in name],
)
assert true == found["Euclidean"]
assert all(true.values())
for letter in "ABE":
    assert sum(v[letter] for v in by_tsne) >= 5
assert sum(v["C"] for v in by_tsne) <= 2
assert found["Isomap"]["C"]
assert found["InPCA"]["C"]
assert any(not found["InPCA"][letter] for letter in "ABCDE")

# %% [markdown]
# All five are true. Who is whose neighbour (A, B) and one very large step (E) survive. But C, true by both distances, is *false in most pictures by t-SNE*, if not in all: many points lie close
# together, late in training, and t-SNE gives each its room. Curves that fan out need not be networks that part. (Whether the paper's did so, only its own distances could tell; they were
# not printed.) Two directions of InPCA fail, too, where what matters lies in the third (D).
#
# ## 7 · One road or two?
#
# Mao's shortest way leads from *ignorance* (equal probabilities) to *truth* (certainty of the right class). A network's **progress** is that of the
# nearest place on it: 0 to 1. **Predict**: which start has come farther after 0.1 epochs, and by how much? And at equal progress, do both lie equally far from the way?

# %%
keep_prediction("12.progress", ...)

# %%
early = said.table[said.table["epoch"] == 0.1].groupby("start")["progress"].mean()
compare_prediction("12.progress", {s: f"{early[s]:.2f}" for s in ("none", "rbm")})
along = abs(np.corrcoef(places[:, 0], said.table["progress"])[0, 1])
print(f"correlation of progress with the first direction of InPCA: {along:.3f}")
show(pictures.road(said.table), "12.5")

# %% caption 12.5
# Left: progress from ignorance to truth over the epochs. Right: distance from the shortest way against progress. Each curve is a network.

# %% assertions
assert along > 0.97
assert early["rbm"] > 0.4 > 0.1 > early["none"]
T = said.table
last = T[T["epoch"] == networks.LAST].groupby("start")
assert last["progress"].min()["rbm"] > last["progress"].max()["none"]
assert last["off_road"].max()["rbm"] < last["off_road"].min()["none"]
assert (T["off_road"] < 0.35).all()

# %% [markdown]
# So that is what the first direction measures: progress. In *that* picture there is one road, and pre-training is a long jump along it: a tenth of an epoch brings such a network farther than
# the others come in one. Nobody walks on the road itself: all go round by a curve, and in the end stop short of the truth, since these are *test* digits.
#
# Is it also one road when you look closer? Compare whole ways: how far is each point of one network's way from the *nearest* point of another's, whenever that was? If there were one
# road, other starts would be as near as one's own:

# %%
apart = results.ways_apart(samples)
table(apart.items(), {"points": "", "other start / own start": ".2f"})

# %% assertions
assert apart["later"] > 1.2

# %% [markdown]
# After the first epoch the ways of the other start are farther than those of one's own: one road from afar, two lanes from near. The paper and Mao answer different questions.
#
# ## 8 · An error without labels
#
# Jiang and others (2021) found that two networks, trained alike but for their seeds, disagree on about as many new examples as each gets *wrong*. That needs no labels!
#
# ### Exercise 12.5
#
# `p` (R, N, K) are the probabilities of R networks. Return on how many digits, in percent, two of them choose different classes: the mean over all pairs of different networks.
#
# <details><summary>Hint 1</summary>What does a network choose? Reduce <code>p</code> to (R, N) first.</details>
# <details><summary>Hint 2</summary><code>itertools.combinations(chosen, 2)</code>, or compare all with all and correct for those that were compared with themselves.</details>


# %% exercise 12.5 · an error without labels · ★★ · 7 min
def estimated_error(p):
    """Percent of digits on which two networks disagree, mean over pairs."""
    ### BEGIN SOLUTION
    chosen = p.argmax(axis=2)
    pairs = list(itertools.combinations(chosen, 2))
    return 100 * np.mean([one != other for one, other in pairs])
    ### END SOLUTION


estimated_error = check("12.5", estimated_error)

# %% [markdown]
# **Predict**: at the end of training, for which start is this nearer to the test error, and on which side does it err?

# %%
keep_prediction("12.labels", ...)

# %%
points = []
for s in ("none", "rbm"):
    for epoch in [e for e in networks.TIMES if e >= 2]:
        p, _ = said.at(epoch, s)
        errors = (p.argmax(axis=2) != said.labels).mean()
        points.append((s, epoch, estimated_error(p), 100 * errors))
at_end = {s: (e, error) for s, epoch, e, error in points if epoch == networks.LAST}
came = {s: f"{e:.1f} % for {error:.1f} %" for s, (e, error) in at_end.items()}
compare_prediction("12.labels", came)
show(pictures.estimates(points), "12.6")

# %% caption 12.6
# On how many test digits two networks disagree, against how many they get wrong; a sign for each epoch, from epoch 2 at the upper right to the last. On the line the
# estimate is right.

# %% assertions
assert at_end["none"][0] < 0.75 * at_end["none"][1]
assert 0.7 < at_end["rbm"][0] / at_end["rbm"][1] < 1.1
assert at_end["rbm"][0] / at_end["rbm"][1] > 1.2 * at_end["none"][0] / at_end["none"][1]
first = {s: (e, error) for s, epoch, e, error in points if epoch == 4}
for e, error in first.values():
    assert 0.7 < e / error < 1.4

# %% [markdown]
# While networks learn, the estimate is good for both. At the end, networks *without* pre-training agree with each other more often than they are right: they make
# the **same** mistakes, and a crowd that errs together looks sure. Those with pre-training disagree nearly as often as they err; remember Figure 12.1.
#
# Why should it be equal at all? Say a share $c_k$ of networks choose class $k$ of a digit: two of them disagree with probability $\sum_k c_k (1 - c_k)$. If the crowd is **calibrated**, so that
# class $k$ is right with probability $c_k$, one network is wrong with the same probability. So the estimate is worth as much as that assumption, and without labels nobody can check it.
#
# ## 9 · The experiment
#
# `function_space`: 20 networks for each start, 200 units, 10,000 digits, 50 epochs. **Predict** the course's words (*holds*, *holds in part*, *mixed*, *undecided*, *contradicted*) on
# C8, "different regions", and C9, "the spread grows without and shrinks with pre-training".

# %%
keep_prediction(
    "12.claims",
    {
        "C8": ...,
        "C9": ...,
    },
)

# %%
result = shipped.find("function_space")
shipped.given(result)

# %%
growths = results.all_growths(said, result)
show(pictures.growth(growths), "12.7")

# %% caption 12.7
# Spread of the networks of each start at the end, over that after one epoch, with 95 % intervals. The paper's claim puts the circles to the right of 1 and the squares to the left.
# {results.about(result)}

# %% assertions
for name, by_start in results.all_growths(said, None).items():
    assert by_start["none"][0] < 0.8, name

# %%
results.apart_table(said, result)

# %%
shipped.verdicts(function_space=result)

# %% [markdown]
# ## 10 · Your verdict
#
# In two sentences: do networks with and without pre-training go to different places, and what would you *not* read from a picture of it?

# %%
my_bet = recall_prediction("why")
keep_prediction("12.verdict", ...)

# %% [markdown]
# <details><summary>Our answer, when you have yours</summary>Yes: measured without any picture, their middles stay apart, though from afar both go one road, on which pre-training is a
# long jump. That curves take up more and more room is t-SNE's doing here; in distances, both groups come closer together as they learn.</details>

# %%
progress(12)

# %% [markdown]
# ## Recap
#
# Where do networks go?
#
# - A network is what it says about given digits. Distances between such points need no picture.
# - Networks of the two starts lie apart from the first epoch to the last. From afar they go one road from ignorance to truth.
# - In our networks the spread shrinks from the first epoch to the last, with *and* without pre-training.
# - A picture keeps some distances and gives up others. t-SNE keeps neighbours, not widths.
# - Two seeds' disagreement estimates their error only where the crowd of seeds is calibrated.
#
# **Quiz**
#
# 1. A t-SNE picture shows three islands of equal size. Which of these may you conclude: there are three groups; they are equally spread; the middle one lies between the others?
# 2. You average the outputs of ten networks. For which start do you expect the larger gain, and from which figure?
#
# <details><summary>Answers</summary>
#
# 1. At most the first, and only after other perplexities, seeds, and a count of neighbours agree. Widths and places of islands are t-SNE's own.
# 2. For pre-trained ones: they disagree more often, compared with their errors (Figure 12.6), so that more of their mistakes are outvoted.
#
# </details>
#
# ## In practice
#
# - Say which distance. Bhattacharyya's counts sure mistakes more than a Euclidean one does; try both.
# - With S seeds there are S (S - 1) / 2 distances, and S independent things. Intervals come from leaving out seeds.
# - Drawing many networks at many times, t-SNE needs several perplexities and seeds, and its caption the perplexity.
# - Paper and course differ: 10,000 test digits against 1,000, batches of 1 against 10, 50 + 50 networks against 20 + 20.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: *Why does unsupervised pre-training help deep learning?* JMLR 11 (2010): Figs. 5 and 6.
# - Mao and others (2024), arXiv 2305.01604: one road.
# - Quinn and others (2019), PNAS: InPCA.
# - Jiang and others (2021): disagreement and test error.
# - Fort, Hu and Lakshminarayanan (2019), arXiv 1912.02757: networks in function space.
#
# **Next**: lesson 13 asks whether it still matters.
