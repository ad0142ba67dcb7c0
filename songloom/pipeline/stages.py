"""The graph, once: each stage and what it reads, in an order in which it can be made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Unread:
    """When nobody reads what a stage makes: where this option of its reader has one of these values."""

    reader: str
    option: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """A row of the graph. `consumes` names files of other stages ("audio/audio.flac", "images/*") or what comes from outside
    ("song/audio", "theme/frames", "font/*"); a name that ends in "?" may be absent. `by_engine` says it anew for an engine
    that reads something else; `unread` says when the stage is left out."""

    name: str
    consumes: tuple[str, ...] = ()
    by_engine: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    unread: Unread | None = None

    def consumes_with(self, engine: str) -> tuple[str, ...]:
        """What the stage reads when this engine does the work."""
        return self.by_engine.get(engine, self.consumes)


# What decides where a song is cut.
CUT_FROM = ("timing/timing.json", "storyboard/storyboard.json", "rhythm/rhythm.json")
# What a song's lyrics and their translation say beside the words.
SAID = ("song/translation?", "lyrics/second.json?", "lyrics/singers.json?", "lyrics/syllables.json?")
# What its segments show besides.
SHOWN = ("audio/tags.json", "song/names", *SAID, "rhythm/bands.json", "audio/facts.json")
# The codecs in which its segments show text alone, over nothing.
TEXT_ALONE = ("prores_alpha", "vp9_alpha")

SONG = (
    Stage("audio", ("song/audio",)),
    Stage("stems", ("audio/audio.flac",), by_engine={"provided": ("audio/audio.flac", "song/vocals?", "song/instrumental?")}),
    Stage("rhythm", ("audio/audio.flac",)),
    Stage("heard", ("stems/vocals.flac",)),
    Stage(
        "lyrics",
        ("song/lyrics",),
        by_engine={
            "tags": ("audio/tags.json",),
            "lrclib": ("song/answer",),
            "genius": ("song/answer",),
            "heard": ("heard/heard.json",),
        },
    ),
    Stage(
        "alignment",
        ("audio/audio.flac", "lyrics/lyrics.json"),
        by_engine={"ctc": ("stems/vocals.flac", "lyrics/lyrics.json", "heard/heard.json?")},
    ),
    Stage("timing", ("alignment/words.json", "audio/facts.json", "song/edits?")),
    Stage("storyboard", ("timing/timing.json", "rhythm/rhythm.json")),
    Stage(
        "images",
        ("storyboard/storyboard.json", "theme/pictures"),
        by_engine={"folder": (*CUT_FROM, "song/pictures/*"), "footage": (*CUT_FROM, "song/footage/*")},
        unread=Unread("segments", "codec", TEXT_ALONE),
    ),
    Stage("segments", (*CUT_FROM, *SHOWN, "images/*?", "theme/frames", "font/*")),
    Stage("sound", ("audio/audio.flac",), by_engine={"karaoke": ("stems/accompaniment.flac", "stems/vocals.flac")}),
    Stage("video", ("segments/*", "sound/*", "audio/tags.json")),
    Stage("subtitles", ("timing/timing.json", "audio/tags.json")),
    Stage("quality", ("audio/facts.json", "stems/vocals.flac", "timing/timing.json", "lyrics/lyrics.json", "heard/heard.json?")),
)

# One table per kind of catalogue entry; kinds that reduce to the same audio and lyrics will share rows.
GRAPHS: Mapping[str, tuple[Stage, ...]] = {"song": SONG}


def select_stages(kind: str, until: str | None, list_inputs: Callable[[Stage], tuple[str, ...]]) -> tuple[Stage, ...]:
    """The stages of a kind, or only `until` and all that it needs; `list_inputs` says what a stage reads in the song at hand."""
    graph = GRAPHS[kind]
    if until is None:
        return graph
    wanted = {until}
    for stage in reversed(graph):
        if stage.name in wanted:
            wanted |= {split_input(name)[0] for name in list_inputs(stage)}
    return tuple(stage for stage in graph if stage.name in wanted)


def split_input(name: str) -> tuple[str, str, bool]:
    """The stage (or `song`, `theme`, `font`), the file, and whether it may be absent.

    >>> split_input("heard/heard.json?")
    ('heard', 'heard.json', True)
    """
    stage, _, file = name.partition("/")
    return stage, file.removesuffix("?"), file.endswith("?")
