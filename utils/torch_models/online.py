"""Learning from a stream: every example once, in its order, for many seeds at once, in PyTorch.

Before a network learns from a minibatch it has already said what it thinks of it. These answers, to examples
that it never saw, are its *online error*: they need no test set, and cost nothing.

Shapes: ``S`` seeds, ``N`` examples, ``V`` inputs.
"""

import torch

from .checks import check_at_least_one, check_not_negative, for_each_seed, labels_for_each_seed
from .mlp import backward, forward, sgd_step


@torch.inference_mode()
def learn_in_order(params, x, labels, rate, batch_size, l1=0.0, l2=0.0):
    """Learn from every example once, in the given order; tell what was said of each before it was learned.

    Parameters
    ----------
    params : list of Layer
        A network of :mod:`.mlp`; changed in place.
    x : tensor or ndarray of shape (S, N, V), or (N, V) for all seeds
    labels : tensor or ndarray of int, of shape (S, N) or (N,)
    rate : float
    batch_size : int
        Examples of one update.
    l1, l2 : float
        Penalties, see :func:`.mlp.sgd_step`.

    Returns
    -------
    nll : tensor of shape (S, N), float32
        ``-log P(label)`` of each example, in nats, before it was learned.
    right : tensor of bool, of shape (S, N)

    Raises
    ------
    ValueError
        If inputs, labels and network do not fit each other, or a number is not possible.

    References
    ----------
    Erhan et al. (2010), section 6.5: online error, with minibatches in the place of single examples.
    """
    check_not_negative(rate=rate, l1=l1, l2=l2)
    check_at_least_one(batch_size=batch_size)
    x = for_each_seed(x, params[0].W)
    labels = labels_for_each_seed(labels, x, params[-1].W.shape[2])
    said = []
    for first in range(0, x.shape[1], batch_size):
        batch = slice(first, first + batch_size)
        activations = forward(params, x[:, batch])
        said.append(activations[-1])  # (S, B, K)
        sgd_step(params, backward(params, activations, labels[:, batch]), rate, l1, l2)
    scores = torch.cat(said, dim=1)  # (S, N, K)
    nll = -torch.log_softmax(scores, dim=2).gather(2, labels.unsqueeze(2)).squeeze(2)
    return nll, scores.argmax(dim=2) == labels
