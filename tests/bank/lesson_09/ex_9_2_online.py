"""Answers to exercise 9.2."""

import numpy as np


def answers(predict, learn, x, labels, batch_size):
    """Whether each example was wrong before it was learned: (N,)."""
    wrong = np.zeros(len(x), bool)
    for i in range(0, len(x), batch_size):
        some = slice(i, i + batch_size)
        wrong[some] = predict(x[some]) != labels[some]
        learn(x[some], labels[some])
    return wrong


def blocks(wrong, block):
    n = len(wrong) // block
    return 100 * wrong[: n * block].reshape(n, block).mean(axis=1)


def learns_first(predict, learn, x, labels, batch_size, block):
    wrong = []
    for i in range(0, len(x), batch_size):
        some = slice(i, i + batch_size)
        learn(x[some], labels[some])
        wrong.append(predict(x[some]) != labels[some])
    return blocks(np.concatenate(wrong), block)


def learns_all_first(predict, learn, x, labels, batch_size, block):
    for i in range(0, len(x), batch_size):
        learn(x[i : i + batch_size], labels[i : i + batch_size])
    return blocks(predict(x) != labels, block)


def asks_at_the_start(predict, learn, x, labels, batch_size, block):
    wrong = predict(x) != labels
    for i in range(0, len(x), batch_size):
        learn(x[i : i + batch_size], labels[i : i + batch_size])
    return blocks(wrong, block)


def asks_for_whole_blocks(predict, learn, x, labels, batch_size, block):
    wrong, size = np.zeros(len(x), bool), max(block, batch_size) // batch_size * batch_size
    for i in range(0, len(x), size):
        wrong[i : i + size] = predict(x[i : i + size]) != labels[i : i + size]
        for j in range(i, min(i + size, len(x)), batch_size):
            learn(x[j : j + batch_size], labels[j : j + batch_size])
    return blocks(wrong, block)


def never_learns(predict, learn, x, labels, batch_size, block):
    return blocks(predict(x) != labels, block)


def never_asks(predict, learn, x, labels, batch_size, block):
    for i in range(0, len(x), batch_size):
        learn(x[i : i + batch_size], labels[i : i + batch_size])
    return np.zeros(len(x) // block)


def leaves_out_the_rest(predict, learn, x, labels, batch_size, block):
    n = len(x) // batch_size * batch_size
    return blocks(answers(predict, learn, x[:n], labels[:n], batch_size), block)


def learns_one_by_one(predict, learn, x, labels, batch_size, block):
    return blocks(answers(predict, learn, x, labels, 1), block)


def learns_twice(predict, learn, x, labels, batch_size, block):
    def twice(some, classes):
        learn(some, classes)
        learn(some, classes)

    return blocks(answers(predict, twice, x, labels, batch_size), block)


def shuffles(predict, learn, x, labels, batch_size, block):
    order = np.random.default_rng(0).permutation(len(x))
    return blocks(answers(predict, learn, x[order], labels[order], batch_size), block)


def accuracy(predict, learn, x, labels, batch_size, block):
    return 100 - blocks(answers(predict, learn, x, labels, batch_size), block)


def fraction(predict, learn, x, labels, batch_size, block):
    return blocks(answers(predict, learn, x, labels, batch_size), block) / 100


def counts(predict, learn, x, labels, batch_size, block):
    return blocks(answers(predict, learn, x, labels, batch_size), block) * block / 100


def so_far(predict, learn, x, labels, batch_size, block):
    wrong = answers(predict, learn, x, labels, batch_size)
    ends = np.arange(block, len(x) + 1, block)
    return np.array([100 * wrong[:end].mean() for end in ends])


def one_number(predict, learn, x, labels, batch_size, block):
    return 100 * answers(predict, learn, x, labels, batch_size).mean()


def with_the_rest(predict, learn, x, labels, batch_size, block):
    wrong = answers(predict, learn, x, labels, batch_size)
    return np.array([100 * wrong[i : i + block].mean() for i in range(0, len(x), block)])


def whole_batches(predict, learn, x, labels, batch_size, block):
    wrong = answers(predict, learn, x, labels, batch_size)
    each = np.array([100 * wrong[i : i + batch_size].mean() for i in range(0, len(x), batch_size)])
    per_block = max(block // batch_size, 1)
    return each[: len(each) // per_block * per_block].reshape(-1, per_block).mean(axis=1)


def one_example_at_a_time(predict, learn, x, labels, batch_size, block):
    """Asks for single examples without their axis."""
    wrong = [predict(one)[0] != label for one, label in zip(x, labels, strict=True)]
    return blocks(np.array(wrong), block)


def nothing(predict, learn, x, labels, batch_size, block):
    blocks(answers(predict, learn, x, labels, batch_size), block)


def plainly(predict, learn, x, labels, batch_size, block):
    return blocks(answers(predict, learn, x, labels, batch_size), block)


def with_counters(predict, learn, x, labels, batch_size, block):
    """Counts mistakes block by block, example by example."""
    found, mistakes, seen = [], 0, 0
    for start in range(0, len(x), batch_size):
        said = predict(x[start : start + batch_size]).tolist()
        truth = labels[start : start + batch_size].tolist()
        for one, other in zip(said, truth, strict=True):
            mistakes, seen = mistakes + (one != other), seen + 1
            if seen % block == 0:
                found.append(100 * mistakes / block)
                mistakes = 0
        learn(x[start : start + batch_size], labels[start : start + batch_size])
    return found


def by_a_running_sum(predict, learn, x, labels, batch_size, block):
    total = np.concatenate([[0], np.cumsum(answers(predict, learn, x, labels, batch_size))])
    return np.diff(total[::block]) * (100 / block)


def by_array_split(predict, learn, x, labels, batch_size, block):
    said = []
    for rows in np.split(np.arange(len(x)), np.arange(batch_size, len(x), batch_size)):
        said += list(predict(x[rows]))
        learn(x[rows], labels[rows])
    wrong = np.not_equal(said, labels).astype(np.float32)
    ends = range(block, len(x) + 1, block)
    return np.array([np.mean(wrong[end - block : end]) for end in ends], np.float32) * 100


def by_bincount(predict, learn, x, labels, batch_size, block):
    wrong = answers(predict, learn, x, labels, batch_size)
    n_blocks = len(x) // block
    return 100 / block * np.bincount(np.flatnonzero(wrong) // block, minlength=n_blocks + 1)[:n_blocks]


def asks_one_by_one(predict, learn, x, labels, batch_size, block):
    """Asks for one example at a time; that changes nothing in the learner."""
    wrong = np.empty(len(x))
    for i in range(len(x)):
        wrong[i] = predict(x[i : i + 1])[0] != labels[i]
        if (i + 1) % batch_size == 0 or i + 1 == len(x):
            first = i // batch_size * batch_size
            learn(x[first : i + 1], labels[first : i + 1])
    return tuple(blocks(wrong, block))


WRONG = [
    (learns_first, "it has seen the answer"),
    (learns_all_first, "it has seen the answer"),
    (asks_at_the_start, "as it was in the beginning"),
    (asks_for_whole_blocks, "several minibatches before"),
    (never_learns, "nothing is learned"),
    (never_asks, "never asked"),
    (leaves_out_the_rest, "smaller minibatch"),
    (learns_one_by_one, "examples at a time"),
    (learns_twice, "learned twice"),
    (shuffles, "another order"),
    (accuracy, "shares of *right* answers"),
    (fraction, "in percent"),
    (counts, "numbers of mistakes"),
    (so_far, "all examples so far"),
    (one_number, "one number for the whole stream"),
    (with_the_rest, "incomplete last block"),
    (whole_batches, "may end elsewhere"),
    (one_example_at_a_time, "take rows of examples"),
    (nothing, "returned None"),
]

RIGHT = [plainly, by_a_running_sum, by_array_split, by_bincount, asks_one_by_one, with_counters]
