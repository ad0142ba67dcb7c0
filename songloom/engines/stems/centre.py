"""Guesses the voice from where it usually is: the middle of the stereo picture, above the bass, without the drums' strokes."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
from scipy.ndimage import median_filter
from scipy.signal import ShortTimeFFT
from scipy.signal.windows import hann

from songloom.engines.stems.contract import CentreOptions, StemFiles
from songloom.errors import InputError, StoreError

WINDOW, HOP = 4096, 1024
BLOCK_HOPS = 256

# Frames beside a block that its masks look at: half a window and half the time median, rounded up.
MARGIN_HOPS = 8

# Below the first no voice is kept, above the second all of it. On five of the songs that we measured on, frame energy told sung from
# unsung (area under the curve) at .74 in the mix, .79 cut at 100 Hz and .84 at 200 Hz: bass and kick are in the middle as well.
LOW_HZ, FULL_HZ = 120.0, 250.0

# Strokes are taken down by up to half, only where voices are. Medians over 9 frames and 31 bins (Fitzgerald 2010).
STROKE_SHARE, STROKE_HZ = 0.5, 8000.0
TIME_MEDIAN, PITCH_MEDIAN = 9, 31


class Centre:
    """Mid/side and harmonic masking of the short-time spectrum: quick, and weak.

    It keeps whatever else is in the middle (a snare, a solo) and loses wide voices and echoes. In a mono song all is in the middle:
    there only the low cut and the harmonic mask are left, and most of the band stays in `vocals`.
    """

    def __init__(self, options: CentreOptions) -> None:
        self._sharpness = options.sharpness

    def separate(self, song: Path, given: Mapping[str, Path], files: StemFiles, progress: Callable[[float], None]) -> None:
        """Write both stems as 16-bit FLAC; their samples add up to the song's exactly. Memory does not grow with the song."""
        with _name_damage():
            sound = soundfile.SoundFile(song)
        try:
            with sound:
                self._write_stems(sound, files, progress)
        except soundfile.LibsndfileError as error:
            # libsndfile does not say why the system refused to write; a full disk is what people meet.
            raise StoreError(str(files.vocals.parent), "the stems cannot be written", "free some space where the store is") from error

    def _write_stems(self, song: soundfile.SoundFile, files: StemFiles, progress: Callable[[float], None]) -> None:
        form = {"mode": "w", "samplerate": song.samplerate, "channels": 2, "subtype": "PCM_16", "format": "FLAC"}
        spectrum = ShortTimeFFT(hann(WINDOW, sym=False).astype(np.float32), HOP, song.samplerate)
        with soundfile.SoundFile(files.vocals, **form) as voice_out, soundfile.SoundFile(files.accompaniment, **form) as rest_out:
            for around, inner in _read_blocks(song):
                voice = _fit(self._extract(around, spectrum)[: len(inner)], inner)
                voice_out.write(voice)
                rest_out.write(inner - voice)
                progress(voice_out.frames / song.frames)

    def _extract(self, around: np.ndarray, spectrum: ShortTimeFFT) -> np.ndarray:
        """The voice in the block, float (samples,), margins cut off; `around` is int16 (samples, 2) with margins."""
        left, right = spectrum.stft(around.T.astype(np.float32))
        power = left.real**2 + left.imag**2 + right.real**2 + right.imag**2
        alike = np.clip(2 * (left.real * right.real + left.imag * right.imag) / (power + 1e-3), 0, 1)
        middle = (left + right) / 2 * alike**self._sharpness
        hertz = spectrum.f[:, None]
        middle *= np.clip((hertz - LOW_HZ) / (FULL_HZ - LOW_HZ), 0, 1)
        _calm_strokes(middle[: int(np.searchsorted(spectrum.f, STROKE_HZ))])
        return spectrum.istft(middle, k1=len(around))[MARGIN_HOPS * HOP :]


# --------------------------------------------------------------------------------------------- private


@contextmanager
def _name_damage() -> Iterator[None]:
    try:
        yield
    except soundfile.LibsndfileError as error:
        raise InputError("", "the store's copy of the sound is damaged", "run `songloom verify`, then weave again") from error


def _read_blocks(song: soundfile.SoundFile) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(block with margins, block): int16 (samples, 2), silence beyond the song's ends. Blocks start on whole hops, so that a block's
    spectrum is the song's spectrum there."""
    block, margin = BLOCK_HOPS * HOP, MARGIN_HOPS * HOP
    window = np.zeros((block + 2 * margin, 2), np.int16)
    window[margin:] = _read(song, block + margin)
    for start in range(0, song.frames, block):
        yield window, window[margin : margin + min(block, song.frames - start)]
        window = np.concatenate([window[block:], _read(song, block)])


def _read(song: soundfile.SoundFile, count: int) -> np.ndarray:
    with _name_damage():
        return song.read(count, dtype="int16", always_2d=True, fill_value=0)


def _calm_strokes(middle: np.ndarray) -> None:
    """Take down in place what is short and wide (strokes) against what is long and narrow (notes)."""
    size = np.abs(middle)
    notes = median_filter(size, size=(1, TIME_MEDIAN)) ** 2
    strokes = median_filter(size, size=(PITCH_MEDIAN, 1)) ** 2
    middle *= 1 - STROKE_SHARE * strokes / (notes + strokes + 1e-6)


def _fit(voice: np.ndarray, song: np.ndarray) -> np.ndarray:
    """The voice in both channels, int16, bounded so that the rest fits 16 bits too."""
    song = song.astype(np.int32)
    low, high = (song - 32767).max(axis=1), (song + 32768).min(axis=1)
    fitted = np.clip(np.rint(voice), np.maximum(low, -32768), np.minimum(high, 32767)).astype(np.int16)
    return np.repeat(fitted[:, None], 2, axis=1)
