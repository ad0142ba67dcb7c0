"""timing: the alignment with a person's edits laid over it."""

from dataclasses import dataclass
from typing import Protocol

from songloom.model.timing import Timing

MOST_LETTERS = 4_000_000


@dataclass(frozen=True)
class MergeOptions:
    """Nothing to set."""


class TimingEngine(Protocol):
    """Lays edits over an alignment."""

    def merge(self, alignment: Timing, edits: str, duration_s: float) -> Timing:
        """`edits` is the text of an edits CSV ("" = none); InputError where it cannot be read, or has more than
        `MOST_LETTERS`: a reader hands on one letter more than those at most."""
        ...
