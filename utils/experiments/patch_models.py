"""Three models of patches of photographs, and none: where filters come from. NumPy and scikit-learn only.

All give filters as columns (P, F). Shapes: ``N`` patches, ``P`` pixels, ``F`` filters. The settings are those
with which the filters are clear: units that are rectified, much noise and a penalty on the code for the
autoencoder, very few active units for the RBM. With others filters stay noise.
"""

import warnings

import numpy as np

BATCH = 100
KINDS = ("random", "rbm", "autoencoder", "ica")


def learn(kind, patches, n_filters, passes, rng):
    """Filters of one kind.

    Parameters
    ----------
    kind : {"random", "rbm", "autoencoder", "ica"}
    patches : ndarray of shape (N, P), float32
        Each with mean 0.
    n_filters : int
    passes : int
        Through the patches, of the autoencoder and the RBM; ICA ends by itself.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (P, F), float32

    Raises
    ------
    ValueError
        When there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; choose one of {', '.join(map(repr, KINDS))}.")
    if kind == "ica":
        return independent_components(patches, n_filters, rng)
    bound = patches.shape[1] ** -0.5
    W = rng.uniform(-bound, bound, (patches.shape[1], n_filters)).astype(np.float32)
    if kind == "rbm":
        gaussian_rbm(W, patches, passes, rng)
    elif kind == "autoencoder":
        sparse_autoencoder(W, patches, passes, rng)
    return W


def independent_components(patches, n_filters, rng):
    """Columns of FastICA's mixing matrix: what each of the components adds to a patch, (P, F)."""
    from sklearn.decomposition import FastICA
    from sklearn.exceptions import ConvergenceWarning

    model = FastICA(
        n_filters, whiten="unit-variance", max_iter=200, tol=1e-3, random_state=int(rng.integers(2**31))
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the last components never quite stand still
        model.fit(patches)
    return np.ascontiguousarray(model.mixing_, np.float32)


def batches(patches, passes, rng):
    """All patches in minibatches, in another order each time."""
    for _ in range(passes):
        for rows in np.split(rng.permutation(len(patches)), range(BATCH, len(patches), BATCH)):
            yield patches[rows]


def sparse_autoencoder(W, patches, passes, rng, rate=0.02, noise=1.0, penalty=0.1):
    """Train a denoising autoencoder with tied weights and rectified units, in place.

    Its loss is half the squared error of the reconstruction of the clean patch, summed over pixels, plus
    ``penalty`` times the sum of the code; the mean over a batch.

    Parameters
    ----------
    W : ndarray of shape (P, F)
        Changed in place.
    patches : ndarray of shape (N, P)
    passes : int
    rng : numpy.random.Generator
    rate : float
    noise : float
        Standard deviation of the Gaussian noise on each pixel.
    penalty : float
    """
    b, c = np.zeros(len(W), np.float32), np.zeros(W.shape[1], np.float32)
    for x in batches(patches, passes, rng):
        noisy = x + noise * rng.standard_normal(x.shape, np.float32)  # (B, P)
        h = np.maximum(noisy @ W + c, 0)  # (B, F)
        gap = (h @ W.T + b - x) / len(x)
        delta = (gap @ W + penalty / len(x)) * (h > 0)
        W -= rate * (noisy.T @ delta + gap.T @ h)
        b -= rate * gap.sum(axis=0)
        c -= rate * delta.sum(axis=0)


def gaussian_rbm(W, patches, passes, rng, rate=0.2, activity=0.01):
    """Train an RBM with Gaussian visible units of variance 1 by contrastive divergence, in place.

    Hidden biases move the mean activity of the units towards ``activity``: without, many units take part in
    every patch and the filters stay noise. Weights start at a fifth of what is given.

    Parameters
    ----------
    W : ndarray of shape (P, F)
        Changed in place.
    patches : ndarray of shape (N, P)
    passes : int
    rng : numpy.random.Generator
    rate : float
    activity : float
        Share of the hidden units that is wanted on.
    """
    W *= 0.2
    b, c = np.zeros(len(W), np.float32), np.full(W.shape[1], np.log(activity / (1 - activity)), np.float32)
    for v in batches(patches, passes, rng):
        h = logistic(v @ W + c)  # (B, F)
        on = (rng.random(h.shape, np.float32) < h).astype(np.float32)
        v_model = on @ W.T + b + rng.standard_normal(v.shape, np.float32)  # (B, P)
        h_model = logistic(v_model @ W + c)
        W += rate * (v.T @ h - v_model.T @ h_model) / len(v)
        b += rate * (v - v_model).mean(axis=0)
        c += 10 * rate * (activity - h.mean(axis=0))


def logistic(a):
    """1 / (1 + exp(-a)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * a))
