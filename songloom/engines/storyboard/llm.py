"""`llm`: a language model of one's own reads the words and the music's form, and directs within what the rules allow."""

from pathlib import Path

from songloom.engines.storyboard.answers import Answers
from songloom.engines.storyboard.chat import Asking
from songloom.engines.storyboard.chat_transformers import TransformersChat
from songloom.engines.storyboard.contract import LlmOptions
from songloom.engines.storyboard.director import Direction, direct_with
from songloom.engines.storyboard.rules import read_rules
from songloom.model.resources import Resources
from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import Storyboard
from songloom.model.timing import Timing


class Llm:
    """Needs the weights that option `model` names."""

    def __init__(self, options: LlmOptions, resources: Resources) -> None:
        self._options = options
        self._chat = TransformersChat(resources.models["model"], options.model, resources.device)

    def direct(self, timing: Timing, rhythm: Rhythm) -> Storyboard:
        """A storyboard that covers every word of `timing` once."""
        return self.decide(timing, rhythm, None).storyboard

    def decide(self, timing: Timing, rhythm: Rhythm, answers: Path | None) -> Direction:
        """The storyboard, and who decided what of it; answers are found and kept in the folder `answers`."""
        options = self._options
        asking = Asking(self._chat, Answers(answers), options.answer_seed, options.windows_at_once)
        return direct_with(asking, read_rules(timing, rhythm, options), options.window_lines)
