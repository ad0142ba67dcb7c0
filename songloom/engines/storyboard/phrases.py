"""The director that follows rules: balanced phrases, scenes along the song's form, motion with restraint."""

from songloom.engines.storyboard.contract import PhrasesOptions
from songloom.engines.storyboard.rules import read_rules
from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import Storyboard
from songloom.model.timing import Timing


class Phrases:
    """The embedded engine."""

    def __init__(self, options: PhrasesOptions) -> None:
        self._options = options

    def direct(self, timing: Timing, rhythm: Rhythm) -> Storyboard:
        """A storyboard that covers every word of `timing` once; equal inputs give an equal one."""
        rules = read_rules(timing, rhythm, self._options)
        return rules.stage(rules.cut(0, len(timing.words)))
