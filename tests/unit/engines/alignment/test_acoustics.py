"""What the acoustic model hears."""

import numpy as np
import pytest

from songloom.engines.alignment import acoustics
from songloom.engines.alignment.acoustics import read_phone_model, score_senones
from songloom.engines.alignment.sound import Signals


@pytest.fixture(scope="module")
def signals(tmp_path_factory):
    """Two seconds of hiss, then two of a buzz with the formants of an open vowel."""
    folder, random = tmp_path_factory.mktemp("signals"), np.random.default_rng(4)
    seconds = np.arange(32000) / 16000
    formants = sum(np.sin(2 * np.pi * f * seconds) / (1 + ((f - 750) / 150) ** 2) for f in range(120, 3000, 120))
    formants = formants + sum(0.5 * np.sin(2 * np.pi * f * seconds) / (1 + ((f - 1200) / 150) ** 2) for f in range(120, 3000, 120))
    hiss = np.diff(random.normal(0, 1, 32001))
    pcm = (np.concatenate([hiss * 3000, formants / np.abs(formants).max() * 12000])).astype("<i2")
    (folder / "x.raw").write_bytes(pcm.tobytes())
    return Signals(folder / "x.raw", folder / "x.raw", len(pcm), 12000)


def score(signals, tmp_path, *names):
    model = read_phone_model()
    wanted = np.sort([model.sequences[model.sequence_of[model.index[name]]][1] for name in names])
    costs = score_senones(signals, model, wanted, tmp_path, lambda share: None)
    return costs, costs.read_block(0, signals.frames), {name: k for k, name in enumerate(sorted(names, key=lambda n: model.index[n]))}


def test_hiss_and_vowel_are_told_apart(signals, tmp_path):
    costs, block, column = score(signals, tmp_path, "S", "AA")
    assert block.shape == (400, 2) and costs.filler.shape == (400,)
    assert np.median(block[20:180, column["S"]]) < np.median(block[20:180, column["AA"]])
    assert np.median(block[220:380, column["AA"]]) < np.median(block[220:380, column["S"]])
    assert np.all(costs.filler >= 0)
    assert [path.name for path in tmp_path.iterdir()] == ["senones.raw"], "the log is gone"


def test_a_song_may_be_cut_into_blocks(signals, tmp_path, monkeypatch):
    monkeypatch.setattr(acoustics, "_BLOCK_FRAMES", 150)
    costs, block, _ = score(signals, tmp_path, "S", "AA")
    assert block.shape == (400, 2) and costs.filler.shape == (400,)
    assert block[390:].any()
