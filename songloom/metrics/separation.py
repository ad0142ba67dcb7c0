"""How much of a separated stem is the stem that was wanted: signal against distortion, in decibels, more is better.

Both signals are sampled alike and have the same length and place; shapes are (samples,) or (samples, channels), in any unit that both
share. Channels are scored together, as one long signal: a stem that has the right voice on the wrong side is wrong.
"""

import numpy as np

# What no score goes beyond: 16-bit samples hold no more than 96 dB.
LIMIT_DB = 100.0


def score_stem(estimate: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """All scores of an estimated stem.

    Returns
    -------
    dict with
        si_sdr_db : scale-invariant signal-to-distortion ratio (see `find_si_sdr_db`)
        sdr_db : signal-to-distortion ratio (see `find_sdr_db`)
    """
    return {"si_sdr_db": find_si_sdr_db(estimate, truth), "sdr_db": find_sdr_db(estimate, truth)}


def find_si_sdr_db(estimate: np.ndarray, truth: np.ndarray) -> float:
    """Scale-invariant SDR in dB (Le Roux, Wisdom, Erdogan and Hershey, "SDR: half-baked or well done?", ICASSP 2019).

    With s the truth and ŝ the estimate, both less their mean, and α = ⟨ŝ, s⟩ / ⟨s, s⟩: 10 · log₁₀(‖α s‖² / ‖α s − ŝ‖²).
    It does not matter how loud the estimate is. ValueError where the shapes differ or the truth is silent.

    >>> round(find_si_sdr_db(np.array([2.0, -2.0, 1.0, -1.0]), np.array([1.0, -1.0, 0.0, 0.0])), 2)
    6.02
    """
    made, wanted = _check(estimate, truth)
    made, wanted = made - made.mean(axis=0), wanted - wanted.mean(axis=0)
    power = (wanted * wanted).sum()
    if power == 0:
        raise ValueError("the truth is silent, so nothing can be scored against it")
    target = (made * wanted).sum() / power * wanted
    return _find_ratio_db(target, target - made)


def find_sdr_db(estimate: np.ndarray, truth: np.ndarray) -> float:
    """SDR in dB as the Music Demixing Challenge has it (Mitsufuji et al. 2022): 10 · log₁₀(‖s‖² / ‖s − ŝ‖²).

    An estimate that is silent has 0 dB. ValueError where the shapes differ or the truth is silent.

    >>> round(find_sdr_db(np.array([0.9, -0.9]), np.array([1.0, -1.0])), 2)
    20.0
    """
    made, wanted = _check(estimate, truth)
    if not wanted.any():
        raise ValueError("the truth is silent, so nothing can be scored against it")
    return _find_ratio_db(wanted, wanted - made)


# --------------------------------------------------------------------------------------------- private


def _check(estimate: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if estimate.shape != truth.shape or estimate.ndim not in (1, 2) or not estimate.size:
        raise ValueError(f"expected two signals of one shape, got {estimate.shape} and {truth.shape}")
    return estimate.astype(np.float64), truth.astype(np.float64)


def _find_ratio_db(signal: np.ndarray, distortion: np.ndarray) -> float:
    """Their powers' ratio in dB, in [−LIMIT_DB, LIMIT_DB]."""
    powers = (signal * signal).sum(), (distortion * distortion).sum()
    if 0 in powers:
        return LIMIT_DB if powers[0] else -LIMIT_DB
    return float(np.clip(10 * np.log10(powers[0] / powers[1]), -LIMIT_DB, LIMIT_DB))
