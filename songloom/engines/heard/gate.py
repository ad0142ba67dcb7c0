"""Chooses what a recogniser listens to: where nobody sings it makes words up, and where a gate shuts too early singing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from songloom.engines.heard.sound import FRAME_S, RATE_HZ, Voice
from songloom.model.heard import Gate

# RMS below a thousandth of full scale: no stem with a voice in it is so quiet throughout.
SILENT_POWER = 1e-6
# A recipe that others proved on separated stems: a tenth of the loudest RMS, breaths of less than a second do not part, a little room.
RMS_SHARE, RMS_SMOOTH_S, RMS_SILENCE_S, RMS_PAD_S = 0.1, 0.1, 1.0, 0.2
# The only settings of Silero's detector that keep most of what is sung: with the library's own it keeps half (docs/heard.md).
SILERO_MS = {"min_silence_duration_ms": 2000, "speech_pad_ms": 2000, "min_speech_duration_ms": 50}
# It is run over so much at a time, and hears so much before in order to have settled.
SILERO_BLOCK_S, SILERO_LEAD_S = 600.0, 10.0
# A gate that lets through less of the stem's energy than this has taken singing for something else: of the gates measured, all that
# lost a quarter of a song's words fell below it, and a false alarm costs nothing but time (docs/heard.md).
LEAST_COVERAGE = 0.8


@dataclass(frozen=True, order=True)
class Stretch:
    """Half-open [start_s, end_s)."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Gated:
    """The stretches to listen to, in order and apart; what chose them; the share of energy that the gate asked for lets through."""

    stretches: tuple[Stretch, ...]
    gate: Gate
    coverage: float
    warnings: tuple[str, ...] = ()


def open_gate(voice: Voice, gate: Gate, silero_threshold: float) -> Gated:
    """What to listen to through a gate, or all of it where that gate cannot be right; nothing of a stem that is silent."""
    if float(voice.power.max(initial=0)) < SILENT_POWER:
        return Gated((), gate, 0.0)
    whole = (Stretch(0.0, voice.samples / RATE_HZ),)
    if gate == "none":
        return Gated(whole, gate, 1.0)
    found = tuple(find_loud(voice) if gate == "rms" else find_speech(voice, silero_threshold))
    coverage = measure_coverage(voice, found)
    if coverage >= LEAST_COVERAGE:
        return Gated(found, gate, coverage)
    warning = f"the gate {gate} let through only {coverage:.0%} of the voice's energy, so everything was listened to"
    return Gated(whole, "none", coverage, (warning,))


def find_loud(voice: Voice) -> list[Stretch]:
    """Where the smoothed RMS is at least a share of its highest."""
    count = round(RMS_SMOOTH_S / FRAME_S)
    smooth = np.convolve(voice.power, np.ones(count) / count, mode="same")
    is_loud = np.sqrt(smooth) >= RMS_SHARE * np.sqrt(smooth.max(initial=0))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_loud, [False]]).astype(np.int8)))
    runs = [Stretch(first * FRAME_S, last * FRAME_S) for first, last in edges.reshape(-1, 2).tolist()]
    return _join(runs, RMS_SILENCE_S, RMS_PAD_S, voice.samples / RATE_HZ)


def find_speech(voice: Voice, threshold: float) -> list[Stretch]:
    """Where Silero's detector, which comes with faster-whisper, is sure enough of a voice; memory does not grow with the song."""
    from faster_whisper.vad import VadOptions, get_speech_timestamps  # pyright: ignore[reportMissingImports] - an extra

    options, end_s = VadOptions(threshold=threshold, **SILERO_MS), voice.samples / RATE_HZ
    found: list[Stretch] = []
    for start_s in np.arange(0.0, end_s, SILERO_BLOCK_S).tolist():
        lead_s = max(0.0, start_s - SILERO_LEAD_S)
        for speech in get_speech_timestamps(voice.read(lead_s, start_s + SILERO_BLOCK_S), options):
            first_s = max(start_s, lead_s + speech["start"] / RATE_HZ)
            last_s = lead_s + speech["end"] / RATE_HZ
            found += [Stretch(first_s, last_s)] if first_s < last_s else []
    return _join(found, 0.0, 0.0, end_s)


def measure_coverage(voice: Voice, stretches: Sequence[Stretch]) -> float:
    """The share of the stem's energy inside the stretches, in [0, 1]; rounded, for it is written down."""
    is_kept = np.zeros(len(voice.power), bool)
    for stretch in stretches:
        is_kept[int(stretch.start_s / FRAME_S) : round(stretch.end_s / FRAME_S)] = True
    energy = voice.power.astype(np.float64)
    return round(float(energy[is_kept].sum() / max(energy.sum(), 1e-12)), 3)


# --------------------------------------------------------------------------------------------- private


def _join(runs: Sequence[Stretch], silence_s: float, pad_s: float, end_s: float) -> list[Stretch]:
    """Runs closer than `silence_s` become one; each is widened by `pad_s`, inside the song."""
    joined: list[Stretch] = []
    for run in runs:
        if joined and run.start_s - joined[-1].end_s <= silence_s:
            joined[-1] = Stretch(joined[-1].start_s, max(joined[-1].end_s, run.end_s))
        else:
            joined.append(run)
    return [Stretch(max(0.0, run.start_s - pad_s), min(end_s, run.end_s + pad_s)) for run in joined]
