"""What a person should know of a song before it is published."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """One thing to look at: `code` is stable (`short_decode`, `no_voice`), `message` is for people."""

    code: str
    message: str


@dataclass(frozen=True)
class Quality:
    """Scores by name, and the reasons to look again (none: nothing was noticed)."""

    scores: dict[str, float]
    reasons: tuple[Reason, ...]
