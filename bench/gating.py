"""Table: the share of sung words that each gate of `heard` lets through, on the mix, on the `centre` stem and, where the
song has its instrumental, on what that leaves of the mix.

usage: python bench/gating.py FOLDER (laid out like the songs of docs/alignment.md) [--json FILE]
"""

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import soundfile

from songloom.engines.heard.gate import Stretch, find_loud, find_speech, measure_coverage
from songloom.engines.heard.sound import FRAME_S, Voice, extract_voice
from songloom.engines.stems.centre import Centre
from songloom.engines.stems.contract import CentreOptions, ProvidedOptions, StemFiles
from songloom.engines.stems.provided import Provided

RATE_HZ = 44100
GATES = {
    "rms": find_loud,
    "silero 0.5": lambda voice: find_speech(voice, 0.5),
    "silero 0.3": lambda voice: find_speech(voice, 0.3),
    "silero 0.1": lambda voice: find_speech(voice, 0.1),
    "silero 0.05": lambda voice: find_speech(voice, 0.05),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("songs", type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    rows = [row for folder in sorted(args.songs.iterdir()) if (folder / "truth.csv").is_file() for row in score_song(folder)]
    print("| song | sound | gate | words kept | energy kept | time kept |\n|---|---|---|---|---|---|")
    for row in [*rows, *average(rows)]:
        print("| {song} | {sound} | {gate} | {words:.3f} | {energy:.3f} | {time:.3f} |".format(**row))
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1))


def score_song(folder: Path) -> Iterator[dict]:
    onsets_s = [float(row["start_s"]) for row in csv.DictReader((folder / "truth.csv").open(encoding="utf-8"))]
    with tempfile.TemporaryDirectory() as scratch:
        for sound, flac in list_sounds(folder, Path(scratch)):
            voice = extract_voice(flac, Path(scratch))
            print(f"{folder.name} {sound}: quietest word {quietest_db(voice, onsets_s):.1f} dB", file=sys.stderr)
            for gate, find in GATES.items():
                yield {"song": folder.name, "sound": sound, "gate": gate} | score_gate(voice, find(voice), onsets_s)


def score_gate(voice: Voice, found: list[Stretch], onsets_s: list[float]) -> dict:
    words = np.mean([any(stretch.start_s <= onset_s < stretch.end_s for stretch in found) for onset_s in onsets_s])
    kept_s = sum(stretch.end_s - stretch.start_s for stretch in found)
    return {"words": float(words), "energy": measure_coverage(voice, found), "time": kept_s / voice.duration_s}


def quietest_db(voice: Voice, onsets_s: list[float]) -> float:
    """The loudest moment around the quietest word against the song's loudest."""
    around = [voice.power[max(0, int((at - 0.3) / FRAME_S)) : int((at + 0.6) / FRAME_S)].max() for at in onsets_s]
    return float(10 * np.log10(min(around) / voice.power.max()))


def list_sounds(folder: Path, scratch: Path) -> Iterator[tuple[str, Path]]:
    mix = decode(next(folder.glob("audio.*")))
    soundfile.write(scratch / "mix.flac", mix, RATE_HZ)
    yield "mix", scratch / "mix.flac"
    files = StemFiles(scratch / "centre.flac", scratch / "rest.flac", scratch)
    Centre(CentreOptions(sharpness=1)).separate(scratch / "mix.flac", {}, files, lambda share: None)
    yield "centre", scratch / "centre.flac"
    if (instrumental := folder / "instrumental.mp3").is_file():
        files = StemFiles(scratch / "true.flac", scratch / "rest.flac", scratch)
        Provided(ProvidedOptions(max_lag_s=10)).separate(scratch / "mix.flac", {"instrumental": instrumental}, files, lambda share: None)
        yield "mix − instrumental", scratch / "true.flac"


def decode(file: Path) -> np.ndarray:
    with av.open(str(file)) as container:
        resampler = av.AudioResampler("fltp", "stereo", RATE_HZ)
        frames = [out.to_ndarray() for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    return np.concatenate(frames, axis=1).T


def average(rows: list[dict]) -> Iterator[dict]:
    for sound in dict.fromkeys(row["sound"] for row in rows):
        for gate in GATES:
            group = [row for row in rows if (row["sound"], row["gate"]) == (sound, gate)]
            yield {"song": "mean", "sound": sound, "gate": gate} | {
                k: float(np.mean([row[k] for row in group])) for k in ("words", "energy", "time")
            }


if __name__ == "__main__":
    main()
