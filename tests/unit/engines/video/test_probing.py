"""What was written is read back, and what is wrong with it is said."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from songloom.engines.video.contract import Reel
from songloom.engines.video.delivery import DELIVERIES
from songloom.engines.video.probing import check_movie, probe
from songloom.errors import InputError
from songloom.model.loudness import Loudness
from songloom.model.movie import MovieFacts

LOUDNESS = Loudness(before_lufs=-11.0, before_dbtp=-0.5, gain_db=-3.0, limited_db=0.0, after_lufs=-14.0)
GOOD = MovieFacts(
    container="mp4", codec="h264", profile="High", tag="avc1", width=1080, height=1920, fps=30.0, pixels="yuv420p", colours="1 1 1 1",
    frames=300, starts_fast=True, sound_codec="aac", sound_rate_hz=48000, sound_channels=2, video_s=10.0, sound_s=10.01, lufs=-14.0,
    dbtp=-3.5,
)  # fmt: skip


@pytest.mark.parametrize("delivery", ["any", "youtube", "shorts", "reels", "tiktok"])
def test_a_good_file_is_taken(delivery):
    check_movie(GOOD, 300, DELIVERIES[delivery])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"frames": 299}, "it has 299 frames, and its segments have 300"),
        ({"sound_s": 9.2}, r"its pictures last 10\.00 s and its sound 9\.20 s"),
        ({"colours": "5 6 5 1"}, r"its colours are tagged 5 6 5 1, not BT\.709"),
        ({"starts_fast": False}, "its index stands at the end"),
        ({"codec": "hevc", "tag": "hev1"}, "it is tagged hev1, which Apple's players do not play; expected hvc1"),
        ({"sound_rate_hz": 44100}, "its sound has 44100 Hz and 2 channels"),
        ({"codec": "vp9"}, "pictures in vp9, not h264 or hevc"),
        ({"sound_codec": "opus"}, "sound in opus, not aac"),
        ({"width": 1920, "height": 1080}, "the shape 1920 × 1080"),
        ({"width": 360, "height": 640}, "a shorter edge of 360 pixels, not 540–2160"),
        ({"fps": 12.0}, "12 frames a second, not 23.9–60"),
        ({"video_s": 200.5, "sound_s": 200.5}, r"200\.5 s of video, where 180 s are allowed"),
        ({"lufs": -5.0}, r"a loudness of -5\.0 LUFS, not -70 to -9"),
    ],
)
def test_every_thing_that_is_off_is_named(changes, says):
    with pytest.raises(InputError, match=f"the video is not fit for YouTube Shorts: {says}"):
        check_movie(replace(GOOD, **changes), 300, DELIVERIES["shorts"])


def test_all_that_is_off_is_said_at_once():
    with pytest.raises(InputError, match=r"pictures in h264, not prores; sound in aac.*; the shape.*; a loudness.*"):
        check_movie(GOOD, 300, DELIVERIES["broadcast"])


def test_broadcast_holds_loudness_and_peak():
    fit = replace(GOOD, codec="prores", sound_codec="pcm_s24le", width=1920, height=1080, fps=25.0, lufs=-22.8)
    check_movie(fit, 300, DELIVERIES["broadcast"])
    for changes, says in (({"lufs": -24.0}, "-24.0 LUFS, not -23.5 to -22.5"), ({"dbtp": -0.2}, "true peak of -0.2 dBTP, above -1")):
        with pytest.raises(InputError, match=says):
            check_movie(replace(fit, **changes), 300, DELIVERIES["broadcast"])


@pytest.mark.parametrize("fast", [True, False])
@pytest.mark.parametrize("colour", [1, 5])
def test_a_file_tells_its_own_facts(tmp_path, fast, colour):
    file = write_movie(tmp_path / "video.mp4", fast, colour)
    facts = probe(file, Reel([], file, LOUDNESS, "", ""))
    assert (facts.container, facts.codec, facts.tag, facts.width, facts.height, facts.fps) == ("mp4", "h264", "avc1", 64, 48, 25.0)
    assert (facts.frames, facts.starts_fast, facts.colours) == (10, fast, f"{colour} {colour} {colour} 1")
    assert (facts.sound_codec, facts.sound_rate_hz, facts.sound_channels) == ("aac", 44100, 2)
    assert (facts.video_s, facts.lufs, facts.dbtp) == (0.4, -14.0, -3.5)
    with pytest.raises(InputError, match="44100 Hz"):
        check_movie(facts, 10, DELIVERIES["any"])


# --------------------------------------------------------------------------------------------- private


def write_movie(file: Path, fast: bool, colour: int) -> Path:
    with av.open(str(file), "w", options={"movflags": "+faststart"} if fast else {}) as out:
        picture, sound = out.add_stream("libx264", rate=25), out.add_stream("aac", rate=44100, layout="stereo")
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        context = picture.codec_context
        context.color_primaries = context.color_trc = context.colorspace = colour
        context.color_range = 1
        for number in range(10):
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 2 * 17640), np.float32), format="flt", layout="stereo")
        silence.sample_rate = 44100
        out.mux(sound.encode(silence))
        out.mux(sound.encode(None))
    return file
