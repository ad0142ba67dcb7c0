"""quality: a verdict on a song, and reasons that a person can act on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from songloom.model.audio import AudioFacts
from songloom.model.heard import Heard
from songloom.model.lyrics import Lyrics
from songloom.model.quality import Quality
from songloom.model.timing import Timing


@dataclass(frozen=True)
class AssessOptions:
    """Nothing to set yet."""


class QualityEngine(Protocol):
    """Looks for what a person should look at."""

    def assess(self, facts: AudioFacts, vocals: Path, timing: Timing, lyrics: Lyrics, heard: Heard | None) -> Quality:
        """The quality of one song; lists each of `timing.warnings` and `heard.warnings` among the reasons.

        `heard` is None where no recogniser listened. Words that a person edited are taken as right. InputError where the vocals are
        damaged.
        """
        ...
