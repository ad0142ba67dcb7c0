"""A person's corrections as word stamps (enhanced LRC): they say when words start, and only of a line's last when it ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from songloom.engines.timing.edits import LEAST_S, WordEdit, is_same_word, keep_edits
from songloom.engines.timing.sheet import Row
from songloom.model.timing import Timing, Word

# LRC rounds to hundredths of a second.
_PER_S = 100


@dataclass(frozen=True)
class Stamp:
    """A word of an edited file, with the times that the file gives it: None where it gives none."""

    word: str
    start_s: float | None
    end_s: float | None = None


def import_stamps(stamps: Sequence[Stamp], timing: Timing, edits: str) -> str:
    """The edits CSV after a person moved stamps of the export of `timing`, in which `edits` ("" = none) had been laid.

    The words must be those of `timing`, in order, since stamps have no numbers. Kept is what differs by more than the format rounds; a
    moved word keeps its end, or where it starts too late for that, its length; a word never lasts into the next that was moved or
    edited. InputError names the first word that is another, or overlaps.
    """
    _check_words(stamps, timing)
    is_moved = [_differs(stamp.start_s, word.start_s) for stamp, word in zip(stamps, timing.words, strict=True)]
    starts_s = [
        word.start_s if stamp.start_s is None or not moved else stamp.start_s
        for stamp, word, moved in zip(stamps, timing.words, is_moved, strict=True)
    ]
    is_firm = [moved or word.found == "edited" for moved, word in zip(is_moved, timing.words, strict=True)]
    limits_s = [start_s if firm else None for start_s, firm in zip(starts_s, is_firm, strict=True)]
    changes: dict[int, WordEdit | None] = {}
    for index, (stamp, word, next_s) in enumerate(zip(stamps, timing.words, [*limits_s, None][1:], strict=True)):
        end_s = _find_end(stamp, word, starts_s[index], next_s)
        if is_moved[index] or _differs(stamp.end_s, word.end_s) or (word.found == "edited" and end_s < word.end_s):
            changes[index] = WordEdit(index, word.word, word.line, round(starts_s[index], 3), round(end_s, 3), 0)
    return keep_edits(changes, timing, edits)


# --------------------------------------------------------------------------------------------- private


def _check_words(stamps: Sequence[Stamp], timing: Timing) -> None:
    for index, (stamp, word) in enumerate(zip(stamps, timing.words, strict=False)):
        if not is_same_word(stamp.word, word.word):
            what = f'word {index} is "{word.word}", not "{stamp.word[:40]}" (words are changed in the lyrics, and lines stay in order)'
            raise Row(0, {}).refuse(what)
    if len(stamps) != len(timing.words):
        raise Row(0, {}).refuse(f"there are {len(stamps)} words, and the song has {len(timing.words)}")


def _differs(stamp_s: float | None, time_s: float) -> bool:
    return stamp_s is not None and round(round(stamp_s, 3) * _PER_S) != round(round(time_s, 3) * _PER_S)


def _find_end(stamp: Stamp, word: Word, start_s: float, next_s: float | None) -> float:
    end_s = stamp.end_s if stamp.end_s is not None and _differs(stamp.end_s, word.end_s) else word.end_s
    if end_s - start_s < LEAST_S:
        end_s = start_s + max(LEAST_S, word.end_s - word.start_s)
    return min(end_s, next_s) if next_s is not None and next_s > start_s else end_s
