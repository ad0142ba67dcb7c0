"""What every video engine promises: one file as long as the song, every frame where it was, sound and pictures together."""

from fractions import Fraction
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import av
import cv2
import numpy as np
import pytest
import soundfile
from av.video.reformatter import Colorspace

from songloom.engines.segments.codecs import find_coding
from songloom.engines.segments.contract import SkiaOptions
from songloom.engines.segments.encoder import LAYOUTS, encode_frames
from songloom.engines.sound.contract import SoundOptions
from songloom.engines.sound.encoding import encode_sound
from songloom.engines.sound.mix import Mix
from songloom.engines.video import FAMILY
from songloom.engines.video.contract import Reel, VideoOptions
from songloom.engines.video.join import Join
from songloom.engines.video.thumbnail import write_thumbnail
from songloom.errors import InputError
from songloom.model.audio import AudioTags
from songloom.model.document import dump_document, read_document
from songloom.model.loudness import Loudness
from songloom.model.movie import MovieFacts
from songloom.model.resources import Resources
from tasks import video as task
from tasks._job import Job
from tests.fixtures.sound import make_clicks

RATE = Fraction(30)
SIZE = (128, 72)
LENGTHS = (50, 37, 3, 1, 59)
FLASHES = (45, 123)
OPTIONS = {"join": VideoOptions(title="A title", artist="", delivery="any", teaser="none")}
# Every codec of pictures, with the sound that its container holds.
SOUND_OF = {"h264": "aac", "hevc": "aac", "av1": "opus", "prores": "pcm", "prores_alpha": "pcm", "vp9_alpha": "opus"}


@pytest.fixture(params=sorted(FAMILY.engines))
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def segments_in(tmp_path_factory):
    """Per codec: segments of unlike lengths that flash white at two frames of the song; only the third is colourful."""

    @cache
    def encode(codec: str) -> list[Path]:
        folder, first, paths = tmp_path_factory.mktemp("segments"), 0, []
        for number, length in enumerate(LENGTHS):
            paths.append(folder / f"segment-{number:03d}")
            encode_segment(paths[-1], range(first, first + length), codec, colourful=number == 2)
            first += length
        return paths

    return encode


@pytest.fixture
def segments(segments_in) -> list[Path]:
    return segments_in("h264")


@pytest.fixture
def join(engine, segments_in, tmp_path):
    def run(codec: str = "h264", pieces: list[Path] | None = None, sound_codec: str = "", **changes) -> SimpleNamespace:
        pieces = segments_in(codec) if pieces is None else pieces
        coding = SoundOptions(sound_codec or SOUND_OF[codec], 192, "none", -14.0, -1.0)
        flac, encoded = tmp_path / "flac", tmp_path / "encoded"
        length_s = sum(LENGTHS) / RATE
        soundfile.write(flac, make_clicks(float(length_s), [frame / 30 for frame in FLASHES]), 44100, format="FLAC")
        loudness = Mix(coding).encode({"audio/audio.flac": flac}, encoded, lambda share: None)
        (tmp_path / "loudness").write_bytes(dump_document(loudness))
        (tmp_path / "tags").write_bytes(dump_document(AudioTags(title="Another", artist="Somebody")))
        suffix = make_options(codec).suffix()
        inputs = {f"segments/segment-{number:03d}{suffix}": path for number, path in enumerate(pieces)}
        inputs |= {f"sound/sound{coding.suffix()}": encoded, "sound/loudness.json": tmp_path / "loudness"}
        inputs |= {"audio/tags.json": tmp_path / "tags"}
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        options = VideoOptions(**vars(OPTIONS[engine]) | changes)
        task.make(Job(engine, options, Resources("cpu", {}), inputs, folder, tmp_path, lambda share: None))
        facts = read_document(folder / "facts.json", MovieFacts)
        return SimpleNamespace(video=folder / f"video{suffix}", folder=folder, length_s=float(length_s), facts=facts)

    return run


@pytest.mark.parametrize("codec", SOUND_OF)
def test_every_frame_keeps_its_place(join, codec):
    with av.open(str(join(codec).video)) as made:
        frames = [(frame.time, frame.to_ndarray(format="gray").mean()) for frame in made.decode(video=0)]
    assert len(frames) == sum(LENGTHS)
    # WebM counts in milliseconds.
    assert [time for time, _ in frames] == pytest.approx([n / 30 for n in range(len(frames))], abs=6e-4 if "vp9" in codec else 1e-4)
    assert [n for n, (_, grey) in enumerate(frames) if grey > 200] == list(FLASHES)


@pytest.mark.parametrize("codec", SOUND_OF)
def test_packets_follow_one_another_without_a_gap(join, codec):
    with av.open(str(join(codec).video)) as made:
        stream = made.streams.video[0]
        packets = [packet for packet in made.demux(stream) if packet.size]
    frame = 1 / RATE / stream.time_base
    dts = [packet.dts for packet in packets]
    assert sorted(round(packet.pts / frame) for packet in packets) == list(range(sum(LENGTHS)))
    assert [round((time - dts[0]) / frame) for time in dts] == list(range(sum(LENGTHS)))
    edges = np.cumsum((0, *LENGTHS[:-1]))
    assert all(packets[edge].is_keyframe for edge in edges)


@pytest.mark.parametrize("codec", SOUND_OF)
def test_sound_and_pictures_are_together(join, codec):
    with av.open(str(join(codec).video)) as made:
        frames = list(made.decode(audio=0))
    form = av.AudioResampler("fltp", "stereo", 48000)
    sound = np.concatenate([packed.to_ndarray() for frame in frames for packed in form.resample(frame)], axis=1)[0]
    loud = np.flatnonzero(np.abs(sound) > 0.15) / 48000 + (frames[0].time or 0)
    onsets = [time for n, time in enumerate(loud) if n == 0 or time - loud[n - 1] > 0.1]
    assert onsets == pytest.approx([frame / 30 for frame in FLASHES], abs=0.002)


@pytest.mark.parametrize(
    ("codec", "name", "tag", "pixels"),
    [
        ("h264", "h264", "avc1", "yuv420p"),
        ("hevc", "hevc", "hvc1", "yuv420p"),
        ("av1", "av1", "av01", "yuv420p"),
        ("prores", "prores", "apch", "yuv422p10le"),
        ("prores_alpha", "prores", "ap4h", "yuva444p10le"),
        ("vp9_alpha", "vp9", "", "yuva420p"),
    ],
)
def test_the_file_plays_anywhere(join, codec, name, tag, pixels):
    made = join(codec)
    facts = made.facts
    assert (facts.codec, facts.tag, facts.width, facts.height, facts.fps) == (name, tag, *SIZE, 30)
    assert facts.pixels.replace("12le", "10le") == pixels
    assert facts.colours == "1 1 1 1"
    assert facts.sound_codec.startswith(SOUND_OF[codec])
    data = made.video.read_bytes()
    assert codec == "vp9_alpha" or data.index(b"moov") < data.index(b"mdat")
    assert (facts.frames, facts.starts_fast) == (sum(LENGTHS), True)
    assert facts.video_s == pytest.approx(made.length_s, abs=0.002) and facts.sound_s == pytest.approx(made.length_s, abs=0.03)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_after_two_hours_sound_and_pictures_are_still_together(tmp_path):
    """Forty segments of three minutes, and a click with each flash: both are read back at the very end."""
    fps, length, count = 12, 180 * 12, 40
    options = SkiaOptions("16:9", 48, fps, "none", 30, "ultrafast", "h264", "software")
    dark, light = ([np.full((48, 64), level, np.uint8), *np.full((2, 24, 32), 128, np.uint8)] for level in (30, 230))
    encode_frames((light if number == length - 30 else dark for number in range(length)), (64, 48), options, tmp_path / "segment")
    clicks = [180 * number + 180 - 30 / fps for number in range(count)]
    blocks = (make_clicks(180, [180 - 30 / fps], rate_hz=48000).astype(np.float32) for _ in range(count))
    encode_sound(blocks, SoundOptions("aac", 96, "none", -14.0, -1.0), tmp_path / "sound", lambda done: None)
    loudness = Loudness(before_lufs=-30.0, before_dbtp=-2.0, gain_db=0.0, limited_db=0.0, after_lufs=-30.0)
    reel = Reel([tmp_path / "segment"] * count, tmp_path / "sound", loudness, "", "")
    facts = Join(OPTIONS["join"]).join(reel, tmp_path / "video.mp4")
    assert facts.frames == length * count and facts.video_s == 7200
    with av.open(str(tmp_path / "video.mp4")) as made:
        made.seek(7190 * av.time_base)
        flashes = [frame.time for frame in made.decode(video=0) if frame.to_ndarray(format="gray").mean() > 200]
        made.seek(7190 * av.time_base)
        frames = list(made.decode(audio=0))
    sound = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    heard_s = float(frames[0].time or 0) + np.flatnonzero(np.abs(sound) > 0.15)[0] / 48000
    assert flashes == [pytest.approx(clicks[-1], abs=1e-3)]
    assert heard_s == pytest.approx(clicks[-1], abs=0.005)


def test_options_name_the_file_and_tags_fill_in(join):
    with av.open(str(join().video)) as made:
        assert (made.metadata["title"], made.metadata["artist"]) == ("A title", "Somebody")


@pytest.mark.parametrize("codec", SOUND_OF)
def test_equal_input_gives_equal_bytes(join, codec, tmp_path):
    pieces = [tmp_path / "first", tmp_path / "second"]
    runs = []
    for _ in range(2):
        for number, piece in enumerate(pieces):
            encode_segment(piece, range(40 * number, 40 * number + 20), codec, colourful=True)
        runs.append([piece.read_bytes() for piece in pieces])
        made = join(codec, teaser="webp")
        runs[-1] += [file.read_bytes() for file in sorted(made.folder.iterdir())]
    assert runs[0] == runs[1] and len(runs[0]) == 6


@pytest.mark.parametrize("codec", SOUND_OF)
def test_pictures_are_copied_not_encoded(join, segments_in, codec):
    def read(path: Path) -> list[bytes]:
        with av.open(str(path)) as file:
            return [bytes(packet) for packet in file.demux(file.streams.video[0]) if packet.size]

    assert read(join(codec).video) == [data for path in segments_in(codec) for data in read(path)]


def test_the_thumbnail_is_the_most_telling_frame(join):
    picture = cv2.imread(str(join().folder / "thumbnail.jpg"))
    assert picture is not None and picture.shape == (SIZE[1], SIZE[0], 3)
    assert picture[36, 10] == pytest.approx((30, 30, 220), abs=8)
    assert picture[36, 120] == pytest.approx((220, 60, 30), abs=8)


@pytest.mark.parametrize("frames", [1, 2, 61, 100])
@pytest.mark.parametrize("codec", SOUND_OF)
def test_a_segment_of_any_length_has_a_frame_for_the_thumbnail(codec, frames, tmp_path):
    encode_segment(tmp_path / "segment", range(frames), codec, colourful=True)
    write_thumbnail([tmp_path / "segment"], tmp_path / "thumbnail.jpg")
    assert cv2.imread(str(tmp_path / "thumbnail.jpg")).shape == (SIZE[1], SIZE[0], 3)


@pytest.mark.parametrize("kind", ["webp", "gif"])
def test_a_teaser_goes_round_at_the_telling_moment(join, kind):
    teaser = join(teaser=kind).folder / f"teaser.{kind}"
    frames = read_animation(teaser)
    assert len(frames) == pytest.approx(36, abs=1)
    assert frames[0].shape[:2] == (SIZE[1], SIZE[0])
    steps = [np.abs(frames[n].astype(int) - frames[n - 1]).mean() for n in range(len(frames))]
    assert steps[0] < 20, "nobody sees where it begins"
    assert b"NETSCAPE2.0\x03\x01\x00\x00" in teaser.read_bytes() or b"ANIM\x06\0\0\0" in teaser.read_bytes()


def test_one_segment_is_enough(join, segments):
    with pytest.raises(InputError, match=r"its pictures last 1\.67 s and its sound 5\.00 s"):
        join(pieces=segments[:1])


def test_segments_that_differ_are_refused(join, segments, tmp_path):
    encode_segment(tmp_path / "other", range(5), "h264", colourful=False, size=(64, 64))
    with pytest.raises(ValueError, match=r"other: .*cannot be joined"):
        join(pieces=[*segments, tmp_path / "other"])


def test_sound_that_the_container_cannot_hold_is_refused(join):
    with pytest.raises(InputError, match=r"a \.webm file cannot hold sound in aac; set sound\.codec to opus"):
        join("vp9_alpha", sound_codec="aac")


def test_what_the_delivery_does_not_take_is_refused_with_all_that_is_off(join):
    with pytest.raises(InputError, match=r"not fit for YouTube Shorts: the shape 128 × 72.*; a shorter edge of 72 pixels, not 540–2160"):
        join(delivery="shorts")


# --------------------------------------------------------------------------------------------- private


def make_options(codec: str) -> SkiaOptions:
    return SkiaOptions("16:9", SIZE[1], 30, "none", 16, "ultrafast", codec, "software")


def encode_segment(path: Path, numbers: range, codec: str, colourful: bool, size: tuple[int, int] = SIZE) -> None:
    options = make_options(codec)
    coding = find_coding(options)
    layout = LAYOUTS.get(coding.pixels, coding.pixels)
    encode_frames((make_planes(paint(number, colourful, size), layout) for number in numbers), size, options, path)


def make_planes(picture: np.ndarray, layout: str) -> list[np.ndarray]:
    """Planes of an RGB picture, opaque where there is alpha."""
    frame = av.VideoFrame.from_ndarray(picture).reformat(format=layout, dst_colorspace=Colorspace.ITU709)
    planes = []
    for plane in frame.planes:
        planes.append(np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[:, : plane.width].copy())
    return planes


def paint(number: int, colourful: bool, size: tuple[int, int]) -> np.ndarray:
    width, height = size
    if number in FLASHES:
        return np.full((height, width, 3), 255, np.uint8)
    picture = np.full((height, width, 3), 40, np.uint8)
    picture[:16, number % (width - 16) : number % (width - 16) + 16] = 90
    if colourful:
        picture[:, : width // 3] = (220, 30, 30)
        picture[:, -width // 3 :] = (30, 60, 220)
    return picture


def read_animation(file: Path) -> list[np.ndarray]:
    from PIL import Image, ImageSequence

    with Image.open(file) as image:
        return [np.array(frame.convert("RGB")) for frame in ImageSequence.Iterator(image)]
