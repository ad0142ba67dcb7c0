"""`sphinx`: a search of our own over what pocketsphinx's bundled acoustic model hears, taught by the song's own voice."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from songloom.engines.alignment.acoustics import read_phone_model, score_senones
from songloom.engines.alignment.chain import Chain, build_chain
from songloom.engines.alignment.contract import SphinxOptions
from songloom.engines.alignment.emissions import Emissions
from songloom.engines.alignment.phones import Pronouncer
from songloom.engines.alignment.placing import follow_states, place_words, trust_words
from songloom.engines.alignment.prior import Prior, build_prior
from songloom.engines.alignment.search import find_path
from songloom.engines.alignment.sound import Signals, extract_signals
from songloom.engines.alignment.spread import make_spread, spread_words
from songloom.engines.alignment.voice import measure_voice, score_voice
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

    def align(self, flac: Path, lyrics: Lyrics, scratch: Path, progress: Progress) -> Timing:
        """Every word measured, except those that no phone engine can say; everything spread, with a warning, where nothing fits."""
        # How a matrix product is cut among threads shows in its last bits.
        with threadpool_limits(1, "blas"), tempfile.TemporaryDirectory(dir=scratch) as folder:
            signals = extract_signals(flac, Path(folder))
            progress(0.1)
            said = self._spell_words(lyrics)
            reason = _find_obstacle(signals, said)
            words = None if reason else self._place_words(signals, lyrics, said, Path(folder), progress)
        if words:
            return Timing(words)
        warning = f"The words are spread evenly instead of being heard: {reason or 'they do not fit between the line times'}."
        progress(1.0)
        return Timing(make_spread(lyrics, spread_words(lyrics, signals.duration_s, self._options.letter_s)), (warning,))

    # ----------------------------------------------------------------------------------------- private

    def _spell_words(self, lyrics: Lyrics) -> list[tuple[str, ...]]:
        pronouncer = Pronouncer(lyrics.language, self._options.phones)
        return [pronouncer.spell(word.text) for line in lyrics.lines for word in line.words]

    def _place_words(self, signals: Signals, lyrics: Lyrics, said: Said, folder: Path, progress: Progress) -> tuple[Word, ...] | None:
        model, lines = read_phone_model(), [k for k, line in enumerate(lyrics.lines) for _ in line.words]
        chains = [build_chain(said, lines, model, is_hasty) for is_hasty in (False, True)]
        wanted = np.unique(chains[0].senone)
        costs = score_senones(signals, model, wanted, folder, lambda share: progress(0.1 + 0.6 * share))
        features = measure_voice(signals)
        for chain in chains:
            prior = build_prior(lyrics, chain, signals.frames, self._options.letter_s)
            heard = self._search(_Song(chain, prior, Emissions(costs, wanted, chain), features), progress)
            if heard:
                return place_words(lyrics, chain, *heard, signals.duration_s)
        return None

    def _search(self, song: "_Song", progress: Progress) -> tuple[np.ndarray, np.ndarray] | None:
        """The state of every frame and the confidence of every word, after `passes` lessons; None where there is no path."""
        voice, states = None, self._find_states(song, None)
        for lesson in range(self._options.passes):
            if states is None:
                return None
            voice = score_voice(song.features, song.chain.phone[states], song.chain.fillers + 1)
            states = self._find_states(song, voice)
            progress(0.7 + 0.3 * (lesson + 1) / self._options.passes)
        if states is None:
            return None
        blocks = song.emissions.read_blocks(voice, self._options.voice_weight)
        return states, trust_words(states, blocks, song.emissions.kind, song.chain)

    def _find_states(self, song: "_Song", voice: np.ndarray | None) -> np.ndarray | None:
        blocks = song.emissions.read_blocks(voice, self._options.voice_weight)
        reached = find_path(blocks, song.emissions.kind, song.chain, song.prior)
        return None if reached is None else follow_states(reached, len(song.features))


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Song:
    chain: Chain
    prior: Prior
    emissions: Emissions
    features: np.ndarray


def _find_obstacle(signals: Signals, said: Said) -> str:
    """Why listening would be in vain, "" where it would not."""
    if signals.peak < _SILENT_PEAK:
        return "the sound is silent"
    if not any(said):
        return "no phone engine knows how these words sound"
    if signals.frames < _PHONE_FRAMES * sum(map(len, said)):
        return "the sound is too short for so many words"
    return ""
