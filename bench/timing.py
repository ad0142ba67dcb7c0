"""Scores word timing against hand-made truth, song by song, and what it costs.

    python bench/timing.py SONGS [--given lrc txt] [--engine sphinx] [--only PART-OF-NAME] [--option passes=2]… [--json]
    python bench/timing.py SONGS --engine ctc --weights model=FOLDER [--device cuda]

SONGS holds `songs.csv` (columns id, language, …) and per song a folder with `audio.*`, `lyrics.lrc`, `lyrics.txt` and
`truth.csv` (word,start_s,end_s,line). An engine with weights listens to `vocals.flac` and reads `heard.json` where a folder has them, as
the stages `stems` and `heard` make them. Every song is aligned in a process of its own, so that its peak memory is its own.
"""

import argparse
import csv
import json
import multiprocessing
import resource
import tempfile
import time
from pathlib import Path

import av
import soundfile
import yaml
from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

from songloom.engines import build_engine, load_family
from songloom.metrics.alignment import score_words
from songloom.model.document import read_document
from songloom.model.heard import Heard
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord
from songloom.model.resources import Resources

SCORES = ("coverage", "aae_s", "medae_s", "pco_0.1", "pco_0.2", "pco_0.3", "over_1s", "bias_s")
COSTS = ("cpu_s_per_min", "peak_mb")


def main() -> None:
    """Print one table per kind of lyrics given, or one JSON document."""
    arguments = parse_arguments()
    with (arguments.songs / "songs.csv").open(encoding="utf-8") as file:
        songs = [row for row in csv.DictReader(file) if arguments.only in row["id"]]
    results = {}
    for given in arguments.given:
        rows = {song["id"]: measure_apart(arguments, song, given) for song in songs}
        results[given] = {**rows, "mean": average_rows(list(rows.values()))}
        if not arguments.json:
            print_table(f"{arguments.engine}, {given}", results[given])
    if arguments.json:
        print(json.dumps(results, indent=2))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("songs", type=Path)
    parser.add_argument("--given", nargs="+", choices=("lrc", "txt"), default=["lrc", "txt"])
    parser.add_argument("--engine", default="sphinx", choices=sorted(load_family("alignment").engines))
    parser.add_argument("--only", default="")
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE", help="an option of the engine other than the shipped one"
    )
    parser.add_argument("--weights", action="append", default=[], metavar="NAME=FOLDER", help="where the weights of an option lie")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure_apart(arguments: argparse.Namespace, song: dict, given: str) -> dict:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure_song, (arguments.songs / song["id"], song["language"], given, arguments))


def measure_song(folder: Path, language: str, given: str, arguments: argparse.Namespace) -> dict:
    """Scores and costs of one song; the clock starts after its audio is decoded."""
    lyrics, engine = read_lyrics(folder / f"lyrics.{given}", language), arguments.engine
    resources = Resources(arguments.device, {name: Path(path) for name, _, path in (pair.partition("=") for pair in arguments.weights)})
    with (folder / "truth.csv").open(encoding="utf-8") as file:
        truth = [(row["word"], float(row["start_s"]), int(row["line"])) for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as scratch:
        stem, ears = folder / "vocals.flac", folder / "heard.json"
        listens_to_stem = bool(arguments.weights) and stem.is_file()
        flac = stem if listens_to_stem else decode_song(next(folder.glob("audio.*")), Path(scratch))
        heard = read_document(ears, Heard) if arguments.weights and ears.is_file() else None
        start_s = time.process_time()
        aligner = build_engine("alignment", engine, read_options(engine, arguments.option), resources)
        # As in a step, and so that seconds are those of one core; the limit holds for libraries that the engine has loaded.
        with threadpool_limits(1, user_api="blas"):
            timing = aligner.align(flac, lyrics, heard, Path(scratch), lambda share: None)
        spent_s = time.process_time() - start_s
        minutes = soundfile.info(flac).duration / 60
    scores = score_words([(word.word, word.start_s) for word in timing.words], truth)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**scores, "cpu_s_per_min": spent_s / minutes, "peak_mb": peak_mb, "warnings": list(timing.warnings)}


def decode_song(source: Path, scratch: Path) -> Path:
    """What the `audio` stage would hand on: 44.1 kHz stereo 16 bit FLAC."""
    flac = scratch / "audio.flac"
    resampler = av.AudioResampler("s16", "stereo", 44100)
    with av.open(str(source)) as container, soundfile.SoundFile(flac, "w", 44100, 2, "PCM_16") as file:
        for frame in [*container.decode(audio=0), None]:
            for piece in resampler.resample(frame):
                file.write(piece.to_ndarray().reshape(-1, 2).astype("int16"))
    return flac


def read_lyrics(path: Path, language: str) -> Lyrics:
    """Lines as they are written here: `[mm:ss.cc]words`, or words alone."""
    lines = []
    for text in path.read_text(encoding="utf-8").splitlines():
        stamp, _, words = text.rpartition("]")
        start_s = int(stamp[1:].split(":")[0]) * 60 + float(stamp.split(":")[1]) if stamp else None
        lines.append(LyricLine(tuple(LyricWord(word) for word in words.split()), start_s))
    return Lyrics(tuple(lines), language, "file")


def read_options(engine: str, changes: list[str]) -> object:
    """The engine's options as they ship, with `changes` laid over them."""
    import songloom

    block = yaml.safe_load((Path(songloom.__file__).parent / "defaults" / "params.yaml").read_text())["alignment"]
    kind = load_family("alignment").options[engine]
    flat = {
        **block,
        **(block.get(engine) or {}),
        **{name: yaml.safe_load(value) for name, _, value in (change.partition("=") for change in changes)},
    }
    return TypeAdapter(kind).validate_python({name: flat[name] for name in kind.__dataclass_fields__})


def average_rows(rows: list[dict]) -> dict:
    mean = {name: sum(row[name] for row in rows) / len(rows) for name in (*SCORES, "cpu_s_per_min")}
    non_first = {name: sum(row["non_first"][name] for row in rows) / len(rows) for name in SCORES}
    return {**mean, "non_first": non_first, "peak_mb": max(row["peak_mb"] for row in rows), "warnings": []}


def print_table(title: str, rows: dict[str, dict]) -> None:
    table = Table(title=title)
    for name in ("song", *SCORES, "non_first pco_0.3", *COSTS):
        table.add_column(name, justify="left" if name == "song" else "right")
    for name, row in rows.items():
        cells = [f"{row[score]:.3f}" for score in SCORES] + [f"{row['non_first']['pco_0.3']:.3f}"]
        table.add_row(name, *cells, f"{row['cpu_s_per_min']:.1f}", f"{row['peak_mb']:.0f}")
    console = Console(width=200)
    console.print(table)
    for name, row in rows.items():
        for warning in row["warnings"]:
            console.print(f"{name}: {warning}")


if __name__ == "__main__":
    main()
