"""Answers to exercise 11.4."""

import numpy as np


def sizes(filters, side, stride):
    size = round(len(filters) ** 0.5)
    return size, filters.shape[1], list(range(0, side - size + 1, stride))


def laid(filters, side, stride, turn=lambda f: f):
    size, n, corners = sizes(filters, side, stride)
    W = np.zeros((side, side, len(corners), len(corners), n))
    for i, top in enumerate(corners):
        for j, left in enumerate(corners):
            W[top : top + size, left : left + size, i, j] = turn(filters.reshape(size, size, n))
    return W


def flat(W):
    return W.reshape(W.shape[0] ** 2, -1)


def filters_first(filters, side, stride):
    return flat(np.moveaxis(laid(filters, side, stride), -1, 2))


def columns_first(filters, side, stride):
    return flat(laid(filters, side, stride).swapaxes(2, 3))


def turned_round(filters, side, stride):
    return flat(laid(filters, side, stride, lambda f: f[::-1, ::-1]))


def transposed_filter(filters, side, stride):
    return flat(laid(filters, side, stride, lambda f: f.transpose(1, 0, 2)))


def upside_down(filters, side, stride):
    return flat(laid(filters, side, stride, lambda f: f[::-1]))


def mirrored(filters, side, stride):
    return flat(laid(filters, side, stride, lambda f: f[:, ::-1]))


def no_edge(filters, side, stride):
    size, n, _ = sizes(filters, side, stride)
    corners = range(0, side - size, stride)
    W = np.zeros((side, side, len(corners) ** 2, n))
    for place, (top, left) in enumerate((a, b) for a in corners for b in corners):
        W[top : top + size, left : left + size, place] = filters.reshape(size, size, n)
    return W.reshape(side * side, -1)


def over_the_edge(filters, side, stride):
    size, n, _ = sizes(filters, side, stride)
    corners = range(0, side, stride)
    W = np.zeros((side, side, len(corners) ** 2, n))
    for place, (top, left) in enumerate((a, b) for a in corners for b in corners):
        W[top : top + size, left : left + size, place] = filters.reshape(size, size, n)
    return W.reshape(side * side, -1)


def no_stride(filters, side, stride):
    return flat(laid(filters, side, 1))


def side_by_side(filters, side, stride):
    return flat(laid(filters, side, round(len(filters) ** 0.5)))


def strips(filters, side, stride):
    _, n, corners = sizes(filters, side, stride)
    W = np.zeros((side * side, len(corners) ** 2, n))
    for place in range(W.shape[1]):
        first = place * stride
        part = filters[: side * side - first]
        W[first : first + len(part), place] = part
    return W.reshape(side * side, -1)


def a_row_for_each_output(filters, side, stride):
    return flat(laid(filters, side, stride)).T


def four_axes(filters, side, stride):
    W = laid(filters, side, stride)
    return W.reshape(side * side, -1, W.shape[-1])


def added_up(filters, side, stride):
    return laid(filters, side, stride).sum(axis=(2, 3)).reshape(side * side, -1)


def nothing(filters, side, stride):
    laid(filters, side, stride)


def by_five_axes(filters, side, stride):
    return flat(laid(filters, side, stride))


def of_single_pixels(filters, side, stride):
    size, n, _ = sizes(filters, side, stride)
    windows = np.lib.stride_tricks.sliding_window_view
    images = np.eye(side * side).reshape(-1, side, side)
    seen = windows(images, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return seen.reshape(side * side, -1, size * size).dot(filters).reshape(side * side, -1)


def by_indices(filters, side, stride):
    size, n, corners = sizes(filters, side, stride)
    pixels = np.arange(side * side).reshape(side, side)
    columns = []
    for top in corners:
        for left in corners:
            column = np.zeros((side * side, n), filters.dtype)
            column[pixels[top : top + size, left : left + size].ravel()] = filters
            columns.append(column)
    return np.hstack(columns)


def number_by_number(filters, side, stride):
    size, n, corners = sizes(filters, side, stride)
    W = [[0.0] * (len(corners) ** 2 * n) for _ in range(side * side)]
    for place in range(len(corners) ** 2):
        top, left = (stride * k for k in divmod(place, len(corners)))
        for pixel in range(size * size):
            row, column = divmod(pixel, size)
            for f in range(n):
                W[(top + row) * side + left + column][place * n + f] = filters[pixel, f]
    return W


def by_libraries(filters, side, stride):
    import torch

    size, n, _ = sizes(filters, side, stride)
    kernels = torch.tensor(np.asarray(filters, float)).T.reshape(n, 1, size, size)
    images = torch.eye(side * side, dtype=torch.float64).view(-1, 1, side, side)
    said = torch.nn.functional.conv2d(images, kernels, stride=stride)  # (V, F, rows, columns)
    return said.permute(0, 2, 3, 1).reshape(side * side, -1).numpy()


def pixels_last(filters, side, stride):
    return flat(laid(filters.T.reshape(filters.shape), side, stride))


def filters_before_pixels(filters, side, stride):
    return flat(laid(filters, side, stride, lambda f: f.reshape(f.shape[2], *f.shape[:2]).transpose(1, 2, 0)))


def cut_at_the_edge(filters, side, stride):
    size, n, _ = sizes(filters, side, stride)
    corners = range(0, side, stride)
    W = np.zeros((side, side, len(corners), len(corners), n))
    for i, top in enumerate(corners):
        for j, left in enumerate(corners):
            part = filters.reshape(size, size, n)[: side - top, : side - left]
            W[top : top + size, left : left + size, i, j] = part
    return flat(W)


def steps_for_places(filters, side, stride):
    size, n, _ = sizes(filters, side, stride)
    along = (side - size) // stride
    W = np.zeros((side, side, along, along, n))
    for i, j in np.ndindex(along, along):
        top, left = i * stride, j * stride
        W[top : top + size, left : left + size, i, j] = filters.reshape(size, size, n)
    return W.reshape(side * side, along * along * n)


WRONG = [
    (steps_for_places, "one place more"),
    (pixels_last, "without .T"),
    (filters_before_pixels, "without .T"),
    (cut_at_the_edge, "wholly inside"),
    (filters_first, "Columns go place by place"),
    (columns_first, "row by row"),
    (turned_round, "turns it upside down"),
    (transposed_filter, "have changed places"),
    (upside_down, "The filter is upside down"),
    (mirrored, "The filter is mirrored"),
    (no_edge, "may touch the edge"),
    (over_the_edge, "over the edge"),
    (no_stride, "moves by `stride` pixels"),
    (side_by_side, "not by its own size"),
    (strips, "in one strip"),
    (a_row_for_each_output, "turned round"),
    (four_axes, "in one axis"),
    (added_up, "added up"),
    (nothing, "returned None"),
]

RIGHT = [by_five_axes, of_single_pixels, by_indices, number_by_number, by_libraries]
