"""What every alignment engine promises."""

import csv
from pathlib import Path

import numpy as np
import pytest
import soundfile

from songloom.engines import build_engine
from songloom.engines.alignment import FAMILY
from songloom.metrics.alignment import score_words
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord
from songloom.model.resources import Resources
from tests.fixtures.models_wav2vec2 import make_taught_model

CHOSEN = {
    "letter_s": 0.14, "passes": 1, "voice_weight": 2.0, "phones": "epitran", "refine": True,
    "model": "someone/some-model", "late_s": 0.08,
}  # fmt: skip
DEMO = Path(__file__).parents[2] / "demo"


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Six seconds of bursts of coloured noise: no words, but something to put words to."""
    random = np.random.default_rng(11)
    seconds = np.arange(44100 * 6) / 44100
    bursts = random.normal(0, 0.1, len(seconds)) + 0.3 * np.sin(2 * np.pi * 180 * seconds) * (np.sin(2 * np.pi * 1.5 * seconds) > 0)
    path = tmp_path_factory.mktemp("sound") / "bursts"
    soundfile.write(path, np.stack([bursts, 0.8 * bursts], 1), 44100, format="FLAC")
    return path


@pytest.fixture(scope="module")
def silence(tmp_path_factory):
    path = tmp_path_factory.mktemp("silence") / "nothing"
    soundfile.write(path, np.zeros((44100 * 2, 2)), 44100, format="FLAC")
    return path


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """A function from an alias to its engine; those that need weights get tiny ones."""
    weights = make_taught_model(tmp_path_factory.mktemp("weights") / "model")

    def build_alias(alias):
        options = FAMILY.options[alias](**{name: CHOSEN[name] for name in FAMILY.options[alias].__dataclass_fields__})
        return build_engine("alignment", alias, options, Resources("cpu", dict.fromkeys(FAMILY.models.get(alias, ()), weights)))

    return build_alias


def make_lyrics(*lines, language="en"):
    """Lines of text or of (text, start_s)."""
    pairs = [line if isinstance(line, tuple) else (line, None) for line in lines]
    return Lyrics(tuple(LyricLine(tuple(map(LyricWord, text.split())), start_s) for text, start_s in pairs), language, "file")


def check_timing(timing, lyrics, duration_s):
    assert [(word.word, word.line) for word in timing.words] == [
        (word.text, k) for k, line in enumerate(lyrics.lines) for word in line.words
    ]
    edges = [edge for word in timing.words for edge in (word.start_s, word.end_s)]
    assert edges == sorted(edges)
    assert edges[0] >= 0 and edges[-1] <= duration_s
    assert all(0 <= word.confidence <= 1 for word in timing.words)
    assert {word.found for word in timing.words} <= {"measured", "interpolated"}


@pytest.mark.parametrize("alias", FAMILY.engines)
@pytest.mark.parametrize(
    "lyrics",
    [
        make_lyrics("Walk with me", "na na, dilligent 99"),
        make_lyrics(("Walk with me", 0.5), ("na na — ev'ry night", 3.0)),
        make_lyrics(("out of", 5.0), ("order", 1.0), ("and far away", 700.0)),
        make_lyrics("爱 walk 爱", language="zh"),
        make_lyrics("…", "a"),
    ],
    ids=["plain", "timed", "badly timed", "another script", "hardly a word"],
)
def test_every_word_has_its_place(build, alias, lyrics, sound, tmp_path):
    check_timing(build(alias).align(sound, lyrics, None, tmp_path, lambda share: None), lyrics, 6.0)
    assert not list(tmp_path.iterdir()), "scratch is left empty"


@pytest.mark.parametrize("alias", FAMILY.engines)
def test_the_same_again(build, alias, sound, tmp_path):
    shares: list[float] = []
    lyrics = make_lyrics(("Walk with me", 0.5), ("tonight", 3.0))
    assert build(alias).align(sound, lyrics, None, tmp_path, shares.append) == build(alias).align(
        sound, lyrics, None, tmp_path, lambda share: None
    )
    assert shares == sorted(shares) and shares[-1] == pytest.approx(1)


@pytest.mark.parametrize("alias", FAMILY.engines)
def test_silence_is_not_measured(build, alias, silence, tmp_path):
    lyrics = make_lyrics("Walk with me")
    timing = build(alias).align(silence, lyrics, None, tmp_path, lambda share: None)
    check_timing(timing, lyrics, 2.0)
    assert {word.found for word in timing.words} == {"interpolated"}
    assert len(timing.warnings) == (alias != "spread")


@pytest.mark.parametrize(
    "lyrics",
    [
        make_lyrics(*["constantinople " * 9] * 9),
        make_lyrics("爱 爱", language="zh"),
        make_lyrics(("constantinople " * 9, 0.0), ("is too long", 0.2)),
    ],
    ids=["too many words", "no sounds known", "no room between the stamps"],
)
def test_sphinx_says_so_where_it_cannot_listen(build, lyrics, sound, tmp_path):
    timing = build("sphinx").align(sound, lyrics, None, tmp_path, lambda share: None)
    check_timing(timing, lyrics, 6.0)
    assert len(timing.warnings) == 1 and timing.warnings[0].endswith(".")
    assert {(word.found, word.confidence) for word in timing.words} == {("interpolated", 0.0)}


@pytest.mark.parametrize("timed", [True, False])
def test_sphinx_finds_the_words_of_the_demo_song(build, timed, tmp_path):
    samples, rate_hz = soundfile.read(DEMO / "weave-me-home.opus", always_2d=True)
    soundfile.write(tmp_path / "song", samples, rate_hz, format="FLAC")
    with (DEMO / "weave-me-home.truth.csv").open(encoding="utf-8") as file:
        truth = [(row["word"], float(row["start_s"]), int(row["line"])) for row in csv.DictReader(file)]
    firsts: dict[int, tuple[list[str], float]] = {}
    for word, start_s, line in truth:
        firsts.setdefault(line, ([], start_s))[0].append(word)
    lyrics = make_lyrics(*[(" ".join(words), max(0, start_s - 0.1) if timed else None) for words, start_s in firsts.values()])
    timing = build("sphinx").align(tmp_path / "song", lyrics, None, tmp_path, lambda share: None)
    scores = score_words([(word.word, word.start_s) for word in timing.words], truth)
    assert scores["coverage"] == 1
    assert scores["pco_0.3"] > (0.9 if timed else 0.8)
