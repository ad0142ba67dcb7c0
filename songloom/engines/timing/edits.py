"""A person's corrections of word times: the sheet they edit, and the edits that are kept of it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from songloom.engines.timing.anchors import Text, is_context
from songloom.engines.timing.sheet import Row, parse_sheet, render_sheet, shield
from songloom.model.timing import Timing, Word

_SHEET = ("index", "word", "start_s", "end_s", "line", "found", "confidence")
_EDITS = ("index", "word", "start_s", "end_s", "line")
# Sheets of before it was kept have none.
_CONTEXT = "context"

# What an edit must leave to each word beside it: less is a slip of the keyboard, not a quick word.
LEAST_S = 0.02


@dataclass(frozen=True)
class WordEdit:
    """The times a person gave a word. `index`, `word`, `line` and `context` (as `Text.cut_context` makes it, "" = not known) are where the
    word stood then; `row` is the sheet's row, for messages."""

    index: int
    word: str
    line: int
    start_s: float
    end_s: float
    row: int
    context: str = ""


def export_words(timing: Timing) -> str:
    """A CSV to correct in a spreadsheet, one row a word; only `start_s` and `end_s` are meant to be changed."""
    return render_sheet(
        _SHEET,
        (
            (index, shield(word.word), f"{word.start_s:.3f}", f"{word.end_s:.3f}", word.line, word.found, f"{word.confidence:.2f}")
            for index, word in enumerate(timing.words)
        ),
    )


def import_words(sheet: str, timing: Timing, edits: str) -> str:
    """The edits CSV after a person changed the export of `timing`, in which `edits` ("" = none) had been laid.

    Kept are rows whose times differ from `timing`, edits that `timing` already holds, and edits that fitted no word of it, so that
    nothing that a person did is lost. A row whose two times were emptied gives its word back to the aligner; a row that is missing
    changes nothing. InputError names the row where a number is bad, a word is unknown or changed, or two edits overlap.
    """
    changes: dict[int, WordEdit | None] = {}
    for row in parse_sheet(sheet, _SHEET[:4]):
        index = _read_index(row, timing)
        is_given_back = not row.cells["start_s"] and not row.cells["end_s"]
        changes[index] = None if is_given_back else read_edit(row, index, timing.words[index])
    return keep_edits(changes, timing, edits)


def keep_edits(changes: Mapping[int, WordEdit | None], timing: Timing, edits: str) -> str:
    """The edits CSV after a person changed words of `timing`, in which `edits` ("" = none) had been laid: the words by index, None where
    one is given back to the aligner. InputError where two edits overlap."""
    kept = {
        index: WordEdit(index, word.word, word.line, round(word.start_s, 3), round(word.end_s, 3), index + 2)
        for index, word in enumerate(timing.words)
        if word.found == "edited"
    }
    for index, edit in changes.items():
        if edit is None:
            kept.pop(index, None)
        elif not _is_laid(edit, timing.words[index]):
            kept[index] = edit
    text = Text(word.word for word in timing.words)
    changed = [replace(kept[index], context=text.cut_context(index)) for index in sorted(kept)]
    check_order(changed)
    return _render_edits([*changed, *_find_kept_out(parse_edits(edits), timing)])


def parse_edits(edits: str) -> list[WordEdit]:
    """The edits of an edits CSV ("" = none), in its order; InputError names the row that is wrong."""
    if not edits.strip():
        return []
    return [_read_kept(row) for row in parse_sheet(edits, _EDITS, (_CONTEXT,))]


def read_edit(row: Row, index: int, word: Word) -> WordEdit:
    """The edit of the word at `index` that a row says; InputError naming the row where its times are none."""
    edit = WordEdit(index, word.word, word.line, row.read_seconds("start_s"), row.read_seconds("end_s"), row.number)
    if edit.end_s < edit.start_s:
        raise row.refuse(f"ends at {edit.end_s:.3f} s, before it starts at {edit.start_s:.3f} s")
    return edit


def is_same_word(cell: str, word: str) -> bool:
    """Whether a sheet's cell means this word: spreadsheets turn no-break spaces into spaces, decompose letters, eat a first apostrophe."""
    return _plain(cell) == _plain(word)


def has_room(before: WordEdit | None, after: WordEdit) -> bool:
    """Whether one edit can follow another (None = the start of the song) with `LEAST_S` left for each word between them."""
    free_s, words_between = (after.start_s - before.end_s, after.index - before.index - 1) if before else (after.start_s, after.index)
    return free_s >= words_between * LEAST_S - 1e-6


def check_order(edits: list[WordEdit]) -> None:
    """InputError where two of the edits, in the order of their words, mean one word, overlap, or leave no room for the words between."""
    for before, after in zip([None, *edits], edits, strict=False):
        if before and before.index == after.index:
            raise Row(after.row, {}).refuse(f'"{after.word}" (word {after.index}) is edited in row {before.row} already')
        if not has_room(before, after):
            end = f'"{before.word}" (word {before.index}) ends at {before.end_s:.3f} s' if before else "the song starts at 0 s"
            what = f'"{after.word}" (word {after.index}) starts at {after.start_s:.3f} s, but {end}'
            raise Row(after.row, {}).refuse(f"{what} and what lies between needs room")


# --------------------------------------------------------------------------------------------- private


def _read_index(row: Row, timing: Timing) -> int:
    index = row.read_count("index")
    if index >= len(timing.words):
        raise row.refuse(f"there is no word {index}: the song has {len(timing.words)} words, counted from 0")
    if not is_same_word(row.cells["word"], timing.words[index].word):
        raise row.refuse(f'word {index} is "{timing.words[index].word}", not "{row.cells["word"][:40]}" (words are changed in the lyrics)')
    return index


def _read_kept(row: Row) -> WordEdit:
    edit = read_edit(row, row.read_count("index"), Word(row.cells["word"], 0.0, 0.0, row.read_count("line"), 1.0, "edited"))
    context = row.cells[_CONTEXT]
    if context and not is_context(context):
        raise row.refuse(f'{_CONTEXT} is "{context[:20]}", expected what the import wrote there, or nothing')
    return replace(edit, context=context)


def _is_laid(edit: WordEdit, word: Word) -> bool:
    return (edit.start_s, edit.end_s) == (round(word.start_s, 3), round(word.end_s, 3))


def _find_kept_out(edits: list[WordEdit], timing: Timing) -> list[WordEdit]:
    laid = [word for word in timing.words if word.found == "edited"]
    return [edit for edit in edits if not any(is_same_word(edit.word, word.word) and _is_laid(edit, word) for word in laid)]


def _plain(word: str) -> str:
    return " ".join(unicodedata.normalize("NFC", word).split()).lstrip("'")


def _render_edits(edits: list[WordEdit]) -> str:
    if not edits:
        return ""
    return render_sheet(
        (*_EDITS, _CONTEXT), ((e.index, shield(e.word), f"{e.start_s:.3f}", f"{e.end_s:.3f}", e.line, e.context) for e in edits)
    )
