"""What regularises units and weights beside penalties: dropout and a bound on the weights' length.

References: Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov (2014), Dropout: a simple way to
prevent neural networks from overfitting, sections 4 and 5.1. Shapes as in :mod:`.mlp`.
"""

import torch


def leave_out(h, share, rng):
    """Set each number of ``h`` (S, N, H) to 0 with probability ``share``."""
    return h * (rng.random(h.shape[1:]) >= share) if share else h


def bound_norms(weights, max_norm):
    """Scale the weights into each unit down to the length ``max_norm`` where they are longer, in place.

    Parameters
    ----------
    weights : iterable of tensor of shape (S, V, H)
    max_norm : float
    """
    for W in weights:
        lengths = torch.linalg.vector_norm(W, dim=1, keepdim=True)  # (S, 1, H)
        W.mul_(max_norm / lengths.clamp_(min=max_norm))
