"""The picture of the front page, and a sentence that reads it: numbers from the shipped result."""

from ..experiments.engine import store
from ..plotting import START_NAMES

NAME = "trajectories"


def reading(place):
    """What the front page says of its picture.

    Parameters
    ----------
    place : Places

    Returns
    -------
    dict
        ``picture``: its file; ``seeds``, ``epochs``, ``width``; ``starts``: for each start its name, and its
        mean losses at the end, ``train`` and ``test``, in nats, in the deepest networks; ``depth``: of these.
    """
    table, record = store.load_result(NAME)
    depth = int(table["depth"].max())
    last = table[(table["depth"] == depth) & (table["epoch"] == table["epoch"].max())]
    means = last.groupby("start")[["train_nll", "test_nll"]].mean()
    picture = store.result_path(store.SHIPPED, NAME, record["budget"]).with_suffix(".png")
    starts = [
        {"name": START_NAMES[start], "train": means["train_nll"][start], "test": means["test_nll"][start]}
        for start in START_NAMES
        if start in means.index
    ]
    return {
        "picture": place.copied(picture.relative_to(place.root).as_posix(), "index.md"), "starts": starts,
        "depth": depth, "seeds": record["n_seeds"], "epochs": record["settings"]["epochs"],
        "width": record["settings"]["width"],
    }  # fmt: skip
