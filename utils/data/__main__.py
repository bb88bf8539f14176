"""``python -m utils.data`` tells what data are here; ``--fetch`` gets full MNIST over the network."""

import argparse
import os
import sys
import warnings

from ..stopping import stoppable
from .cache import DataError, why
from .digits import cache_path, load_digits_5k
from .fetch import fetch_mnist
from .mnist import NotFetchedError, load_mnist, mnist_place


def main(arguments=None):
    """Run the command line.

    Returns
    -------
    int
        0 when all is well (full MNIST may be absent), 1 when something failed; one sentence says what.
    """
    parser = argparse.ArgumentParser(prog="python -m utils.data", description="The data of the course.")
    parser.add_argument(
        "--fetch", action="store_true", help="download full MNIST (11 MB) into the cache folder"
    )
    options = parser.parse_args(arguments)
    sys.stdout.reconfigure(errors="backslashreplace")  # for letters in a path that the terminal has not
    try:
        with stoppable():
            if options.fetch:
                print(f"Full MNIST is in {fetch_mnist()}.")
            else:
                _show()
            sys.stdout.flush()
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped: run the same command again to go on.", file=sys.stderr)
        return 1
    except OSError as error:  # full disk, closed pipe: what is still to be written goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"Not all of this could be written to the output ({why(error)}).", file=sys.stderr)
        return 1
    return 0


def _show():
    """Print which data are here, and where."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        print(_about("5,000 digits", load_digits_5k()))
    print(f"  kept in {cache_path()}" if not caught else f"  {caught[-1].message}")
    _show_mnist()


def _show_mnist():
    """Print where full MNIST is, or how to get it."""
    try:
        print(_about("full MNIST", load_mnist()))
        print(f"  read from {mnist_place().folder}")
    except NotFetchedError as error:
        print(f"full MNIST: not here (optional)\n  {error}")


def _about(name, digits):
    """One line with the shapes of the splits that there are."""
    parts = [f"{key} {split.images.shape}" for key, split in digits._asdict().items() if split is not None]
    return f"{name}: {', '.join(parts)}"


if __name__ == "__main__":
    sys.exit(main())
