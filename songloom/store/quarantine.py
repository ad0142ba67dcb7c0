"""Where files wait that left the store: what `gc` found unclaimed, until it is deleted or needed again, and what was damaged."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from songloom.store.files import make_folder


@dataclass(frozen=True)
class Ward:
    """What one `gc` put aside: the store's layout again, in a folder that bears the time in its name. Files only ever leave it."""

    root: Path
    at_s: float

    def paths(self, kind: str = "") -> Iterator[Path]:
        """Its files, of a kind ("objects", "records") or all of them. Another `gc` may be deleting it: what is gone is not there."""
        yield from sorted(Path(folder, name) for folder, _, names in os.walk(self.root / kind) for name in names)

    def admit(self, path: Path, name: str) -> bool:
        """Move a file of the store in as `name` ("objects/ab/cd…"); False where somebody else took it, or removed the ward at the very
        moment in which it was empty: the file stays, then, for the next `gc`."""
        target = self.root / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            path.rename(target)
        except FileNotFoundError:
            return False
        return True

    def delete(self, path: Path) -> None:
        """Delete one of its files, if it is still here and can be."""
        with suppress(OSError):
            path.unlink()

    def close(self) -> None:
        """Remove the ward if it is empty; another `gc` may still be filling it."""
        for folder, _, _ in os.walk(self.root, topdown=False):
            with suppress(OSError):
                Path(folder).rmdir()


@dataclass(frozen=True)
class Quarantine:
    """The folder `quarantine/`: a ward for each `gc` that put something aside, and `damaged/`."""

    root: Path

    def open_ward(self, now_s: float) -> Ward:
        """A new ward; it becomes a folder when the first file is admitted."""
        return Ward(self.root / f"gc-{int(now_s):011d}-{secrets.token_hex(4)}", float(int(now_s)))

    def wards(self) -> list[Ward]:
        """All wards, the newest first."""
        try:
            names = [entry.name for entry in os.scandir(self.root) if entry.name.startswith("gc-")]
        except OSError:
            return []
        return [Ward(self.root / name, float(name.split("-")[1])) for name in sorted(names, reverse=True) if name.split("-")[1].isdigit()]

    def find(self, name: str) -> list[Path]:
        """Where files of this name ("records/ab/cd….json") wait, the newest first."""
        return [path for ward in self.wards() if (path := ward.root / name).is_file()]

    def revive(self, name: str, target: Path) -> bool:
        """Move a file back into the store, young again; whatever lies at `target` is replaced. False where none waits."""
        for ward in self.wards():
            path = ward.root / name
            try:
                _touch(path)
                path.rename(target)
            except OSError:
                continue
            return True
        return False

    def revive_first(self, path: Path, target: Path) -> None:
        """Move a waiting file back unless another has taken its place meanwhile: the first writer wins."""
        with suppress(OSError):
            _touch(path)
            with suppress(FileExistsError):
                os.link(path, target)
            path.unlink()

    def keep_damaged(self, path: Path, name: str, inode: int | None = None) -> bool:
        """Move a damaged file aside to be looked at. `inode` is the file that was read: one that was put in its place meanwhile is whole,
        and stays."""
        folder = self.root / "damaged"
        make_folder(folder)
        kept = folder / f".{secrets.token_hex(8)}"
        try:
            path.rename(kept)
        except FileNotFoundError:
            return False
        if inode is not None and kept.stat().st_ino != inode:
            kept.rename(path)
            return False
        kept.rename(folder / name)
        return True


# --------------------------------------------------------------------------------------------- private


def _touch(path: Path) -> None:
    """Make a file young, so that no `gc` at work takes it straight away; in a store that several users share it may be another's."""
    try:
        os.utime(path)
    except PermissionError:
        return
