"""What a song's stages have made so far, as planning reads it."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

from songloom.errors import InputError
from songloom.model.document import load_document
from songloom.model.record import Output, Record
from songloom.model.song import Song
from songloom.pipeline.digests import Digests
from songloom.pipeline.outside import find_translation
from songloom.pipeline.stages import split_input
from songloom.store import Store
from songloom.store.damage import DamagedError
from songloom.store.objects import Objects

Noun = TypeVar("Noun")
# The files in which a song's own words and names stand, and the most that is looked at of one that was given.
WRITTEN = (("timing", "timing.json"), ("audio", "tags.json"), ("lyrics", "second.json"))
MOST_BYTES = 1_000_000


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


def read_letters(song: Song, names: str, records: Mapping[str, Record | None], objects: Objects) -> str:
    """What is written beyond ASCII in a song's words, in their translation, in its tags, whose names its cards bear, and in `names`: each
    character once; InputError where a file cannot be read or the store's copy is damaged."""
    made = ((records.get(stage), file) for stage, file in WRITTEN)
    found = [_read_letters(objects, record.outputs[file]) for record, file in made if record and file in record.outputs]
    return "".join(sorted({letter for letter in "".join((*found, names, _read_translation(song))) if not letter.isascii()}))


# --------------------------------------------------------------------------------------------- private


def _read_translation(song: Song) -> str:
    if (file := find_translation(song)) is None:
        return ""
    try:
        with file.open("rb") as stream:
            data = stream.read(MOST_BYTES)
        text = data.decode("utf-16" if data[:2] in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8", "ignore")
        return normalize("NFC", text)
    except OSError as error:
        raise InputError(str(file), f"the translation cannot be read ({error.strerror})", "check the path") from error


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
