"""What every engine of the segments family promises."""

from base64 import b64encode
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from songloom.engines import build_engine, load_family
from songloom.engines.segments.ground import GroundSlice
from songloom.engines.segments.levels import PARTS
from songloom.engines.segments.slices import cut_segments
from songloom.engines.segments.timetable import frame_at
from songloom.errors import InputError
from songloom.model.bands import BANDS
from tests.fixtures.film import SHORT, THEMES, gather_materials, make_options, write_song

ASPECTS = ("16:9", "9:16", "1:1", "4:5")


@pytest.fixture(params=sorted(load_family("segments").engines))
def alias(request) -> str:
    return request.param


def make_film(alias, folder, theme="nocturne", script=SHORT, **screen):
    """The engine, its options, the song's segments and what they are made of."""
    options = make_options(**screen)
    timing, storyboard, duration_s = write_song(script)
    segments = cut_segments(timing, storyboard, duration_s, options)
    return build_engine("segments", alias, options), options, segments, gather_materials(theme, segments, folder)


def encode_all(engine, segments, materials, folder: Path) -> list[Path]:
    files = [folder / f"part-{index}" for index in range(len(segments))]
    for segment, material, file in zip(segments, materials, files, strict=True):
        engine.encode(segment, material, file, lambda share: None)
    return files


def decode(file: Path) -> list[np.ndarray]:
    with av.open(str(file)) as container:
        return [frame.to_ndarray(format="yuv420p") for frame in container.decode(video=0)]


def look(png: bytes) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR_RGB)


@pytest.mark.parametrize("theme", THEMES)
def test_a_frame_is_the_same_in_any_order_and_alone(alias, tmp_path, theme):
    engine, options, segments, materials = make_film(alias, tmp_path, theme)
    segment, material = segments[1], materials[1]
    numbers = [*range(0, segment.frames, 3), segment.frames - 1]
    shuffled = np.random.default_rng(3).permutation(numbers)
    assert dict(zip(shuffled, engine.draw_frames(segment, material, shuffled), strict=True)) == dict(
        zip(numbers, engine.draw_frames(segment, material, numbers), strict=True)
    )
    for number in numbers[::9]:
        (alone,) = build_engine("segments", alias, options).draw_frames(segment, material, [number])
        assert alone == dict(zip(numbers, engine.draw_frames(segment, material, numbers), strict=True))[number]


@pytest.mark.parametrize("theme", ["carnival", "meridian", "neon"])
def test_what_moves_by_itself_moves_in_every_frame_of_a_picture_at_rest(alias, tmp_path, theme):
    engine, options, segments, (material, *_) = make_film(
        alias, tmp_path, theme, [(text, silence_s, "none") for text, silence_s, _ in SHORT]
    )
    columns = BANDS if material.theme.ground.overlay.style == "bars" else PARTS
    levels = np.random.default_rng(1).integers(0, 256, (segments[0].frames, columns)).astype(np.uint8)
    segment = replace(segments[0], ground=GroundSlice(first=0, levels=b64encode(levels.tobytes()).decode()))
    frames = range(6)
    for number, frame in zip(frames, engine.draw_frames(segment, material, frames), strict=True):
        (alone,) = build_engine("segments", alias, options).draw_frames(segment, material, [number])
        assert alone == frame


def test_segments_are_what_players_expect_and_repeat_byte_for_byte(alias, tmp_path):
    engine, options, segments, materials = make_film(alias, tmp_path)
    files = encode_all(engine, segments, materials, tmp_path)
    (tmp_path / "again").mkdir()
    again = encode_all(engine, segments, materials, tmp_path / "again")
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]
    for segment, file in zip(segments, files, strict=True):
        with av.open(str(file)) as container:
            (stream,) = container.streams
            context = stream.codec_context
            assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
            assert (context.width, context.height) == options.frame_size()
            assert (context.color_range, context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1, 1)
            packets = [packet for packet in container.demux(stream) if packet.size]
            step = round(1 / (options.fps * stream.time_base))
            assert packets[0].is_keyframe
            stamps = sorted(packet.pts for packet in packets)
            assert len(stamps) == segment.frames
            assert {later - earlier for earlier, later in pairwise(stamps)} == {step}


def test_the_encoded_frames_are_the_previewed_ones(alias, tmp_path):
    engine, _, segments, materials = make_film(alias, tmp_path)
    (file, *_) = encode_all(engine, segments[:1], materials[:1], tmp_path)
    shown = decode(file)
    for number, png in enumerate(engine.draw_frames(segments[0], materials[0], range(0, segments[0].frames, 11))):
        luma = cv2.cvtColor(look(png), cv2.COLOR_RGB2GRAY).astype(float)
        height = luma.shape[0]
        assert np.corrcoef(luma.ravel(), shown[number * 11][:height].astype(float).ravel())[0, 1] > 0.95


def test_no_picture_jumps_where_segments_join(alias, tmp_path):
    still = [("", 0.0, "none"), ("left my lamp on", 0.9, "none"), ("", 0.0, "none"), ("stay…", 1.2, "none")]
    engine, _, segments, materials = make_film(alias, tmp_path, script=still, height=240)
    (last,) = engine.draw_frames(segments[0], materials[0], [segments[0].frames - 1])
    (first,) = engine.draw_frames(segments[1], materials[1], [0])
    step = np.abs(look(last).astype(int) - look(first).astype(int))
    # A word ends here and its light begins to fade; the picture itself must stand still.
    assert step.mean() < 1.0
    assert np.median(step) == 0


@pytest.mark.parametrize("theme", ["nocturne", "folio", "zine"])
def test_a_word_lights_up_in_its_own_frame_of_the_encoded_video(alias, tmp_path, theme):
    still = [(text, silence_s, "none") for text, silence_s, _ in SHORT]
    engine, options, segments, materials = make_film(alias, tmp_path, theme, script=still, height=240)
    file = tmp_path / "segment"
    engine.encode(segments[0], materials[0], file, lambda share: None)
    shown = decode(file)
    timing, _, _ = write_song(still)
    for word in timing.words[1:4]:
        first = frame_at(word.start_s, options.fps)
        step = [np.abs(shown[n].astype(int) - shown[n - 1].astype(int)) > 12 for n in (first - 1, first)]
        assert step[1].sum() > 3 * step[0].sum()


@pytest.mark.parametrize("aspect", ASPECTS)
@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_cut_in_any_shape(alias, tmp_path, theme, aspect):
    long = "it goes on and on until nobody remembers how it began or Donaudampfschifffahrtsgesellschaftskapitän"
    script = [("", 0.0, "none"), (long, 1.0, "none"), ("Oh", 0.0, "none"), (long, 0.3, "none")]
    engine, options, (segment,), (material,) = make_film(alias, tmp_path, theme, script, aspect=aspect)
    bare = replace(segment, lines=())
    width, height = options.frame_size()
    numbers = range(20, segment.frames - 20, 29)
    for png, ground in zip(engine.draw_frames(segment, material, numbers), engine.draw_frames(bare, material, numbers), strict=True):
        assert look(png).shape == (height, width, 3)
        # Bright ink stands out from any picture; where there is no text at all, the picture is lighter by itself.
        ink = look(png).astype(int).min(axis=2) > np.maximum(150, look(ground).astype(int).min(axis=2) + 60)
        rows, columns = np.nonzero(ink)
        if len(rows):
            assert rows.min() >= 0.03 * height and rows.max() <= 0.97 * height
            assert columns.min() >= 0.03 * width and columns.max() <= 0.97 * width


def test_a_missing_glyph_names_the_character_and_the_font(alias, tmp_path):
    script = [("", 0.0, "none"), ("only 𒀀 here", 1.0, "none")]
    engine, _, (segment,), (material,) = make_film(alias, tmp_path, script=script)
    with pytest.raises(InputError, match=r"Fraunces has no glyph for “𒀀” \(U\+12000\)"):
        engine.encode(segment, material, tmp_path / "never", lambda share: None)


def test_a_line_that_could_not_be_read_is_refused(alias, tmp_path):
    script = [("", 0.0, "none"), ("word " * 120, 1.0, "none")]
    engine, _, (segment,), (material,) = make_film(alias, tmp_path, script=script)
    with pytest.raises(InputError, match="too long to be legible"):
        engine.encode(segment, material, tmp_path / "never", lambda share: None)


def test_the_song_ends_in_black(alias, tmp_path):
    engine, _, segments, materials = make_film(alias, tmp_path)
    last = segments[-1]
    assert last.closes
    (png,) = engine.draw_frames(last, materials[-1], [last.frames - 1])
    assert look(png).max() <= 12
