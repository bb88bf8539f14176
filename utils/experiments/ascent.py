"""The images that units like best, by gradient ascent on a sphere, and what such images are like, in PyTorch.

A unit's weighted input is climbed, not its output: both are largest at the same image, and the output of a
logistic unit is flat where the unit is nearly on. The image keeps the length of a mean digit; otherwise a
brighter one would always be better. Gradients are written by hand.

Shapes: ``S`` seeds, ``U`` units, ``R`` starts of the ascent, ``V`` pixels, ``N`` digits.

References
----------
Erhan, Bengio, Courville and Vincent (2009), as Erhan et al. (2010) use it in Figs. 3 and 4.
"""

import torch

from ..torch_models.products import affine

SIDE = 28


def slopes(layers, x, units):
    """Gradient of the weighted input of units with respect to the image in their row.

    Parameters
    ----------
    layers : list of Layer
        The hidden layers up to that of the units.
    x : tensor of shape (S, U, V)
        An image for each unit.
    units : tensor of int64, of shape (U,)
        Of the last of these layers; a unit may come more than once.

    Returns
    -------
    tensor of shape (S, U, V)
    """
    hidden = [x]
    for W, b in layers[:-1]:
        hidden.append(affine(hidden[-1], W, b).sigmoid_())  # (S, U, H)
    delta = layers[-1].W.index_select(2, units).mT  # (S, U, H)
    for (W, _), h in zip(reversed(layers[:-1]), reversed(hidden[1:]), strict=True):
        delta = torch.bmm(delta * h * (1 - h), W.mT)
    return delta


def on_sphere(x, radius):
    """Every row of ``x`` (..., V) stretched to the length ``radius``."""
    return x * (radius / x.norm(dim=-1, keepdim=True).clamp_min(1e-12))


@torch.inference_mode()
def maximise(layers, starts, units, radius, steps, size=0.3):
    """The images of a length that units of the last layer like best, from several starts each.

    Each step adds the direction of the gradient times the radius and the size of the step, and goes back to
    the sphere. It comes to rest where the gradient has the direction of the image itself; steps of one size
    would jump over ridges for ever, so their size falls linearly to 0.

    Parameters
    ----------
    layers : list of Layer
        The hidden layers up to that of the units.
    starts : tensor of shape (S, R, V)
        Where to begin, the same for all units.
    units : sequence of int
        ``U`` of them.
    radius : float
    steps : int
    size : float
        Of the first step.

    Returns
    -------
    images : tensor of shape (S, U, R, V)
    aligned : tensor of shape (S, U, R)
        Cosine of the image and the gradient there: 1 where the ascent has come to rest.
    """
    n_seeds, n_starts, n_pixels = starts.shape
    rows = torch.as_tensor(units, device=starts.device).repeat_interleave(n_starts)  # (U R,)
    x = on_sphere(starts.repeat(1, len(units), 1), radius)
    for step in range(steps):
        length = radius * size * (1 - step / steps)
        x = on_sphere(x + on_sphere(slopes(layers, x, rows), length), radius)
    aligned = torch.cosine_similarity(x, slopes(layers, x, rows), dim=2)
    shape = (n_seeds, len(units), n_starts)
    return x.view(*shape, n_pixels), aligned.view(shape)


def roughness(images, side=SIDE):
    """How much neighbouring pixels differ: about 1 for noise, near 0 for what is smooth.

    Mean squared difference of horizontal and vertical neighbours, over twice the variance of the image.

    Parameters
    ----------
    images : tensor of shape (..., V)
        ``V = side * side``.

    Returns
    -------
    tensor of shape (...)
    """
    square = images.unflatten(-1, (side, side))
    apart = [square.diff(dim=axis).square().mean(dim=(-2, -1)) for axis in (-2, -1)]
    return (apart[0] + apart[1]) / 4 / images.var(dim=-1, correction=0).clamp_min(1e-12)


def centred(images):
    """Images (..., V) with mean 0 and length 1."""
    return on_sphere(images - images.mean(dim=-1, keepdim=True), 1.0)


def likeness(images, digits):
    """Correlation with the digit that is most alike: (..., V), (N, V) -> (...)."""
    return (centred(images) @ centred(digits).T).amax(dim=-1)


def agreement(images):
    """Mean cosine of the images of a unit from different starts, over all pairs: (..., R, V) -> (...)."""
    n_starts = images.shape[-2]
    total = on_sphere(images, 1.0).sum(dim=-2).square().sum(dim=-1)
    return (total - n_starts) / (n_starts * (n_starts - 1))
