"""The whole engine on tiny models: one that was taught letters, and one that knows nothing."""

import json
import shutil

import numpy as np
import pytest
import soundfile
import torch
from transformers import Wav2Vec2ForCTC

from songloom.engines import build_engine
from songloom.engines.alignment.contract import CtcOptions
from songloom.errors import MissingError
from songloom.model.heard import Heard, HeardWord
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord
from songloom.model.resources import Resources
from tests.fixtures.models_wav2vec2 import LETTER_S, RATE_HZ, REST_S, make_model, make_taught_model, sing_words
from tests.fixtures.threads import one_thread  # noqa: F401 - felt by every test here

LINES = ("hello mister", "sun in a garden", "hello mister", "the last long road is gone")
STARTS_S = (2.0, 8.0, 30.0, 52.0)


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    return make_taught_model(tmp_path_factory.mktemp("taught") / "model")


@pytest.fixture(scope="module")
def song(tmp_path_factory):
    """A stem of one minute, in which every letter is a tone, and when its words begin."""
    folder = tmp_path_factory.mktemp("song")
    words = [(word, start_s + k) for line, start_s in zip(LINES, STARTS_S, strict=True) for k, word in enumerate(line.split())]
    samples, _ = sing_words(words, 60.0)
    soundfile.write(folder / "vocals.flac", samples, RATE_HZ)
    return folder / "vocals.flac", [start_s for _, start_s in words]


def build(folder, **changes):
    options = {
        "letter_s": 0.14,
        "model": "someone/some-model",
        "late_s": 0.0,
        "passes": 0,
        "voice_weight": 1.0,
    }
    return build_engine("alignment", "ctc", CtcOptions(**{**options, **changes}), Resources("cpu", {"model": folder}))


def make_lyrics(lines=LINES, stamps=None):
    return Lyrics(
        tuple(LyricLine(tuple(map(LyricWord, line.split())), stamps[k] if stamps else None) for k, line in enumerate(lines)), "en", "file"
    )


def align(engine, sound, tmp_path, lyrics=None, heard=None):
    shares = []
    timing = engine.align(sound, lyrics or make_lyrics(), heard, tmp_path, shares.append)
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1)
    assert not list(tmp_path.iterdir()), "scratch is left empty"
    return timing


def starts(timing):
    return [word.start_s for word in timing.words]


def test_words_are_found_where_they_are_sung(taught, song, tmp_path):
    timing = align(build(taught), song[0], tmp_path)
    assert starts(timing) == pytest.approx(song[1], abs=0.04)
    assert {word.found for word in timing.words} == {"measured"}
    assert min(word.confidence for word in timing.words) > 0.9
    # A word ends with the voice.
    ends = [start_s + len(word.word) * (LETTER_S + REST_S) - REST_S for word, start_s in zip(timing.words, song[1], strict=True)]
    assert [word.end_s for word in timing.words] == pytest.approx(ends, abs=0.06)
    assert len(timing.warnings) == 1 and "whole song" in timing.warnings[0]


def test_stamps_and_heard_words_give_windows(taught, song, tmp_path):
    heard = Heard(
        tuple(HeardWord(word, song[1][k] - 0.1, song[1][k] + 0.4, 0.9, 0) for k, word in enumerate(" ".join(LINES).split())),
        "en", 1.0, "none", 1.0,
    )  # fmt: skip
    for lyrics, ears in ((make_lyrics(), heard), (make_lyrics(stamps=STARTS_S), heard), (make_lyrics(stamps=STARTS_S), None)):
        timing = align(build(taught), song[0], tmp_path, lyrics, ears)
        assert starts(timing) == pytest.approx(song[1], abs=0.04) and timing.warnings == ()


def test_a_model_with_large_letters_hears_the_same(taught, song, tmp_path):
    shutil.copytree(taught, tmp_path / "model")
    table = json.loads((taught / "vocab.json").read_text())
    large = {name if name.startswith("<") else name.upper(): token for name, token in table.items()}
    (tmp_path / "model" / "vocab.json").write_text(json.dumps(large))
    timing = build(tmp_path / "model").align(song[0], make_lyrics(), None, tmp_path, lambda share: None)
    assert starts(timing) == pytest.approx(song[1], abs=0.04)


def test_the_songs_own_voice_is_learnt(taught, song, tmp_path):
    timing = align(build(taught, passes=2), song[0], tmp_path)
    assert starts(timing) == pytest.approx(song[1], abs=0.1)


def test_words_that_the_model_cannot_spell_stand_between_their_neighbours(taught, song, tmp_path):
    timing = align(build(taught), song[0], tmp_path, make_lyrics(("hello 爱 mister", *LINES[1:])))
    assert timing.words[1].found == "interpolated" and 2.4 < timing.words[1].start_s < timing.words[1].end_s <= 3.04
    assert starts(timing)[3:] == pytest.approx(song[1][2:], abs=0.04)


def test_a_model_that_knows_nothing_measures_nothing(song, tmp_path):
    """As published ones are built: seven convolutions, a frame every 20 ms."""
    timing = build(make_model(tmp_path / "model")).align(song[0], make_lyrics(), None, tmp_path, lambda share: None)
    assert {word.found for word in timing.words} == {"interpolated"}
    assert "were not heard" in timing.warnings[-1]


@pytest.mark.parametrize(
    ("samples", "lyrics", "reason"),
    [
        (np.zeros(5 * RATE_HZ), make_lyrics(), "nobody sings"),
        (np.zeros(0), make_lyrics(), "nobody sings"),
        (sing_words([("sun", 1.0)], 2.0)[0], make_lyrics(("爱 爱",)), "none of their letters"),
        (sing_words([("sun", 0.0)], 0.4)[0], make_lyrics(), "too short"),
        (sing_words([("sun", 0.0)], 0.4)[0], make_lyrics(("aaaaaaaaaaaa",)), "more letters than time"),
    ],
    ids=["silence", "nothing", "another script", "too many words", "too many equal letters"],
)
def test_where_listening_is_in_vain_words_are_spread(taught, samples, lyrics, reason, tmp_path):
    soundfile.write(tmp_path / "vocals.wav", samples, RATE_HZ)
    (tmp_path / "scratch").mkdir()
    timing = align(build(taught), tmp_path / "vocals.wav", tmp_path / "scratch", lyrics)
    assert {(word.found, word.confidence) for word in timing.words} == {("interpolated", 0.0)}
    assert len(timing.warnings) == 1 and "spread evenly" in timing.warnings[0] and reason in timing.warnings[0]


@pytest.mark.parametrize(
    "error", [torch.OutOfMemoryError("CUDA out of memory"), MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory")]
)
def test_out_of_memory_once_is_tried_again_with_less(taught, song, tmp_path, monkeypatch, error):
    engine = build(taught)
    expected = align(engine, song[0], tmp_path)
    lengths = []
    forward = Wav2Vec2ForCTC.forward

    def fail_once(self, sound, *arguments, **keywords):
        lengths.append(sound.shape[1])
        if len(lengths) == 2:
            raise error
        return forward(self, sound, *arguments, **keywords)

    monkeypatch.setattr(Wav2Vec2ForCTC, "forward", fail_once)
    found = align(engine, song[0], tmp_path)
    assert starts(found) == pytest.approx(starts(expected), abs=0.021)
    assert max(lengths[2:]) <= lengths[0] / 2 + RATE_HZ


def test_out_of_memory_for_good_is_not_hidden(taught, song, tmp_path, monkeypatch):
    def fail(self, *arguments, **keywords):
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(Wav2Vec2ForCTC, "forward", fail)
    with pytest.raises(MemoryError, match="pieces of 5 s"):
        build(taught).align(song[0], make_lyrics(), None, tmp_path, lambda share: None)


def test_other_errors_are_not_taken_for_a_lack_of_memory(taught, song, tmp_path, monkeypatch):
    def fail(self, *arguments, **keywords):
        raise RuntimeError("expected scalar type Half but found Float")

    monkeypatch.setattr(Wav2Vec2ForCTC, "forward", fail)
    with pytest.raises(RuntimeError, match="scalar type"):
        build(taught).align(song[0], make_lyrics(), None, tmp_path, lambda share: None)


@pytest.mark.parametrize("lost", ["config.json", "vocab.json", "model.safetensors"])
def test_a_file_that_is_missing_is_said_with_its_cure(taught, lost, tmp_path):
    shutil.copytree(taught, tmp_path / "model")
    (tmp_path / "model" / lost).unlink()
    with pytest.raises(MissingError, match="songloom models fetch someone/some-model") as caught:
        build(tmp_path / "model")
    assert lost in str(caught.value) and caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("file", "content", "what"),
    [
        ("model.safetensors", b"\x08\0\0\0\0\0\0\0{broken}", "no model that can be used"),
        ("config.json", b"{", "no model that can be used"),
        ("config.json", b'{"model_type": "llama"}', "no wav2vec2 model"),
        ("vocab.json", b"{}", "no blank"),
        ("vocab.json", json.dumps({"<pad>": 0, "a": 999}).encode(), "more tokens than the model"),
    ],
)
def test_a_damaged_folder_is_refused(taught, file, content, what, tmp_path):
    shutil.copytree(taught, tmp_path / "model")
    (tmp_path / "model" / file).write_bytes(content)
    with pytest.raises(MissingError, match="songloom models fetch") as caught:
        build(tmp_path / "model")
    assert what in str(caught.value)


def test_weights_of_another_model_are_refused(taught, tmp_path):
    shutil.copytree(taught, tmp_path / "model")
    config = json.loads((taught / "config.json").read_text())
    (tmp_path / "model" / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 3}))
    with pytest.raises(MissingError, match="the weights lack"):
        build(tmp_path / "model")
    (tmp_path / "model" / "config.json").write_text(json.dumps({**config, "vocab_size": 50}))
    with pytest.raises(MissingError, match="no model that can be used"):
        build(tmp_path / "model")


def test_forty_minutes_are_heard_piece_by_piece(taught, tmp_path, monkeypatch):
    """One minute forty times, so that making it costs little."""
    words = [(word, 5.0 + 10 * k) for k, word in enumerate(("hello", "mister", "garden", "stone", "road"))]
    samples, _ = sing_words(words, 60.0)
    with soundfile.SoundFile(tmp_path / "vocals.wav", "w", RATE_HZ, 1) as file:
        for _ in range(40):
            file.write(samples)
    (tmp_path / "scratch").mkdir()
    sung = [(word, start_s + 60 * minute) for minute in range(40) for word, start_s in words]
    lengths = []
    forward = Wav2Vec2ForCTC.forward

    def watch(self, sound, *arguments, **keywords):
        lengths.append(sound.numel())
        return forward(self, sound, *arguments, **keywords)

    monkeypatch.setattr(Wav2Vec2ForCTC, "forward", watch)
    lyrics = make_lyrics([word for word, _ in sung], [start_s for _, start_s in sung])
    timing = align(build(taught), tmp_path / "vocals.wav", tmp_path / "scratch", lyrics)
    assert starts(timing) == pytest.approx([start_s for _, start_s in sung], abs=0.04)
    assert max(lengths) <= 21 * RATE_HZ
