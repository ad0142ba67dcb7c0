"""Every byte of the weights read again: what is not what the lock says is put aside, so that no engine reads it."""

from pathlib import Path

from songloom.model.weights import Weights
from songloom.weights.digest import Progress, hash_file
from songloom.weights.folder import find_missing, locate_weights

QUARANTINE = ".quarantine"


def verify_weights(weights: Weights, root: Path, progress: Progress) -> dict[str, str]:
    """File → "missing" or "damaged", for those that are not right; a damaged one is moved into `.quarantine`."""
    folder, found = locate_weights(weights, root), {}
    for name in find_missing(weights, root):
        found[name] = "damaged" if (folder / name).is_file() else "missing"
    for name, digest in weights.files.items():
        if name not in found and hash_file(folder / name, progress) != digest:
            found[name] = "damaged"
    for name in (name for name, state in found.items() if state == "damaged"):
        target = root / QUARANTINE / folder.parent.name / folder.name / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / name).replace(target)
    return dict(sorted(found.items()))
