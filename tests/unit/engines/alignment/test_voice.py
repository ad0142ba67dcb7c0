"""The song's own voice."""

import numpy as np
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from songloom.engines.alignment.sound import Signals
from songloom.engines.alignment.voice import learn_voice, measure_cepstra, measure_voice, score_voice


def make_sounds(kinds=3, frames=600, width=10):
    random = np.random.default_rng(1)
    labels = random.integers(0, kinds, frames)
    centres = random.normal(0, 2, (kinds, width))
    return (centres[labels] + random.normal(0, 1, (frames, width))).astype(np.float32), labels


def test_costs_are_those_of_linear_discriminants():
    features, labels = make_sounds()
    costs = score_voice(features, labels, 3)
    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=0.1, priors=[1 / 3] * 3).fit(features, labels)
    scores = model.decision_function(features)
    assert costs is not None
    assert np.allclose(costs, np.minimum(scores.max(1, keepdims=True) - scores, 12) * 10, atol=1.5)
    assert (costs.argmin(1) == labels).mean() > 0.95


def test_a_kind_heard_too_rarely_costs_the_mean():
    features, labels = make_sounds()
    labels[np.flatnonzero(labels == 2)[5:]] = -1
    costs = score_voice(features, labels, 5)
    assert costs is not None
    assert costs[:, 2] == pytest.approx(costs[:, :2].mean(1)) and costs[:, 4] == pytest.approx(costs[:, 2])


def test_nothing_is_learnt_from_one_kind():
    features, labels = make_sounds()
    assert score_voice(features, np.zeros_like(labels), 3) is None


def test_measures_follow_the_sound(tmp_path):
    random = np.random.default_rng(2)
    pcm = (random.normal(0, 3000, 32000) * np.repeat([1, 0.01], 16000)).astype("<i2")
    (tmp_path / "x.raw").write_bytes(pcm.tobytes())
    features = measure_voice(Signals(tmp_path / "x.raw", tmp_path / "x.raw", len(pcm), 9000))
    assert features.shape == (200, 96) and features.dtype == np.float32
    assert features[20:80, 0].min() > features[120:180, 0].max()
    assert np.array_equal(features[:, :48], features[:, 48:])


def test_slices_are_those_of_the_whole(tmp_path, monkeypatch):
    pcm = np.random.default_rng(4).normal(0, 3000, 32000).astype("<i2")
    (tmp_path / "x.raw").write_bytes(pcm.tobytes())
    signals = Signals(tmp_path / "x.raw", tmp_path / "x.raw", len(pcm), 9000)
    whole = measure_cepstra(signals)
    assert whole.mid.nbytes + whole.centre.nbytes == 200 * 32 * 4, "slopes are not kept: two hours of them are 184 MB"
    monkeypatch.setattr("songloom.engines.alignment.voice._BLOCK_FRAMES", 64)
    cut = measure_cepstra(signals)
    for first, end in ((0, 200), (0, 3), (2, 9), (90, 110), (197, 200), (150, 260)):
        assert np.allclose(cut[first:end], whole[:][first:end], atol=1e-4)


def test_blocks_teach_what_the_whole_teaches(monkeypatch):
    features, labels = make_sounds()
    labels[::7] = -1
    whole = learn_voice(features, labels, 4)
    monkeypatch.setattr("songloom.engines.alignment.voice._BLOCK_FRAMES", 37)
    cut = learn_voice(features, labels, 4)
    assert whole is not None and cut is not None
    assert np.allclose(cut[100:140], whole[:][100:140], atol=0.01)
