"""Scores everything of the `ctc` engine but the model itself, on what a model and a recogniser might have said of real songs.

    python bench/matching.py SONGS [--only PART-OF-NAME] [--case NAME]… [--seed 1] [--json]

SONGS is laid out as for `bench/timing.py`; only `truth.csv` and `lyrics.lrc` of every song are read. What a model would say is made
from the truth: every letter a spike of two frames, 80 ms late, a quarter of them unheard, one in seven another letter, noise over all.
What a recogniser would say: words misheard, lines missing, times unsteady. So a score here says how much the matching, the windows and
the search lose; how much a real model hears of a real song it cannot say.
"""

import argparse
import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from songloom.engines.alignment.ctc_course import Course, Lesson, align_words
from songloom.engines.alignment.ctc_posteriors import Posteriors, Wanted, collect_posteriors
from songloom.engines.alignment.ctc_tokens import Vocabulary
from songloom.engines.alignment.heard_anchors import find_anchors
from songloom.engines.alignment.line_windows import plan_windows, share_voice
from songloom.engines.alignment.sound import FRAME_S
from songloom.metrics.alignment import fold_word, score_words
from songloom.model.heard import HeardWord
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord
from songloom.model.timing import Timing

LETTERS = "abcdefghijklmnopqrstuvwxyz'"
BLANK, DELIMITER = len(LETTERS), len(LETTERS) + 1
VOCABULARY = Vocabulary({letter: k for k, letter in enumerate(LETTERS)}, BLANK, DELIMITER)
HOP_S, LATE_S = 0.02, 0.08
SCORES = ("medae_s", "pco_0.1", "pco_0.3", "over_1s", "bias_s")
COLUMNS = (*SCORES, "anchored", "right anchors", "sure", "right if sure")


@dataclass(frozen=True)
class TrueWord:
    word: str
    start_s: float
    end_s: float
    line: int


@dataclass(frozen=True)
class Song:
    language: str
    words: list[TrueWord]
    stamps_s: list[float]

    @property
    def duration_s(self) -> float:
        return self.words[-1].end_s + 5.0


@dataclass(frozen=True)
class Case:
    """How well everybody listened. `heard`: None = nobody did; `missing_lines` are not heard, `unwritten_lines` not written down,
    of `lost` words the model hears nothing that fits."""

    stamped: bool = False
    offset_s: float = 0.0
    heard: bool = True
    word_errors: float = 0.2
    missing_lines: float = 0.0
    repeats_missing: bool = False
    unwritten_lines: float = 0.0
    lost: float = 0.1


CASES = {
    "plain, 20 % word errors": Case(),
    "plain, 40 % word errors": Case(word_errors=0.4),
    "plain, a quarter of the lines not heard": Case(missing_lines=0.25),
    "plain, only the last of repeated lines heard": Case(repeats_missing=True),
    "plain, a tenth of the lines not written": Case(unwritten_lines=0.1),
    "plain, the model hears no third of the words": Case(lost=0.33),
    "plain, nobody listened": Case(heard=False),
    "stamped, 20 % word errors": Case(stamped=True),
    "stamped, all stamps 4 s late": Case(stamped=True, offset_s=4.0),
    "stamped, a quarter of the lines not heard": Case(stamped=True, missing_lines=0.25),
    "stamped, nobody listened": Case(stamped=True, heard=False),
}


def main() -> None:
    """Print one table of means over songs, or one JSON document."""
    arguments = parse_arguments()
    with (arguments.songs / "songs.csv").open(encoding="utf-8") as file:
        songs = {
            row["id"]: read_song(arguments.songs / row["id"], row["language"])
            for row in csv.DictReader(file)
            if arguments.only in row["id"]
        }
    results = {
        name: {
            song: measure_case(truth, CASES[name], np.random.default_rng([arguments.seed, k]))
            for k, (song, truth) in enumerate(songs.items())
        }
        for name in arguments.case or CASES
    }
    if arguments.json:
        print(json.dumps(results, indent=2))
        return
    table = Table(title="ctc without its model, mean over songs")
    for name in ("case", *COLUMNS, "worst pco_0.3"):
        table.add_column(name, justify="left" if name == "case" else "right")
    for name, rows in results.items():
        means = [[row[column] for row in rows.values() if not np.isnan(row[column])] for column in COLUMNS]
        cells = [f"{np.mean(column):.3f}" if column else "" for column in means]
        table.add_row(name, *cells, f"{min(row['pco_0.3'] for row in rows.values()):.3f}")
    Console(width=200).print(table)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("songs", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--case", action="append", choices=sorted(CASES), metavar="NAME")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def read_song(folder: Path, language: str) -> Song:
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        rows = [(row["word"], float(row["start_s"]), float(row["end_s"]), int(row["line"])) for row in csv.DictReader(file)]
    numbers = {line: k for k, line in enumerate(dict.fromkeys(row[3] for row in rows))}
    stamps = [line.partition("]")[0][1:].split(":") for line in (folder / "lyrics.lrc").read_text(encoding="utf-8").splitlines()]
    words = [TrueWord(word, start_s, max(end_s, start_s + 0.05), numbers[line]) for word, start_s, end_s, line in rows]
    return Song(language, words, [int(minutes) * 60 + float(seconds) for minutes, seconds in stamps])


def measure_case(song: Song, case: Case, random: np.random.Generator) -> dict[str, float]:
    """Scores of one song in one case."""
    lines = [[word for word in song.words if word.line == k] for k in range(song.words[-1].line + 1)]
    written = [k for k in range(len(lines)) if random.random() >= case.unwritten_lines]
    lyrics = write_lyrics(song, lines, written, case)
    is_voiced = sing(song, random)
    heard = hear(lines, case, random) if case.heard else None
    timing = align(lyrics, heard, is_voiced, imagine_posteriors(song, case, random))
    truth = [word for k in written for word in lines[k]]
    scores = score_words([(word.word, word.start_s) for word in timing.words], [(word.word, word.start_s, word.line) for word in truth])
    late_s = np.array([word.start_s - true.start_s for word, true in zip(timing.words, truth, strict=True)])
    sure = np.array([word.confidence >= 0.9 for word in timing.words])
    right = np.abs(late_s) <= 0.3
    trusted = {"sure": sure.mean(), "right if sure": right[sure].mean() if sure.any() else np.nan}
    return {**{name: scores[name] for name in SCORES}, **score_anchors(lyrics, heard, is_voiced, truth), **trusted}


def align(lyrics: Lyrics, heard: list[HeardWord] | None, is_voiced: np.ndarray, imagine: Callable[[Wanted], Posteriors]) -> Timing:
    said = [VOCABULARY.spell(word.text, lyrics.language) for line in lyrics.lines for word in line.words]
    posteriors = imagine(Wanted(sorted({token for tokens in said for token in tokens}), BLANK, DELIMITER))
    course = Course(lyrics, said, is_voiced, plan_windows(lyrics, heard, is_voiced, 0.14), LATE_S)
    timing = align_words(course, posteriors, Lesson(None, 0, 0.0), lambda share: None)
    assert timing is not None
    return timing


def score_anchors(lyrics: Lyrics, heard: list[HeardWord] | None, is_voiced: np.ndarray, truth: list[TrueWord]) -> dict[str, float]:
    """Which share of the words was heard as itself, and of those which share within a second of where it is sung."""
    if heard is None:
        return {"anchored": np.nan, "right anchors": np.nan}
    letters = np.array([len(word.word) for word in truth])
    stamps_s = np.array([lyrics.lines[k].start_s or 0.0 for k, line in enumerate(lyrics.lines) for _ in line.words])
    expected_s = stamps_s if lyrics.has_line_times() else share_voice(is_voiced, letters, 0, len(is_voiced) * FRAME_S)[:, 0]
    anchors = find_anchors(lyrics, expected_s, heard, len(is_voiced) * FRAME_S)
    known = anchors.is_known
    late_s = np.abs(anchors.start_s[known] - np.array([word.start_s for word in truth])[known])
    return {"anchored": float(known.mean()), "right anchors": float((late_s < 1).mean())}


def write_lyrics(song: Song, lines: list[list[TrueWord]], written: list[int], case: Case) -> Lyrics:
    starts_s = [song.stamps_s[k] + case.offset_s if case.stamped else None for k in written]
    texts = [tuple(LyricWord(word.word) for word in lines[k]) for k in written]
    return Lyrics(tuple(LyricLine(text, start_s) for text, start_s in zip(texts, starts_s, strict=True)), song.language, "file")


def sing(song: Song, random: np.random.Generator) -> np.ndarray:
    """Frames in which somebody sings: the words, a little longer than their truth, and one unwritten "ooh" in twenty seconds."""
    is_voiced = np.zeros(int(song.duration_s / FRAME_S), bool)
    for word in song.words:
        is_voiced[int(word.start_s / FRAME_S) : int((word.end_s + 0.1) / FRAME_S)] = True
    for start_s in random.uniform(0, song.duration_s, int(song.duration_s / 20)):
        is_voiced[int(start_s / FRAME_S) : int((start_s + random.uniform(0.3, 1.5)) / FRAME_S)] = True
    return is_voiced


def hear(lines: list[list[TrueWord]], case: Case, random: np.random.Generator) -> list[HeardWord]:
    """What a recogniser might write down: half of its errors other words, a quarter words left out, a quarter words put in."""
    texts = [" ".join(fold_word(word.word) for word in line) for line in lines]
    vocabulary = [word.word for line in lines for word in line]
    heard: list[HeardWord] = []
    for k, line in enumerate(lines):
        if random.random() < case.missing_lines or (case.repeats_missing and texts[k] in texts[k + 1 :]):
            continue
        for at, word in enumerate(line):
            chance = random.random() / max(case.word_errors, 1e-9)
            if 0.5 < chance < 0.75:
                continue
            text = str(random.choice(vocabulary)) if chance < 0.5 else word.word
            start_s = word.start_s + random.normal(0, 0.12) - (random.uniform(0, 0.5) if at == 0 else 0)
            end_s = word.end_s + random.normal(0, 0.12) + (random.uniform(0, 1) if at == len(line) - 1 else 0)
            heard.append(HeardWord(text, max(0, start_s), max(start_s, end_s, 0), 0.8, k))
            if 0.75 < chance < 1:
                heard.append(HeardWord(str(random.choice(vocabulary)), max(0, start_s) + 0.1, max(start_s, end_s, 0), 0.4, k))
    return sorted(heard, key=lambda word: word.start_s)


def imagine_posteriors(song: Song, case: Case, random: np.random.Generator) -> Callable[[Wanted], Posteriors]:
    """What a model might say of the song, as a function of the tokens that are wanted of it."""
    scores = np.zeros((int(song.duration_s / HOP_S), len(LETTERS) + 2), np.float32)
    scores[:, BLANK] = 5
    for word in song.words:
        tokens = list(VOCABULARY.spell(word.word, song.language))
        lost = random.random() < case.lost
        length_s = min(word.end_s - word.start_s, 0.25 * len(tokens))
        for k, token in enumerate(tokens):
            chance = random.random()
            if chance < 0.25 or (lost and chance < 0.6):
                continue
            heard = int(random.integers(len(LETTERS))) if chance < 0.4 or lost else token
            at = int((word.start_s + LATE_S + (k + 0.2) * length_s / len(tokens) + random.normal(0, 0.02)) / HOP_S)
            scores[at : at + 2, heard] += random.uniform(4, 8)
    scores += random.normal(0, 1.2, scores.shape)
    scores -= np.log(np.exp(scores).sum(1, keepdims=True))
    return lambda wanted: collect_posteriors([scores], wanted, HOP_S, HOP_S / 2)


if __name__ == "__main__":
    main()
