"""Which language is sung: told from several moments where the voice is loud, for a song's first half minute is often none of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from faster_whisper import WhisperModel  # pyright: ignore[reportMissingImports] - an extra

from songloom.engines.heard.gate import Stretch
from songloom.engines.heard.sound import FRAME_S, Voice
from songloom.errors import InputError

MOST_WINDOWS = 5
# Codes of Whisper's own, and what ISO 639-1 has in their place.
ISO = {"jw": "jv", "yue": "zh"}


@dataclass(frozen=True)
class Tongue:
    """Whisper's code of a language, the language by ISO 639-1, and how sure it is in [0, 1]."""

    code: str
    language: str
    confidence: float


def choose_tongue(asked: str, model: WhisperModel, voice: Voice, windows: Sequence[Stretch]) -> Tongue:
    """The language asked for, or, for `auto`, the one with the highest mean probability in the windows with most of the voice's
    energy; InputError where the model does not hear the one asked for."""
    if asked == "auto":
        return _detect(model, voice, windows)
    code = "jw" if asked == "jv" else asked
    if not model.model.is_multilingual and code != "en":
        raise InputError("", f"the model hears English only, not {asked!r}", "set another language in heard, or another model")
    if model.model.is_multilingual and model.hf_tokenizer.token_to_id(f"<|{code}|>") is None:
        raise InputError("", f"the model does not know the language {asked!r}", "set another language in heard, or another model")
    return Tongue(code, asked, 1.0)


# --------------------------------------------------------------------------------------------- private


def _detect(model: WhisperModel, voice: Voice, windows: Sequence[Stretch]) -> Tongue:
    if not model.model.is_multilingual:
        return Tongue("en", "en", 1.0)
    loudest = sorted(windows, key=lambda window: (-_measure_energy(voice, window), window))[:MOST_WINDOWS]
    totals: dict[str, float] = {}
    for window in loudest:
        _, _, probabilities = model.detect_language(voice.read(window.start_s, window.end_s))
        for code, probability in probabilities or ():
            totals[code] = totals.get(code, 0.0) + float(probability)
    code = max(sorted(totals), key=lambda code: totals[code])
    return Tongue(code, ISO.get(code, code), round(min(1.0, totals[code] / len(loudest)), 3))


def _measure_energy(voice: Voice, window: Stretch) -> float:
    return float(np.sum(voice.power[int(window.start_s / FRAME_S) : round(window.end_s / FRAME_S)], dtype=np.float64))
