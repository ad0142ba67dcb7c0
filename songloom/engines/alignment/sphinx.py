"""`sphinx`: a search of our own over what pocketsphinx's bundled acoustic model hears, taught by the song's own voice."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from songloom.engines.alignment.acoustics import read_phone_model, score_senones
from songloom.engines.alignment.chain import PACES, build_chain, find_spans
from songloom.engines.alignment.contract import SphinxOptions
from songloom.engines.alignment.emissions import Emissions
from songloom.engines.alignment.lessons import Course, search_taught
from songloom.engines.alignment.onsets import hear_onsets
from songloom.engines.alignment.phones import Pronouncer
from songloom.engines.alignment.placing import place_words
from songloom.engines.alignment.prior import build_prior
from songloom.engines.alignment.refine import measure_attacks, refine_starts
from songloom.engines.alignment.rough import narrow_courses
from songloom.engines.alignment.sound import FRAME_S, Signals, extract_signals
from songloom.engines.alignment.spread import make_spread, spread_words
from songloom.engines.alignment.trust import find_derailing, trust_words
from songloom.engines.alignment.voice import measure_cepstra
from songloom.model.heard import Heard
from songloom.model.lyrics import Lyrics
from songloom.model.timing import Timing, Word

Progress = Callable[[float], None]
Said = Sequence[Sequence[str]]

# Below 3 in 10,000 of full scale (-70 dB) nobody sings.
_SILENT_PEAK = 10
# A phone has three states.
_PHONE_FRAMES = 3


class Sphinx:
    """Needs no download. What it cannot place at all it spreads, and says so."""

    def __init__(self, options: SphinxOptions):
        self._options = options

    def align(self, sound: Path, lyrics: Lyrics, heard: Heard | None, scratch: Path, progress: Progress) -> Timing:
        """Every word measured, except those that no phone engine can say; everything spread, with a warning, where nothing fits."""
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            signals = extract_signals(sound, Path(folder))
            progress(0.1)
            said = self._spell_words(lyrics)
            reason = _find_obstacle(signals, said)
            words = None if reason else self._place_words(signals, lyrics, said, Path(folder), progress)
        if words:
            return Timing(words, tuple(filter(None, [find_derailing(words)])))
        warning = f"The words are spread evenly instead of being heard: {reason or 'they do not fit between the line times'}."
        progress(1.0)
        return Timing(make_spread(lyrics, spread_words(lyrics, signals.duration_s, self._options.letter_s)), (warning,))

    # ----------------------------------------------------------------------------------------- private

    def _spell_words(self, lyrics: Lyrics) -> list[tuple[str, ...]]:
        pronouncer = Pronouncer(lyrics.language, self._options.phones)
        return [pronouncer.spell(word.text) for line in lyrics.lines for word in line.words]

    def _place_words(self, signals: Signals, lyrics: Lyrics, said: Said, folder: Path, progress: Progress) -> tuple[Word, ...] | None:
        model, lines = read_phone_model(), [k for k, line in enumerate(lyrics.lines) for _ in line.words]
        chains = [build_chain(said, lines, model, pace) for pace in PACES]
        wanted = np.unique(chains[0].senone)
        costs = score_senones(signals, model, wanted, folder, lambda share: progress(0.1 + 0.6 * share))
        priors = [build_prior(lyrics, chain, signals.frames, self._options.letter_s) for chain in chains]
        courses = [Course(chain, Emissions(costs, wanted, chain), prior) for chain, prior in zip(chains, priors, strict=True)]
        passes, weight = self._options.passes, self._options.voice_weight
        courses = narrow_courses(courses, model)
        features = measure_cepstra(signals)
        found = search_taught(courses, features, passes, weight, lambda share: progress(0.7 + 0.3 * share))
        if found is None:
            return None
        spans_s = hear_onsets(find_spans(found.course.chain, found.states) * FRAME_S, said)
        if self._options.refine:
            spans_s = refine_starts(spans_s, measure_attacks(signals.centre, signals.frames))
        return place_words(lyrics, spans_s, trust_words(found, features), signals.duration_s)


# --------------------------------------------------------------------------------------------- private


def _find_obstacle(signals: Signals, said: Said) -> str:
    """Why listening would be in vain, "" where it would not."""
    if signals.peak < _SILENT_PEAK:
        return "the sound is silent"
    if not any(said):
        return "no phone engine knows how these words sound"
    if signals.frames < _PHONE_FRAMES * sum(map(len, said)):
        return "the sound is too short for so many words"
    return ""
