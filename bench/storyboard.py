"""Scores the line breaks of `storyboard: phrases` against the written lines of real songs.

    python bench/storyboard.py SONGS [--only PART-OF-NAME] [--shipped] [--json]

SONGS is laid out as for `bench/timing.py`; only `truth.csv` is read. The director gets the timed words alone: lower case, no punctuation,
no lines. F1 is over the places between words. Each song is cut with constants fitted on all the others (`fitted`), and with those that
ship, which are fitted on all ten (`--shipped` leaves the fitting out). Beside them two rules of thumb: a gap over 0.3 s or seven words;
and the longest gaps, as many as there are lines. Printed last: the constants of all songs, to be copied into the engine, and between which
values each moves as songs are left out.
"""

import argparse
import csv
import json
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import mean

import yaml
from phrasing import Constants, Sung, fit_constants
from rich.console import Console
from rich.table import Table

import songloom
from songloom.engines.storyboard.breaks import FIRST, WEIGHTS, gather_evidence, weigh_evidence
from songloom.engines.storyboard.evidence import fold_word
from songloom.engines.storyboard.lines import LENGTH_WEIGHTS, cut_lines
from songloom.model.timing import Word

SHIPPED = Constants(FIRST, WEIGHTS, LENGTH_WEIGHTS)
RULE_GAP_S, RULE_WORDS = 0.3, 7


def main() -> None:
    """Print one table and the constants, or one JSON document."""
    arguments = parse_arguments()
    with (arguments.songs / "songs.csv").open(encoding="utf-8") as file:
        songs = [read_song(arguments.songs, row["id"], row["language"]) for row in csv.DictReader(file)]
    gap_s, most_letters = read_options()
    left_out: list[Constants] = []
    rows = {}
    for song in songs:
        if arguments.only not in song.name:
            continue
        cutters = list_cutters(song, gap_s, most_letters)
        if not arguments.shipped:
            left_out.append(fit_constants([other for other in songs if other is not song], gap_s, most_letters))
            cutters["fitted"] = cut_with(song, left_out[-1], gap_s, most_letters)
        rows[song.name] = score_song(song, cutters)
    rows["mean"] = {name: mean(row[name] for row in rows.values()) for name in next(iter(rows.values()))}
    if arguments.json:
        print(json.dumps(rows, indent=2))
        return
    print_scores(rows)
    if not arguments.shipped:
        print_constants(fit_constants(songs, gap_s, most_letters), left_out)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("songs", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--shipped", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def read_song(folder: Path, name: str, language: str) -> Sung:
    """The words as a recogniser would hand them on, and where lines end."""
    with (folder / name / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    times = [(float(row["start_s"]), max(float(row["start_s"]), float(row["end_s"]))) for row in rows]
    words = [Word(fold_word(row["word"]) or "-", *time_s, 0, 1.0, "measured") for row, time_s in zip(rows, times, strict=True)]
    ends = frozenset(number for number, (a, b) in enumerate(pairwise(rows), 1) if a["line"] != b["line"])
    return Sung(name, language, words, ends)


def read_options() -> tuple[float, int]:
    block = yaml.safe_load((Path(songloom.__file__).parent / "defaults" / "params.yaml").read_text())["storyboard"]
    return block["phrases"]["gap_s"], block["line_letters"]


def list_cutters(song: Sung, gap_s: float, most_letters: int) -> dict[str, Callable[[], set[int]]]:
    return {
        "gap or seven words": lambda: cut_by_rule(song.words),
        "longest gaps": lambda: cut_longest(song.words, len(song.ends)),
        "shipped": cut_with(song, SHIPPED, gap_s, most_letters),
    }


def cut_with(song: Sung, constants: Constants, gap_s: float, most_letters: int) -> Callable[[], set[int]]:
    def cut() -> set[int]:
        breaks = weigh_evidence(gather_evidence(song.words, gap_s, constants.first), constants.breaks)
        ranges = cut_lines([word.word for word in song.words], breaks, most_letters, constants.lengths)
        return {end for _, end in ranges[:-1]}

    return cut


def cut_by_rule(words: Sequence[Word]) -> set[int]:
    ends, last = set(), 0
    for number, (before, after) in enumerate(pairwise(words), 1):
        if after.start_s - before.end_s > RULE_GAP_S or number - last >= RULE_WORDS:
            ends.add(number)
            last = number
    return ends


def cut_longest(words: Sequence[Word], count: int) -> set[int]:
    gaps_s = {number: after.start_s - before.end_s for number, (before, after) in enumerate(pairwise(words), 1)}
    return set(sorted(gaps_s, key=lambda number: -gaps_s[number])[:count])


def score_song(song: Sung, cutters: Mapping[str, Callable[[], set[int]]]) -> dict[str, float]:
    row: dict[str, float] = {"words": len(song.words), "lines": len(song.ends) + 1}
    for name, cut in cutters.items():
        started = time.perf_counter()
        found = cut()
        row[name] = 2 * len(found & song.ends) / max(1, len(found) + len(song.ends))
        row["ms"] = 1000 * (time.perf_counter() - started)
    return row


def print_scores(rows: Mapping[str, Mapping[str, float]]) -> None:
    table = Table(title="F1 of line breaks")
    table.add_column("song")
    names = list(rows["mean"])
    for name in names:
        table.add_column(name, justify="right")
    for song, row in rows.items():
        table.add_row(song, *(f"{row[name]:.0f}" if name in ("words", "lines", "ms") else f"{row[name]:.3f}" for name in names))
    Console(width=150).print(table)


def print_constants(fitted: Constants, left_out: Sequence[Constants]) -> None:
    for part in ("first", "breaks", "lengths"):
        print(f"{part}:")
        for name, value in getattr(fitted, part).items():
            values = [getattr(constants, part)[name] for constants in left_out]
            print(f"    {name}: {value:.2f}  ({min(values):.2f} to {max(values):.2f})")


if __name__ == "__main__":
    main()
