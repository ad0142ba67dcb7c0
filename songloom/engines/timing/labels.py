"""A person's corrections as an Audacity label track: words are moved beside the waveform."""

import re

from songloom.engines.timing.edits import WordEdit, is_same_word, keep_edits, read_edit
from songloom.engines.timing.sheet import Row, check_size
from songloom.errors import InputError
from songloom.model.timing import Timing

_NUMBERED = re.compile(r"(\d{1,9}) +(\S.*)")
# Where a label also marks a range of frequencies, a second row says which.
_FREQUENCIES = "\\"


def export_labels(timing: Timing) -> str:
    """A label a word, `start<tab>end<tab>number word`: the number, counted from 0, tells the import which word it is."""
    rows = (
        f"{word.start_s:.3f}000\t{word.end_s:.3f}000\t{index} {' '.join(word.word.split())}\n" for index, word in enumerate(timing.words)
    )
    return "".join(rows)


def import_labels(labels: str, timing: Timing, edits: str) -> str:
    """The edits CSV after a person moved labels of the export of `timing`, in which `edits` ("" = none) had been laid; labels without
    numbers are taken in their order, if they are all of the song's words.

    A label that is missing changes nothing. InputError names the row whose label is no word of the song, or has no times.
    """
    rows = _read_rows(labels)
    is_whole = len(rows) == len(timing.words) and all(
        is_same_word(row.cells["label"], word.word) for row, word in zip(rows, timing.words, strict=True)
    )
    changes: dict[int, WordEdit | None] = {}
    for place, row in enumerate(rows):
        index = place if is_whole else _read_number(row, timing)
        if index in changes:
            raise row.refuse(f'word {index} "{timing.words[index].word}" has a label already')
        changes[index] = read_edit(row, index, timing.words[index])
    return keep_edits(changes, timing, edits)


# --------------------------------------------------------------------------------------------- private


def _read_rows(labels: str) -> list[Row]:
    rows = []
    for number, line in enumerate(check_size(labels).splitlines(), start=1):
        if line.strip() and not line.startswith(_FREQUENCIES):
            cells = line.split("\t", 2)
            if len(cells) < 3:
                what = f'row {number}: "{line.strip()[:30]}" is no label'
                raise InputError("", what, "export the labels from Audacity as they are: start, end and label, parted by tabs")
            rows.append(Row(number, dict(zip(("start_s", "end_s", "label"), (cell.strip() for cell in cells), strict=True))))
    return rows


def _read_number(row: Row, timing: Timing) -> int:
    match = _NUMBERED.fullmatch(row.cells["label"])
    if not match:
        raise row.refuse(f'the label "{row.cells["label"][:40]}" names no word; expected its number and the word, such as "12 hello"')
    index, word = int(match[1]), match[2]
    if index >= len(timing.words):
        raise row.refuse(f"there is no word {index}: the song has {len(timing.words)} words, counted from 0")
    if not is_same_word(word, timing.words[index].word):
        raise row.refuse(f'word {index} is "{timing.words[index].word}", not "{word[:40]}" (words are changed in the lyrics)')
    return index
