"""Lyrics from what a provider answered."""

from songloom.engines.lyrics.contract import AnswerOptions, Reading
from songloom.engines.lyrics.formats import parse_lyrics
from songloom.errors import InputError
from songloom.model.answer import Answer
from songloom.model.document import load_document

CURE = "put the lyrics in a file beside the audio, or name one with --lyrics"


class Answered:
    """Reads the `Answer` that the flow was given, whoever gave it."""

    def __init__(self, options: AnswerOptions) -> None:
        self._options = options

    def read(self, data: bytes) -> Reading:
        """The lyrics of the record, and what it says beside them; `data` is the canonical JSON of an `Answer` that has words."""
        try:
            answer = load_document(data, Answer)
        except ValueError as error:
            raise InputError("", "the answer of a provider of lyrics is damaged", CURE) from error
        try:
            return parse_lyrics(answer.text.encode(), answer.format, answer.source, self._options.language)
        except InputError as error:
            raise InputError("", f"the lyrics that {answer.source} has as {answer.url}: {error.what}", CURE) from error
