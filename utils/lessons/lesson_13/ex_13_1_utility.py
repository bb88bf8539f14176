"""Exercise 13.1: how many labels pre-training saves, read off two curves with noise."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def utility(labels, without, with_):
    x, y = np.log(labels), np.log(without)

    def needed(error):
        reached = np.flatnonzero(without <= error)
        if len(reached) == 0:
            return np.inf
        i = reached[0]
        if i == 0:
            return labels[0]
        share = (y[i - 1] - np.log(error)) / (y[i - 1] - y[i])
        return np.exp(x[i - 1] + share * (x[i] - x[i - 1]))

    return np.array([needed(error) for error in with_]) / labels - 1


def _by_walking(labels, without, with_):
    """The oracle: power laws between neighbours, one piece after the other."""
    found = []
    for n, error in zip(labels, with_, strict=True):
        needed = float(labels[0]) if without[0] <= error else float("inf")
        for i in range(1, len(labels) if needed == float("inf") else 0):
            if without[i] <= error:
                power = np.log(without[i - 1] / without[i]) / np.log(labels[i] / labels[i - 1])
                needed = labels[i - 1] * (without[i - 1] / error) ** (1 / power)
                break
        found.append(needed / n - 1)
    return np.array(found)


def _cases():
    return [
        Case("labels 100, 200; errors 40, 20 without and 20, 20 with",
             (np.array([100, 200]), np.array([40.0, 20.0]), np.array([20.0, 20.0]))),
        Case("one number of labels, the same error", (np.array([100]), np.array([10.0]), np.array([10.0]))),
        Case("labels 100, 200, 400; errors 40, 20, 10 without and 28.28, 14.14, 10 with",
             (np.array([100, 200, 400]), np.array([40.0, 20.0, 10.0]),
              np.array([40 * 0.5**0.5, 20 * 0.5**0.5, 10.0]))),
        Case("errors with pre-training that nothing without reaches",
             (np.array([100, 1000]), np.array([10.0, 5.0]), np.array([4.0, 5.0]))),
        Case("pre-training that hurts", (np.array([100, 200, 400]), np.array([40.0, 20.0, 10.0]), np.array([50.0, 30.0, 15.0]))),
        Case("a curve without pre-training that rises once: 40, 20, 25, 10",
             (np.array([100, 200, 300, 400]), np.array([40.0, 20.0, 25.0, 10.0]),
              np.array([25.0, 20.0, 15.0, 12.0]))),
        Case("a curve that rises twice: 40, 20, 25, 9, 12, 5",
             (np.array([100, 200, 300, 400, 500, 600]), np.array([40.0, 20.0, 25.0, 9.0, 12.0, 5.0]),
              np.array([22.0, 20.0, 15.0, 11.0, 10.0, 5.0]))),
        Case("six numbers of labels", (np.array([100, 250, 1000, 4000, 20000, 50000]),
             np.array([43.9, 27.5, 13.4, 7.2, 2.9, 2.3]), np.array([16.8, 8.8, 5.2, 3.6, 1.8, 2.3]))),
        Case("errors that are the same at two numbers of labels", (np.array([10, 20, 40, 80]),
             np.array([30.0, 20.0, 20.0, 5.0]), np.array([20.0, 10.0, 5.0, 4.0]))),
    ]  # fmt: skip


def _negated(labels, without, with_):
    return np.exp(np.interp(-np.log(with_), -np.log(without), np.log(labels))) / labels - 1


def _interpolated(labels, without, with_):
    return np.where(with_ < without.min(), np.inf, _negated(labels, without, with_))


def _reversed(labels, without, with_):
    return np.exp(np.interp(np.log(with_), np.log(without)[::-1], np.log(labels)[::-1])) / labels - 1


def _same(value):
    return value


def _last_crossing(labels, without, with_):
    found = []
    for n, error in zip(labels, with_, strict=True):
        above = np.flatnonzero(without > error)
        i = above[-1] + 1 if len(above) else 0
        if i == len(labels):
            found.append(np.inf)
        elif i == 0:
            found.append(labels[0] / n - 1)
        else:
            found.append(
                utility(labels[i - 1 :], without[i - 1 :], np.array([error] * len(labels[i - 1 :])))[0]
            )
            found[-1] = (found[-1] + 1) * labels[i - 1] / n - 1
    return np.array(found)


def _measured_only(labels, without, with_):
    needed = [next((m for m, w in zip(labels, without, strict=True) if w <= e), np.inf) for e in with_]
    return np.array(needed) / labels - 1


def _pieces(labels, without, with_, x, back_x, y):
    """As the reference, with other axes."""
    found = []
    for n, error in zip(labels, with_, strict=True):
        reached = np.flatnonzero(without <= error)
        if not len(reached):
            found.append(np.inf)
            continue
        i = reached[0]
        if i == 0:
            found.append(labels[0] / n - 1)
            continue
        share = (y(without[i - 1]) - y(error)) / (y(without[i - 1]) - y(without[i]))
        found.append(back_x(x(labels[i - 1]) + share * (x(labels[i]) - x(labels[i - 1]))) / n - 1)
    return np.array(found)


def _running_minimum(labels, without, with_):
    return utility(labels, np.minimum.accumulate(without), with_)


def _finite(labels, without, with_):
    found = utility(labels, without, with_)
    return np.where(np.isinf(found), labels[-1] / labels - 1, found)


UTILITY = FunctionExercise(
    "how many labels it saves",
    utility,
    _by_walking,
    _cases,
    form=lambda found, *args: np.asarray(found, dtype=float),
    mistakes=(
        Mistake("This is how many times as many labels are needed; utility counts only the *further* ones: less 1.",
                lambda *args: utility(*args) + 1),
        Mistake("This is the number of labels itself; utility is how many more for each one that there is.",
                lambda labels, *rest: (utility(labels, *rest) + 1) * labels),
        Mistake("These are the labels that are saved; utility is their number for each label that there is.",
                lambda labels, *rest: utility(labels, *rest) * labels),
        Mistake("The two curves have changed places: labels are counted that networks *without* pre-training need.",
                lambda labels, a, b: utility(labels, b, a)),
        Mistake("Where no number of labels suffices, say so (infinite): the last number is only a lower bound.", _finite),
        Mistake("Between two points a straight line *on logarithmic axes* was asked for; these are plain axes.",
                lambda *args: _pieces(*args, _same, _same, _same)),
        Mistake("Both axes are logarithmic; here the errors' axis is plain.",
                lambda *args: _pieces(*args, np.log, np.exp, _same)),
        Mistake("Both axes are logarithmic; here the axis of the labels is plain.",
                lambda *args: _pieces(*args, _same, _same, np.log)),
        Mistake("Only numbers of labels that were tried are looked at; between them the curve goes on.", _measured_only),
        Mistake("np.interp wants x that grows: where the curve rises once, or falls, it gives nonsense without a word.",
                lambda labels, a, b: np.exp(np.interp(np.log(b), np.log(a), np.log(labels))) / labels - 1),
        *(Mistake("Where the curve never gets as low, np.interp gives the last number of labels: infinite is asked for. And it wants x "
                  "that grows.", interp) for interp in (_negated, _reversed)),
        Mistake("np.interp wants x that grows: where the curve rises once it gives nonsense without a word.", _interpolated),
        Mistake("Where the curve rises once, this takes the *last* place at which it comes down to the error, not the first.",
                _last_crossing),
        Mistake("The curve itself is asked for; this draws its running minimum, flat where the curve rises, and comes down "
                "from another height afterwards.", _running_minimum),
        Mistake("The gain in error is something else: how many *labels* would bring it?", lambda labels, a, b: a / b - 1),
        Mistake("The gain in error is something else: how many *labels* would bring it?", lambda labels, a, b: a - b),
    ),
)  # fmt: skip
