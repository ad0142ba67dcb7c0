"""What every heard engine promises: the words of the voice with their times, none where nobody sings, and nothing made up."""

import itertools
import socket
from dataclasses import replace

import numpy as np
import pytest
import soundfile

pytest.importorskip("faster_whisper", reason="needs the extra `models`")

from songloom.engines.heard import FAMILY
from songloom.engines.heard.contract import FasterWhisperOptions
from songloom.errors import MissingError
from songloom.model.document import read_document
from songloom.model.heard import Heard
from songloom.model.resources import Resources
from tasks import heard as task
from tasks._job import Job
from tests.fixtures.sound import make_noise, make_silence, make_voice
from tests.fixtures.whisper import Line, write_whisper

OPTIONS = {"faster_whisper": FasterWhisperOptions("tiny", "auto", "rms", 0.1, 1, 2, False)}
SUNG = [(1.0, 6.0), (11.0, 16.0), (21.0, 26.0)]


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Every engine's way to hear "Bonjour le monde" in the first seconds of every window, in French."""
    folder = tmp_path_factory.mktemp("models")
    return {"faster_whisper": write_whisper(folder / "tiny", [Line("Bonjour le monde", 0.5, 4.0)], "fr")}


@pytest.fixture(params=sorted(FAMILY.engines))
def hear(request, tmp_path, weights):
    runs = itertools.count()

    def run(samples: np.ndarray, folder=None, rate_hz=44100, **options) -> Heard:
        place = tmp_path / str(next(runs))
        for name in ("made", "scratch"):
            (place / name).mkdir(parents=True)
        soundfile.write(place / "vocals.flac", samples, rate_hz)
        job = Job(
            engine=request.param,
            options=replace(OPTIONS[request.param], **options),
            resources=Resources("cpu", {"model": folder or weights[request.param]}),
            inputs={"stems/vocals.flac": place / "vocals.flac"},
            folder=place / "made",
            scratch=place / "scratch",
            progress=run.shares.append,
        )
        task.make(job)
        return read_document(place / "made" / "heard.json", Heard)

    run.shares = []
    return run


def test_every_engine_has_options_here():
    assert set(OPTIONS) == set(FAMILY.engines)


def test_words_are_heard_where_they_are_sung(hear):
    heard = hear(make_voice(28, SUNG))
    assert [word.word for word in heard.words] == ["Bonjour", "le", "monde"] * 3
    assert [word.segment for word in heard.words] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    for (start_s, _), line in zip(SUNG, _cut(heard.words), strict=True):
        assert line[0].start_s == pytest.approx(start_s + 0.3, abs=0.8)
        assert line[-1].end_s == pytest.approx(start_s + 3.8, abs=0.8)
    assert all(0 <= word.probability <= 1 and 0 <= word.start_s <= word.end_s <= 28 for word in heard.words)
    assert all(a.start_s <= b.start_s for a, b in itertools.pairwise(heard.words))
    assert (heard.gate, heard.coverage, heard.dropped, heard.warnings) == ("rms", 1.0, (), ())
    assert hear.shares == sorted(hear.shares)
    assert hear.shares[-1] == 1


def test_the_language_is_told_from_the_voice(hear):
    heard = hear(make_voice(8, SUNG[:1]))
    assert (heard.language, heard.language_confidence) == ("fr", pytest.approx(1, abs=0.01))


def test_a_language_asked_for_is_not_questioned(hear):
    heard = hear(make_voice(8, SUNG[:1]), language="de")
    assert (heard.language, heard.language_confidence) == ("de", 1)


@pytest.mark.parametrize("gate", ["rms", "silero", "none"])
def test_where_nobody_sings_no_words_are_heard(hear, gate):
    heard = hear(make_silence(40) + make_noise(40, level=1e-5), gate=gate)
    assert (heard.words, heard.language, heard.language_confidence, heard.warnings) == ((), "", 0, ())


def test_the_same_voice_is_heard_the_same(hear):
    sound = make_voice(8, SUNG[:1])
    assert hear(sound) == hear(sound)


def test_any_rate_and_one_channel_will_do(hear):
    sound = make_voice(8, SUNG[:1])
    assert [word.word for word in hear(sound[::4, :1], rate_hz=11025).words] == ["Bonjour", "le", "monde"]


def test_absent_weights_are_asked_for_by_the_command_that_gets_them(hear, tmp_path):
    with pytest.raises(MissingError, match=r"the weights of tiny are not here; get them with: songloom models fetch tiny"):
        hear(make_voice(8, SUNG[:1]), folder=tmp_path / "nowhere")


def test_the_network_is_left_alone(hear, monkeypatch):
    def refuse(*args):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert hear(make_voice(8, SUNG[:1])).words


# --------------------------------------------------------------------------------------------- private


def _cut(words):
    return [words[k : k + 3] for k in range(0, len(words), 3)]
