"""Numbers of the paper (Erhan et al. 2010) that lesson 09 draws beside its own, read from its figures.

One seed each. On their logarithmic axes they are good to 10 or 15 % (Fig. 12: to 0.01 points).
"""

import numpy as np

# Online error after so many million examples, with 1 and 3 layers, Fig. 11; from the third million on for
# networks whose first 2.5 million examples had no labels.
MILLIONS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 9.9)
ONLINE = {
    ("none", 1): (1.5e-2, 9.0e-3, 5.8e-3, 4.2e-3, 3.1e-3, 2.3e-3, 1.9e-3, 1.3e-3, 1.0e-3, 9e-4),
    ("none", 3): (1.9e-2, 1.1e-2, 7.4e-3, 6.0e-3, 3.9e-3, 3.7e-3, 2.9e-3, 2.9e-3, 1.8e-3, 1.6e-3),
    ("rbm", 1): (1.2e-2, 5e-3, 3.0e-3, 2.0e-3, 1.3e-3, 6.5e-4, 4.8e-4, 3.6e-4),
    ("rbm", 3): (1.2e-2, 5e-3, 2.8e-3, 1.4e-3, 1.1e-3, 6.5e-4, 4.2e-4, 2.2e-4),
    ("autoencoder", 1): (1.5e-2, 6e-3, 3.3e-3, 1.9e-3, 1.5e-3, 8e-4, 6.5e-4, 3.4e-4),
    ("autoencoder", 3): (1.1e-2, 2.9e-3, 9e-4, 4.5e-4, 3.2e-4, 1.3e-4, 6.8e-5, 2.6e-5),
}
# Final online error with 0 to 3 of three layers pre-trained with autoencoders, Fig. 14.
PARTLY = (2.5e-3, 1.5e-3, 4.9e-4, 2.6e-5)
# Error (%) on the stream once more: mean of all blocks, and the last fiftieth; one layer, Fig. 12.
AFTERWARDS = {"none": (0.198, 0.126), "rbm": (0.111, 0.04)}


def online():
    """Online error (%) of each start and depth: the examples seen (B,) and the errors (1, B), for one seed."""
    examples = 1e6 * np.array(MILLIONS)
    return {key: (examples[-len(errors) :], 100 * np.array([errors])) for key, errors in ONLINE.items()}
