"""The segments task: one or several parts per scene, each with its pictures, the theme and its fonts; one frame for a preview."""

from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from songloom.engines.segments.slices import cut_segments
from songloom.errors import InputError
from songloom.model.audio import AudioFacts, AudioTags
from songloom.model.document import dump_document, read_document
from songloom.model.resources import Resources
from songloom.model.rhythm import Rhythm
from songloom.model.second import SecondLines
from songloom.model.singers import Singers
from songloom.model.song import Names
from songloom.model.syllables import Syllables
from songloom.model.theme import FrameTheme
from songloom.model.timing import Timing
from tasks._job import Job
from tasks.segments import draw_frames, make_part, parts
from tests.fixtures.film import SHORT, Script, gather_materials, make_options, write_song

GREEK: Script = [
    ("", 0.0, "none"),
    ("left my lamp on", 0.9, "none"),
    ("", 0.0, "none"),
    ("stay", 3.2, "none"),
    ("", 0.0, "none"),
    ("φως", 3.2, "none"),
]


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return make_job(tmp_path, SHORT)


def make_job(tmp_path: Path, script: Script) -> Job:
    timing, storyboard, duration_s = write_song(script)
    material = gather_materials("placard", cut_segments(timing, storyboard, duration_s, make_options()), tmp_path)
    documents = {
        "timing/timing.json": timing,
        "storyboard/storyboard.json": storyboard,
        "audio/facts.json": AudioFacts(duration_s, duration_s, -14.0, -1.0, 0.0, 0),
        "audio/tags.json": AudioTags(),
        "rhythm/rhythm.json": Rhythm(120.0, (), (), (), (0.5,), 2.0, False),
        "song/names": Names("", "", "", ""),
        "theme/frames": material[0].theme,
    }
    inputs = {f"font/{family}": file for family, file in material[0].fonts.items()}
    inputs |= {f"images/scene-{index:03d}.png": made.pictures["picture"] for index, made in enumerate(material)}
    for number, (name, noun) in enumerate(documents.items()):
        inputs[name] = tmp_path / f"document-{number}"
        inputs[name].write_bytes(dump_document(noun))
    (tmp_path / "made").mkdir()
    return Job("skia", make_options(), Resources("cpu", {}), inputs, tmp_path / "made", tmp_path, lambda share: None)


def test_a_part_plays_its_own_picture_and_the_one_before(job):
    first, second = parts(job)
    assert (first.name, second.name) == ("segment-0000", "segment-0001")
    assert first.inputs["picture"] == second.inputs["before"] == "images/scene-000.png"
    assert "before" not in first.inputs
    assert {"theme/frames", "font/Anton"} <= set(first.inputs) & set(second.inputs)


def test_text_alone_depends_on_no_picture_and_on_nothing_that_only_moves_one(tmp_path):
    script = [(text, silence_s, "none") for text, silence_s, _ in SHORT]
    (tmp_path / "other").mkdir()
    made = []
    for whole in (make_job(tmp_path, SHORT), make_job(tmp_path / "other", script)):
        inputs = {name: file for name, file in whole.inputs.items() if not name.startswith("images/")}
        job = replace(whole, inputs=inputs, options=replace(whole.options, codec="vp9_alpha"))
        made.append([(part.name, part.slice, sorted(part.inputs)) for part in parts(job)])
        (png,) = draw_frames(job, [1.2])
        assert cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_UNCHANGED)[..., 3].min() == 0
    assert made[0] == made[1]
    assert all("picture" not in inputs and "before" not in inputs for *_, inputs in made[0])


def test_a_part_reads_the_fonts_that_its_own_words_need(tmp_path):
    fonts = [{name for name in part.inputs if name.startswith("font/")} for part in parts(make_job(tmp_path, GREEK))]
    # The second scene announces the third one's line.
    assert fonts == [{"font/Anton"}, {"font/Anton", "font/Noto Sans"}, {"font/Anton", "font/Noto Sans"}]


def test_a_part_is_one_piece_of_video(job):
    part = parts(job)[1]
    make_part(replace(job, inputs={role: job.inputs[name] for role, name in part.inputs.items()}), part)
    (file,) = job.folder.iterdir()
    with av.open(str(file)) as container:
        assert container.streams.video[0].frames == part.slice.frames


@pytest.mark.parametrize(
    ("name", "said"), [("lyrics/second.json", dump_document(SecondLines(("nur", "das", "hier")))), ("song/translation", b"nur\ndas\nhier")]
)
def test_second_lines_are_as_many_as_the_lines(job, tmp_path, name, said):
    (tmp_path / "second").write_bytes(said)
    with pytest.raises(InputError, match=r"the translation has 3 lines, the lyrics have \d"):
        parts(replace(job, inputs={**job.inputs, name: tmp_path / "second"}))


def test_a_duet_is_drawn_in_two_colours(job, tmp_path):
    tall = replace(job, options=replace(job.options, height=360))
    theme = read_document(job.inputs["theme/frames"], FrameTheme)
    inks = {name: tuple(bytes.fromhex(tint.waiting[1:])) for name, tint in (("a", theme.tags.singer_a), ("b", theme.tags.singer_b))}
    found = []
    for singers in ((), ("a", "b", "", "a"), ("b", "a", "", "b")):
        (tmp_path / "singers").write_bytes(dump_document(Singers(singers)))
        sung = {**job.inputs, "lyrics/singers.json": tmp_path / "singers"} if singers else job.inputs
        # The first line stands, three of its words wait, and the second is announced below it.
        (png,) = draw_frames(replace(tall, inputs=sung), [0.8])
        pixels = cv2.cvtColor(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB).astype(int)
        rows = {name: np.flatnonzero((np.abs(pixels - ink).max(axis=2) <= 6).sum(axis=1) > 4) for name, ink in inks.items()}
        found.append({name: int(where.mean()) if len(where) > 9 else None for name, where in rows.items()})
    alone, anna, ben = found
    assert alone == {"a": None, "b": None}
    assert anna["a"] < anna["b"]
    assert ben["b"] < ben["a"]


def test_a_changed_singer_changes_the_segments_that_show_the_line(job, tmp_path):
    pieces = []
    for singers in (("a", "b", "", ""), ("a", "b", "", "a"), ("", "", "", "")):
        (tmp_path / "singers").write_bytes(dump_document(Singers(singers)))
        pieces.append([part.slice for part in parts(replace(job, inputs={**job.inputs, "lyrics/singers.json": tmp_path / "singers"}))])
    assert pieces[0][0] == pieces[1][0]
    assert pieces[0][1] != pieces[1][1]
    assert pieces[2] == [part.slice for part in parts(job)]


def test_timed_syllables_move_the_segments_that_sing_them(job, tmp_path):
    timed = replace(job, inputs={**job.inputs, "lyrics/syllables.json": tmp_path / "syllables"})
    count = len(read_document(job.inputs["timing/timing.json"], Timing).words)
    # The first scene's last line, with which the second begins.
    (tmp_path / "syllables").write_bytes(dump_document(Syllables((*((),) * 4, (0.3, 1.0), *((),) * (count - 5)))))
    before, after = ([part.slice for part in parts(which)] for which in (job, timed))
    assert after[0].lines[1].words[0].syllables == (0.3, 1.0)
    assert before[0] != after[0]
    assert before[1:] == after[1:]
    # A theme that fills words otherwise shows nothing of it.
    theme = tmp_path / "swept"
    theme.write_bytes(dump_document(replace(read_document(job.inputs["theme/frames"], FrameTheme), fill="sweep")))
    swept, still = (
        [part.slice for part in parts(replace(which, inputs={**which.inputs, "theme/frames": theme}))] for which in (job, timed)
    )
    assert swept == still


def test_previews_are_pngs_of_the_screens_size(job):
    png, after_the_end, again = draw_frames(job, [1.2, 600.0, 1.2])
    assert png is not None
    assert cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR).shape == (144, 256, 3)
    assert after_the_end is None
    assert again == png
