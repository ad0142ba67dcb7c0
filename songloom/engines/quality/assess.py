"""Looks over a finished timing for what a person should listen to before the video goes out."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

from songloom.engines.quality.agreement import check_heard, measure_agreement
from songloom.engines.quality.breaks import check_breaks, measure_unsung
from songloom.engines.quality.contract import AssessOptions
from songloom.engines.quality.sound import check_sound
from songloom.engines.quality.stamps import check_stamps, measure_stamps
from songloom.engines.quality.telling import group_lines, show_lines, show_words
from songloom.engines.quality.times import check_times
from songloom.engines.quality.trust import check_trust, measure_trust
from songloom.engines.quality.voice import listen_to_voice
from songloom.model.audio import AudioFacts
from songloom.model.heard import Heard
from songloom.model.lyrics import Lyrics
from songloom.model.quality import Level, Quality, Reason, Verdict
from songloom.model.timing import Timing, Word

# Lines named one by one; a song with more of them has one problem, not many.
MAX_LINES = 12
# More words without a voice than this, and their times are in doubt, not the stem.
VOICELESS_SHARE, VOICELESS_BAD = 0.05, 0.5

_WEIGHT = {level: weight for weight, level in enumerate(get_args(Level))}
_VERDICTS: dict[Level, Verdict] = {"note": "good", "look_again": "look_again", "bad": "bad"}


class Assess:
    """A verdict, scores, and a reason for everything that a person can act on. The verdict is that of the weightiest reason, so
    nothing that gets worse can make it better. Lines are counted from 1 in messages."""

    def __init__(self, options: AssessOptions) -> None:
        """Built as every engine is, though it has nothing to choose."""

    def assess(self, facts: AudioFacts, vocals: Path, timing: Timing, lyrics: Lyrics, heard: Heard | None) -> Quality:
        """The quality of one song; a word is voiced where the vocals are not far below the level they have under its words."""
        words, voice = timing.words, listen_to_voice(vocals, timing.words)
        silent = [word for word in words if word.found != "edited" and not voice.is_heard(word.start_s, word.end_s)]
        found = chain(
            (Reason("timing_warning", warning) for warning in timing.warnings),
            check_sound(facts),
            check_times(words),
            check_stamps(lyrics, words),
            check_heard(words, heard) if heard else (),
            _check_voice(words, silent),
            check_breaks(words, voice),
            check_trust(words),
        )
        reasons = tuple(sorted(found, key=lambda reason: -_WEIGHT[reason.level]))
        scores = _measure(facts, words, len(silent)) | _measure_sources(words, lyrics, heard)
        scores["unsung_share"] = round(measure_unsung(words, voice), 3)
        return Quality(_VERDICTS[reasons[0].level] if reasons else "good", scores, reasons)


# --------------------------------------------------------------------------------------------- private


def _check_voice(words: tuple[Word, ...], silent: list[Word]) -> Iterator[Reason]:
    lines = group_lines(silent)
    for line in lines[:MAX_LINES]:
        yield Reason("no_voice", f"{show_lines([line])}: no voice under {show_words(line)}; check its time", "note")
    share = len(silent) / max(len(words), 1)
    if share > VOICELESS_SHARE:
        what = f"{len(silent)} of {len(words)} words have no voice under them"
        level = "bad" if share > VOICELESS_BAD else "look_again"
        yield Reason("no_voices", f"{what}; check that the lyrics are this song's", level)


def _measure(facts: AudioFacts, words: tuple[Word, ...], silent: int) -> dict[str, float]:
    count = max(len(words), 1)
    sung_s = sum(word.end_s - word.start_s for word in words)
    scores = {
        "duration_s": facts.duration_s,
        "loudness_lufs": facts.loudness_lufs,
        "peak_dbfs": facts.peak_dbfs,
        "words": float(len(words)),
        "words_per_sung_second": len(words) / sung_s if sung_s else 0.0,
        "measured_share": sum(word.found != "interpolated" for word in words) / count,
        "voiced_share": 1 - silent / count,
        "mean_confidence": sum(word.confidence for word in words) / count,
        "expected_share": measure_trust(words),
    }
    return {name: round(score, 3) for name, score in scores.items()}


def _measure_sources(words: tuple[Word, ...], lyrics: Lyrics, heard: Heard | None) -> dict[str, float]:
    """What can only be measured where lines have times, or where a recogniser listened."""
    scores = {} if heard is None else {"heard_share": round(measure_agreement(words, heard), 3)}
    stamps = measure_stamps(lyrics, words)
    return scores if stamps is None else scores | {"stamps_later_s": round(stamps[0], 3), "stamps_scatter_s": round(stamps[1], 3)}
