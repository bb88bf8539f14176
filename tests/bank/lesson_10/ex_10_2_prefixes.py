"""Answers to exercise 10.2."""

import itertools

import numpy as np


def all_of_it(streams):
    return sum(len(stream) for stream in streams)


def without_twins(streams):
    return sum(len(stream) for stream in set(streams))


def different_parts(streams):
    return len(set(itertools.chain(*streams)))


def part_and_place(streams):
    return len({(i, part) for stream in streams for i, part in enumerate(stream)})


def common_ends(streams):
    return len({stream[k:] for stream in streams for k in range(len(stream))})


def steps(streams):
    return len({pair for stream in streams for pair in itertools.pairwise((None, *stream))})


def as_sets(streams):
    return len({frozenset(stream[:k]) for stream in streams for k in range(1, len(stream) + 1)})


def sorted_parts(streams):
    return len({tuple(sorted(stream[:k])) for stream in streams for k in range(1, len(stream) + 1)})


def with_the_beginning(streams):
    return len({stream[:k] for stream in streams for k in range(len(stream) + 1)})


def without_the_end(streams):
    return len({stream[:k] for stream in streams for k in range(1, len(stream))})


def shifted(streams):
    return len({stream[:k] for stream in streams for k in range(len(stream))})


def common(one, other):
    n = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        n += 1
    return n


def neighbours(streams):
    total = 0
    for i, stream in enumerate(streams):
        total += len(stream) - (common(stream, streams[i - 1]) if i else 0)
    return total


def like_the_first(streams):
    return sum(len(s) - (common(s, streams[0]) if i else 0) for i, s in enumerate(streams))


def common_to_all(streams):
    if not streams:
        return 0
    shared = min(common(stream, streams[0]) for stream in streams)
    return shared + sum(len(stream) - shared for stream in streams)


def saved(streams):
    return all_of_it(streams) - by_trie(streams)


def how_many(streams):
    return len(streams)


def needs_one(streams):
    longest = max(len(stream) for stream in streams)
    return sum(len({stream[:k] for stream in streams if len(stream) >= k}) for k in range(1, longest + 1))


def lists_in_a_set(streams):
    return len({list(stream[:k]) for stream in streams for k in range(1, len(stream) + 1)})


def nothing(streams):
    len({stream[:k] for stream in streams for k in range(1, len(stream) + 1)})


def by_trie(streams):
    trie, n = {}, 0
    for stream in streams:
        node = trie
        for part in stream:
            n += part not in node
            node = node.setdefault(part, {})
    return n


def in_sorted_order(streams):
    total, before = 0, ()
    for stream in sorted(streams, key=repr):
        best = max((common(stream, other) for other in streams if repr(other) < repr(stream)), default=0)
        total += 0 if stream == before else len(stream) - best
        before = stream
    return total


def one_after_the_other(streams):
    total = 0
    for i, stream in enumerate(streams):
        total += len(stream) - max((common(stream, other) for other in streams[:i]), default=0)
    return total


def by_accumulating(streams):
    known = set()
    for stream in streams:
        known.update(itertools.accumulate((part,) for part in stream))
    return len(known)


def by_texts(streams):
    return len({repr(stream[: k + 1]) for stream in streams for k, _ in enumerate(stream)})


def by_recursion(streams):
    first = {stream[0] for stream in streams if stream}
    return sum(1 + by_recursion([s[1:] for s in streams if s and s[0] == part]) for part in first)


def joined(streams):
    return len({"".join(map(str, stream[: k + 1])) for stream in streams for k, _ in enumerate(stream)})


def as_numpy(streams):
    return np.int64(by_trie(streams))


WRONG = [
    (all_of_it, "from its beginning"),
    (without_twins, "Equal streams are shared here"),
    (different_parts, "which examples there are"),
    (part_and_place, "after* they differ"),
    (common_ends, "after* they differ"),
    (steps, "after* they differ"),
    (as_sets, "depends on the order"),
    (sorted_parts, "expected"),
    (joined, "as a tuple does"),
    (with_the_beginning, "one too many"),
    (without_the_end, "last part of each stream"),
    (shifted, "last part of each stream"),
    (neighbours, "compare with all others"),
    (like_the_first, "compare with all others"),
    (common_to_all, "Only what *all* streams share"),
    (saved, "what is saved"),
    (how_many, "how many streams there are"),
    (needs_one, "no stream at all"),
    (lists_in_a_set, "a tuple can"),
    (nothing, "returned None"),
]

RIGHT = [by_trie, one_after_the_other, by_accumulating, by_texts, by_recursion, in_sorted_order, as_numpy]
