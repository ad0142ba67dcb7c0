"""Whatever a model says, a storyboard is whole: these answers are wilder than any that Outlines lets through."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.storyboard.answers import Answers
from songloom.engines.storyboard.asking import AskingDirector
from songloom.engines.storyboard.brief import MOST_LINES
from songloom.engines.storyboard.contract import AskingOptions, PhrasesOptions
from songloom.engines.storyboard.phrases import Phrases
from songloom.model.decisions import Decisions
from songloom.model.document import dump_document, load_document
from songloom.model.tables import check_storyboard
from songloom.model.timing import Timing
from tests.fixtures.chats import HOSTILE, Told, Wild
from tests.fixtures.sung import RHYTHM, VERSES, sing

OPTIONS = AskingOptions(line_letters=34, seed=1, gap_s=0.4, scene_lines=2, moving_share=0.25, window_lines=4, answer_seed=0)
BRIEF = {
    "genre": "folk",
    "mood": "calm",
    "energy": 3,
    "subject": "kite",
    "setting": "river",
    "light": "dawn",
    "sections": [{"mood": "dark", "energy": 1}],
}
WINDOW = {"mood": "tense", "setting": "fire", "light": "neon", "lines": [{"words": 5, "motion": "none"}]}
SONG = sing(VERSES, is_written=False)
# Words of the verses that no picture's description has of its own.
STRANGE = {"keeps", "running", "stones", "wanted", "ignore", "instructions", "pilot", "lantern", "carry", "la"}


def decide(chat, timing=SONG, rhythm=RHYTHM, answers=None, **changes):
    return AskingDirector(replace(OPTIONS, **changes), chat, at_once=8).decide(timing, rhythm, answers)


def list_lines(storyboard, timing=SONG):
    return [" ".join(word.word for word in timing.words[line.first_word : line.end_word]) for line in storyboard.lines]


def check_direction(direction, timing):
    """What is promised of every storyboard that a model had a hand in."""
    storyboard = direction.storyboard
    check_storyboard(storyboard, len(timing.words))
    assert " ".join(list_lines(storyboard, timing)).split() == [word.word for word in timing.words]
    assert all(" " not in line or len(line) <= OPTIONS.line_letters for line in list_lines(storyboard, timing))
    moving = [number for number, line in enumerate(storyboard.lines) if line.animation not in ("none", "fade_to_black")]
    assert len(moving) <= 0.25 * len(storyboard.lines)
    assert all(after - before > 2 for before, after in pairwise(moving))
    assert all(scene.prompt.isascii() and not set(scene.prompt.split()) & STRANGE for scene in storyboard.scenes)
    told = [(decision.about, decision.number) for decision in direction.decisions.decisions]
    lines, scenes = range(len(storyboard.lines)), range(len(storyboard.scenes))
    expected = [("brief", 0), *(("line", n) for n in lines), *(("motion", n) for n in lines), *(("scene", n) for n in scenes)]
    assert told == expected
    assert all(decision.why or decision.by == "model" for decision in direction.decisions.decisions)
    assert load_document(dump_document(direction.decisions), Decisions) == direction.decisions


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.soak if seed % 5 else ()) for seed in range(200)])
def test_whatever_is_answered_a_storyboard_is_whole(seed):
    timing = sing(VERSES * (1 + seed % 3), is_written=seed % 2 == 0, rest_s=(0.0, 0.4, 7.0)[seed % 3])
    direction = decide(Wild(seed), timing)
    check_direction(direction, timing)
    assert direction == decide(Wild(seed), timing)


@pytest.mark.parametrize("said", HOSTILE)
def test_where_nothing_can_be_read_the_rules_direct(said):
    direction = decide(Told(said, said))
    check_direction(direction, SONG)
    rules = Phrases(PhrasesOptions(line_letters=34, seed=1, gap_s=0.4, scene_lines=2, moving_share=0.25)).direct(SONG, RHYTHM)
    if '"words": 1' not in said and '"words": 4' not in said and '"words": 3' not in said:
        assert [(line.first_word, line.end_word) for line in direction.storyboard.lines] == [
            (line.first_word, line.end_word) for line in rules.lines
        ]
        assert direction.storyboard.scenes == rules.scenes or '"mood": "calm"' in said


def test_a_lyric_cannot_give_orders():
    """The words change nothing but what is asked: what stands between the marks holds nothing that could end it."""
    chat = Told(BRIEF, WINDOW)
    decide(chat, sing(VERSES))
    for prompt in chat.asked:
        _, mark, rest = prompt.partition("=== words ===" if "=== words ===" in prompt else "=== lines ===")
        shown, end, tail = rest.partition("=== end of")
        assert mark and end and tail.count("===") == 1
        assert not set(shown) & set('<>|{}[]="$\\`')


def test_what_is_wished_is_followed_where_it_reads_well():
    lines = [{"words": count, "motion": "zoom_in" if number == 0 else "none"} for number, count in enumerate((5, 6, 5, 6))]
    direction = decide(Told({**BRIEF, "energy": 5}, {**WINDOW, "lines": lines}), sing(VERSES[:4]))
    assert list_lines(direction.storyboard, sing(VERSES[:4])) == list(VERSES[:4])
    assert direction.storyboard.lines[0].animation == "zoom_in"
    assert {decision.by for decision in direction.decisions.decisions if decision.about in ("brief", "line", "scene")} == {"model"}
    assert {scene.mood for scene in direction.storyboard.scenes} == {"tense"}
    assert direction.decisions.brief["genre"] == "folk"


def test_lines_may_be_joined_and_cut_where_the_words_allow_it():
    timing = sing(("hello my love,", "goodbye my love,", "and so it goes"), is_written=False, rest_s=0.1)
    for counts in ((6, 4), (3, 7), (3, 3, 4)):
        wished = [{"words": count, "motion": "none"} for count in counts]
        direction = decide(Told(BRIEF, {**WINDOW, "lines": wished}), timing)
        assert [line.end_word - line.first_word for line in direction.storyboard.lines] == list(counts)


def test_counts_that_do_not_add_up_are_repaired_and_told():
    direction = decide(Told(BRIEF, {**WINDOW, "lines": [{"words": 12, "motion": "none"}] * MOST_LINES}))
    check_direction(direction, SONG)
    assert any("add up to more" in decision.why for decision in direction.decisions.decisions)
    direction = decide(Told(BRIEF, WINDOW))
    assert any("ended before" in decision.why for decision in direction.decisions.decisions)


def test_a_broken_phrase_is_mended_nearby():
    timing = sing(("the river keeps on running,", "and all we ever wanted."), is_written=False)
    direction = decide(Told(BRIEF, {**WINDOW, "lines": [{"words": 4, "motion": "none"}, {"words": 6, "motion": "none"}]}), timing)
    assert [line.end_word for line in direction.storyboard.lines] == [5, 10]
    assert direction.decisions.decisions[1].why == "the phrase would have been broken 1 word later"


def test_one_subject_is_in_every_picture():
    direction = decide(Told(BRIEF, WINDOW), sing(VERSES))
    assert len(direction.storyboard.scenes) > 2
    assert all("a kite in the air" in scene.prompt for scene in direction.storyboard.scenes)


def test_motion_stays_rare_however_much_is_wished():
    restless = {**WINDOW, "lines": [{"words": 3, "motion": "flash"}] * MOST_LINES}
    timing = sing(VERSES * 4)
    for energy in (1, 5):
        direction = decide(Told({**BRIEF, "energy": energy}, restless), timing)
        moving = [line.animation for line in direction.storyboard.lines if line.animation not in ("none", "fade_to_black")]
        assert len(moving) <= 0.05 * energy * len(direction.storyboard.lines)
        assert moving
    assert any("enough lines move" in decision.why for decision in direction.decisions.decisions)


def test_a_look_that_is_half_said_is_completed_from_the_brief():
    direction = decide(Told(BRIEF, {"setting": "snow", "lines": []}), sing(VERSES[:4]))
    scene, decision = direction.storyboard.scenes[0], direction.decisions.decisions[-1]
    assert (scene.mood, scene.prompt.split(",")[0]) == ("dark", "a plain under fresh snow and a kite in the air")
    assert (decision.by, decision.why) == ("repair", "nothing readable was said about its mood, light: as the brief has it")


@pytest.mark.parametrize("is_written, least", [(True, 1.0), (False, 0.9)])
def test_a_word_moved_a_little_asks_nothing_again(tmp_path, is_written, least):
    """Where nobody wrote lines, the rules hear their ends in the times, so that seldom one moves with them."""
    song, chat, same = sing(VERSES, is_written), Wild(3), 0
    before = decide(chat, song, answers=tmp_path)
    for number, word in enumerate(song.words):
        words = list(song.words)
        words[number] = replace(word, start_s=round(word.start_s + 0.02, 3), end_s=round(word.end_s + 0.02, 3))
        same += decide(chat, Timing(tuple(words)), answers=tmp_path).decisions.exchanges == before.decisions.exchanges
    assert same >= least * len(song.words)
    assert least < 1 or len(chat.asked) == len({told.question for told in before.decisions.exchanges})


@pytest.mark.parametrize(
    ("reworded", "asked"),
    [("and nobody was ever glad of it", 1), ("and nobody was ever glad of snow", 2)],
    ids=["of nothing else", "of another thing to be seen"],
)
def test_a_reworded_verse_asks_about_its_own_lines_and_for_the_brief_only_where_it_names_another_thing(tmp_path, reworded, asked):
    chorus, chat = ["carry me over the water", "carry me all the way down"], Told(BRIEF, WINDOW)
    verse = ["we wanted to be somewhere else", "and nobody was ever sorry for it"]
    decide(chat, sing([*verse, *chorus, *VERSES[:2], *chorus]), answers=tmp_path)
    first = len(chat.asked)
    decide(chat, sing([verse[0], reworded, *chorus, *VERSES[:2], *chorus]), answers=tmp_path)
    assert len(chat.asked) - first == asked
    brief = next(prompt for prompt in chat.asked if "what the song is" in prompt)
    assert "carry me all the way down" in brief and "sorry" not in brief


def test_where_no_line_comes_back_a_reworded_one_asks_for_the_brief_and_about_its_own_lines(tmp_path):
    chat = Told(BRIEF, WINDOW)
    decide(chat, sing(VERSES), answers=tmp_path)
    first = len(chat.asked)
    decide(chat, sing([*VERSES[:-1], "la la lei"]), answers=tmp_path)
    assert len(chat.asked) - first == 2


def test_a_chorus_that_comes_back_is_asked_about_once():
    chorus = VERSES[:4]
    chat = Told(BRIEF, WINDOW)
    quiet = replace(RHYTHM, sections=())
    direction = decide(chat, sing(chorus * 3), quiet)
    assert len(chat.asked) == 2
    assert not any("sung once" in prompt for prompt in chat.asked)
    assert len(direction.decisions.exchanges) == 4


def test_an_answer_does_not_outlive_how_it_was_asked_for(tmp_path, monkeypatch):
    chat = Told(BRIEF, WINDOW)
    decide(chat, answers=tmp_path)
    first = len(chat.asked)
    monkeypatch.setattr(Told, "tell_manner", lambda self, schema, seed: "hotter")
    decide(chat, answers=tmp_path)
    assert len(chat.asked) == 2 * first


def test_another_seed_and_another_model_are_other_questions(tmp_path):
    chat = Told(BRIEF, WINDOW)
    decide(chat, answers=tmp_path)
    first = len(chat.asked)
    decide(chat, answers=tmp_path, answer_seed=7)
    assert len(chat.asked) == 2 * first
    decide(chat, answers=tmp_path, answer_seed=7)
    assert len(chat.asked) == 2 * first


@given(st.lists(st.text(max_size=12).filter(lambda text: text.strip() and " " not in text), min_size=1, max_size=30))
def test_any_words_make_a_prompt(texts):
    words = [replace(SONG.words[0], word=text, start_s=number * 0.5, end_s=number * 0.5 + 0.4) for number, text in enumerate(texts)]
    chat = Told(BRIEF, json.dumps(WINDOW))
    storyboard = decide(chat, Timing(tuple(words))).storyboard
    assert storyboard.lines[-1].end_word == len(texts)


def test_a_song_without_words_asks_nobody():
    chat = Told(BRIEF, WINDOW)
    assert decide(chat, Timing(())).storyboard.lines == ()
    assert not chat.asked


def test_a_very_long_song_is_directed():
    timing = sing(("oh " * 8,) * 600, pace_s=0.1)
    direction = decide(Wild(1), timing)
    check_storyboard(direction.storyboard, 4800)
    assert len(direction.decisions.exchanges[0].question) < 8000


def test_answers_may_be_kept_nowhere(tmp_path):
    (tmp_path / "file").write_text("no folder")
    chat = Told(BRIEF, WINDOW)
    decide(chat, answers=tmp_path / "file")
    assert Answers(None).folder is None


def test_no_answer_is_not_kept(tmp_path):
    for _ in range(2):
        chat = Told("", "")
        decide(chat, answers=tmp_path)
        assert chat.asked
