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
# - why a comparison is worth nothing unless both sides are tuned with the same care.
#
# **What you need**: a little Python. No machine learning yet.
#
# **Time**: about 30 minutes, of which 8 for the three exercises. The computer needs about half a minute on two cores.

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
# - The folder on the left has the other lessons in `lessons`, and the same notebooks with all answers and figures in
#   `solutions`. Save with Ctrl + S (on a Mac, Cmd + S).

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
from utils.teaching import check, figures, keep_prediction, progress, show
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
print(f"{len(x)} training digits, {len(x_test)} test digits, each a row of {x.shape[1]} numbers")
print(f"grey levels from {x.min():g} (white) to {x.max():g} (black)")
print("training digits of each class 0 to 9:", np.bincount(labels))

# %%
first = [np.flatnonzero(labels == k)[:3] for k in range(10)]
show(
    figures.digit_grid(x[np.array(first).T.ravel()]),
    "Three training digits of each class, 0 to 9: the same digit is written in quite different ways.",
)

# %% [markdown]
# A network looks at the 784 grey levels and names a digit. Its **error** is the share of digits that it names wrongly.
#
# ### Exercise 0.1
#
# Your first exercise shows how exercises work here. Replace the line with the dots, then run the cell. The last line
# of the cell hands your function to `check`, which tries it and says one of three things:
#
# - **correct**: go on;
# - **not yet**: with the case that failed, and often the mistake by name. Change your code and run the cell again;
# - **not attempted**: the dots are still there. The lesson goes on with our version, so you are never stuck.
#
# Hints unfold with a click. The complete answer is in the notebook of the same name in `solutions`.
#
# <details><summary>Hint 1</summary><code>predicted != labels</code> is an array of True and False.</details>
# <details><summary>Hint 2</summary>The mean of an array of True and False is the share of True.</details>


# %% exercise 0.1 · error rate · ★ · 3 min
def error_rate(predicted, labels):
    """Share of wrong predictions, from 0 to 1: two arrays of N classes -> a number."""
    ### BEGIN SOLUTION
    return (predicted != labels).mean()
    ### END SOLUTION


error_rate = check("0.1", error_rate)

# %%
always_seven = np.full(len(labels_test), 7)
print(f"error of a program that always says 7: {100 * error_rate(always_seven, labels_test):.0f} %")

# %% [markdown]
# ## 3 · The question
#
# A network is made of layers of *units*, joined by *weights*: numbers that training adjusts. A *deep* network has several
# layers between picture and answer. Its **loss** is a number that says how wrong its answers are; training looks for
# weights with a low loss, a *minimum*. Loss and error go together, but not strictly: an answer can be right and unsure.
#
# Until 2006 deep networks could hardly be trained: more layers made them worse. Then a trick made them better:
#
# - **Without pre-training**: start from small random weights, then train with the labels.
# - **With pre-training**: first train each layer, from the lowest up, to model its inputs *without any labels*. Only
#   then train the whole network with the labels (*fine-tuning*).
#
# Both use the same labels, the same loss and the same training. **Only the starting point differs.**

# %%
show(
    pictures.two_starts(),
    "Pre-training goes up layer by layer, each learning to model what the layer below gives it, without labels; the "
    "last step, fine-tuning, changes all layers with the labels. Without pre-training there is only the last step.",
)

# %% [markdown]
# Why should that help? The paper weighs three explanations:
#
# - **Pre-conditioning**. Pre-training merely brings the weights to a good *size*. Then random weights of the same
#   sizes would do as well.
# - **Optimisation**. Pre-training starts the network near a deeper minimum: it can fit the *training* digits better,
#   and new digits profit too.
# - **Regularisation**. Pre-training confines the network to a region that is good for modelling digits. It does not
#   fit the training digits better, it may even fit them *worse*. Yet it does better on *new* digits.
#
# ### Exercise 0.2
#
# Explanations are useful if they predict something. Fill in what the last two predict for a network **with**
# pre-training, compared to one without, after long training: put `"lower"` or `"the same or higher"` in place of each
# of the four dots.
#
# <details><summary>Hint</summary>Both explanations must account for the fact that pre-training helps on new digits.
# They differ on the digits that were trained on.</details>

# %% exercise 0.2 · what the explanations predict · ★ · 3 min
### BEGIN SOLUTION
predicts = {
    "optimisation": {"training loss": "lower", "test loss": "lower"},
    "regularisation": {"training loss": "the same or higher", "test loss": "lower"},
}
### END SOLUTION
### BEGIN STUB
# predicts = {
#     "optimisation": {"training loss": ..., "test loss": ...},
#     "regularisation": {"training loss": ..., "test loss": ...},
# }
### END STUB

predicts = check("0.2", predicts)

# %% [markdown]
# So the **training loss** tells the two apart, not the test error that people usually report. This is the key to most of
# what follows. As a picture:

# %%
show(
    pictures.two_predictions(),
    "A sketch, not data. Training goes from the upper right to the lower left. If pre-training helps optimisation "
    "(left), its path ends further left and lower; if it regularises (right), lower but not further left.",
)

# %% [markdown]
# ### Exercise 0.3
#
# Now commit yourself, before you see any number. Why does pre-training help? Write `"pre-conditioning"`,
# `"optimisation"`, `"regularisation"` or `"something else"`. There is no wrong answer. It is kept in the file
# `my_answers/predictions.json`, and later lessons will remind you of it.

# %% exercise 0.3 · your bet · ★ · 2 min
### BEGIN SOLUTION
my_bet = "regularisation"
### END SOLUTION

my_bet = check("0.3", my_bet)
keep_prediction("why", my_bet)

# %% [markdown]
# ## 4 · See it happen
#
# Time to look. The network has three hidden layers of 200 units. It starts in two ways, and everything else of its
# training with labels is the same, the learning rate too. You will build each of these functions yourself in lessons
# 01 to 04; here, just use them.

# %%
sizes = (200, 200, 200)


def random_start(seed):
    """Hidden layers with small random weights."""
    return mlp.init_mlp((784, *sizes), np.random.default_rng(seed))


def pretrained_start(seed):
    """Hidden layers that have looked at the training digits eight times, without their labels."""
    return stacking.pretrain(
        x, sizes, np.random.default_rng(seed), kind="rbm", rate=0.1, epochs=8, batch_size=20
    )


# %% [markdown]
# ### A fair rate for the opponent
#
# Training has a knob, the *learning rate*. With a bad one, the network without pre-training does not learn at all, and
# the comparison would be a fraud. So try several **without** pre-training, and keep the one that works best on 800
# **held-out** digits, set aside from the training digits. The test digits stay untouched. (An *epoch* is one pass over
# the training digits; a *seed* is a number that fixes all random choices.)

# %%
rest, held = hold_out(digits.train, 800, np.random.default_rng(0))
rates = (0.3, 1.0, 2.0, 3.0, 5.0)


def held_out_error(rate):
    """Error on the held-out digits of a network without pre-training."""
    rng = np.random.default_rng(100)
    _, history = stacking.fine_tune(random_start(100), *rest, rate, 20, 20, rng, watch={"held": held})
    return history[-1]["held_error"]


# %%
held_errors = each_seed(held_out_error, rates)
best_rate = rates[int(np.argmin(held_errors))]
for rate, error in zip(rates, held_errors, strict=True):
    print(f"rate {rate:g}: {100 * error:5.1f} % of held-out digits wrong{'   <- best' * (rate == best_rate)}")

# %% [markdown]
# The rate matters enormously: with the lowest one, most digits are still wrong after 20 epochs. Both kinds of network
# now get the rate that suits the one *without* pre-training best. For the pre-trained network no rate is tuned. In
# return it has looked at the digits more often: eight more times for each layer, without labels. Lesson 04 asks
# whether that alone could be the reason.
#
# ### The experiment
#
# Four seeds: four different random starts, each with and without pre-training. **Predict**: will the pre-trained
# networks have the lower test error? And the lower training loss? Then run the next three cells, and wait.


# %%
def run(task):
    """Train one network from its start; return its history on training and test digits."""
    start, rate, seed = task
    rng = np.random.default_rng(1000 + seed)
    watch = {"train": digits.train, "test": digits.test}
    return stacking.fine_tune(start(seed), *digits.train, rate, 20, 20, rng, watch=watch)[1]


# %%
seeds = range(4)
tasks = [(start, best_rate, s) for start in (random_start, pretrained_start) for s in seeds]
histories = each_seed(run, tasks)
without, with_ = histories[:4], histories[4:]


# %%
def final(histories, key):
    """The last value of every seed's history."""
    return np.array([history[-1][key] for history in histories])


gap = 100 * (final(without, "test_error") - final(with_, "test_error")).mean()
for name, group in (("without", without), ("with", with_)):
    print(
        f"{name:8s} pre-training, test error of each seed:",
        np.round(100 * final(group, "test_error"), 1),
        "%",
    )
print(f"mean difference: {gap:.1f} percentage points in favour of pre-training")

# %%
groups = {"without pre-training": without, "with pre-training": with_}
fig, (left, right) = figures.axes(columns=2)
figures.mean_and_range(groups, "test_error", "test error (%)", scale=100, ax=left)
figures.mean_and_range(groups, "train_nll", "training loss (nats)", ax=right)
show(
    fig,
    f"Left the error on test digits, right the training loss, over 20 epochs, on logarithmic axes; lines are means, "
    f"bands run from the lowest seed to the highest. With pre-training the error falls at once and ends {gap:.1f} "
    "points lower.",
)

# %%
worst_with, best_without = final(with_, "test_error").max(), final(without, "test_error").min()
print(
    f"with pre-training, the worst seed: {100 * worst_with:.1f} %; without, the best: {100 * best_without:.1f} %"
)

# %% [markdown]
# There it is: the same network, the same labels, the same training, another starting point, and clearly fewer mistakes
# on new digits. Even the worst pre-trained seed beats the best of the others.
#
# Now the right-hand picture, the training loss. What does it say about your bet?

# %%
for name, group in groups.items():
    print(
        f"{name:20s} training loss of each seed after 20 epochs:",
        np.round(final(group, "train_nll"), 4),
        "nats",
    )

# %% [markdown]
# At this moment the pre-trained networks are lower here too. Do not draw a conclusion yet. Twenty epochs are a moment,
# not the end: the networks without pre-training began with a plateau, of very different length from seed to seed, and
# are still on their way down. The explanations speak about long training, and about the test loss *at the same
# training loss*. That needs whole trajectories of many networks, on more digits. Lesson 07 shows them.

# %%
progress(0)

# %% [markdown]
# ## Recap
#
# - Pre-training trains each layer without labels first; then the whole network is trained with labels as usual.
# - On 4,000 real digits, with three hidden layers, it lowers the test error clearly, against a baseline with the best
#   of five rates.
# - *Optimisation* predicts a lower training loss, *regularisation* the same or a higher one. The test error alone
#   cannot decide.
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
# - The band of a figure here runs from the smallest to the largest seed. With four seeds that is more honest than a
#   standard deviation.
# - On a machine with one core the experiment takes about twice as long.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: *Why does unsupervised pre-training help deep learning?*
#   JMLR 11 (2010), 625-660: sections 2, 3 and 7 for the explanations, Fig. 1 for the effect.
# - Taha: *Why does unsupervised pre-training help deep learning?* Blog post, 3 August 2020: a short retelling, and two
#   doubts, to which lessons 11 and 13 come back.
#
# **Next**: lesson 01 builds the network itself, from NumPy.
