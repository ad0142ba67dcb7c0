"""Times as TTML writes them: a clock, or a count of seconds, frames or ticks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
# `hh:mm:ss`, `hh:mm:ss:frames`, and Apple's `mm:ss`; the last of these may have a fraction.
_CLOCK = re.compile(rf"\d{{1,9}}(?::\d{{1,2}}){{0,2}}:{_NUMBER}")
_COUNT = re.compile(rf"({_NUMBER})(h|m|s|ms|f|t)?")
_UNITS_S = {None: 1.0, "s": 1.0, "ms": 0.001, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True)
class Timebase:
    """How long a frame and a tick are: 30 frames a second and 1 tick, unless the document says otherwise."""

    frame_rate: float = 30.0
    tick_rate: float = 1.0

    @classmethod
    def read(cls, attributes: Mapping[str, str]) -> "Timebase":
        """What the root element says, by its `ttp:` attributes; one that is no rate says nothing."""
        found = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        frame_rate = _read_rate(found.get("frameRate", "")) or 30.0
        over, under = (*found.get("frameRateMultiplier", "").split(), "", "")[:2]
        frame_rate *= (_read_rate(over) or 1.0) / (_read_rate(under) or 1.0)
        return cls(frame_rate, _read_rate(found.get("tickRate", "")) or (frame_rate if "frameRate" in found else 1.0))

    def find_s(self, text: str) -> float | None:
        """Seconds from whatever the time counts from; None where it is no time.

        >>> [Timebase().find_s(text) for text in ("01:02.5", "00:01:02:15", "1500ms", "62.5", "soon", "1:99")]
        [62.5, 62.5, 1.5, 62.5, None, None]
        """
        text = text.strip()
        if count := _COUNT.fullmatch(text):
            unit_s = {"f": 1 / self.frame_rate, "t": 1 / self.tick_rate}.get(count[2]) or _UNITS_S[count[2]]
            return float(count[1]) * unit_s
        if not _CLOCK.fullmatch(text):
            return None
        parts = [float(part) for part in text.split(":")]
        frames = parts.pop() if len(parts) == 4 else 0.0
        if any(part >= 60 for part in parts[1:]):
            return None
        return sum(part * 60**power for power, part in enumerate(reversed(parts))) + frames / self.frame_rate


# --------------------------------------------------------------------------------------------- private


def _read_rate(text: str) -> float:
    """The rate; 0 where there is none."""
    return float(text) if re.fullmatch(r"\d{1,9}", text.strip()) else 0.0
