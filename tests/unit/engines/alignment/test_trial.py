"""What one part of a song says of another."""

import numpy as np
import pytest

from songloom.engines.alignment.trial import try_voice

FRAMES, PHONES = 8000, 6


def make_sounds():
    """Sounds of ten frames each, phones or a filler, and features that tell them apart in noise."""
    random = np.random.default_rng(4)
    labels = np.repeat(random.integers(0, PHONES + 1, FRAMES // 10), 10)
    places = random.normal(0, 1.5, (PHONES + 1, 5))
    return labels, (places[labels] + random.normal(0, 1, (FRAMES, 5))).astype(np.float32)


def test_a_voice_bears_out_right_labels_and_no_others():
    labels, features = make_sounds()
    right, wrong = try_voice(features, labels, PHONES), try_voice(features, np.roll(labels, 2345), PHONES)
    sounds = labels != PHONES
    assert right.rank[sounds].mean() > 0.7 and right.gain[sounds].mean() > 1
    assert wrong.rank[np.roll(sounds, 2345)].mean() == pytest.approx(0, abs=0.1)
    assert np.abs(right.rank).max() <= 1


def test_frames_are_not_judged_by_what_they_taught():
    """A sound that occurs in one stretch alone is unknown there, however often."""
    labels, features = make_sounds()
    labels[labels == 2] = 3
    labels[850:950] = 2
    trial = try_voice(features, labels, PHONES)
    assert np.isnan(trial.rank[labels == 2]).all() and not np.isnan(trial.rank[labels == 3]).any()


@pytest.mark.parametrize("frames", [0, 40, 900])
def test_too_little_to_judge_by(frames):
    labels, features = make_sounds()
    trial = try_voice(features[:frames], labels[:frames], PHONES)
    assert len(trial.rank) == len(trial.gain) == frames
    assert np.isnan(trial.rank[:800]).all() or frames > 800


def test_the_less_there_is_the_larger_the_handicap():
    labels, features = make_sounds()
    little, much = (try_voice(features[:end], labels[:end], PHONES).handicap for end in (3000, 8000))
    assert 2 * much < little <= try_voice(features[:10], labels[:10], PHONES).handicap < 0.2
