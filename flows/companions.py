"""Finds what goes with a song's sound: its voice and its instrumental beside it, its lyrics where no sidecar lies."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows.gathering import SOUNDS, Grounds
from songloom.engines.lyrics.contract import LYRICS_FORMATS

# What people and separators call stems: `Song (Instrumental).flac`, `song.vocals.wav`, `no_vocals.wav`.
_ROLE = re.compile(
    r"(?P<base>.*?)[ ._\-–(\[]*(?<![^\W_])"
    r"((?P<instrumental>instrumentals?|karaoke|accompaniment|no[ _-]vocals)|(?P<vocals>vocals?|a ?c+ap+ella))"
    r"([ _-](version|mix|track|only|stem))?[)\]]*",
    re.IGNORECASE,
)
_LYRICS_FOLDERS = ("lyrics", "Lyrics", "LYRICS")


@dataclass(frozen=True)
class Band:
    """The sound files of one folder: its songs, by stem file what it is (`vocals`, `instrumental`) to which song, and `strays`, which are
    called stems where it cannot be told whose."""

    songs: tuple[str, ...]
    stems: Mapping[str, tuple[str, str]]
    strays: tuple[str, ...]


@dataclass
class Companions:
    """Looks into each folder once."""

    grounds: Grounds
    folders: dict[Path, frozenset[str]] = field(default_factory=dict)
    bands: dict[Path, Band] = field(default_factory=dict)

    def find_stems(self, song: Path) -> dict[str, Path]:
        """The song's `vocals` and `instrumental` that lie beside it; of several the first by name."""
        stems = self._find_band(song.parent).stems
        return {role: song.parent / name for name, (role, of) in sorted(stems.items(), reverse=True) if of == song.name}

    def find_song_of(self, file: Path) -> Path | None:
        """The song whose stem a file is, by its name; None where it is a song itself."""
        found = self._find_band(file.parent).stems.get(file.name)
        return file.parent / found[1] if found else None

    def is_stray(self, file: Path) -> bool:
        """Whether a file is called a stem, and there is not one song beside it."""
        return file.name in self._find_band(file.parent).strays

    def is_lone(self, song: Path) -> bool:
        """Whether no other song lies in its folder."""
        return self._find_band(song.parent).songs == (song.name,)

    def find_lyrics(self, song: Path) -> Path | None:
        """Lyrics in a folder named so: beside the song (`lyrics/song.lrc`), or a twin of its own (`lyrics/album/song.lrc` of
        `music/album/song.mp3`)."""
        ground = self.grounds.find_ground(song)
        for above in song.parents:
            below = song.relative_to(above).with_suffix("")
            twins = dict.fromkeys((below, Path(*below.parts[1:]), Path(below.name)))
            for name in _LYRICS_FOLDERS:
                for twin in twins if name in self._list(above) else ():
                    folder = above / name / twin.parent
                    for suffix in (ending for known in LYRICS_FORMATS for ending in (known, known.upper())):
                        if f"{twin.name}.{suffix}" in self._list(folder):
                            return folder / f"{twin.name}.{suffix}"
            if above == ground:
                return None
        return None

    def _find_band(self, folder: Path) -> Band:
        if folder not in self.bands:
            self.bands[folder] = _sort_band([name for name in sorted(self._list(folder)) if Path(name).suffix.lower() in SOUNDS])
        return self.bands[folder]

    def _list(self, folder: Path) -> frozenset[str]:
        if folder not in self.folders:
            try:
                self.folders[folder] = frozenset(name for name in os.listdir(folder) if not name.startswith("."))  # noqa: PTH208 - names only
            except OSError:
                self.folders[folder] = frozenset()
        return self.folders[folder]


# --------------------------------------------------------------------------------------------- private


def _sort_band(names: Sequence[str]) -> Band:
    matches = {name: _ROLE.fullmatch(Path(name).stem) for name in names}
    songs = {Path(name).stem.casefold(): name for name in reversed(names) if not matches[name]}
    lone = next(iter(songs.values())) if len(songs) == 1 else None
    stems, strays = dict[str, tuple[str, str]](), list[str]()
    for name, match in matches.items():
        if match is None:
            continue
        of = songs.get(match["base"].casefold()) if match["base"] else lone
        if of:
            stems[name] = ("vocals" if match["vocals"] else "instrumental", of)
        elif not match["base"]:
            strays.append(name)
    return Band(tuple(name for name in names if name not in stems and name not in strays), stems, tuple(strays))
