"""Where weights lie on this machine: one folder per repository and revision."""

import os
from pathlib import Path

from songloom.errors import MissingError
from songloom.model.weights import Weights

ROOT_VARIABLE = "SONGLOOM_MODELS"


def models_root() -> Path:
    """`$SONGLOOM_MODELS`, else `songloom/models` in the user's cache folder."""
    if chosen := os.environ.get(ROOT_VARIABLE):
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_cache_path

    return user_cache_path("songloom") / "models"


def locate_weights(weights: Weights, root: Path) -> Path:
    """The folder where these weights lie, or would lie."""
    return locate_revision(weights.repository, weights.revision, root)


def locate_revision(repository: str, revision: str, root: Path) -> Path:
    """The folder of a repository at a revision: `<root>/<owner>--<name>/<revision>`."""
    return root / repository.replace("/", "--") / revision


def find_missing(weights: Weights, root: Path) -> list[str]:
    """Files that are absent or not of the right size; none when the weights are here. No byte is read: `models verify` does."""
    folder = locate_weights(weights, root)
    return sorted(name for name, digest in weights.files.items() if _find_size(folder / name) != digest.size)


def need_weights(weights: Weights, root: Path) -> Path:
    """The folder of weights that are here, and of nothing else, since libraries read what lies beside them; MissingError where they
    are not, with the command that gets them."""
    folder = locate_weights(weights, root)
    if find_missing(weights, root):
        raise lack_weights(weights.name)
    if strangers := find_strangers(weights, root):
        raise MissingError(str(folder / strangers[0]), f"is no file that models.lock has for {weights.name}", "take it out of that folder")
    return folder


def find_strangers(weights: Weights, root: Path) -> list[str]:
    """Files in the folder of the weights that the lock does not list, hidden ones aside."""
    folder = locate_weights(weights, root)
    files = [file.relative_to(folder) for file in folder.rglob("*") if not file.is_dir()]
    seen = [file.as_posix() for file in files if not any(part.startswith(".") for part in file.parts)]
    return sorted(name for name in seen if name not in weights.files)


def lack_weights(*names: str) -> MissingError:
    """What to say when a run needs weights that are not on this machine, or that no lock names."""
    return MissingError("", f"the weights of {', '.join(names)} are not here", f"get them with: songloom models fetch {' '.join(names)}")


# --------------------------------------------------------------------------------------------- private


def _find_size(file: Path) -> int | None:
    try:
        return file.stat().st_size if file.is_file() else None
    except OSError:
        return None
