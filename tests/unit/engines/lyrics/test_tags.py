"""Lyrics from tags."""

import pytest

from songloom.engines.lyrics.contract import TagsOptions
from songloom.engines.lyrics.tags import Tags
from songloom.errors import InputError
from songloom.model.audio import AudioTags, TagLyrics
from songloom.model.document import dump_document


def _read(*lyrics: TagLyrics) -> list[str]:
    found = Tags(TagsOptions("en")).read(dump_document(AudioTags(lyrics=lyrics))).lyrics
    return [word.text for line in found.lines for word in line.words]


def test_prefers_timed_lyrics() -> None:
    assert _read(TagLyrics("plain", "txt"), TagLyrics("[00:01]timed", "lrc")) == ["timed"]


def test_a_translation_comes_along() -> None:
    rows = zip(
        ("Der Fluss rinnt hinab", "und ich warte noch", "bis der Morgen kommt"),
        ("Река течёт вниз", "а я всё жду", "когда придёт утро"),
        strict=True,
    )
    text = "\n".join(f"[00:0{at}.00]{row}" for at, pair in enumerate(rows, start=1) for row in pair)
    found = Tags(TagsOptions("en")).read(dump_document(AudioTags(lyrics=(TagLyrics(text, "lrc"),))))
    assert len(found.lyrics.lines) == 3
    assert found.second.lines == ("Река течёт вниз", "а я всё жду", "когда придёт утро")


def test_passes_over_a_tag_that_cannot_be_read() -> None:
    assert _read(TagLyrics("[00:99]broken", "lrc"), TagLyrics("plain", "txt")) == ["plain"]


def test_says_why_no_tag_can_be_read() -> None:
    with pytest.raises(InputError, match="tags hold no lyrics"):
        _read()
    with pytest.raises(InputError, match=r"the lyrics in the tags: line 1: \[00:99\] is no time"):
        _read(TagLyrics("[00:99]broken", "lrc"))
