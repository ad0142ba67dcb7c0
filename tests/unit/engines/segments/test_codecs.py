"""Codecs: the text alone is transparent where it should be; hardware that is not here is refused."""

from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from songloom.engines import build_engine
from songloom.engines.segments.codecs import open_stream
from songloom.engines.segments.lettering import Lettering
from songloom.engines.segments.matte import Matte
from songloom.engines.segments.rectangle import Rectangle
from songloom.engines.segments.slices import cut_segments
from songloom.engines.segments.sprites import Shape, Sprite
from songloom.engines.segments.tints import Tint
from songloom.errors import MissingError
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import SHORT, gather_materials, make_options, write_song


@pytest.mark.parametrize(("codec", "decoder"), [("prores_alpha", "prores"), ("vp9_alpha", "libvpx-vp9")])
def test_text_is_opaque_under_a_letter_and_nothing_beside_it(tmp_path, codec, decoder):
    options = replace(make_options(height=360), codec=codec, crf=12)
    timing, storyboard, duration_s = write_song(SHORT)
    segments = cut_segments(timing, storyboard, duration_s, options)
    segment, material = replace(segments[0], frames=40), gather_materials("nocturne", segments, tmp_path)[0]
    engine = build_engine("segments", "skia", options)
    engine.encode(segment, material, tmp_path / "segment", lambda share: None)
    frame = decode(tmp_path / "segment", decoder)[38]
    shown = split_frame(frame)
    (png,) = engine.draw_frames(segment, material, [38])
    wanted = read_png(png)
    inside, outside = wanted[..., 3] == 255, wanted[..., 3] == 0
    assert inside.sum() > 500 and outside.mean() > 0.8
    assert shown[inside][:, 3].mean() > 253 and (shown[inside][:, 3] > 200).all()
    assert (shown[outside][:, 3] < 8).all() and shown[outside][:, 3].mean() < 0.5
    edge = (wanted[..., 3] > 0) & (wanted[..., 3] < 255)
    assert np.abs(lay_over_grey(shown)[edge] - lay_over_grey(wanted)[edge]).mean() < 6


@pytest.mark.parametrize("halves_chroma", [False, True])
def test_colours_are_straight(halves_chroma):
    """Half-opaque orange is orange, and half opaque; nothing at all is black that is not seen."""
    orange, screen = (160 / 255, 90 / 255, 200 / 255), Rectangle(0, 0, 8, 8)
    shape = Shape((), Rectangle(4, 0, 8, 8), 1, np.full((8, 4), 255, np.uint8))
    lettering = Lettering(load_theme("nocturne", Workspace(None)).frames, (8, 8))
    lettering.find_letters = lambda area: iter([Sprite(shape, Tint(orange), 0.5)])
    overlay = Matte((8, 8), halves_chroma)
    overlay.take_text(lettering, screen)
    luma, blue, red, alpha = overlay.frame
    assert (alpha[:, :4] == 0).all() and (alpha[:, 4:] == 128).all()
    assert blue.shape == red.shape == ((4, 4) if halves_chroma else (8, 8))
    assert [int(plane[-1, -1]) for plane in (luma, blue, red)] == pytest.approx([160, 90, 200], abs=1)
    assert [int(plane[0, 0]) for plane in (luma, blue, red)] == [16, 128, 128]


def test_pictures_stay_out_of_what_shows_text_alone(tmp_path):
    options = replace(make_options(), codec="prores_alpha")
    timing, storyboard, duration_s = write_song(SHORT)
    segments = cut_segments(timing, storyboard, duration_s, options)
    materials = gather_materials("nocturne", segments, tmp_path)
    engine = build_engine("segments", "skia", options)
    bare = replace(segments[0], lines=())
    (png,) = engine.draw_frames(bare, materials[0], [0])
    assert read_png(png)[..., 3].max() == 0


@pytest.mark.skipif(Path("/dev/nvidia0").exists(), reason="there may be an encoder here")
@pytest.mark.parametrize("codec", ["h264", "hevc", "av1"])
def test_hardware_that_is_not_here_is_refused_in_a_sentence(tmp_path, codec):
    options = replace(make_options(), codec=codec, encoder="nvenc")
    with (
        pytest.raises(MissingError, match=r"nvenc: this machine has no NVIDIA card that encodes .*; set it to software"),
        av.open(str(tmp_path / "never"), "w", format="mp4") as container,
    ):
        open_stream(container, options.frame_size(), options)


# --------------------------------------------------------------------------------------------- private


def decode(file: Path, decoder: str) -> list[av.VideoFrame]:
    """FFmpeg's own decoder of VP9 does not see its transparency: libvpx does."""
    with av.open(str(file)) as segment:
        stream = segment.streams.video[0]
        context = av.CodecContext.create(decoder, "r") if decoder.startswith("lib") else stream.codec_context
        return [frame for packet in segment.demux(stream) for frame in context.decode(packet if packet.size else None)]


def split_frame(frame: av.VideoFrame) -> np.ndarray:
    return frame.reformat(format="rgba", src_colorspace=1, dst_colorspace=1).to_ndarray()


def lay_over_grey(picture: np.ndarray) -> np.ndarray:
    share = picture[..., 3:] / 255
    return picture[..., :3] * share + 128 * (1 - share)


def read_png(data: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    return cv2.cvtColor(picture, cv2.COLOR_BGRA2RGBA)
