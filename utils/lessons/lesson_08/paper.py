"""Numbers of the paper (Erhan et al. 2010) that lesson 08 draws beside its own.

Table 1 is printed; the others were read from figures: errors to 0.03 to 0.06 points, losses to 10 to 15 %.
"2009" is Erhan, Manzagol, Bengio, Bengio and Vincent, "The difficulty of training deep architectures",
AISTATS.
"""

# Test error (%) with 1 and 2 layers, Table 1; pre-trained with denoising autoencoders.
MARGINALS = {
    "uniform": {1: 1.81, 2: 1.77},
    "histogram": {1: 1.94, 2: 1.69},
    "pre-trained": {1: 1.41, 2: 1.37},
}
# Test error (%) with 1, 2 and 3 layers of each width, Fig. 9.
WIDTHS = (25, 50, 100, 200, 400, 800)
WIDTH_ERRORS = {
    ("none", 1): (3.61, 2.69, 2.04, 1.87, 1.85, 1.82),
    ("none", 2): (3.83, 2.67, 2.12, 1.78, 1.71, 1.78),
    ("none", 3): (4.24, 3.13, 2.39, 1.90, 1.71, 1.86),
    ("autoencoder", 1): (5.71, 4.37, 2.73, 2.10, 1.65, 1.42),
    ("autoencoder", 2): (5.46, 4.07, 2.46, 1.74, 1.50, 1.38),
    ("autoencoder", 3): (5.23, 3.85, 2.11, 1.62, 1.41, 1.33),
    ("rbm", 1): (6.28, 4.37, 3.09, 2.06, 1.59, 1.36),
    ("rbm", 2): (6.26, 4.03, 2.38, 1.71, 1.40, 1.29),
    ("rbm", 3): (5.82, 3.78, 2.20, 1.66, 1.42, 1.35),
}
# Test error (%) of two layers, pre-trained with autoencoders, Fig. 5 of 2009.
TWO_LAYERS = {"": 1.77, "1": 1.44, "2": 1.72, "12": 1.37}
# Final losses (nats) of three layers, the lowest of which are pre-trained with RBMs, Fig. 14.
THREE_LAYERS = {
    "": {"train": 5e-5, "test": 0.125},
    "1": {"train": 1.1e-4, "test": 0.08},
    "12": {"train": 6e-4, "test": 0.062},
    "123": {"train": 1.9e-3, "test": 0.047},
}
