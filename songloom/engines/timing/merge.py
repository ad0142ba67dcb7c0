"""Lays a person's edits over an alignment: the person is right, the aligner's neighbours give way."""

from bisect import bisect
from dataclasses import replace

from songloom.engines.timing.anchors import Text
from songloom.engines.timing.contract import MergeOptions
from songloom.engines.timing.edits import LEAST_S, WordEdit, check_order, has_room, is_same_word, parse_edits
from songloom.errors import InputError
from songloom.model.timing import Timing, Word

# An edit of before contexts were kept is looked for so far from where it stood.
REACH = 60
# Of words that fit alike the nearest in time is meant, if it is so many times nearer than the next.
_NEARER = 5


class Merge:
    """The embedded engine."""

    def __init__(self, options: MergeOptions) -> None:
        """Built as every engine is, though it has nothing to choose."""

    def merge(self, alignment: Timing, edits: str, duration_s: float) -> Timing:
        """The alignment with `edits` laid over it; an edit whose word is gone from the lyrics, or cannot be told from others like it, is
        left out and named in `warnings`.

        InputError where the edits cannot be read, overlap one another, or lie outside the song.
        """
        placed, left_out = _place(parse_edits(edits), alignment.words, duration_s)
        warnings = tuple(
            f'the edit of "{edit.word}" at {edit.start_s:.3f} s (word {edit.index}) {why} and was left out; '
            "export the words and correct it again"
            for edit, why in left_out
        )
        return Timing(_lay(placed, alignment.words, duration_s), alignment.warnings + warnings)


# --------------------------------------------------------------------------------------------- private


def _place(edits: list[WordEdit], words: tuple[Word, ...], duration_s: float) -> tuple[list[WordEdit], list[tuple[WordEdit, str]]]:
    """(edits with the index of the word they mean, in order; edits that have no place, and why)."""
    text = Text(word.word for word in words) if edits else Text(())
    is_standing = [_stands(edit, words, text) for edit in edits]
    placed = sorted((edit for edit, stands in zip(edits, is_standing, strict=True) if stands), key=lambda edit: edit.index)
    check_order(placed)
    _check_end(placed, len(words), duration_s)
    left_out = []
    for edit in (edit for edit, stands in zip(edits, is_standing, strict=True) if not stands):
        candidates = _list_candidates(edit, words, text)
        meant = _choose_nearest(edit, candidates, words)
        if meant is None:
            left_out.append((edit, "fits several words alike" if candidates else "fits no word any more"))
        elif _fits(moved := replace(edit, index=meant), placed) and _leaves_end(moved, len(words), duration_s):
            placed.insert(bisect(placed, moved.index, key=lambda other: other.index), moved)
        else:
            left_out.append((edit, "fits its word no more beside the other edits"))
    return placed, left_out


def _stands(edit: WordEdit, words: tuple[Word, ...], text: Text) -> bool:
    """Whether the word is where it was: among the same words, or for an edit that does not know them, in the same line."""
    if edit.index >= len(words) or not is_same_word(edit.word, words[edit.index].word):
        return False
    return edit.context == text.cut_context(edit.index) if edit.context else edit.line == words[edit.index].line


def _list_candidates(edit: WordEdit, words: tuple[Word, ...], text: Text) -> list[int]:
    """The words that the edit may mean: those whose neighbours are the ones it had, else all of its name that are not too far away."""
    if edit.context:
        return text.fit_word(edit.word, edit.context)
    near = range(max(0, edit.index - REACH), min(len(words), edit.index + REACH + 1))
    return [index for index in near if is_same_word(edit.word, words[index].word)]


def _choose_nearest(edit: WordEdit, candidates: list[int], words: tuple[Word, ...]) -> int | None:
    """The one that is meant: a new alignment may find a word elsewhere, but the sound is where it was. None where that tells nothing."""
    apart_s = sorted((abs(words[index].start_s - edit.start_s), index) for index in candidates)
    if len(apart_s) > 1 and apart_s[0][0] * _NEARER > apart_s[1][0]:
        return None
    return apart_s[0][1] if apart_s else None


def _check_end(placed: list[WordEdit], word_count: int, duration_s: float) -> None:
    if placed and not _leaves_end(placed[-1], word_count, duration_s):
        last = placed[-1]
        what = f'row {last.row}: "{last.word}" ends at {last.end_s:.3f} s, too late for a song of {duration_s:.3f} s and the words after it'
        raise InputError("", what, "correct the row")


def _leaves_end(edit: WordEdit, word_count: int, duration_s: float) -> bool:
    return duration_s - edit.end_s >= (word_count - 1 - edit.index) * LEAST_S - 1e-6


def _fits(edit: WordEdit, placed: list[WordEdit]) -> bool:
    position = bisect(placed, edit.index, key=lambda other: other.index)
    before = placed[position - 1] if position else None
    if before is not None and before.index == edit.index:
        return False
    return has_room(before, edit) and (position == len(placed) or has_room(edit, placed[position]))


def _lay(placed: list[WordEdit], words: tuple[Word, ...], duration_s: float) -> tuple[Word, ...]:
    laid: list[Word] = []
    for edit in placed:
        laid += _give_way(words[len(laid) : edit.index], laid[-1].end_s if laid else 0.0, edit.start_s)
        laid.append(replace(words[edit.index], start_s=edit.start_s, end_s=edit.end_s, confidence=1.0, found="edited"))
    rest = words[len(laid) :]
    return (*laid, *(_give_way(rest, laid[-1].end_s, max(duration_s, rest[-1].end_s)) if laid and rest else rest))


def _give_way(run: tuple[Word, ...], low_s: float, high_s: float) -> list[Word]:
    """The words moved and cut as little as it takes to lie in [low_s, high_s], each with room of its own."""
    least_s = min(LEAST_S, (high_s - low_s) / max(1, len(run)))
    starts_s = [min(max(word.start_s, low_s + place * least_s), high_s - (len(run) - place) * least_s) for place, word in enumerate(run)]
    given = []
    for word, start_s, next_s in zip(run, starts_s, [*starts_s, high_s][1:], strict=True):
        end_s = word.end_s if start_s == word.start_s else max(word.end_s, start_s + least_s)
        given.append(replace(word, start_s=start_s, end_s=min(end_s, next_s)))
    return given
