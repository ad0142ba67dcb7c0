"""What enters the graph from outside: a song's files, the theme, the fonts."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

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
            return {name: hash_given(request.song.audio, "the audio file")}
        case "song/edits?":
            return {"song/edits": hash_given(request.song.edits, "the file of edits")} if request.song.edits.exists() else {}
        case "song/vocals?":
            return {"song/vocals": hash_given(request.song.vocals, "the vocals")} if request.song.vocals else {}
        case "song/instrumental?":
            return {"song/instrumental": hash_given(request.song.instrumental, "the instrumental")} if request.song.instrumental else {}
        case "theme/pictures":
            return {name: hash_document(dump_document(request.theme.pictures))}
        case "theme/frames":
            return {name: hash_document(dump_document(request.theme.frames))}
        case "font/*":
            return {f"font/{family}": hash_given(path, "the font") for family, path in sorted(font_files(request.theme.frames).items())}
    raise ValueError(f"no input from outside is called {name!r}")


def hash_document(data: bytes) -> Input:
    """A document that no file holds."""
    return Input(sha256(data).hexdigest(), data=data)


def hash_given(path: Path, what: str) -> Input:
    """A person's file; InputError where it cannot be read, with `what` it is."""
    try:
        stat = path.stat()
        if not S_ISREG(stat.st_mode):
            # A pipe or a device would be read without end.
            raise InputError(str(path), f"{what} is a pipe, a folder or a device", "name a file")
        return Input(_hash_unchanged(path, stat.st_size, stat.st_mtime_ns), path=path)
    except OSError as error:
        raise InputError(str(path), f"{what} cannot be read ({error.strerror})", "check the path") from error


# --------------------------------------------------------------------------------------------- private


@lru_cache(maxsize=65536)
def _hash_unchanged(path: Path, size: int, mtime_ns: int) -> str:
    """A file is hashed once a run while its size and time stay: a run plans again after every wave."""
    return hash_file(path).digest
