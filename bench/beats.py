"""Scores the beat grid where it is known, asks whether it is trusted where there is none, and prints what real songs are heard as.

    python bench/beats.py [SONGS] [--json]

Known: a metronome's music in several tempi, metres and manners (`bench/grooves.py`), and the demo song. F-measures are mir_eval's: a beat
within 70 ms, the first five seconds left out. SONGS is laid out as for `bench/timing.py`; only the audio is read.
"""

import argparse
import csv
import json
import tempfile
import time
from pathlib import Path

import mir_eval
import numpy as np
import soundfile
from grooves import FREE, GROOVES, RATE_HZ, play_groove
from rich.console import Console
from rich.table import Table
from timing import decode_song

from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.rhythm.librosa import Librosa
from songloom.model.rhythm import Rhythm

DEMO = Path(__file__).parent.parent / "demo" / "weave-me-home.opus"
SECTION_S = 4.0
SEEDS = 5


def main() -> None:
    """Print tables, or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("songs", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    results = {"known": score_known(), "free": count_trusted(), "songs": describe_songs(arguments.songs) if arguments.songs else {}}
    if arguments.json:
        print(json.dumps(results, indent=2))
        return
    for title, rows in results.items():
        table = Table(title=title)
        for name in ("", *next(iter(rows.values()), {})):
            table.add_column(name, justify="left" if name in ("", "sections") else "right")
        for name, row in rows.items():
            table.add_row(name, *(f"{value:.3f}" if isinstance(value, float) else str(value) for value in row.values()))
        Console(width=200).print(table)


def score_known() -> dict[str, dict]:
    """Beats and downbeats against what made them, and whether they are trusted."""
    rows = {}
    for name, groove in GROOVES.items():
        rhythm = analyse(play_groove(groove))
        beats = groove.list_beats()
        rows[name] = score(rhythm, beats, beats[:: groove.beats_per_bar])
    with tempfile.TemporaryDirectory() as scratch, DEMO.with_suffix(".beats.csv").open() as file:
        grid = [(float(row["time_s"]), row["beat"] == "1") for row in csv.DictReader(file)]
        rhythm = Librosa(LibrosaOptions(SECTION_S)).analyse(decode_song(DEMO, Path(scratch)))[0]
    rows["demo song"] = score(rhythm, np.array([time_s for time_s, _ in grid]), np.array([time_s for time_s, is_one in grid if is_one]))
    rows["mean"] = {
        key: float(np.mean([float(row[key]) for row in rows.values()])) for key in ("beats F", "downbeats F", "trusted", "bias_s")
    }
    rows["mean"] = {"bpm": 0.0, "in": 0, **rows["mean"]}
    return rows


def score(rhythm: Rhythm, beats: np.ndarray, downbeats: np.ndarray) -> dict:
    found = np.array(rhythm.beats_s)
    late_s = found - beats[np.abs(found[:, None] - beats).argmin(axis=1)] if len(found) else np.zeros(1)
    return {
        "bpm": rhythm.tempo_bpm,
        "in": rhythm.beats_per_bar,
        "beats F": measure(beats, found),
        "downbeats F": measure(downbeats, np.array(rhythm.downbeats_s)),
        "trusted": int(rhythm.is_rhythmic),
        "bias_s": float(np.median(late_s)),
    }


def measure(known: np.ndarray, found: np.ndarray) -> float:
    return float(mir_eval.beat.f_measure(mir_eval.beat.trim_beats(known), mir_eval.beat.trim_beats(found)))


def count_trusted() -> dict[str, dict]:
    """How many of some pieces without a beat are taken for rhythmic."""
    return {
        name: {"pieces": SEEDS, "trusted": sum(analyse(play(seed)).is_rhythmic for seed in range(SEEDS))} for name, play in FREE.items()
    }


def describe_songs(folder: Path) -> dict[str, dict]:
    rows = {}
    for audio in sorted(folder.glob("*/audio.*")):
        with tempfile.TemporaryDirectory() as scratch:
            flac = decode_song(audio, Path(scratch))
            started = time.process_time()
            rhythm, _ = Librosa(LibrosaOptions(SECTION_S)).analyse(flac)
            spent_s = time.process_time() - started
        sections = " ".join(
            f"{section.start_s:.0f}:{section.label}{'/' + section.heading if section.heading else ''}" for section in rhythm.sections
        )
        length_min = rhythm.sections[-1].end_s / 60
        rows[audio.parent.name] = {
            "bpm": rhythm.tempo_bpm,
            "in": rhythm.beats_per_bar,
            "trusted": int(rhythm.is_rhythmic),
            "s/min": spent_s / length_min,
            "sections": sections,
        }
    return rows


def analyse(sound: np.ndarray) -> Rhythm:
    with tempfile.TemporaryDirectory() as scratch:
        flac = Path(scratch) / "a.flac"
        soundfile.write(flac, np.clip(np.stack([sound, sound], axis=1), -1, 1), RATE_HZ)
        return Librosa(LibrosaOptions(SECTION_S)).analyse(flac)[0]


if __name__ == "__main__":
    main()
