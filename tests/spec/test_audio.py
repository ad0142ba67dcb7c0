"""What every audio engine promises: any file of sound becomes the same 44.1 kHz stereo FLAC, anything else one clear error."""

from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
import soundfile

from songloom.engines.audio import FAMILY
from songloom.engines.audio.contract import DecodeOptions
from songloom.errors import InputError
from songloom.model.audio import AudioFacts, AudioTags
from songloom.model.document import read_document
from tasks import audio as task
from tests.fixtures.sound import make_silence, make_tone, tag_sound, write_sound

OPTIONS = {"decode": DecodeOptions(min_s=1, max_s=60)}
SUFFIXES = (".wav", ".flac", ".ogg", ".mp3", ".m4a", ".opus", ".aac", ".mka")


@pytest.fixture(params=sorted(FAMILY.engines))
def decode(request, tmp_path):
    """Decodes a file through the task, under a name without suffix as the store keeps it."""

    def run(source: Path) -> SimpleNamespace:
        plain = tmp_path / "object"
        plain.unlink(missing_ok=True)
        plain.write_bytes(source.read_bytes())
        plain.chmod(0o444)
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        shares: list[float] = []
        job = SimpleNamespace(
            engine=request.param,
            options=OPTIONS[request.param],
            inputs={"song/audio": plain},
            folder=folder,
            scratch=tmp_path,
            progress=shares.append,
        )
        task.make(job)
        samples, rate_hz = soundfile.read(folder / "audio.flac")
        facts, tags = read_document(folder / "facts.json", AudioFacts), read_document(folder / "tags.json", AudioTags)
        return SimpleNamespace(samples=samples, rate_hz=rate_hz, facts=facts, tags=tags, flac=folder / "audio.flac", shares=shares)

    return run


def test_a_length_that_is_no_length_is_not_believed(decode, tmp_path):
    """A program that writes WAV into a pipe declares the largest length there is."""
    path = write_sound(tmp_path / "a.wav", make_tone(2))
    data = bytearray(path.read_bytes())
    at = data.index(b"data") + 4
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    assert decode(path).facts.duration_s == pytest.approx(2)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_becomes_the_same_sound(decode, tmp_path, suffix):
    rate_hz = 48000 if suffix == ".opus" else 44100
    made = decode(write_sound(tmp_path / f"a{suffix}", make_tone(2, rate_hz=rate_hz), rate_hz))
    info = soundfile.info(made.flac)
    assert (info.samplerate, info.channels, info.subtype, info.format) == (44100, 2, "PCM_16", "FLAC")
    assert made.facts.duration_s == pytest.approx(2, abs=0.05)
    assert made.facts.duration_s == pytest.approx(info.duration, abs=0.001)
    spectrum = np.abs(np.fft.rfft(made.samples[:44100, 0]))
    assert int(spectrum.argmax()) == 440
    assert made.facts.loudness_lufs == pytest.approx(-11.2, abs=0.6)
    assert made.facts.broken_packets == 0
    assert all(0 <= share <= 1 for share in made.shares)


@pytest.mark.parametrize(("rate_hz", "channels"), [(8000, 1), (22050, 2), (96000, 1), (48000, 6)])
def test_any_rate_and_layout(decode, tmp_path, rate_hz, channels):
    tone = make_tone(1.5, rate_hz=rate_hz)[:, :1]
    made = decode(write_sound(tmp_path / "a.wav", np.repeat(tone, channels, axis=1), rate_hz))
    assert made.samples.shape == (round(1.5 * 44100), 2)
    assert np.array_equal(made.samples[:, 0], made.samples[:, 1])
    if channels == 1:
        assert np.abs(made.samples[4410:-4410]).max() == pytest.approx(0.3, rel=0.02)


def test_equal_input_gives_equal_bytes(decode, tmp_path):
    source = write_sound(tmp_path / "a.mp3", make_tone(2))
    first = decode(source).flac.read_bytes()
    assert decode(source).flac.read_bytes() == first


def test_silence_has_finite_facts(decode, tmp_path):
    facts = decode(write_sound(tmp_path / "a.flac", make_silence(2))).facts
    assert facts.loudness_lufs == -70
    assert facts.peak_dbfs == -96
    assert facts.clipped_share == 0


def test_full_scale_counts_as_clipped(decode, tmp_path):
    facts = decode(write_sound(tmp_path / "a.wav", np.clip(make_tone(2, level=2.0), -1, 1))).facts
    assert facts.peak_dbfs == pytest.approx(0, abs=0.001)
    assert facts.clipped_share == pytest.approx(2 / 3, abs=0.02)


@pytest.mark.parametrize("suffix", [".mp3", ".m4a", ".flac", ".ogg"])
def test_tags_in_one_vocabulary(decode, tmp_path, suffix):
    source = write_sound(tmp_path / f"a{suffix}", make_tone(1.5))
    tag_sound(source, title="Étude", artist="Nobody", lyrics="un deux\ntrois")
    tags = decode(source).tags
    assert (tags.title, tags.artist) == ("Étude", "Nobody")
    assert [(lyrics.text, lyrics.format) for lyrics in tags.lyrics] == [("un deux\ntrois", "txt")]


def test_cover_art_is_not_a_problem(decode, tmp_path):
    made = decode(_add_cover(write_sound(tmp_path / "a.mp3", make_tone(1.5)), tmp_path))
    assert made.facts.duration_s == pytest.approx(1.5, abs=0.05)


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3"])
def test_a_cut_file_is_decoded_and_tells_what_is_missing(decode, tmp_path, suffix):
    source = write_sound(tmp_path / f"a{suffix}", make_tone(8))
    source.write_bytes(source.read_bytes()[: source.stat().st_size * 6 // 10])
    facts = decode(source).facts
    assert 3 < facts.duration_s < 6
    assert facts.declared_s == pytest.approx(8, abs=0.1)


def test_broken_frames_are_skipped(decode, tmp_path):
    source = write_sound(tmp_path / "a.m4a", make_tone(6))
    data = bytearray(source.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = np.random.default_rng(3).bytes(2000)
    source.write_bytes(data)
    facts = decode(source).facts
    assert facts.broken_packets > 0
    assert 4 < facts.duration_s < 6


PLAYLISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{url}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{path}'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 96\na=rtpmap:96 L16/44100/2\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S">'
    "<Period><AdaptationSet mimeType='audio/mp4'><Representation id='1'><BaseURL>{url}</BaseURL>"
    "</Representation></AdaptationSet></Period></MPD>",
}


@pytest.mark.parametrize("kind", sorted(PLAYLISTS))
def test_a_playlist_opens_nothing_else(decode, tmp_path, kind):
    other = write_sound(tmp_path / "other.wav", make_tone(2))
    (tmp_path / "song.mp3").write_text(PLAYLISTS[kind].format(url=other.as_uri(), path=other))
    with pytest.raises(InputError, match="holds no audio that can be read; give"):
        decode(tmp_path / "song.mp3")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("empty", "is empty"),
        ("text", "holds no audio"),
        ("junk", "holds no audio"),
        ("picture", "holds no audio"),
        ("mute video", "holds no audio"),
        ("tag alone", "holds"),
        ("short", "is 0.50 s long, expected 1 s at least"),
        ("long", "is longer than 60 s"),
        ("long without header", "is longer than 60 s"),
        ("slow", "sample rate of 100 Hz"),
    ],
)
def test_what_is_no_song_is_refused_in_one_sentence(decode, tmp_path, name, what):
    with pytest.raises(InputError, match=what) as caught:
        decode(_make_bad(name, tmp_path))
    assert caught.value.where == ""
    assert caught.value.cure
    assert "\n" not in str(caught.value)


# --------------------------------------------------------------------------------------------- private


def _make_bad(name: str, folder: Path) -> Path:
    path = folder / "bad.mp3"
    match name:
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_text("These are only words.\n" * 200)
        case "junk":
            path.write_bytes(np.random.default_rng(0).bytes(100_000))
        case "picture":
            path.write_bytes(_make_png(folder).read_bytes())
        case "mute video":
            path.write_bytes(_make_video(folder).read_bytes())
        case "tag alone":
            path.write_bytes(b"")
            tag_sound(path, title="Only a tag")
        case "short":
            return write_sound(folder / "bad.wav", make_tone(0.5))
        case "long":
            return write_sound(folder / "bad.flac", make_silence(61))
        case "long without header":
            return write_sound(folder / "bad.aac", make_tone(61, rate_hz=8000), 8000)
        case "slow":
            return write_sound(folder / "bad.wav", make_tone(20, hz=10, rate_hz=100), 100)
    return path


def _make_png(folder: Path) -> Path:
    path = folder / "picture.png"
    av.VideoFrame.from_ndarray(np.full((16, 16, 3), 90, np.uint8)).to_image().save(path)
    return path


def _make_video(folder: Path) -> Path:
    path = folder / "mute.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        for _ in range(10):
            out.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((32, 32, 3), 90, np.uint8))))
        out.mux(stream.encode(None))
    return path


def _add_cover(path: Path, folder: Path) -> Path:
    from mutagen.id3 import APIC, ID3

    tags = ID3()
    tags.add(APIC(encoding=3, mime="image/png", type=3, data=_make_png(folder).read_bytes()))
    tags.save(path)
    return path
