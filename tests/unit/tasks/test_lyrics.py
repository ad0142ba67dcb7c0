"""The lyrics task."""

from pathlib import Path

import pytest

from songloom.engines.lyrics.contract import MOST_BYTES, FileOptions, TagsOptions
from songloom.errors import InputError
from songloom.model.audio import AudioTags, TagLyrics
from songloom.model.document import dump_document, read_document
from songloom.model.lyrics import Lyrics
from songloom.model.resources import Resources
from songloom.model.second import SecondLines
from songloom.model.singers import Singers
from songloom.model.syllables import Syllables
from tasks._job import Job
from tasks.lyrics import make


def test_a_given_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("[00:01.00]one two")
    assert _make("file", FileOptions("en", "lrc"), "song/lyrics", tmp_path) == ["one", "two"]


def test_tags_may_hold_more_than_a_file(tmp_path: Path) -> None:
    lyrics = [TagLyrics("la" * 99_000 + str(number), "txt") for number in range(6)]
    (tmp_path / "given").write_bytes(dump_document(AudioTags(lyrics=(*lyrics, TagLyrics("one two", "lrc")))))
    assert (tmp_path / "given").stat().st_size > MOST_BYTES
    assert _make("tags", TagsOptions("en"), "audio/tags.json", tmp_path) == ["one", "two"]


def test_an_endless_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "given").symlink_to("/dev/zero")
    with pytest.raises(InputError, match="more than 1,000,000 bytes"):
        _make("file", FileOptions("en", "lrc"), "song/lyrics", tmp_path)


@pytest.mark.parametrize("suffix", ["lrc", "txt"])
def test_a_translation_is_kept_beside_the_words(tmp_path: Path, suffix: str) -> None:
    rows = (
        ("One thread goes over", "Ein Faden geht hinüber"),
        ("one thread goes through", "ein Faden geht hindurch"),
        ("and both hold fast", "und beide halten fest"),
    )
    (tmp_path / "given").write_text("".join(f"[00:0{at}]{sung}\n[00:0{at}.0]{second}\n" for at, (sung, second) in enumerate(rows)))
    words = _make("file", FileOptions("en", suffix), "song/lyrics", tmp_path)
    assert words == " ".join(sung for sung, _ in rows).split()
    assert read_document(tmp_path / "second.json", SecondLines).lines == tuple(second for _, second in rows)


def test_a_song_in_one_language_has_no_second_lines(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("[00:01]one\n[00:01]two\n")
    assert _make("file", FileOptions("en", "lrc"), "song/lyrics", tmp_path) == ["one", "two"]
    assert not (tmp_path / "second.json").exists()


def test_who_sings_is_kept_beside_the_words(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("[00:01]F: one\n[00:02]M: two\n[00:03]D: three\n")
    assert _make("file", FileOptions("en", "lrc"), "song/lyrics", tmp_path) == ["one", "two", "three"]
    assert (tmp_path / "singers.json").read_bytes() == dump_document(Singers(("a", "b", "")))
    told = (tmp_path / "lyrics.json").read_bytes()
    (tmp_path / "given").write_text("[00:01]one\n[00:02]two\n[00:03]three\n")
    (tmp_path / "singers.json").unlink()
    _make("file", FileOptions("en", "lrc"), "song/lyrics", tmp_path)
    assert told == (tmp_path / "lyrics.json").read_bytes()
    assert not (tmp_path / "singers.json").exists()


def test_timed_syllables_are_kept_beside_the_words(tmp_path: Path) -> None:
    (tmp_path / "given").write_text("[00:01]<00:01>o<00:01.5>ver<00:02>\n")
    assert _make("file", FileOptions("en", "lrc"), "song/lyrics", tmp_path) == ["over"]
    assert read_document(tmp_path / "syllables.json", Syllables).words == ((0.5, 1.0),)


# --------------------------------------------------------------------------------------------- private


def _make(engine: str, options: object, name: str, folder: Path) -> list[str]:
    make(Job(engine, options, Resources("cpu", {}), {name: folder / "given"}, folder, folder, lambda share: None))
    return [word.text for line in read_document(folder / "lyrics.json", Lyrics).lines for word in line.words]
