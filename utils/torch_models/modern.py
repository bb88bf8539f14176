"""Networks as they are trained today, one seed each, with ``torch.nn``, autograd and a library's optimiser.

They are the control of this course, not its subject: so they are written as anybody would write them, with
rectified units, Adam, dropout and batch normalisation as options, and without the axis of seeds. They start
from one seed's :class:`.mlp.Layer`, so that a pre-trained network can be trained in this way, too.

References: He, Zhang, Ren and Sun (2015), Delving deep into rectifiers (the start); Kingma and Ba (2015),
Adam; Srivastava et al. (2014), Dropout; Ioffe and Szegedy (2015), Batch normalization.
"""

import torch
from torch import nn

from .checks import check_choice, check_dropout, check_not_negative
from .mlp import ROWS_AT_ONCE, Layer
from .products import shuffled

UNITS = {"sigmoid": nn.Sigmoid, "relu": nn.ReLU}
OPTIMISERS = {
    "sgd": torch.optim.SGD,
    "adam": lambda parameters, lr: torch.optim.Adam(parameters, lr, fused=True),
}


def he(layers):
    """The same draws on the interval of He et al. (2015), sqrt(6 / fan-in), in the place of 1 / sqrt(fan-in).

    Parameters
    ----------
    layers : list of Layer
        As :func:`.mlp.init_mlp` draws them; left as they are.
    """
    return [Layer(W * 6**0.5, b) for W, b in layers]


def build(layers, units="sigmoid", dropout=(0.0, 0.0), batch_norm=False):
    """A network of ``torch.nn`` that starts from the layers of one seed.

    Parameters
    ----------
    layers : list of Layer
        Hidden ones and the output layer, with an axis of one seed; copied.
    units : {"sigmoid", "relu"}
    dropout : pair of float
        Share of the inputs, and of each hidden layer's units, that every update leaves out.
    batch_norm : bool
        Normalise what goes into the hidden units over each minibatch.

    Returns
    -------
    torch.nn.Sequential
        From (N, V) to scores (N, K).

    Raises
    ------
    ValueError
        If there is more than one seed, or an option is not possible.
    """
    check_choice("units", units, UNITS)
    check_dropout(dropout, units)
    if len(layers[0].W) != 1:
        raise ValueError(
            f"These layers have {len(layers[0].W)} seeds; a network of torch.nn has one: build one for each, "
            "from [Layer(W[s:s + 1], b[s:s + 1]) for W, b in layers]."
        )
    modules = [nn.Dropout(dropout[0])] if dropout[0] else []
    for i, (W, b) in enumerate(layers):
        modules.append(linear(W[0], b[0]))
        if i < len(layers) - 1:
            modules += [nn.BatchNorm1d(len(b[0]))] if batch_norm else []
            modules += [UNITS[units]()] + ([nn.Dropout(dropout[1])] if dropout[1] else [])
    return nn.Sequential(*modules)


def linear(W, b):
    """A linear module with these weights (V, H) and biases (H,)."""
    module = nn.utils.skip_init(nn.Linear, *W.shape, dtype=W.dtype)
    with torch.no_grad():
        module.weight.copy_(W.mT)
        module.bias.copy_(b)
    return module


def optimiser_of(network, name, rate):
    """The optimiser of a network, with the library's own settings but for the rate.

    Parameters
    ----------
    network : torch.nn.Module
    name : {"sgd", "adam"}
    rate : float
    """
    check_choice("optimiser", name, OPTIMISERS)
    check_not_negative(rate=rate)
    return OPTIMISERS[name](network.parameters(), lr=rate)


def train_epoch(network, optimiser, x, labels, batch_size, rng):
    """Show all examples once, in random order.

    Parameters
    ----------
    network : torch.nn.Module
        Changed in place.
    optimiser : torch.optim.Optimizer
        Of its parameters.
    x : tensor of shape (1, N, V)
    labels : tensor of int64, of shape (1, N)
    batch_size : int
    rng : Streams
        Of one seed; gives the order. What dropout leaves out comes from PyTorch's own generator.
    """
    network.train()
    for (some_x,), (some_labels,) in shuffled(x, batch_size, rng, labels):
        optimiser.zero_grad()
        nn.functional.cross_entropy(network(some_x), some_labels).backward()
        optimiser.step()


@torch.no_grad()
def evaluate_each(network, x, labels):
    """Negative log-likelihood (nats) of a set, and which examples are right: (1,) and bool (1, N).

    Parameters
    ----------
    network : torch.nn.Module
    x : tensor of shape (N, V)
    labels : tensor of int64, of shape (N,)
    """
    network.eval()
    scores = torch.cat([network(some) for some in x.split(ROWS_AT_ONCE)])  # (N, K)
    nll = nn.functional.cross_entropy(scores.double(), labels)
    return nll[None], (scores.argmax(dim=1) == labels)[None]
