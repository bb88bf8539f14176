"""An endless stream of deformed digits, after the InfiniteMNIST of Loosli, Canu and Bottou (2007).

Example i is a source digit x bent by two smooth random fields F and moved by at most one pixel:

    x' = clip(x + s (F_k t_right - F_l t_down)),  then shifted; vacated pixels are paper (0).

The tangents t are the derivatives of the digit. The fields k and l, the sign s and the shift are computed
from the stream's seed and i, so any part of the stream can be drawn again, in pieces of any size.

Known of the original, from its released program: this formula, 1,522 fields, two different fields per
example, a common sign, the nine shifts, and that i picks the digits in turn. The stream that the paper's
laboratory built on it left out the last 10,000 training digits, and began with every digit as it is. Not
known: how smooth and how strong the fields are, and how the digits were differentiated. Chosen here:

- 1,000 fields of our own, smooth over 4 pixels, and tangents of a digit smoothed over 0.7 pixels
  (``deformations.py``);
- displacements of ``AMPLITUDE`` pixels (root mean square, along each axis), set by eye: from 1.5 on strokes
  begin to swell and to break. With the shift undone, the nearest source digit has the right class in more
  than 99 % of examples; a shift alone takes a digit of the 4,000 nearer to another class in 7 % of them;
- fields, sign and shift independent of each other, where the original derives them all from one number;
- a new order of the digits on each pass (``shuffle=False`` gives the original's fixed order), so that
  streams with other seeds differ in their order too;
- grey levels that are not rounded to 256 steps.

Examples are endless, writers are not: each pass deforms the same source digits. Ask for a thousand examples
or more at a time; ten at a time take several times as long.
"""

import copy
import functools
import math

import numpy as np

from .checks import whole_number
from .deformations import N_FIELDS, N_PIXELS, SIDE, TANGENT_UNIT, displacement_fields, tangents
from .splits import Split

AMPLITUDE = 1.25  # pixels, root mean square, along each axis
SHIFTS = tuple((down, right) for down in (-1, 0, 1) for right in (-1, 0, 1))  # pixels
LAST = 2**62  # no slice ends later
BLOCK = 512  # examples at a time: their pixels stay in the processor's cache

U = np.uint64
STEP = 0x9E3779B97F4A7C15  # 2**64 over the golden ratio: multiples of it are spread evenly


class InfiniteMNIST:
    """A stream of digits that never ends; example i depends on the source, the seed and i alone.

    Parameters
    ----------
    source : Split
        Digits to deform: images (N, 784) in [0, 1] and labels (N,), for example ``load_digits_5k().train``.
        Kept, not copied, when the images are float32: do not change them afterwards.
    seed : int, default=0
        Picks the deformations and the order of the digits. The fields are the same for every seed.
    amplitude : float, default=AMPLITUDE
        Root-mean-square displacement in pixels along each axis; 0 leaves only the shifts.
    originals_first : bool, default=True
        Whether the first N examples are the digits as they are.
    shuffle : bool, default=True
        Whether each pass over the digits has its own order. Otherwise example i comes from digit i mod N.

    Raises
    ------
    TypeError, ValueError
        When something else was given; the message says what to pass.

    Examples
    --------
    >>> stream = InfiniteMNIST(load_digits_5k().train, seed=1)
    >>> images, labels = stream.slice(1_000_000, 1_000_100)  # (100, 784), (100,)
    """

    def __init__(self, source, seed=0, *, amplitude=AMPLITUDE, originals_first=True, shuffle=True):
        self.source = _checked_source(source)
        self.seed = whole_number(seed, "InfiniteMNIST was given seed", most=2**64 - 1)
        if isinstance(amplitude, bool) or not isinstance(amplitude, int | float | np.number):
            raise TypeError(f"InfiniteMNIST was given amplitude = {amplitude!r}: pass a number of pixels.")
        if not 0 <= amplitude < math.inf:
            raise ValueError(f"InfiniteMNIST was given amplitude = {amplitude}: pass 0 or more pixels.")
        self.amplitude = float(amplitude)
        self.originals_first = bool(originals_first)
        self.shuffle = bool(shuffle)
        self._right, self._down = tangents(self.source.images)  # (N, 784) twice
        fields = displacement_fields() * np.float32(self.amplitude * TANGENT_UNIT)
        self._fields = np.concatenate([fields, -fields])  # (2 N_FIELDS, 784)

    def with_seed(self, seed):
        """The stream of another seed over the same digits; made at once, since it shares all that is big."""
        other = copy.copy(self)
        other.seed = whole_number(seed, "with_seed was given seed", most=2**64 - 1)
        return other

    def slice(self, start, stop):
        """Examples start, ..., stop - 1.

        Parameters
        ----------
        start, stop : int
            0 <= start <= stop. A thousand examples take 3 MB.

        Returns
        -------
        Split
            Images (stop - start, 784), float32 in [0, 1], and labels (stop - start,), int64. Yours to change.

        Raises
        ------
        TypeError, ValueError
            When the ends are not such numbers.
        """
        start = whole_number(start, "slice was given start", most=LAST)
        stop = whole_number(stop, "slice was given stop", most=LAST)
        if stop < start:
            raise ValueError(
                f"slice was given start = {start} and stop = {stop}: pass a stop from {start} on."
            )
        rows = self.rows(start, stop)  # (N,)
        images = np.zeros((stop - start, N_PIXELS), dtype=np.float32)
        for first in range(0, len(rows), BLOCK):
            block = slice(first, first + BLOCK)
            self._deform(rows[block], start + first, images[block])
        if self.originals_first:
            as_is = rows[: max(0, len(self.source.labels) - start)]
            images[: len(as_is)] = self.source.images[as_is]
        return Split(images, self.source.labels[rows])

    def rows(self, start, stop):
        """Rows of the source digits (stop - start,) that examples start, ..., stop - 1 are made from."""
        n = len(self.source.labels)
        if not self.shuffle:
            return np.arange(start, stop) % n
        first, last = start // n, -(-stop // n)
        orders = [_order(self.seed, number, n) for number in range(first, last)]
        return np.concatenate([np.empty(0, np.int64), *orders])[start - first * n :][: stop - start]

    def _deform(self, rows, start, out):
        """Write the source ``rows`` (N,), deformed as examples ``start`` and on, to zeros ``out`` (N, V)."""
        plus, minus, shift = _draws(self.seed, start, len(rows))
        by_shift = np.argsort(shift, kind="stable")
        rows = rows[by_shift]
        bent = self.source.images[rows]  # (N, V)
        for fields, slopes in ((plus, self._right), (minus, self._down)):
            change = self._fields[fields[by_shift]]  # (N, V)
            change *= slopes[rows]
            bent += change
        np.clip(bent, 0, 1, out=bent)
        out, bent = out.reshape(-1, SIDE, SIDE), bent.reshape(-1, SIDE, SIDE)
        ends = np.searchsorted(shift[by_shift], np.arange(len(SHIFTS) + 1))
        for (down, right), first, last in zip(SHIFTS, ends, ends[1:], strict=False):
            (to_y, from_y), (to_x, from_x) = _overlap(down), _overlap(right)
            out[by_shift[first:last], to_y, to_x] = bent[first:last, from_y, from_x]


def _overlap(shift):
    """Where the pixels that stay inside go to, and where they come from, along one axis."""
    low, high = max(shift, 0), min(shift, 0)
    return slice(low, SIDE + high), slice(-high, SIDE - low)


def _draws(seed, start, n):
    """For n examples: two rows of the signed fields, and the number of the shift, each (n,)."""
    numbers = np.arange(start, start + n, dtype=np.uint64)
    fields, rest = _random_bits(seed, 1, numbers), _random_bits(seed, 2, numbers)
    k, gap = _below(N_FIELDS, fields >> U(32)), _below(N_FIELDS - 1, fields & U(2**32 - 1))
    other = (k + 1 + gap) % N_FIELDS  # another field than k
    negative = (rest & U(1)).astype(np.int64)
    plus = k + N_FIELDS * negative  # row k + N_FIELDS holds minus field k
    minus = other + N_FIELDS * (1 - negative)
    return plus, minus, _below(len(SHIFTS), rest >> U(32))


@functools.lru_cache(maxsize=16)
def _order(seed, number, n):
    """The order (n,) of the source digits on pass ``number``; read-only."""
    key = _random_bits(seed, 3, np.array([number], dtype=np.uint64))
    order = np.argsort(_random_bits(int(key[0]), 4, np.arange(n, dtype=np.uint64)), kind="stable")
    order.flags.writeable = False
    return order


def _random_bits(seed, purpose, numbers):
    """64 random-looking bits for each of ``numbers`` (N,), from itself, the seed and the purpose alone."""
    key = _mixed(_mixed(np.array([seed], dtype=np.uint64)) + U(purpose * STEP % 2**64))  # (1,)
    return _mixed(_mixed(numbers * U(STEP) + key) + key)


def _mixed(z):
    """Stir 64-bit numbers (N,) modulo 2**64, one to one (the last step of the SplitMix64 generator)."""
    z = (z ^ (z >> U(30))) * U(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> U(27))) * U(0x94D049BB133111EB)
    return z ^ (z >> U(31))


def _below(n, bits):
    """Whole numbers (N,) from 0 to n - 1, from 32 random bits each."""
    return ((bits * U(n)) >> U(32)).astype(np.int64)


def _checked_source(source):
    """The source as a Split of float32 images and int64 labels."""
    if not isinstance(source, tuple | list) or len(source) != 2:
        raise ValueError(
            f"InfiniteMNIST was given a {type(source).__name__} as source: pass one pair (images, labels), "
            "for example load_digits_5k().train."
        )
    images, labels = np.asarray(source[0]), np.asarray(source[1])
    if labels.ndim != 1 or images.shape != (len(labels), N_PIXELS) or len(labels) == 0:
        raise ValueError(
            f"InfiniteMNIST was given images of shape {images.shape} and labels of shape {labels.shape}: "
            "pass (N, 784) and (N,), a label for each image, at least one."
        )
    if labels.dtype.kind not in "iu":
        raise ValueError(f"InfiniteMNIST was given labels of type {labels.dtype}: pass whole numbers.")
    if images.dtype.kind not in "fiub" or not (images.min() >= 0 and images.max() <= 1):
        raise ValueError(
            "InfiniteMNIST was given images that are not numbers in [0, 1]: "
            "divide grey levels from 0 to 255 by 255."
        )
    return Split(np.ascontiguousarray(images, dtype=np.float32), labels.astype(np.int64))
