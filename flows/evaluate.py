"""`evaluate`: how good a catalogue came out, as numbers that two commits can be compared by."""

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, get_args

from flows.commands import print_json
from flows.console import open_console
from flows.export import write_file
from flows.manifest import Manifest, Metrics, read_manifest, read_object
from flows.scoring import find_truth, read_truth
from flows.select import Asked, open_store, select_requests
from songloom.model.document import dump_document
from songloom.model.quality import Quality, Verdict
from songloom.model.timing import Timing
from songloom.store import Store

# A word is sure from here on: the confidence that docs/alignment.md says how often to trust.
SURE = 0.9
# The scores of quality.json that mean something as an average over songs.
SCORES = ("mean_confidence", "expected_share", "measured_share", "voiced_share", "unsung_share")
# The scores against the truth, in the words of songloom.metrics.alignment.
TRUTHS = ("coverage", "medae_s", "pco_0.3", "over_1s")
COLUMNS: Sequence[str] = ("song", "verdict", "reasons", "duration_s", "words", "sure_share", *SCORES, *TRUTHS)
DIGITS = 4


@dataclass(frozen=True)
class Judged:
    """One song: its row of the plots, and how many words there were to be sure of."""

    row: Mapping[str, Any]
    words: int
    sure: int


def run_evaluate(asked: Asked, file: Path, output: Path | None, plots: Path | None, as_json: bool) -> int:
    """Score what a manifest names, in the catalogue's order, and write the metrics and one row a song."""
    manifest, store = read_manifest(file), open_store(asked)
    audio = {request.song.id: request.song.audio for request in select_requests(asked)}
    songs = [*(song for song in audio if song in manifest.songs), *(song for song in manifest.songs if song not in audio)]
    judged = [judge_song(song, manifest, store, audio.get(song)) for song in songs]
    metrics = sum_metrics(manifest, judged)
    if plots:
        write_file(plots, render_rows([song.row for song in judged]))
    if output:
        write_file(output, dump_document(metrics))
    if as_json:
        print_json(asdict(metrics))
    else:
        verdicts = ", ".join(f"{count} {verdict.replace('_', ' ')}" for verdict, count in metrics.verdicts.items())
        open_console().print(f"songs: {verdicts}; {metrics.sure_share:.1%} of {metrics.words} words are sure")
    return 0


def judge_song(song: str, manifest: Manifest, store: Store, audio: Path | None) -> Judged:
    """A song's row, from its quality.json and timing.json and, where a truth table lies beside its audio, from that."""
    quality = read_object(manifest, song, "quality/quality.json", Quality, store)
    timing = read_object(manifest, song, "timing/timing.json", Timing, store)
    words = timing.words if timing else ()
    sure = sum(word.confidence >= SURE for word in words)
    row: dict[str, Any] = {"song": song, "words": len(words), "sure_share": _share(sure, len(words))}
    if quality:
        codes = " ".join(dict.fromkeys(reason.code for reason in quality.reasons if reason.level != "note"))
        row |= {"verdict": quality.verdict, "reasons": codes, "duration_s": quality.scores.get("duration_s")}
        row |= {name: quality.scores.get(name) for name in SCORES}
    if timing and audio and (truth := find_truth(audio)):
        row |= _score_truth(timing, truth)
    return Judged(dict.fromkeys(COLUMNS) | row, len(words), sure)


def sum_metrics(manifest: Manifest, judged: Sequence[Judged]) -> Metrics:
    """The catalogue in a few numbers."""
    rows = [song.row for song in judged]
    verdicts = Counter(row["verdict"] for row in rows)
    words = sum(song.words for song in judged)
    truths = [row for row in rows if row["coverage"] is not None]
    return Metrics(
        songs=len(rows),
        videos=sum("video" in stages for variants in manifest.songs.values() for stages in variants.values()),
        duration_s=round(math.fsum(_list_column(rows, "duration_s")), 3),
        words=words,
        sure_share=_share(sum(song.sure for song in judged), words) or 0.0,
        verdicts={verdict: verdicts[verdict] for verdict in get_args(Verdict)},
        scores=_average(rows, SCORES),
        truth={"songs": len(truths)} | _average(truths, TRUTHS),
    )


def render_rows(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """CSV with one line a song, which counts them from 1; what is not known is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ["position", *COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerows({"position": position, **row} for position, row in enumerate(rows, 1))
    return text.getvalue().encode()


# --------------------------------------------------------------------------------------------- private


def _score_truth(timing: Timing, truth: Path) -> dict[str, float | None]:
    from songloom.metrics.alignment import score_words

    scores: dict[str, Any] = dict(score_words([(word.word, word.start_s) for word in timing.words], read_truth(truth)))
    return {name: None if scores[name] is None else round(scores[name], DIGITS) for name in TRUTHS}


def _average(rows: Sequence[Mapping[str, Any]], names: Iterable[str]) -> dict[str, float]:
    columns = {name: _list_column(rows, name) for name in names}
    return {name: round(math.fsum(column) / len(column), DIGITS) for name, column in columns.items() if column}


def _list_column(rows: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    return [row[name] for row in rows if row[name] is not None]


def _share(some: int, of: int) -> float | None:
    return round(some / of, DIGITS) if of else None
