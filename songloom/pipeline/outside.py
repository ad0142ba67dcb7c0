"""What enters the graph from outside: a song's files, the theme, the fonts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from songloom.engines.lyrics.contract import LYRICS_FORMATS
from songloom.engines.segments.fonts import font_files
from songloom.errors import InputError
from songloom.model.document import dump_document
from songloom.model.song import Song
from songloom.model.theme import Theme
from songloom.settings.params import Settings
from songloom.store.objects import hash_file


@dataclass(frozen=True)
class Request:
    """A song to be woven in a variant, under settings that are laid out for it."""

    song: Song
    variant: str
    settings: Settings
    theme: Theme


@dataclass(frozen=True)
class Input:
    """Bytes that a step reads: in the store, unless they come from outside as a file (`path`) or as a document (`data`)."""

    digest: str
    path: Path | None = None
    data: bytes | None = None


def find_inputs(name: str, request: Request) -> dict[str, Input]:
    """The inputs from outside that a row of the graph calls `name`; InputError where one is needed and not there."""
    match name:
        case "song/audio":
            return {name: _hash_given(request.song.audio, "the audio file")}
        case "song/lyrics":
            file = find_lyrics(request)
            return {name: _hash_given(file, "the lyrics file")} if file else {}
        case "song/edits?":
            return {"song/edits": _hash_given(request.song.edits, "the file of edits")} if request.song.edits.exists() else {}
        case "theme/pictures":
            return {name: _hash_document(dump_document(request.theme.pictures))}
        case "theme/frames":
            return {name: _hash_document(dump_document(request.theme.frames))}
        case "font/*":
            return {f"font/{family}": _hash_given(path, "the font") for family, path in sorted(font_files(request.theme.frames).items())}
    raise ValueError(f"no input from outside is called {name!r}")


def find_lyrics(request: Request) -> Path | None:
    """The file that holds the song's words, by the setting `lyrics.sources`; None where the tags are to be read."""
    song = request.song
    by_source: dict[str, Callable[[], Path | None]] = {"file": lambda: song.lyrics, "sidecar": lambda: _find_sidecar(song.audio)}
    for source in request.settings["lyrics"].planned["sources"]:
        if source == "tags":
            return None
        if file := by_source[source]():
            return file
    sources = ", ".join(request.settings["lyrics"].planned["sources"])
    cure = f"put them beside the audio as {song.audio.stem}.lrc or .txt, or name a file with --lyrics"
    raise InputError(str(song.audio), f"no lyrics were found in the sources asked ({sources})", cure)


# --------------------------------------------------------------------------------------------- private


def _find_sidecar(audio: Path) -> Path | None:
    endings = [ending for suffix in LYRICS_FORMATS for ending in (suffix, suffix.upper())]
    names = [f"{stem}.{ending}" for stem in (audio.stem, "lyrics") for ending in endings]
    return next((file for name in names if (file := audio.with_name(name)).is_file()), None)


def _hash_document(data: bytes) -> Input:
    return Input(sha256(data).hexdigest(), data=data)


def _hash_given(path: Path, what: str) -> Input:
    try:
        stat = path.stat()
        if not S_ISREG(stat.st_mode):
            # A pipe or a device would be read without end.
            raise InputError(str(path), f"{what} is a pipe, a folder or a device", "name a file")
        return Input(_hash_unchanged(path, stat.st_size, stat.st_mtime_ns), path=path)
    except OSError as error:
        raise InputError(str(path), f"{what} cannot be read ({error.strerror})", "check the path") from error


@lru_cache(maxsize=65536)
def _hash_unchanged(path: Path, size: int, mtime_ns: int) -> str:
    """A file is hashed once a run while its size and time stay: a run plans again after every wave."""
    return hash_file(path).digest
