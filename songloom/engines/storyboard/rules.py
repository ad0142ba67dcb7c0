"""What the rules say of a song, in pieces: the model's wishes are measured by them and fall back to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from songloom.engines.storyboard.breaks import weigh_breaks
from songloom.engines.storyboard.contract import PhrasesOptions
from songloom.engines.storyboard.form import Form, find_form
from songloom.engines.storyboard.headings import name_lines, read_heading
from songloom.engines.storyboard.lines import cut_lines
from songloom.engines.storyboard.motion import choose_animations
from songloom.engines.storyboard.prompts import write_prompts
from songloom.engines.storyboard.scenes import choose_mood, describe_scenes, fold_line, group_scenes
from songloom.engines.storyboard.span import Span, find_spans
from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import DisplayLine, Storyboard
from songloom.model.timing import Timing

Range = tuple[int, int]


@dataclass(frozen=True)
class ReadForm:
    """A song's lines as its form: which come back, the passage each belongs to, and each as time."""

    form: Form
    passages: Sequence[str]
    spans: Sequence[Span]


@dataclass(frozen=True)
class Rules:
    """A song before the rules. `breaks[k - 1]` speaks for a line end before word k, in log-odds."""

    texts: Sequence[str]
    breaks: Sequence[float]
    timing: Timing
    rhythm: Rhythm
    options: PhrasesOptions

    def cut(self, first: int, end: int) -> list[Range]:
        """The display lines of words [first, end)."""
        ranges = cut_lines(self.texts[first:end], self.breaks[first : end - 1], self.options.line_letters)
        return [(first + start, first + stop) for start, stop in ranges]

    def fits(self, first: int, end: int) -> bool:
        """Whether words [first, end) fit a line; a word alone always does."""
        return end - first == 1 or len(self.join(first, end)) <= self.options.line_letters

    def is_written_end(self, at: int) -> bool:
        """Whether a written line ends before word `at`."""
        return self.timing.words[at - 1].line != self.timing.words[at].line

    def read_form(self, ranges: Sequence[Range]) -> ReadForm:
        """When the lines are sung, which come back, and which passage each belongs to."""
        words = self.timing.words
        times_s = [(words[first].start_s, words[end - 1].end_s) for first, end in ranges]
        texts = [fold_line(self.join(*line)) for line in ranges]
        form = find_form(texts)
        passages = name_lines(texts, times_s, form, self.rhythm)
        return ReadForm(form, passages, find_spans(times_s, passages))

    def join(self, first: int, end: int) -> str:
        """Words [first, end) as text."""
        return " ".join(self.texts[first:end])

    def stage(self, ranges: Sequence[Range]) -> Storyboard:
        """The storyboard that the rules make of these lines."""
        read, texts = self.read_form(ranges), [self.join(*words) for words in ranges]
        groups = group_scenes(read.spans, read.form, self.options.scene_lines)
        scenes = describe_scenes(groups, read.spans, texts, self.rhythm, self.options.seed)
        scenes = [replace(scene, heading=read_heading(read.passages[scene.first_line])) for scene in scenes]
        scenes = write_prompts(scenes, texts, read.form, choose_mood(0.5, self.rhythm))
        animations = choose_animations(read.spans, scenes, self.options.moving_share)
        lines = (DisplayLine(first, end, animation) for (first, end), animation in zip(ranges, animations, strict=True))
        return Storyboard(tuple(lines), tuple(scenes))


def read_rules(timing: Timing, rhythm: Rhythm, options: PhrasesOptions) -> Rules:
    """The rules before a song."""
    texts = [word.word for word in timing.words]
    return Rules(texts, weigh_breaks(timing.words, options.gap_s), timing, rhythm, options)
