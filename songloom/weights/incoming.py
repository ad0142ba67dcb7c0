"""Where files wait until all of them are whole and right: only then does a folder of weights exist."""

import fcntl
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from songloom.errors import MissingError

INCOMING = ".incoming"


@contextmanager
def hold_incoming(root: Path, final: Path) -> Iterator[Path]:
    """A folder below `root` for what is to become `final`; one process has it at a time.

    What is in it at the end is moved to its place; when something goes wrong it stays, and the next attempt goes on with it.
    """
    name = f"{final.parent.name}--{final.name}"
    folder = root / INCOMING / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{name}.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise MissingError(final.parent.name, "another songloom is fetching it", "wait until it is done") from error
        folder.mkdir(exist_ok=True)
        yield folder
        _settle(folder, final)


def keep_only(incoming: Path, names: Collection[str]) -> None:
    """Remove what an earlier attempt left of other files: an engine would read them, though nothing pins them."""
    for file in incoming.rglob("*"):
        if file.is_file() and file.relative_to(incoming).as_posix() not in names:
            file.unlink()


def need_space(root: Path, size: int) -> None:
    """MissingError where fewer than `size` bytes are free."""
    free = shutil.disk_usage(root).free
    if free < size:
        cure = "make room, or let SONGLOOM_MODELS name a folder on another disk"
        raise MissingError(str(root), f"{size / 1e9:.1f} GB are to come and {free / 1e9:.1f} GB are free", cure)


# --------------------------------------------------------------------------------------------- private


def _settle(incoming: Path, final: Path) -> None:
    """Move the folder at once where there is none yet, else file by file."""
    final.parent.mkdir(parents=True, exist_ok=True)
    if not final.exists():
        incoming.rename(final)
        return
    for file in sorted(incoming.rglob("*")):
        if file.is_file():
            target = final / file.relative_to(incoming)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
    shutil.rmtree(incoming)
