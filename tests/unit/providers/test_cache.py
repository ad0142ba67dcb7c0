"""Answers of before."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from songloom.model.answer import Answer
from songloom.providers.cache import NEGATIVE_AGE_S, Cache, find_cache_folder
from tests.fixtures.providers import FakeTime

YES = Answer("lrclib", "7", "https://lrclib.net/api/get/7", "T", "A", "lrc", "[00:01.00]one", ("lrclib 6 is 9 s long, the audio 61 s",))
NO = Answer("lrclib", "", "", "", "", "txt", "", ())


@pytest.fixture
def cache(tmp_path: Path, time: FakeTime) -> Cache:
    return Cache(tmp_path / "cache", time.clock)


def test_an_answer_comes_back_as_it_was(cache: Cache) -> None:
    assert cache.find({"title": "T"}) is None
    cache.keep({"title": "T"}, YES, "c")
    kept = cache.find({"title": "T"})
    assert kept and (kept.answer, kept.checked) == (YES, "c")
    assert cache.find({"title": "t"}) is None


def test_words_stay_and_their_absence_is_asked_about_again(cache: Cache, time: FakeTime) -> None:
    for name, answer in (("yes", YES), ("no", NO)):
        cache.keep(name, answer, "")
    yes, no = cache.find("yes"), cache.find("no")
    assert yes and no
    assert [cache.is_fresh(kept) for kept in (yes, no)] == [True, True]
    time.now_s += NEGATIVE_AGE_S + 1
    assert [cache.is_fresh(kept) for kept in (yes, no)] == [True, False]
    time.now_s -= 2 * NEGATIVE_AGE_S
    assert not cache.is_fresh(no), "a clock put back makes nothing young for ever"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"schema":1}', b"\0" * 99, b" " * 2_000_001])
def test_a_broken_file_is_none_and_is_written_anew(data: bytes, cache: Cache) -> None:
    cache.keep("song", YES, "")
    (file,) = (cache.folder / "answers").rglob("*.json")
    file.write_bytes(data)
    assert cache.find("song") is None
    cache.keep("song", YES, "")
    assert cache.find("song")


def test_another_schema_is_none(cache: Cache) -> None:
    cache.keep("song", YES, "")
    (file,) = (cache.folder / "answers").rglob("*.json")
    file.write_bytes(file.read_bytes().replace(b'"schema":1', b'"schema":2'))
    assert cache.find("song") is None


def test_names_tell_nothing_and_are_for_the_user_alone(cache: Cache) -> None:
    cache.keep({"title": "Harbour Wall"}, YES, "")
    (file,) = (cache.folder / "answers").rglob("*.json")
    assert "arbour" not in str(file)
    assert file.parent.stat().st_mode & 0o077 == 0


def test_writers_at_once_leave_one_whole_answer(cache: Cache) -> None:
    answers = [replace(YES, text=f"[00:01.00]{k} " + "la " * 5000) for k in range(20)]
    with ThreadPoolExecutor(8) as threads:
        found = [*threads.map(lambda answer: (cache.keep("song", answer, ""), cache.find("song"))[1], answers)]
    assert all(kept and kept.answer in answers for kept in found)
    assert [file.suffix for file in (cache.folder / "answers").rglob("*") if file.is_file()] == [".json"]


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path, time: FakeTime) -> None:
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file", time.clock)
    cache.keep("song", YES, "")
    assert cache.find("song") is None


def test_the_environment_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGLOOM_CACHE", str(tmp_path))
    assert find_cache_folder() == tmp_path / "providers"
    monkeypatch.delenv("SONGLOOM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert find_cache_folder() == tmp_path / "xdg" / "songloom" / "providers"
