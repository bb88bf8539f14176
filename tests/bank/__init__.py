"""Answers as students write them, a file a lesson: ``WRONG`` with what must be said, and ``RIGHT``."""
