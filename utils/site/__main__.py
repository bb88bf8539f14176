"""The command line of the site."""

import argparse
import sys
from pathlib import Path

from ..experiments.engine.experiment import ExperimentError
from ..teaching.sources import ROOT, BuildError
from .build import build


def main(arguments=None):
    """Build the site; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m utils.site", description="Build the course's site.")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "_site", help="where to (default: _site; it is replaced)"
    )
    options = parser.parse_args(arguments)
    try:
        front = build(options.out)
    except (BuildError, ExperimentError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Open {front}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
