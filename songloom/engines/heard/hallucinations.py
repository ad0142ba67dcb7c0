"""Takes out what a recogniser made up: words that nobody can have sung there. Real repeats, however many, stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from songloom.engines.heard.credits import find_credits, simplify
from songloom.engines.heard.sentence import Sentence
from songloom.engines.heard.sound import FRAME_S, Voice
from songloom.model.heard import Dropped, HeardWord

# Whisper's own rule for a window without speech: it says so, and is unsure of the words.
NO_SPEECH, LEAST_LOG_PROBABILITY = 0.6, -1.0
# On ten songs no word was more than 22 dB below the loudest moment of its stem, and most no more than 14.
SILENCE_DB, MARGIN_S = -40.0, 0.3
# So many words in so short a time are sung in no language.
RATE_WORDS, RATE_S = 8, 0.5
# The longest phrase that is looked for again right behind itself.
LONGEST_PHRASE = 24
# A phrase sung so often and so quickly is none. Syllables that people do sing in quick rows must be quicker yet.
LOOP_REPEATS, LOOP_WORDS_A_S = 4, 7.0
LONG_LOOP_REPEATS, LONG_LOOP_WORDS_A_S = 16, 3.0
# fmt: off
VOCABLES = frozenset((
    "la", "na", "da", "ba", "ta", "pa", "ah", "aah", "oh", "ooh", "uh", "uuh", "hey", "ey", "yeah", "ya", "yah", "whoa", "woah", "doo",
    "du", "do", "dum", "sha", "hmm", "mm", "mmm", "ha",
))
# fmt: on


@dataclass(frozen=True)
class Run:
    """Words [first, last) that say the same `period` words again and again."""

    first: int
    last: int
    period: int


def drop_hallucinations(sentences: Sequence[Sentence], voice: Voice) -> tuple[tuple[HeardWord, ...], tuple[Dropped, ...]]:
    """The words to be believed, in the order of their starts, their segments counted; and the others, with the reason."""
    sentences = sorted(sentences, key=lambda sentence: sentence.words[0].start_s)
    words = [(k, word) for k, sentence in enumerate(sentences) for word in sentence.words]
    bare = [word for _, word in words]
    reasons: dict[int, str] = {}
    # The first reason that holds is kept: the surest come first.
    for reason, found in (
        ("no_speech", [k for k, (number, _) in enumerate(words) if is_no_speech(sentences[number])]),
        ("credits", find_credits([word.word for word in bare], [number for number, _ in words])),
        ("silence", find_silent(bare, voice)),
        ("loop", find_loops(bare)),
        ("rate", find_rushed(bare)),
    ):
        for k in found:
            reasons.setdefault(k, reason)
    kept = sorted(((number, word) for k, (number, word) in enumerate(words) if k not in reasons), key=lambda row: (row[1].start_s, row[0]))
    return tuple(_count_segments(kept)), tuple(_list_dropped(words, reasons))


def is_no_speech(sentence: Sentence) -> bool:
    """Whether the recogniser itself thinks that nobody speaks."""
    return sentence.no_speech > NO_SPEECH and sentence.log_probability < LEAST_LOG_PROBABILITY


def find_silent(words: Sequence[HeardWord], voice: Voice) -> list[int]:
    """Words under and around which the stem is silent against its loudest moment."""
    least = float(voice.power.max(initial=0)) * 10 ** (SILENCE_DB / 10)
    spans = [(int(max(0.0, word.start_s - MARGIN_S) / FRAME_S), int((word.end_s + MARGIN_S) / FRAME_S) + 1) for word in words]
    return [k for k, (first, last) in enumerate(spans) if float(voice.power[first:last].max(initial=0)) < least]


def find_loops(words: Sequence[HeardWord]) -> list[int]:
    """Words of phrases repeated more quickly than anybody sings; the first of the repeats stays if that one could be sung."""
    found: list[int] = []
    for run in find_runs([simplify(word.word) for word in words]):
        inside = words[run.first : run.last]
        if _is_loop(inside, run):
            phrase = inside[: run.period]
            is_sung = phrase[-1].end_s - phrase[0].start_s >= run.period / LOOP_WORDS_A_S
            found += range(run.first + run.period * is_sung, run.last)
    return found


def find_runs(words: Sequence[str]) -> list[Run]:
    """The places where the same phrase, of LONGEST_PHRASE words at most, stands LOOP_REPEATS times in a row or more; each word is
    in one run at most, the one with the shortest phrase.

    >>> find_runs("we go round and round and round and round and home".split())
    [Run(first=2, last=10, period=2)]
    """
    taken, found = np.zeros(len(words), bool), []
    codes = np.unique(np.array(words, dtype=str), return_inverse=True)[1]
    for period in range(1, min(LONGEST_PHRASE, len(words) // LOOP_REPEATS) + 1):
        is_same = np.concatenate([[False], codes[period:] == codes[:-period], [False]])
        for first, last in np.flatnonzero(np.diff(is_same.astype(np.int8))).reshape(-1, 2).tolist():
            run = Run(first, last + period, period)
            if (run.last - run.first) // period >= LOOP_REPEATS and not taken[run.first : run.last].any():
                taken[run.first : run.last] = True
                found.append(run)
    return sorted(found, key=lambda run: run.first)


def find_rushed(words: Sequence[HeardWord]) -> list[int]:
    """Words of which more fall into a moment than can be sung."""
    starts_s = [word.start_s for word in words]
    heads = [k for k in range(len(words) - RATE_WORDS + 1) if abs(starts_s[k + RATE_WORDS - 1] - starts_s[k]) < RATE_S]
    return sorted({k for head in heads for k in range(head, head + RATE_WORDS)})


# --------------------------------------------------------------------------------------------- private


def _is_loop(words: Sequence[HeardWord], run: Run) -> bool:
    rate = len(words) / max(words[-1].end_s - words[0].start_s, 0.01)
    if rate > LOOP_WORDS_A_S:
        return True
    is_vocable = all(simplify(word.word) in VOCABLES for word in words[: run.period])
    return not is_vocable and len(words) // run.period >= LONG_LOOP_REPEATS and rate > LONG_LOOP_WORDS_A_S


def _count_segments(kept: Sequence[tuple[int, HeardWord]]) -> Iterator[HeardWord]:
    numbers = {number: k for k, number in enumerate(dict.fromkeys(number for number, _ in kept))}
    for number, word in kept:
        yield HeardWord(word.word, word.start_s, word.end_s, word.probability, numbers[number])


def _list_dropped(words: Sequence[tuple[int, HeardWord]], reasons: dict[int, str]) -> Iterator[Dropped]:
    """One entry for neighbours of a sentence that go for the same reason."""
    group: list[int] = []
    for k in [*sorted(reasons), None]:
        if group and (k is None or k != group[-1] + 1 or reasons[k] != reasons[group[0]] or words[k][0] != words[group[0]][0]):
            gone = [words[j][1] for j in group]
            text = " ".join(word.word for word in gone)
            yield Dropped(text, gone[0].start_s, max(word.end_s for word in gone), reasons[group[0]])
            group = []
        if k is not None:
            group.append(k)
