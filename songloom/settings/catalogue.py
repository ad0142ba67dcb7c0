"""The songs that a workspace asks for."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, reduce
from pathlib import Path
from typing import Annotated, Any, Literal

from annotated_types import Predicate

from songloom.engines.heard.contract import LANGUAGES
from songloom.engines.lyrics.contract import LYRICS_FORMATS
from songloom.errors import ConfigError, Problem
from songloom.model.song import Song
from songloom.settings.beside import find_beside
from songloom.settings.check import build_noun
from songloom.settings.located import Located, Origin, Place, lay_over, pick, read_yaml, split

# What is known of a song, by the setting that it makes.
Facts = dict[tuple[str, ...], str]


def is_song_id(text: str) -> bool:
    """Whether a text can name a song: it becomes a folder's name."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", text) is not None


@dataclass(frozen=True)
class Entry:
    """One song of `catalogue.yaml`, as written there."""

    id: Annotated[str, Predicate(is_song_id)]
    audio: str
    kind: Literal["song"] = "song"
    lyrics: str | None = None
    title: str = ""
    artist: str = ""
    language: str = ""
    vocals: str | None = None
    instrumental: str | None = None
    pictures: str | None = None
    footage: str | None = None
    translation: str | None = None
    overrides: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Listed:
    """A song, and the layer of settings that its entry makes."""

    song: Song
    layer: Located


def read_catalogue(file: Path, root: Path) -> list[Listed]:
    """The songs of a catalogue whose paths are relative to `root`; ConfigError lists all that is wrong, in all entries."""
    document = read_yaml(file, "song")
    entries: tuple[Entry, ...] = build_noun(_adapter(), document).songs
    problems = [*_check_ids(entries, document), *_check_paths(entries, document, root)]
    if problems:
        raise ConfigError(tuple(problems))
    edits = root / "configs" / "edits"
    return [_list_entry(entry, part, root, edits) for entry, part in zip(entries, split(document, ("songs",)), strict=True)]


def list_file(audio: Path, lyrics: Path | None, language: str) -> Listed:
    """A song named on the command line."""
    # Files of one name in different folders are different songs.
    mark = hashlib.sha256(os.fsencode(audio.absolute())).hexdigest()[:6]
    stem = re.sub(r"[^a-z0-9]+", "-", audio.stem.lower()).strip("-") or "song"
    engine, pictures = _find_own(audio)
    song = Song(f"{stem[:60]}-{mark}", audio, lyrics, audio.with_name(f"{audio.stem}.words.csv"), pictures=pictures)
    facts: Facts = {**_say_language(language), ("images", "engine"): engine}
    return Listed(song, _layer(facts, Origin("command line", "--language", 0)))


# --------------------------------------------------------------------------------------------- private


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter, create_model

    return TypeAdapter(create_model("catalogue", songs=(tuple[Entry, ...], ...)))


def _check_ids(entries: tuple[Entry, ...], document: Located) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, entry in enumerate(entries):
        # Folders that differ only in case are one folder on some disks.
        earlier = first.setdefault(entry.id.lower(), index)
        if earlier != index:
            line = document.origin_of(("songs", earlier, "id")).line
            yield _problem(document, ("songs", index, "id"), f"the id {entry.id!r} is taken by the song of line {line}; ids must differ")


def _check_paths(entries: tuple[Entry, ...], document: Located, root: Path) -> Iterator[Problem]:
    for index, entry in enumerate(entries):
        if entry.pictures and entry.footage:
            yield _problem(document, ("songs", index, "footage"), "footage and pictures are both named; pictures may lie among the footage")
        for name, text in (
            ("audio", entry.audio),
            ("lyrics", entry.lyrics),
            ("vocals", entry.vocals),
            ("instrumental", entry.instrumental),
            ("pictures", entry.pictures),
            ("footage", entry.footage),
            ("translation", entry.translation),
        ):
            if text is None:
                continue
            place = ("songs", index, name)
            if not text:
                yield _problem(document, place, f"{name} is no path; expected a path below {root}")
            elif not _is_allowed(root, text):
                cure = "copy or link it in, or name its folder in SONGLOOM_MEDIA"
                yield _problem(document, place, f"{name} {text!r} lies outside {root}; {cure}")
            elif name == "lyrics" and Path(text).suffix.lower().lstrip(".") not in LYRICS_FORMATS:
                yield _problem(document, place, f"lyrics {text!r} has no known format; expected .ttml, .lrc, .vtt, .srt or .txt")


def _is_allowed(root: Path, text: str) -> bool:
    """Whether a catalogue may name this path: its words, not its links, must stay below the root or a folder of SONGLOOM_MEDIA."""
    path = os.path.normpath(os.path.join(root, text))  # noqa: PTH118 - asked of every path of a catalogue
    media = [folder for folder in os.environ.get("SONGLOOM_MEDIA", "").split(os.pathsep) if folder]
    return any(path == folder or path.startswith(os.path.join(folder, "")) for folder in map(os.path.normpath, (str(root), *media)))  # noqa: PTH118


def _problem(document: Located, place: Place, what: str) -> Problem:
    origin = document.origin_of(place)
    return Problem(origin.file, origin.line, what)


def _list_entry(entry: Entry, document: Located, root: Path, edits: Path) -> Listed:
    audio, named = root / entry.audio, entry.footage or entry.pictures
    given = [root / text if text else None for text in (entry.lyrics, entry.vocals, entry.instrumental, entry.translation)]
    engine, pictures = ("footage" if entry.footage else "folder", root / named) if named else _find_own(audio)
    song = Song(entry.id, audio, given[0], edits / f"{entry.id}.csv", *given[1:], pictures=pictures)
    overrides = pick(document, ("overrides",))
    origin = document.origin_of(("id",))
    facts: Facts = {**_say_language(entry.language), ("video", "title"): entry.title, ("video", "artist"): entry.artist}
    # A song that brings its stems is not separated again.
    facts[("stems", "engine")] = "provided" if entry.vocals or entry.instrumental else ""
    facts[("images", "engine")] = engine
    return Listed(song, lay_over(_layer(facts, origin), overrides))


def _find_own(audio: Path) -> tuple[str, Path | None]:
    """The engine that takes the folder `STEM.footage` or `STEM.pictures` beside a song's audio, and that folder."""
    folder = find_beside(audio, (f"{audio.stem}.footage", f"{audio.stem}.pictures"), os.path.isdir)
    return ("footage" if folder.suffix == ".footage" else "folder", folder) if folder else ("", None)


def _say_language(language: str) -> Facts:
    """Whoever knows a song's language tells its reader and its listener, if that one understands it."""
    heard = language if language in LANGUAGES else ""
    return {("lyrics", "language"): language, ("heard", "faster_whisper", "language"): heard}


def _layer(facts: Facts, origin: Origin) -> Located:
    """The settings that a song's facts make; what is "" was not given."""
    data: dict[str, Any] = {}
    for (*blocks, name), value in facts.items():
        if value:
            reduce(lambda at, block: at.setdefault(block, {}), blocks, data)[name] = value
    return Located(data, {place: origin for place, value in facts.items() if value})
