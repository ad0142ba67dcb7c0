from dataclasses import replace

import pytest

from songloom.engines.storyboard.answers import Answers, Question, find_answers_folder
from songloom.engines.storyboard.chat import read_answer

QUESTION = Question("someone--model@1", "What?", "{}", 0, "greedy")


def test_an_answer_is_found_by_all_that_was_asked(tmp_path):
    answers = Answers(tmp_path)
    answers.keep(QUESTION, "an answer ♥")
    assert answers.find(QUESTION) == "an answer ♥"
    for other in (
        {"model": "else"},
        {"prompt": "Why?"},
        {"schema": "[]"},
        {"seed": 1},
        {"manner": "bold"},
    ):
        assert answers.find(replace(QUESTION, **other)) is None


@pytest.mark.parametrize("spoil", [b"", b"{}", b"[]", b"null", b'{"answer": 1, "seal": "x"}', b"[" * 4000, b'{"answer": "a", "seal": "b"}'])
def test_what_is_damaged_is_as_good_as_none(tmp_path, spoil):
    answers = Answers(tmp_path)
    answers.keep(QUESTION, "an answer")
    (file,) = tmp_path.rglob("*.json")
    file.write_bytes(spoil)
    assert answers.find(QUESTION) is None
    answers.keep(QUESTION, "an answer")
    assert answers.find(QUESTION) == "an answer"


def test_an_answer_that_was_changed_is_not_believed(tmp_path):
    answers = Answers(tmp_path)
    answers.keep(QUESTION, "calm")
    (file,) = tmp_path.rglob("*.json")
    file.write_bytes(file.read_bytes().replace(b"calm", b"wild"))
    assert answers.find(QUESTION) is None


def test_a_user_may_say_where_answers_lie(monkeypatch, tmp_path):
    monkeypatch.setenv("SONGLOOM_CACHE", str(tmp_path))
    assert find_answers_folder() == tmp_path / "answers"
    monkeypatch.delenv("SONGLOOM_CACHE")
    assert find_answers_folder().name == "answers"


@pytest.mark.parametrize(
    "text, read",
    [
        ('{"a": 1}', {"a": 1}),
        ('Sure!\n```json\n{"a": 1}\n```\nAnything else?', {"a": 1}),
        ('{"a": 1, "b": [{"c": 2}, {"c"', {"a": 1, "b": [{"c": 2}, {}]}),
        ("{" * 5000, {}),
        ("[1]", {}),
        ("", {}),
        ('{"a": ' + "9" * 5000 + "}", None),
    ],
)
def test_what_can_be_read_of_an_answer_is_read(text, read):
    found = read_answer(text)
    assert isinstance(found, dict) if read is None else found == read
