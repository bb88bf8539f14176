"""Marking what students hand in: their answers, run one by one in the course's own copy of the lesson.

A student's notebook is never run as it is. ``handed_in`` takes the answers out of it, and what the student
added; ``statements`` finds what an answer needs; ``running`` runs that in a process with limits and judges
the answer as ``check`` does; ``marking`` gives each notebook a process and collects the verdicts; ``copied``
recognises the course's own functions and a changed course; ``alike`` finds answers that are the same word for
word; ``memory`` tells how much an answer takes with all that it starts; ``reports`` writes the tables.
"""
