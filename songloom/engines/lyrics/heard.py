"""Lyrics from what a recogniser heard: the last resort, for songs that nobody wrote down."""

from collections.abc import Iterator, Sequence

from songloom.engines.lyrics.contract import HeardOptions, Reading
from songloom.engines.lyrics.language import choose_language
from songloom.engines.lyrics.text import decode_text
from songloom.engines.lyrics.words import MOST_WORDS, is_heading, split_words
from songloom.errors import InputError
from songloom.model.document import load_document
from songloom.model.heard import Heard, HeardWord
from songloom.model.lyrics import LyricLine, Lyrics, LyricWord

CURE = "put a lyrics file beside the audio, or name one with --lyrics"
# A rest ends a line, as does the end of what was heard in one go; longer lines are cut where it disturbs least.
REST_S = 1.0
MOST_LETTERS = 42
# What speaks for a cut, in seconds of rest that weigh as much: a mark of punctuation, a capital; against it: how uneven the halves are.
PUNCTUATION_S, CAPITAL_S, UNEVEN_S = 0.6, 0.3, 0.6
_MARKS = ",.;:!?…،。、！？"
# These are written without spaces, and so are their lines: a recogniser's words are single characters there.
UNSPACED = frozenset(("ja", "lo", "my", "th", "yue", "zh"))


class AsHeard:
    """Cuts what was heard into lines. A line is stamped with the start of its first word; a recogniser's other times are too rough to
    be stamps: word stamps would hold back an aligner that listens."""

    def __init__(self, options: HeardOptions) -> None:
        self._options = options

    def read(self, data: bytes) -> Reading:
        """The lyrics in the canonical JSON of a `Heard`; nobody hears a translation, or who sings."""
        heard = load_document(data, Heard)
        if len(heard.words) > MOST_WORDS:
            raise InputError("", f"more than {MOST_WORDS:,} words were heard", CURE)
        joint = "" if heard.language in UNSPACED else " "
        lines = tuple(_write_line(part, joint) for part in _cut_lines(heard.words, joint))
        lines = tuple(line for line in lines if line.words)
        if not lines:
            raise InputError("", "no words were heard in this song", CURE)
        asked = heard.language if self._options.language == "auto" and heard.language else self._options.language
        language = choose_language(asked, (word.text for line in lines for word in line.words))
        return Reading(Lyrics(lines, language, "heard"))


# --------------------------------------------------------------------------------------------- private


def _cut_lines(words: Sequence[HeardWord], joint: str) -> Iterator[Sequence[HeardWord]]:
    first = 0
    for k in range(1, len(words) + 1):
        if k == len(words) or words[k].segment != words[k - 1].segment or words[k].start_s - words[k - 1].end_s >= REST_S:
            yield from _shorten(words[first:k], joint)
            first = k


def _shorten(words: Sequence[HeardWord], joint: str) -> Iterator[Sequence[HeardWord]]:
    """The words as lines of MOST_LETTERS at most, unless one word is longer."""
    if len(words) < 2 or len(joint.join(word.word for word in words)) <= MOST_LETTERS:
        if words:
            yield words
        return
    cut = max(range(1, len(words)), key=lambda k: (_weigh_cut(words, k), -k))
    yield from _shorten(words[:cut], joint)
    yield from _shorten(words[cut:], joint)


def _weigh_cut(words: Sequence[HeardWord], k: int) -> float:
    """How well a line may end before word `k`."""
    before, after = words[k - 1], words[k]
    weight = max(0.0, after.start_s - before.end_s)
    weight += PUNCTUATION_S * (before.word[-1:] in _MARKS)
    # English "I" is no sign of a new line.
    weight += CAPITAL_S * (after.word[:1].isupper() and not after.word.startswith(("I'", "I’")) and after.word != "I")
    return weight - UNEVEN_S * abs(2 * k / len(words) - 1)


def _write_line(words: Sequence[HeardWord], joint: str) -> LyricLine:
    text = decode_text(joint.join(word.word for word in words).encode()).replace("\n", " ")
    found = () if is_heading(text) else split_words(text)
    return LyricLine(tuple(LyricWord(word) for _, word in found), words[0].start_s, words[-1].end_s)
