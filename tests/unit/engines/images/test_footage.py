"""A person's own clips: trimmed, brought to size, quickly read afterwards; what is no clip is refused in one sentence."""

import av
import cv2
import numpy as np
import pytest

from songloom.engines.images.contract import CLIP_GROUP, FOCUS, FootageOptions
from songloom.engines.images.footage import Footage
from songloom.errors import InputError
from tests.fixtures.clip import make_ramp, write_clip

ENGINE = Footage(FootageOptions(edge=54, most_s=2, most_fps=12))


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", make_ramp(36))


@pytest.fixture(scope="module")
def taken(clip, tmp_path_factory):
    folder = tmp_path_factory.mktemp("taken")
    ENGINE.take(clip, folder)
    return folder / "scene.mp4"


def test_a_clip_is_trimmed_and_brought_to_size(taken):
    with av.open(str(taken)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate, stream.frames) == (96, 54, 12, 24)
        assert (stream.codec_context.pix_fmt, stream.codec_context.colorspace, stream.codec_context.color_range) == ("yuv420p", 1, 1)
        assert not container.streams.audio
        x, _ = map(float, container.metadata[FOCUS].split())
        assert 0.55 < x < 0.75
        keys = [number for number, packet in enumerate(container.demux(stream)) if packet.is_keyframe]
    assert keys == list(range(0, 24, CLIP_GROUP))


def test_frames_are_the_clips_own(clip, taken):
    light = []
    for file in (clip, taken):
        with av.open(str(file)) as container:
            light.append([frame.to_ndarray(format="rgb24")[:9, :9].mean() for frame in container.decode(video=0)][:24])
    assert np.abs(np.array(light[0]) - light[1]).max() < 4


def test_the_same_clip_gives_the_same_bytes(clip, taken, tmp_path):
    ENGINE.take(clip, tmp_path)
    assert (tmp_path / "scene.mp4").read_bytes() == taken.read_bytes()


def test_a_picture_among_clips_is_a_picture(tmp_path):
    (tmp_path / "given").write_bytes(cv2.imencode(".jpg", make_ramp(1)[0])[1].tobytes())
    ENGINE.take(tmp_path / "given", tmp_path)
    assert (tmp_path / "scene.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("cut", [0.02, 0.5])
def test_a_clip_that_was_cut_off_or_is_damaged_never_ends_in_a_traceback(clip, tmp_path, cut):
    data = bytearray(clip.read_bytes())
    for place in range(int(len(data) * 0.3), int(len(data) * 0.4)):
        data[place] ^= 0x5A
    for given in (clip.read_bytes()[: int(len(data) * cut)], bytes(data)):
        (tmp_path / "given").write_bytes(given)
        with pytest.raises(InputError, match=r"holds no picture or clip that can be read|is damaged .* s after its beginning"):
            ENGINE.take(tmp_path / "given", tmp_path)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "holds no picture or clip that can be read; give an MP4"),
        (b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n", "holds no picture or clip that can be read"),
        (b"ffconcat version 1.0\nfile /etc/passwd\n", "holds no picture or clip that can be read"),
    ],
)
def test_what_may_lead_to_other_files_is_no_clip(tmp_path, data, sentence):
    (tmp_path / "given").write_bytes(data)
    with pytest.raises(InputError, match=sentence):
        ENGINE.take(tmp_path / "given", tmp_path)


def test_a_single_frame_is_no_clip(tmp_path):
    with pytest.raises(InputError, match="holds a single frame; give it as a picture"):
        ENGINE.take(write_clip(tmp_path / "one.mp4", make_ramp(1)), tmp_path)
