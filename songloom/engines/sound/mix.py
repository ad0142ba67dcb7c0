"""The song as it is."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

from songloom.engines.sound.contract import SoundOptions
from songloom.engines.sound.mastering import master
from songloom.engines.sound.reading import read_blocks
from songloom.model.loudness import Loudness


class Mix:
    """The sound engine of this name."""

    def __init__(self, options: SoundOptions) -> None:
        self._options = options

    def encode(self, sources: Mapping[str, Path], target: Path, progress: Callable[[float], None]) -> Loudness:
        """Level and encode the song."""

        def read() -> Iterator[np.ndarray]:
            return (block for (block,) in read_blocks(sources["audio/audio.flac"]))

        return master(read, self._options, target, progress)
