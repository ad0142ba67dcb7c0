"""Tells of what kind a word is, by how it is written and what its line is in the song."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from songloom.engines.segments.slices import ShownLine
from songloom.model.storyboard import Storyboard
from songloom.model.theme import Tag, Tags
from songloom.model.timing import Timing, Word

OPENING, CLOSING = "(（", ")）"


def list_tags(timing: Timing, storyboard: Storyboard) -> list[list[Tag]]:
    """The kind of every word, by display line."""
    lines = [timing.words[line.first_word : line.end_word] for line in storyboard.lines]
    backing = iter(list(_find_backing(timing.words)))
    choruses = [scene.heading == "chorus" for scene in storyboard.scenes for _ in range(scene.first_line, scene.end_line)]
    return [
        [_choose(word.word, place, line, is_chorus, next(backing)) for place, word in enumerate(line)]
        for line, is_chorus in zip(lines, choruses, strict=True)
    ]


def tag_line(line: ShownLine, found: Sequence[Tag], tags: Tags) -> ShownLine:
    """The line with the kinds of its words, as far as the theme shows them."""
    if not any(tags.find(tag) for tag in found):
        return line
    words = (replace(word, tag=tag if tags.find(tag) else "") for word, tag in zip(line.words, found, strict=True))
    return replace(line, words=tuple(words))


# --------------------------------------------------------------------------------------------- private


def _choose(word: str, place: int, line: Sequence[Word], is_chorus: bool, is_backing: bool) -> Tag:
    if is_backing:
        return "backing"
    if _is_shouted(word) and not all(_is_shouted(other.word) for other in line if _has_case(other.word)):
        return "emphasised"
    if is_chorus:
        return "chorus"
    return "" if place else "first"


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
