"""Where the words of a song come from: the first of `lyrics.sources` that has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from songloom.engines.lyrics.contract import LYRICS_FORMATS
from songloom.errors import InputError
from songloom.model.audio import AudioTags
from songloom.model.heard import Heard
from songloom.model.song import Song
from songloom.pipeline.outside import Input, Request, hash_given

Noun = TypeVar("Noun")

# The sources that are a file of the song's own.
FILES = ("file", "sidecar")

# What another stage made, by name and kind; None while it is not made.
Read = Callable[[str, type[Noun]], Noun | None]


@dataclass(frozen=True)
class Source:
    """The engine that reads the source, with its options and what it reads from outside."""

    engine: str
    options: Mapping[str, Any]
    inputs: Mapping[str, Input] = field(default_factory=lambda: MappingProxyType({}))


def find_source(request: Request, read: Read[Any], hears: bool) -> Source:
    """The source of a song's words, or the one whose parent must be made before more is known; InputError where none has them.

    `hears` says whether the stage `heard` is in the graph.
    """
    settings = request.settings["lyrics"]
    for source in settings.planned["sources"]:
        if source in FILES and (file := _find_file(source, request.song)):
            options = {**settings.options, "format": file.suffix.lower().lstrip(".")}
            return Source("file", options, {"song/lyrics": hash_given(file, "the lyrics file")})
        if source == "tags":
            tags = read("audio/tags.json", AudioTags)
            if tags is None or tags.lyrics:
                return Source("tags", settings.options)
        if source == "heard" and hears:
            heard = read("heard/heard.json", Heard)
            if heard is None or heard.words:
                return Source("heard", settings.options)
    raise _refuse(request)


def list_sources(request: Request) -> list[str]:
    """The sources other than files that may speak: those before the first file there is."""
    asked = request.settings["lyrics"].planned["sources"]
    first = next((k for k, source in enumerate(asked) if source in FILES and _find_file(source, request.song)), len(asked))
    return [source for source in asked[:first] if source not in FILES]


# --------------------------------------------------------------------------------------------- private


def _find_file(source: str, song: Song) -> Path | None:
    """The file given for a song (`file`), or one that lies beside its audio (`sidecar`)."""
    return song.lyrics if source == "file" else _find_sidecar(song.audio)


def _find_sidecar(audio: Path) -> Path | None:
    endings = [ending for suffix in LYRICS_FORMATS for ending in (suffix, suffix.upper())]
    names = [f"{stem}.{ending}" for stem in (audio.stem, "lyrics") for ending in endings]
    return next((file for name in names if (file := audio.with_name(name)).is_file()), None)


def _refuse(request: Request) -> InputError:
    song, sources = request.song, ", ".join(request.settings["lyrics"].planned["sources"])
    cure = f"put them beside the audio as {song.audio.stem}.lrc or .txt, or name a file with --lyrics"
    return InputError(str(song.audio), f"no lyrics were found in the sources asked ({sources})", cure)
