# %% [markdown]
# # 00 · Start here
#
# In 2010 six researchers asked a question that gives this course its name: **why does unsupervised pre-training help
# deep learning?** They let thousands of networks answer. You will build every part of their experiment yourself,
# repeat it, and judge.
#
# **What you'll do**
#
# - find your way around JupyterLab, and meet the exercises of this course;
# - look at the digits that everything is tried on;
# - learn the possible explanations, and bet on one before you see any result;
# - watch the effect appear on real digits, in less than a minute.
#
# **What you'll learn**
#
# - what pre-training is, in two sentences;
# - what each explanation predicts about errors on training digits and on new digits;
# - why a comparison is worth nothing unless the opponent is tuned with care.
#
# **What you need**: a little Python. No machine learning yet.
#
# **Time**: about 30 minutes, of which 9 for the three exercises. The computer needs about 20 seconds on two cores.

# %% [markdown]
# ## 1 · A tour, if JupyterLab is new to you
#
# This page is a *notebook*: text like this, and *cells* of Python code that you can run and change.
#
# - Click into the grey cell below and press **Shift + Enter**. The cell runs, its result appears under it, and the
#   next cell is selected.
# - Change the number and run the cell again. You cannot break anything.
# - Run cells **from top to bottom**: later cells use what earlier ones made. The menu *Run → Run All Cells* runs all.
# - If something hangs or is confused, choose *Kernel → Restart Kernel and Run All Cells*. Your text stays.
# - The folder on the left, `my_answers`, has your copies of all lessons: they are yours, and no new version of the course
#   touches what you have begun. The same notebooks with all answers and figures are in the folder `solutions` beside it.
#   Save with Ctrl + S (on a Mac, Cmd + S).
# - Whenever a word or a symbol is new to you, look it up in the [glossary](../lessons/GLOSSARY.md) or the
#   [notation](../lessons/NOTATION.md).

# %%
days = 365
print("hours in a year:", days * 24)

# %% [markdown]
# Now the tools of this lesson. The cell prints nothing when it works.

# %%
import numpy as np

from utils.data import hold_out, load_digits_5k
from utils.lessons.lesson_00 import pictures
from utils.numpy_models import mlp, stacking
from utils.teaching import (
    check, compare_prediction, figures, keep_prediction, progress, show, table,
)  # fmt: skip
from utils.teaching.parallel import each_seed

# %% [markdown]
# ## 2 · The digits
#
# MNIST is a collection of 70,000 handwritten digits, the test bench of the paper. The course carries 5,000 of them,
# so you need no network. They are split once and for all: 4,000 to learn from (*training digits*) and 1,000 to be
# judged by (*test digits*).

# %%
digits = load_digits_5k()
(x, labels), (x_test, labels_test) = digits.train, digits.test
print(f"{len(x)} training digits, {len(x_test)} test digits")
print(f"each is a row of {x.shape[1]} grey levels,")
print(f"from {x.min():g} (white) to {x.max():g} (black)")
print("training digits of each class, 0 to 9:", *np.bincount(labels))

# %%
first = [np.flatnonzero(labels == k)[:3] for k in range(10)]
show(figures.digit_grid(x[np.array(first).T.ravel()]), "0.1")

# %% caption 0.1
# Three training digits of each class, 0 to 9: the same digit is written in quite different ways.

# %% [markdown]
# A network looks at the 784 grey levels and names a digit. Its **error** is the share of digits that it names wrongly.
#
# This course asks you to **predict** before you look. Write your guess in place of the dots and run the cell: it is
# kept, and put beside the result later. A wrong guess teaches more than none, and nobody grades it. Here is the first:
# a program looks at no picture and always says 7. What is its error, in percent?

# %%
keep_prediction("0.seven", ...)

# %% [markdown]
# ### Exercise 0.1
#
# Your first exercise shows how exercises work here. Replace the line with the dots, then run the cell. The last line
# of the cell hands your function to `check`, which tries it and says one of three things:
#
# - **correct**: go on;
# - **not yet**: with the case that failed, and often the mistake by name. Change your code and run the cell again;
# - **not attempted**: the dots are still there. The lesson goes on with our version, so you are never stuck.
#
# Hints unfold with a click. Where your copy of the course has answers, the complete one is in [the same notebook](../solutions/00_start_here.ipynb) in `solutions`.
#
# <details><summary>Hint 1</summary><code>predicted != labels</code> is an array of True and False.</details>
# <details><summary>Hint 2</summary>The mean of an array of True and False is the share of True.</details>


# %% exercise 0.1 · error rate · ★ · 3 min
def error_rate(predicted, labels):
    """Share of wrong answers, from 0 to 1: two arrays of N classes -> a number."""
    ### BEGIN SOLUTION
    return (predicted != labels).mean()
    ### END SOLUTION


error_rate = check("0.1", error_rate)

# %%
always_seven = np.full(len(labels_test), 7)
compare_prediction("0.seven", f"{100 * error_rate(always_seven, labels_test):.0f} %")

# %% [markdown]
# ## 3 · The question
#
# A network is made of layers of *units*, joined by *weights*: numbers that training adjusts. The layers between picture
# and answer are called *hidden*; a *deep* network has several of them. Its **loss** is a number that says how wrong its
# answers are (in *nats*, a unit that lesson 01 explains); training looks for weights with a low loss, a *minimum*. Loss
# and error go together, but not strictly: an answer can be right and unsure.
#
# Until 2006 networks with many hidden layers could hardly be trained: as a rule more layers made them worse. Then a
# trick made them better:
#
# - **Without pre-training**: start from small random weights, then train with the labels.
# - **With pre-training**: first train each layer, from the lowest up, to model its inputs *without any labels*. Only
#   then train the whole network with the labels (*fine-tuning*).
#
# Both use the same labels, the same loss and the same training. **Only the starting point differs.**

# %%
show(pictures.two_starts(), "0.2")

# %% caption 0.2
# Pre-training goes up layer by layer, each learning to model what the layer below gives it, without labels; the last
# step, fine-tuning, changes all layers with the labels. Orange: trained in this step; blue: trained before and left
# as it is; dotted: not there yet. Without pre-training there is only the last step.

# %% [markdown]
# Why should that help? The paper weighs three explanations:
#
# - **Pre-conditioning**. Pre-training merely brings the weights to a good *size*. Then random weights of the same
#   sizes would do as well.
# - **Optimisation**. Pre-training starts the network near a deeper minimum: it ends with a lower loss on the *training*
#   digits, and only through that does it do better on new ones.
# - **Regularisation**. Pre-training confines the network to a region that is good for modelling digits. It does not
#   fit the training digits better in the end, it may even fit them *worse*. Yet it does better on *new* digits.
#
# The last two do not exclude each other: the paper says so, and pre-training could do both. To tell them apart, take
# each of them *alone*, as the whole reason.
#
# ### Exercise 0.2
#
# An explanation is useful if something could speak against it. Five friends compare networks with and without
# pre-training. Each of them reports one thing about the networks **with** it:
#
# - **A**: after long training, a lower test loss. Nobody looked at the training loss.
# - **B**: after long training, a higher training loss and a lower test loss.
# - **C**: after long training, a lower training loss and a lower test loss.
# - **D**: after the first epoch (when each training digit was used once), a lower training loss and a lower test loss.
# - **E**: whenever two networks, one with and one without, have come to the *same* training loss, the one with
#   pre-training has the lower test loss.
#
# Suppose that each observation is sound. Which of the last two explanations can then not be the whole reason? Put
# `"optimisation"`, `"regularisation"`, `"both"` or `"neither"` in place of each of the dots.
#
# <details><summary>Hint 1</summary>For each observation go through the two explanations, one at a time: if this were
# the whole reason, would you be surprised?</details>
# <details><summary>Hint 2</summary>For D, ask which moment the explanations speak of. For E: if optimisation is the
# whole reason, what makes the test loss lower, and do those two networks differ in it?</details>

# %% exercise 0.2 · what rules out what · ★ · 4 min
### BEGIN SOLUTION
ruled_out = {
    "A": "neither",
    "B": "optimisation",
    "C": "regularisation",
    "D": "neither",
    "E": "optimisation",
}
### END SOLUTION
### BEGIN STUB
# ruled_out = {"A": ..., "B": ..., "C": ..., "D": ..., "E": ...}
### END STUB

ruled_out = check("0.2", ruled_out)

# %% [markdown]
# So better results on test digits (A), which people usually report, tell nothing apart, and an early look (D) does not
# either. It takes the **training loss** after long training, or test losses at the same training loss. This is the key
# to most of what follows. As a picture:

# %%
show(pictures.two_predictions(), "0.3")

# %% caption 0.3
# A sketch, not data. Training goes from the upper right to the lower left, without pre-training (blue, solid) and with
# it (orange, dashed); the dotted line marks the training loss at which the path without pre-training ends. If
# pre-training is optimisation alone (left), its path is the same but goes further left, and so lower; if it is
# regularisation alone (right), it ends lower but not further left, and is lower at the same training loss.

# %% [markdown]
# ### Exercise 0.3
#
# Now commit yourself, before you see any number. Why does pre-training help? Write `"pre-conditioning"`,
# `"optimisation"`, `"regularisation"` or `"something else"`; if you think that several are at work, the one that
# matters most. There is no wrong answer, so `check` does not say *correct* but **kept**: your bet counts as it is. It is
# written to the file `my_answers/predictions.json`, like all your predictions, and later lessons will remind you of it.

# %% exercise 0.3 · your bet · ★ · 2 min
### BEGIN SOLUTION
my_bet = "regularisation"
### END SOLUTION

my_bet = check("0.3", my_bet)
keep_prediction("why", my_bet)

# %% [markdown]
# ## 4 · See it happen
#
# Time to look. The network has three hidden layers of 100 units. It starts in two ways, and everything else of its
# training with labels is the same, the learning rate too. You will build each of these functions yourself in lessons
# 01 to 04; here, just use them.

# %%
sizes = (100, 100, 100)


def random_start(seed):
    """Hidden layers with small random weights."""
    return mlp.init_mlp((784, *sizes), np.random.default_rng(seed))


def pretrained_start(seed):
    """Hidden layers trained without labels, five epochs each."""
    rng = np.random.default_rng(seed)
    return stacking.pretrain(
        x, sizes, rng, kind="rbm", rate=0.1, epochs=5, batch_size=20
    )


# %% [markdown]
# ### A fair rate for the opponent
#
# Training has a knob, the *learning rate*. With a bad one, the network without pre-training hardly learns, and
# the comparison would be a fraud. So try several **without** pre-training, and keep the one that works best on 800
# **held-out** digits, set aside from the training digits. The test digits stay untouched. (An *epoch* is one pass over
# the training digits; a *seed* is a number that fixes all random choices.) This takes some seconds.

# %%
rest, held = hold_out(digits.train, 800, np.random.default_rng(0))
rates = (0.2, 0.6, 2.0, 6.0)


def held_out_error(rate):
    """Error on the held-out digits of a network without pre-training."""
    rng = np.random.default_rng(100)
    watch = {"held": held}
    start = random_start(100)
    _, history = stacking.fine_tune(start, *rest, rate, 15, 20, rng, watch=watch)
    return history[-1]["held_error"]


# %%
held_errors = each_seed(held_out_error, rates)
best_rate = rates[int(np.argmin(held_errors))]
errors = 100 * np.array(held_errors)
table(
    zip(rates, errors, strict=True), {"rate": "", "error on held-out digits (%)": ".1f"}
)

# %% assertions · the rate matters, and the best one is inside the range
assert held_errors[0] > 0.5
assert rates[0] < best_rate < rates[-1]
assert min(held_errors) < 0.15

# %% assertions · the rate of pre-training is scikit-learn's
from sklearn.neural_network import BernoulliRBM

assert BernoulliRBM().learning_rate == 0.1

# %% [markdown]
# The rate matters enormously: with the lowest one, most digits are still wrong after 15 epochs. Both starts now get
# the rate that suits the network *without* pre-training best.
#
# Nothing is tuned for the pre-trained network: this lesson compares no other values of its two numbers of
# pre-training. Its rate 0.1 is a common first choice for this kind of layer (the default of scikit-learn's
# `BernoulliRBM`), and 5 epochs a layer keep the lesson short. So the tuning favours the opponent. In another way the
# pre-trained network is favoured: it has looked at the digits more often, five more times for each layer, without
# labels. Lesson 04 asks whether that alone could be the reason.
#
# ### The experiment
#
# Four seeds: four different random starts, each with and without pre-training. **Predict**: after 15 epochs, will the
# networks *with* pre-training have a lower test error? And a lower training loss? Write `"lower"` or `"not lower"` in
# place of the dots. Then run the next three cells, and wait.

# %%
keep_prediction("0.effect", {"test error": ..., "training loss": ...})


# %%
def run(task):
    """Train one network from its start; return its history."""
    start, rate, seed = task
    rng = np.random.default_rng(1000 + seed)
    watch = {"train": digits.train, "test": digits.test}
    return stacking.fine_tune(
        start(seed), *digits.train, rate, 15, 20, rng, watch=watch
    )[1]


# %%
seeds = range(4)
tasks = [
    (start, best_rate, s) for start in (random_start, pretrained_start) for s in seeds
]
histories = each_seed(run, tasks)
without, with_ = histories[:4], histories[4:]


# %%
def final(histories, key):
    """The last value of every seed's history."""
    return np.array([history[-1][key] for history in histories])


# %%
groups = {"without pre-training": without, "with pre-training": with_}
columns = {"test error (%)": ""} | {f"seed {s}": ".1f" for s in seeds}
table(
    [(name, *100 * final(group, "test_error")) for name, group in groups.items()],
    columns,
)

# %%
gap = 100 * (final(without, "test_error") - final(with_, "test_error")).mean()
print(f"mean difference: {gap:.1f} percentage points")

# %%
fig, (left, right) = figures.axes(columns=2)
figures.mean_and_range(groups, "test_error", "test error (%)", scale=100, ax=left)
figures.mean_and_range(groups, "train_nll", "training loss (nats)", ax=right)
show(fig, "0.4")

# %% caption 0.4
# Left the error on test digits, right the training loss (in nats), over 15 epochs, on logarithmic axes;
# lines are means, bands run from the lowest value of the four seeds to the highest. With pre-training the error falls at once and ends
# {gap:.1f} points lower.

# %% assertions
test_errors = {name: final(group, "test_error") for name, group in groups.items()}
first_epoch = {
    name: np.array([history[1]["test_error"] for history in group])
    for name, group in groups.items()
}
assert gap > 1
assert (
    test_errors["with pre-training"].max() < test_errors["without pre-training"].min()
)
assert first_epoch["with pre-training"].max() < 0.25
assert first_epoch["without pre-training"].min() > 0.5

# %% [markdown]
# There it is: the same network, the same labels, the same training, another start, and clearly fewer mistakes on new
# digits. Even the worst pre-trained seed beats the best of the others.
#
# Your numbers may differ a little from those in `solutions`, here and in all lessons: processors round differently,
# and thousands of updates magnify that: one network may end some tenths of a point elsewhere. On the same computer,
# the same seed gives the same numbers again.
#
# Now the right-hand picture, the training loss. What does it say about your bet?

# %%
columns = {"training loss (nats)": ""} | {f"seed {s}": ".4f" for s in seeds}
table([(name, *final(group, "train_nll")) for name, group in groups.items()], columns)

# %%
lower = {
    name: "lower"
    if final(with_, key).mean() < final(without, key).mean()
    else "not lower"
    for name, key in {"test error": "test_error", "training loss": "train_nll"}.items()
}
compare_prediction("0.effect", lower)

# %% assertions
assert lower == {"test error": "lower", "training loss": "lower"}
for history in without:
    losses = [row["train_nll"] for row in history]
    assert min(losses[:4]) > 0.5 * losses[0]
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[-10:-5])

# %% [markdown]
# At this moment the pre-trained networks are lower here too. Do not draw a conclusion yet: like friend D, we
# looked before the end. The networks without pre-training began slowly: after three epochs none had halved its loss; and
# after fifteen they are still on their way down. The explanations speak about long training, and about the test
# loss *at the same training loss*. That needs whole trajectories of many networks, on more digits. Lesson 07 shows them.
#
# How far are you? The next cell tells it for this lesson. `progress()`, without a number, tells it for all lessons, on any
# day, in stars and minutes: what `check` said is kept in `my_answers`, too.

# %%
progress(0)

# %% [markdown]
# ## Recap
#
# - Pre-training trains each layer without labels first; then the whole network is trained with labels as usual.
# - On 4,000 real digits, with three hidden layers, after 15 epochs it has a clearly lower test error than a baseline
#   with the best of four rates, which has not finished.
# - *Optimisation* alone predicts a lower training loss after long training, *regularisation* alone the same or a higher
#   one. They do not exclude each other, and results on test digits alone cannot decide.
#
# **Quiz**
#
# 1. Does pre-training use the labels of the training digits?
# 2. Why were the learning rates compared on held-out digits and not on the test digits?
# 3. A friend finds that random weights, drawn so that they have the same sizes as pre-trained ones, do just as well.
#    Which explanation would that support?
#
# <details><summary>Answers</summary>
#
# 1. No. It only looks at the pictures.
# 2. The test digits must not take part in any choice, or their error is no longer an honest estimate for new digits.
# 3. Pre-conditioning. The paper tried it: the re-drawn weights do not come near the pre-trained ones (its Table 1).
#
# </details>
#
# ## In practice
#
# - The paper trains with 50,000 digits for 50 epochs and repeats with hundreds of seeds. Its errors and differences are
#   smaller: with three layers a median test error of about 1.83 % without and 1.33 % with pre-training, read off its
#   Fig. 1. More labels are probably one reason; lesson 13 looks into it.
# - The band of a figure here runs from the smallest to the largest value. With four seeds that is more honest than a
#   standard deviation.
# - On a machine with one core the experiment takes about twice as long.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: [*Why does unsupervised pre-training help deep learning?*](https://www.jmlr.org/papers/v11/erhan10a.html)
#   JMLR 11 (2010), 625-660: sections 2, 3 and 7 for the explanations, Fig. 1 for the effect.
# - Taha: [*Why does unsupervised pre-training help deep learning?*](https://ahmdtaha.medium.com/why-does-unsupervised-pre-training-help-deep-learning-88ec11c70696) Blog post, 3 August 2020: a short retelling, and two
#   doubts, to which lessons 11 and 13 come back.
#
# **Next**: [lesson 01](01_build_mlp.ipynb) builds the network itself, from NumPy.
