"""`sphinx`: a search of our own over what pocketsphinx's bundled acoustic model hears, taught by the song's own voice."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import soundfile

from songloom.engines.alignment.acoustics import read_phone_model, score_senones
from songloom.engines.alignment.chain import Chain, build_chain
from songloom.engines.alignment.contract import SphinxOptions
from songloom.engines.alignment.emissions import Emissions
from songloom.engines.alignment.phones import Pronouncer
from songloom.engines.alignment.placing import follow_states, place_words, weigh_words
from songloom.engines.alignment.prior import build_prior
from songloom.engines.alignment.search import find_path
from songloom.engines.alignment.sound import Signals, extract_signals
from songloom.engines.alignment.spread import make_spread, spread_words
from songloom.engines.alignment.voice import measure_voice, score_voice
from songloom.model.lyrics import Lyrics
from songloom.model.timing import Timing

Progress = Callable[[float], None]


class Sphinx:
    """Needs no download. What it cannot place at all it spreads, and says so."""

    def __init__(self, options: SphinxOptions):
        self._options = options

    def align(self, flac: Path, lyrics: Lyrics, scratch: Path, progress: Progress) -> Timing:
        """Every word measured, except those that no phone engine can say."""
        duration_s = float(soundfile.info(flac).duration)
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            signals = extract_signals(flac, Path(folder))
            progress(0.1)
            return self._align(signals, lyrics, duration_s, Path(folder), progress)

    # ----------------------------------------------------------------------------------------- private

    def _align(self, signals, lyrics, duration_s, folder, progress) -> Timing:
        speller = Pronouncer(lyrics.language, self._options.phones)
        said = [speller.spell(word.text) for line in lyrics.lines for word in line.words]
        lines = [k for k, line in enumerate(lyrics.lines) for _ in line.words]
        model = read_phone_model()
        chain = build_chain(said, lines, model)
        wanted = np.unique(chain.senone)
        costs = score_senones(signals, model, wanted, folder, lambda share: progress(0.1 + 0.5 * share))
        emissions = Emissions(costs, wanted, chain)
        features = measure_voice(signals)
        prior = build_prior(lyrics, chain, signals.frames, self._options.letter_s)
        voice = None
        for turn in range(self._options.passes + 1):
            reached = find_path(emissions.read_blocks(voice, self._options.voice_weight), emissions.kind, chain, prior)
            if reached is None:
                return Timing(make_spread(lyrics, spread_words(lyrics, duration_s, self._options.letter_s)), ("no path",))
            states = follow_states(reached, signals.frames)
            if turn < self._options.passes:
                voice = score_voice(features, chain.phone[states], chain.fillers + 1)
        margin = weigh_words(states, emissions.read_blocks(voice, self._options.voice_weight), emissions.kind, chain)
        return Timing(place_words(lyrics, chain, states, margin, duration_s))
