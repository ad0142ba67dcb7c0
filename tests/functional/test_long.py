"""Memory hardly grows with the length of a sound: two hours stay under 1.5 GB."""

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile

from songloom.engines.rhythm.contract import LibrosaOptions
from songloom.engines.rhythm.librosa import Librosa
from tests.fixtures.sound import write_long_song

DEMO = Path(__file__).parents[2] / "demo" / "weave-me-home"
MOST_BYTES = 1.5e9


def measure_growth(work, shorter, longer):
    """Bytes that a minute more takes at the peak."""
    peaks = []
    for minutes in (shorter, longer):
        tracemalloc.start()
        try:
            work(minutes)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    return (peaks[1] - peaks[0]) / (longer - shorter)


def test_a_minute_more_of_music_takes_a_megabyte_at_most(tmp_path):
    engine = Librosa(LibrosaOptions(section_s=8))
    songs = {minutes: write_long_song(tmp_path / f"{minutes}.flac", minutes) for minutes in (1, 2)}
    assert measure_growth(lambda minutes: engine.analyse(songs[minutes]), 1, 2) < 1e6


@pytest.mark.soak
@pytest.mark.timeout(4 * 3600)
def test_two_hours_without_line_times_stay_small(tmp_path):
    """The whole embedded profile in one process: the demo song again and again, with a small picture."""
    samples, rate_hz = soundfile.read(f"{DEMO}.opus", dtype="int16", always_2d=True)
    times = int(7190 * rate_hz // len(samples))
    with soundfile.SoundFile(tmp_path / "long.flac", "w", rate_hz, 2) as file:
        for _ in range(times):
            file.write(samples)
    lines = [line.split("]")[-1] for line in Path(f"{DEMO}.lrc").read_text(encoding="utf-8").splitlines() if line[1:2].isdigit()]
    (tmp_path / "long.txt").write_text("\n".join(lines * times), encoding="utf-8")
    (tmp_path / "params.yaml").write_text("segments: {height: 144, fps: 12, skia: {preset: ultrafast, crf: 35}}\n")
    command = [sys.executable, "-m", "flows.cli", "weave", "long.flac", "--lyrics", "long.txt", "--language", "en", "--json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    records = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "artifacts" / "records").rglob("*.json")]
    peaks = {record["preimage"]["stage"]: record["provenance"]["peak_memory_bytes"] for record in records}
    assert {"alignment", "rhythm", "quality", "segments", "video", "subtitles"} <= set(peaks)
    assert max(peaks.values()) < MOST_BYTES, peaks
    (timing,) = (tmp_path / "artifacts" / "songs").rglob("timing.json")
    words = json.loads(timing.read_text(encoding="utf-8"))["words"]
    assert np.mean([word["found"] == "measured" for word in words]) > 0.99
