"""When a song's syllables are sung, as far as its source times them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Syllables:
    """For each word of a song's lyrics where its syllables end, as shares of its time (the last is 1); none where its source does not part
    it. This is `syllables.json`, which is there only where any word is parted."""

    words: tuple[tuple[float, ...], ...]
