"""timing: the alignment with a person's edits laid over it."""

from dataclasses import dataclass
from typing import Protocol

from songloom.model.timing import Timing


@dataclass(frozen=True)
class MergeOptions:
    """Nothing to set."""


class TimingEngine(Protocol):
    """Lays edits over an alignment."""

    def merge(self, alignment: Timing, edits: str, duration_s: float) -> Timing:
        """`edits` is the text of an edits CSV ("" = none); InputError where it cannot be read."""
        ...
