"""The graph, once: each stage and what it reads, in an order in which it can be made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Stage:
    """A row of the graph. `consumes` names files of other stages ("audio/audio.flac", "images/*") or what comes from outside
    ("song/audio", "theme/frames", "font/*"); a name that ends in "?" may be absent. `by_engine` says it anew for an engine
    that reads something else."""

    name: str
    consumes: tuple[str, ...] = ()
    by_engine: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def consumes_with(self, engine: str) -> tuple[str, ...]:
        """What the stage reads when this engine does the work."""
        return self.by_engine.get(engine, self.consumes)


SONG = (
    Stage("audio", ("song/audio",)),
    Stage("stems", ("audio/audio.flac",)),
    Stage("rhythm", ("audio/audio.flac",)),
    Stage("heard", ("stems/vocals.flac",)),
    Stage("lyrics", ("song/lyrics",), by_engine={"tags": ("audio/tags.json",)}),
    Stage("alignment", ("audio/audio.flac", "lyrics/lyrics.json")),
    Stage("timing", ("alignment/words.json", "audio/facts.json", "song/edits?")),
    Stage("storyboard", ("timing/timing.json", "rhythm/rhythm.json")),
    Stage("images", ("storyboard/storyboard.json", "theme/pictures")),
    Stage(
        "segments",
        ("timing/timing.json", "storyboard/storyboard.json", "audio/facts.json", "images/*", "theme/frames", "font/*"),
    ),
    Stage("video", ("segments/*", "audio/audio.flac", "audio/tags.json")),
    Stage("subtitles", ("timing/timing.json", "audio/tags.json")),
    Stage("quality", ("audio/facts.json", "stems/vocals.flac", "timing/timing.json")),
)

# One table per kind of catalogue entry; kinds that reduce to the same audio and lyrics will share rows.
GRAPHS: Mapping[str, tuple[Stage, ...]] = {"song": SONG}


def select_stages(kind: str, until: str | None) -> tuple[Stage, ...]:
    """The stages of a kind, or only `until` and all that it needs."""
    graph = GRAPHS[kind]
    if until is None:
        return graph
    wanted = {until}
    for stage in reversed(graph):
        if stage.name in wanted:
            wanted |= {name.partition("/")[0] for name in (*stage.consumes, *sum(stage.by_engine.values(), ()))}
    return tuple(stage for stage in graph if stage.name in wanted)
