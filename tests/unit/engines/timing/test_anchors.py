"""An edit finds its word again when the lyrics were changed, or says that it does not."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.timing.anchors import REACH_WORDS, Text, bare_word, is_context
from songloom.engines.timing.contract import MergeOptions
from songloom.engines.timing.edits import WordEdit, keep_edits
from songloom.engines.timing.merge import Merge
from songloom.model.timing import Timing, Word

DURATION_S = 120.0
VERSE, OTHER = ["the", "night", "is", "cold", "and", "I", "am", "here"], ["a", "road", "that", "leads", "me", "down", "the", "hill"]
CHORUS = ["la", "la", "hey", "la", "la", "hey", "oh", "the", "river", "runs"]
SONG = [*VERSE, *CHORUS, *OTHER, *CHORUS]


def _sing(words: list[str], step_s: float = 1.0) -> Timing:
    return Timing(tuple(Word(word, k * step_s, k * step_s + 0.02, k // 8, 0.5, "measured") for k, word in enumerate(words)))


def _edit(words: list[str], *indices: int) -> str:
    """The edits of a person who moved these words by a little."""
    timing = _sing(words)
    places = {index: timing.words[index] for index in indices}
    return keep_edits(
        {k: WordEdit(k, word.word, word.line, word.start_s + 0.01, word.end_s + 0.01, k) for k, word in places.items()}, timing, ""
    )


def _find_edited(edits: str, words: list[str], step_s: float = 1.0) -> list[int]:
    laid = Merge(MergeOptions()).merge(_sing(words, step_s), edits, DURATION_S)
    found = [index for index, word in enumerate(laid.words) if word.found == "edited"]
    assert len(found) + len(laid.warnings) == edits.count("\n") - 1
    return found


def test_a_context_is_letters_and_no_words() -> None:
    context = Text(SONG).cut_context(3)
    assert is_context(context)
    assert (len(context.partition("|")[0]), len(context.partition("|")[2])) == (3, len(SONG) - 4)
    assert len(Text(SONG * 20).cut_context(300)) == 2 * REACH_WORDS + 1
    assert Text(["Oh,", "my!", "—"]).cut_context(2) == Text(["oh", "MY", "—"]).cut_context(2)
    assert [bare_word(word) for word in ("Don't!", "ÉTÉ", "—")] == ["dont", "été", "—"]


@pytest.mark.parametrize("index", [3, 9, 12, 13, 20, 27, 30, len(SONG) - 1])
@pytest.mark.parametrize("step_s", [1.0, 0.4])
def test_words_put_in_or_left_out_elsewhere_move_no_edit(index: int, step_s: float) -> None:
    edits = _edit(SONG, index)
    verse = ["nobody", "knew", "what", "was", "written", "above"]
    assert _find_edited(edits, SONG, step_s) == [index]
    assert _find_edited(edits, [*verse, *SONG], step_s) == [index + len(verse)]
    for at in (8, 17, 25):
        if index not in (at, at - 1):
            assert _find_edited(edits, [*SONG[:at], *verse, *SONG[at:]], step_s) == [index + len(verse) * (index >= at)]
    for gone in (VERSE, OTHER):
        at = SONG.index(gone[0])
        if not at <= index < at + len(gone):
            assert _find_edited(edits, [*SONG[:at], *SONG[at + len(gone) :]], step_s) == [index - len(gone) * (index > at)]


def test_a_chorus_put_in_before_takes_no_edit_of_the_next() -> None:
    edits = _edit(SONG, SONG.index("road") + 13)
    assert _find_edited(edits, [*CHORUS, *SONG]) == [SONG.index("road") + 13 + len(CHORUS)]


def test_many_words_put_in_at_one_place_weigh_little_more_than_one() -> None:
    at = len(SONG) - len(CHORUS) + 1
    much = [f"new{k}" for k in range(60)]
    assert _find_edited(_edit(SONG, at + 2), [*SONG[:at], *much, *SONG[at:]]) == [at + 2 + len(much)]


def test_an_edit_of_a_chorus_that_was_left_out_is_named() -> None:
    edits = _edit(SONG, len(VERSE) + 2)
    assert _find_edited(edits, [*VERSE, *OTHER, *CHORUS]) == []


def test_a_word_whose_line_was_replaced_is_gone_though_another_has_its_name() -> None:
    edits = _edit(SONG, 0)
    assert _find_edited(edits, ["when", "the", "sun", "comes", "up", "again", *SONG[8:]]) == []


def test_a_reworded_word_is_gone_and_its_neighbours_are_not() -> None:
    edits = _edit(SONG, 2, 3, 4)
    assert _find_edited(edits, [*SONG[:3], "dark", *SONG[4:]]) == [2, 4]


def test_punctuation_is_no_other_word() -> None:
    edits = _edit(SONG, 3)
    assert _find_edited(edits, [*SONG[:2], "is:", "Cold,", *SONG[4:]]) == [3]


def test_a_line_that_was_moved_keeps_its_edit_or_loses_it_but_gives_it_to_no_other() -> None:
    first, second = SONG[:4], SONG[4:8]
    moved = [*second, *first, *SONG[8:]]
    for index in range(8):
        assert _find_edited(_edit(SONG, index), moved) in ([], [moved.index(SONG[index])])


def test_of_words_that_fit_alike_the_nearest_in_time_is_meant_if_any_is_near() -> None:
    words = ["oh"] * 9
    assert _find_edited(_edit(words, 4), [*words, "oh"]) == [4]
    assert _find_edited(_edit(words, 4), [*words, "oh"], 0.9) == []
    laid = Merge(MergeOptions()).merge(_sing([*words, "oh"], 0.9), _edit(words, 4), DURATION_S)
    assert "fits several words alike" in laid.warnings[0]


def test_where_one_of_several_alike_was_left_out_it_may_have_been_the_edited() -> None:
    assert _find_edited(_edit(["oh"] * 9, 4), ["oh"] * 8) == []


Named = list[tuple[str, int]]


def _write_song(chance: random.Random) -> Named:
    """Verses around a chorus, of few words that come again and again; each word has a number of its own."""
    words = [f"w{k}" for k in range(chance.choice([4, 8, 30]))]
    chorus = [chance.choice(words) for _ in range(chance.randint(2, 16))]
    parts = [[*(chance.choice(words) for _ in range(chance.randint(0, 20))), *chorus] for _ in range(chance.randint(1, 4))]
    return [(word, number) for number, word in enumerate(word for part in parts for word in part)]


def _change_song(song: Named, kept: set[str], chance: random.Random) -> Named:
    """The song with words put in, left out or reworded, none of them one of `kept`."""
    changed, fresh = list(song), 10_000
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed))
        match chance.choice(["put in", "leave out", "reword"]):
            case "put in":
                changed[at:at] = [(f"z{chance.randint(0, 50)}", fresh + k) for k in range(chance.randint(1, 12))]
            case "leave out" if changed[at][0] not in kept:
                del changed[at]
            case "reword" if changed[at][0] not in kept:
                changed[at] = (f"y{chance.randint(0, 50)}", fresh)
        fresh += 20
    return changed


@given(st.integers(0, 2**32), st.sampled_from([0.3, 0.5, 1.0]))
def test_no_change_of_other_words_gives_an_edit_to_another_word(seed: int, step_s: float) -> None:
    chance = random.Random(seed)
    song = _write_song(chance)
    edited = sorted(chance.sample(range(len(song)), min(len(song), 3)))
    changed = _change_song(song, {song[index][0] for index in edited}, chance)
    timing = _sing([word for word, _ in song], 0.5)
    places = {index: timing.words[index] for index in edited}
    edits = keep_edits(
        {k: WordEdit(k, word.word, word.line, word.start_s + 0.01, word.end_s + 0.01, k) for k, word in places.items()}, timing, ""
    )
    laid = Merge(MergeOptions()).merge(_sing([word for word, _ in changed], step_s), edits, DURATION_S)
    found = {round(word.start_s, 3): changed[index][1] for index, word in enumerate(laid.words) if word.found == "edited"}
    assert len(found) + len(laid.warnings) == len(edited)
    for index in edited:
        assert found.get(round(places[index].start_s + 0.01, 3), index) == index
