"""Whisper's own ways to fail: loops, missed lines, made-up thanks, too little memory, weights that are none."""

import json
import shutil
import tracemalloc

import numpy as np
import pytest
import soundfile

pytest.importorskip("faster_whisper", reason="needs the extra `models`")

from faster_whisper import WhisperModel

from songloom.engines.heard.contract import FasterWhisperOptions
from songloom.engines.heard.faster_whisper import FasterWhisper, is_trusted
from songloom.engines.heard.gate import Stretch
from songloom.engines.heard.recogniser import Recogniser
from songloom.engines.heard.sound import extract_voice
from songloom.engines.heard.weights import NEEDED, load_recogniser
from songloom.errors import InputError, MissingError
from songloom.model.resources import Resources
from tests.fixtures.sound import make_voice
from tests.fixtures.whisper import Line, write_whisper

LOOP = Line("so sorry " * 20, 0.5, 4.0)
HELLO = Line("hello world", 0.5, 3.0)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Folders of models, by what they say."""
    folder = tmp_path_factory.mktemp("models")
    return {
        "hello": write_whisper(folder / "hello", [HELLO]),
        "loops": write_whisper(folder / "loops", [Line("we are", 0.5, 1.0), LOOP]),
        "loops when prompted": write_whisper(folder / "prompted", [HELLO], prompted=[LOOP]),
        "thanks": write_whisper(folder / "thanks", [Line("hello world", 0.5, 2.0), Line("Thanks for watching!", 2.0, 4.0)]),
        "English only": write_whisper(folder / "english", [HELLO], language=""),
    }


@pytest.fixture
def hear(tmp_path, models):
    def run(says, spans, length_s, **options):
        soundfile.write(tmp_path / "vocals.flac", make_voice(length_s, spans), 44100)
        settings = {"language": "en", "gate": "rms", "batch_size": 4, "condition_on_previous": False} | options
        engine = FasterWhisper(
            FasterWhisperOptions(model="tiny", silero_threshold=0.1, beam_size=1, **settings), Resources("cpu", {"model": models[says]})
        )
        return engine.hear(tmp_path / "vocals.flac", tmp_path, lambda share: None)

    return run


def test_loops_are_dropped_and_the_first_phrase_stays(hear):
    heard = hear("loops", [(0, 5)], 6)
    assert _join(heard.words) in ("we are", "we are so sorry")
    assert {item.reason for item in heard.dropped} == {"loop"}


def test_thanks_for_watching_is_dropped(hear):
    heard = hear("thanks", [(0, 5)], 6)
    assert _join(heard.words) == "hello world"
    assert [(item.text, item.reason) for item in heard.dropped] == [("Thanks for watching!", "credits")]


def test_a_window_that_loops_is_listened_to_in_halves(hear, monkeypatch):
    listened = []
    listen = Recogniser.listen
    monkeypatch.setattr(Recogniser, "listen", lambda self, windows, size: listened.append(list(windows)) or listen(self, windows, size))
    hear("loops", [(0, 20)], 20)
    first, halves = listened
    assert len(first) == 1
    assert [(half.start_s, half.end_s) for half in halves] == [(first[0].start_s, halves[0].end_s), (halves[0].end_s, first[0].end_s)]


def test_a_loop_that_its_halves_do_not_bear_out_is_told(hear, monkeypatch):
    listen = Recogniser.listen

    def forget_in_halves(self, windows, size):
        return [(window, said if window.end_s - window.start_s > 15 else []) for window, said in listen(self, windows, size)]

    monkeypatch.setattr(Recogniser, "listen", forget_in_halves)
    heard = hear("loops", [(0, 20)], 20)
    assert heard.words == ()
    assert [(item.text[:20], item.reason) for item in heard.dropped] == [("we are so sorry so s", "loop")]


def test_a_voice_without_words_is_listened_to_again(hear):
    starts_s = [word.start_s for word in hear("hello", [(0, 20)], 20).words if word.word == "hello"]
    assert len(starts_s) == 2
    assert 3 < starts_s[1] < 6


def test_words_before_a_window_that_make_it_loop_are_forgotten(hear, models, tmp_path):
    spans = [(0, 4), (10, 14), (20, 24)]
    heard = hear("loops when prompted", spans, 26, condition_on_previous=True)
    assert _join(heard.words) == "hello world hello world hello world"
    # And they do make it loop.
    voice = extract_voice(tmp_path / "vocals.flac", tmp_path)
    recogniser = Recogniser(load_recogniser(models["loops when prompted"], "cpu", "tiny"), voice, "en", 1)
    results = [said for _, said in recogniser.listen_in_order([Stretch(*span) for span in spans], lambda said: True)]
    assert is_trusted(results[0])
    assert not is_trusted(results[1])


def test_too_little_memory_is_met_with_half_as_many_windows(hear, monkeypatch):
    spans = [(10 * k, 10 * k + 4) for k in range(4)]
    expected = hear("hello", spans, 36)
    batches = _limit_memory(monkeypatch, most=1)
    assert hear("hello", spans, 36) == expected
    assert batches[:4] == [4, 2, 1, 1]
    assert set(batches[2:]) == {1}


def test_too_little_memory_for_one_window_is_no_fault_of_the_song(hear, monkeypatch):
    _limit_memory(monkeypatch, most=0)
    with pytest.raises(MemoryError, match="one window at a time"):
        hear("hello", [(0, 4)], 5)


@pytest.mark.parametrize("asked", ["auto", "en"])
def test_a_model_of_english_only_hears_english(hear, asked):
    heard = hear("English only", [(0, 4)], 5, language=asked)
    assert (_join(heard.words), heard.language, heard.language_confidence) == ("hello world", "en", 1)


def test_a_language_that_a_model_was_not_taught_is_refused(hear):
    with pytest.raises(InputError, match="does not know the language 'sv'"):
        hear("hello", [(0, 4)], 5, language="sv")


def test_a_model_of_english_only_hears_no_french(hear):
    with pytest.raises(InputError, match="the model hears English only, not 'fr'; set another language"):
        hear("English only", [(0, 4)], 5, language="fr")


def test_javanese_has_a_code_of_whispers_own(hear):
    assert hear("hello", [(0, 4)], 5, language="jv").language == "jv"


@pytest.mark.parametrize("absent", NEEDED)
def test_a_folder_that_lacks_a_file_is_named(models, tmp_path, absent):
    folder = shutil.copytree(models["hello"], tmp_path / "model")
    (folder / absent).unlink()
    with pytest.raises(
        MissingError, match=rf"is no CTranslate2 Whisper model \({absent} is missing\); get them with: songloom models fetch x"
    ):
        load_recogniser(folder, "cpu", "x")


@pytest.mark.parametrize("damaged", ["model.bin", "config.json", "tokenizer.json", "vocabulary.json"])
@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"{}"], ids=["empty", "zeros", "other"])
def test_a_damaged_file_is_a_sentence(models, tmp_path, damaged, content):
    folder = shutil.copytree(models["hello"], tmp_path / "model")
    (folder / damaged).write_bytes(content)
    with pytest.raises(MissingError, match="models fetch x"):
        load_recogniser(folder, "cpu", "x")


def test_a_model_that_takes_other_features_is_a_sentence(models, tmp_path):
    folder = shutil.copytree(models["hello"], tmp_path / "model")
    (folder / "preprocessor_config.json").write_text('{"feature_size": 128}')
    with pytest.raises(MissingError, match=r"preprocessor_config.json does not fit the model, which takes 80 mel bands"):
        load_recogniser(folder, "cpu", "x")


def test_a_tokenizer_of_another_model_is_a_sentence(models, tmp_path):
    folder = shutil.copytree(models["hello"], tmp_path / "model")
    rows = (folder / "tokenizer.json").read_text(encoding="utf-8")
    (folder / "tokenizer.json").write_text(rows.replace("notimestamps", "other"), encoding="utf-8")
    with pytest.raises(MissingError, match=r"tokenizer.json is not Whisper's"):
        load_recogniser(folder, "cpu", "x")


@pytest.mark.parametrize("absent", ["alignment_heads", "lang_ids"])
def test_a_model_of_an_older_conversion_is_a_sentence(models, tmp_path, absent):
    folder = shutil.copytree(models["hello"], tmp_path / "model")
    config = json.loads((folder / "config.json").read_text())
    del config[absent]
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(MissingError, match="convert them with a newer CTranslate2"):
        load_recogniser(folder, "cpu", "x")


def test_half_a_model_is_a_sentence(models, tmp_path):
    folder = shutil.copytree(models["hello"], tmp_path / "model")
    data = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(data[: len(data) // 2])
    with pytest.raises(MissingError, match="holds no usable Whisper model"):
        load_recogniser(folder, "cpu", "x")


def test_a_model_is_loaded_once_while_it_stays_the_same(models):
    first = load_recogniser(models["hello"], "cpu", "x")
    assert load_recogniser(models["hello"], "cpu", "x") is first
    assert load_recogniser(models["thanks"], "cpu", "x") is not first


def test_forty_minutes_take_no_more_memory_than_four(models, tmp_path):
    spans = [(k * 600 + 5, k * 600 + 9) for k in range(4)]
    minutes = np.concatenate([make_voice(10, [(5, 9)])[::4, :1], np.zeros((590 * 11025, 1))])
    with soundfile.SoundFile(tmp_path / "vocals.flac", "w", 11025, 1) as out:
        for _ in spans:
            out.write(minutes)
    engine = FasterWhisper(FasterWhisperOptions("tiny", "auto", "rms", 0.1, 1, 4, False), Resources("cpu", {"model": models["hello"]}))
    load_recogniser(models["hello"], "cpu", "tiny")
    tracemalloc.start()
    heard = engine.hear(tmp_path / "vocals.flac", tmp_path, lambda share: None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [round(word.start_s) for word in heard.words if word.word == "hello"] == [pytest.approx(start_s, abs=1) for start_s, _ in spans]
    assert peak < 40e6


# --------------------------------------------------------------------------------------------- private


def _join(words):
    return " ".join(word.word for word in words)


def _limit_memory(monkeypatch, most):
    """Let the device hold so many windows at once; the sizes that were tried."""
    tried, encode = [], WhisperModel.encode

    def encode_if_it_fits(self, features):
        tried.append(len(features) if features.ndim == 3 else 1)
        if tried[-1] > most:
            raise RuntimeError("CUDA failed with error out of memory")
        return encode(self, features)

    monkeypatch.setattr(WhisperModel, "encode", encode_if_it_fits)
    return tried
