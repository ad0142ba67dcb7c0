"""Where a written line falls into words, which of them are timed, and which lines are no lyrics at all."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TypeVar

from songloom.errors import InputError
from songloom.model.lyrics import LyricLine, LyricWord

Line = TypeVar("Line", bound=LyricLine)

MOST_WORD_LETTERS = 200
MOST_WORDS = 20_000
NO_BREAK_SPACE = "\u00a0"

SECTIONS = (
    "verse|chorus|pre-?chorus|post-?chorus|bridge|intro|outro|hook|refrain|interlude|break|solo|instrumental|coda|ending|repeat|"
    "couplet|pont|strophe|vers|bridge|zwischenspiel|estrofa|verso|coro|estribillo|puente|strofa|ritornello|refrão|ponte"
)
_SPACE = re.compile(r"\s*")
_BRACKETED = re.compile(r"\[[^\]]*\]")
_NAMED = re.compile(rf"\(\s*(?:{SECTIONS})\b[^)]*\)|(?:{SECTIONS})(?:\s*\d+)?\s*:|(?:{SECTIONS})\s*\d+", re.IGNORECASE)


def split_words(text: str) -> list[tuple[int, str]]:
    """(offset in `text`, word) of each word: what whitespace parts, save that a token without letters or digits (`-`, `?`, `&`) cannot be
    sung and stays with the word before it (or else after it), tied by a no-break space; so `" ".join(words).split() == text.split()`.

    No word at all where nothing in the line can be sung. InputError where a word is too long to be one.
    """
    words: list[tuple[int, str]] = []
    pending: list[tuple[int, str]] = []
    for match in re.finditer(r"\S+", text):
        token = (match.start(), match.group())
        if any(letter.isalnum() for letter in token[1]):
            words.append(_tie([*pending, token]))
            pending = []
        elif words:
            words[-1] = _tie([words[-1], token])
        else:
            pending.append(token)
        if words and len(word := words[-1][1]) > MOST_WORD_LETTERS:
            raise InputError("", f'the word "{word[:20]}…" has {len(word)} letters', "part words by spaces")
    return words


def time_words(text: str, stamps_s: Mapping[int, float]) -> tuple[list[LyricWord], float | None]:
    """The words of `text`, each with the time of the stamp right before it, and the time of a stamp behind the last word.

    `stamps_s` holds times by offset in `text`; one inside a word (a syllable's) says nothing of the word's start.
    """
    starts_s = {_skip_space(text, offset): time_s for offset, time_s in stamps_s.items()}
    words = [LyricWord(unicodedata.normalize("NFC", word), starts_s.get(offset)) for offset, word in split_words(text)]
    return words, starts_s.get(len(text))


def share_syllables(text: str, stamps_s: Mapping[int, float], ends_s: Mapping[int, float]) -> tuple[tuple[float, ...], ...]:
    """For each word of `text` where its syllables end, in shares of its time: of a word that is stamped at its start and inside. `ends_s`
    holds when what a stamp begins is over, by the stamp's offset; else it is with the stamp behind the word. What has no letter is no
    syllable. () where times go back."""
    starts_s, over_s = ({_skip_space(text, offset): time_s for offset, time_s in times.items()} for times in (stamps_s, ends_s))
    stamped = sorted(starts_s)
    firsts = [offset for offset, _ in split_words(text)]
    shares = []
    for first, following in pairwise([*firsts, len(text)] if firsts else []):
        within = stamped[bisect_left(stamped, first) : bisect_left(stamped, following)]
        within = [at for at, end in pairwise([*within, following]) if at == first or any(map(str.isalnum, text[at:end]))]
        times_s = [starts_s[offset] for offset in within]
        # The word may be over before a space, and the next begin behind it.
        behind_s = stamps_s.get(len(text[:following].rstrip()), starts_s.get(following))
        end_s = over_s.get(within[-1], behind_s) if len(within) > 1 and within[0] == first else None
        times_s = [*times_s, end_s] if end_s is not None else []
        is_parted = times_s and all(earlier < later for earlier, later in pairwise(times_s))
        shares.append(tuple(round((at - times_s[0]) / (times_s[-1] - times_s[0]), 3) for at in times_s[1:]) if is_parted else ())
    return tuple(shares)


def order_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines in sung order: one without a time stays behind the line that it follows in the file."""
    timed: list[tuple[float, Line]] = []
    for line in lines:
        last_s = timed[-1][0] if timed else 0.0
        timed.append((last_s if line.start_s is None else line.start_s, line))
    return tuple(line for _, line in sorted(timed, key=lambda item: item[0]))


def is_heading(line: str) -> bool:
    """Whether a line names a section instead of being sung: `[Chorus]`, `(Verse 2:)`, `Chorus:`, `Verse 2`.

    In brackets anything is a heading; in parentheses or bare only the usual names, since `(ooh ooh)` is sung.
    """
    stripped = line.strip()
    return bool(_BRACKETED.fullmatch(stripped) or _NAMED.fullmatch(stripped))


# --------------------------------------------------------------------------------------------- private


def _skip_space(text: str, offset: int) -> int:
    match = _SPACE.match(text, offset)
    return match.end() if match else offset


def _tie(tokens: list[tuple[int, str]]) -> tuple[int, str]:
    return tokens[0][0], NO_BREAK_SPACE.join(text for _, text in tokens)
