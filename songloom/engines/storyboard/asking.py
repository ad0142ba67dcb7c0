"""A director that asks a chat model, whichever that is."""

from pathlib import Path

from songloom.engines.storyboard.answers import Answers
from songloom.engines.storyboard.chat import Asking, Chat
from songloom.engines.storyboard.contract import AskingOptions
from songloom.engines.storyboard.director import Direction, direct_with
from songloom.engines.storyboard.rules import read_rules
from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import Storyboard
from songloom.model.timing import Timing


class AskingDirector:
    """What the engines that ask have in common: `at_once` questions are put to the model together."""

    def __init__(self, options: AskingOptions, chat: Chat, at_once: int) -> None:
        self._options, self._chat, self._at_once = options, chat, at_once

    def direct(self, timing: Timing, rhythm: Rhythm) -> Storyboard:
        """A storyboard that covers every word of `timing` once."""
        return self.decide(timing, rhythm, None).storyboard

    def decide(self, timing: Timing, rhythm: Rhythm, answers: Path | None) -> Direction:
        """The storyboard, and who decided what of it; answers are found and kept in the folder `answers`, None: nowhere."""
        asking = Asking(self._chat, Answers(answers), self._options.answer_seed, self._at_once)
        return direct_with(asking, read_rules(timing, rhythm, self._options), self._options.window_lines)
