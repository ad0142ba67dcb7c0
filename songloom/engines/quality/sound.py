"""What is wrong with the sound itself."""

from collections.abc import Iterator

from songloom.engines.quality.telling import show_time
from songloom.model.audio import AudioFacts
from songloom.model.quality import Reason

# A decoder drops some milliseconds of a sound file; less than both of these is no loss.
SHORT_S, SHORT_SHARE = 1.0, 0.01

# The songs that we measured on have at most 0.0003 of their samples at full scale, loud masters included.
CLIPPED_SHARE = 0.001
SILENT_LUFS = -60.0


def check_sound(facts: AudioFacts) -> Iterator[Reason]:
    """Sound that is cut off, broken, silent or distorted."""
    missing_s = (facts.declared_s or 0) - facts.duration_s
    if missing_s > max(SHORT_S, SHORT_SHARE * (facts.declared_s or 0)):
        what = f"the file declares {show_time(facts.declared_s or 0)} but only {show_time(facts.duration_s)} of it can be decoded"
        yield Reason("short_decode", f"{what}; it may be cut off: get a complete copy")
    if facts.broken_packets:
        what = f"pieces of the file that are broken or cut off: {facts.broken_packets}"
        yield Reason("broken_audio", f"{what}; listen for gaps, or get another copy")
    if facts.loudness_lufs <= SILENT_LUFS:
        what = f"there is hardly any sound ({facts.loudness_lufs:.0f} LUFS)"
        yield Reason("silent_audio", f"{what}; check that this is the right file", "bad")
    if facts.clipped_share > CLIPPED_SHARE:
        what = f"{facts.clipped_share:.1%} of the samples are at full scale"
        yield Reason("clipped_audio", f"{what}; the sound is probably distorted", "note")
