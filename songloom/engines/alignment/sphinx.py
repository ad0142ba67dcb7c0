"""`sphinx`: a search of our own over what pocketsphinx's bundled acoustic model hears, taught by the song's own voice."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from songloom.engines.alignment.acoustics import PhoneModel, read_phone_model, score_senones
from songloom.engines.alignment.chain import Chain, build_chain
from songloom.engines.alignment.contract import SphinxOptions
from songloom.engines.alignment.emissions import Emissions
from songloom.engines.alignment.phones import Pronouncer
from songloom.engines.alignment.placing import follow_states, place_words, weigh_words
from songloom.engines.alignment.prior import Prior, build_prior
from songloom.engines.alignment.search import find_path
from songloom.engines.alignment.sound import Signals, extract_signals
from songloom.engines.alignment.spread import make_spread, spread_words
from songloom.engines.alignment.voice import measure_voice, score_voice
from songloom.model.lyrics import Lyrics
from songloom.model.timing import Timing

Progress = Callable[[float], None]

# Below 3 in 10,000 of full scale (-70 dB) nobody sings.
_SILENT_PEAK = 10


class Sphinx:
    """Needs no download. What it cannot place at all it spreads, and says so."""

    def __init__(self, options: SphinxOptions):
        self._options = options

    def align(self, flac: Path, lyrics: Lyrics, scratch: Path, progress: Progress) -> Timing:
        """Every word measured, except those that no phone engine can say; everything spread, with a warning, where nothing fits."""
        duration_s = float(soundfile.info(flac).duration)
        with tempfile.TemporaryDirectory(dir=scratch) as folder:
            signals = extract_signals(flac, Path(folder))
            progress(0.1)
            model = read_phone_model()
            chain = self._spell_words(lyrics, model)
            reason = _find_obstacle(signals, chain)
            song = None if reason else self._listen(signals, chain, model, Path(folder), progress)
            heard = song and self._search(song, build_prior(lyrics, chain, signals.frames, self._options.letter_s), progress)
        if heard:
            return Timing(place_words(lyrics, chain, *heard, duration_s))
        warning = f"The words are spread evenly instead of being heard: {reason or 'their order fits nowhere between the line times'}."
        return Timing(make_spread(lyrics, spread_words(lyrics, duration_s, self._options.letter_s)), (warning,))

    # ----------------------------------------------------------------------------------------- private

    def _spell_words(self, lyrics: Lyrics, model: PhoneModel) -> Chain:
        speller = Pronouncer(lyrics.language, self._options.phones)
        said = [speller.spell(word.text) for line in lyrics.lines for word in line.words]
        return build_chain(said, [k for k, line in enumerate(lyrics.lines) for _ in line.words], model)

    def _listen(self, signals: Signals, chain: Chain, model: PhoneModel, folder: Path, progress: Progress) -> "_Song":
        wanted = np.unique(chain.senone)
        costs = score_senones(signals, model, wanted, folder, lambda share: progress(0.1 + 0.6 * share))
        return _Song(chain, Emissions(costs, wanted, chain), measure_voice(signals))

    def _search(self, song: "_Song", prior: Prior, progress: Progress) -> tuple[np.ndarray, np.ndarray] | None:
        """The state of every frame and the confidence of every word, after `passes` lessons; None where there is no path."""
        voice, states = None, self._find_states(song, None, prior)
        for lesson in range(self._options.passes):
            if states is None:
                return None
            voice = score_voice(song.features, song.chain.phone[states], song.chain.fillers + 1)
            states = self._find_states(song, voice, prior)
            progress(0.7 + 0.3 * (lesson + 1) / self._options.passes)
        if states is None:
            return None
        blocks = song.emissions.read_blocks(voice, self._options.voice_weight)
        return states, weigh_words(states, blocks, song.emissions.kind, song.chain)

    def _find_states(self, song: "_Song", voice: np.ndarray | None, prior: Prior) -> np.ndarray | None:
        blocks = song.emissions.read_blocks(voice, self._options.voice_weight)
        reached = find_path(blocks, song.emissions.kind, song.chain, prior)
        return None if reached is None else follow_states(reached, len(song.features))


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Song:
    chain: Chain
    emissions: Emissions
    features: np.ndarray


def _find_obstacle(signals: Signals, chain: Chain) -> str:
    """Why listening would be in vain, "" where it would not."""
    if signals.peak < _SILENT_PEAK:
        return "the sound is silent"
    if not np.any(chain.is_entry):
        return "no phone engine knows how these words sound"
    if signals.frames < np.count_nonzero(~chain.is_filler):
        return "the sound is too short for so many words"
    return ""
