"""Exercise 11.4: the weights of an ordinary layer that does what a convolution does."""

import numpy as np

from ...teaching.exercise import Case, FunctionExercise, Mistake


def as_layer(filters, side, stride):
    size, n_filters = round(len(filters) ** 0.5), filters.shape[1]
    corners = range(0, side - size + 1, stride)
    W = np.zeros((side, side, len(corners) ** 2, n_filters), filters.dtype)
    places = [(top, left) for top in corners for left in corners]
    for place, (top, left) in enumerate(places):
        seen = filters.reshape(size, size, n_filters)
        W[top : top + size, left : left + size, place] = seen
    return W.reshape(side * side, -1)


def _by_images(filters, side, stride):
    """The oracle: what the convolution says of images with one pixel that is on."""
    size = round(len(filters) ** 0.5)
    images = np.eye(side * side).reshape(-1, side, side)
    seen = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    said = np.tensordot(seen, filters.reshape(size, size, -1), axes=((3, 4), (0, 1)))  # (V, rows, columns, F)
    return said.reshape(side * side, -1)


def _laid(filters, side, stride, turn=lambda f: f, order="place", swapped=False, last=1, fills=True, shift=0):
    """The same, with filters turned, outputs in another order, or places left out or swapped."""
    size, n_filters = round(len(filters) ** 0.5), filters.shape[1]
    corners = list(range(0, side - size + last, stride))
    places = [(a, b) for a in corners for b in corners]
    places = [(b, a) for a, b in places] if swapped else places
    W = np.zeros((side, side, len(places), n_filters))
    for place, (top, left) in enumerate(places):
        W[top : top + size, left : left + size, place] = turn(filters.reshape(size, size, n_filters))
    if order == "filter":
        W = W.swapaxes(2, 3)
    return W.reshape(side * side, -1)


def _product_cases():
    rng = np.random.default_rng(11)

    def filters(size, n):
        return rng.normal(size=(size * size, n))

    counted = np.arange(1.0, 5.0).reshape(4, 1)
    return [
        Case("one filter of 2 x 2, images of 3 x 3, stride 1", (counted, 3, 1)),
        Case("one filter as large as the image", (filters(3, 1), 3, 2)),
        Case("two filters of 2 x 2, images of 4 x 4, stride 2", (filters(2, 2), 4, 2)),
        Case("three filters of one pixel, images of 2 x 2", (filters(1, 3), 2, 1)),
        Case("two filters of 2 x 2, images of 5 x 5, stride 2: the last column is never seen", (filters(2, 2), 5, 2)),
        Case("one filter of 2 x 2, images of 7 x 7, stride 3", (filters(2, 1), 7, 3)),
        Case("as many filters as places", (filters(2, 4), 3, 1)),
        Case("five filters of 3 x 3, images of 6 x 6, stride 1", (filters(3, 5), 6, 1)),
        Case("in float32", (filters(3, 2).astype(np.float32), 5, 2)),
    ]  # fmt: skip


def _strip(filters, side, stride):
    """Filters laid one after the other into the rows of the flat image."""
    size = round(len(filters) ** 0.5)
    n_places = len(range(0, side - size + 1, stride)) ** 2
    W = np.zeros((side * side, n_places, filters.shape[1]))
    for place in range(n_places):
        first = place * stride
        part = filters[: max(0, side * side - first)]
        W[first : first + len(part), place] = part
    return W.reshape(side * side, -1)


def _cut(filters, side, stride):
    """Places everywhere, filters cut off at the edge."""
    size, n_filters = round(len(filters) ** 0.5), filters.shape[1]
    places = [(a, b) for a in range(0, side, stride) for b in range(0, side, stride)]
    W = np.zeros((side, side, len(places), n_filters))
    for place, (top, left) in enumerate(places):
        seen = filters.reshape(size, size, n_filters)[: side - top, : side - left]
        W[top : top + size, left : left + size, place] = seen
    return W.reshape(side * side, -1)


def _too_few(filters, side, stride):
    """(side - size) // stride places along a side: those of the steps, without where they start."""
    size, n_filters = round(len(filters) ** 0.5), filters.shape[1]
    n = (side - size) // stride
    whole = as_layer(filters, side, stride).reshape(side * side, n + 1, n + 1, n_filters)
    return whole[:, :n, :n].reshape(side * side, n * n * n_filters)


_MIXED = "This mixes the filters: `filters` has a row for each pixel, so it is reshaped as it is, to (size, size, F), without .T."
_ORDER = "Columns go place by place, all filters of a place side by side."

PRODUCT = FunctionExercise(
    "a convolution as an ordinary layer",
    as_layer,
    _by_images,
    _product_cases,
    form=lambda found, *args: np.asarray(found, float),
    mistakes=(
        Mistake(_ORDER, lambda f, side, stride: _laid(f, side, stride, order="filter")),
        Mistake("Places go row by row: first along the upper edge.", lambda f, side, stride: _laid(f, side, stride, swapped=True)),
        Mistake("The filter is laid down as it is: this turns it upside down, as mathematicians' convolution does.",
                lambda f, side, stride: _laid(f, side, stride, lambda f: f[::-1, ::-1])),
        Mistake(_MIXED, lambda f, side, stride: _laid(f.T.reshape(f.shape), side, stride)),
        Mistake(_MIXED, lambda f, side, stride: _laid(f.reshape(f.shape[::-1]).T, side, stride)),
        Mistake("These are too many places: a filter lies wholly inside the image, and is never cut off at its edge.", _cut),
        Mistake("Rows and columns of the filter have changed places.", lambda f, side, stride: _laid(f, side, stride, lambda f: f.swapaxes(0, 1))),
        Mistake("The filter is upside down.", lambda f, side, stride: _laid(f, side, stride, lambda f: f[::-1])),
        Mistake("The filter is mirrored.", lambda f, side, stride: _laid(f, side, stride, lambda f: f[:, ::-1])),
        Mistake("The last places are missing: a filter may touch the edge.", lambda f, side, stride: _laid(f, side, stride, last=0)),
        Mistake("One place too few along a side: (side - size) // stride *steps* lead to one place more.", _too_few),
        Mistake("The filter moves by `stride` pixels.", lambda f, side, stride: _laid(f, side, 1)),
        Mistake("The filter moves by `stride` pixels, not by its own size.", lambda f, side, stride: _laid(f, side, round(len(f) ** 0.5))),
        Mistake("A filter does not lie in one strip of the flat image: between its rows lie pixels that it does not see.", _strip),
        Mistake("This is the matrix turned round: a layer has a row for each input, (V, L·F).", lambda f, side, stride: as_layer(f, side, stride).T),
        Mistake("Keep the columns in one axis: (V, L·F).", lambda f, side, stride: as_layer(f, side, stride).reshape(side * side, -1, f.shape[1])),
        Mistake("Each place has columns of its own: here all places are added up.",
                lambda f, side, stride: as_layer(f, side, stride).reshape(side * side, -1, f.shape[1]).sum(axis=1)),
        Mistake("Where a filter does not see, its weight is 0; and it sees its own part only.",
                lambda f, side, stride: np.tile(np.resize(f, (side * side, f.shape[1])), len(range(0, side - round(len(f) ** 0.5) + 1, stride)) ** 2)),
    ),
    errors=(
        ("could not broadcast", "A filter reaches over the edge, or has another shape than the piece of W where it is laid: how many places are there?"),
        ("out of bounds", "A filter reaches over the edge: how many places are there?"),
        ("cannot reshape", "How many places are there along a side? (side - size) // stride + 1."),
    ),
)  # fmt: skip
