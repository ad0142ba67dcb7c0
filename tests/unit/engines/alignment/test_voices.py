"""Many voices in one sound."""

import numpy as np

from songloom.engines.alignment import voices
from songloom.engines.alignment.trial import try_voice
from songloom.engines.alignment.voice import Voice, learn_voice
from songloom.engines.alignment.voices import Voices, learn_voices, try_voices


def make_concert(monkeypatch):
    """Two singers one after the other; the second sings 0 where the first sings 1, and the other way round."""
    monkeypatch.setattr(voices, "_ONE_VOICE_FRAMES", 800)
    monkeypatch.setattr(voices, "_STRETCH_FRAMES", 200)
    monkeypatch.setattr(voices, "_MARGIN_FRAMES", 100)
    random = np.random.default_rng(5)
    labels = random.integers(0, 2, 1200)
    sung = np.where(np.arange(1200) < 600, labels, 1 - labels)
    return (3 * sung[:, None] + random.normal(0, 0.5, (1200, 2))).astype(np.float32), labels


def test_each_stretch_knows_its_own_singer(monkeypatch):
    features, labels = make_concert(monkeypatch)
    one, many = learn_voice(features, labels, 2), learn_voices(features, labels, 2)
    assert isinstance(many, Voices) and one is not None
    sure = np.r_[0:400, 800:1200]
    assert (many[:].argmin(1) == labels)[sure].mean() > 0.97
    assert (one[:].argmin(1) == labels)[sure].mean() < 0.7


def test_slices_cross_stretches(monkeypatch):
    features, labels = make_concert(monkeypatch)
    many = learn_voices(features, labels, 3)
    assert many is not None
    assert np.array_equal(many[150:450], many[:][150:450]) and many[1100:1300].shape == (100, 3) and many[7:7].shape == (0, 3)


def test_a_stretch_where_nothing_is_known_costs_nothing(monkeypatch):
    features, labels = make_concert(monkeypatch)
    labels[400:900] = -1
    many = learn_voices(features, labels, 2)
    assert many is not None
    assert not many[600:800].any() and many[0:200].any()


def test_a_song_has_one_voice(monkeypatch):
    features, labels = make_concert(monkeypatch)
    assert isinstance(learn_voices(features[:800], labels[:800], 2), Voice)


def test_each_stretch_is_tried_by_its_own_singer(monkeypatch):
    features, labels = make_concert(monkeypatch)
    monkeypatch.setattr("songloom.engines.alignment.trial._STRETCH_FRAMES", 20)
    labels = np.where(np.arange(1200) % 10 < 3, 2, labels)
    features[labels == 2] -= 9
    many, one = try_voices(features, labels, 2), try_voice(features, labels, 2)
    sung = np.flatnonzero((labels != 2) & (np.abs(np.arange(1200) - 600) > 200))
    assert many.rank.shape == (1200,) and np.nanmean(many.rank[sung]) > np.nanmean(one.rank[sung]) + 0.3
    assert np.array_equal(try_voices(features[:800], labels[:800], 2).rank, try_voice(features[:800], labels[:800], 2).rank, equal_nan=True)
