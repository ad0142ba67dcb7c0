"""Where the words of a song come from: the first of `lyrics.sources` that has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from songloom.engines.lyrics.contract import LYRICS_FORMATS
from songloom.errors import InputError
from songloom.model.answer import Provider, Query, Reply, Way
from songloom.model.audio import AudioFacts, AudioTags
from songloom.model.document import dump_document
from songloom.model.heard import Heard
from songloom.model.song import Song
from songloom.pipeline.made import Made
from songloom.pipeline.outside import Input, Request, hash_document, hash_given
from songloom.settings.beside import find_beside

# The sources that are a file of the song's own, and those that are asked.
FILES = ("file", "sidecar")
PROVIDERS = get_args(Provider)
# What a query is built from.
QUERIED = ("audio/audio.flac", "heard/heard.json?")

# What providers replied, as far as is known here and now: None where they have not been asked.
FindReply = Callable[[Query], Reply | None]


@dataclass(frozen=True)
class Source:
    """The engine that reads the source, with its options and what it reads from outside; `query` is what providers must be asked
    before more is known, `passed_over` says why providers that were to speak before gave nothing."""

    engine: str
    options: Mapping[str, Any]
    inputs: Mapping[str, Input] = field(default_factory=lambda: MappingProxyType({}))
    query: Query | None = None
    passed_over: tuple[str, ...] = ()


def find_source(request: Request, made: Made, find_reply: FindReply) -> Source:
    """The source of a song's words, or the one whose parent must be made before more is known; InputError where none has them."""
    settings, why_not, is_asked = request.settings["lyrics"], (), False
    for source in settings.planned["sources"]:
        if source in FILES and (file := _find_file(source, request.song)):
            options = {**settings.options, "format": file.suffix.lower().lstrip(".")}
            return Source("file", options, {"song/lyrics": hash_given(file, "the lyrics file", made.digests)}, passed_over=why_not)
        if source == "tags" and _may_speak(made.read("audio/tags.json", AudioTags)):
            return Source("tags", settings.options, passed_over=why_not)
        if source == "heard" and "heard" in made.records and _may_speak(made.read("heard/heard.json", Heard)):
            return Source("heard", settings.options, passed_over=why_not)
        if source in PROVIDERS and not is_asked:
            found, why_not = _ask_providers(request, made, find_reply)
            if found:
                return found
            is_asked = True
    raise _refuse(request, why_not)


def list_sources(request: Request) -> list[str]:
    """The sources other than files that may speak: those before the first file there is."""
    asked = request.settings["lyrics"].planned["sources"]
    first = next((k for k, source in enumerate(asked) if source in FILES and _find_file(source, request.song)), len(asked))
    return [source for source in asked[:first] if source not in FILES]


def find_lyrics_file(request: Request) -> Path | None:
    """The file of the first source that is one and has one."""
    sources = (source for source in request.settings["lyrics"].planned["sources"] if source in FILES)
    return next((file for source in sources if (file := _find_file(source, request.song))), None)


def find_sidecar(audio: Path) -> Path | None:
    """The file of lyrics that lies beside a song's audio: of its stem, else `lyrics.*`."""
    endings = [ending for suffix in LYRICS_FORMATS for ending in (suffix, suffix.upper())]
    return find_beside(audio, [f"{stem}.{ending}" for stem in (audio.stem, "lyrics") for ending in endings])


# --------------------------------------------------------------------------------------------- private


def _find_file(source: str, song: Song) -> Path | None:
    """The file given for a song (`file`), or one that lies beside its audio (`sidecar`)."""
    return song.lyrics if source == "file" else find_sidecar(song.audio)


def _may_speak(noun: AudioTags | Heard | None) -> bool:
    """Whether a source has words, or is not known yet."""
    return noun is None or bool(noun.lyrics if isinstance(noun, AudioTags) else noun.words)


def _ask_providers(request: Request, made: Made, find_reply: FindReply) -> tuple[Source | None, tuple[str, ...]]:
    """What the providers gave, or what must happen before; else why they gave nothing."""
    options = request.settings["lyrics"].options
    query = _build_query(request, made)
    if query is None:
        # It is built from all that may be heard of the song, so its last parent must be made.
        return Source("heard" if "heard" in made.records else "tags", options), ()
    reply = find_reply(query)
    if reply is None:
        return Source("tags", options, query=query), ()
    if reply.answer and reply.answer.has_words():
        return Source(reply.answer.source, options, {"song/answer": hash_document(dump_document(reply.answer))}, None, reply.refused), ()
    return None, (*reply.refused, *reply.unasked)


def _build_query(request: Request, made: Made) -> Query | None:
    """What is known of a song; None while that is still to be made."""
    tags, facts = made.read("audio/tags.json", AudioTags), made.read("audio/facts.json", AudioFacts)
    sound, heard = made.find("audio/audio.flac"), Heard((), "", 0, "none", 0)
    if "heard" in made.records:
        heard = made.read("heard/heard.json", Heard)
    if tags is None or facts is None or sound is None or heard is None:
        return None
    names = request.settings["video"].options
    path, output = sound
    return Query(
        title=names["title"] or tags.title,
        artist=names["artist"] or tags.artist,
        album=tags.album,
        duration_s=facts.duration_s,
        heard=tuple(word.word for word in heard.words),
        audio=path,
        audio_digest=output.digest,
        sources=tuple(source for source in request.settings["lyrics"].planned["sources"] if source in PROVIDERS),
        ways=get_args(Way),
    )


def _refuse(request: Request, why_not: tuple[str, ...]) -> InputError:
    song, sources = request.song, ", ".join(request.settings["lyrics"].planned["sources"])
    because = f": {'; '.join(why_not)}" if why_not else ""
    cure = f"put them beside the audio as {song.audio.stem}.lrc or .txt, or name a file with --lyrics"
    return InputError(str(song.audio), f"no lyrics were found in the sources asked ({sources}){because}", cure)
