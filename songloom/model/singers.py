"""Who sings a song's lines, where two share it."""

from dataclasses import dataclass
from typing import Literal

# The first to sing a line alone, the second; "" for both together, for any other, and where nobody says.
Singer = Literal["", "a", "b"]


@dataclass(frozen=True)
class Singers:
    """Who sings each line of a song's lyrics, as its source says beside the words. This is `singers.json`, which is there only where it
    names two."""

    lines: tuple[Singer, ...]
