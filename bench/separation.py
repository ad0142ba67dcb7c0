"""Scores separated stems against the song less its instrumental, song by song, and what it costs.

    python bench/separation.py SONGS [--engine centre] [--option sharpness=2]… [--weights FOLDER] [--device cpu] [--only PART] [--json]

SONGS holds per song a folder with `audio.*` and `instrumental.*` (others are passed over). The wanted voice is what `stems: provided`
makes of the two: the instrumental is put in place by correlation and taken out of the song. Every engine's run has a process of its
own, so that its peak memory is its own; decoding and scoring are not part of it. SI-SDR and SDR: songloom/metrics/separation.py.
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from dataclasses import fields
from pathlib import Path

import soundfile
import yaml
from pydantic import TypeAdapter
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_limits

import songloom
from songloom.engines import build_engine, load_family
from songloom.engines.audio.contract import DecodeOptions
from songloom.engines.stems.contract import ProvidedOptions, StemFiles
from songloom.engines.stems.placing import find_place
from songloom.metrics.separation import score_stem
from songloom.model.resources import Resources

COLUMNS = ("si_sdr_db", "gained_db", "sdr_db", "rest_si_sdr_db", "s_per_min", "cpu_s_per_min", "peak_mb")
MAX_LAG_S = 30.0


def main() -> None:
    """Print one table, or one JSON document."""
    arguments = parse_arguments()
    folders = sorted(file.parent for file in arguments.songs.glob("*/instrumental.*") if arguments.only in file.parent.name)
    rows = {}
    for folder in folders:
        with tempfile.TemporaryDirectory() as scratch:
            rows[folder.name] = measure_song(folder, Path(scratch), arguments)
    if rows:
        rows["mean"] = {name: sum(row[name] for row in rows.values()) / len(rows) for name in COLUMNS}
    if arguments.json:
        print(json.dumps({arguments.engine: rows}, indent=2))
    else:
        print_table(arguments.engine, rows)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("songs", type=Path)
    parser.add_argument("--engine", default="centre", choices=sorted(set(load_family("stems").engines) - {"provided"}))
    parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="an option other than the shipped one")
    parser.add_argument("--weights", type=Path, help="the folder that holds the weights of an engine that needs some")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--only", default="")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure_song(folder: Path, scratch: Path, arguments: argparse.Namespace) -> dict:
    place = run_apart(make_truth, folder, scratch)
    costs = run_apart(separate_song, scratch, arguments.engine, arguments.option, arguments.weights, arguments.device)
    song, wanted, wanted_rest, made, made_rest = (
        soundfile.read(scratch / f"{name}.flac", dtype="int16")[0]
        for name in ("song", "wanted_vocals", "wanted_rest", "vocals", "accompaniment")
    )
    before, scores = score_stem(song, wanted), score_stem(made, wanted)
    rest = score_stem(made_rest, wanted_rest)
    gained = {"gained_db": scores["si_sdr_db"] - before["si_sdr_db"], "rest_si_sdr_db": rest["si_sdr_db"]}
    return {**scores, **gained, **costs, **place}


def run_apart(work, *given):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def make_truth(folder: Path, scratch: Path) -> dict:
    """song.flac, wanted_vocals.flac and wanted_rest.flac in `scratch`; returns where the instrumental was found."""
    decoder = build_engine("audio", "decode", DecodeOptions(0.1, 36000))
    decoder.decode(next(folder.glob("audio.*")), scratch / "song.flac", lambda share: None)
    files = StemFiles(scratch / "wanted_vocals.flac", scratch / "wanted_rest.flac", scratch)
    instrumental = next(folder.glob("instrumental.*"))
    with threadpool_limits(1, user_api="blas"):
        provider = build_engine("stems", "provided", ProvidedOptions(MAX_LAG_S))
        provider.separate(scratch / "song.flac", {"instrumental": instrumental}, files, lambda share: None)
        with soundfile.SoundFile(scratch / "song.flac") as song, soundfile.SoundFile(scratch / "given.flac") as given:
            place = find_place(song, given, round(MAX_LAG_S * song.samplerate), "instrumental")
    return {"lag": place.lag, "fraction": place.fraction, "gain": place.gain}


def separate_song(scratch: Path, engine: str, changes: list[str], weights: Path | None, device: str) -> dict:
    """Both stems in `scratch`; returns what they cost, the loading of weights included."""
    family, wall_s, cpu_s = load_family("stems"), time.perf_counter(), time.process_time()
    resources = Resources(device, dict.fromkeys(family.models.get(engine, ()), weights or Path()))
    files = StemFiles(scratch / "vocals.flac", scratch / "accompaniment.flac", scratch)
    # As in a step.
    with threadpool_limits(1, user_api="blas"):
        separator = build_engine("stems", engine, read_options(engine, changes), resources)
        separator.separate(scratch / "song.flac", {}, files, lambda share: None)
    minutes = soundfile.info(scratch / "song.flac").duration / 60
    return {
        "s_per_min": (time.perf_counter() - wall_s) / minutes,
        "cpu_s_per_min": (time.process_time() - cpu_s) / minutes,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def read_options(engine: str, changes: list[str]) -> object:
    """The engine's options as they ship, with `changes` laid over them."""
    block = yaml.safe_load((Path(songloom.__file__).parent / "defaults" / "params.yaml").read_text())["stems"][engine] or {}
    changed = {name: yaml.safe_load(value) for name, _, value in (change.partition("=") for change in changes)}
    kind = load_family("stems").options[engine]
    return TypeAdapter(kind).validate_python({field.name: (block | changed)[field.name] for field in fields(kind)})


def print_table(engine: str, rows: dict[str, dict]) -> None:
    table = Table(title=f"{engine}: vocals against song less instrumental")
    for name in ("song", *COLUMNS, "lag", "gain"):
        table.add_column(name, justify="left" if name == "song" else "right")
    for name, row in rows.items():
        found = [f"{row['lag'] + row['fraction']:.2f}", f"{row['gain']:.3f}"] if "lag" in row else ["", ""]
        table.add_row(name, *(f"{row[column]:.2f}" for column in COLUMNS), *found)
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
