"""The data: 5,000 real digits that come with a library, full MNIST, and streams and pictures made here.

    from utils.data import load_digits_5k

    (x, y), _, (x_test, y_test) = load_digits_5k()  # (4000, 784), (4000,), (1000, 784), (1000,)

``InfiniteMNIST`` deforms digits without end, ``load_shapeset`` draws triangles and squares, ``load_patches``
cuts patches out of two photographs.

Loading never uses the network. Full MNIST is fetched only by ``python -m utils.data --fetch``, or read from
the folder that ``COURSE_MNIST`` names. What is computed once is kept in the folder that ``COURSE_CACHE``
names, otherwise in the user's usual cache folder.
"""

from .cache import DataError
from .digits import load_digits_5k
from .infinite_mnist import InfiniteMNIST
from .mnist import load_mnist
from .patches import load_patches
from .shapeset import Shapes, load_shapeset
from .splits import Digits, Split, hold_out

__all__ = [
    "DataError",
    "Digits",
    "InfiniteMNIST",
    "Shapes",
    "Split",
    "hold_out",
    "load_digits_5k",
    "load_mnist",
    "load_patches",
    "load_shapeset",
]
