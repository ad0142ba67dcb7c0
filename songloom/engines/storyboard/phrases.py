"""The director that follows rules: balanced phrases, scenes along the song's form, motion with restraint."""

from songloom.engines.storyboard.breaks import weigh_breaks
from songloom.engines.storyboard.contract import PhrasesOptions
from songloom.engines.storyboard.form import find_form
from songloom.engines.storyboard.lines import cut_lines
from songloom.engines.storyboard.motion import choose_animations
from songloom.engines.storyboard.prompts import write_prompts
from songloom.engines.storyboard.scenes import describe_scenes, fold_line, group_scenes
from songloom.engines.storyboard.span import find_spans
from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import DisplayLine, Storyboard
from songloom.model.timing import Timing


class Phrases:
    """The embedded engine."""

    def __init__(self, options: PhrasesOptions) -> None:
        self._options = options

    def direct(self, timing: Timing, rhythm: Rhythm) -> Storyboard:
        """A storyboard that covers every word of `timing` once; equal inputs give an equal one."""
        options = self._options
        words = [word.word for word in timing.words]
        ranges = cut_lines(words, weigh_breaks(timing.words, options.gap_s), options.line_letters)
        spans = find_spans(timing.words, ranges, rhythm)
        texts = [" ".join(words[first:end]) for first, end in ranges]
        form = find_form([fold_line(text) for text in texts])
        groups = group_scenes(spans, form, options.scene_lines)
        scenes = write_prompts(describe_scenes(groups, spans, texts, rhythm, options.seed), texts, form)
        animations = choose_animations(spans, scenes, options.moving_share)
        lines = (DisplayLine(first, end, animation) for (first, end), animation in zip(ranges, animations, strict=True))
        return Storyboard(tuple(lines), tuple(scenes))
