"""How loud a song is, and what was done about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness (EBU R128) and true peak (ITU-R BS.1770) of the song before, the gain that it got, by how much its highest
    peak was taken back, and the integrated loudness of what was encoded, read back from the file."""

    before_lufs: float
    before_dbtp: float
    gain_db: float
    limited_db: float
    after_lufs: float
