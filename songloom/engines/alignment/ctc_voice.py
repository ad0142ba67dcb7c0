"""The song's own voice beside what a CTC model says: a discriminant trained on the letters of the last search, as `sphinx` does it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from songloom.engines.alignment.ctc_posteriors import Posteriors
from songloom.engines.alignment.ctc_search import TokenChain
from songloom.engines.alignment.sound import FRAME_S
from songloom.engines.alignment.voice import score_voice

_NOT_KNOWN = -1
# What a unit of the discriminant's cost counts in nats, as in the search of `sphinx`.
_SCALE = 0.012


def sample_features(features: np.ndarray, posteriors: Posteriors) -> np.ndarray:
    """(frames of the posteriors, n) of features that are given every 10 ms: the mean of what lies within a frame of a model."""
    middle_s = posteriors.offset_s + posteriors.frame_s * np.arange(posteriors.frames)
    first = np.clip(np.round((middle_s - posteriors.frame_s / 2) / FRAME_S).astype(int), 0, len(features) - 1)
    last = np.clip(np.round((middle_s + posteriors.frame_s / 2) / FRAME_S).astype(int) - 1, first, len(features) - 1)
    return (features[first] + features[last]) / 2


def learn_voice(features: np.ndarray, chain: TokenChain, states: np.ndarray, is_sung: np.ndarray) -> np.ndarray | None:
    """(frames, letters + 1) what every letter, and silence, costs in every frame by what the path `states` says is sung when.

    A blank inside a word is the letter before it, held. A gap between words teaches silence where `is_sung` says so, else nothing.
    """
    label = chain.letter[states]
    label = np.where((label == chain.letters) & is_sung, _NOT_KNOWN, label)
    return score_voice(features, label, chain.letters + 1)


def add_voice(blocks: Iterable[np.ndarray], voice: np.ndarray, weight: float, chain: TokenChain) -> tuple[Iterator[np.ndarray], TokenChain]:
    """Score blocks with the voice's costs, and the chain that reads them. A gap costs no more than letters do on average."""
    (kinds, letters), own = np.unique(np.stack([chain.kind, chain.letter]), axis=1, return_inverse=True)
    costs = voice.copy()
    costs[:, -1] = np.minimum(voice[:, -1], voice[:, :-1].mean(1))
    return _add_costs(blocks, _SCALE * weight * costs, kinds, letters), replace(chain, kind=own.ravel())


# --------------------------------------------------------------------------------------------- private


def _add_costs(blocks: Iterable[np.ndarray], costs: np.ndarray, kinds: np.ndarray, letters: np.ndarray) -> Iterator[np.ndarray]:
    at = 0
    for block in blocks:
        yield block[:, kinds] - costs[at : at + len(block)][:, letters]
        at += len(block)
