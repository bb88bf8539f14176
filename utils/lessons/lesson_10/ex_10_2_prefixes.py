"""Exercise 10.2: how many parts of some streams have to be learned if nothing is learned twice."""

from collections import Counter

from ...teaching.exercise import Case, FunctionExercise, Mistake


def parts_to_learn(streams):
    return len({stream[:k] for stream in streams for k in range(1, len(stream) + 1)})


def _by_first_parts(streams):
    """The oracle: streams with the same first part share it; what follows is the same question."""
    groups = {}
    for stream in streams:
        if stream:
            groups.setdefault(stream[0], []).append(stream[1:])
    return sum(1 + _by_first_parts(rests) for rests in groups.values())


def _common(one, other):
    """How many first parts two streams share."""
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n


def _with_neighbours(streams):
    """Each stream goes on from what it shares with the one before it in the list."""
    return sum(
        len(stream) - (_common(stream, streams[i - 1]) if i else 0) for i, stream in enumerate(streams)
    )


def _with_the_first(streams):
    return sum(len(stream) - (_common(stream, streams[0]) if i else 0) for i, stream in enumerate(streams))


def _common_to_all(streams):
    shared = min((_common(one, streams[0]) for one in streams), default=0)
    return sum(map(len, streams)) - shared * (len(streams) - 1) if streams else 0


def _redrawn(n_parts, n_draws):
    return [
        tuple((part, draw) if part == place else part for part in range(n_parts))
        for place in range(n_parts)
        for draw in range(n_draws)
    ]


def _prefix_cases():
    odd = [("b", "a"), ("a", "b", "c"), ("b", "a", "c"), ("a", "b", "d"), ("c",), ("a", "b", "c")]
    return [
        Case("one stream, ('a', 'b', 'c')", ([("a", "b", "c")],)),
        Case("('a', 'b', 'c') and ('a', 'b', 'd')", ([("a", "b", "c"), ("a", "b", "d")],)),
        Case("('a', 'b', 'c') and ('d', 'b', 'c'), the same end", ([("a", "b", "c"), ("d", "b", "c")],)),
        Case("('a', 'b') and ('b', 'a'), another order", ([("a", "b"), ("b", "a")],)),
        Case("('a', 'b', 'c') twice", ([("a", "b", "c"), ("a", "b", "c")],)),
        Case("('a', 'a', 'a') and ('a', 'a', 'b')", ([("a", "a", "a"), ("a", "a", "b")],)),
        Case("('a', 'b', 'c', 'd') and ('a', 'b'), where it stops", ([("a", "b", "c", "d"), ("a", "b")],)),
        Case("('a', 'b'), ('c', 'b'), and ('a', 'd')", ([("a", "b"), ("c", "b"), ("a", "d")],)),
        Case("six streams of up to three parts, in no order", (odd,)),
        Case("three parts, each drawn again twice", (_redrawn(3, 2),)),
        Case("no stream", ([],)),
        Case("('1', '12') and ('11', '2')", ([("1", "12"), ("11", "2")],)),
        Case("five parts, each drawn again three times", (_redrawn(5, 3),)),
    ]


_END = "What two networks learn *after* they differ is not shared, though the examples are the same: another state learns them."
_ORDER = "The state depends on the order, too: after a, b a network is not where it is after b, a."
_ALL = (
    "This learns every stream from its beginning; a network that stands where two streams part can be copied."
)
_NEIGHBOUR = "Streams come in any order, and all of them can share: compare with all others, not with one."

PREFIXES = FunctionExercise(
    "nothing is learned twice",
    parts_to_learn,
    _by_first_parts,
    _prefix_cases,
    form=lambda found, *args: int(found) if float(found).is_integer() else found,
    mistakes=(
        Mistake(_ALL, lambda s: sum(map(len, s))),
        Mistake("Equal streams are shared here, but nothing of streams that part later.", lambda s: sum(map(len, set(s)))),
        Mistake("This counts which examples there are, not what is learned: a network that has learned a part helps only those that "
                "have the same past.", lambda s: len({part for stream in s for part in stream})),
        Mistake(_END, lambda s: len({(i, part) for stream in s for i, part in enumerate(stream)})),
        Mistake(_END, lambda s: len({stream[k:] for stream in s for k in range(len(stream))})),
        Mistake(_END, lambda s: len({pair for stream in s for pair in zip((None, *stream), stream, strict=False)})),
        Mistake(_ORDER, lambda s: len({frozenset(stream[:k]) for stream in s for k in range(1, len(stream) + 1)})),
        Mistake(_ORDER, lambda s: len({frozenset(Counter(stream[:k]).items()) for stream in s for k in range(1, len(stream) + 1)})),
        Mistake("Parts that are joined to one text can be mistaken for others, '1', '12' for '11', '2': keep them apart, as a tuple does.",
                lambda s: len({"".join(map(str, stream[:k])) for stream in s for k in range(1, len(stream) + 1)})),
        Mistake("The beginning, where nothing has been learned, costs nothing: one too many.",
                lambda s: len({stream[:k] for stream in s for k in range(len(stream) + 1)})),
        Mistake("The last part of each stream is missing.", lambda s: len({stream[:k] for stream in s for k in range(1, len(stream))})),
        Mistake("The last part of each stream is missing, and the beginning costs nothing.",
                lambda s: len({stream[:k] for stream in s for k in range(len(stream))})),
        Mistake(_NEIGHBOUR, _with_neighbours),
        Mistake(_NEIGHBOUR, _with_the_first),
        Mistake("Only what *all* streams share is counted once; two of them may share more.", _common_to_all),
        Mistake("This is how many streams there are; how many parts must be learned?", len),
        Mistake("This is how many streams there are; how many parts must be learned?", lambda s: len(set(s))),
        Mistake("This is what is saved; asked is what must be learned.", lambda s: sum(map(len, s)) - parts_to_learn(s)),
    ),
    errors=(
        ("empty", "There may be no stream at all: then nothing has to be learned."),
        ("list index out of range", "There may be no stream at all, and streams may have different lengths."),
        ("tuple index out of range", "Streams may have different lengths."),
        ("unhashable", "A list cannot be an element of a set; a tuple can, and so can a part of a tuple."),
    ),
)  # fmt: skip
