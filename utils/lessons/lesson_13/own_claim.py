"""How a claim of the reader's own is written down before it is tested.

It is written down with its digest before the run; once there is a result, a claim of the same name that says
something else is refused. The result's record has the digest of the claim that was run, and that one counts,
whatever has become of ``claim.json``. What a claim has to say stands in :mod:`.claim_rules`.
"""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from ...experiments.engine import store
from ...teaching.notes import notes_path
from .claim_rules import KEYS

NAME, BUDGET = "result", "demo"  # of the result in a claim's folder


class ChangedClaim(ValueError):
    """A claim that was changed after its run."""


class Registered(NamedTuple):
    """A claim that is written down: the claim, the folder with all that belongs to it, its digest."""

    claim: dict
    folder: Path
    digest: str


def digest(claim):
    """SHA-256 of all that a claim says, as 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps(claim, sort_keys=True).encode()).hexdigest()


def claims_folder():
    """Where claims are written down, beside the predictions."""
    return notes_path().parent / "claims"


def register(claim, folder=None):
    """Write a claim down, before its run; after it, only the same claim is accepted.

    Parameters
    ----------
    claim : dict
        As ``check("13.5", ...)`` returns it.
    folder : Path, optional
        Of all claims; by default beside the predictions.

    Returns
    -------
    Registered

    Raises
    ------
    ChangedClaim
        Where a claim of this name has a result, and said something else when it was run.
    Damaged
        Where the result cannot be read.
    """
    place, mark = Path(folder or claims_folder()) / claim["name"], digest(claim)
    refuse_another(claim, place)
    place.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"claim": claim, "digest": mark}, indent=1)
    (place / "claim.json").write_text(content, encoding="utf-8")
    print(f"Written down before the run: {claim['name']}, digest {mark[:12]}")
    return Registered(claim, place, mark)


def refuse_another(claim, place):
    """Raise ChangedClaim where a folder has the result of another claim.

    Parameters
    ----------
    claim : dict
    place : Path
        The claim's folder.

    Raises
    ------
    ChangedClaim, Damaged
    """
    mark, run = digest(claim), _digest_of_result(place)
    if run in (None, mark):
        return
    before = _written(place)
    if digest(before) != run:  # what was run is no longer written down
        raise ChangedClaim(
            f"The claim {claim['name']!r} has been run, and this is another: its digest is {mark[:12]}, and the result in "
            f"{place.name} is that of the claim with digest {run[:12]}, which stays. A claim that was fitted to its result "
            "is no test of it. Give the changed claim another name: both then stay on record."
        )
    changed = [key for key in KEYS if before[key] != claim[key]]
    raise ChangedClaim(
        f"The claim {claim['name']!r} has been run, and {' and '.join(changed)} "
        f"{'is' if len(changed) == 1 else 'are'} not as before. A claim that was fitted to its result is no test of it. "
        "Give the new claim a new name; the old one keeps its page."
    )


def _digest_of_result(place):
    """The digest of the claim whose result is in a folder; None where there is no result."""
    if not store.result_path(place, NAME, BUDGET).exists():
        return None
    _, record = store.load_result(NAME, BUDGET, place)
    return record["settings"]["claim"]


def _written(place):
    """The claim that is written down in a folder; None where none can be read."""
    try:
        return json.loads((place / "claim.json").read_text(encoding="utf-8"))["claim"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
