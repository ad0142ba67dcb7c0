"""What stands below a song's lines."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SecondLines:
    """A text for each line of a song's lyrics, "" for none, that its source gives beside what is sung: a translation. This is
    `second.json`, which is there only where a source has any."""

    lines: tuple[str, ...]
