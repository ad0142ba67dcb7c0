"""Remembers the songs of which nothing is left to make: the next plan only looks whether all that they made is still there."""

import os
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import astuple, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from songloom.engines import load_family
from songloom.errors import InputError
from songloom.model.theme import Theme
from songloom.pipeline.digests import Digests, open_digests
from songloom.pipeline.lock import PACKAGE, in_checkout
from songloom.pipeline.made import read_letters
from songloom.pipeline.outside import Request, find_inputs, find_names, find_theme_inputs, hash_given
from songloom.pipeline.plan import is_left_out
from songloom.pipeline.source import hash_source
from songloom.pipeline.sources import PROVIDERS, find_lyrics_file, list_sources
from songloom.pipeline.stages import GRAPHS
from songloom.pipeline.step import Known, Step
from songloom.settings.params import STAGES, StageSettings
from songloom.store import Store

FILE = "finished.sqlite3"
TABLE = "CREATE TABLE IF NOT EXISTS finished (song TEXT, asked TEXT, sign BLOB, made BLOB, PRIMARY KEY (song, asked)) WITHOUT ROWID"
PERHAPS_UNREAD = tuple(stage for stage in GRAPHS["song"] if stage.unread)
# How long another plan that writes is waited for, in seconds.
PATIENCE_S = 2.0


class Made(NamedTuple):
    """What a finished song made, in all the variants asked for: its stages, its characters beyond ASCII, the bytes of its sound, and as
    they were found the objects' digests (one text, with spaces between them: a catalogue has hundreds of thousands) and their sizes, and
    the records (key, size, time of change in ns)."""

    stages: Sequence[str]
    letters: str
    sound: int
    digests: str
    sizes: Sequence[int]
    records: Sequence[tuple[str, int, int]]


class Row(NamedTuple):
    """A song as it is remembered: `asked` is what was asked of it, `sign` all that it was planned from."""

    song: str
    asked: str
    sign: bytes
    made: bytes


@dataclass(frozen=True)
class Finished:
    """The finished songs of a store, for plans `until` a stage that know what is `known`. Like the digests of files it is only there to
    save time: what cannot be read, or is not as it was, is planned."""

    store: Store
    until: str | None
    known: Known

    def find(self, songs: Iterable[Sequence[Request]]) -> dict[str, Made]:
        """Of these songs, each in all its variants, those that are as they were when they were finished, with all that they made."""
        found = {}
        signer = _Signer(self.known, open_digests(self.store.root))
        with suppress(sqlite3.Error), closing(self._open("ro")) as table:
            for requests in songs:
                song, asked = requests[0].song.id, self._tell(requests)
                row = table.execute("SELECT sign, made FROM finished WHERE song = ? AND asked = ?", (song, asked)).fetchone()
                if row and (made := self._read(row, requests, signer)):
                    found[song] = made
        return found

    def note(self, requests: Sequence[Request], steps: Sequence[Step]) -> Row | None:
        """What is to be remembered of a song that was planned; None where something is left to make, or may change unseen."""
        if any(step.record is None for step in steps):
            return None
        try:
            made = _list_made(self.store, requests, steps)
            sign = _Signer(self.known, open_digests(self.store.root)).sign(requests, made.letters)
            # A file may have changed since it was planned with.
            if any(hash_given(path, "the file", open_digests(self.store.root)).digest != digest for path, digest in _list_own(steps)):
                return None
        except (OSError, InputError):
            return None
        return Row(requests[0].song.id, self._tell(requests), sign, orjson.dumps(tuple(made))) if sign else None

    def keep(self, rows: Iterable[Row]) -> None:
        """Remember these songs, where the store can be written."""
        try:
            with closing(self._open("rwc")) as table, table:
                table.execute(TABLE)
                table.executemany("REPLACE INTO finished VALUES (?, ?, ?, ?)", rows)
        except sqlite3.OperationalError:
            # Somebody else is writing, or nobody may.
            return
        except sqlite3.DatabaseError:
            # It is damaged: the next plan begins a new one.
            with suppress(OSError):
                (self.store.root / FILE).unlink()

    def _open(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(f"{(self.store.root / FILE).as_uri()}?mode={mode}", timeout=PATIENCE_S, uri=True)

    def _tell(self, requests: Sequence[Request]) -> str:
        return " ".join([self.until or "", *(request.variant for request in requests)])

    def _read(self, row: tuple[bytes, bytes], requests: Sequence[Request], signer: "_Signer") -> Made | None:
        try:
            made = Made(*orjson.loads(row[1]))
            if row[0] != signer.sign(requests, made.letters) or not _are_here(self.store, made.records):
                return None
            objects = zip(made.digests.split(), made.sizes, strict=True)
            return made if self.store.objects.are_here(objects) else None
        except (ValueError, TypeError, InputError):
            return None


# --------------------------------------------------------------------------------------------- private


class _Signer:
    """Hashes all that songs are planned from, besides what the store holds. What several songs share is told once: a plan's requests
    hold it, so that no id passes to another."""

    def __init__(self, known: Known, digests: Digests) -> None:
        self._known, self._digests = known, digests
        self._told: dict[Any, str] = {"rules": f"{_say_rules()} {sorted(known.weights.items())!r}"}

    def sign(self, requests: Sequence[Request], letters: str) -> bytes | None:
        """The hash; None where providers are asked for a song's words: what they said is told elsewhere."""
        told, files = [self._told["rules"]], dict[Any, str]()
        for request in requests:
            if not set(PROVIDERS).isdisjoint(list_sources(request)):
                return None
            told += (self._tell_settings(stage, settings) for stage, settings in request.settings.items())
            told.append(self._tell_theme(request.theme, letters))
            # Most variants read the same files, and look for words in the same places.
            left_out = tuple(stage.name for stage in PERHAPS_UNREAD if is_left_out(stage, request))
            names = _list_given(tuple(settings.engine for settings in request.settings.values()), left_out)
            if (place := (names, id(request.settings["lyrics"]))) not in files:
                files[place] = " ".join(self._tell_files(names, request))
            told.append(files[place])
        return sha256("\n".join(told).encode("utf-8", "surrogateescape")).digest()

    def _tell_settings(self, stage: str, settings: StageSettings) -> str:
        if (place := id(settings)) not in self._told:
            engines = load_family(stage).engines if load_family(stage).chosen_by_song else (settings.engine,)
            versions = [self._known.find_version(f"{stage}.{engine}") for engine in engines if engine != "none"]
            self._told[place] = f"{stage} {versions} {settings!r}"
        return self._told[place]

    def _tell_theme(self, theme: Theme, letters: str) -> str:
        if (place := (id(theme), letters)) not in self._told:
            fonts = find_theme_inputs("font/*", theme, self._digests, letters)
            self._told[place] = f"{theme!r} {[(name, found.digest) for name, found in fonts.items()]}"
        return self._told[place]

    def _tell_files(self, names: Iterable[str], request: Request) -> Iterable[str]:
        """The song's own files: what is looked for and not there counts as well."""
        if lyrics := find_lyrics_file(request):
            yield f"{lyrics} {hash_given(lyrics, 'the lyrics file', self._digests).digest}"
        for name in names:
            yield f"{name} {[(role, given.digest) for role, given in find_inputs(name, request, self._digests).items()]}"


@cache
def _list_given(engines: tuple[str, ...], left_out: tuple[str, ...]) -> tuple[str, ...]:
    """What stages with these engines, in the order of the settings, read of a song's own. Names enter as settings; words come from
    somewhere that the song itself decides."""
    chosen: dict[str, str] = dict(zip(STAGES, engines, strict=True))
    read = (stage for stage in GRAPHS["song"] if chosen[stage.name] and stage.name not in left_out)
    names = (name for stage in read for name in stage.consumes_with(chosen[stage.name]))
    return tuple(dict.fromkeys(name for name in names if name.startswith("song/") and name != "song/names"))


@cache
def _say_rules() -> str:
    """What a plan follows: the code of planning itself."""
    return hash_source(PACKAGE.parent, ("songloom.pipeline.plan",)) if in_checkout() else version("songloom")


def _list_own(steps: Iterable[Step]) -> set[tuple[Path, str]]:
    """The files from outside that steps were planned with, and what they held."""
    own = (step.inputs[name] for step in steps for name in step.inputs if name.startswith(("song/", "font/")))
    return {(item.path, item.digest) for item in own if item.path}


def _list_made(store: Store, requests: Sequence[Request], steps: Sequence[Step]) -> Made:
    objects, records, sound = dict[str, int](), dict[str, tuple[str, int, int]](), 0
    for step in steps:
        assert step.record is not None
        objects.update(step.record.outputs.values())
        if step.key not in records:
            stat = store.records.path_of(step.key).stat()
            records[step.key] = (step.key, stat.st_size, stat.st_mtime_ns)
        if step.stage == "audio":
            sound = step.record.outputs["audio.flac"].size
    names = "".join("".join(astuple(find_names(request.settings))) for request in requests)
    letters = read_letters(requests[0].song, names, {step.stage: step.record for step in steps}, store.objects)
    stages = tuple(dict.fromkeys(step.stage for step in steps))
    return Made(stages, letters, sound, " ".join(objects), tuple(objects.values()), tuple(records.values()))


def _are_here(store: Store, records: Iterable[tuple[str, int, int]]) -> bool:
    """Whether nobody touched these records."""
    root = str(store.records.root)
    try:
        for key, size, changed in records:
            stat = os.stat(f"{root}/{key[:2]}/{key[2:]}.json")  # noqa: PTH116 - text is joined ten times as fast as a Path
            if (stat.st_size, stat.st_mtime_ns) != (size, changed):
                return False
    except OSError:
        return False
    return True
