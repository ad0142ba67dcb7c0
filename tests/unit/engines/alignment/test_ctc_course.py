"""From what a model might say to words: choruses stay apart, and nothing derails where a model mishears."""

import numpy as np
import pytest

from songloom.engines.alignment.ctc_course import Course, Lesson, align_words
from songloom.engines.alignment.ctc_posteriors import Wanted, collect_posteriors
from songloom.engines.alignment.line_windows import plan_windows
from songloom.model.heard import HeardWord
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord

LINES = [
    "oh carry me home", "to the end of the road", "sing it again", "sing it again",
    "under a paper moon", "we were never alone", "sing it again", "sing it again", "carry me home",
]  # fmt: skip
LATE_S, HOP_S, WORD_S = 0.08, 0.02, 0.4
STARTS_S = [5.0 + 4 * k + (12 if k > 3 else 0) for k in range(len(LINES))]
DURATION_S = STARTS_S[-1] + 8
LETTERS = sorted({letter for line in LINES for letter in line if letter != " "})
TRUTH_S = np.array([start_s + WORD_S * k for line, start_s in zip(LINES, STARTS_S, strict=True) for k in range(len(line.split()))])


def imagine(misheard, seed=0):
    """Every letter a spike, late; a share of them is another letter, or nothing."""
    random = np.random.default_rng(seed)
    scores = random.normal(0, 0.7, (int(DURATION_S / HOP_S), len(LETTERS) + 1))
    scores[:, -1] += 5
    for word, start_s in zip(" ".join(LINES).split(), TRUTH_S, strict=True):
        for k, letter in enumerate(word):
            at = int((start_s + LATE_S + 0.35 * k / len(word)) / HOP_S)
            if random.random() >= misheard:
                scores[at : at + 2, LETTERS.index(letter)] += 9
            elif random.random() < 0.5:
                scores[at : at + 2, random.integers(len(LETTERS))] += 9
    return scores - np.log(np.exp(scores).sum(1, keepdims=True))


def align(scores, heard=None, stamps=None, lesson=None):
    lyrics = Lyrics(
        tuple(LyricLine(tuple(map(LyricWord, line.split())), stamps[k] if stamps else None) for k, line in enumerate(LINES)), "en", "file"
    )
    is_voiced = np.zeros(int(DURATION_S * 100), bool)
    for start_s in TRUTH_S:
        is_voiced[int(start_s * 100) : int((start_s + WORD_S) * 100)] = True
    said = [tuple(LETTERS.index(letter) for letter in word.text) for line in lyrics.lines for word in line.words]
    posteriors = collect_posteriors(iter([scores]), Wanted(range(len(LETTERS)), len(LETTERS), None), HOP_S, HOP_S / 2)
    course = Course(lyrics, said, is_voiced, plan_windows(lyrics, heard, is_voiced, 0.14), LATE_S)
    return align_words(course, posteriors, lesson or Lesson(None, 0, 0.0), lambda share: None)


def hear(random, skipped=()):
    """What a recogniser writes down: a fifth of it other words, and not every line."""
    words = [(word, k) for k, line in enumerate(LINES) for word in line.split()]
    texts = [str(random.choice(["baby", "night", "oh"])) if random.random() < 0.2 else word for word, _ in words]
    return [
        HeardWord(text, start_s + random.normal(0, 0.1), start_s + 0.4, 0.9, k)
        for text, (_, k), start_s in zip(texts, words, TRUTH_S, strict=True)
        if k not in skipped
    ]


def share_right(timing):
    return np.mean(np.abs(np.array([word.start_s for word in timing.words]) - TRUTH_S) <= 0.3)


def test_a_model_that_hears_well_needs_no_help():
    timing = align(imagine(0.0))
    assert share_right(timing) == 1
    late_s = np.array([word.start_s for word in timing.words]) - TRUTH_S
    assert abs(np.median(late_s)) <= 0.02, "the model's lateness is taken off"
    assert {word.found for word in timing.words} == {"measured"}
    # The last word of a line ends with the voice.
    assert timing.words[3].end_s == pytest.approx(TRUTH_S[3] + WORD_S, abs=0.03)


@pytest.mark.parametrize("skipped", [(), (2, 3), (6, 7), (1, 5)], ids=["all heard", "first chorus not", "second chorus not", "verses not"])
def test_a_chorus_is_not_taken_for_the_other(skipped):
    heard = hear(np.random.default_rng(3), skipped)
    assert share_right(align(imagine(0.4), heard)) > 0.9


@pytest.mark.parametrize("offset_s", [0.0, 4.0])
def test_stamps_that_are_all_late_are_put_right(offset_s):
    timing = align(imagine(0.5), hear(np.random.default_rng(4)), [start_s + offset_s for start_s in STARTS_S])
    assert share_right(timing) > 0.9
    assert len(timing.warnings) == (offset_s > 0)


def test_a_model_that_hears_nothing_measures_nothing():
    timing = align(np.log(np.full((int(DURATION_S / HOP_S), len(LETTERS) + 1), 1 / (len(LETTERS) + 1))), stamps=STARTS_S)
    assert {(word.found, word.confidence) for word in timing.words} == {("interpolated", 0.0)}
    assert "were not heard" in timing.warnings[-1]
    assert share_right(timing) > 0.5


def test_more_letters_than_frames_have_no_path():
    assert align(imagine(0.0)[:20]) is None
