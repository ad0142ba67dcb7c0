"""quality: scores, and reasons to look again."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from songloom.model.audio import AudioFacts
from songloom.model.quality import Quality
from songloom.model.timing import Timing


@dataclass(frozen=True)
class AssessOptions:
    """Nothing to set yet."""


class QualityEngine(Protocol):
    """Looks for what a person should look at."""

    def assess(self, facts: AudioFacts, vocals: Path, timing: Timing) -> Quality:
        """The quality of one song; lists each of `timing.warnings` among the reasons."""
        ...
