"""What a provider answered becomes lyrics."""

import pytest

from songloom.engines.lyrics.answer import Answered
from songloom.engines.lyrics.contract import AnswerOptions
from songloom.errors import InputError
from songloom.model.answer import Answer
from songloom.model.document import dump_document

READER = Answered(AnswerOptions("en"))


def answer(text: str, form: str) -> bytes:
    return dump_document(Answer("lrclib", "7", "https://lrclib.net/api/get/7", "T", "A", form, text, ("lrclib 6 is 9 s long",)))


def test_line_times_are_kept_and_the_source_is_said() -> None:
    lyrics = READER.read(answer("[00:01.50] one two\n[00:03.00] three", "lrc")).lyrics
    assert [line.start_s for line in lyrics.lines] == [1.5, 3.0]
    assert lyrics.source == "lrclib"


def test_words_alone_are_lines_without_times() -> None:
    lyrics = READER.read(answer("[Verse 1]\none two\nthree", "txt")).lyrics
    assert [len(line.words) for line in lyrics.lines] == [2, 1]
    assert not lyrics.has_line_times()


def test_a_record_that_cannot_be_read_is_named() -> None:
    with pytest.raises(InputError, match=r"the lyrics that lrclib has as https://lrclib.net/api/get/7: line 1: \[00:99.00\] is no time"):
        READER.read(answer("[00:99.00] one", "lrc"))


@pytest.mark.parametrize("data", [b"", b"{}", b'{"source": "elsewhere"}'])
def test_a_damaged_answer_is_told(data: bytes) -> None:
    with pytest.raises(InputError, match="the answer of a provider of lyrics is damaged"):
        READER.read(data)
