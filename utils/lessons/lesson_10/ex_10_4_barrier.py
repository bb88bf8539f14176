"""Exercise 10.4: the barrier between two networks, on the straight line between their weights."""

import numpy as np

from ...numpy_models import mlp
from ...teaching.exercise import Case, FunctionExercise, Mistake


def barrier(one, other, loss, n):
    def at(alpha):
        pairs = zip(one, other, strict=True)
        return [[u + alpha * (v - u) for u, v in zip(*both, strict=True)] for both in pairs]

    losses = [loss(at(alpha)) for alpha in np.linspace(0, 1, n + 1)]
    return max(losses) - (losses[0] + losses[-1]) / 2


def _steps(one, other, loss, n):
    """The oracle's losses: from one network to the other in n equal steps, from the far end back."""
    found = []
    for step in range(n, -1, -1):
        share = step / n
        found.append(
            loss(
                [
                    mlp.Layer(share * v.W + (1 - share) * u.W, share * v.b + (1 - share) * u.b)
                    for u, v in zip(one, other, strict=True)
                ]
            )
        )
    return found[::-1]


def _by_steps(one, other, loss, n):
    losses = _steps(one, other, loss, n)
    return max(losses) - np.mean([losses[0], losses[-1]])


def _between(one, other, alpha, weights=True, biases=True, first_only=False):
    """A network on the line, of which some parts stay where they are in the first."""
    return [
        mlp.Layer(
            (1 - alpha) * u.W + alpha * v.W if weights and (i == 0 or not first_only) else u.W,
            (1 - alpha) * u.b + alpha * v.b if biases and (i == 0 or not first_only) else u.b,
        )
        for i, (u, v) in enumerate(zip(one, other, strict=True))
    ]


def _from(reads, places=lambda n: np.linspace(0, 1, n + 1), **how):
    """A barrier that is read otherwise from the losses, at other places, or on another line."""

    def made(one, other, loss, n):
        return float(reads(np.array([loss(_between(one, other, alpha, **how)) for alpha in places(n)])))

    return made


def _height(losses):
    return losses.max() - (losses[0] + losses[-1]) / 2


def _of_losses(x, labels):
    """A loss of networks on these examples, in nats."""

    def loss(layers):
        scores = mlp.forward(layers, x)[-1]
        return float(mlp.negative_log_likelihood(scores, labels))

    return loss


def _net(sizes, seed, scale=3.0):
    made = mlp.init_mlp(sizes, np.random.default_rng(seed), np.float64)
    rng = np.random.default_rng(100 + seed)
    return [mlp.Layer(scale * W, rng.normal(0, 1, b.shape)) for W, b in made]


def _valley(layers):
    """Of one weight and one bias: two valleys at W = -1 and 1, one higher than the other."""
    W, b = float(layers[0][0][0, 0]), float(layers[0][1][0])
    return (W**2 - 1) ** 2 + 0.2 * W + b**2


def _slope(layers):
    """Of one weight: it only falls."""
    return float(np.exp(-layers[0][0][0, 0]) + layers[0][1][0])


def _one(w, b=0.0):
    return [mlp.Layer(np.array([[w]]), np.array([b]))]


def _barrier_cases():
    rng = np.random.default_rng(10)
    x, labels = rng.random((30, 6)), rng.integers(3, size=30)
    loss = _of_losses(x, labels)
    deep = [_net((6, 5, 4, 3), seed, 6.0) for seed in (3, 4)]
    swapped = [mlp.Layer(deep[0][0].W[:, ::-1], deep[0][0].b[::-1]), mlp.Layer(deep[0][1].W[::-1], deep[0][1].b), deep[0][2]]  # fmt: skip
    return [
        Case("one weight, two valleys at -1 and 1, n = 4", (_one(-1.0), _one(1.0), _valley, 4)),
        Case("the same valleys, from -1.2 to 0.9, other biases, n = 10", (_one(-1.2, 0.1), _one(0.9, -0.3), _valley, 10)),
        Case("a loss that only falls, n = 5", (_one(0.0), _one(3.0), _slope, 5)),
        Case("n = 1: the two ends alone", (_one(0.0), _one(1.0), _valley, 1)),
        Case("a network and itself, n = 3", (_net((6, 4, 3), 1), _net((6, 4, 3), 1), loss, 3)),
        Case("two networks with a hidden layer, n = 7", (_net((6, 4, 3), 1), _net((6, 4, 3), 2), loss, 7)),
        Case("two networks with two hidden layers, n = 10", (*deep, loss, 10)),
        Case("a network and the same with renumbered units, n = 6", (deep[0], swapped, loss, 6)),
        Case("networks without a hidden layer, n = 3", (_net((6, 3), 5, 9.0), _net((6, 3), 6, 9.0), loss, 3)),
    ]  # fmt: skip


_ENDS = "The height is that over the *mean* of the two ends."
_N = "n steps have n + 1 ends: both networks are points of the line, too."

BARRIER = FunctionExercise(
    "the barrier between two networks",
    barrier,
    _by_steps,
    _barrier_cases,
    form=lambda found, *args: float(found),
    mistakes=(
        Mistake(f"{_ENDS} This is over the lower end.", _from(lambda e: e.max() - min(e[0], e[-1]))),
        Mistake(f"{_ENDS} This is over the higher end.", _from(lambda e: e.max() - max(e[0], e[-1]))),
        Mistake(f"{_ENDS} This is over the first network.", _from(lambda e: e.max() - e[0])),
        Mistake(f"{_ENDS} This is over the second network.", _from(lambda e: e.max() - e[-1])),
        Mistake(f"{_ENDS} This is over the sum of both.", _from(lambda e: e.max() - e[0] - e[-1])),
        Mistake(f"{_ENDS} This is over the lowest loss on the line.", _from(lambda e: e.max() - e.min())),
        Mistake(f"{_ENDS} This is over the mean of the whole line.", _from(lambda e: e.max() - e.mean())),
        Mistake("This is the highest loss itself; take away the mean of the ends.", _from(np.max)),
        Mistake("This is the mean height of the line; asked is the highest point.", _from(lambda e: e.mean() - (e[0] + e[-1]) / 2)),
        Mistake("The highest point need not be in the middle.",
                _from(_height, lambda n: np.array([0, 0.5, 1]))),
        Mistake("The highest point need not be in the middle.",
                _from(lambda e: e[len(e) // 2] - (e[0] + e[-1]) / 2)),
        Mistake(_N, _from(_height, lambda n: np.arange(n) / n)),
        Mistake(_N, _from(_height, lambda n: np.linspace(0, 1, n))),
        Mistake(_N, _from(lambda e: max(e[1:-1], default=e[0]) - (e[0] + e[-1]) / 2)),
        Mistake("This is n + 2 points; n steps have n + 1 ends.", _from(_height, lambda n: np.linspace(0, 1, n + 2))),
        Mistake("The biases move along the line, too.", _from(_height, biases=False)),
        Mistake("The weights move along the line, too.", _from(_height, weights=False)),
        Mistake("All layers move along the line together, not the first alone.", _from(_height, first_only=True)),
        Mistake("A sum of both networks' weights, in shares that do not add up to 1, is not between them.",
                lambda one, other, loss, n: float(_height(np.array(
                    [loss([mlp.Layer(u.W + a * v.W, u.b + a * v.b) for u, v in zip(one, other, strict=True)])
                     for a in np.linspace(0, 1, n + 1)])))),
        Mistake("The height is that over the *mean* of the two ends, for all points; this is over the line between the losses of the ends.",
                _from(lambda e: (e - np.linspace(e[0], e[-1], len(e))).max())),
        Mistake("The sign is turned: a barrier goes up.", _from(lambda e: -_height(e))),
        Mistake("What lies on the way are networks with weights in between; this takes losses in between, and there is no barrier "
                "in them.", _from(lambda e: max(0.0, *(np.linspace(e[0], e[-1], len(e)) - (e[0] + e[-1]) / 2)))),
    ),
    errors=(
        ("unsupported operand type(s) for *: 'float' and 'list'", "A network is a list of layers, and a layer a pair: go through "
         "both lists together, and through W and b."),
        ("can't multiply sequence", "A network is a list of layers, and a layer a pair: go through both lists together, and through W and b."),
        ("inhomogeneous", "Layers have different shapes, so a network is no array: go through the layers one by one."),
    ),
)  # fmt: skip
