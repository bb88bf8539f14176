"""Answers as students write them, a file an exercise: ``WRONG`` with what must be said, and ``RIGHT``."""
