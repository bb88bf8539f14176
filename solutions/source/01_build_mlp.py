# %% [markdown]
# # 01 · An MLP from NumPy
#
# The paper trains the same kind of network again and again, from different starting points. This lesson builds
# that network, a *multilayer perceptron* (MLP), from nothing but NumPy, and trains it from the plainest start:
# random weights.
#
# **What you'll do**
#
# - write the loss, the forward pass, backpropagation and gradient descent, in about 30 lines in all;
# - prove your gradient right with finite differences;
# - train on 4,000 real digits and look at what the network confuses;
# - make the network deeper, and see what that does to training.
#
# **What you'll learn**
#
# - why softmax and its loss are computed together, and how overflow is avoided;
# - what backpropagation is: the chain rule with the results of the forward pass kept;
# - what depth does to the gradient of a sigmoid network, the problem that pre-training set out to solve.
#
# **What you need**: NumPy arrays and matrix products, derivatives and the chain rule. No deep-learning library.
#
# **Time**: about 65 minutes, of which 37 for the six exercises. The computer needs about half a minute in all.

# %%
import numpy as np

from utils.data import hold_out, load_digits_5k
from utils.numpy_models import mlp
from utils.numpy_models.mlp import Layer
from utils.teaching import (
    check, compare_prediction, explore, figures, keep_prediction, number, progress,
    progress_bar, recall_prediction, show, table,
)  # fmt: skip

# %% [markdown]
# ## 1 · The data
#
# The course carries 5,000 digits from MNIST with it. Each is a picture of 28 x 28 pixels, stored as a row of
# 784 numbers from 0 (white) to 1 (black). We write $N$ for the number of examples, $V = 784$ for the inputs and
# $K = 10$ for the classes.

# %%
digits = load_digits_5k()
(x, labels), (x_test, labels_test) = digits.train, digits.test
print("train:", x.shape, x.dtype, "  test:", x_test.shape)
print("labels:", np.unique(labels))

# %%
show(figures.digit_grid(x[:20], titles=labels[:20]), "1.1")

# %% caption 1.1
# Twenty training digits with their labels: strokes of different slant and thickness, centred.

# %% [markdown]
# ## 2 · From scores to probabilities
#
# The last layer of the network gives each class $k$ a *score* $a_k$, any real number. The **softmax** turns the
# $K$ scores of an example into probabilities:
#
# $$P(k) = \frac{e^{a_k}}{\sum_{j=1}^{K} e^{a_j}}$$
#
# **Predict**, in a word each: two classes have the scores 1000 and 1001. What does NumPy give for $e^{1000}$, and what for the
# two probabilities?

# %%
keep_prediction("1.overflow", {"exp(1000)": ..., "probabilities": ...})

# %%
with np.errstate(over="ignore", invalid="ignore"):
    e = np.exp(np.array([1000.0, 1001.0]))
    p = e / e.sum()
compare_prediction("1.overflow", {"exp(1000)": f"{e[0]}", "probabilities": f"{p}"})

# %% [markdown]
# The exponential overflows to infinity, and infinity divided by infinity is not a number. But adding the same
# constant to all scores of an example leaves the probabilities as they are, so you can choose the constant.
#
# ### Exercise 1.1
#
# Write `softmax` so that it works for scores of any size. `a` has one example a row: shape $(N, K)$.
#
# <details><summary>Hint 1</summary>Which constant makes the largest exponent of each row exactly 0?</details>
# <details><summary>Hint 2</summary><code>a.max(axis=1, keepdims=True)</code> has shape (N, 1) and broadcasts
# against <code>a</code>. The sum over the classes needs <code>keepdims=True</code> as well.</details>


# %% exercise 1.1 · softmax · ★ · 5 min
def softmax(a):
    """Class probabilities from scores: (N, K) -> (N, K), each row summing to 1."""
    ### BEGIN SOLUTION
    e = np.exp(a - a.max(axis=1, keepdims=True))  # (N, K)
    return e / e.sum(axis=1, keepdims=True)
    ### END SOLUTION


softmax = check("1.1", softmax)

# %%
np.round(softmax(np.array([[0.0, 1.0, 2.0], [1000.0, 1001.0, 1002.0]])), 3)

# %% [markdown]
# Both rows are the same: only differences between scores matter.
#
# ## 3 · The loss
#
# Training needs one number that says how wrong the network is. The paper uses the **negative log-likelihood**
# (NLL) of the true class, averaged over the examples:
#
# $$L = -\frac{1}{N} \sum_{n=1}^{N} \log P(y_n \mid x_n)$$
#
# where $y_n$ is the label of example $n$. It is measured in *nats*, the unit of natural logarithms. A network that
# is always sure and right has $L = 0$.
#
# **Predict**: what is $L$, in nats, for a network that knows nothing and gives every class the same probability? Write a
# number in place of the dots.

# %%
keep_prediction("1.ignorant", ...)

# %% [markdown]
# If you computed softmax first and the logarithm afterwards, a probability that underflows to 0 would give an
# infinite loss. Taken together, the logarithm and the exponential cancel, and nothing overflows:
#
# $$-\log P(y) = \log \sum_j e^{a_j} - a_y = m + \log \sum_j e^{a_j - m} - a_y, \qquad m = \max_j a_j$$
#
# ### Exercise 1.2
#
# Write the loss from the scores, without calling `softmax`.
#
# <details><summary>Hint 1</summary>Pick one score a row with <code>a[np.arange(len(a)), labels]</code>.</details>
# <details><summary>Hint 2</summary>Compute m as a vector of shape (N,). To subtract it from the rows, give it a
# second axis: <code>m[:, None]</code>.</details>


# %% exercise 1.2 · negative log-likelihood · ★★ · 6 min
def negative_log_likelihood(a, labels):
    """Mean of -log P(label): scores (N, K) and labels (N,) -> a number, in nats."""
    ### BEGIN SOLUTION
    largest = a.max(axis=1)
    log_sum = largest + np.log(np.exp(a - largest[:, None]).sum(axis=1))  # (N,)
    return (log_sum - a[np.arange(len(a)), labels]).mean()
    ### END SOLUTION


negative_log_likelihood = check("1.2", negative_log_likelihood)

# %%
ignorant = negative_log_likelihood(np.zeros((5, 10)), np.array([0, 3, 3, 7, 9]))
compare_prediction("1.ignorant", f"{ignorant:.4f} nats")
print(f"log(10) = {np.log(10):.4f}")

# %% assertions
assert f"{ignorant:.2f}" == "2.30"

# %% [markdown]
# Remember this number, 2.30: a network whose loss stays there has learnt nothing about the digits. You will see
# it again at the end of the lesson.
#
# ## 4 · The network
#
# Between the input and the output stand *hidden layers*, called so because nothing in the data says what their values
# should be. A hidden layer of $H$ units computes $h = \sigma(x W + b)$, with weights $W$ of shape $(V, H)$, biases $b$
# of shape $(H,)$ and the logistic **sigmoid** $\sigma(a) = 1 / (1 + e^{-a})$. The next layer does the same with $h$ as its input. The
# output layer has no sigmoid: its values are the scores.

# %%
a = np.linspace(-6, 6, 121)
h = mlp.sigmoid(a)
curves = {"sigmoid h": h, "slope h (1 - h)": h * (1 - h)}
show(figures.line_plot(curves, "input a", "value", x=a), "1.2")

# %% caption 1.2
# The sigmoid rises from 0 to 1; its slope is largest at 0, where it is {(h * (1 - h)).max():.2f}, and vanishes on
# both sides.

# %% [markdown]
# Two facts about the slope will matter: it is $h(1-h)$, computed from the output alone, and it is never more than
# one quarter.
#
# The paper draws each weight uniformly between $-1/\sqrt{n}$ and $1/\sqrt{n}$, where $n$ is the number of inputs of
# the unit (its *fan-in*; the paper calls it $k$). With more inputs come smaller weights, so that the sums stay of moderate size.
# `mlp.init_mlp` does that, and sets the biases to zero. A network is a list of `Layer(W, b)`.

# %%
params = mlp.init_mlp((784, 100, 10), np.random.default_rng(0))
for W, b in params:
    print("W", W.shape, f"within ±{np.abs(W).max():.4f}", "   b", b.shape)

# %% [markdown]
# ### Exercise 1.3
#
# Write the forward pass. Return a list with the input, the output of each hidden layer, and last the scores:
# backpropagation will need all of them.
#
# <details><summary>Hint 1</summary>Loop over <code>params[:-1]</code>, the hidden layers, and treat the last one
# after the loop.</details>
# <details><summary>Hint 2</summary>The input of each layer is the newest entry of the list,
# <code>activations[-1]</code>.</details>

# %% exercise 1.3 · forward pass · ★★ · 6 min
sigmoid = mlp.sigmoid


def forward(params, x):
    """Activations [x, h1, ..., scores], of shapes (N, V), (N, H), ..., (N, K)."""
    ### BEGIN SOLUTION
    activations = [x]
    for W, b in params[:-1]:
        activations.append(sigmoid(activations[-1] @ W + b))  # (N, H)
    W, b = params[-1]
    activations.append(activations[-1] @ W + b)  # (N, K)
    return activations
    ### END SOLUTION


forward = check("1.3", forward)

# %%
activations = forward(params, x)
print("shapes:", [h.shape for h in activations])
untrained = negative_log_likelihood(activations[-1], labels)
print(f"loss before training: {untrained:.3f} nats")

# %% assertions
assert abs(untrained - np.log(10)) < 0.1

# %% [markdown]
# The loss before training is close to $\log 10$, as it should be: small random weights give nearly equal scores.
#
# ## 5 · The slow gradient
#
# To reduce the loss we need its derivative with respect to every weight. There is a way that needs no thought:
# move one weight a little up, then a little down, and compare. For an entry $\theta_i$ and a small step $\epsilon$,
#
# $$\frac{\partial f}{\partial \theta_i} \approx \frac{f(\theta + \epsilon e_i) - f(\theta - \epsilon e_i)}{2 \epsilon}$$
#
# where $e_i$ is 1 at entry $i$ and 0 elsewhere. These are *central differences*; their error shrinks with
# $\epsilon^2$. It costs two evaluations of the loss a weight, far too slow for training, but it is the judge that
# tells whether a fast gradient is right.
#
# ### Exercise 1.4
#
# Write it for a function `f` of an array `theta` of any shape. Leave `theta` as it was.
#
# <details><summary>Hint 1</summary><code>for i in np.ndindex(theta.shape)</code> visits all entries;
# <code>theta[i]</code> works with such an <code>i</code>.</details>
# <details><summary>Hint 2</summary>Take two fresh copies of theta for each entry.</details>


# %% exercise 1.4 · gradient by central differences · ★★ · 6 min
def numerical_gradient(f, theta, step=1e-5):
    """Gradient of the number f(theta) at the array theta, one entry at a time."""
    ### BEGIN SOLUTION
    gradient = np.zeros_like(theta)
    for i in np.ndindex(theta.shape):
        plus, minus = theta.copy(), theta.copy()
        plus[i] += step
        minus[i] -= step
        gradient[i] = (f(plus) - f(minus)) / (2 * step)
    return gradient
    ### END SOLUTION


numerical_gradient = check("1.4", numerical_gradient)

# %%
# the derivative of t² is 2t
numerical_gradient(lambda t: (t**2).sum(), np.array([1.0, 2.0, -3.0]))

# %% [markdown]
# ## 6 · Backpropagation
#
# Now the fast way. Call $\delta$ the derivative of the loss with respect to what enters a layer's nonlinearity.
#
# **At the output.** Differentiate $-\log P(y) = \log \sum_j e^{a_j} - a_y$ with respect to score $a_k$. The first
# term gives $e^{a_k} / \sum_j e^{a_j} = P(k)$, the second $-1$ where $k$ is the label. With the mean over the batch,
#
# $$\delta^{\text{out}}_{nk} = \tfrac{1}{N} \left( P(k \mid x_n) - [k = y_n] \right)$$
#
# where $[k = y_n]$ is 1 for the true class and 0 otherwise. The more wrong, the larger.
#
# **Weights of a layer.** Its sums are $h W + b$, with $h$ the layer's input. So
#
# $$\frac{\partial L}{\partial W} = h^\top \delta, \qquad \frac{\partial L}{\partial b} = \sum_n \delta_n$$
#
# **One layer down.** $\delta$ travels back through the weights, then through the sigmoid's slope:
#
# $$\delta^{\text{below}} = (\delta\, W^\top) \odot h\, (1 - h)$$
#
# with $\odot$ the product entry by entry, and $h$ again the input of the layer, which is the output of the sigmoid below.
#
# ### Exercise 1.5
#
# Write `backward`. It gets what `forward` returned, and gives a list of `Layer(dW, db)` in the order of `params`.
#
# <details><summary>Hint 1</summary>First <code>delta</code> at the output: the softmax of the last activations,
# minus 1 at the label's place of each row, divided by N.</details>
# <details><summary>Hint 2</summary>Walk from the top down: <code>zip(reversed(params),
# reversed(activations[:-1]))</code> pairs each layer with its input.</details>
# <details><summary>Hint 3</summary>In each step: append <code>Layer(h.T @ delta, delta.sum(axis=0))</code>, then
# move <code>delta</code> down. At the end, reverse the list.</details>


# %% exercise 1.5 · backpropagation · ★★★ · 10 min
def backward(params, activations, labels):
    """Gradient of the loss: a list of Layer(dW, db), as params."""
    ### BEGIN SOLUTION
    n_examples = len(labels)
    delta = softmax(activations[-1])  # (N, K)
    delta[np.arange(n_examples), labels] -= 1
    delta /= n_examples
    grads = []
    for (W, _), h in zip(reversed(params), reversed(activations[:-1]), strict=True):
        grads.append(Layer(h.T @ delta, delta.sum(axis=0)))
        if len(grads) < len(params):  # the input needs no delta
            delta = (delta @ W.T) * h * (1 - h)  # (N, H)
    return grads[::-1]
    ### END SOLUTION


backward = check("1.5", backward)

# %% [markdown]
# The check compared your gradient with finite differences. Do the same yourself, for the first layer of a small
# network on real digits (a few pixels only, in double precision):

# %%
some = x[:6, 400:420].astype(np.float64)
small = mlp.init_mlp((20, 8, 10), np.random.default_rng(1), dtype=np.float64)


def loss_of_first_layer(W):
    scores = forward([Layer(W, small[0].b), small[1]], some)[-1]
    return negative_log_likelihood(scores, labels[:6])


# %%
slow = numerical_gradient(loss_of_first_layer, small[0].W)
fast = backward(small, forward(small, some), labels[:6])[0].W
error = np.linalg.norm(slow - fast) / (np.linalg.norm(slow) + np.linalg.norm(fast))
print("relative difference of the slow and the fast gradient:", number(error, 1))

# %% assertions
halved = backward(small, forward(small, some), labels[:6])[0].W / 2
assert (
    error
    < 1e-6
    < 1e-3
    < np.linalg.norm(slow - halved) / np.linalg.norm(slow + halved)
    < 1
)

# %% [markdown]
# Anything below $10^{-6}$ is agreement; a wrong formula gives something between $10^{-3}$ and 1.
#
# ## 7 · Stochastic gradient descent
#
# To train, take a few examples (a *minibatch*), compute the gradient, and move every weight a small step against
# it: $\theta \leftarrow \theta - \eta\, \partial L / \partial \theta$, with $\eta$ the **learning rate**. That is
# all. The paper mentions no momentum, and its rate is constant.
#
# ### Exercise 1.6
#
# Write one step. Change the arrays **in place**, so that the network itself moves; return nothing.
#
# <details><summary>Hint 1</summary><code>W = W - ...</code> makes a new array and gives it the name W;
# <code>W -= ...</code> changes the array that the network holds.</details>
# <details><summary>Hint 2</summary>A <code>Layer</code> is a tuple, so <code>layer.W -= ...</code> fails. Unpack it:
# <code>for (W, b), (dW, db) in zip(params, grads)</code>. Or write <code>layer.W[...] -= ...</code>.</details>


# %% exercise 1.6 · a step of gradient descent · ★ · 4 min
def sgd_step(params, grads, rate):
    """Move every weight and bias against its gradient, in place."""
    ### BEGIN SOLUTION
    for layer, grad in zip(params, grads, strict=True):
        layer.W[...] -= rate * grad.W
        layer.b[...] -= rate * grad.b
    ### END SOLUTION


sgd_step = check("1.6", sgd_step)

# %% [markdown]
# Your functions are a complete learner now. The rate is 1; the last section shows how to choose one
# fairly.

# %%
rng = np.random.default_rng(2)
params = mlp.init_mlp((784, 100, 10), rng)
watch = {"train": (x, labels), "test": (x_test, labels_test)}
history = [mlp.measure(params, watch, epoch=0)]
for epoch in progress_bar(range(1, 21), "epochs"):
    for batch in mlp.minibatches(len(x), 20, rng):
        grads = backward(params, forward(params, x[batch]), labels[batch])
        sgd_step(params, grads, 1.0)
    history.append(mlp.measure(params, watch, epoch))

# %%
last = history[-1]
table(
    [(d, last[f"{d}_nll"], 100 * last[f"{d}_error"]) for d in ("train", "test")],
    {"digits": "", "NLL (nats)": ".3f", "error (%)": ".1f"},
)

# %%
names = {"train_nll": "training digits", "test_nll": "test digits"}
losses = {name: [row[key] for row in history] for key, name in names.items()}
show(figures.line_plot(losses, "epoch", "NLL (nats)", log_y=True), "1.3")

# %% caption 1.3
# Training loss falls to {last['train_nll']:.3f} nats, not quite evenly; the loss on test digits is lowest after epoch
# {np.argmin(losses['test digits'])} and ends {last['test_nll'] / last['train_nll']:.0f} times as high as the training
# loss.

# %% assertions
low = int(np.argmin(losses["test digits"]))
assert 0 < low < 15
assert losses["test digits"][-1] > 1.05 * losses["test digits"][low]
assert losses["training digits"][-1] < 0.2 * losses["training digits"][low]
assert any(np.diff(losses["training digits"]) > 0), "not quite evenly"
assert last["test_nll"] > 10 * last["train_nll"]

# %% [markdown]
# The two curves part: the training loss goes on falling, while the test loss falls no more and creeps up. (The test
# *error* may still improve a little: the network is wrong less often, but surer when it is wrong.) To fit the training
# digits ever better and new digits no better is **overfitting**, and this gap is what a
# *regulariser* is meant to narrow. Keep the picture in mind: the whole
# question of the course is which of these two curves pre-training moves.
#
# ### What does it confuse?

# %%
predicted = forward(params, x_test)[-1].argmax(axis=1)
confusion = np.zeros((10, 10), int)
np.add.at(confusion, (labels_test, predicted), 1)
show(figures.matrix(confusion, "predicted class", "true class"), "1.4")

# %% caption 1.4
off = confusion - np.diag(np.diag(confusion))
true, taken_for = np.unravel_index(off.argmax(), off.shape)
# How often a test digit of each class is taken for each class; darker is more often, an empty cell is never. Most of
# the {confusion.sum():,} digits lie on the diagonal; the most frequent confusion is {true} taken for {taken_for}
# ({off.max()} times).

# %%
wrong = np.flatnonzero(predicted != labels_test)[:20]
names = [f"{labels_test[i]} → {predicted[i]}" for i in wrong]
show(figures.digit_grid(x_test[wrong], titles=names), "1.5")

# %% caption 1.5
# The first {len(wrong)} mistakes, true → predicted: some would make a person hesitate, others would not.

# %% [markdown]
# ### The learning rate
#
# **Predict**, in a word each: what does the training loss do in six epochs with a rate that is much too small, and with one
# that is much too large?

# %%
keep_prediction("1.rates", {"rate 0.001": ..., "rate 30": ...})


# %% [markdown]
# Now move the slider.


# %%
def training_curve(rate):
    rng = np.random.default_rng(3)
    params = mlp.init_mlp((784, 100, 10), rng)
    some = (x[:2000], labels[:2000])
    rows = mlp.train(params, *some, rate, 6, 20, rng, watch={"train": some})
    fig, ax = figures.axes()
    ax.set_ylim(0, 3)
    name = f"ends with {100 * rows[-1]['train_error']:.1f} % errors"
    losses = {name: [row["train_nll"] for row in rows]}
    return figures.line_plot(losses, "epoch", "training NLL (nats)", ax=ax)


# %%
rates = [0.001, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0]
sliders = explore(training_curve, "1.6", rate=(rates, 0.1))

# %% caption 1.6
# Training loss over six epochs of 2,000 digits, at the learning rate {rate:g}. At small rates it falls slowly, at
# moderate ones fast; above some rate the loss jumps about or leaves the picture (the axis ends at 3 nats).

# %% assertions
drawn = [training_curve(rate).axes[0].lines[0].get_ydata() for rate in rates]
ends = dict(zip(rates, [loss[-1] for loss in drawn], strict=True))
assert ends[0.001] > ends[0.01] > ends[0.1] > ends[0.3]
assert ends[30.0] > 2 * ends[0.3], "stays high, or jumps about"

# %%
seen = {}
for rate in (0.001, 30.0):
    loss = training_curve(rate).axes[0].lines[0].get_ydata()
    seen[f"rate {rate:g}"] = f"from {loss[0]:.1f} to {loss[-1]:.1f} nats"
compare_prediction("1.rates", seen)

# %% [markdown]
# ### The same in scikit-learn
#
# `MLPClassifier` is the same model. With your weights it must give your probabilities. And trained with the same
# settings (no momentum, no penalty, minibatches of 20) from its own random start, it must come near your error.

# %%
from sklearn.neural_network import MLPClassifier

theirs = MLPClassifier(
    hidden_layer_sizes=(100,), activation="logistic", solver="sgd", alpha=0, momentum=0,
    batch_size=20, learning_rate_init=1.0, random_state=0,
)  # fmt: skip
for _ in progress_bar(range(10), "epochs"):
    theirs.partial_fit(x, labels, classes=np.arange(10))
their_error = (theirs.predict(x_test) != labels_test).mean()
our_error = history[10]["test_error"]
print("test error after 10 epochs, in percent:")
print(f"ours {100 * our_error:.1f}, scikit-learn's {100 * their_error:.1f}")

# %% assertions · near ours
assert abs(their_error - our_error) < 0.015

# %%
theirs.coefs_, theirs.intercepts_ = [W for W, _ in params], [b for _, b in params]
ours = softmax(forward(params, x_test)[-1])
difference = np.abs(theirs.predict_proba(x_test) - ours).max()
print("largest difference of a probability, same weights:", number(difference, 1))

# %% assertions
assert difference < 1e-4

# %% [markdown]
# ## 8 · Deeper
#
# More layers can compute more. Do they also learn more? **Predict**: if you train networks with 1, 2, 3 and 4 hidden
# layers of 50 units in the same way, which has the lowest training loss after 15 epochs? Write the number of layers
# in place of the dots.

# %%
keep_prediction("1.depth", ...)


# %%
def train_depth(depth, rate, watch):
    rng = np.random.default_rng(4)
    params = mlp.init_mlp((784,) + (50,) * depth + (10,), rng)
    return mlp.train(params, *rest, rate, 15, 20, rng, watch)


rest, held = hold_out(digits.train, 1000, np.random.default_rng(5))

# %%
depths = (1, 2, 3, 4)
watch = {"train": rest, "valid": held}
histories = {d: train_depth(d, 0.3, watch) for d in progress_bar(depths, "networks")}
losses = {d: [row["train_nll"] for row in rows] for d, rows in histories.items()}

# %%
curves = {f"{d} hidden": losses[d] for d in depths}
show(figures.line_plot(curves, "epoch", "training NLL (nats)"), "1.7")
compare_prediction("1.depth", min(depths, key=lambda d: losses[d][-1]))

# %% caption 1.7
# Training loss at learning rate 0.3 of networks with 1 to 4 hidden layers: one learns at once, two after an epoch,
# three sit on a plateau near log 10 = 2.30 nats first, four do not leave it in {len(losses[4]) - 1} epochs.

# %% assertions
assert losses[1][1] < 1
assert losses[2][1] > 2 > losses[2][2]
assert min(losses[3][:6]) > 2.2
assert losses[3][-1] < 2
assert min(losses[4]) > 2.2
assert min(depths, key=lambda d: losses[d][-1]) < 3

# %% [markdown]
# The deeper the network, the longer the plateau, at the height that you were asked to remember: the network gives
# every digit the same probabilities. Nothing forbids it to learn what the shallow ones learn, yet it does not move.
# Why? Look at the gradient of each layer before the first step.

# %%
deep = mlp.init_mlp((784, 50, 50, 50, 50, 10), np.random.default_rng(6))
grads = backward(deep, forward(deep, x[:500]), labels[:500])
size = [np.sqrt((grad.W**2).mean()) for grad in grads]
names = ["hidden 1", "hidden 2", "hidden 3", "hidden 4", "output"]
curve = {"root mean square of dL/dW": size}
show(figures.line_plot(curve, "layer", "size", x=names, log_y=True), "1.8")

# %% caption 1.8
factors = np.array(size[1:]) / size[:-1]
# The gradient of each layer before the first step. It shrinks on its way down: from each layer to the one above it
# grows by factors of {', '.join(f'{factor:.0f}' for factor in factors)}.

# %% [markdown]
# Each layer on the way down multiplies $\delta$ by the weights (small) and by the slope of the sigmoid (at most one
# quarter). After four layers almost nothing arrives: the gradient *vanishes*, and the lower layers hardly move.
#
# On the way up, the same two factors act on the *differences between digits*. How much does a unit of each layer vary
# from digit to digit?

# %%
varies = [h.std(axis=0).mean() for h in forward(deep, x[:500])[1:-1]]
table(enumerate(varies, start=1), ["hidden layer", "standard deviation of a unit"])

# %% assertions
assert min(np.array(varies[:-1]) / varies[1:]) > 4
assert varies[3] < varies[0] / 100

# %% [markdown]
# The top layer gives nearly the same values for every digit, so it has nothing to tell digits apart by; and the layers
# below, which could help, get hardly any gradient. That is the plateau.
#
# Is this the end of deep networks, or was the rate badly chosen? Be fair to the deep network: give each depth the
# rate that suits it best, measured on 1,000 **held-out** digits that are neither trained on nor in the test set.

# %%
rates = (1.0, 3.0, 5.0)
tasks = [(depth, rate) for depth in depths for rate in rates]
watch = {"valid": held}
runs = {task: train_depth(*task, watch) for task in progress_bar(tasks, "networks")}
runs |= {(depth, 0.3): rows for depth, rows in histories.items()}  # trained above

# %%
rates = (0.3, *rates)
errors = {d: [100 * runs[d, r][-1]["valid_error"] for r in rates] for d in depths}
columns = ["hidden layers", *(f"rate {rate:g}" for rate in rates), "best"]
rows = [(d, *errors[d], min(errors[d])) for d in depths]
print("error on held-out digits, in percent:")
table(rows, {name: ".1f" if i else "d" for i, name in enumerate(columns)})

# %% assertions
best = {d: min(errors[d]) for d in depths}
assert errors[4][0] > 80, "on the plateau"
assert best[4] < 30, "off it"
assert errors[3][0] > 2 * best[3]
gaps = [errors[3][0] - errors[1][0], best[3] - best[1]]
assert gaps[1] < 0.5 * gaps[0], "most of the difference disappears"
assert min(best[3], best[4]) > max(best[1], best[2])

# %% [markdown]
# With a rate of its own, even the four-layer network comes off the plateau, and the three-layer one loses most of its
# disadvantage. That is worth remembering when somebody compares a new method with a baseline: **an untuned baseline can turn a small effect
# into a large one**. Yet depth does not pay here: with three and four layers the best error is higher than with one
# and two. (One seed, 15 epochs, four rates: four layers may do better with more time or a finer grid.)
#
# In 2006 this was the state of things: deep networks could express more, and came out worse. Then Hinton,
# Osindero and Teh trained the layers one at a time, the lower ones *without labels*, before they adjusted the whole
# network, and it worked. The next lesson builds the first such layer.

# %% [markdown]
# Your bet from lesson 00, and your progress in this lesson:

# %%
bet = recall_prediction("why")
progress(1)

# %% [markdown]
# ## Recap
#
# - A network is a list of layers; its output is turned into probabilities by the softmax, and its loss is the mean
#   negative log-likelihood. Both are computed from the scores, with the largest score taken out.
# - Backpropagation sends $\delta$ down: multiply by $W^\top$, then by $h(1-h)$. Finite differences check it.
# - Training loss goes on falling while test loss stays or creeps up: the gap is overfitting.
# - Depth makes the gradient of the lower layers small, and training starts with a plateau. A higher learning rate
#   shortens it, up to a point.
#
# **Quiz**
#
# 1. Why does the loss start near 2.30 whatever the number of layers?
# 2. A colleague's network has a training NLL of 0.001 and a test NLL of 0.4. Would more epochs help?
# 3. Which layer of a deep sigmoid network gets the smallest gradient, and why?
# 4. Somebody shows that a new method beats a network trained with rate 0.01. What do you ask?
#
# <details><summary>Answers</summary>
#
# 1. Small weights give nearly equal scores, so every class has probability about 1/10, and −log(1/10) = 2.30.
# 2. No: the training digits are fitted. What is missing is generalisation: more data or a regulariser.
# 3. The first one: its δ has passed through the most layers, each of which multiplies it by small weights and by a
#    slope of at most 1/4.
# 4. Whether the network's own rate was chosen on held-out data, and whether the best one was inside the range tried.
#
# </details>
#
# ## In practice
#
# - `mlp.train` in [utils/numpy_models/mlp.py](../utils/numpy_models/mlp.py) is the loop of section 7; later lessons call it.
# - The paper updates after every single example (batch size 1); minibatches of 20 are used here because they are
#   many times faster. With a mean loss, a larger batch goes with a higher rate: that is one reason why the rates
#   here are above the paper's grid of 0.005 to 0.1.
# - The paper does not say how biases start; zero is the usual choice.
# - Training uses float32, which halves the memory; gradient checks need float64.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: [*Why does unsupervised pre-training help deep
#   learning?*](https://www.jmlr.org/papers/v11/erhan10a.html) JMLR 11 (2010). Section 5 has the network and its training.
# - Glorot and Bengio: [*Understanding the difficulty of training deep feedforward neural networks*](https://proceedings.mlr.press/v9/glorot10a.html), AISTATS 2010:
#   why this initialisation and the sigmoid make depth hard.
# - Hinton, Osindero and Teh: [*A fast learning algorithm for deep belief nets*](https://doi.org/10.1162/neco.2006.18.7.1527), Neural Computation 18 (2006).
#
# **Next**: [lesson 02](02_build_rbm.ipynb) builds a restricted Boltzmann machine, which learns from digits without their labels.
