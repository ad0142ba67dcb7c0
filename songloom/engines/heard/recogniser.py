"""Puts windows of a voice before Whisper, as many at once as fit the memory, and gives back the sentences with their times."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from faster_whisper import BatchedInferencePipeline, WhisperModel  # pyright: ignore[reportMissingImports] - an extra

from songloom.engines.heard.gate import Stretch
from songloom.engines.heard.memory import is_out_of_memory
from songloom.engines.heard.sentence import Sentence
from songloom.engines.heard.sound import RATE_HZ, Voice
from songloom.model.heard import HeardWord

# A window's words are known to the next up to here; the library cuts what is more than half of the decoder's length.
PROMPT_LETTERS = 400
# A word that ends so long after the last one counts as the first after a rest; the library shortens it where it is very long.
APART_S = 4
# No chance is drawn: a window that fails is listened to again in halves, not with random words.
DECODING = {"temperature": 0.0, "word_timestamps": True, "without_timestamps": False, "condition_on_previous_text": False}


class Recogniser:
    """One voice before one model, in one language."""

    def __init__(self, model: WhisperModel, voice: Voice, language: str, beam_size: int) -> None:
        self._model = model
        self._voice = voice
        self._decoding = DECODING | {"language": language, "beam_size": beam_size}

    def listen(self, windows: Sequence[Stretch], batch_size: int) -> Iterator[tuple[Stretch, list[Sentence]]]:
        """Each window with what is heard in it. Where the memory does not suffice, half as many windows are taken at once, from then
        on; MemoryError where one is too many."""
        done = 0
        while done < len(windows):
            batch = windows[done : done + batch_size]
            try:
                heard = self._listen_at_once(batch)
            except (MemoryError, RuntimeError) as error:
                if not is_out_of_memory(error):
                    raise
                if len(batch) == 1:
                    raise MemoryError("listening to one window at a time takes more memory than there is") from error
                batch_size = len(batch) // 2
                continue
            yield from zip(batch, heard, strict=True)
            done += len(batch)

    def listen_in_order(
        self, windows: Iterable[Stretch], is_trusted: Callable[[list[Sentence]], bool]
    ) -> Iterator[tuple[Stretch, list[Sentence]]]:
        """Like `listen`, one by one, each window knowing the words before it; where that leads to none, or to some that are
        not trusted, the window is listened to again without, and the next does not know them either."""
        prompt = ""
        for window in windows:
            heard = self._listen_once(window, prompt)
            if prompt and not (heard and is_trusted(heard)):
                prompt, heard = "", self._listen_once(window, "")
            if heard and is_trusted(heard):
                prompt = " ".join([prompt, *(sentence.text for sentence in heard)])[-PROMPT_LETTERS:].strip()
            yield window, heard

    # ----------------------------------------------------------------------------------------- private

    def _listen_once(self, window: Stretch, prompt: str) -> list[Sentence]:
        try:
            return self._listen_at_once([window], initial_prompt=prompt or None)[0]
        except (MemoryError, RuntimeError) as error:
            if is_out_of_memory(error):
                raise MemoryError("listening to one window at a time takes more memory than there is") from error
            raise

    def _listen_at_once(self, batch: Sequence[Stretch], **more: Any) -> list[list[Sentence]]:
        """What is heard in each window of a batch. Each window is laid on a whole second, so that the library's counting of samples
        loses nothing, and so far from the others that it takes none for what goes before: a batch of another size hears the same."""
        sounds = [self._voice.read(window.start_s, window.end_s) for window in batch]
        lengths_s = [APART_S - (-len(sound) // RATE_HZ) for sound in sounds]
        places_s = np.cumsum([APART_S, *lengths_s[:-1]]).tolist()
        row = np.zeros((places_s[-1] + lengths_s[-1]) * RATE_HZ, np.float32)
        for place_s, sound in zip(places_s, sounds, strict=True):
            row[place_s * RATE_HZ :][: len(sound)] = sound
        clips = [{"start": place_s, "end": place_s + len(sound) / RATE_HZ} for place_s, sound in zip(places_s, sounds, strict=True)]
        # A pipeline remembers where speech ended last, so each batch has its own.
        segments, _ = BatchedInferencePipeline(self._model).transcribe(
            row, clip_timestamps=clips, batch_size=len(batch), **self._decoding, **more
        )
        heard: list[list[Sentence]] = [[] for _ in batch]
        for segment in segments:
            k = int(np.searchsorted(places_s, segment.seek / self._model.frames_per_second, side="right")) - 1
            sentence = _read_sentence(segment, batch[k], batch[k].start_s - places_s[k])
            heard[k] += [sentence] if sentence.words else []
        return heard


# --------------------------------------------------------------------------------------------- private


def _read_sentence(segment: Any, window: Stretch, offset_s: float) -> Sentence:
    words = []
    for word in segment.words or ():
        text = "".join(letter for letter in unicodedata.normalize("NFC", word.word) if letter.isprintable() and letter not in " \ufffd")
        if any(letter.isalnum() for letter in text):
            start_s, end_s = (min(max(float(at) + offset_s, window.start_s), window.end_s) for at in (word.start, word.end))
            probability = min(max(round(float(word.probability), 3), 0.0), 1.0)
            words.append(HeardWord(text, round(start_s, 3), round(max(start_s, end_s), 3), probability, 0))
    return Sentence(tuple(words), float(segment.avg_logprob), float(segment.no_speech_prob))
