"""The song with its voice turned down, for people who sing themselves."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from songloom.engines.sound.contract import KaraokeOptions
from songloom.engines.sound.mastering import master
from songloom.engines.sound.reading import read_blocks
from songloom.model.loudness import Loudness


class Karaoke:
    """The accompaniment, and the voice as loud as is asked."""

    def __init__(self, options: KaraokeOptions) -> None:
        self._options = options

    def encode(self, sources: Mapping[str, Path], target: Path, progress: Callable[[float], None]) -> Loudness:
        """Mix, level and encode the stems."""
        gain = np.float32(10 ** (self._options.vocals_db / 20))

        def read() -> Iterator[np.ndarray]:
            stems = read_blocks(sources["stems/accompaniment.flac"], sources["stems/vocals.flac"])
            return (rest + gain * voice for rest, voice in stems)

        return master(read, self._options, target, progress)
