"""A manifest read again: what a commit claims, and the objects that it names."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from songloom.errors import StoreError, UsageError
from songloom.model.document import dump_canonical, load_document
from songloom.store import Store
from songloom.store.records import is_digest

Noun = TypeVar("Noun")
# Song → variant → stage → file → digest.
Songs = Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]]


@dataclass(frozen=True)
class Manifest:
    """What a manifest says: every digest, and the one over them all."""

    root: str
    songs: Songs

    def find_digest(self, song: str, name: str, variant: str = "main") -> str | None:
        """The digest of a song's file (`quality/quality.json`) in a variant, else in the first that it was woven in."""
        stage, _, file = name.partition("/")
        variants = self.songs[song]
        stages = variants.get(variant) or next(iter(variants.values()), {})
        return stages.get(stage, {}).get(file)


@dataclass(frozen=True)
class Metrics:
    """A catalogue in a few numbers. `scores` are means over songs; `truth` too, over those `songs` that have a truth table."""

    songs: int
    videos: int
    duration_s: float
    words: int
    sure_share: float
    verdicts: dict[str, int]
    scores: dict[str, float]
    truth: dict[str, float]


def read_manifest(file: Path) -> Manifest:
    """A manifest; UsageError where it is none, or where its root is not the digest of what it lists."""
    cure = "write it anew: songloom weave --variant all --manifest FILE"
    try:
        data = json.loads(file.read_bytes())
        manifest = Manifest(data["root"], data["songs"])
        _check_songs(manifest.songs)
    except OSError as error:
        raise UsageError(str(file), f"cannot be read ({error.strerror})", cure) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(str(file), "is no manifest", cure) from error
    if sha256(dump_canonical(manifest.songs)).hexdigest() != manifest.root:
        raise UsageError(str(file), "its root is not the digest of what it lists: somebody changed it", cure)
    return manifest


def read_object(manifest: Manifest, song: str, name: str, kind: type[Noun], store: Store) -> Noun | None:
    """The noun that a song's file holds; None where the song has no such file; StoreError where the store lacks or damaged it."""
    digest = manifest.find_digest(song, name)
    if digest is None:
        return None
    where = f"{song}: {name}"
    try:
        data = store.objects.path_of(digest).read_bytes()
    except OSError as error:
        raise StoreError(where, f"is not in the store {store.root}", "weave, or pull it") from error
    if sha256(data).hexdigest() != digest:
        raise StoreError(where, "the store's copy is damaged", "run `songloom verify`, then weave again")
    try:
        return load_document(data, kind)
    except ValueError as error:
        raise UsageError(where, "was written by another version of Songloom", "weave again") from error


# --------------------------------------------------------------------------------------------- private


def _check_songs(songs: Any) -> None:
    for variants in songs.values():
        for stages in variants.values():
            for files in stages.values():
                for digest in files.values():
                    if not is_digest(digest):
                        raise ValueError(f"{digest!r} is no digest")
