"""`llm`: a language model of one's own reads the words and the music's form, and directs within what the rules allow."""

from songloom.engines.storyboard.asking import AskingDirector
from songloom.engines.storyboard.chat_transformers import TransformersChat
from songloom.engines.storyboard.contract import LlmOptions
from songloom.model.resources import Resources


class Llm(AskingDirector):
    """Needs the weights that option `model` names; they are read when the first question is asked."""

    def __init__(self, options: LlmOptions, resources: Resources) -> None:
        chat = TransformersChat(resources.models["model"], options.model, resources.device)
        super().__init__(options, chat, options.windows_at_once)
