"""Judges sound files that were found: which become songs of the catalogue, which are songs that moved, which are there already."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from flows.companions import Companions
from flows.shelf import Shelf
from flows.twins import Twins, find_moved, find_woven_digests
from songloom.engines.audio.tags import open_tagged, read_tags
from songloom.model.audio import AudioTags
from songloom.pipeline.sources import find_sidecar
from songloom.settings.catalogue import Entry, Listed
from songloom.settings.naming import Names, find_language, make_id, name_song

# The paths of an entry besides its audio.
BESIDES = ("lyrics", "vocals", "instrumental")

# Formats whose tags can be read: a file of another is not broken for having none.
# fmt: off
TAGGED = frozenset((
    ".aif", ".aiff", ".ape", ".dsf", ".flac", ".m4a", ".m4b", ".mp3", ".mp4", ".mpc", ".oga", ".ogg", ".opus", ".tta", ".wav", ".wma",
    ".wv",
))
# fmt: on
_LANGUAGE_TAGS = ("tlan", "language", "wm/language")


@dataclass(frozen=True)
class Move:
    """A song of the catalogue whose file is somewhere else now."""

    song: str
    before: str
    after: str


@dataclass
class Verdicts:
    """What is to be done, and what there is to tell: `same` names files, and `twice` songs of the catalogue, with the song that holds
    the same bytes; `gone`, by song, the file that it lacks."""

    known: int = 0
    added: list[Entry] = field(default_factory=list)
    moved: list[Move] = field(default_factory=list)
    changes: dict[tuple[int, str], str] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    twice: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    without_lyrics: list[str] = field(default_factory=list)


class Judge:
    """Looks at one file after another. A file is hashed only where another of its size is known, or where a song of the catalogue is
    missed whose bytes the store knows."""

    def __init__(self, shelf: Shelf, takes_duplicates: bool) -> None:
        self.shelf, self.takes_duplicates = shelf, takes_duplicates
        self.companions, self.twins, self.verdicts = Companions(shelf.grounds), Twins(), Verdicts()
        # By file its song, and every id in lower case: folders that differ only in case are one folder on some disks.
        self.songs = {_normalise(entry.song.audio): entry.song.id for entry in shelf.listed}
        self.stems = {_normalise(path) for entry in shelf.listed for path in (entry.song.vocals, entry.song.instrumental) if path}
        self.ids = {entry.song.id.lower() for entry in shelf.listed}

    def judge(self, files: Sequence[Path], advance: Callable[[], None]) -> Verdicts:
        """The verdicts on all files; `advance` is called twice a file."""
        fresh = [file for file in files if file not in self.songs]
        self.verdicts.known = len(files) - len(fresh)
        self._compare_listed()
        candidates = [file for file in fresh if self._is_song(file)]
        self._follow_moved(candidates, advance)
        for file in candidates:
            if file not in self.songs:
                self._judge_one(file)
            advance()
        return self.verdicts

    def _compare_listed(self) -> None:
        """Songs that are in the catalogue twice, by their bytes."""
        for file, song in self.songs.items():
            if file.is_file() and (twin := self.twins.add(file)):
                self.verdicts.twice[song] = self.songs[twin]

    def _is_song(self, file: Path) -> bool:
        """Whether a file may be a song of its own, rather than another's stem."""
        text, song = self.shelf.grounds.write(file), self.companions.find_song_of(file)
        if song is None and self.companions.is_stray(file):
            self.verdicts.notes[text] = "is called a stem, and not one song lies beside it; passed over"
        elif song in self.songs and file not in self.stems:
            self.verdicts.notes[text] = f"goes with {self.songs[song]}, whose entry does not name it; add it there by hand"
        return song is None and not self.companions.is_stray(file)

    def _follow_moved(self, candidates: Sequence[Path], advance: Callable[[], None]) -> None:
        missed = {entry.song.id: entry for entry in self.shelf.listed if not os.path.lexists(entry.song.audio)}
        found = find_moved(find_woven_digests(self.shelf.store, missed), candidates, self.twins, advance)
        places = {entry.song.id: index for index, entry in enumerate(self.shelf.listed)}
        for song, entry in missed.items():
            if song in found:
                # Of several copies the one that kept its name.
                file = next((file for file in found[song] if file.name == entry.song.audio.name), found[song][0])
                self._move(places[song], entry, file)
            else:
                self.verdicts.gone[song] = self.shelf.grounds.write(_normalise(entry.song.audio))

    def _move(self, index: int, entry: Listed, file: Path) -> None:
        song, write = entry.song, self.shelf.grounds.write
        self.verdicts.moved.append(Move(song.id, write(_normalise(song.audio)), write(file)))
        self.verdicts.changes[index, "audio"] = write(file)
        for name in BESIDES:
            path = getattr(song, name)
            if path is None or path.exists():
                continue
            if moved := _find_beside(_normalise(path), _normalise(song.audio), file):
                self.verdicts.changes[index, name] = write(moved)
            else:
                self.verdicts.notes[song.id] = f"moved, and its {name} ({write(_normalise(path))}) did not move along; mend its entry"
        self.songs[file] = song.id
        self.twins.add(file)

    def _judge_one(self, file: Path) -> None:
        text, twin = self.shelf.grounds.write(file), self.twins.add(file)
        if failed := self.twins.failed.get(file) or _find_fault(file):
            self.verdicts.failed[text] = failed
            return
        if twin:
            self.verdicts.same[text] = self.songs[twin]
            if not self.takes_duplicates:
                return
        entry = self._build_entry(file, text)
        self.verdicts.added.append(entry)
        self.songs[file] = entry.id
        self.ids.add(entry.id.lower())

    def _build_entry(self, file: Path, text: str) -> Entry:
        tagged, write = open_tagged(file), self.shelf.grounds.write
        if tagged is None and file.suffix.lower() in TAGGED:
            self.verdicts.notes[text] = "its tags cannot be read; it is listed by its name"
        tags = read_tags(tagged)
        folder = file.parent.name if file.parent != self.shelf.grounds.root and self.companions.is_lone(file) else ""
        names = name_song(Names(tags.title, tags.artist), file.stem, folder)
        song = make_id(names, tags.album, self.ids)
        if (usual := make_id(names, tags.album, ())) != song:
            self.verdicts.notes.setdefault(song, f"has the artist and title of {usual}")
        lyrics = self._find_lyrics(file, song, tags)
        stems = {role: write(path) for role, path in self.companions.find_stems(file).items()}
        known = Entry(song, text, lyrics=lyrics, title=names.title, artist=names.artist, language=_read_language(tagged))
        return replace(known, vocals=stems.get("vocals"), instrumental=stems.get("instrumental"))

    def _find_lyrics(self, file: Path, song: str, tags: AudioTags) -> str | None:
        """The lyrics that the entry must name: those that no rule finds."""
        sidecar = find_sidecar(file)
        if sidecar and (sidecar.stem == file.stem or self.companions.is_lone(file)):
            return None
        found = self.companions.find_lyrics(file)
        if not found and sidecar:
            self.verdicts.notes.setdefault(song, f"takes {sidecar.name}, which lies beside several songs")
        elif not found and not tags.lyrics:
            self.verdicts.without_lyrics.append(song)
        return self.shelf.grounds.write(found) if found else None


# --------------------------------------------------------------------------------------------- private


def _normalise(path: Path) -> Path:
    return Path(os.path.normpath(path))


def _find_fault(file: Path) -> str:
    """Why a file cannot be read; "" where it can."""
    try:
        with file.open("rb") as stream:
            stream.read(1)
    except OSError as error:
        return f"cannot be read ({error.strerror}); check the file"
    return ""


def _find_beside(path: Path, song: Path, moved: Path) -> Path | None:
    """Where a file is that moved along with a song: as far from it as before, under its own name or the song's new one."""
    away = Path(os.path.relpath(path, song.parent))
    names = [away.name, moved.stem + away.name.removeprefix(song.stem)] if away.name.startswith(song.stem) else [away.name]
    places = [_normalise(moved.parent / away.with_name(name)) for name in reversed(names)]
    return next((place for place in places if place.is_file()), None)


def _read_language(tagged: object) -> str:
    tags = getattr(tagged, "tags", None) or {}
    for key, value in tags.items() if hasattr(tags, "items") else tags:
        if str(key).lower() in _LANGUAGE_TAGS:
            texts = getattr(value, "text", value)
            return find_language(str(texts[0] if isinstance(texts, list) and texts else texts))
    return ""
