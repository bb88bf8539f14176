"""How a claim of the reader's own is written down before it is tested.

It is written down with its digest before the run; once there is a result, a claim of the same name that says
something else is refused. What a claim has to say stands in :mod:`.claim_rules`.
"""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from ...teaching.notes import notes_path
from .claim_rules import KEYS


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
    """
    place = Path(folder or claims_folder()) / claim["name"]
    path, mark = place / "claim.json", digest(claim)
    if path.exists() and (place / "result-demo.parquet").exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        if before["digest"] != mark:
            changed = [key for key in KEYS if before["claim"].get(key) != claim[key]]
            raise ChangedClaim(
                f"The claim {claim['name']!r} has been run, and {' and '.join(changed)} "
                f"{'is' if len(changed) == 1 else 'are'} not as before. A claim that was fitted to its result is no test of it. "
                "Give the new claim a new name; the old one keeps its page."
            )
    place.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"claim": claim, "digest": mark}, indent=1), encoding="utf-8")
    print(f"Written down before the run: {claim['name']}, digest {mark[:12]}")
    return Registered(claim, place, mark)
