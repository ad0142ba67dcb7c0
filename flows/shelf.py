"""The catalogue's file: as it was found, and as it is put back, whole, read again and checked, or not at all."""

import fcntl
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from flows.gathering import Grounds, find_grounds
from songloom.errors import ConfigError, UsageError
from songloom.settings.catalogue import Entry, Listed, read_catalogue
from songloom.settings.listing import add_entries, change_paths, has_songs
from songloom.settings.workspace import find_workspace
from songloom.store import Store
from songloom.store.objects import sync_path

HEADER = b"# The songs of this workspace; paths are relative to its root.\n"
BYTE_ORDER_MARK = "\ufeff"

Result = TypeVar("Result")


@dataclass(frozen=True)
class Shelf:
    """A catalogue: its file, the bytes in it (None: no file yet), the songs that they list, and where files and store lie."""

    file: Path
    data: bytes | None
    listed: Sequence[Listed]
    grounds: Grounds
    store: Store


def open_shelf(catalogue: Path | None, store: Path | None) -> Shelf:
    """The catalogue named, else the workspace's; ConfigError where it is wrong, UsageError where there is none to be."""
    workspace = find_workspace((catalogue or Path.cwd() / "_").parent)
    if not catalogue and not workspace.root:
        raise UsageError("", "there is no workspace here", "make one with: songloom init .")
    file = catalogue or workspace.catalogue_file()
    root = workspace.root or file.absolute().parent
    kept = Store((store or workspace.store_root()).absolute())
    if not file.exists():
        return Shelf(file, None, (), find_grounds(root, kept.root), kept)
    data = file.read_bytes()
    listed = read_catalogue(file, root) if _read(file, data, has_songs) else ()
    return Shelf(file, data, listed, find_grounds(root, kept.root), kept)


def rewrite(shelf: Shelf, added: Sequence[Entry], changes: Mapping[tuple[int, str], str]) -> bytes:
    """The catalogue's bytes with entries added and paths changed; UsageError where its form does not allow it."""
    data = HEADER if shelf.data is None else shelf.data
    text = _read(shelf.file, data, lambda text: add_entries(change_paths(text, changes), added))
    return (BYTE_ORDER_MARK if data.startswith(BYTE_ORDER_MARK.encode()) else "").encode() + text.encode()


def put_back(shelf: Shelf, data: bytes) -> None:
    """Replace the catalogue's file, once what would stand there was read and lists all that it should; UsageError where somebody else
    changed the file meanwhile."""
    # A link stays one: what it leads to is replaced.
    target = Path(os.path.realpath(shelf.file))
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    handle = os.open(target.parent, os.O_RDONLY)
    try:
        with fresh.open("xb") as out:
            out.write(data)
        if target.exists():
            fresh.chmod(target.stat().st_mode & 0o7777)
        sync_path(fresh)
        _check_listed(shelf, fresh)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if (target.read_bytes() if target.exists() else None) != shelf.data:
            raise UsageError(str(shelf.file), "was changed by somebody else meanwhile; nothing was written", "run the command again")
        fresh.replace(target)
        os.fsync(handle)
    finally:
        os.close(handle)
        fresh.unlink(missing_ok=True)


# --------------------------------------------------------------------------------------------- private


def _read(file: Path, data: bytes, work: Callable[[str], Result]) -> Result:
    """What `work` makes of the file's text; what it complains of is told of the file."""
    try:
        return work(data.decode().removeprefix(BYTE_ORDER_MARK))
    except UnicodeDecodeError as error:
        raise UsageError(str(file), "is not UTF-8", "save it as UTF-8") from error
    except UsageError as error:
        raise replace(error, where=str(file)) from error


def _check_listed(shelf: Shelf, fresh: Path) -> None:
    """What is about to be written is a catalogue, and all songs of before are in it, in their order."""
    try:
        ids = [entry.song.id for entry in read_catalogue(fresh, shelf.grounds.root)]
    except ConfigError as error:
        raise UsageError(str(shelf.file), f"would not be right: {error.problems[0].what}", "nothing was written") from error
    before = [entry.song.id for entry in shelf.listed]
    if ids[: len(before)] != before:
        raise UsageError(str(shelf.file), "would lose songs", "nothing was written; please report this")
