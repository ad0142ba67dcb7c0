"""How what was heard falls into lines."""

import pytest

from songloom.engines.lyrics.contract import HeardOptions
from songloom.engines.lyrics.heard import AsHeard
from songloom.errors import InputError
from songloom.model.document import dump_document
from songloom.model.heard import Heard, HeardWord


def test_a_rest_ends_a_line_and_its_first_word_stamps_it():
    lyrics = _read([*_sing("we sing along", 1), *_sing("and again", 5)])
    assert _show(lyrics) == ["we sing along", "and again"]
    assert [(line.start_s, line.end_s) for line in lyrics.lines] == [(1, 2.4), (5, 5.9)]
    assert all(word.start_s is None for line in lyrics.lines for word in line.words)


def test_what_was_heard_in_one_go_ends_a_line():
    assert _show(_read([*_sing("first you go", 1, segment=0), *_sing("then I go", 2.5, segment=1)])) == ["first you go", "then I go"]


def test_a_long_line_is_cut_at_its_marks():
    lyrics = _read(_sing("when the night is falling over town, We are dancing on the tables all day", 1))
    assert _show(lyrics) == ["when the night is falling over town,", "We are dancing on the tables all day"]


def test_a_long_line_without_marks_is_cut_where_the_longest_rest_is():
    words = [*_sing("over and over and over again we are", 1), *_sing("walking along the river to the sea", 5.5)]
    assert _show(_read(words)) == ["over and over and over again we are", "walking along the river to the sea"]


def test_english_i_is_no_new_line():
    assert _show(_read(_sing("down the road where I was walking on alone again for ever", 1)))[1].startswith("walking")
    assert _show(_read(_sing("down the road where We are walking on alone again for ever", 1)))[1].startswith("We")


def test_one_long_word_is_left_whole():
    assert _show(_read(_sing("a" * 60, 1))) == ["a" * 60]


def test_written_without_spaces_where_a_language_has_none():
    assert _show(_read(_sing("君 が 好き だ", 1), language="ja")) == ["君が好きだ"]


@pytest.mark.parametrize(("asked", "heard", "language"), [("auto", "fr", "fr"), ("de", "fr", "de"), ("auto", "", "en")])
def test_the_language_is_the_one_heard_unless_one_is_asked_for(asked, heard, language):
    assert _read(_sing("la la", 1), heard, asked).language == language


def test_a_song_in_which_nothing_was_heard_is_refused_in_a_sentence():
    with pytest.raises(InputError, match="no words were heard in this song; put a lyrics file beside the audio"):
        _read([])


# --------------------------------------------------------------------------------------------- private


def _sing(text, start_s, segment=0):
    return [HeardWord(word, start_s + k / 2, start_s + k / 2 + 0.4, 0.9, segment) for k, word in enumerate(text.split())]


def _read(words, language="en", asked="auto"):
    return AsHeard(HeardOptions(asked)).read(dump_document(Heard(tuple(words), language, 1.0, "rms", 1.0))).lyrics


def _show(lyrics):
    return [" ".join(word.text for word in line.words) for line in lyrics.lines]
