# %% [markdown]
# # 10 · Do early examples matter more?
#
# Learning does not leave its start, said the paper in lesson 09. Its reason: what a network sees *early* decides where it ends, and
# pre-training puts examples without labels first. Fig. 13 (the third figure of Taha's post) tests it.
#
# **What you'll do**
#
# - measure how far apart networks are, as functions;
# - draw a tenth of a stream again, several times, without learning anything twice;
# - separate what is *early* from what is *long ago*;
# - look for a barrier between two networks;
# - plan an experiment on early damage, and let an interval decide.
#
# **What you'll learn**
#
# - that one curve can change two things at once, and how to take them apart;
# - what "the same valley" means, and what would show it.
#
# **What you need**: lessons 05 and 09 (or their ideas).
#
# **Time**: about 110 minutes, of which 44 for the five exercises. The computer needs about a minute on one core.

# %%
import numpy as np
from scipy.stats import spearmanr

from utils.data import load_digits_5k
from utils.experiments.paired import mean_and_half
from utils.lessons import shipped
from utils.lessons.lesson_10 import line_pictures, networks, pictures, results
from utils.lessons.over_seeds import dots
from utils.numpy_models import mlp as numpy_mlp
from utils.teaching import (
    check, compare_prediction, explore, keep_prediction, progress, progress_bar,
    recall_prediction, show, table,
)  # fmt: skip

# %% [markdown]
# ## 1 · Why early examples might decide
#
# The paper's story (its sections 2 and 8): weights begin small, so logistic units work where they are nearly straight lines. Early
# updates make weights grow; units bend; the landscape of the loss gets valleys. From then on an example can move a network inside its valley, hardly
# into another. Call the set of weights from which learning goes down into one valley its **basin**. Then early examples choose the basin.
#
# A test: cut the stream into tenths. Draw *one* tenth again: other examples, everything else the same. Do this ten times, and see how
# different the ten networks are at the end.
#
# **Predict**, for a network without pre-training and a constant rate: drawing which tenth again, 1 to 10, changes it most at the end? And which
# least?

# %%
keep_prediction("10.tenth", {"most": ..., "least": ...})

# %% [markdown]
# ## 2 · How different are two networks?
#
# Not by their weights: renumber the hidden units, and all weights differ while nothing else does. Compare what they *say*.
#
# ### Exercise 10.1
#
# `p` (R, N, K) holds the probabilities that R networks give N digits for K classes. Each network has seen one draw of some examples, out of endlessly
# many possible ones. For one digit and class, such a draw leads to *one* probability; it has a variance over all possible draws. Estimate the
# **variance of the function**: the sum of these variances over classes, averaged over digits. Your estimate must not
# depend, on average, on how many networks there are: with two it should be neither larger nor smaller than with ten.
#
# <details><summary>Hint 1</summary>Which axis are the draws? What the networks have in common, and how digits differ, must cancel.</details>
# <details><summary>Hint 2</summary>Two networks have one distance between them, not two deviations from a known mean: divide by how many
# networks there are, less one.</details>


# %% exercise 10.1 · the variance of a function · ★★ · 7 min
def function_variance(p):
    """Variance over networks of the probabilities (R, N, K): one number."""
    ### BEGIN SOLUTION
    return p.var(axis=0, ddof=1).sum(axis=1).mean()
    ### END SOLUTION


function_variance = check("10.1", function_variance)

# %% [markdown]
# Its scale: two networks that agree on all digits, and two that are sure of different classes on one digit in 100.

# %%
same = np.eye(10)[np.arange(100) % 10]
other = same.copy()
other[0] = np.eye(10)[5]
print("agree:", function_variance(np.stack([same, same])))
print("one sure change in 100:", function_variance(np.stack([same, other])))

# %% assertions
assert np.isclose(function_variance(np.stack([same, other])), 0.01)

# %% [markdown]
# ## 3 · Draw a tenth again
#
# Ten tenths, ten draws of each: 100 networks that learn ten tenths each, so 1,000 tenths for each start. **Predict**: how many
# tenths need to be learned, if nothing is learned twice?

# %%
keep_prediction("10.tenths", ...)

# %% [markdown]
# ### Exercise 10.2
#
# A stream is a tuple of its parts, such as `("a", "b", "c")`; names may also be numbers or tuples; the same name means the same examples. All networks begin with the same weights, and a
# network can be copied at any time, at no cost. Return how many parts have to be learned so that some network stands at the end of each of
# `streams`. They may have different lengths, come in any order, and even be equal.
#
# <details><summary>Hint 1</summary>What decides the state of a network after some parts? When are two networks in the same state?</details>
# <details><summary>Hint 2</summary>Each <em>different</em> beginning of a stream, of one part or more, is learned once:
# <code>stream[:k]</code>.</details>


# %% exercise 10.2 · nothing is learned twice · ★★ · 8 min
def parts_to_learn(streams):
    """How many parts are learned if no beginning is learned twice."""
    ### BEGIN SOLUTION
    return len({stream[:k] for stream in streams for k in range(1, len(stream) + 1)})
    ### END SOLUTION


parts_to_learn = check("10.2", parts_to_learn)


# %%
def again(place, draw):
    """A stream of ten tenths, one of them drawn again."""
    return tuple((i, draw) if i == place else i for i in range(10))


streams = [again(place, draw) for place in range(10) for draw in range(10)]
compare_prediction("10.tenths", parts_to_learn(streams))

# %% assertions
assert 0.55 < parts_to_learn(streams) / 1000 < 0.57

# %% [markdown]
# `drawn_again` goes on from copies of one network, and looks at them after *each* tenth. Its copies take
# examples from a `source`: for one tenth each its own, then the shared stream. (Small networks: 100 units, 20,000 deformed digits, batches of 10;
# four draws.)


# %%
def drawn_again(before, place, looks):
    """What networks say after tenths from `place` on, having seen it drawn anew."""
    these = before.copies(networks.DRAWS)
    shared, these.source = these.source, networks.other_examples(place)
    said = []
    for tenth in range(place, 10):
        these.learn(until=(tenth + 1) * networks.TENTH)
        these.source = shared  # all examples after it are the same
        if tenth in looks:
            said.append(networks.probabilities(these))
    return said


def every_tenth(start, rate=networks.RATE, places=range(10), looks=range(10)):
    """By the tenth that is drawn again, what they say; and the network itself."""
    before, found = networks.walk(start, rate), {}
    for place in progress_bar(places, f"tenths, {start}, rate {rate:g}"):
        before.learn(until=place * networks.TENTH)
        found[place] = drawn_again(before, place, looks)
    before.learn()
    return found, before


def at_the_end(found):
    return np.array([function_variance(said[-1]) for said in found.values()])


# %%
said, network = every_tenth("none")

# %%
curve = at_the_end(said)
extremes = {"most": np.argmax(curve) + 1, "least": np.argmin(curve) + 1}
compare_prediction("10.tenth", extremes)
show(pictures.by_tenth({"none": curve}), "10.1")

# %% caption 10.1
# Variance of the outputs on 1,000 real test digits, against the tenth that is drawn again; four draws of each. First tenth {curve[0]:.2g}, lowest
# {curve.min():.2g}, last {curve[-1]:.2g}.

# %% assertions
assert extremes["most"] == 10
assert 3 <= extremes["least"] <= 8
assert curve[0] > 1.4 * curve[1:9].max()
assert curve[0] > 3 * curve.min()
assert curve[-1] > 3 * curve[0]
assert networks.DRAWS == 4

# %% [markdown]
# Which digits change? Compare tenths 1, 5 and 10.

# %%
images = load_digits_5k().test.images


def changing(tenth):
    return pictures.changing(said[tenth - 1][-1], images)


slider = explore(changing, "10.2", tenth=(list(range(1, 11)), 1))

# %% caption 10.2
# Four networks that differ in tenth {tenth} alone: the ten test digits on which they differ most, with the votes for the two classes named most often.
# They are not unanimous on {pictures.not_unanimous(said[tenth - 1][-1])} of 1,000 digits.

# %% assertions
split = [pictures.not_unanimous(said[place][-1]) for place in range(10)]
assert split[9] > 2 * split[0] > 2 * split[4]

# %% [markdown]
# ## 4 · Early, or long ago?
#
# The first tenth counts more than the middle ones: the paper's claim C25. But the last counts most, and nothing about it is early. It is *recent*: at
# a constant rate a network forgets (lesson 09). Along this curve two things change at once: the farther left, the *earlier* in the network's life, and
# the *longer ago* when the stream ends. They pull in opposite directions.
#
# `V` takes them apart: `V[s, t]` is the variance after tenth `s` (from 0) was drawn again and `t` more tenths followed; NaN where the stream has
# ended by then. (One thing still differs: of two changes at equal distance, the earlier one is seen in a younger network.)

# %%
V = np.full((10, 10), np.nan)
for place, after in said.items():
    V[place, : len(after)] = [function_variance(p) for p in after]

# %% [markdown]
# **Predict**: when equally many tenths followed, how many times as much does the first tenth change the network as the sixth?

# %%
keep_prediction("10.early", ...)

# %% [markdown]
# ### Exercise 10.3
#
# Parts `a` and `b` are rows of `V`. By what factor does `a` change the network more than `b`, *at equal distance from the end*? Take the geometric
# mean over all distances at which both were measured (there is at least one; NaN may stand anywhere).
#
# <details><summary>Hint 1</summary>Which numbers of row a may be compared with which of row b? Where is one of them missing?</details>
# <details><summary>Hint 2</summary>The geometric mean is the exponential of a mean of logarithms; <code>np.nanmean</code> leaves out NaN.</details>


# %% exercise 10.3 · early, at equal distance · ★★ · 8 min
def order_effect(V, a, b):
    """Factor by which part a counts more than part b when equally many followed."""
    ### BEGIN SOLUTION
    return np.exp(np.nanmean(np.log(V[a] / V[b])))
    ### END SOLUTION


order_effect = check("10.3", order_effect)

# %%
factor = order_effect(V, 0, 5)
compare_prediction("10.early", f"{factor:.1f} times")
by_distance = V[0, :5] / V[5, :5]
print("by tenths that followed:", *(f"{ratio:.1f}" for ratio in by_distance))
show(pictures.after_it(V, [0, 1, 3, 5, 9]), "10.3")

# %% caption 10.3
# The same networks, looked at after each tenth: variance against how many tenths followed the one that was drawn again. Large signs: the end of the
# stream, which is the curve of Figure 10.1.

# %% assertions
assert 1.2 < factor < 2.5
assert by_distance[0] > 1.4
assert 0.6 < by_distance[1] < 1.5
assert (by_distance[3:] > 1.4).all()
assert V[0, 9] > 1.3 * V[0, 2]
assert all(V[s, 1] < 0.2 * V[s, 0] for s in range(9))
assert all(V[s, 3] < 0.8 * V[s, 1] for s in (3, 4, 5, 6))

# %% [markdown]
# From left to right each curve first falls: what was learned *last* shows, and is soon overwritten. When one tenth has followed, the first
# and the sixth count about the same. Then they part. The change of the sixth goes on fading; that of the first stops fading, and *grows*. So there is
# something about the *first tenth*. The upturn at the right end of Figure 10.1 is forgetting. (Only four draws of one
# stream: tenths 2 and 4 show the noise.)
#
# ## 5 · After pre-training
#
# With pre-training, the first quarter of the stream has no labels. Draw its tenths again: the *pre-training* changes. **Predict** the variance with
# RBMs over that without, at equal rates, when the first tenth is drawn again, and the sixth.

# %%
keep_prediction("10.rbm", {"first tenth": ..., "sixth": ...})

# %%
said_rbm, network_rbm = every_tenth("rbm", looks=[9])

# %%
with_rbm = at_the_end(said_rbm)
ratios = with_rbm / curve
came = {"first tenth": f"{ratios[0]:.1f}", "sixth": f"{ratios[5]:.1f}"}
compare_prediction("10.rbm", came)
show(pictures.by_tenth({"none": curve, "rbm": with_rbm}), "10.4")

# %% caption 10.4
# Variance of the outputs against the tenth that is drawn again, with and without pre-training, both at rate {networks.RATE:g}. Where there is
# pre-training, the first two tenths and half of the third have no labels.

# %% assertions
assert (ratios[:7] > 1.1).all()
assert (with_rbm[0] > with_rbm[1:9]).all()
assert ratios[0] > 1.4

# %% [markdown]
# It varies *more*. In the paper it is mostly the other way round. But a network that each example pushes harder differs more at the
# end, and how hard is a matter of the rate. Three rates, three tenths:

# %%
few = (0, 5, 9)
trained = {
    (start, rate): every_tenth(start, rate, few, looks=[9])
    for rate in (0.1, 1.0) for start in ("none", "rbm")
}  # fmt: skip
trained |= {("none", networks.RATE): (said, network),
            ("rbm", networks.RATE): (said_rbm, network_rbm)}  # fmt: skip

# %%
rows = []
for start, rate in sorted(trained, key=lambda key: key[::-1]):
    found, end = trained[start, rate]
    variances = at_the_end({place: found[place] for place in few})
    rows.append((start, rate, networks.error_on_new(end)[0], *(1e4 * variances)))
table(rows, {"start": "", "rate": "g", "error on new examples (%)": ".1f",
             "10⁴ × variance, tenth 1": ".1f", "6": ".1f", "10": ".1f"})  # fmt: skip

# %% assertions
at = {(start, rate): values for start, rate, _, *values in rows}
error = {(start, rate): e for start, rate, e, *_ in rows}
assert at["rbm", 0.1][1] < at["none", 0.1][1]
assert at["rbm", 0.5][1] > 1.1 * at["none", 0.5][1]
assert at["rbm", 0.1][0] > 10 * at["rbm", 0.1][1]
assert at["rbm", 0.1][0] > 20 * at["none", 0.1][0]
assert at["none", 0.1][0] < at["none", 0.1][1]
for start in ("none", "rbm"):
    assert min(error[start, r] for r in (0.5, 1.0)) < error[start, 0.1] - 4
assert error["none", 0.5] < error["none", 1.0] - 0.5
assert abs(error["rbm", 0.5] - error["rbm", 1.0]) < 1
for rate in (0.1, 0.5, 1.0):
    assert at["rbm", rate][0] > 1.15 * at["rbm", rate][1]
assert at["rbm", 1.0][1] > 1.1 * at["none", 1.0][1]

# %% [markdown]
# At rate 0.1, in networks that are far from finished, the sign of the sixth tenth turns. Which rates are fair? *Equal* ones change one thing only. The
# paper gave each start its *own*, the best one for the last million examples: starts as they would be used. (Here about 0.5 for both, so the sign stays.)
#
# At all three rates, after pre-training, a tenth *without labels* counts more than the sixth, which has them. (Without it, at 0.1, the first counts less.)
#
# ### The experiment
#
# `order`: a million examples, 200 units, 50,000 digits, a constant rate and a falling one, ten draws. **Predict** the course's words (lesson 06: *holds*, *holds in part*, *mixed*,
# *undecided*, *contradicted*) on C25, "early examples have the largest influence" (over the second tenth, the middle, the last), and C26, "pre-training lowers the variance that examples with labels bring" (in the middle, the last tenth, and where labels begin).

# %%
keep_prediction("10.claims", {"C25": ..., "C26": ...})

# %%
found = shipped.find("order")
shipped.given(found)

# %%
show(pictures.beside_paper(results.papers(), results.curves(found)), "10.5")

# %% caption 10.5
# Variance of the outputs against the place of the part that is drawn again, over that of the first part without pre-training. The paper's numbers: Fig. 13,
# which gives no unit. Dotted line: where labels begin after pre-training. {results.about(found)}

# %% assertions
paper = {start: values[1][0] for start, values in results.papers().items()}
assert paper["none"][0] == paper["none"].max()
assert paper["none"][-1] > paper["none"][-2]
assert (paper["rbm"][2:] < paper["none"][2:]).all()
assert paper["rbm"][1] > paper["none"][1]
assert paper["rbm"][2] < 0.35 * paper["none"][0]
assert round(paper["none"][2] / paper["none"][0], 1) == 0.4

# %% [markdown]
# The paper's curves: the first part counts most; a small upturn, which they explain by the constant rate; from where labels begin, the
# pre-trained network lies below. Its value there is a third of the other's first (the other has fallen to 0.4 of it). So, says the paper, the decision is made before labels come.
#
# Ours, at equal rates (geometric means; errors on real test digits):

# %%
results.ratios_table(found)

# %%
recall_prediction("10.claims")
shipped.verdicts(order=found)

# %% assertions
if found is not None:
    falls = {"constant": 1, "falling": 20}
    end = {}
    for name, fall in falls.items():
        without, with_rbms = ((start, 0.3, fall) for start in ("none", "rbm"))
        assert results.ratio(found, with_rbms, without).min() > 1.5, (
            "labels move them more"
        )
        mean = found.samples[without].mean(axis=0)
        assert mean[0] - mean[results.MIDDLE].mean() > np.log(3), "several times"
        end[name] = np.exp(mean[0] - mean[-1])
    errors = found.table.groupby(["falls", "start"])["error"].mean()
    assert all(errors[fall, "rbm"] > errors[fall, "none"] + 0.2 for fall in (1, 20))
    assert 0.6 < end["constant"] < 1.5, "about as much"
    assert end["falling"] > 4

# %% [markdown]
# At both rates the first tenth counts several times as much as the middle. The last counts as much only at the constant one: recency. And C26 fails in the middle: labels move these networks, which RBMs make *worse*, *more*.
#
# ### What decides it?
#
# `order_causes` changes one thing at a time, at equal rates. We wrote before it ran: *the rate decides: the sixth tenth counts less after
# pre-training at 0.03, more at 0.3 and 1, whatever the width; scores say the same.* **Predict** the variance with RBMs over that without, sixth tenth of 200,000, rate 0.3:

# %%
keep_prediction("10.causes", {"50 units": ..., "200 units": ..., "800 units": ...})

# %%
tried = shipped.find("order_causes")
by_width = results.causes(tried)[0.3].xs((200_000, 0.25), level=("examples", "share"))
came = {f"{units} units": f"{ratio:.1f}" for units, ratio in by_width.items()}
compare_prediction("10.causes", came)
results.causes_table(tried)

# %% assertions
of = results.causes(tried)
assert (of.loc[200_000, 50, 0.25].dropna() > 2).all()
assert (of.loc[200_000, 800, 0.25].dropna() < 0.9).all()
assert (of.loc[400_000, 200, 0.25] > 1).all()
assert (of.loc[50_000, 200, 0.25] < 1).sum() == 3
assert of.loc[200_000, 200, 0.25][0.03] < 1
in_scores = results.causes(tried, column="score_variance")
narrow = in_scores.index.get_level_values("width") <= 200
assert (in_scores[narrow].stack().dropna() > 1).all()

# %% [markdown]
# We were wrong: at equal rates *width* turns the sign. Labels move a pre-trained network of 50 units more, one of 800 less. The rate turns it only in
# streams below 400,000. The paper's streams had 2,000 units in one layer. So we predicted again: with 800 units below 1 at every rate and length, with 400 in between.

# %%
wide = shipped.find("order_causes", "wide")
points = results.points(tried, wide)
follows = spearmanr(points["error"], points["variance"]).statistic
show(pictures.error_and_variance(points), "10.6")

# %% caption 10.6
# Variance of the outputs when the sixth tenth is drawn again, against the error on real test digits: both with RBMs over without, at equal rates. A sign for
# each rate, length, width and share without labels. Rank correlation {follows:.2f}.

# %% assertions
wider = results.causes(wide)
of_800 = wider.xs(800, level="width").stack().dropna()
assert len(of_800) == 5
assert of_800.max() < 1
between = wider.xs(400, level="width").loc[200_000, 0.25].dropna()
for rate, ratio in between.items():
    assert of.loc[200_000, 800, 0.25][rate] < ratio < of.loc[200_000, 200, 0.25][rate]
assert len(between) == 2
of_scores = [
    results.causes(found, column="score_variance")
    .xs(800, level="width")
    .stack()
    .dropna()
    for found in (tried, wide)
]
assert [(some > 1).sum() for some in of_scores] == [1, 4]
assert [len(some) for some in of_scores] == [2, 5]
assert wide.record["n_seeds"] == 1
assert tried.record["n_seeds"] == 3
assert follows > 0.85
assert (points["variance"][points["error"] > 1] > 1).all()
assert (points["variance"][points["error"] < 0.8] < 1).all()

# %% [markdown]
# So it came (one stream). And the figure says what width stands for: where RBMs clearly lower the *error* (wide networks, as in lesson 08; short streams),
# probabilities move less. (Partly by being surer: *scores* move more in five of seven pairs with 800 units.) C26 mostly fails with 200 units, and holds, in probabilities, where pre-training clearly helps.
#
# ## 6 · One valley or two?
#
# Say somebody claims: *early examples decide the basin*. Is Figure 10.3 enough? **Write down** what you would have to see to believe it.

# %%
keep_prediction("10.believe", ...)

# %% [markdown]
# <details><summary>Our list</summary>(1) At equal distance from the end, early examples count more, and their effect does not fade. (2) Networks that part early end in
# <em>different valleys</em>, those that part late in the same one. (3) Both do so at rates with which one would really train.</details>
#
# Section 4 has seen (1), at one rate. For (2), Frankle and others (2020) copy a network, let both copies learn in another
# order, and walk along the straight line between the weights of the two ends. If the loss rises on the way there is a **barrier**: as far as straight lines tell, two
# valleys.
#
# ### Exercise 10.4
#
# `one` and `other` are networks as in lesson 01, lists of layers `(W, b)`; `loss(layers)` gives the loss of such a list. Divide the
# straight line between them into `n` equal steps, both ends included. Return the height of the barrier: how far the highest loss on the line, ends included, lies above the mean of
# the losses at both ends.
#
# <details><summary>Hint 1</summary>A point of the line is a network. Which share of each of the two does it have, in each layer?</details>
# <details><summary>Hint 2</summary>n steps: <code>np.linspace(0, 1, n + 1)</code>. Two nested lists: layers, and in each W and b.</details>


# %% exercise 10.4 · the barrier between two networks · ★★ · 9 min
def barrier(one, other, loss, n):
    """Height of the loss on the line over the mean of its ends."""

    ### BEGIN SOLUTION
    def at(alpha):
        pairs = zip(one, other, strict=True)
        return [
            [u + alpha * (v - u) for u, v in zip(*both, strict=True)] for both in pairs
        ]

    losses = [loss(at(alpha)) for alpha in np.linspace(0, 1, n + 1)]
    return max(losses) - (losses[0] + losses[-1]) / 2
    ### END SOLUTION


barrier = check("10.4", barrier)

# %% [markdown]
# Three pairs. **Predict** which have a barrier of at least 0.05 nats, `"yes"` or `"no"`:
#
# - *other examples*: two copies that part before the first example, none in common;
# - *other start*: other first weights, the same examples in the same order;
# - *renumbered*: a network, and itself with its hidden units in another order.

# %%
keep_prediction(
    "10.barrier", {"other examples": ..., "other start": ..., "renumbered": ...}
)

# %%
test_x, test_labels = load_digits_5k().test


def loss(layers):
    return numpy_mlp.evaluate(layers, test_x, test_labels)[0]


def parted(start, at, seed):
    """Copies that share the first `at` examples: their layers, and what they say."""
    before = networks.walk(start, seed=seed)
    before.learn(until=at)
    pair = before.copies(2)
    pair.source = networks.other_examples(20 + at // 1_000, 2, seed)
    pair.learn()
    return networks.layers_of(pair), networks.probabilities(pair)


def disagreement(p):
    return 100 * np.mean(p[0].argmax(axis=1) != p[1].argmax(axis=1))


# %%
starts = networks.pair_of_starts()
starts.learn()
pairs = {
    "other examples": parted("none", 0, seed=0),
    "other start": (networks.layers_of(starts), networks.probabilities(starts)),
}
(hidden, output), _ = pairs["other examples"][0]
order = np.random.default_rng(0).permutation(len(hidden.b))
renumbered = [
    numpy_mlp.Layer(hidden.W[:, order], hidden.b[order]),
    numpy_mlp.Layer(output.W[order], output.b),
]
p = pairs["other examples"][1][:1]
pairs["renumbered"] = ([hidden, output], renumbered), p[[0, 0]]

# %%
heights = {name: barrier(*ends, loss, 10) for name, (ends, _) in pairs.items()}
apart = {name: disagreement(p) for name, (_, p) in pairs.items()}
came = {name: "yes" if height > 0.05 else "no" for name, height in heights.items()}
compare_prediction("10.barrier", came)
one, other = pairs["other start"][0]
pairs["other start, matched"] = (
    (one, networks.matched(one, other)),
    pairs["other start"][1],
)
heights["other start, matched"] = barrier(*pairs["other start, matched"][0], loss, 10)
apart["other start, matched"] = apart["other start"]
lines = {name: networks.along(*ends, loss) for name, (ends, _) in pairs.items()}
show(line_pictures.along_the_line(lines), "10.7")
table([(name, heights[name], apart[name]) for name in pairs],
      {"pair": "", "barrier (nats)": ".2f", "disagreement (%)": ".1f"})  # fmt: skip

# %% caption 10.7
# Loss on real test digits of networks on the straight line between two others. A barrier counts as such from 0.05 nats on. Matched: the second network's
# hidden units renumbered, each to the place of the unit of the first that has the most similar weights.

# %% assertions
assert abs(loss(renumbered) - loss([hidden, output])) < 1e-4
assert heights["other examples"] < 0.04
assert heights["other start"] > 0.15
assert heights["renumbered"] > 0.15
assert heights["other start, matched"] < 0.04
assert abs(loss(networks.matched(one, other)) - loss(other)) < 1e-4
assert apart["other examples"] > 1.2 * apart["other start"]

# %% [markdown]
# Copies that have not one example in common end in *one* valley. Other first weights, with every example in common, seem to end in another. But a network has a barrier to *itself*, renumbered! So
# renumber the second's units to match the first's (last line): no barrier left. The start chose the *numbers* of the units, not a valley ([Entezari and others, 2022](https://arxiv.org/abs/2110.06296)). And the pairs
# differ in what they *say*: a barrier between weights is not a difference between functions.
#
# So in this network all end in one valley, up to numbers; examples choose a place in it. What if copies part later, or after pre-training? **Predict** the largest barrier (nats) of two copies, over three points at
# which they part (after 0, 2,000 and 10,000 examples), without pre-training and with RBMs:

# %%
keep_prediction("10.parting", {"none": ..., "rbm": ...})

# %%
BRANCHES = (0, 2_000, 10_000)
known = {("none", 0, 0): pairs["other examples"]}
branches = {
    (start, at): [known.get((start, at, k)) or parted(start, at, k) for k in (0, 1)]
    for start in ("none", "rbm") for at in progress_bar(BRANCHES, f"pairs, {start}")
}  # fmt: skip

# %%
live = {}
for start in ("none", "rbm"):
    numbers = []
    for at in BRANCHES:
        both = branches[start, at]
        plain = [barrier(*ends, loss, 10) for ends, _ in both]
        fitted = [barrier(one, networks.matched(one, other), loss, 10)
                  for (one, other), _ in both]  # fmt: skip
        differ = [disagreement(p) for _, p in both]
        numbers.append([np.mean(found) for found in (plain, fitted, differ)])
    live[start] = (BRANCHES, *np.array(numbers).T)
came = {start: f"{max(barriers):.2f}" for start, (_, barriers, *_) in live.items()}
compare_prediction("10.parting", came)
branching = results.branches(shipped.find("branching"))
show(
    line_pictures.branching(live, branching, heights["other start"]),
    "10.8",
)

# %% caption 10.8
# Barrier in loss on the straight line between two copies, units as they are and matched, and on how many test digits they disagree at the end, against how many examples they shared;
# means of two pairs. Dotted: the barrier to a network with other first weights, not matched. Below: `branching`, means of {branching['seed'].nunique()} pairs, bars from the lowest to the highest.

# %% assertions
for _, barriers, matched, disagreements in live.values():
    assert max(barriers) < 0.05
    assert max(matched) < 0.05
    assert min(disagreements) > 1.5
by_place = {
    matched: rows.set_index(["start", "falls", "branch"])
    for matched, rows in branching.groupby("matched")
}
of = by_place[False]["error_barrier"]
assert all(of["none", falls, 0].max() < 0.4 for falls in (1, 20))
assert all(of["rbm", falls, 0].min() > 1.7 for falls in (1, 20))
assert all(3 < of["rbm", falls, 0].mean() < 4 for falls in (1, 20))
nats, fitted = (
    by_place[matched]["nll_barrier"].groupby(["start", "falls", "branch"]).mean()
    for matched in (False, True)
)
assert [round(nats["rbm", falls, 0], 2) for falls in (1, 20)] == [0.1, 0.12]
assert all(fitted["rbm", falls, 0] < nats["rbm", falls, 0] / 3 for falls in (1, 20))
assert fitted.max() < 0.05
shared = sorted(set(branching["branch"]))[1:]
assert shared[0] == 10_000
assert all(of["rbm", falls, at].max() < 0.5 for falls in (1, 20) for at in shared)
labelled = [at for at in shared if at >= 250_000]
assert all(of["rbm", f, at].mean() < 0.15 for f in (1, 20) for at in labelled)
differ = by_place[False].groupby(["start", "falls", "branch"])["disagreement"].mean()
for start in ("none", "rbm"):
    fell = [1 - differ[start, f, 500_000] / differ[start, f, 0] for f in (1, 20)]
    assert 0.1 < fell[0] < 0.3
    assert fell[1] > 0.5
assert (differ["rbm"] > differ["none"]).all()

# %% [markdown]
# In our small networks nowhere a barrier, with or without pre-training. In `branching` (one layer of 200 units, a million examples) there is one: after RBMs, where copies part *before* pre-training, of 0.10 or 0.12 nats. Where they share
# its first 10,000 examples, of 250,000, hardly anything is left. A few *unlabelled* examples choose that, and labels do not change it, as
# the paper says. But they choose *numbers* again: with units matched less than a third of it is left, below our 0.05 nats. (We predicted none after the first label: so it came; and one without pre-training: there is next to none. Frankle and others: none in a small network on MNIST;
# copies of large ones stay together after 1.5 to 20 % of training.)
#
# And the place? At a constant rate copies that share half of the stream disagree only a fifth less than those that share none: the place is mostly chosen late. At a falling rate they disagree less than half as much.
#
# ## 7 · Damage early
#
# Achille, Rovere and Soatto (2019) compare with *critical periods* of animals: deep networks that saw blurred images in their first epochs stayed worse, however long they
# trained on sharp ones. Is early damage worse than late damage *here*?
#
# ### Exercise 10.5
#
# `damage` is one of `"blur"`, `"flip"` (upside down), `"labels"` (random ones). `early` and `late` are two streams, each `(where the
# damage begins, where it ends, where the stream ends)`, in examples. Beside each, the course runs the same stream undamaged; the effect is the difference in
# test error. Only *early* may differ between the two (the early network is judged younger, as in section 4):
#
# - 500 damaged examples or more; early ones begin within the first 1,000, late ones two such lengths later or more;
# - as much undamaged stream after both, no less than was damaged;
# - 5 `seeds` or more; `seeds` × (both ends) at most 250,000; multiples of 10.
#
# <details><summary>Hint 1</summary>What else might make early damage look smaller, or larger, than late damage? Name three things, and make them equal.</details>
# <details><summary>Hint 2</summary>The streams need not be equally long.</details>

# %% exercise 10.5 · early or late damage · ★★★ · 12 min
### BEGIN SOLUTION
design = {
    "damage": "labels",
    "early": (0, 2_000, 10_000),
    "late": (8_000, 10_000, 18_000),
    "seeds": 6,
}
### END SOLUTION
### BEGIN STUB
# design = {"damage": ..., "early": (..., ..., ...), "late": (..., ..., ...), "seeds": ...}
### END STUB

design = check("10.5", design)

# %% [markdown]
# **Predict**: the effect of early damage less that of late damage, in points, with its sign. And what will you conclude if the interval has 0 in it?

# %%
keep_prediction("10.damage", ...)

# %%
effects = networks.effects(design, bar=progress_bar)
middle, half = mean_and_half(effects["early"] - effects["late"])
interval = f"{middle:.2f}, from {middle - half:.2f} to {middle + half:.2f}"
compare_prediction("10.damage", interval)
show(dots(effects, "test error, damaged less undamaged (points)", effects=True), "10.9")

# %% caption 10.9
# How much damage raises the test error: each seed (signs) and the mean (lines). Early less late: {interval} points (95 % interval of {design['seeds']} seeds).

# %% assertions
assert half > 0

# %% [markdown]
# If the interval is on one side of 0, early damage differs from late damage *in this network, for this kind and dose*. If 0 is in it, nothing is decided: not that there is
# no critical period. (After several designs 95 % is too narrow for the one you liked.)
#
# ## 8 · Your verdict
#
# In two sentences: do early examples matter more, and in which sense of "matter"? What does that leave of "pre-training is a start that learning does not leave"?

# %%
my_bet = recall_prediction("why")
keep_prediction("10.verdict", ...)

# %% [markdown]
# <details><summary>Our answer, when you have yours</summary>At the one rate at which we looked, yes: at equal distance their effect fades less, or grows. But in our networks of one layer it is a
# matter of places within one valley, up to the numbers of units, which the first weights choose, or the first images. Pre-training makes its own examples the early ones, and at equal rates need not make the
# later ones count less. In `order` RBMs did not even help: why they help elsewhere, it cannot tell.</details>

# %%
progress(10)

# %% [markdown]
# ## Recap
#
# Do early examples matter more?
#
# - In our small networks, at rate 0.5, the first tenth counts more than the middle, the last most. The last is recency: at equal distance from the end, the
#   first counts more than the sixth.
# - At equal rates, labels move a pre-trained network's probabilities less where RBMs clearly lower the error: in wide networks, or short streams.
# - After pre-training the examples *without labels* are the early ones: the first tenth counts more than the sixth at three rates.
# - A variance in outputs is no barrier between weights, and a barrier may be only other numbers of the units.
#
# **Quiz**
#
# 1. Two networks have no barrier between them and disagree on 6 % of digits; two others have a barrier and disagree on 3 %. Which pair would you average: their weights, or their outputs?
#
# <details><summary>Answers</summary>
#
# 1. The weights of the first pair only: between the others lie bad networks. Outputs of either; the first pair differs more, so it gains more.
#
# </details>
#
# ## In practice
#
# - Paper and course differ: 10 million examples against 1 million, batches of 1 against 10.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: [*Why does unsupervised pre-training help deep learning?*](https://www.jmlr.org/papers/v11/erhan10a.html) JMLR 11 (2010): Fig. 13, sections 2 and 8.
# - Frankle, Dziugaite, Roy and Carbin (2020), [arXiv 1912.05671](https://arxiv.org/abs/1912.05671): copies that part.
# - Achille, Rovere and Soatto (2019), [arXiv 1711.08856](https://arxiv.org/abs/1711.08856): critical periods.
# - Taha: [*Why does unsupervised pre-training help deep learning?*](https://ahmdtaha.medium.com/why-does-unsupervised-pre-training-help-deep-learning-88ec11c70696) Blog post (2020).
#
# **Next**: [lesson 11](11_view_filters.ipynb) looks at what the layers see.
