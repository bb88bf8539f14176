"""What the columns of the results are, with units: read by the pages about the experiments."""

COLUMNS = {
    # what tells rows apart
    "start": "how the hidden layers begin; after a colon what is varied beside that",
    "depth": "hidden layers",
    "pretraining": "rate of pre-training; 0 where there is none",
    "rate": "rate of training with labels",
    "seed": "of the weights and of the order of the examples; rows with one seed are a pair",
    "epoch": "passes over the labelled digits when it was measured; 0 is before the first",
    "labels": "digits with labels",
    "source": "stream: deformed digits without end; digits: those digits as they are, again and again",
    "scored": "online: on the next examples, before they are learned; test: on real test digits; afterwards: "
    "on the stream once more when it has ended",
    "examples": "examples seen when it was measured; all of the stream, where a row is of its end",
    "falls": "by how much the rate is divided from the first example to the last; 1: constant",
    "slice": "which tenth of the stream is drawn again, from 0",
    "width": "units of a hidden layer",
    "share": "of the stream that has no labels, where there is pre-training",
    "branch": "examples that the two copies share",
    "matched": "whether the hidden units of the second end are renumbered to fit the first's",
    "alpha": "place on the line between the two copies' ends: 0 the first, 1 the second",
    "layer": "hidden layer, from 1 at the input",
    "filters": "where the filters come from",
    "training": "whether the filters are frozen or fine-tuned",
    "scan": "which line through the weights, or the training itself",
    "direction": "which of the lines of its kind",
    "at": "place on the line, or epochs of training",
    # losses and errors
    "train_nll": "negative log-likelihood of the training digits, nats",
    "valid_nll": "the same of validation digits",
    "test_nll": "the same of test digits",
    "train_error": "training digits that are wrong, percent",
    "valid_error": "validation digits that are wrong, percent",
    "test_error": "test digits that are wrong, percent",
    "nll": "negative log-likelihood, nats",
    "error": "digits that are wrong, percent",
    "early_error": "valid_error after three quarters of the updates",
    "test_right": "a bit for each test digit, 1 where it is right; only at the epoch that is chosen",
    # networks compared with each other
    "variance": "of the probabilities of the networks that saw other draws, summed over classes",
    "score_variance": "the same of the scores before the softmax, less their mean over classes",
    "disagreement": "test digits that two of these networks call differently, percent",
    "changed": "test digits that are called otherwise than by the first end, percent",
    "progress": "how far from equal probabilities, 0, to the truth, 1",
    "off_road": "distance from the shortest way between these two, nats",
    "purity": "of the nearest networks, the share with the same start",
    "neighbours": "that connect Isomap's graph",
    **{f"{picture.lower()}_{axis}": f"place in the picture of {picture}, axis {axis}"
       for picture in ("tSNE", "Isomap") for axis in (1, 2)},
    "euclidean": "float32: Euclidean distances to the networks after as many epochs, in the order of rows",
    "distances": "float32: Bhattacharyya distances to all rows, in their order, nats",
    # weights and filters
    "kurtosis": "excess kurtosis of the highest hidden layer's weights before training with labels",
    "cosine": "of weights before and after training with labels, mean over units or filters",
    "flips": "share of the weights that have changed their sign",
    "roughness": "of the images that units like best; noise has 1",
    "likeness": "correlation of these images with the digit that is most alike",
    "agreement": "cosine of the images of one unit from different starts of the ascent, mean",
    "aligned": "cosine of image and slope at the end of the ascent: 1 where it has come to rest",
    "fitted": "filters that a Gabor function fits with an R squared of 0.7 or more, percent",
    "median": "R squared of these fits, median over filters",
    "fits": "of each filter's fit: R squared, frequency, orientation, width along and across the wave",
    "moved": "distance of the weights from the place 0 of the line",
}  # fmt: skip
# Where a name means something else.
OTHERWISE = {
    "patches": {"rate": "of training with labels: the best of three on validation digits"},
    "landscape": {
        "train_nll": "negative log-likelihood of some thousand training shapes, nats",
        "test_error": "test shapes that are wrong, percent",
    },
    "stacking": {
        "train_error": "share of the training digits that are wrong",
        "test_error": "share of the test digits that are wrong",
    },
}


def meaning(experiment, column):
    """What a column of an experiment's table is.

    Parameters
    ----------
    experiment, column : str

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If nothing is written down about the column.
    """
    return OTHERWISE.get(experiment.removesuffix("_rates"), {}).get(column) or COLUMNS[column]
