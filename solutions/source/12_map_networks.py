# %% [markdown]
# # 12 · Where do networks go?
#
# Renumber a network's units, and all weights change, but not what it does (lesson 10). So forget the weights. A network *is* what it
# says: a point in the space of functions, and training is a way through it. Do networks with and without pre-training go to different places?
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
# **Time**: about 115 minutes, of which 41 for the five exercises. The computer needs about one minute on one core.

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
# network as a curve, by t-SNE (which keeps neighbours together) and by **Isomap** (which keeps distances along neighbours). The two groups begin and stay *apart*. In each, curves run together for about seven epochs, then fan out and never meet again. In
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
# What would you *measure* to decide this, if you were not allowed to draw?
#
# ## 2 · A network is a point
#
# Ask all networks about the same N digits. A network is then an array `(N, K)` of probabilities. For *one* digit, the **overlap** of two networks is
# $\sum_k \sqrt{p_k q_k}$: 1 where they say the same, 0 where they are sure of different classes. Over several digits,
# each called by itself, overlaps multiply. Hence the **distance**: minus the
# logarithm of the overlap, *per digit*, on average. (It is named after Bhattacharyya. For two that are quite *sure* of different classes it would be infinite; a softmax never is.)
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
# Two that are nearly sure of different classes are farther apart (2.3) than both are from ignorance together.
#
# Now the networks: five of each start, looked at twelve times, each time about 1,000 test digits.

# %% assertions
assert (distances(three).round(2)[0] == [0, 0.35, 2.3]).all()
assert distances(three).round(2)[1, 2] == 0.26

# %%
said = networks.train(lambda runs: progress_bar(runs, "networks"))

# %%
p, start = said.at(networks.LAST)
D = distances(p)
print("probabilities at the end:", p.shape, " distances:", D.shape)


# %%
def mean_of_pairs(D):
    """Mean distance of networks with different seeds: the diagonal does not count."""
    return (D.sum() - np.trace(D)) / (len(D) * (len(D) - 1))


none, rbm = start == "none", start == "rbm"
table(
    [("two without", mean_of_pairs(D[np.ix_(none, none)])),
     ("two with", mean_of_pairs(D[np.ix_(rbm, rbm)])),
     ("one of each", mean_of_pairs(D[np.ix_(none, rbm)]))],
    {"at the end": "", "mean distance": ".3f"},
)  # fmt: skip

# %% [markdown]
# The same over all epochs, by the Euclidean distance of probabilities (the paper names none).

# %%
samples = results.samples(said)  # squared distances, for two starts and an epoch
ratio = results.last_over_first(samples)
low, closer, high = results.without_over_with(samples, networks.LAST)
spreads = {s: "grow" if r > 1 else "shrink" for s, r in ratio.items()}
road = {"without": spreads["none"], "with": spreads["rbm"]}
compare_prediction("12.road", road)
show(pictures.distances_over_epochs(said.table), "12.1")

# %% caption 12.1
# Distance of two networks against the epoch, here Euclidean. Without pre-training it is {ratio['none']:.2f} times as large after epoch
# {networks.LAST:g} as after epoch 1, with it {ratio['rbm']:.2f} times. At the end it is {closer:.2f} times as large without as with (95 % interval from {low:.2f} to {high:.2f}).

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
assert spread[0.03][1] == max(rbm for _, rbm in spread.values())
assert spread[2.0][0] == max(without for without, _ in spread.values())
assert spread[networks.LAST][0] > 1.2 * spread[0.0][0]
assert spread[networks.LAST][1] > 1.5 * spread[0.0][1]
assert high < 0.97
assert 0.85 < results.without_over_with(samples, 11.0)[1] < 1.15
section_2 = [
    [mean_of_pairs(samples.bhattacharyya[s, s, e]) for e in (0.0, networks.LAST)]
    for s in ("none", "rbm")
]
assert section_2[0][1] < 0.9 * section_2[0][0]
assert section_2[1][1] > 1.2 * section_2[1][0]
by_the_other = results.growths(samples, "")[", Bhattacharyya"]
assert by_the_other["none"][0] < 0.8
assert by_the_other["rbm"][0] < 0.95

# %% [markdown]
# Networks of different starts *are* farther apart than those of one. But from the first epoch to the last the spread
# **shrinks in both** groups (by the other distance, too), and at the last look the networks *without* pre-training are the closer ones: the opposite of what the paper's Isomap shows.
#
# Much hangs on when one looks. In Figure 12.1 networks with pre-training are widest apart almost at once, the others at epoch 2, and both groups are wider than at epoch 0; by section 2's distance only those with. The
# course's rule for C9 begins after the first epoch. And at epoch 11 both groups are about equally wide.
#
# ## 3 · From distances to a picture
#
# If points have *squared* distances `D2`, where are they? Put the origin into their middle and ask for something that no turn changes: the inner products $x_i \cdot x_j$. They are hidden in $|x_i - x_j|^2 = |x_i|^2 + |x_j|^2 - 2\,x_i \cdot x_j$.
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
# Two directions, as there should be, and all distances are right. (If not, run the whole cell of exercise 12.2 again.) Now all our networks at all times, 120 points. The distance of section 2 takes the place of a *squared* one, as
# Quinn and others (2019) do: this is **InPCA**. **Predict**: how many directions does it take for 90 % of all eigenvalues (by size)? Can an eigenvalue be negative?

# %%
keep_prediction(
    "12.directions",
    {
        "for 90 %": ...,
        "a negative one": ...,  # "yes" or "no"
    },
)

# %%
everything = geometry.bhattacharyya(said.log_p)
places, values = coordinates(everything)
shares = np.abs(values) / np.abs(values).sum()
needed = int(np.searchsorted(shares.cumsum(), 0.9)) + 1
n_negative = (values < 0).sum()
negative = f"yes, {n_negative} of {len(values)}" if n_negative else "no"
compare_prediction("12.directions", {"for 90 %": needed, "a negative one": negative})
show(pictures.eigenvalues(values), "12.2")

# %% caption 12.2
# The eight largest of 120 eigenvalues, of our points at all times, by size. The first direction alone has {100 * shares[0]:.0f} % of all, two have
# {100 * shares[:2].sum():.0f} %. The {n_negative} negative ones have {100 * shares[values < 0].sum():.1f} % together.

# %% assertions
assert shares[0] > 0.65
assert shares[1] < 0.1
assert 2 <= needed <= 12
assert n_negative >= 5
assert (values[:2] > 0).all()
assert 0.35**0.5 + 0.26**0.5 < 2.3**0.5 - 0.3
assert shares[values < 0].sum() < 0.1

# %% [markdown]
# *One* direction carries most of it: Mao's road. And some eigenvalues are negative: no points in any space have these
# distances as squares of theirs. (In section 2, the roots of 0.35 and 0.26 are together less than that of 2.3.) A negative direction brings points *closer* than the others say. Here these are small; InPCA keeps them.
#
# ## 4 · Three pictures
#
# InPCA, t-SNE, Isomap (the last two from Euclidean distances). The slider is the epoch: pull it to 0, then slowly to the right.


# %%
def up_to(epoch):
    return pictures.ways(said.table, epoch)


slider = explore(up_to, "12.3", epoch=(networks.TIMES, networks.LAST))

# %% caption 12.3
# Each curve is a network, from epoch 0 (a ring) up to epoch {epoch:g} (its sign), in three pictures of the same networks; each axis has its own scale. t-SNE has a perplexity of 30 (section 6); Isomap joins each point to its
# {said.table['neighbours'].iloc[0]:.0f} nearest, the fewest that connect all.

# %% assertions
frame = pictures.ways(said.table, 1.0).axes[0]
assert frame.get_xlim() == pictures.ways(said.table, networks.LAST).axes[0].get_xlim()

# %% [markdown]
# For each picture **write down** what it tells you about the spread of each start, from epoch 1 to the end.

# %%
keep_prediction(
    "12.seen",
    {
        "InPCA": ...,
        "t-SNE": ...,
        "Isomap": ...,
    },
)

# %% [markdown]
# ## 5 · Who are the neighbours?
#
# "Two groups that do not mix", without a picture: *are the nearest networks of one's own kind?*
#
# ### Exercise 12.3
#
# `D` (P, P) are distances between P different networks, `start` (P,) is an array with the start of each. For each network take its `k` nearest *others*. Return which share of
# all these neighbours has the start of the network whose neighbours they are.
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
# Try it on what you know: two round clouds of 40 points in 30 dimensions, B ten times as tight as A. **Predict** the purity (k = 5) where B sits
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
# With middles 0 or 0.7 apart, many a point of A has its nearest neighbours in B: in many dimensions the members of a wide cloud are far from *each other* (1.4 widths), and nearer to
# whatever sits near their middle. So less than 1 does not prove one group. Nor does 1 prove a gap: cut one evenly filled line in two, and the purity is near 1.
#
# Now our networks, by your two functions. Of nine others, four have the same start: chance is 4/9 = 0.44.

# %%
pure_at = {}
for epoch in networks.TIMES:
    p, start = said.at(epoch)
    pure_at[epoch] = purity(distances(p), start, 4)
table(
    pure_at.items(),
    {"epoch": "g", "of the 4 nearest, share with the same start": ".2f"},
)

# %% assertions
assert pure_at[0.0] < 0.7
assert min(pure_at[e] for e in (0.1, 0.3, 1.0, networks.LAST)) > 0.95
assert min(pure_at[e] for e in (2.0, 3.0, 4.0)) < 1
assert min(pure_at[e] for e in networks.TIMES[1:]) > 0.75
line = np.random.default_rng(0).uniform(size=(80, 1))
assert purity(cdist(line, line), line[:, 0] > 0.5, 5) > 0.95

# %% [markdown]
# At epoch 0 chance, soon afterwards 1, and a little less around epoch 3.
#
# The course's rule for C8 asks how far the *middles* are apart. Distances suffice: over $x$ of one group and $y$ of another, the
# mean of $|x - y|^2$ is the squared distance of the middles plus each group's mean squared distance from its *own* middle, which is half that of two
# members (average the equation of exercise 12.2 over one group). In units of the mean squared distance within a group:


# %%
def middles_apart(between, one, other):
    """Squared distance of two middles over the mean squared distance within."""
    within = (mean_of_pairs(one) + mean_of_pairs(other)) / 2
    return mean_of_pairs(between) / within - 1


end = middles_apart(D[np.ix_(none, rbm)], D[np.ix_(none, none)], D[np.ix_(rbm, rbm)])
print(f"at the end, by the distances of exercise 12.1: {end:.2f}")

# %% [markdown]
# The same from Euclidean distances, at the three looks of the rule: after the first epoch, one of the two nearest to 7 (the paper's), and the last. C8
# *holds* where all three intervals lie above 0. (They come from leaving out one seed at a time, since each network counts in many pairs. The rule's are wider: all hold together with 95 %.)

# %%
results.apart_table(said)

# %% assertions
assert 0.6 < end < 2.5
for epoch in (1.0, networks.LAST):
    low, middle, _ = results.apart(samples, epoch)
    assert middle > 0.4
assert results.apart(samples, networks.LAST)[0] > 0.2
assert results.apart(samples, 6.0)[0] > 0
assert results.apart(samples, 1.0)[0] < 0.5
at_one = said.table[said.table["epoch"] == 1].groupby("start")["progress"].std()
assert at_one["none"] > 2 * at_one["rbm"]
assert (
    1.35 < geometry.mean_of_pairs(cdist(points[:40], points[:40]), np.arange(40)) < 1.45
)
assert purity(D, start, 1) == 1
at_last = [samples.purity[s, networks.LAST].mean() for s in ("none", "rbm")]
assert np.mean(at_last) > 0.9

# %% [markdown]
# Two regions, in this sense: yes, at epoch 6 and at the end. At epoch 1, too, neighbours are of one's own start; but networks without are too unequally far by then for this ratio.
#
# ## 6 · Make it lie
#
# t-SNE wants to keep *neighbours*: about as many as its **perplexity**. It promises nothing about far distances, nor about how dense points are.
#
# ### Exercise 12.4
#
# The two clouds again, three widths apart, B ten times as *tight*. Choose how many points A and B have (10 to 100 each), the perplexity, and the seed, so that in the picture B
# looks at least 1.5 times as *wide* as A. The perplexity must be below the number of points in the smaller cloud, or that cloud collapses. The check says how wide B looks, so try.
#
# <details><summary>Hint 1</summary>Begin with 40 and 40, perplexity 10. How wide do both look? What do they have in common, if not their width?</details>
# <details><summary>Hint 2</summary>Keep the perplexity and double one of the two numbers. What happens to the room of that cloud?</details>

# %% exercise 12.4 · a picture that lies · ★★ · 8 min
### BEGIN SOLUTION
lie = {"n": (20, 60), "perplexity": 10.0, "seed": 0}
### END SOLUTION
### BEGIN STUB
# lie = {"n": (..., ...), "perplexity": ..., "seed": ...}
### END STUB

lie = check("12.4", lie)

# %%
truth, seen = clouds.how_wide(lie)
show(pictures.lie(*clouds.drawn(lie)), "12.4")

# %% caption 12.4
# Two clouds of {lie['n'][0]} and {lie['n'][1]} points in 30 dimensions, as they are (two of the dimensions), and by t-SNE with perplexity {lie['perplexity']:g}, seed {lie['seed']}. B is {truth:.2f} times as wide as A; in the picture
# {seen:.1f} times.

# %% assertions
assert truth < 0.13
assert seen > 1.5
same = {"n": (40, 40), "perplexity": 10.0, "seed": 0}
assert 0.75 < clouds.how_wide(same)[1] < 1.3

# %% [markdown]
# t-SNE gives each point about as much room as any other: two clouds of 40 points look about equally wide, and more points look wider, however tight they are.
#
# So which sentences about our networks can one read from a picture? Five candidates:
#
# - A: at the end, each network's nearest neighbour has its own start;
# - B: at the end, two networks of different starts are farther apart than two of the same;
# - C: from the first epoch to the last, networks of one start come closer together, in both groups;
# - D: at the end, networks without pre-training are closer together than those with it;
# - E: a pre-trained network goes farther in its first epoch than from there to the end.
#
# **Predict** for each in how many of six pictures by t-SNE (perplexity 5, 15, 30, two seeds each) it will be true.

# %%
keep_prediction("12.survive", dict.fromkeys("ABCDE", ...))

# %%
found = statements.in_pictures(said, bar=progress_bar)

# %%
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
assert found["InPCA"]["C"]
look = statements.Look(everything, said.table)
for n, most in ((2, 0.05), (10, 0.3)):
    some = places[:, :n]
    kept = statements.Look(cdist(some, some, "sqeuclidean"), said.table)
    for s in ("none", "rbm"):
        assert kept.among(networks.LAST, s) < most * look.among(networks.LAST, s)

# %% [markdown]
# And what you saw in Figure 12.3, measured:

# %%
widths = statements.last_over_first(said.table)
compare_prediction(
    "12.seen",
    {
        name: f"{r['none']:.2f} times as wide without, {r['rbm']:.2f} with"
        for name, r in widths.items()
    },
)

# %% assertions
assert widths["t-SNE"]["none"] > 1.05
assert max(widths["InPCA"].values()) < 1
by_tsne = said.table[["tsne_1", "tsne_2"]].to_numpy(float)
drawn = statements.Look(cdist(by_tsne, by_tsne), said.table)
assert drawn.among(4, "none") > 1.5 * drawn.among(1, "none")
assert drawn.among(4, "none") > 1.2 * drawn.among(networks.LAST, "none")

# %% [markdown]
# All five are true. Who is whose neighbour (A, B) and one very large step (E) survive. But C, true by both distances, is *false in most pictures by t-SNE*. In Figure 12.3 the networks
# without fan out until about epoch 4, and do not come all the way back. Curves that fan out need not be networks that part. (Whether the paper's did, only its distances could tell.) D survives, too, but nothing promises that: remember your clouds.
#
# InPCA's two directions cannot tell D: they hold less than a twentieth of the distances within a start at the end. Networks that have come equally far differ in *many* directions, a little in each.
#
# ## 7 · One road or two?
#
# Mao's shortest way leads from *ignorance* (equal probabilities, $p_0$) to *truth* (certainty of the right class, $p_1$). Roots of probabilities lie on a sphere, the way is an arc: for each
# digit $\sqrt{p_t} = [\sin((1 - t)\,\alpha)\,\sqrt{p_0} + \sin(t\,\alpha)\,\sqrt{p_1}]\, /\, \sin\alpha$, an angle of
# $\alpha$. A network's **progress** is the $t$, 0 to 1, of the nearest place. **Predict**: how far has each start come after 0.1 epochs? And at *equal* progress (0.8), which is farther from the way, `"without"`, `"with"` or `"neither"`?

# %%
keep_prediction(
    "12.progress",
    {
        "without": ...,
        "with": ...,
        "farther from the way": ...,
    },
)

# %%
early = said.table[said.table["epoch"] == 0.1].groupby("start")["progress"].mean()
off = results.off_road_at(said.table, 0.8)  # each network on its way there
compare_prediction(
    "12.progress",
    {
        "without": f"{early['none']:.2f}",
        "with": f"{early['rbm']:.2f}",
        "farther from the way": results.farther(off["none"], off["rbm"]),
    },
)
along = abs(np.corrcoef(places[:, 0], said.table["progress"])[0, 1])
print(f"correlation of progress with the first direction of InPCA: {along:.3f}")
show(pictures.road(said.table), "12.5")

# %% caption 12.5
# Left: progress from ignorance to truth over the epochs. Middle: distance from the shortest way against progress. Right: its end, closer. Each curve is a network. At a progress
# of 0.8, those without are {off['none'].mean():.3f} nats from the way, those with {off['rbm'].mean():.3f}.

# %% assertions
assert along > 0.97
assert early["rbm"] > 0.4 > 0.1 > early["none"]
T = said.table
last = T[T["epoch"] == networks.LAST].groupby("start")
assert last["progress"].min()["rbm"] > last["progress"].max()["none"]
assert last["off_road"].max()["rbm"] < last["off_road"].min()["none"]
assert (T["off_road"] < 0.35).all()
assert results.farther(off["none"], off["rbm"]) == "without"
assert off["none"].mean() > 1.08 * off["rbm"].mean()
assert last["progress"].max()["rbm"] < 0.95

# %% [markdown]
# The first direction measures progress. In *that* picture there is one road, and after pre-training the first labels are a long jump along it: a tenth of an epoch brings such a network farther than
# the others come in one. Nobody walks on the road itself: all go round by a curve, those without in the end by a wider one, and all stop short of the truth.
#
# Is it also one road when you look closer? Compare whole ways: how far is each point of one network's way from the *nearest* point of another's, whenever that was? On one road, other starts would be as near as one's own:

# %%
apart = results.ways_apart(samples)
lanes = "two lanes from near" if apart["later"][1] > 1 else "and from near"
compare_prediction("12.road", {"map": f"one road from afar, {lanes}"} | road)
table([(word, ratio, f"{low:.2f} to {high:.2f}")
       for word, (ratio, low, high) in apart.items()],
      {"points": "", "other / own start": ".2f", "95 % interval": ""})  # fmt: skip

# %% assertions
assert apart["later"][1] > 1.2
assert apart["first epoch"][0] > 1.2

# %% [markdown]
# The ways of the other start are farther than those of one's own: one road from afar, two lanes from near. (Trust the later number: in the first epoch there are long gaps between our five looks.)
# The paper and Mao answer different questions.
#
# ## 8 · An error without labels
#
# Jiang and others (2021) found that two networks, trained alike but for their seeds, disagree on about as many new examples as each gets *wrong*.
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
    assert 0.8 < e / error < 1.2
missed = {epoch: e / error for s, epoch, e, error in points if s == "none"}
assert missed[4.0] > missed[8.0] + 0.08 > missed[networks.LAST] + 0.16

# %% [markdown]
# At epoch 4 the estimate is about right for both. From then on, networks *without* pre-training agree with each other ever more often than they are right: they make
# the **same** mistakes, and a crowd that errs together looks sure. Those with pre-training disagree nearly as often as they err; remember Figure 12.1.
#
# Why should it be equal at all? Say a share $c_k$ of networks choose class $k$ of a digit: two of them disagree with probability $\sum_k c_k (1 - c_k)$. If the crowd is **calibrated**, so that
# class $k$ is right with probability $c_k$, one network is wrong with the same probability. Without labels nobody can check that.
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
results.apart_table(said, result) if result else shipped.waiting("function_space")

# %%
my_words = recall_prediction("12.claims")
shipped.verdicts(function_space=result)

# %% assertions
if result is not None:
    assert result.record["n_seeds"] == 20
    made = result.samples
    looks = results.watched(made)
    assert len(looks) == 3
    assert all(results.apart(made, epoch)[0] > 0 for epoch in looks)
    for by_start in results.growths(made, "").values():
        assert all(high < 1 for _, _, high in by_start.values())

# %% [markdown]
# With 20 networks each, they are apart at all three looks, and both spreads shrink: of C9 only the half about pre-training holds.

# %% [markdown]
# ## 10 · Your verdict
#
# In two sentences: do networks with and without pre-training go to different places, and what would you *not* read from a picture of it?

# %%
my_bet = recall_prediction("why")
keep_prediction("12.verdict", ...)

# %% [markdown]
# <details><summary>Our answer, when you have yours</summary>Yes: by distances 20 of each are apart at all three looks, though from afar both go one road, on which after pre-training the first labels are a
# long jump. That curves end wider apart than after the first epoch is t-SNE's doing here; in distances, both groups come closer together.</details>

# %%
progress(12)

# %% [markdown]
# ## Recap
#
# Where do networks go?
#
# - A network is what it says about given digits. Distances between such points need no picture.
# - Networks of the two starts lie apart. From afar they go one road from ignorance to truth.
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
# - The paper has 10,000 test digits for our 1,000, batches of 1 for 10, 50 + 50 networks for 20 + 20.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: [*Why does unsupervised pre-training help deep learning?*](https://www.jmlr.org/papers/v11/erhan10a.html) JMLR 11 (2010): Figs. 5 and 6.
# - Mao and others (2024), [arXiv 2305.01604](https://arxiv.org/abs/2305.01604): one road.
# - [Quinn and others (2019), PNAS](https://doi.org/10.1073/pnas.1817218116): InPCA.
# - [Jiang and others (2021)](https://arxiv.org/abs/2106.13799): disagreement and test error.
#
# **Next**: [lesson 13](13_weigh_claims.ipynb) asks whether it still matters.
