"""Files of two makings are compared by what they hold."""

import json
from base64 import b64encode

import av
import numpy as np
import pytest
import soundfile

from flows.comparing import compare_outputs
from songloom.pipeline.tolerance import BITWISE, Tolerance, find_tolerance
from songloom.store.objects import hash_file

SOUND = Tolerance("sound", 40.0, False, "test")
PICTURE = Tolerance("picture", 30.0, False, "test")
TIMES = Tolerance("times", 0.05, False, "test")


@pytest.fixture
def compare(tmp_path):
    """Compares files by name; they lie, as in a store, under names that tell nothing."""

    def locate(files, folder):
        (tmp_path / folder).mkdir()
        found = {}
        for number, (name, write) in enumerate(files.items()):
            path = tmp_path / folder / str(number)
            write(path)
            found[name] = (hash_file(path), path)
        return found

    return lambda before, now, tolerance: compare_outputs(locate(before, "before"), locate(now, "now"), tolerance)


def sound(level, count=30_000):
    chance = np.random.Generator(np.random.PCG64(3))
    samples, noise = chance.uniform(-0.5, 0.5, (count, 2)), chance.uniform(-0.5, 0.5, (count, 2))
    return lambda path: soundfile.write(path, samples + level * noise, 8000, format="FLAC")


def words(*starts, word="la"):
    spoken = [{"word": word, "start_s": start, "end_s": start + 0.5} for start in starts]
    return lambda path: path.write_text(json.dumps({"words": spoken}))


def video(grey, frames=3):
    def write(path):
        with av.open(str(path), "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=5, options={"crf": "1"})
            stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
            for _ in range(frames):
                container.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((64, 64, 3), grey, np.uint8), format="rgb24")))
            container.mux(stream.encode())

    return write


@pytest.mark.parametrize(
    ("before", "now", "tolerance", "verdict"),
    [
        ({"a.flac": sound(0)}, {"a.flac": sound(0)}, SOUND, "same"),
        ({"a.flac": sound(0)}, {"a.flac": sound(1e-3)}, SOUND, "tolerated"),
        ({"a.flac": sound(0)}, {"a.flac": sound(1e-1)}, SOUND, "different"),
        ({"a.flac": sound(0)}, {"a.flac": sound(0, 29_999)}, SOUND, "different"),
        ({"a.flac": sound(0)}, {"a.flac": lambda path: path.write_text("no sound")}, SOUND, "different"),
        ({"a.flac": sound(0)}, {"a.flac": sound(1e-3)}, BITWISE, "different"),
        ({"a.flac": sound(0)}, {"b.flac": sound(0)}, SOUND, "different"),
        ({"a.flac": sound(0)}, {}, SOUND, "different"),
        ({"a.flac": sound(0), "facts.json": words(1)}, {"a.flac": sound(0), "facts.json": words(2)}, SOUND, "different"),
        ({"w.json": words(1, 2)}, {"w.json": words(1.04, 2)}, TIMES, "tolerated"),
        ({"w.json": words(1, 2)}, {"w.json": words(1.06, 2)}, TIMES, "different"),
        ({"w.json": words(1, 2)}, {"w.json": words(1)}, TIMES, "different"),
        ({"w.json": words(1, 2)}, {"w.json": words(1, 2, word="lo")}, TIMES, "different"),
        ({"w.json": words(1)}, {"w.json": lambda path: path.write_text("no json")}, TIMES, "different"),
        ({"v.mp4": video(100)}, {"v.mp4": video(101)}, PICTURE, "tolerated"),
        ({"v.mp4": video(100)}, {"v.mp4": video(180)}, PICTURE, "different"),
        ({"v.mp4": video(100)}, {"v.mp4": video(100, frames=4)}, PICTURE, "different"),
        ({"v.mp4": video(100)}, {"v.mp4": lambda path: path.write_text("no video")}, PICTURE, "different"),
    ],
)
def test_files_are_alike_as_far_as_they_hold_the_same(compare, before, now, tolerance, verdict):
    found = compare(before, now, tolerance)
    assert found.verdict == verdict
    assert found.says or found.value is not None or verdict == "same"


def test_of_several_files_the_worst_is_told(compare):
    found = compare({"a.flac": sound(0), "b.flac": sound(0)}, {"a.flac": sound(1e-3), "b.flac": sound(4e-3)}, SOUND)
    assert (found.verdict, found.file, round(found.value)) == ("tolerated", "b.flac", 48)


@pytest.mark.parametrize(
    "ends, verdict", [(range(2, 40, 2), "tolerated"), (range(3, 40, 3), "different"), ((*range(2, 40, 2), 44), "different")]
)
def test_storyboards_are_alike_by_where_lines_end(compare, ends, verdict):
    def plan(ends, mood):
        scenes, lines = [{"mood": mood}], [{"end_word": end} for end in (*ends, 40)]
        return lambda path: path.write_text(json.dumps({"lines": sorted(lines, key=lambda line: line["end_word"]), "scenes": scenes}))

    def told(answer):
        return lambda path: path.write_text(json.dumps({"exchanges": [{"answer": answer}]}))

    before = {"storyboard.json": plan(range(2, 40, 2), "calm"), "decisions.json": told("calm")}
    now = {"storyboard.json": plan(ends, "wild"), "decisions.json": told("wild")}
    assert compare(before, now, Tolerance("lines", 0.9, False, "test")).verdict == verdict


HEARD = {"tempo_bpm": 120.0, "beats_s": [0.5, 1.0], "sections": [{"label": "A", "start_s": 0.0}], "is_rhythmic": True}


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"tempo_bpm": 120.01}, "tolerated"),
        ({"beats_s": [0.501, 1.0]}, "tolerated"),
        ({"beats_s": [0.523, 1.0]}, "different"),
        ({"beats_s": [0.5]}, "different"),
        ({"sections": [{"label": "B", "start_s": 0.0}]}, "different"),
        ({"is_rhythmic": False}, "different"),
        ({"metre": 3}, "different"),
    ],
)
def test_what_was_heard_of_the_music_is_alike_by_its_numbers(compare, change, verdict):
    def write(plain):
        return lambda path: path.write_text(json.dumps(plain))

    tolerance = find_tolerance("rhythm", "librosa")
    assert compare({"rhythm.json": write(HEARD)}, {"rhythm.json": write({**HEARD, **change})}, tolerance).verdict == verdict


@pytest.mark.parametrize(("levels", "verdict"), [(b"\x10\x81", "tolerated"), (b"\x10\x90", "different"), (b"\x10", "different")])
def test_a_spectrum_is_alike_by_its_levels(compare, levels, verdict):
    def write(data):
        return lambda path: path.write_text(json.dumps({"rate_hz": 43.1, "levels": b64encode(data).decode()}))

    found = compare({"bands.json": write(b"\x10\x80")}, {"bands.json": write(levels)}, find_tolerance("rhythm", "librosa"))
    assert found.verdict == verdict
