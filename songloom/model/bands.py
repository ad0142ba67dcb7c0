"""The song's spectrum over time, as pictures of it are drawn."""

from dataclasses import dataclass

# How many there are; each is as wide as a third of an octave.
BANDS = 24


@dataclass(frozen=True)
class Bands:
    """This is `bands.json`. Row k of `levels` is what is heard at k / `rate_hz` seconds: one byte for each of BANDS, from the lowest to the
    highest, 255 as loud as that band gets in the song. They rise as the sound does and fall back slowly, as a meter's needle. Base64."""

    rate_hz: float
    levels: str
