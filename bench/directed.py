"""Real songs with true word times, as the stages before the segments hand them over."""

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path

import av
import soundfile

from songloom.engines import build_engine
from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.segments.cues import Programme
from songloom.engines.storyboard.contract import PhrasesOptions
from songloom.model.song import Names
from songloom.model.timing import Timing, Word

CREDITS, WATERMARK = "Words and music: Ada Lind\nRecorded at the Old Mill", "@adalind"
RATE_HZ = 44100


@dataclass(frozen=True)
class Song:
    """A song as the stages before the segments hand it over."""

    name: str
    programme: Programme
    duration_s: float


def direct_song(folder: Path) -> Song:
    """The words at their true times, directed by the project's own rules over its own hearing of beats."""
    rows = list(csv.DictReader((folder / "truth.csv").open(encoding="utf-8")))
    words = [Word(row["word"], float(row["start_s"]), float(row["end_s"]), int(row["line"]), 1.0, "measured") for row in rows]
    with tempfile.TemporaryDirectory() as scratch:
        flac = Path(scratch) / "song.flac"
        with av.open(str(next(folder.glob("audio.*")))) as sound, soundfile.SoundFile(flac, "w", RATE_HZ, 2) as out:
            resampler = av.AudioResampler("s16", "stereo", RATE_HZ)
            for part in (part for frame in sound.decode(audio=0) for part in resampler.resample(frame)):
                out.write(part.to_ndarray().reshape(-1, 2))
        rhythm, _ = build_engine("rhythm", "librosa", LibrosaOptions(4)).analyse(flac)
        duration_s = soundfile.info(flac).duration
    timing = Timing(tuple(words))
    storyboard = build_engine("storyboard", "phrases", PhrasesOptions(42, 1, 0.4, 2, 0.25)).direct(timing, rhythm)
    names = Names(folder.name.replace("-", " ").title(), "Ada Lind and the Long Wires", CREDITS, WATERMARK)
    return Song(folder.name, Programme(timing, storyboard, rhythm, names), duration_s)
