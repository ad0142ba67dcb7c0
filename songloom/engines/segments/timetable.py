"""Works out, in frames of the song, when every line takes its place and when it leaves."""

from dataclasses import dataclass
from itertools import pairwise

from songloom.model.storyboard import DisplayLine, Storyboard
from songloom.model.theme import Tag
from songloom.model.timing import Timing

# A silence this long between two lines leaves the picture alone; LINGER is then how long the old line stays, LEAD how
# early the new one comes. Where the silence is shorter the lines hand over within it: at once where there is no more time than
# TURN, at most HOLD after the old one's end, and EARLY before the new one's start in any case.
BREAK_MS, LINGER_MS, LEAD_MS, TURN_MS, HOLD_MS, EARLY_MS = 4000, 1200, 1800, 600, 350, 1600
# The last line leaves this long before the song's end, unless it is still being sung.
CLOSE_MS = 700


@dataclass(frozen=True)
class ShownWord:
    """A word that is being sung in frames [first, end). `loud` in [0, 1] is how loud the song is there, `tag` the kind of word it is;
    `syllables` is where its syllables end, in shares of its time, where that is known."""

    text: str
    first: int
    end: int
    loud: float = 0.0
    tag: Tag = ""
    syllables: tuple[float, ...] = ()


@dataclass(frozen=True)
class TimedLine:
    """A display line in frames of the song."""

    words: tuple[ShownWord, ...]
    turn: int
    until: int
    energy: float

    def end(self) -> int:
        """The frame in which its last word is over."""
        return self.words[-1].end


def plan_lines(timing: Timing, storyboard: Storyboard, total_ms: int, fps: int) -> list[TimedLine]:
    """All lines of a song that is `total_ms` long."""
    spans = [_span_ms(timing, line) for line in storyboard.lines]
    turns, untils = [max(0, start - LEAD_MS) for start, _ in spans[:1]], []
    for (_, end), (start, _) in pairwise(spans):
        gap = start - end
        if gap >= BREAK_MS:
            turns.append(start - LEAD_MS)
            untils.append(end + LINGER_MS)
        else:
            turns.append(max(end + min(HOLD_MS, max(0, gap - TURN_MS)), start - EARLY_MS))
            untils.append(turns[-1])
    untils += [max(end, min(end + LINGER_MS, total_ms - CLOSE_MS)) for _, end in spans[-1:]]
    energies = [scene.energy for scene in storyboard.scenes for _ in range(scene.first_line, scene.end_line)]
    return [
        TimedLine(_words(timing, line, fps), ceil_frame(turn, fps), ceil_frame(until, fps), energy)
        for line, turn, until, energy in zip(storyboard.lines, turns, untils, energies, strict=True)
    ]


def frame_at(seconds: float, fps: int) -> int:
    """The first frame at or after `seconds` (to the millisecond: float noise moves no frame).

    >>> frame_at(0.1 + 0.2, 30), frame_at(0.301, 30)
    (9, 10)
    """
    return ceil_frame(round(seconds * 1000), fps)


def ceil_frame(ms: int, fps: int) -> int:
    """The first frame at or after a millisecond."""
    return -(-ms * fps // 1000)


# --------------------------------------------------------------------------------------------- private


def _span_ms(timing: Timing, line: DisplayLine) -> tuple[int, int]:
    words = timing.words[line.first_word : line.end_word]
    return round(words[0].start_s * 1000), round(words[-1].end_s * 1000)


def _words(timing: Timing, line: DisplayLine, fps: int) -> tuple[ShownWord, ...]:
    shown = []
    for word in timing.words[line.first_word : line.end_word]:
        first = frame_at(word.start_s, fps)
        shown.append(ShownWord(word.word, first, max(first + 1, frame_at(word.end_s, fps))))
    return tuple(shown)
