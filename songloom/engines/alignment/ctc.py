"""`ctc`: the written words found in the vocal stem by a wav2vec2 model, in windows that line stamps and heard words give."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from songloom.engines.alignment.contract import CtcOptions
from songloom.engines.alignment.ctc_course import Course, Lesson, align_words
from songloom.engines.alignment.ctc_listening import Listener, load_listener
from songloom.engines.alignment.ctc_posteriors import Posteriors, Wanted, collect_posteriors
from songloom.engines.alignment.ctc_tokens import Vocabulary, read_vocabulary
from songloom.engines.alignment.line_windows import plan_windows
from songloom.engines.alignment.sound import extract_signals
from songloom.engines.alignment.spread import make_spread, spread_words
from songloom.engines.alignment.stem import Stem, read_stem
from songloom.engines.alignment.voice import measure_voice
from songloom.errors import MissingError
from songloom.model.heard import Heard
from songloom.model.lyrics import Lyrics
from songloom.model.resources import Resources
from songloom.model.timing import Timing

Progress = Callable[[float], None]
Said = Sequence[Sequence[int]]

_FILES = ("config.json", "vocab.json")
# Less voice than this in a whole stem is nobody singing.
_LEAST_VOICE_FRAMES = 20


class Ctc:
    """Needs the weights that option `model` names. What it cannot hear it spreads, and says so."""

    def __init__(self, options: CtcOptions, resources: Resources):
        self._options = options
        self._listener, self._vocabulary = _load_model(resources.models["model"], options.model, resources.device)

    def align(self, sound: Path, lyrics: Lyrics, heard: Heard | None, scratch: Path, progress: Progress) -> Timing:
        """Every word measured in the stem `sound`, or interpolated where it is not heard; all spread where nobody sings."""
        said = [self._vocabulary.spell(word.text, lyrics.language) for line in lyrics.lines for word in line.words]
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            stem = read_stem(sound, Path(folder))
            progress(0.05)
            reason = _find_obstacle(stem, said, self._listener)
            timing = None
            if not reason:
                words = heard.words if heard else ()
                course = Course(
                    lyrics, said, stem.is_voiced, plan_windows(lyrics, words, stem.is_voiced, self._options.letter_s), self._options.late_s
                )
                posteriors = self._listen(stem, said, lambda share: progress(0.05 + 0.8 * share))
                lesson = self._prepare_lesson(sound, Path(folder))
                timing = align_words(course, posteriors, lesson, lambda share: progress(0.85 + 0.15 * share))
        if timing:
            return timing
        progress(1.0)
        warning = f"The words are spread evenly instead of being heard: {reason or 'there are more letters than time'}."
        return Timing(make_spread(lyrics, spread_words(lyrics, stem.duration_s, self._options.letter_s)), (warning,))

    # ----------------------------------------------------------------------------------------- private

    def _listen(self, stem: Stem, said: Said, progress: Progress) -> Posteriors:
        wanted = Wanted(sorted({token for tokens in said for token in tokens}), self._vocabulary.blank, self._vocabulary.delimiter)
        return collect_posteriors(self._listener.listen(stem, progress), wanted, self._listener.frame_s, self._listener.offset_s)

    def _prepare_lesson(self, sound: Path, folder: Path) -> Lesson:
        features = measure_voice(extract_signals(sound, folder)) if self._options.passes else None
        return Lesson(features, self._options.passes, self._options.voice_weight)


# --------------------------------------------------------------------------------------------- private


def _load_model(folder: Path, name: str, device: str) -> tuple[Listener, Vocabulary]:
    """The model and its letters; MissingError with the command that gets them where a file is absent or is not what it should be."""
    where, cure = f"alignment.ctc.model: {folder}", f"get the weights again with: songloom models fetch {name}"
    for file in _FILES:
        if not (folder / file).is_file():
            raise MissingError(where, f"{file} is missing", cure)
    try:
        listener, vocabulary = load_listener(folder, device), read_vocabulary(folder)
    except (OSError, ValueError, KeyError) as error:
        raise MissingError(where, f"this is no model that can be used: {str(error).splitlines()[0]}", cure) from error
    if max(*vocabulary.ids.values(), vocabulary.blank, vocabulary.delimiter or 0) >= listener.tokens:
        raise MissingError(where, "vocab.json has more tokens than the model", cure)
    return listener, vocabulary


def _find_obstacle(stem: Stem, said: Said, listener: Listener) -> str:
    """Why listening would be in vain, "" where it would not."""
    if stem.is_voiced.sum() < _LEAST_VOICE_FRAMES:
        return "nobody sings in this stem"
    if not any(said):
        return "the model knows none of their letters"
    if listener.count_frames(stem.samples) < sum(map(len, said)):
        return "the sound is too short for so many letters"
    return ""
