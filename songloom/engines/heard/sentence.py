"""What a recogniser hears in one go."""

from dataclasses import dataclass

from songloom.model.heard import HeardWord


@dataclass(frozen=True)
class Sentence:
    """Words that were heard in one go. `log_probability` is the mean over its window's tokens; `no_speech` in [0, 1] is how sure the
    recogniser is that nobody speaks there. `segment` of the words is not counted yet."""

    words: tuple[HeardWord, ...]
    log_probability: float
    no_speech: float

    @property
    def text(self) -> str:
        """The words with spaces between them."""
        return " ".join(word.word for word in self.words)
