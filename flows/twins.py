"""Knows songs by their bytes: which files hold the same sound, and where a file went whose path leads nowhere now."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from songloom.errors import InputError
from songloom.pipeline.outside import hash_given
from songloom.store import Store
from songloom.store.records import read_record
from songloom.store.views import read_keys


@dataclass
class Twins:
    """Sound files by their bytes. A file is read only where another of its size is known; `failed` says which could not be."""

    by_size: dict[int, list[Path]] = field(default_factory=dict)
    failed: dict[Path, str] = field(default_factory=dict)

    def add(self, file: Path) -> Path | None:
        """Know a file from now on; an earlier one that holds the same bytes, if there is one."""
        try:
            known = self.by_size.setdefault(file.stat().st_size, [])
        except OSError as error:
            self.failed[file] = f"cannot be read ({error.strerror})"
            return None
        twin = next((other for other in known if self.hash(other) == self.hash(file) and other not in self.failed), None) if known else None
        known.append(file)
        return twin

    def hash(self, file: Path) -> str:
        """The digest of a file's bytes, "" where they cannot be read."""
        try:
            return hash_given(file, "the audio file").digest
        except InputError as error:
            self.failed[file] = error.what
            return ""


def find_moved(gone: Mapping[str, str], files: Sequence[Path], twins: Twins, advance: Callable[[], None]) -> dict[str, list[Path]]:
    """By song the files that hold what its audio held when it was last woven; `gone` has these songs' digests, `advance` is called for
    each file. Of two songs that were the same the first is meant."""
    wanted = {digest: song for song, digest in reversed([*gone.items()])}
    found: dict[str, list[Path]] = {}
    for file in files:
        if song := wanted.get(twins.hash(file)) if wanted else None:
            found.setdefault(song, []).append(file)
        advance()
    return found


def find_woven_digests(store: Store, songs: Iterable[str]) -> dict[str, str]:
    """By song what its audio file held when it was last woven, as far as the store knows."""
    found = ((song, _find_woven_digest(store, song)) for song in songs)
    return {song: digest for song, digest in found if digest}


# --------------------------------------------------------------------------------------------- private


def _find_woven_digest(store: Store, song: str) -> str | None:
    folder = store.root / "songs" / song
    variants = sorted((path.name for path in folder.glob("*") if path.is_dir()), key=lambda name: (name != "main", name))
    for variant in variants:
        step = read_keys(store, song, variant).get("audio")
        key = step.get("key") if isinstance(step, dict) else None
        record = read_record(store.records.path_of(key)) if isinstance(key, str) else None
        inputs = record.preimage.get("inputs") if record and isinstance(record.preimage, dict) else None
        digest = inputs.get("song/audio") if isinstance(inputs, dict) else None
        if isinstance(digest, str):
            return digest
    return None
