"""What every source of lyrics promises."""

import html
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines import build_engine
from songloom.engines.lyrics import FAMILY
from songloom.engines.lyrics.contract import AnswerOptions, FileOptions, HeardOptions, TagsOptions
from songloom.errors import InputError
from songloom.model.answer import Answer
from songloom.model.audio import AudioTags, TagLyrics
from songloom.model.document import dump_document, load_document
from songloom.model.heard import Heard, HeardWord
from songloom.model.lyrics import Lyrics


@dataclass(frozen=True)
class Case:
    """One way for a text to reach an engine."""

    alias: str
    options: FileOptions | TagsOptions
    wrap: Callable[[str], bytes]

    def read(self, text: str) -> Lyrics:
        return build_engine("lyrics", self.alias, self.options).read(self.wrap(text)).lyrics


def _as_subtitle(text: str) -> bytes:
    return f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n".encode()


def _as_cue(text: str) -> bytes:
    return f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n".encode()


def _as_paragraph(text: str) -> bytes:
    return f"<tt><body><p>{html.escape(text)}</p></body></tt>".encode()


def _as_note(text: str) -> bytes:
    return f"#TITLE:x\n#BPM:300\n: 0 4 0 {text}\nE\n".encode()


def _as_heard(text: str) -> bytes:
    return dump_document(Heard(tuple(HeardWord(word, k, k + 0.5, 1, 0) for k, word in enumerate(text.split())), "en", 1, "rms", 1))


def _as_answer(source: Literal["lrclib", "genius"], form: Literal["lrc", "txt"]) -> Callable[[str], bytes]:
    return lambda text: dump_document(Answer(source, "7", "https://lyrics.example/7", "Title", "Artist", form, text, ()))


CASES = {
    "txt": Case("file", FileOptions("en", "txt"), str.encode),
    "lrc": Case("file", FileOptions("en", "lrc"), str.encode),
    "srt": Case("file", FileOptions("en", "srt"), _as_subtitle),
    "vtt": Case("file", FileOptions("en", "vtt"), _as_cue),
    "ttml": Case("file", FileOptions("en", "ttml"), _as_paragraph),
    "ultrastar": Case("file", FileOptions("en", "txt"), _as_note),
    "tags": Case("tags", TagsOptions("en"), lambda text: dump_document(AudioTags(lyrics=(TagLyrics(text, "txt"),)))),
    "lrclib": Case("lrclib", AnswerOptions("en"), _as_answer("lrclib", "lrc")),
    "genius": Case("genius", AnswerOptions("en"), _as_answer("genius", "txt")),
    "heard": Case("heard", HeardOptions("en"), _as_heard),
}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def test_every_engine_is_tried() -> None:
    assert {case.alias for case in CASES.values()} == set(FAMILY.engines)


@every_case
def test_reads_words(case: Case) -> None:
    lyrics = case.read("Hello, wide - world!")
    assert [[word.text for word in line.words] for line in lyrics.lines] == [["Hello,", "wide\u00a0-", "world!"]]
    assert (lyrics.language, lyrics.source) == ("en", case.alias)


@every_case
@pytest.mark.parametrize("text", ["", " \n\t ", "...", "[Chorus]", "a\0b", "\x1b[0m", "x" * 300, "word " * 20_001])
def test_refuses_with_one_clear_sentence(case: Case, text: str) -> None:
    with pytest.raises(InputError) as caught:
        case.read(text)
    assert caught.value.where == ""
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@every_case
@given(text=st.text(max_size=80))
def test_whatever_the_text_the_words_are_clean_or_it_is_refused(case: Case, text: str) -> None:
    try:
        lyrics = case.read(text)
    except InputError:
        return
    for line in lyrics.lines:
        assert line.words
        for word in line.words:
            assert any(letter.isalnum() for letter in word.text)
            assert unicodedata.is_normalized("NFC", word.text)
            assert not any(letter.isspace() and letter != "\u00a0" for letter in word.text)
    assert load_document(dump_document(lyrics), Lyrics) == lyrics
