"""What every video engine promises: one MP4 as long as the song, every frame where it was, sound and pictures together."""

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
import soundfile
from av.video.reformatter import Colorspace

from songloom.engines.sound.contract import SoundOptions
from songloom.engines.sound.mix import Mix
from songloom.engines.video import FAMILY
from songloom.engines.video.contract import VideoOptions
from songloom.model.audio import AudioTags
from songloom.model.document import dump_document
from songloom.model.resources import Resources
from tasks import video as task
from tasks._job import Job
from tests.fixtures.sound import make_clicks

RATE = Fraction(30)
LENGTHS = (50, 37, 3, 60)
FLASHES = (45, 123)
OPTIONS = {"join": VideoOptions(title="A title", artist="")}
PLAIN = SoundOptions("aac", 192, "none", -14.0, -1.0)


@pytest.fixture(params=sorted(FAMILY.engines))
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def segments(tmp_path_factory) -> list[Path]:
    """Segments of unlike lengths that flash white at two frames of the song; only the third is colourful."""
    folder, first, paths = tmp_path_factory.mktemp("segments"), 0, []
    for number, length in enumerate(LENGTHS):
        paths.append(folder / f"segment-{number:03d}")
        _encode_segment(paths[-1], first, length, colourful=number == 2)
        first += length
    return paths


@pytest.fixture
def join(engine, segments, tmp_path):
    def run(sound: np.ndarray | None = None, coding: SoundOptions = PLAIN, pieces: list[Path] = segments) -> SimpleNamespace:
        flac, encoded = tmp_path / "flac", tmp_path / f"sound{coding.suffix()}"
        length_s = sum(LENGTHS) / RATE
        sound = make_clicks(float(length_s), [frame / 30 for frame in FLASHES]) if sound is None else sound
        soundfile.write(flac, sound, 44100, format="FLAC")
        Mix(coding).encode({"audio/audio.flac": flac}, encoded, lambda share: None)
        (tmp_path / "tags").write_bytes(dump_document(AudioTags(title="Another", artist="Somebody")))
        inputs = {f"segments/segment-{number:03d}.mp4": path for number, path in enumerate(pieces)}
        inputs |= {f"sound/{encoded.name}": encoded, "audio/tags.json": tmp_path / "tags"}
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        task.make(Job(engine, OPTIONS[engine], Resources("cpu", {}), inputs, folder, tmp_path, lambda share: None))
        return SimpleNamespace(video=folder / "video.mp4", thumbnail=folder / "thumbnail.jpg", length_s=float(length_s))

    return run


def test_every_frame_keeps_its_place(join):
    with av.open(str(join().video)) as made:
        frames = [(frame.time, frame.to_ndarray(format="gray").mean()) for frame in made.decode(video=0)]
    assert len(frames) == sum(LENGTHS)
    assert [time for time, _ in frames] == pytest.approx([n / 30 for n in range(len(frames))], abs=1e-4)
    assert [n for n, (_, grey) in enumerate(frames) if grey > 200] == list(FLASHES)


def test_sound_and_pictures_are_together(join):
    with av.open(str(join().video)) as made:
        frames = list(made.decode(audio=0))
    sound = np.concatenate([frame.to_ndarray() for frame in frames], axis=1)[0]
    loud = np.flatnonzero(np.abs(sound) > 0.15) / 48000 + frames[0].time
    onsets = [time for n, time in enumerate(loud) if n == 0 or time - loud[n - 1] > 0.1]
    assert onsets == pytest.approx([frame / 30 for frame in FLASHES], abs=0.002)


def test_the_file_plays_anywhere(join):
    made = join()
    data = made.video.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(made.video)) as video:
        pictures, sound = video.streams.video[0], video.streams.audio[0]
        context = pictures.codec_context
        assert (context.name, context.pix_fmt, context.width, context.height) == ("h264", "yuv420p", 64, 36)
        assert (context.color_primaries, context.color_trc, context.colorspace) == (1, 1, 1)
        assert pictures.average_rate == RATE
        assert sound.codec_context.name == "aac"
        assert video.duration / av.time_base == pytest.approx(made.length_s, abs=0.1)


def test_options_name_the_file_and_tags_fill_in(join):
    with av.open(str(join().video)) as made:
        assert (made.metadata["title"], made.metadata["artist"]) == ("A title", "Somebody")


def test_equal_input_gives_equal_bytes(join):
    first = join()
    data = first.video.read_bytes(), first.thumbnail.read_bytes()
    again = join()
    assert (again.video.read_bytes(), again.thumbnail.read_bytes()) == data


def test_pictures_are_copied_not_encoded(join, segments):
    def read(path: Path) -> list[bytes]:
        with av.open(str(path)) as file:
            return [bytes(packet) for packet in file.demux(file.streams.video[0]) if packet.size]

    assert read(join().video) == [data for path in segments for data in read(path)]


def test_the_thumbnail_is_the_most_telling_frame(join):
    import cv2

    picture = cv2.imread(str(join().thumbnail))
    assert picture.shape == (36, 64, 3)
    assert picture[18, 5] == pytest.approx((30, 30, 220), abs=8)
    assert picture[18, 60] == pytest.approx((220, 60, 30), abs=8)


def test_one_segment_is_enough(join, segments):
    with av.open(str(join(pieces=segments[:1]).video)) as made:
        assert sum(1 for _ in made.decode(video=0)) == LENGTHS[0]


def test_segments_that_differ_are_refused(join, segments, tmp_path):
    _encode_segment(tmp_path / "other", 0, 5, colourful=False, size=(32, 32))
    with pytest.raises(ValueError, match=r"other: .*cannot be joined"):
        join(pieces=[*segments, tmp_path / "other"])
    with pytest.raises(ValueError, match="one segment at least"):
        join(pieces=[])


# --------------------------------------------------------------------------------------------- private


def _encode_segment(path: Path, first: int, length: int, colourful: bool, size: tuple[int, int] = (64, 36)) -> None:
    settings = "scenecut=0:open-gop=0:stitchable=1:threads=1"
    options = {"preset": "veryfast", "g": "60", "flags": "+cgop", "x264-params": settings}
    with av.open(str(path), "w", format="mp4", options={"fflags": "+bitexact"}) as out:
        stream = out.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        context = stream.codec_context
        context.thread_count, context.time_base = 1, 1 / RATE
        context.color_primaries = context.color_trc = context.colorspace = context.color_range = 1
        for number in range(length):
            frame = av.VideoFrame.from_ndarray(_paint(first + number, colourful, size)).reformat(
                format="yuv420p", dst_colorspace=Colorspace.ITU709
            )
            frame.pts, frame.time_base = number, 1 / RATE
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _paint(number: int, colourful: bool, size: tuple[int, int]) -> np.ndarray:
    width, height = size
    if number in FLASHES:
        return np.full((height, width, 3), 255, np.uint8)
    picture = np.full((height, width, 3), 40, np.uint8)
    picture[:8, number % (width - 8) : number % (width - 8) + 8] = 90
    if colourful:
        picture[:, : width // 3] = (220, 30, 30)
        picture[:, -width // 3 :] = (30, 60, 220)
    return picture
