"""heard: the words that a recogniser hears in the voice."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from annotated_types import Interval, MinLen, Predicate

from songloom.model.heard import Gate, Heard

# What Whisper was taught, by ISO 639-1; `jv` is its "jw". Two more that it knows have no code of two letters.
# fmt: off
LANGUAGES = frozenset((
    "af", "am", "ar", "as", "az", "ba", "be", "bg", "bn", "bo", "br", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu",
    "fa", "fi", "fo", "fr", "gl", "gu", "ha", "he", "hi", "hr", "ht", "hu", "hy", "id", "is", "it", "ja", "jv", "ka", "kk", "km", "kn",
    "ko", "la", "lb", "ln", "lo", "lt", "lv", "mg", "mi", "mk", "ml", "mn", "mr", "ms", "mt", "my", "ne", "nl", "nn", "no", "oc", "pa",
    "pl", "ps", "pt", "ro", "ru", "sa", "sd", "si", "sk", "sl", "sn", "so", "sq", "sr", "su", "sv", "sw", "ta", "te", "tg", "th", "tk",
    "tl", "tr", "tt", "uk", "ur", "uz", "vi", "yi", "yo", "zh",
))
# fmt: on


def is_a_language_of_whisper_or_auto(text: str) -> bool:
    """Whether a text names a language that can be listened for; the setting's check reads the function's name to whoever wrote another.

    >>> [is_a_language_of_whisper_or_auto(text) for text in ("fr", "auto", "French", "xx")]
    [True, True, False, False]
    """
    return text == "auto" or text in LANGUAGES


@dataclass(frozen=True)
class FasterWhisperOptions:
    """`model` names the weights; `language` is ISO 639-1, or `auto`: told from where the voice is loudest.

    `gate` chooses what is listened to (docs/heard.md), `silero_threshold` is how sure that gate must be of a voice. `beam_size`
    hypotheses are followed at a time, `batch_size` windows are listened to at once: a different number may change a last digit, so
    it is an option and no matter of the machine. With `condition_on_previous` a window knows the words before it and windows are
    listened to one by one."""

    model: Annotated[str, MinLen(1)]
    language: Annotated[str, Predicate(is_a_language_of_whisper_or_auto)]
    gate: Gate
    silero_threshold: Annotated[float, Interval(ge=0.01, le=0.95)]
    beam_size: Annotated[int, Interval(ge=1, le=20)]
    batch_size: Annotated[int, Interval(ge=1, le=64)]
    condition_on_previous: bool


class HeardEngine(Protocol):
    """Listens to the voice of a song."""

    def hear(self, vocals: Path, scratch: Path, progress: Callable[[float], None]) -> Heard:
        """The words in a stem (FLAC, any rate, mono or stereo), the text that was made up taken out; no words where there is no
        voice. `scratch` is a folder for what nobody keeps. MissingError where the weights are absent or damaged, InputError
        (where="") where they cannot hear the language asked for, MemoryError where one window at a time is too much."""
        ...
