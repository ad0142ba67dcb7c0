"""Where every line is expected, and where it is looked for: by its stamp, by the words that were heard, or by the voice alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from songloom.engines.alignment.heard_anchors import Anchors, find_anchors
from songloom.engines.alignment.sound import FRAME_S
from songloom.engines.alignment.spread import spread_words
from songloom.model.heard import HeardWord
from songloom.model.lyrics import Lyrics

# The published recipe's padding of a window whose line was heard (docs/ctc.md).
_PAD_S = 0.35
# A stamp that no heard word confirms is looked around so far, before it and after the next.
_STAMP_EARLY_S, _STAMP_LATE_S, _LAST_LINE_S = 1.2, 0.8, 12.0
# A stamp that lies farther than this from where its words were heard is not believed.
_WRONG_STAMP_S = 2.0
# Words that nobody heard, before or after heard ones of their line, take at most so long.
_SLOW_LETTER_S, _LOST_WORD_S = 0.3, 1.5
# How far a line usually begins from its stamp, a word from where it was heard, and any other from the spread between those.
_STAMP_SIGMA_S, _HEARD_SIGMA_S, _SPREAD_SIGMA_S = 0.4, 0.4, 1.5
# What a silent frame counts against one that is sung, and what share of the song's voice a word begins after the one before it.
_SILENT_SHARE, _NEXT_SHARE = 1e-7, 2e-5
# Offsets of which a person is told, and how many lines are named.
_NOTABLE_OFFSET_S, _SHOWN_LINES = 0.5, 8


@dataclass(frozen=True)
class Windows:
    """In seconds. Per line: looked for in [`first_s`, `last_s`], both rising. Per word: `spread_s` (words, 2), where it would be if
    nobody could hear it, and `sigma_s` (words,), by how much it usually begins elsewhere (infinite where nothing says). `warnings` are
    sentences for a person."""

    first_s: np.ndarray
    last_s: np.ndarray
    spread_s: np.ndarray
    sigma_s: np.ndarray
    warnings: tuple[str, ...]


def plan_windows(lyrics: Lyrics, heard: Sequence[HeardWord] | None, is_voiced: np.ndarray, letter_s: float) -> Windows:
    """The windows of all lines of a song whose stem `is_voiced` (frames of 10 ms) says where somebody sings."""
    duration_s = len(is_voiced) * FRAME_S
    letters = np.array([max(1, len(word.text)) for line in lyrics.lines for word in line.words])
    stamped = lyrics.has_line_times()
    spread_s = spread_words(lyrics, duration_s, letter_s) if stamped else share_voice(is_voiced, letters, 0.0, duration_s)
    if not heard:
        return _watch_stamps(lyrics, spread_s, duration_s) if stamped else _search_everywhere(lyrics, spread_s, duration_s)
    anchors = find_anchors(lyrics, spread_s[:, 0], heard, duration_s)
    if stamped:
        return _compare_stamps(lyrics, spread_s + anchors.offset_s, anchors, duration_s)
    if not anchors.is_known.any():
        return _search_everywhere(lyrics, spread_s, duration_s, "none of the heard words are written ones")
    return _follow_anchors(lyrics, _spread_between(anchors, letters, is_voiced), anchors, duration_s)


def share_voice(is_voiced: np.ndarray, letters: np.ndarray, from_s: float, to_s: float) -> np.ndarray:
    """(words, 2) seconds: words that share the time in which somebody sings between two times, by their letters."""
    first, last = (int(np.clip(round(edge_s / FRAME_S), 0, len(is_voiced))) for edge_s in (from_s, to_s))
    # A very little time goes to silence too, so that there is always some.
    sung = np.concatenate([[0], np.cumsum(is_voiced[first:last] + _SILENT_SHARE)])
    edges = sung[-1] * np.concatenate([[0], np.cumsum(letters)]) / max(1, letters.sum())
    # A word begins after a silence and not before it.
    both = np.stack([edges[:-1] + _NEXT_SHARE * sung[-1], edges[1:]], axis=1)
    return np.clip((first + np.interp(both, sung, np.arange(len(sung)))) * FRAME_S, from_s, max(from_s, to_s))


# --------------------------------------------------------------------------------------------- private


def _find_lines(lyrics: Lyrics) -> tuple[np.ndarray, np.ndarray]:
    """The first word of every line, and the first after it."""
    after = np.cumsum([len(line.words) for line in lyrics.lines])
    return np.concatenate([[0], after[:-1]]), after


def _search_everywhere(lyrics: Lyrics, spread_s: np.ndarray, duration_s: float, why: str = "nobody listened to the words") -> Windows:
    lines = len(lyrics.lines)
    warning = f"Every line was looked for in the whole song, for there are no line times and {why}."
    return Windows(np.zeros(lines), np.full(lines, duration_s), spread_s, np.full(len(spread_s), np.inf), (warning,))


def _watch_stamps(lyrics: Lyrics, spread_s: np.ndarray, duration_s: float) -> Windows:
    begins, _ = _find_lines(lyrics)
    at_s = spread_s[begins, 0]
    last_s = np.append(at_s[1:] + _STAMP_LATE_S, at_s[-1] + _LAST_LINE_S)
    sigma_s = np.full(len(spread_s), _SPREAD_SIGMA_S)
    sigma_s[begins] = _STAMP_SIGMA_S
    return _close(Windows(at_s - _STAMP_EARLY_S, last_s, spread_s, sigma_s, ()), duration_s)


def _compare_stamps(lyrics: Lyrics, spread_s: np.ndarray, anchors: Anchors, duration_s: float) -> Windows:
    """Windows by stamps; where words were heard elsewhere than their line's stamp says, by those."""
    out = _watch_stamps(lyrics, spread_s.copy(), duration_s)
    wrong = []
    for k, (begin, end) in enumerate(zip(*_find_lines(lyrics), strict=True)):
        known = begin + np.flatnonzero(anchors.is_known[begin:end])
        if not len(known):
            continue
        late_s = anchors.start_s[known] - out.spread_s[known, 0]
        if abs(np.median(late_s)) > _WRONG_STAMP_S and len(known) * 2 >= end - begin:
            wrong.append(k + 1)
            out.sigma_s[begin] = _SPREAD_SIGMA_S
            begin_s = out.spread_s[begin, 0] + np.median(late_s)
            out.first_s[k], out.last_s[k] = begin_s - _PAD_S, out.spread_s[end - 1, 1] + np.median(late_s) + _PAD_S
        elif known[0] == begin:
            out.first_s[k] = out.spread_s[begin, 0] - _PAD_S
        out.first_s[k] = min(out.first_s[k], anchors.start_s[known[0]] - _PAD_S)
        out.last_s[k] = max(out.last_s[k], anchors.end_s[known[-1]] + _PAD_S)
        moved_s = np.interp(np.arange(begin, end), known, late_s)
        moved_s[0] = late_s[0] if known[0] == begin or k + 1 in wrong else 0.0
        out.spread_s[begin:end] += moved_s[:, None]
        out.sigma_s[known] = np.minimum(out.sigma_s[known], _HEARD_SIGMA_S)
    rising_s = np.clip(np.maximum.accumulate(out.spread_s.ravel()), 0, duration_s).reshape(-1, 2)
    return _close(replace(out, spread_s=rising_s, warnings=_describe_stamps(wrong, anchors.offset_s)), duration_s)


def _describe_stamps(wrong: Sequence[int], offset_s: float) -> tuple[str, ...]:
    found = []
    if abs(offset_s) >= _NOTABLE_OFFSET_S:
        found.append(f"All line times were moved by {offset_s:+.2f} s, for that is where the words were heard.")
    if wrong:
        shown = ", ".join(map(str, wrong[:_SHOWN_LINES])) + (", …" if len(wrong) > _SHOWN_LINES else "")
        found.append(f"The words of these lines were heard elsewhere than their times say: {shown}. The times were not used.")
    return tuple(found)


def _follow_anchors(lyrics: Lyrics, spread_s: np.ndarray, anchors: Anchors, duration_s: float) -> Windows:
    """Windows by heard words alone; a line without any lies between its neighbours'."""
    begins, ends = _find_lines(lyrics)
    letters = np.concatenate([[0], np.cumsum([len(word.text) for line in lyrics.lines for word in line.words])])
    known = np.flatnonzero(anchors.is_known)
    first_s, last_s = np.zeros(len(begins)), np.full(len(begins), duration_s)
    sigma_s = np.where(anchors.is_known, _HEARD_SIGMA_S, _SPREAD_SIGMA_S)
    for k, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        low, high = np.searchsorted(known, (begin, end))
        if low:
            first_s[k] = anchors.end_s[known[low - 1]] - _PAD_S
        if high < len(known):
            last_s[k] = anchors.start_s[known[high]] + _PAD_S
        if low == high:
            continue
        before, after = int(letters[known[low]] - letters[begin]), int(letters[end] - letters[known[high - 1] + 1])
        first_s[k] = max(first_s[k], anchors.start_s[known[low]] - _reach(before)) if before else anchors.start_s[known[low]] - _PAD_S
        last_s[k] = min(last_s[k], anchors.end_s[known[high - 1]] + _reach(after)) if after else anchors.end_s[known[high - 1]] + _PAD_S
    return _close(Windows(first_s, last_s, spread_s, sigma_s, ()), duration_s)


def _reach(letters: int) -> float:
    """How long words that nobody heard may take, beside those of their line that somebody did."""
    return _PAD_S + _LOST_WORD_S + _SLOW_LETTER_S * letters


def _spread_between(anchors: Anchors, letters: np.ndarray, is_voiced: np.ndarray) -> np.ndarray:
    """(words, 2) heard words where they were heard, the others sharing the voice between them."""
    out = np.stack([anchors.start_s, anchors.end_s], axis=1)
    known = np.flatnonzero(anchors.is_known)
    out[known[:-1], 1] = np.minimum(out[known[:-1], 1], out[known[1:], 0])
    edges_s = np.concatenate([[0.0], out[known].ravel(), [len(is_voiced) * FRAME_S]])
    bounds = np.concatenate([[-1], known, [len(out)]])
    for k, (before, after) in enumerate(pairwise(bounds)):
        if after - before > 1:
            inside = slice(before + 1, after)
            out[inside] = share_voice(is_voiced, letters[inside], edges_s[2 * k], edges_s[2 * k + 1])
    return out


def _close(windows: Windows, duration_s: float) -> Windows:
    """The same inside the song, and rising from line to line."""
    first_s = np.minimum.accumulate(np.clip(windows.first_s, 0, duration_s)[::-1])[::-1]
    last_s = np.maximum.accumulate(np.clip(windows.last_s, 0, duration_s))
    return replace(windows, first_s=first_s, last_s=np.maximum(last_s, first_s))
