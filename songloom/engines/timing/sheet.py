"""CSV as spreadsheets write it: byte order marks, semicolons and decimal commas are all the same table."""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from songloom.engines.timing.contract import MOST_LETTERS
from songloom.errors import InputError


@dataclass(frozen=True)
class Row:
    """One row of a sheet; `number` is the row that a spreadsheet shows (the header is 1), 0 where there are no rows."""

    number: int
    cells: dict[str, str]

    def read_count(self, column: str) -> int:
        """A whole number from 0; InputError naming the row where it is none."""
        value = self.cells[column]
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            raise self.refuse(f'{column} is "{value[:20]}", expected a whole number')
        return int(value)

    def read_seconds(self, column: str) -> float:
        """Seconds from 0, rounded to 1 ms; InputError naming the row where it is none."""
        value = self.cells[column]
        try:
            seconds = float(value.replace(",", "."))
        except ValueError as error:
            raise self.refuse(f'{column} is "{value[:20]}", expected seconds such as 12.345') from error
        if not math.isfinite(seconds) or seconds < 0:
            raise self.refuse(f'{column} is "{value[:20]}", expected seconds from the start of the song')
        return round(seconds, 3)

    def refuse(self, what: str) -> InputError:
        """The error that says what is wrong with this row."""
        where = f"row {self.number}: " if self.number else ""
        return InputError("", f"{where}{what}", "correct it, or export the words again")


def check_size(text: str) -> str:
    """The text without a byte order mark; InputError where it is larger than any song's words."""
    if len(text) > MOST_LETTERS:
        raise InputError("", f"holds more than {MOST_LETTERS:,} letters", "export the words again")
    return text.removeprefix("\ufeff")


def parse_sheet(text: str, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """The rows below the header, blank ones left out; columns other than `columns` are ignored, in any order, and one of `optional` that
    is not there is empty.

    InputError where a column is missing or it is no CSV.
    """
    text = check_size(text)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InputError("", f"is no CSV ({error})", "export the words again") from error
    names = [name.strip() for name in table[0]] if table else []
    missing = [column for column in columns if column not in names]
    if missing:
        raise InputError("", f"row 1: no column named {', '.join(missing)}", "keep the header row of the export")
    return [
        Row(number, {column: _cell(cells, names.index(column)) if column in names else "" for column in (*columns, *optional)})
        for number, cells in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]


def render_sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """CSV with a header, comma-separated."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def shield(word: str) -> str:
    """The word as a cell: an apostrophe keeps a spreadsheet from running what begins like a formula."""
    return f"'{word}" if word[:1] in "=+-@" else word


# --------------------------------------------------------------------------------------------- private


def _cell(cells: list[str], column: int) -> str:
    return cells[column].strip() if column < len(cells) else ""
