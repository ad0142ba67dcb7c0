"""Puts questions to a language model, and to its memory first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from json import JSONDecoder
from typing import Any, Protocol

from pydantic import BaseModel
from pydantic_core import from_json

from songloom.engines.storyboard.answers import Answers, Question
from songloom.model.document import dump_canonical

# No answer that any schema here allows is half as long.
MOST_LETTERS = 8000


class Chat(Protocol):
    """A language model that answers in JSON. `model` says which one it is, whatever machine it runs on."""

    @property
    def model(self) -> str:
        """What its answers are kept under."""
        ...

    def tell_manner(self, schema: type[BaseModel], seed: int) -> dict[str, Any]:
        """All that decides how an answer is drawn, beside model, prompt, schema and seed; plain data."""
        ...

    def answer(self, prompts: Sequence[str], schema: type[BaseModel], seed: int) -> list[str]:
        """An answer to each prompt, meant to fit the schema; the likeliest where `seed` is 0. MissingError where nobody answers."""
        ...


@dataclass(frozen=True)
class Asking:
    """A model, what is known of its answers, the seed, and how many questions it is asked at once."""

    chat: Chat
    answers: Answers
    seed: int
    at_once: int

    def ask(self, prompts: Sequence[str], schema: type[BaseModel]) -> list[str]:
        """An answer to each prompt; a prompt that comes twice is asked once."""
        text = _write_schema(schema)
        manner = dump_canonical(self.chat.tell_manner(schema, self.seed)).decode()
        questions = {prompt: Question(self.chat.model, prompt, text, self.seed, manner) for prompt in prompts}
        known = {prompt: self.answers.find(question) for prompt, question in questions.items()}
        unknown = [prompt for prompt, answer in known.items() if answer is None]
        for first in range(0, len(unknown), self.at_once):
            batch = unknown[first : first + self.at_once]
            for prompt, said in zip(batch, self.chat.answer(batch, schema, self.seed), strict=True):
                # Half a character is no text.
                known[prompt] = said[:MOST_LETTERS].encode("utf-8", "replace").decode()
                # No answer is none: the next time, the question is asked again.
                if answer := known[prompt]:
                    self.answers.keep(questions[prompt], answer)
        return [known[prompt] or "" for prompt in prompts]


def read_answer(text: str) -> dict[str, Any]:
    """The fields of the JSON object in an answer, those that were cut off left out; empty where there is none."""
    begin = max(text.find("{"), 0)
    try:
        # Whatever is written around it, in front or behind, is no part of it.
        plain, _ = JSONDecoder().raw_decode(text, begin)
    except (ValueError, RecursionError):
        try:
            plain = from_json(text[begin:], allow_partial=True)
        except ValueError:
            return {}
    return plain if isinstance(plain, dict) else {}


# --------------------------------------------------------------------------------------------- private


@cache
def _write_schema(schema: type[BaseModel]) -> str:
    return dump_canonical(schema.model_json_schema()).decode()
