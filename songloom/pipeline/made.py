"""What a song's stages have made so far, as planning reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from songloom.errors import InputError
from songloom.model.document import load_document
from songloom.model.record import Output, Record
from songloom.pipeline.digests import Digests
from songloom.pipeline.stages import split_input
from songloom.store import Store
from songloom.store.damage import DamagedError
from songloom.store.objects import Objects

Noun = TypeVar("Noun")


@dataclass(frozen=True)
class Made:
    """By stage its record, None while it is not made; a stage that is left out is not there. `digests` are those of files that were
    given."""

    records: Mapping[str, Record | None]
    store: Store
    digests: Digests

    def find(self, name: str) -> tuple[Path, Output] | None:
        """A file by its name in the graph ("audio/audio.flac") and what is known of it; None while it is not made."""
        stage, file, _ = split_input(name)
        record = self.records[stage]
        return (self.store.objects.path_of(record.outputs[file].digest), record.outputs[file]) if record else None

    def read(self, name: str, kind: type[Noun]) -> Noun | None:
        """The noun that a file holds; None while it is not made; InputError where the store's copy is damaged."""
        found = self.find(name)
        return _read_noun(self.store.objects, found[1], kind) if found else None


def read_letters(objects: Objects, output: Output) -> str:
    """What is written in a document beyond ASCII, each character once; InputError where the store's copy is damaged."""
    return _read_letters(objects, output)


# --------------------------------------------------------------------------------------------- private


@lru_cache(maxsize=4096)
def _read_letters(objects: Objects, output: Output) -> str:
    try:
        data = objects.read(output)
        return "" if data.isascii() else "".join(sorted({letter for letter in data.decode() if not letter.isascii()}))
    except (OSError, ValueError, DamagedError) as error:
        raise _find_damage(objects, output) from error


@lru_cache(maxsize=4096)
def _read_noun(objects: Objects, output: Output, kind: type[Noun]) -> Noun:
    """An object is never another, so it is read once a run."""
    try:
        return load_document(objects.read(output), kind)
    except (OSError, ValueError, DamagedError) as error:
        raise _find_damage(objects, output) from error


def _find_damage(objects: Objects, output: Output) -> InputError:
    return InputError(str(objects.path_of(output.digest)), "the store's copy is damaged", "run `songloom verify`, then weave again")
