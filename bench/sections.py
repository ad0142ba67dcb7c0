"""Scores the sections of `rhythm` where words tell which music is the same.

    python bench/sections.py SONGS [--shipped] [--json]

SONGS is laid out as for `bench/timing.py`. Nobody wrote down the sections of those songs, but words that come back (two lines and more, in
their order) are a chorus, and other sung lines are none. Of that the music knows nothing, so it can be asked:

- `same`: of two times that the same line of a chorus is sung, in how many it lies in sections of one label;
- `other`: of a line of the chorus and one that never comes back, in how many labels differ;
- `edges`: how many of the places where a chorus begins or ends have a section's edge within three seconds;
- `chorus F`: the sung lines under the heading `chorus`, against those that come back. Songs whose words do not come back are left out.

Each song is cut with constants chosen on all the others (`fitted`), and with those that ship (`--shipped`: only these). The demo song's
truth is its score: what `demo/score.py` calls a chorus.
"""

import argparse
import csv
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from pathlib import Path
from statistics import mean

import numpy as np
import yaml
from rich.console import Console
from rich.table import Table
from timing import decode_song

import songloom
from songloom.engines.rhythm.bars import find_downbeats
from songloom.engines.rhythm.beats import is_regular, track_beats
from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.rhythm.librosa import Librosa, listen, take_steps
from songloom.engines.rhythm.sections import CUTTING, Cutting, find_sections
from songloom.engines.rhythm.spectra import FRAME_HZ
from songloom.engines.rhythm.steps import Steps
from songloom.engines.storyboard.form import find_form
from songloom.engines.storyboard.scenes import fold_line
from songloom.model.rhythm import Section

DEMO = Path(__file__).parent.parent / "demo" / "weave-me-home.opus"
NEAR_S = 3.0
# Times that the same line is sung are other occurrences of a chorus, not a line sung twice.
APART_S = 15.0
GRID = [Cutting(price, 0.002, repeat, same) for price, repeat, same in product((0.005, 0.006, 0.007), (0.7, 0.75, 0.8), (0.2, 0.3, 0.4))]


@dataclass(frozen=True)
class Line:
    """A sung line: its words without case, and whether they come back."""

    start_s: float
    end_s: float
    text: str
    returns: bool

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True)
class Song:
    name: str
    lines: Sequence[Line]
    steps: Steps
    headed: Sequence[Section]


def main() -> None:
    """Print one table, or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("songs", type=Path)
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    folders = [(folder / "truth.csv", next(folder.glob("audio.*"))) for folder in sorted(arguments.songs.iterdir()) if folder.is_dir()]
    songs = [read_song(truth, audio) for truth, audio in [*folders, (DEMO.with_suffix(".truth.csv"), DEMO)]]
    songs = [song for song in songs if any(line.returns for line in song.lines)]
    least_s = read_least_s()
    rows: dict[str, dict[str, float]] = {}
    for song in songs:
        rows[song.name] = score_song(song, find_sections(song.steps, least_s)) | {"chorus F": score_headings(song)}
        if not arguments.shipped:
            cutting = choose_cutting([other for other in songs if other is not song], least_s)
            fitted = score_song(song, find_sections(song.steps, least_s, cutting))
            rows[song.name] |= {f"{name}, fitted": fitted[name] for name in ("same", "other", "edges")}
    rows["mean"] = {name: mean(row[name] for row in rows.values()) for name in next(iter(rows.values()))}
    print(json.dumps(rows, indent=2)) if arguments.json else print_rows(rows)


def read_song(truth: Path, audio: Path) -> Song:
    with truth.open(encoding="utf-8", newline="") as file:
        words = list(csv.DictReader(file))
    numbers = list(dict.fromkeys(word["line"] for word in words))
    sung = [[word for word in words if word["line"] == number] for number in numbers]
    texts = [fold_line(" ".join(word["word"] for word in line)) for line in sung]
    returning = find_form(texts).returning
    times = [(float(line[0]["start_s"]), float(line[-1]["end_s"])) for line in sung]
    lines = [Line(*time_s, text, returns) for time_s, text, returns in zip(times, texts, returning, strict=True)]
    with tempfile.TemporaryDirectory() as scratch:
        flac = decode_song(audio, Path(scratch))
        sound = listen(flac)
        rhythm = Librosa(LibrosaOptions(read_least_s())).analyse(flac)[0]
    _, beats = track_beats(sound.onsets, FRAME_HZ)
    downbeats = find_downbeats(sound.onsets.bass, sound.pitch, beats)[1]
    kept = slice(None if is_regular(sound.onsets, beats) else 0)
    name = audio.parent.name if audio != DEMO else "demo song"
    return Song(name, lines, take_steps(sound, beats[kept], downbeats[kept]), rhythm.sections)


def read_least_s() -> float:
    return yaml.safe_load((Path(songloom.__file__).parent / "defaults" / "params.yaml").read_text())["rhythm"]["librosa"]["section_s"]


def score_song(song: Song, sections: Sequence[Section]) -> dict[str, float]:
    starts_s = np.array([section.start_s for section in sections])
    labels = [sections[int(np.searchsorted(starts_s, line.middle_s, "right")) - 1].label for line in song.lines]
    pairs = [(song.lines[one], song.lines[other], labels[one] == labels[other]) for one, other in combinations(range(len(labels)), 2)]
    same = [alike for a, b, alike in pairs if a.returns and b.returns and a.text == b.text and b.start_s - a.start_s > APART_S]
    other = [not alike for a, b, alike in pairs if a.returns != b.returns]
    turns_s = [after.start_s for before, after in pairwise([Line(0, 0, "", False), *song.lines]) if before.returns != after.returns]
    near = [bool(np.abs(starts_s - turn_s).min() <= NEAR_S) for turn_s in turns_s]
    return {"sections": len(sections), "same": mean(same), "other": mean(other), "edges": mean(near)}


def score_headings(song: Song) -> float:
    """F-measure of the lines under `chorus`."""
    starts_s = [section.start_s for section in song.headed]
    found = [song.headed[int(np.searchsorted(starts_s, line.middle_s, "right")) - 1].heading == "chorus" for line in song.lines]
    both = sum(is_found and line.returns for is_found, line in zip(found, song.lines, strict=True))
    return 2 * both / (sum(found) + sum(line.returns for line in song.lines))


def choose_cutting(songs: Sequence[Song], least_s: float) -> Cutting:
    """The constants with the highest mean of all three scores."""

    def rate(cutting: Cutting) -> float:
        scores = [score_song(song, find_sections(song.steps, least_s, cutting)) for song in songs]
        return mean(score["same"] + score["other"] + score["edges"] for score in scores)

    return max(GRID, key=lambda cutting: (rate(cutting), cutting == CUTTING))


def print_rows(rows: dict[str, dict[str, float]]) -> None:
    table = Table(title="Sections")
    for name in ("song", *rows["mean"]):
        table.add_column(name, justify="left" if name == "song" else "right")
    for song, row in rows.items():
        table.add_row(song, *(f"{value:.0f}" if name == "sections" else f"{value:.3f}" for name, value in row.items()))
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
