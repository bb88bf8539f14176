"""Exercise 9.2: the online error of a stream, block by block, judged by a learner that notes what is asked of it."""

import numpy as np

from ...teaching.compare import differs
from ...teaching.exercise import OpenExercise, Wrong, clean_trial


def online_errors(predict, learn, x, labels, batch_size, block):
    wrong = []
    for first in range(0, len(x), batch_size):
        batch = slice(first, first + batch_size)
        wrong.append(predict(x[batch]) != labels[batch])
        learn(x[batch], labels[batch])
    whole = len(x) // block * block
    return 100 * np.concatenate(wrong)[:whole].reshape(-1, block).mean(axis=1)


N_CLASSES = 4


class Learner:
    """Answers by a fixed rule from an example and from how many it has learned; knows what it has learned.

    What is asked of it is noted in ``events``: "predict" or "learn", and which examples.
    """

    def __init__(self, x, labels):
        self.places = {tuple(row): i for i, row in enumerate(x.tolist())}
        self.labels, self.learned, self.events, self.trouble = labels, [], [], ""

    def rows(self, x):
        """Which examples of the stream these are."""
        x = np.asarray(x)
        if x.ndim != 2:
            self.trouble = (
                f"predict and learn take rows of examples, (N, V); they were given the shape {x.shape}."
            )
            raise ValueError(self.trouble)
        found = [self.places.get(tuple(row)) for row in x.tolist()]
        if None in found:
            self.trouble = "predict and learn were given an example that is not in the stream."
            raise ValueError(self.trouble)
        return found

    def predict(self, x):
        """The classes that it says."""
        rows, said = self.rows(x), len(self.learned)
        self.events.append(("predict", rows))
        right = [i in self.learned or (37 * i * i + 101 * said + i * said) % 7 < 3 for i in rows]
        return np.where(right, self.labels[rows], (self.labels[rows] + 1) % N_CLASSES)

    def learn(self, x, labels):
        """Note what it has learned."""
        rows = self.rows(x)
        if np.shape(labels) != (len(rows),) or (np.asarray(labels) != self.labels[rows]).any():
            self.trouble = "learn was given labels that are not those of its examples."
            raise ValueError(self.trouble)
        self.events.append(("learn", rows))
        self.learned += rows


def _judge_learning(learner, n, batch_size, says):
    """Whether every example was learned once, in order, in minibatches."""
    batches = [rows for what, rows in learner.events if what == "learn"]
    learned = [i for rows in batches for i in rows]
    if not learned:
        raise Wrong(f"with {says}: nothing is learned; call learn for each minibatch.")
    if len(set(learned)) < len(learned):
        raise Wrong(f"with {says}: an example is learned twice; a stream gives each one once.")
    if learned != sorted(learned):
        raise Wrong(f"with {says}: the examples are learned in another order than they come.")
    if len(learned) < n:
        what = "some examples are"
        if learned == list(range(len(learned))):
            smaller = n - len(learned) == n % batch_size
            what = "the last, smaller minibatch is" if smaller else "the examples at the end are"
        raise Wrong(f"with {says}: {what} never learned ({len(learned)} of {n} are).")
    if any(len(rows) != batch_size for rows in batches[:-1]):
        raise Wrong(
            f"with {says}: learn gets {len(batches[0])} examples at a time; a minibatch has {batch_size}."
        )


def _judge_asking(learner, n, batch_size, says):
    """Whether every example was asked for before it was learned, and just before."""
    asked, n_learned = {}, 0
    for what, rows in learner.events:
        if what == "learn":
            n_learned += len(rows)
        for i in rows if what == "predict" else ():
            asked.setdefault(i, n_learned)
    if not asked:
        raise Wrong(f"with {says}: the learner is never asked; call predict for each minibatch.")
    if any(asked.get(i, 0) > i for i in range(n)):
        raise Wrong(
            f"with {says}: some examples are learned *before* the learner is asked: it has seen the answer. Ask first."
        )
    early = [i for i, at in asked.items() if at < i // batch_size * batch_size]
    if early and max(asked.values()) == 0:
        raise Wrong(
            f"with {says}: all answers come from the network as it was in the beginning. Ask for each minibatch just "
            f"before it is learned."
        )
    if early:
        raise Wrong(
            f"with {says}: some answers come from the network as it was several minibatches before. Ask for each "
            f"minibatch just before it is learned."
        )


def _other_means(wrong, batch_size, block):
    """Typical mistakes in what is made of the answers (N,), each with its sentence."""
    n_blocks, n = len(wrong) // block, len(wrong)
    errors = 100 * wrong[: n_blocks * block].reshape(-1, block).mean(axis=1)
    ends = block * np.arange(1, n_blocks + 1)
    batches = np.array([wrong[i : i + batch_size].mean() for i in range(0, n, batch_size)])
    per_block = max(block // batch_size, 1)
    some = batches[: len(batches) // per_block * per_block].reshape(-1, per_block)
    rest = [100 * wrong[i : i + block].mean() for i in range(0, n, block)]
    return (
        ("these are fractions; the error is asked for in percent.", errors / 100),
        ("these are shares of *right* answers; the error is the share of wrong ones.", 100 - errors),
        ("these are numbers of mistakes, not percent of a block.", errors * block / 100),
        ("each number is the mean over all examples so far; a block's is that of its own examples.",
         100 * np.cumsum(wrong)[ends - 1] / ends),
        ("this is one number for the whole stream; one for each block is asked for.", np.array(errors.mean())),
        ("this is one number for the whole stream; one for each block is asked for.", np.array(100 * wrong.mean())),
        ("these are the errors of the minibatches; one for each block is asked for.", 100 * batches),
        ("an incomplete last block is left out.", np.array(rest)),
        ("a block has `block` examples; you put whole minibatches together, which may end elsewhere.",
         100 * some.mean(axis=1)),
        ("a block has `block` examples; you put whole minibatches together, which may end elsewhere.",
         100 * some.mean(axis=1)[:n_blocks]),
        ("these are numbers for each example; one for each block is asked for.", 100.0 * wrong),
        ("these are numbers for each example; one for each block is asked for.", wrong * 1.0),
    )  # fmt: skip


def _trials():
    rng = np.random.default_rng(92)
    for says, n, width, batch_size, block in (
        ("12 examples in minibatches of 2, blocks of 4", 12, 3, 2, 4),
        ("24 examples, one at a time, blocks of 8", 24, 2, 1, 8),
        ("30 examples in minibatches of 5, blocks of 10, of one pixel each", 30, 1, 5, 10),
        ("46 examples in minibatches of 4, blocks of 10", 46, 3, 4, 10),
        ("35 examples in minibatches of 10, blocks of 5", 35, 4, 10, 5),
        ("9 examples in minibatches of 9, one block", 9, 9, 9, 9),
        ("40 examples in minibatches of 7, blocks of 1", 40, 2, 7, 1),
    ):
        yield says, rng.normal(size=(n, width)), rng.integers(0, N_CLASSES, n), batch_size, block


def _judge_online(answer):
    for says, x, labels, batch_size, block in _trials():
        learner, honest = Learner(x, labels), Learner(x, labels)
        try:
            args = learner.predict, learner.learn, x, labels, batch_size, block
            got = np.asarray(clean_trial(answer, args, says).result)
        except Wrong:
            if learner.trouble:
                raise Wrong(f"with {says}: {learner.trouble}") from None
            raise
        _judge_learning(learner, len(x), batch_size, says)
        _judge_asking(learner, len(x), batch_size, says)
        expected = online_errors(honest.predict, honest.learn, x, labels, batch_size, block)
        wrong = differs(got, expected)
        if wrong:
            noted = Learner(x, labels)
            each = online_errors(noted.predict, noted.learn, x, labels, batch_size, 1) > 50
            for sentence, other in _other_means(each, batch_size, block):
                if got.shape == other.shape and not differs(got, other):
                    raise Wrong(f"with {says}: {sentence}")
            raise Wrong(f"with {says}: {wrong}")


ONLINE = OpenExercise(
    "error before learning", online_errors, _judge_online, form=lambda found, *args: np.asarray(found)
)
