"""What a finished video file is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MovieFacts:
    """Read back from the file: `container` is its suffix without the dot, `codec` and `profile` FFmpeg's names, `tag` the four letters
    that players go by, `colours` primaries, transfer, matrix and range as numbers (1 1 1 1: BT.709, limited); `starts_fast` says that
    playing can begin before all is loaded."""

    container: str
    codec: str
    profile: str
    tag: str
    width: int
    height: int
    fps: float
    pixels: str
    colours: str
    frames: int
    starts_fast: bool
    sound_codec: str
    sound_rate_hz: int
    sound_channels: int
    video_s: float
    sound_s: float
    lufs: float
    dbtp: float
