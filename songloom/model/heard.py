"""What a recogniser heard being sung: `heard.json`."""

from dataclasses import dataclass
from typing import Literal

Gate = Literal["rms", "silero", "none"]


@dataclass(frozen=True)
class HeardWord:
    """One word as heard (no whitespace around it, punctuation kept), in seconds from the first sample, `start_s` <= `end_s`: good
    enough to tell where a line is, not to show it. `probability` in [0, 1] is the recogniser's own; `segment` counts from 0 the
    stretches that it took for one sentence."""

    word: str
    start_s: float
    end_s: float
    probability: float
    segment: int


@dataclass(frozen=True)
class Dropped:
    """Text that the recogniser made up, and why it is thought so: `reason` is stable: `loop`, `credits`, `silence` (no voice under
    it), `rate` (more words than can be sung), `no_speech` (it did not believe them itself)."""

    text: str
    start_s: float
    end_s: float
    reason: str


@dataclass(frozen=True)
class Heard:
    """The words of a song as heard, in the order of their starts; none at all where nobody sings.

    `language` is ISO 639-1 ("" where nobody sings and none was asked for), `language_confidence` in [0, 1] how sure that is (1 where
    it was asked for). `gate` chose what was listened to; `coverage` in [0, 1] is the share of the stem's energy that the gate asked
    for lets through: below the plausible it was not used, so `gate` is `none` and `warnings`, sentences for a person, say so."""

    words: tuple[HeardWord, ...]
    language: str
    language_confidence: float
    gate: Gate
    coverage: float
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()
