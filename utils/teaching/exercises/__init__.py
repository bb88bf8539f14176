"""One file a lesson: its exercises, with independent oracles and the typical mistakes by name.

Each file has a dictionary ``EXERCISES`` from the exercise's number, such as ``"1.2"``, to an exercise of
:mod:`utils.teaching.exercise`.
"""
