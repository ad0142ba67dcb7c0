"""Looks over a finished timing for what a person should listen to before the video goes out."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

from songloom.engines.quality.contract import AssessOptions
from songloom.engines.quality.voice import find_voiced_words
from songloom.model.audio import AudioFacts
from songloom.model.quality import Quality, Reason
from songloom.model.timing import Timing, Word

# A decoder drops some milliseconds of a sound file; less than both of these is no loss.
SHORT_S, SHORT_SHARE = 1.0, 0.01

# The songs that we measured on have at most 0.0003 of their samples at full scale, loud masters included.
CLIPPED_SHARE = 0.001
SILENT_LUFS = -60.0

INTERPOLATED_SHARE = 0.1
EQUAL_RUN = 8

# Lines named one by one; a song with more of them has one problem, not many.
MAX_LINES = 12


class Assess:
    """Scores, and a reason for everything that a person can act on. Lines are counted from 1 in messages."""

    def __init__(self, options: AssessOptions) -> None:
        """Built as every engine is, though it has nothing to choose."""

    def assess(self, facts: AudioFacts, vocals: Path, timing: Timing) -> Quality:
        """The quality of one song; a word is voiced where the vocals are not far below the level they have under its words."""
        voiced = find_voiced_words(vocals, timing.words)
        reasons = [*_check_sound(facts), *_check_voice(timing.words, voiced), *_check_times(timing)]
        return Quality(_measure(facts, timing.words, voiced), tuple(reasons))


# --------------------------------------------------------------------------------------------- private


def _measure(facts: AudioFacts, words: tuple[Word, ...], voiced: list[bool]) -> dict[str, float]:
    count = max(len(words), 1)
    sung_s = sum(word.end_s - word.start_s for word in words)
    scores = {
        "duration_s": facts.duration_s,
        "loudness_lufs": facts.loudness_lufs,
        "peak_dbfs": facts.peak_dbfs,
        "words": float(len(words)),
        "words_per_sung_second": len(words) / sung_s if sung_s else 0.0,
        "measured_share": sum(word.found != "interpolated" for word in words) / count,
        "voiced_share": sum(voiced) / count,
        "mean_confidence": sum(word.confidence for word in words) / count,
    }
    return {name: round(score, 3) for name, score in scores.items()}


def _check_sound(facts: AudioFacts) -> Iterator[Reason]:
    missing_s = (facts.declared_s or 0) - facts.duration_s
    if missing_s > max(SHORT_S, SHORT_SHARE * (facts.declared_s or 0)):
        what = f"the file declares {_show_time(facts.declared_s or 0)} but only {_show_time(facts.duration_s)} of it can be decoded"
        yield Reason("short_decode", f"{what}; it may be cut off: get a complete copy")
    if facts.broken_packets:
        what = f"pieces of the file that are broken or cut off: {facts.broken_packets}"
        yield Reason("broken_audio", f"{what}; listen for gaps, or get another copy")
    if facts.loudness_lufs <= SILENT_LUFS:
        yield Reason("silent_audio", f"there is hardly any sound ({facts.loudness_lufs:.0f} LUFS); check that this is the right file")
    if facts.clipped_share > CLIPPED_SHARE:
        yield Reason("clipped_audio", f"{facts.clipped_share:.1%} of the samples are at full scale; the sound is probably distorted")


def _check_voice(words: tuple[Word, ...], voiced: list[bool]) -> Iterator[Reason]:
    lines: defaultdict[int, list[Word]] = defaultdict(list)
    for word, is_voiced in zip(words, voiced, strict=True):
        if not is_voiced:
            lines[word.line].append(word)
    for line, silent in list(lines.items())[:MAX_LINES]:
        span = f"{_show_time(silent[0].start_s)} to {_show_time(silent[-1].end_s)}"
        yield Reason("no_voice", f"line {line + 1}: no voice under “{' '.join(word.word for word in silent)}” ({span}); check its time")
    if len(lines) > MAX_LINES:
        yield Reason("no_voice", f"{len(lines) - MAX_LINES} more lines have words without a voice; check that the lyrics are this song's")


def _check_times(timing: Timing) -> Iterator[Reason]:
    words = timing.words
    if not words:
        yield Reason("no_words", "there are no words to show; give lyrics")
    guessed = sum(word.found == "interpolated" for word in words)
    if guessed > INTERPOLATED_SHARE * len(words):
        yield Reason(
            "interpolated", f"{guessed} of {len(words)} words were not found in the sound, their times are guesses; watch the video"
        )
    for run in _find_equal_runs(words):
        what = f"{len(run)} words of equal length from {_show_time(run[0].start_s)}"
        yield Reason("equal_lengths", f"line {run[0].line + 1}: {what}; these times look spread, not heard")
    yield from (Reason("timing_warning", warning) for warning in timing.warnings)


def _find_equal_runs(words: tuple[Word, ...]) -> Iterator[list[Word]]:
    """Words that follow one another and differ in length by a rounding at most."""
    equal = [abs((b.end_s - b.start_s) - (a.end_s - a.start_s)) < 0.0015 for a, b in pairwise(words)]
    at = 0
    for is_equal, steps in groupby(equal):
        count = len(list(steps))
        if is_equal and count + 1 >= EQUAL_RUN:
            yield list(words[at : at + count + 1])
        at += count


def _show_time(time_s: float) -> str:
    return f"{int(time_s // 60)}:{time_s % 60:04.1f}"
