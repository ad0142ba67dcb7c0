"""What enters the graph from outside: a song's files, the theme, the fonts."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG

from songloom.engines.segments.fonts import font_files
from songloom.errors import InputError
from songloom.model.document import dump_document
from songloom.model.song import Names, Song
from songloom.model.theme import Theme
from songloom.pipeline.digests import Digests
from songloom.pipeline.pictures import list_pictures
from songloom.settings.beside import find_beside
from songloom.settings.params import Settings

# What a file of second lines is called, after the song's own name.
TRANSLATIONS = ("translation", "romanised", "romanized")

# What is known of files until the process ends: a run plans again after every wave.
IN_THIS_RUN = Digests()


@dataclass(frozen=True)
class Request:
    """A song to be woven in a variant, under settings that are laid out for it."""

    song: Song
    variant: str
    settings: Settings
    theme: Theme


@dataclass(frozen=True, slots=True)
class Input:
    """Bytes that a step reads: in the store, unless they come from outside as a file (`path`) or as a document (`data`)."""

    digest: str
    path: Path | None = None
    data: bytes | None = None


def find_inputs(name: str, request: Request, digests: Digests) -> dict[str, Input]:
    """The inputs from outside that a row of the graph calls `name`; InputError where one is needed and not there."""
    song = request.song
    match name:
        case "song/audio":
            return {name: hash_given(song.audio, "the audio file", digests)}
        case "song/edits?":
            return {"song/edits": hash_given(song.edits, "the file of edits", digests)} if song.edits.exists() else {}
        case "song/vocals?":
            return {"song/vocals": hash_given(song.vocals, "the vocals", digests)} if song.vocals else {}
        case "song/instrumental?":
            return {"song/instrumental": hash_given(song.instrumental, "the instrumental", digests)} if song.instrumental else {}
        case "song/pictures/*" | "song/footage/*":
            own = list_pictures(song, "pictures" if name == "song/pictures/*" else "footage")
            return {f"song/pictures/{role}": hash_given(file, "the picture", digests) for role, file in own.items()}
        case "song/translation?":
            file = find_translation(song)
            return {"song/translation": hash_given(file, "the translation", digests)} if file else {}
        case "song/names":
            return {name: hash_document(dump_document(find_names(request.settings)))}
    return find_theme_inputs(name, request.theme, digests)


def find_names(settings: Settings) -> Names:
    """What is written over a song's video beside its words, as far as its settings say."""
    video, written = settings["video"].options, settings["segments"].planned
    return Names(video["title"], video["artist"], written["credits"], written["watermark"])


def find_translation(song: Song) -> Path | None:
    """The file of second lines that was given for a song, or one that lies beside its audio."""
    stem = song.audio.stem
    return song.translation or find_beside(song.audio, [f"{stem}.{kind}.{ending}" for kind in TRANSLATIONS for ending in ("lrc", "txt")])


def find_theme_inputs(name: str, theme: Theme, digests: Digests, letters: str = "") -> dict[str, Input]:
    """The inputs of that name that a theme decides, with `letters` that its fonts may lack: equal for all songs that have no others."""
    match name:
        case "theme/pictures":
            return {name: hash_document(dump_document(theme.pictures))}
        case "theme/frames":
            return {name: hash_document(dump_document(theme.frames))}
        case "font/*":
            fonts = sorted(font_files(theme.frames, letters).items())
            return {f"font/{family}": hash_given(path, "the font", digests) for family, path in fonts}
    raise ValueError(f"no input from outside is called {name!r}")


def hash_document(data: bytes) -> Input:
    """A document that no file holds."""
    return Input(sha256(data).hexdigest(), data=data)


def hash_given(path: Path, what: str, digests: Digests = IN_THIS_RUN) -> Input:
    """A person's file; InputError where it cannot be read, with `what` it is."""
    try:
        stat = path.stat()
        if not S_ISREG(stat.st_mode):
            # A pipe or a device would be read without end.
            raise InputError(str(path), f"{what} is a pipe, a folder or a device", "name a file")
        return Input(digests.find(path, stat), path=path)
    except OSError as error:
        raise InputError(str(path), f"{what} cannot be read ({error.strerror})", "check the path") from error
