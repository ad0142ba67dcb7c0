"""Takes the stems from what a person brought: the song's own instrumental, or its own voice."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import soundfile

from songloom.engines.stems.contract import ProvidedOptions, StemFiles
from songloom.engines.stems.given import CURE, decode_given
from songloom.engines.stems.placing import Place, find_place
from songloom.engines.stems.writing import RATE_HZ, StemWriter, name_damage, open_song, read_span
from songloom.errors import InputError

BLOCK = 2**18

# Samples to both sides that a delay between two samples is made from.
TAPS = 32


class Provided:
    """The given voice, put in its place, and the song without it; or, where only an instrumental is given, the song without that.

    Lag and loudness are found by correlation. Where both are given, the voice is taken and the instrumental is not looked at.
    """

    def __init__(self, options: ProvidedOptions) -> None:
        self._most = round(options.max_lag_s * RATE_HZ)

    def separate(self, song: Path, given: Mapping[str, Path], files: StemFiles, progress: Callable[[float], None]) -> None:
        """Write both stems; InputError where nothing is given or it does not fit the song. Memory does not grow with the song."""
        name = next((name for name in ("vocals", "instrumental") if name in given), None)
        if name is None:
            raise InputError("", "brings neither vocals nor an instrumental", "give one of them, or take another engine for the stems")
        copy = files.scratch / "given.flac"
        with ExitStack() as stack:
            sound = stack.enter_context(open_song(song))
            decode_given(given[name], copy, name, sound.frames + 2 * self._most)
            other = stack.enter_context(open_song(copy))
            place = find_place(sound, other, self._most, name)
            self._check_end(sound.frames - place.lag - other.frames, name)
            writer = stack.enter_context(StemWriter(files))
            for start in range(0, sound.frames, BLOCK):
                count = min(BLOCK, sound.frames - start)
                with name_damage():
                    mix, placed = read_span(sound, start, count), place_given(other, place, start, count)
                writer.write(placed if name == "vocals" else mix - placed, mix)
                progress(writer.frames / sound.frames)

    def _check_end(self, bare: int, name: str) -> None:
        """A voice may end long before the song does; an instrumental that does would leave all the music in the voice."""
        if name == "instrumental" and bare > self._most:
            raise InputError("", f"the given {name} ends {bare / RATE_HZ:.0f} s before the song does", CURE)


def place_given(given: soundfile.SoundFile, place: Place, start: int, count: int) -> np.ndarray:
    """What of `given` sounds in [start, start + count) of the song, as loud as there: float (count, 2) in units of the 16-bit sample."""
    first = start - place.lag
    if not place.fraction:
        return place.gain * read_span(given, first, count).astype(np.float64)
    at = np.arange(-TAPS, TAPS + 1) - place.fraction
    # A sinc that Blackman's window ends gently (Laakso et al. 1996).
    filter_taps = np.sinc(at) * (0.42 + 0.5 * np.cos(np.pi * at / (TAPS + 1)) + 0.08 * np.cos(2 * np.pi * at / (TAPS + 1)))
    around = read_span(given, first - TAPS, count + 2 * TAPS).astype(np.float64)
    return place.gain * np.stack([np.convolve(channel, filter_taps, "valid") for channel in around.T], axis=1)
