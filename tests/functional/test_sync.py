"""The finished file, read back: every frame once and in its place across segments, words and sound together to the end."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from tests.fixtures.sound import RATE_HZ, make_clicks

FPS = 12
PARAMS = f"""
alignment: {{engine: spread}}
images: {{pigment: {{size: 96}}}}
segments: {{theme: zine, height: 144, fps: {FPS}, skia: {{preset: ultrafast, crf: 30}}}}
storyboard: {{line_letters: 24, phrases: {{scene_lines: 1}}}}
"""
CATALOGUE = "songs:\n  - {id: ticks, audio: ticks.flac, lyrics: ticks.lrc, title: Ticks, artist: Test, language: en}\n"
# Milliseconds that fall between frames, so that a frame too early or too late shows.
SHORT_S = (2.51, 5.03, 7.29, 9.77)
MOST_APART_S = 0.005
CHUNK_S = 60


@dataclass(frozen=True)
class Woven:
    """A woven song of clicks, and when they are."""

    root: Path
    ticks_s: Sequence[float]
    length_s: float

    def video(self) -> Path:
        """The finished file."""
        return self.root / "artifacts/songs/ticks/main/video/video.mp4"

    def segments(self) -> list[Path]:
        """The pieces that it was joined from, in their order."""
        return sorted((self.root / "artifacts/songs/ticks/main/segments").glob("segment-*"))


def weave_ticks(root: Path, run_songloom, ticks_s: Sequence[float], length_s: float, **how) -> Woven:
    """A click and a word at each tick, each word a line and a scene of its own."""
    (root / "configs").mkdir(parents=True)
    (root / "params.yaml").write_text(PARAMS)
    (root / "configs" / "catalogue.yaml").write_text(CATALOGUE)
    (root / "ticks.lrc").write_text(
        "".join(f"[{int(tick // 60):02}:{tick % 60:05.2f}]Tick{number}\n" for number, tick in enumerate(ticks_s))
    )
    with soundfile.SoundFile(root / "ticks.flac", "w", RATE_HZ, 2) as file:
        for start in np.arange(0, length_s, CHUNK_S):
            rest = min(CHUNK_S, length_s - start)
            file.write(make_clicks(rest, [tick - start for tick in ticks_s if start <= tick < start + rest]))
    run_songloom("weave", "--until", "video", cwd=root, **how)
    return Woven(root, ticks_s, length_s)


@pytest.fixture(scope="module")
def short(tmp_path_factory, run_songloom) -> Woven:
    return weave_ticks(tmp_path_factory.mktemp("ticks") / "short", run_songloom, SHORT_S, 11.4)


def test_packets_follow_one_another_without_a_seam(short):
    check_packets(short)


def test_the_joined_file_decodes_to_the_very_frames_of_its_segments(short):
    shown = [frame for file in short.segments() for frame in decode(file)]
    joined = list(decode(short.video()))
    assert len(short.segments()) == len(short.ticks_s)
    assert len(joined) == len(shown) == math.ceil(short.length_s * FPS)
    assert all(np.array_equal(one, other) for one, other in zip(joined, shown, strict=True))


def test_every_word_lights_up_with_its_click(short):
    check_ticks(short, short.ticks_s)


@pytest.mark.soak
@pytest.mark.timeout(2 * 3600)
def test_two_hours_stay_together_to_the_end(tmp_path, run_songloom):
    ticks_s = (300.01, 1431.12, 2562.23, 3693.34, 4824.45, 5955.56, 7188.43, 7191.07, 7193.93)
    woven = weave_ticks(tmp_path / "long", run_songloom, ticks_s, 7198.7, timeout=5400)
    check_packets(woven)
    check_ticks(woven, ticks_s)


def check_packets(woven: Woven) -> None:
    """Frame n is shown at n / fps, for all of them; nothing is decoded out of turn; sound follows sound."""
    with av.open(str(woven.video())) as file:
        pictures, sound = file.streams.video[0], file.streams.audio[0]
        step = round(1 / (FPS * pictures.time_base))
        frames, voice = [], []
        for packet in file.demux(pictures, sound):
            if packet.size:
                (frames if packet.stream.type == "video" else voice).append((packet.dts, packet.pts, packet.duration))
    assert sorted(pts for _, pts, _ in frames) == [number * step for number in range(math.ceil(woven.length_s * FPS))]
    assert {duration for *_, duration in frames} == {step}
    assert all(later[0] > earlier[0] for earlier, later in pairwise(frames))
    assert all(pts + duration == later[1] for (_, pts, duration), later in pairwise(voice))


def check_ticks(woven: Woven, ticks_s: Sequence[float]) -> None:
    """The click and the word of every tick, found in the file, and the word's time as `timing` has it."""
    timing = json.loads((woven.root / "artifacts/songs/ticks/main/timing/timing.json").read_text())
    assert [word["start_s"] for word in timing["words"]] == pytest.approx(ticks_s, abs=0.001)
    heard = [find_click(woven.video(), tick) for tick in ticks_s]
    assert heard == pytest.approx(ticks_s, abs=MOST_APART_S)
    assert [find_flash(woven.video(), tick) for tick in ticks_s] == [math.ceil(round(tick * 1000) * FPS / 1000) for tick in ticks_s]


def find_click(video: Path, near_s: float) -> float:
    """The second at which sound sets in, of the quarter second on both sides of a moment."""
    with av.open(str(video)) as file:
        stream = file.streams.audio[0]
        file.seek(max(0, int((near_s - 1.0) / stream.time_base)), stream=stream)
        pieces, first_s = [], None
        for frame in file.decode(stream):
            if frame.time + frame.samples / RATE_HZ < near_s - 0.25:
                continue
            first_s = frame.time if first_s is None else first_s
            pieces.append(np.abs(frame.to_ndarray()).max(axis=0))
            if frame.time > near_s + 0.25:
                break
    sound = np.concatenate(pieces)
    return first_s + float(np.argmax(sound > 0.3 * sound.max())) / stream.rate


def find_flash(video: Path, near_s: float) -> int:
    """The frame that differs most from the one before, of those within two fifths of a second: the line is at rest there."""
    with av.open(str(video)) as file:
        stream = file.streams.video[0]
        file.seek(max(0, int((near_s - 1.0) / stream.time_base)), stream=stream)
        shown = {}
        for frame in file.decode(stream):
            shown[round(frame.time * FPS)] = frame.to_ndarray(format="gray").astype(int)
            if frame.time > near_s + 0.4:
                break
    steps = {n: np.abs(shown[n] - shown[n - 1]).sum() for n in shown if n - 1 in shown and abs(n / FPS - near_s) < 0.4}
    return max(steps, key=steps.__getitem__)


def decode(file: Path) -> Iterator[np.ndarray]:
    with av.open(str(file)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="yuv420p")
