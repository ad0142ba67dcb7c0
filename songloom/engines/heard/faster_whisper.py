"""Hears words in the voice with Whisper, run by CTranslate2."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from songloom.engines.heard.contract import FasterWhisperOptions
from songloom.engines.heard.gate import Gated, Stretch, find_loud, open_gate
from songloom.engines.heard.hallucinations import drop_hallucinations
from songloom.engines.heard.language import choose_tongue
from songloom.engines.heard.recogniser import Recogniser
from songloom.engines.heard.sentence import Sentence
from songloom.engines.heard.sound import Voice, extract_voice
from songloom.engines.heard.weights import load_recogniser
from songloom.engines.heard.windows import cut_windows, halve_window, subtract_spans
from songloom.model.heard import Dropped, Heard
from songloom.model.resources import Resources

# Whisper's own bound: text that packs more tightly repeats itself.
MOST_COMPRESSION = 2.4
# Shorter windows are not halved.
LEAST_HALF_S = 3.0
# So long a voice without a word, in a window with words, was missed: the recogniser stopped early, or skipped a line.
UNHEARD_S, AROUND_S = 4.0, 1.0

Results = list[tuple[Stretch, list[Sentence]]]


def is_trusted(sentences: Sequence[Sentence]) -> bool:
    """Whether a window's words do not repeat themselves suspiciously: they may still be a chorus, so they are listened to again."""
    text = " ".join(sentence.text for sentence in sentences).encode()
    return not text or len(text) / len(zlib.compress(text)) <= MOST_COMPRESSION


class FasterWhisper:
    """Windows of up to 30 s, cut where nobody sings, are listened to in batches; those that looped in halves, and what was missed,
    once more; then what was made up is dropped.

    Nothing is left to chance. Numbers are rounded where devices may differ, but they may hear another word now and then.
    """

    def __init__(self, options: FasterWhisperOptions, resources: Resources) -> None:
        self._options = options
        self._resources = resources

    def hear(self, vocals: Path, scratch: Path, progress: Callable[[float], None]) -> Heard:
        """The words in a vocal stem."""
        voice = extract_voice(vocals, scratch)
        gated = open_gate(voice, self._options.gate, self._options.silero_threshold)
        windows = cut_windows(gated.stretches, voice.power)
        if not windows:
            return _hear_nothing(gated, self._options.language)
        model = load_recogniser(self._resources.models.get("model"), self._resources.device, self._options.model)
        tongue = choose_tongue(self._options.language, model, voice, windows)
        recogniser = Recogniser(model, voice, tongue.code, self._options.beam_size)
        results, refused = self._listen(recogniser, windows, voice, progress)
        heard = [sentence for _, sentences in results for sentence in sentences]
        words, dropped = drop_hallucinations(heard, voice)
        dropped = tuple(sorted([*refused, *dropped], key=lambda item: item.start_s))
        return Heard(words, tongue.language, tongue.confidence, gated.gate, gated.coverage, dropped, gated.warnings)

    # ----------------------------------------------------------------------------------------- private

    def _listen(
        self, recogniser: Recogniser, windows: Sequence[Stretch], voice: Voice, progress: Callable[[float], None]
    ) -> tuple[Results, list[Dropped]]:
        """What is heard in each window, and in parts of windows that are worth a second hearing; and the loops that it did not bear out."""
        total_s, done_s, first = sum(window.end_s - window.start_s for window in windows), 0.0, []
        for window, sentences in self._listen_first(recogniser, windows):
            first.append((window, sentences))
            done_s += window.end_s - window.start_s
            progress(0.9 * done_s / total_s)
        looped = [row for row in first if not is_trusted(row[1]) and row[0].end_s - row[0].start_s >= 2 * LEAST_HALF_S]
        kept = [row for row in first if row not in looped]
        halves = [half for window, _ in looped for half in halve_window(window, voice.power)]
        second = list(recogniser.listen(sorted([*halves, *_find_unheard(kept, voice)]), self._options.batch_size))
        progress(1.0)
        return [*kept, *second], list(_list_refused(looped, second))

    def _listen_first(self, recogniser: Recogniser, windows: Sequence[Stretch]) -> Iterator[tuple[Stretch, list[Sentence]]]:
        if self._options.condition_on_previous:
            return recogniser.listen_in_order(windows, is_trusted)
        return recogniser.listen(windows, self._options.batch_size)


# --------------------------------------------------------------------------------------------- private


def _hear_nothing(gated: Gated, asked: str) -> Heard:
    language, confidence = ("", 0.0) if asked == "auto" else (asked, 1.0)
    return Heard((), language, confidence, gated.gate, gated.coverage, (), gated.warnings)


def _list_refused(looped: Results, second: Results) -> Iterator[Dropped]:
    """What was heard in windows that looped, where their halves hold not half as many words."""
    for window, sentences in looped:
        inside = [said for half, said in second if window.start_s <= half.start_s < window.end_s]
        if 2 * sum(map(_count_words, inside)) < _count_words(sentences):
            text = " ".join(sentence.text for sentence in sentences)
            yield Dropped(text, window.start_s, window.end_s, "loop")


def _count_words(sentences: Sequence[Sentence]) -> int:
    return sum(len(sentence.words) for sentence in sentences)


def _find_unheard(results: Results, voice: Voice) -> list[Stretch]:
    """Where a voice sounds but no word was heard, in windows with words: the others were heard to hold none."""
    loud, unheard = find_loud(voice), []
    for window, sentences in results:
        words = [word for sentence in sentences for word in sentence.words]
        if words:
            inside = [Stretch(max(window.start_s, part.start_s), min(window.end_s, part.end_s)) for part in loud]
            spans = [Stretch(word.start_s - AROUND_S, word.end_s + AROUND_S) for word in words]
            unheard += subtract_spans(inside, spans, UNHEARD_S)
    return unheard
