"""A process that ends while it computes, for tests of what is kept."""

from utils.experiments.engine import checkpoints


class Killed(BaseException):
    """Stands for the end of a process: no task catches it."""


def die_after(n_saves, monkeypatch, note):
    """Have the ``n_saves``-th checkpoint, each of which is written at once, be the last thing that happens.

    Returns
    -------
    list
        ``note(checkpoint, state)`` of every one that is saved, also by those who go on.
    """
    saves, save = [], checkpoints.Checkpoint.save
    monkeypatch.setattr(checkpoints, "SECONDS", 0)

    def save_and_die(self, state):
        save(self, state)
        saves.append(note(self, state))
        if len(saves) == n_saves:
            raise Killed

    monkeypatch.setattr(checkpoints.Checkpoint, "save", save_and_die)
    return saves
