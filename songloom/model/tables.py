"""What every table must hold when it crosses from one stage to the next; a broken promise is a bug of an engine, not of the user."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from songloom.model.storyboard import Storyboard
from songloom.model.timing import Timing, Word

# Times are written rounded to 1 ms, so two of them may part by that much.
_ROUNDING_S = 0.0015
# The no-break space that ties punctuation to its word, and the joiners that shape letters.
_INVISIBLE = "\u00a0\u200c\u200d"


def check_words(timing: Timing, duration_s: float) -> None:
    """ValueError where words are out of order, overlap, lie outside the song, or are no NFC text."""
    if _are_sound(timing.words, duration_s):
        # Libraries of tables take longer to load than a word that a person moved takes to draw.
        return
    import pandas as pd

    table = pd.DataFrame([vars(word) for word in timing.words], columns=["word", "start_s", "end_s", "line", "confidence"])
    _validate(table, _words_schema(duration_s), "words")


def check_storyboard(storyboard: Storyboard, word_count: int) -> None:
    """ValueError where lines do not show all of `word_count` words, or a scene asks for what no picture has.

    That lines and scenes follow one another without gaps, a `Storyboard` sees to itself.
    """
    shown = storyboard.lines[-1].end_word if storyboard.lines else 0
    if shown != word_count:
        raise ValueError(f"storyboard breaks its contract: its lines show {shown} words, expected {word_count}")
    if all(0 <= scene.energy <= 1 and scene.prompt and 0 <= scene.seed < 2**31 for scene in storyboard.scenes):
        return
    import pandas as pd

    scenes = pd.DataFrame([vars(scene) for scene in storyboard.scenes], columns=["energy", "prompt", "seed"])
    _validate(scenes, _scenes_schema(), "scenes")


# --------------------------------------------------------------------------------------------- private


def _are_sound(words: Sequence[Word], duration_s: float) -> bool:
    """Whether words surely keep their contract (`_words_schema`), told without a table."""
    ended_s, line, most_s = 0.0, 0, duration_s + _ROUNDING_S
    for word in words:
        is_timed = max(0, ended_s - _ROUNDING_S) <= word.start_s <= word.end_s <= most_s
        if not (is_timed and line <= word.line and 0 <= word.confidence <= 1 and _is_shown_text(word.word)):
            return False
        ended_s, line = word.end_s, word.line
    return True


def _words_schema(duration_s: float) -> Any:
    import pandera.pandas as pa

    inside = pa.Check.in_range(0, duration_s + _ROUNDING_S, error=f"times lie inside the song (0 to {duration_s:.3f} s)")
    return pa.DataFrameSchema(
        {
            "word": pa.Column(str, pa.Check(_is_shown_text, element_wise=True, error="a word is NFC text that can be shown")),
            "start_s": pa.Column(float, inside),
            "end_s": pa.Column(float, inside),
            "line": pa.Column(int, [pa.Check.ge(0, error="lines count from 0"), pa.Check(_is_rising, error="lines are in order")]),
            "confidence": pa.Column(float, pa.Check.in_range(0, 1, error="a confidence lies in [0, 1]")),
        },
        checks=[
            pa.Check(lambda table: table["start_s"] <= table["end_s"], error="a word starts before it ends"),
            pa.Check(_follows, error="a word starts after the one before it ended"),
        ],
        coerce=True,
    )


def _scenes_schema() -> Any:
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            "energy": pa.Column(float, pa.Check.in_range(0, 1, error="an energy lies in [0, 1]")),
            "prompt": pa.Column(str, pa.Check.str_length(min_value=1, error="a prompt says something")),
            "seed": pa.Column(int, pa.Check.in_range(0, 2**31 - 1, error="a seed has 31 bits")),
        },
        coerce=True,
    )


def _is_shown_text(word: str) -> bool:
    return (
        bool(word.strip())
        and unicodedata.is_normalized("NFC", word)
        and all(letter.isprintable() or letter in _INVISIBLE for letter in word)
    )


def _is_rising(values: Any) -> Any:
    return values.diff().fillna(0) >= 0


def _follows(table: Any) -> Any:
    return (table["start_s"] - table["end_s"].shift()).fillna(0) >= -_ROUNDING_S


def _validate(table: Any, schema: Any, name: str) -> None:
    import pandera.errors

    try:
        schema.validate(table, lazy=True)
    except pandera.errors.SchemaErrors as error:
        first = error.failure_cases.iloc[0]
        where = "" if first["index"] is None or first["index"] != first["index"] else f" at row {int(first['index'])}"
        raise ValueError(f"{name} break their contract{where}: {first['check']}") from error
