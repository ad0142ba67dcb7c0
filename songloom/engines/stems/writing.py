"""Reads a song and writes its two stems, sample-locked and never more than 16 bits."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile

from songloom.engines.stems.contract import StemFiles
from songloom.errors import InputError, StoreError

RATE_HZ = 44100
FULL_SCALE = 32768


@contextmanager
def open_song(path: Path) -> Iterator[soundfile.SoundFile]:
    """The song's canonical FLAC, open; InputError where it is damaged."""
    with name_damage(), soundfile.SoundFile(path) as song:
        yield song


@contextmanager
def name_damage() -> Iterator[None]:
    """InputError instead of libsndfile's own while a file of the store is read."""
    try:
        yield
    except soundfile.LibsndfileError as error:
        raise InputError("", "the store's copy of the sound is damaged", "run `songloom verify`, then weave again") from error


def read_span(song: soundfile.SoundFile, start: int, count: int) -> np.ndarray:
    """Samples [start, start + count) as int16 (count, 2), silence where that is outside the song."""
    span = np.zeros((count, 2), np.int16)
    first, end = max(start, 0), min(start + count, song.frames)
    if first < end:
        song.seek(first)
        found = song.read(end - first, dtype="int16", always_2d=True)
        span[first - start : first - start + len(found)] = found
    return span


class StemWriter:
    """Two open FLAC files that grow together."""

    def __init__(self, files: StemFiles) -> None:
        form = {"mode": "w", "samplerate": RATE_HZ, "channels": 2, "subtype": "PCM_16", "format": "FLAC"}
        self._files, self.frames = files, 0
        with self._name_full_disk():
            self._vocals, self._rest = (soundfile.SoundFile(path, **form) for path in (files.vocals, files.accompaniment))

    def __enter__(self) -> "StemWriter":
        return self

    def __exit__(self, *reason: object) -> None:
        with self._name_full_disk():
            self._vocals.close()
            self._rest.close()

    def write(self, voice: np.ndarray, song: np.ndarray) -> None:
        """Append a piece of the song, int16 (samples, 2), its voice to the one file, the rest to the other; the voice is float of the
        same shape, in units of the 16-bit sample."""
        fitted = fit_voice(voice, song)
        with self._name_full_disk():
            self._vocals.write(fitted)
            self._rest.write(song - fitted)
        self.frames += len(song)

    @contextmanager
    def _name_full_disk(self) -> Iterator[None]:
        try:
            yield
        except soundfile.LibsndfileError as error:
            # libsndfile does not say why the system refused to write; a full disk is what people meet.
            raise StoreError(str(self._files.vocals.parent), "the stems cannot be written", "free some space where the store is") from error


def fit_voice(voice: np.ndarray, song: np.ndarray) -> np.ndarray:
    """The voice as int16, bounded so that the rest of the song fits 16 bits too; both (samples, 2)."""
    wide = song.astype(np.int32)
    return np.clip(np.rint(voice), np.maximum(wide - 32767, -32768), np.minimum(wide + 32768, 32767)).astype(np.int16)
