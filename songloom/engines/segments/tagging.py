"""Tells of what kind a word is, by how it is written and what its line is in the song."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from songloom.engines.segments.slices import ShownLine
from songloom.model.singers import Singer
from songloom.model.storyboard import Storyboard
from songloom.model.theme import Tag, Tags
from songloom.model.timing import Timing, Word

OPENING, CLOSING = "(（", ")）"
_SUNG: dict[Singer, Tag] = {"": "", "a": "singer_a", "b": "singer_b"}


def list_tags(timing: Timing, storyboard: Storyboard, singers: Sequence[Singer] = ()) -> list[list[tuple[Tag, ...]]]:
    """The kinds of every word, by display line; the last that a theme shows counts. `singers` holds who sings each written line, or is
    empty."""
    lines = [timing.words[line.first_word : line.end_word] for line in storyboard.lines]
    backing = iter(list(_find_backing(timing.words)))
    choruses = [scene.heading == "chorus" for scene in storyboard.scenes for _ in range(scene.first_line, scene.end_line)]
    return [
        [
            _join(_choose(word.word, place, line, is_chorus, next(backing)), singers[word.line] if singers else "")
            for place, word in enumerate(line)
        ]
        for line, is_chorus in zip(lines, choruses, strict=True)
    ]


def tag_line(line: ShownLine, found: Sequence[Sequence[Tag]], tags: Tags) -> ShownLine:
    """The line with the kinds of its words, as far as the theme shows them."""
    shown = [next((kind for kind in reversed(kinds) if tags.find(kind)), "") for kinds in found]
    if not any(shown):
        return line
    return replace(line, words=tuple(replace(word, tag=tag) for word, tag in zip(line.words, shown, strict=True)))


# --------------------------------------------------------------------------------------------- private


def _choose(word: str, place: int, line: Sequence[Word], is_chorus: bool, is_backing: bool) -> Tag:
    if is_backing:
        return "backing"
    if _is_shouted(word) and not all(_is_shouted(other.word) for other in line if _has_case(other.word)):
        return "emphasised"
    if is_chorus:
        return "chorus"
    return "" if place else "first"


def _join(tag: Tag, singer: Singer) -> tuple[Tag, ...]:
    """A word's own kind and its singer's, which says more than where the word stands, and less than how it is written."""
    sung = _SUNG[singer]
    return (sung, tag) if tag in ("emphasised", "backing") else (tag, sung)


def _is_shouted(word: str) -> bool:
    """Whether a word is written in capitals; a single letter, such as I, tells nothing.

    >>> _is_shouted("LOVE!"), _is_shouted("I"), _is_shouted("Love")
    (True, False, False)
    """
    return word.isupper() and sum(letter.isalpha() for letter in word) > 1


def _has_case(word: str) -> bool:
    return any(letter.isalpha() for letter in word) and word.lower() != word.upper() and len(word) > 1


def _find_backing(words: Sequence[Word]) -> Iterator[bool]:
    """Whether a word stands in parentheses; those that nobody closes end with their written line."""
    depth, line = 0, -1
    for word in words:
        if word.line != line:
            depth, line = 0, word.line
        opened = sum(letter in OPENING for letter in word.word)
        yield depth > 0 or word.word[0] in OPENING
        depth = max(0, depth + opened - sum(letter in CLOSING for letter in word.word))
