"""What a person should know of a song before it is published: `quality.json`."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["good", "look_again", "bad"]
Level = Literal["note", "look_again", "bad"]


@dataclass(frozen=True)
class Reason:
    """One thing to look at: `code` is stable (`short_decode`, `no_voice`), `message` is for people. A `note` is worth knowing of a
    song that is good all the same; the other levels are the best verdict that the song can still get."""

    code: str
    message: str
    level: Level = "look_again"


@dataclass(frozen=True)
class Quality:
    """The verdict, scores by name, and the reasons, the weightiest first (none: nothing was noticed)."""

    verdict: Verdict
    scores: dict[str, float]
    reasons: tuple[Reason, ...]
