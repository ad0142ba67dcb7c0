"""`llm_server`: like `llm`, with a model that a server on this machine runs: llama.cpp's, Ollama, vLLM, LM Studio."""

from songloom.engines.storyboard.asking import AskingDirector
from songloom.engines.storyboard.chat_server import ServerChat
from songloom.engines.storyboard.contract import LlmServerOptions


class LlmServer(AskingDirector):
    """Needs the server; where it is, is the machine's matter."""

    def __init__(self, options: LlmServerOptions) -> None:
        super().__init__(options, ServerChat(options.model), at_once=1)
