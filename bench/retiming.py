"""What one moved word costs: a song of four minutes is drawn, a word in its middle is retimed by hand, and the video is made again.

`python bench/retiming.py [--height 720] [--minutes 4]`: the demo song again and again, on the command line, in one run. The full render is
`weave` after all that hears, directs and paints; the ratio compares whole commands, start-up included, on the clock and in processors'
time, which tells more where others use the machine too. Each time the song comes round its lines begin with another word, so that no
segment is equal to another, and is made for it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import soundfile

DEMO = Path(__file__).parent.parent / "demo" / "weave-me-home"
CATALOGUE = "songs:\n  - {id: song, audio: song.flac, lyrics: song.lrc, title: Weave Me Home, artist: Demo, language: en}\n"
MOVED_S, RATE_HZ = 0.05, 48000
# Seconds on the clock and of processors.
Cost = tuple[float, float]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--height", type=int, default=720)
    parser.add_argument("--minutes", type=float, default=4.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "configs").mkdir()
        (root / "configs" / "catalogue.yaml").write_text(CATALOGUE)
        (root / "params.yaml").write_text(f"alignment: {{engine: spread}}\nsegments: {{height: {asked.height}}}\n")
        write_song(root, asked.minutes * 60)
        before = clock(lambda: run(root, "weave", "--until", "images"))[0]
        full, parts = weave(root)
        run(root, "words", "export", "song", "-o", "words.csv")
        move_word(root / "words.csv")
        run(root, "words", "import", "song", "words.csv")
        again, few = weave(root)
    print(f"full render: {parts} segments; one word moved: {few}")
    for number, kind in enumerate(("on the clock", "of processors")):
        whole, drawn, moved = before[number] + full[number], full[number], again[number]
        share = f"{100 * moved / drawn:.1f} % of drawing, {100 * moved / whole:.1f} % of all"
        print(f"{kind}: all {whole:.1f} s, drawing {drawn:.1f} s, one word moved {moved:.1f} s: {share}")


def write_song(root: Path, length_s: float) -> None:
    """The demo song, sound and lines, until the time is full."""
    with av.open(f"{DEMO}.opus") as sound, soundfile.SoundFile(root / "once.flac", "w", RATE_HZ, 2) as out:
        resampler = av.AudioResampler("s16", "stereo", RATE_HZ)
        for part in (part for frame in sound.decode(audio=0) for part in resampler.resample(frame)):
            out.write(part.to_ndarray().reshape(-1, 2))
    samples, _ = soundfile.read(root / "once.flac", dtype="int16")
    times = max(1, round(length_s * RATE_HZ / len(samples)))
    with soundfile.SoundFile(root / "song.flac", "w", RATE_HZ, 2) as file:
        for _ in range(times):
            file.write(samples)
    rows = [line for line in Path(f"{DEMO}.lrc").read_text(encoding="utf-8").splitlines() if line[1:2].isdigit()]
    lines = []
    for number in range(times):
        for row in rows:
            stamp, text = row[1:].split("]", 1)
            minutes, seconds = stamp.split(":")
            at_s = number * len(samples) / RATE_HZ + 60 * int(minutes) + float(seconds)
            words = text.split()
            turned = " ".join((*words[number % len(words) :], *words[: number % len(words)]))
            lines.append(f"[{int(at_s // 60):02}:{at_s % 60:05.2f}]{turned}\n")
    (root / "song.lrc").write_text("".join(lines), encoding="utf-8")


def move_word(sheet: Path) -> None:
    """One word in the middle of the song starts a little later."""
    rows = sheet.read_text(encoding="utf-8").splitlines(keepends=True)
    middle = len(rows) // 2
    fields = rows[middle].split(",")
    fields[2] = f"{float(fields[2]) + MOVED_S:.3f}"
    rows[middle] = ",".join(fields)
    sheet.write_text("".join(rows), encoding="utf-8")


def weave(root: Path) -> tuple[Cost, int]:
    """What a weave takes as far as the video, and how many segments it draws."""
    cost, out = clock(lambda: run(root, "weave", "--until", "video", "--json"))
    return cost, json.loads(out)["songs"]["song"]["main"]["segments"]["parts"]["made"]


def clock(command: Callable[[], str]) -> tuple[Cost, str]:
    """What a command costs, and what it says."""
    started, used = time.perf_counter(), sum(os.times()[2:4])
    out = command()
    return (time.perf_counter() - started, sum(os.times()[2:4]) - used), out


def run(root: Path, *words: str) -> str:
    """What a command says."""
    environment = {**os.environ, "HOME": str(root), "XDG_CACHE_HOME": str(root / "cache"), "PYTHONPYCACHEPREFIX": str(root / "compiled")}
    # Whoever installed Songloom has its modules compiled.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-m", "flows.cli", *words]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
