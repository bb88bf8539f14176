# %% [markdown]
# # 01 · An MLP from NumPy
#
# The paper trains one kind of network in two ways. This lesson builds that network, a *multilayer
# perceptron* (MLP), from nothing but NumPy, and trains it in the first way: from random weights.
#
# **What you'll do**
#
# - write the loss, the forward pass, backpropagation and gradient descent, in about 30 lines in all;
# - prove your gradient right with finite differences;
# - train on 4,000 real digits and look at what the network confuses;
# - make the network deeper and watch training get stuck.
#
# **What you'll learn**
#
# - why softmax and its loss are computed together, and how overflow is avoided;
# - what backpropagation is: the chain rule with the results of the forward pass kept;
# - why a deep sigmoid network is hard to train, which is the problem that pre-training set out to solve.
#
# **What you need**: NumPy arrays and matrix products, derivatives and the chain rule. No deep-learning library.
#
# **Time**: about 60 minutes, of which 37 for the six exercises. The computer needs less than a minute in all.

# %%
import numpy as np

from utils.data import hold_out, load_digits_5k
from utils.numpy_models import mlp
from utils.numpy_models.mlp import Layer
from utils.teaching import check, explore, figures, progress, recall_prediction, show

# %% [markdown]
# ## 1 · The data
#
# The course carries 5,000 digits from MNIST with it. Each is a picture of 28 x 28 pixels, stored as a row of
# 784 numbers from 0 (white) to 1 (black). We write $N$ for the number of examples, $V = 784$ for the inputs and
# $K = 10$ for the classes.

# %%
digits = load_digits_5k()
(x, labels), (x_test, labels_test) = digits.train, digits.test
print("train:", x.shape, x.dtype, "   test:", x_test.shape, "   labels:", np.unique(labels))

# %%
show(
    figures.digit_grid(x[:20], titles=labels[:20]),
    "Twenty training digits with their labels: strokes of different slant and thickness, centred.",
)

# %% [markdown]
# ## 2 · From scores to probabilities
#
# The last layer of the network gives each class $k$ a *score* $a_k$, any real number. The **softmax** turns the
# $K$ scores of an example into probabilities:
#
# $$P(k) = \frac{e^{a_k}}{\sum_{j=1}^{K} e^{a_j}}$$
#
# Predict first: what happens when a score is 1000?

# %%
with np.errstate(over="ignore", invalid="ignore"):
    e = np.exp(np.array([1000.0, 1001.0]))
    print("exp:", e, "   exp / sum:", e / e.sum())

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
# where $y_n$ is the label of example $n$. It is measured in nats (natural logarithm). A network that is always
# sure and right has $L = 0$.
#
# Predict: what is $L$ for a network that knows nothing and gives every class the same probability?
#
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
print(f"equal scores: {ignorant:.4f} nats    log(10) = {np.log(10):.4f}")

# %% [markdown]
# Remember this number, 2.30: a network whose loss stays there has learnt nothing about the digits. You will see
# it again at the end of the lesson.
#
# ## 4 · The network
#
# A hidden layer computes $h = \sigma(x W + b)$, with weights $W$ of shape $(V, H)$, biases $b$ of shape $(H,)$ and
# the logistic **sigmoid** $\sigma(a) = 1 / (1 + e^{-a})$. The next layer does the same with $h$ as its input. The
# output layer has no sigmoid: its values are the scores.

# %%
a = np.linspace(-6, 6, 121)
h = mlp.sigmoid(a)
show(
    figures.line_plot({"sigmoid h": h, "slope h (1 - h)": h * (1 - h)}, "input a", "value", x=a),
    f"The sigmoid rises from 0 to 1; its slope is largest at 0, where it is {(h * (1 - h)).max():.2f}, "
    "and vanishes on both sides.",
)

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
    """Activations of every layer: [x, h1, ..., scores], of shapes (N, V), (N, H), ..., (N, K)."""
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
print(f"loss before training: {negative_log_likelihood(activations[-1], labels):.3f} nats")

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
numerical_gradient(lambda t: (t**2).sum(), np.array([1.0, 2.0, -3.0]))  # the derivative of t² is 2t

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
    """Gradient of the loss: a list of Layer(dW, db) in the order and shapes of params."""
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
    return negative_log_likelihood(forward([Layer(W, small[0].b), small[1]], some)[-1], labels[:6])


# %%
slow = numerical_gradient(loss_of_first_layer, small[0].W)
fast = backward(small, forward(small, some), labels[:6])[0].W
error = np.linalg.norm(slow - fast) / (np.linalg.norm(slow) + np.linalg.norm(fast))
print(f"relative difference between the slow and the fast gradient: {error:.0e}")
assert error < 1e-6

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
# Your functions are a complete learner now. The rate was chosen on digits that are neither trained on nor in the
# test set, as the last section shows.

# %%
rng = np.random.default_rng(2)
params = mlp.init_mlp((784, 100, 10), rng)
watch = {"train": (x, labels), "test": (x_test, labels_test)}
history = [mlp.measure(params, watch, epoch=0)]
for epoch in range(1, 21):
    for batch in mlp.minibatches(len(x), 20, rng):
        grads = backward(params, forward(params, x[batch]), labels[batch])
        sgd_step(params, grads, rate=1.0)
    history.append(mlp.measure(params, watch, epoch))

# %%
last = history[-1]
for name in ("train", "test"):
    print(f"{name}: NLL {last[name + '_nll']:.3f} nats, error {100 * last[name + '_error']:.1f} %")

# %%
losses = {f"{name} NLL": [row[f"{name}_nll"] for row in history] for name in ("train", "test")}
lowest = int(np.argmin(losses["test NLL"]))
show(
    figures.line_plot(losses, "epoch", "NLL (nats)", log_y=True),
    f"Training loss falls to {last['train_nll']:.3f} nats, not quite evenly; the loss on test digits is lowest after "
    f"epoch {lowest} and ends {last['test_nll'] / last['train_nll']:.0f} times as high as the training loss.",
)

# %% [markdown]
# The two curves part: the training loss goes on falling, while the test loss falls no more and creeps up. (The test
# *error* may still improve a little: the network is wrong less often, but surer when it is wrong.) This gap is what a
# *regulariser* is meant to narrow. Keep the picture in mind: the whole
# question of the course is which of these two curves pre-training moves.
#
# ### What does it confuse?

# %%
predicted = forward(params, x_test)[-1].argmax(axis=1)
confusion = np.zeros((10, 10), int)
np.add.at(confusion, (labels_test, predicted), 1)
off = confusion - np.diag(np.diag(confusion))
true, taken_for = np.unravel_index(off.argmax(), off.shape)

# %%
show(
    figures.matrix(confusion, "predicted class", "true class"),
    f"Most of the 1,000 test digits lie on the diagonal; the most frequent confusion is {true} taken for "
    f"{taken_for} ({off.max()} times).",
)

# %%
wrong = np.flatnonzero(predicted != labels_test)[:20]
names = [f"{labels_test[i]} → {predicted[i]}" for i in wrong]
show(
    figures.digit_grid(x_test[wrong], titles=names),
    f"The first {len(wrong)} mistakes, true → predicted: some would make a person hesitate, others would not.",
)

# %% [markdown]
# ### The learning rate
#
# Predict: what does the training curve look like with a rate that is much too small, and with one that is much too
# large? Then move the slider.


# %%
def training_curve(rate):
    rng = np.random.default_rng(3)
    params = mlp.init_mlp((784, 100, 10), rng)
    rows = mlp.train(params, x[:2000], labels[:2000], rate, 6, 20, rng, {"train": (x[:2000], labels[:2000])})
    fig, ax = figures.axes()
    ax.set_ylim(0, 3)
    name = f"rate {rate:g}: error {100 * rows[-1]['train_error']:.1f} %"
    return figures.line_plot({name: [row["train_nll"] for row in rows]}, "epoch", "train NLL (nats)", ax=ax)


# %%
sliders = explore(
    training_curve,
    "Training loss over six epochs of 2,000 digits. Small rates fall slowly, moderate ones fast; above some rate "
    "the loss jumps about or stays high.",
    rate=([0.001, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0], 0.1),
)

# %% [markdown]
# ### The same in scikit-learn
#
# `MLPClassifier` is the same model. With your weights it must give your probabilities. And trained with the same
# settings (no momentum, no penalty, minibatches of 20) from its own random start, it must end near your error.

# %%
from sklearn.neural_network import MLPClassifier

settings = dict(
    activation="logistic", solver="sgd", alpha=0, momentum=0, batch_size=20, learning_rate_init=1.0
)
theirs = MLPClassifier(hidden_layer_sizes=(100,), random_state=0, **settings)
for _ in range(20):
    theirs.partial_fit(x, labels, classes=np.arange(10))
their_error = (theirs.predict(x_test) != labels_test).mean()
print(
    f"test error after 20 epochs: ours {100 * last['test_error']:.1f} %, scikit-learn's {100 * their_error:.1f} %"
)

# %%
theirs.coefs_, theirs.intercepts_ = [W for W, _ in params], [b for _, b in params]
difference = np.abs(theirs.predict_proba(x_test) - softmax(forward(params, x_test)[-1])).max()
print(f"largest difference between the probabilities, same weights: {difference:.0e}")
assert difference < 1e-4

# %% [markdown]
# ## 8 · Deeper
#
# More layers can compute more. Do they also learn more? Predict: if you train networks with 1, 2, 3 and 4 hidden
# layers of 100 units in the same way, which has the lowest training loss after 20 epochs?


# %%
def train_depth(depth, rate, epochs=20, seed=4):
    rng = np.random.default_rng(seed)
    params = mlp.init_mlp((784,) + (100,) * depth + (10,), rng)
    return mlp.train(params, x_fit, labels_fit, rate, epochs, 20, rng, watch_depth)


rest, held = hold_out(digits.train, 1000, np.random.default_rng(5))
(x_fit, labels_fit) = rest
watch_depth = {"train": rest, "valid": held}

# %%
histories = {depth: train_depth(depth, rate=0.3) for depth in (1, 2, 3, 4)}
curves = {f"{d} hidden": [row["train_nll"] for row in rows] for d, rows in histories.items()}
stuck = [d for d, rows in histories.items() if rows[-1]["train_nll"] > 2]
show(
    figures.line_plot(curves, "epoch", "train NLL (nats)"),
    "Training loss at learning rate 0.3: one hidden layer learns at once, two after an epoch, three sit on a plateau "
    f"near log 10 = 2.30 first; still above 2 nats after 20 epochs: {', '.join(map(str, stuck)) or 'none'} hidden.",
)

# %% [markdown]
# The deeper the network, the longer the plateau, at the height that you were asked to remember: the network gives
# every digit the same probabilities. Nothing forbids it to learn what the shallow ones learn, yet it does not move.
# Why? Look at the gradient of each layer before the first step.

# %%
deep = mlp.init_mlp((784, 100, 100, 100, 100, 10), np.random.default_rng(6))
grads = backward(deep, forward(deep, x[:500]), labels[:500])
size = [np.sqrt((grad.W**2).mean()) for grad in grads]
factors = [f"{above / below:.0f}" for below, above in zip(size[:-1], size[1:], strict=True)]

# %%
names = ["hidden 1", "hidden 2", "hidden 3", "hidden 4", "output"]
show(
    figures.line_plot(
        {"root mean square of dL/dW": size}, "layer", "size of the gradient", x=names, log_y=True
    ),
    f"The gradient shrinks on its way down: from each layer to the one above it grows by factors of "
    f"{', '.join(factors)}.",
)

# %% [markdown]
# Each layer on the way down multiplies $\delta$ by the weights (small) and by the slope of the sigmoid (at most one
# quarter). After four layers almost nothing arrives: the gradient *vanishes*, and the lower layers hardly move.
#
# On the way up, the same two factors act on the *differences between digits*. How much does a unit of each layer vary
# from digit to digit?

# %%
varies = [h.std(axis=0).mean() for h in forward(deep, x[:500])[1:-1]]
print("standard deviation of a unit over 500 digits, hidden layers 1 to 4:", [f"{v:.5f}" for v in varies])

# %% [markdown]
# The top layer gives nearly the same values for every digit, so it has nothing to tell digits apart by; and the layers
# below, which could help, get hardly any gradient. That is the plateau.
#
# Is this the end of deep networks, or was the rate badly chosen? Be fair to the deep network: give each depth the
# rate that suits it best, measured on 1,000 **held-out** digits that are neither trained on nor in the test set.

# %%
rates = (0.3, 1.0, 3.0, 5.0)
runs = {(d, r): train_depth(d, r)[-1] for d in (1, 2, 3, 4) for r in rates[1:]}
runs |= {(d, rates[0]): rows[-1] for d, rows in histories.items()}  # trained above
for depth in (1, 2, 3, 4):
    errors = [100 * runs[depth, rate]["valid_error"] for rate in rates]
    row = "  ".join(f"{error:5.1f} % at {rate:g}" for rate, error in zip(rates, errors, strict=True))
    print(f"{depth} hidden: {row}   best {min(errors):.1f} %")

# %% [markdown]
# With a rate of its own, the three-layer network comes off the plateau, and most of the difference disappears. That is
# worth remembering when somebody compares a new method with a baseline: **an untuned baseline can turn a small effect
# into a large one**. Yet depth does not pay here: with three and four layers the best error is higher than with one
# and two. (One seed, 20 epochs, four rates: four layers may do better with more time or a finer grid.)
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
# - `mlp.train` in `utils/numpy_models/mlp.py` is the loop of section 7; later lessons call it.
# - The paper updates after every single example (batch size 1); minibatches of 20 are used here because they are
#   many times faster. With a mean loss, a larger batch goes with a higher rate: that is one reason why the rates
#   here are above the paper's grid of 0.005 to 0.1.
# - The paper does not say how biases start; zero is the usual choice.
# - Training uses float32, which halves the memory; gradient checks need float64.
#
# ## References
#
# - Erhan, Bengio, Courville, Manzagol, Vincent and Bengio: *Why does unsupervised pre-training help deep
#   learning?* JMLR 11 (2010). Section 5 has the network and its training.
# - Glorot and Bengio: *Understanding the difficulty of training deep feedforward neural networks*, AISTATS 2010:
#   why this initialisation and the sigmoid make depth hard.
# - Hinton, Osindero and Teh: *A fast learning algorithm for deep belief nets*, Neural Computation 18 (2006).
#
# **Next**: lesson 02 builds a restricted Boltzmann machine, which learns from digits without their labels.
