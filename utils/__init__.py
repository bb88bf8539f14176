"""Helpers of the course: digits, models, experiments and the machinery of the lessons.

``import utils`` costs next to nothing; in a notebook it also sees to it that NumPy and PyTorch compute with
one thread (``utils.threads`` says why, and how to have more). Commands, ``python -m utils...``, end with a
sentence when they are stopped (``utils.stopping``). Each room is opened by name:

=================  ==================================================================
``data``           the digits: 5,000 embedded ones, full MNIST
``numpy_models``   mlp, rbm, autoencoder, stacking: what the lessons build, NumPy only
``torch_models``   the same models for many seeds at once, in PyTorch, on CPU or GPU
``experiments``    one file per question of the paper; runner, results, claims, command line
``plotting``       the one look of every figure
``teaching``       checks of exercises, figures, widgets, the builder of notebooks
``lessons``        a folder a lesson: its exercises, a file each, and its pictures
=================  ==================================================================
"""

import sys

from .stopping import end_at_once
from .threads import in_notebook, use_threads

if sys.argv[:1] == ["-m"]:  # a command of the course, python -m utils...: this is what it imports first
    end_at_once()
if in_notebook():
    use_threads(1)
