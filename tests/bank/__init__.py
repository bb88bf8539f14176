"""Answers as students write them, a file a lesson: ``WRONG`` with what the message must say, and ``RIGHT``."""
