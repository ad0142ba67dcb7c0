"""Whether what a recogniser heard is what was written, and where it was written to be."""

from collections.abc import Iterator, Sequence

from songloom.engines.quality.telling import group_lines, show_lines, show_words
from songloom.metrics.alignment import fold_word
from songloom.metrics.matching import match_tokens
from songloom.model.heard import Heard, HeardWord
from songloom.model.quality import Reason
from songloom.model.timing import Word

# A recogniser's own times are rough, and it hears one sung word in three or four wrong or not at all.
NEAR_S = 2.0
AGREEING, UNRELATED = 0.4, 0.15

# So much fewer words heard than written tell of the recogniser, not of the lyrics.
LEAST_HEARD = 0.3

# A line of so many words of which none was heard, though as many others were, is worth a look.
LINE_WORDS = 4
MAX_LINES = 5


def measure_agreement(words: Sequence[Word], heard: Heard) -> float:
    """The share of written words that were heard within NEAR_S of their time; 1 where nothing was written."""
    near = _find_heard(words, heard)
    is_sound = [bool(fold_word(word.word)) for word in words]
    return sum(near) / max(1, sum(is_sound)) if any(is_sound) else 1.0


def check_heard(words: Sequence[Word], heard: Heard) -> Iterator[Reason]:
    """A song whose heard text disagrees, and the lines where other words were heard; what warned the recogniser's user is noted."""
    yield from (Reason("heard_warning", warning, "note") for warning in heard.warnings)
    written = [word for word in words if fold_word(word.word)]
    if not written:
        return
    if len(heard.words) < LEAST_HEARD * len(written):
        what = f"only {len(heard.words)} words were heard where {len(written)} are written"
        yield Reason("little_heard", f"{what}; check that somebody sings these words in this song")
        return
    agreement = measure_agreement(words, heard)
    if agreement < AGREEING:
        what = f"the heard text disagrees: {agreement:.0%} of the written words were heard near their time"
        level = "bad" if agreement < UNRELATED else "look_again"
        yield Reason("heard_disagrees", f"{what}; check that the lyrics are this song's, or where they derail", level)
    yield from _check_lines(words, heard)


# --------------------------------------------------------------------------------------------- private


def _find_heard(words: Sequence[Word], heard: Heard) -> list[bool]:
    """For each written word whether it was heard near its time; the two texts are matched monotonically, so that a common word
    somewhere in the song does not count."""
    written = [(fold_word(word.word), word.start_s) for word in words]
    given = [(fold_word(word.word), word.start_s) for word in heard.words]
    rows = [k for k, (token, _) in enumerate(written) if token]
    given = [(token, start_s) for token, start_s in given if token]
    near = [False] * len(written)
    for row, at in zip(rows, match_tokens([written[k] for k in rows], given), strict=True):
        near[row] = at is not None and abs(given[at][1] - written[row][1]) <= NEAR_S
    return near


def _check_lines(words: Sequence[Word], heard: Heard) -> Iterator[Reason]:
    near, first, odd = _find_heard(words, heard), 0, []
    for line in group_lines(words):
        found = near[first : first + len(line)]
        first += len(line)
        others = _cut(heard, line[0].start_s, line[-1].end_s)
        if len(line) >= LINE_WORDS and not any(found) and len(others) >= LINE_WORDS and any(word.found != "edited" for word in line):
            odd.append((line, others))
    for line, others in odd[:MAX_LINES]:
        text = " ".join(word.word for word in others[:8])
        yield Reason("line_disagrees", f"{show_lines([line])}: {show_words(line)} is written, but “{text}” was heard", "note")


def _cut(heard: Heard, start_s: float, end_s: float) -> list[HeardWord]:
    return [word for word in heard.words if start_s <= (word.start_s + word.end_s) / 2 < end_s]
