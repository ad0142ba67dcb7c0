"""A song's Chromaprint fingerprint, by the FFmpeg that ships with imageio-ffmpeg: what AcoustID knows songs by."""

import re
import subprocess
from pathlib import Path

# AcoustID compares the first two minutes.
LENGTH_S = 120
TIMEOUT_S = 120
MOST_LETTERS = 100_000


class FingerprintError(Exception):
    """No fingerprint can be made here; the message says why, for a person."""


def make_fingerprint(flac: Path) -> str:
    """The compressed fingerprint in URL-safe base 64, of a FLAC of ours; FingerprintError where it cannot be made."""
    program = _find_ffmpeg()
    # The format is named and nothing but a file may be opened: FFmpeg guesses nothing from a name or from the content.
    source = ["-protocol_whitelist", "file", "-f", "flac", "-i", f"file:{flac.absolute()}", "-t", str(LENGTH_S)]
    target = ["-map", "0:a:0", "-f", "chromaprint", "-fp_format", "base64", "pipe:1"]
    command = [program, "-nostdin", "-v", "error", *source, *target]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FingerprintError("the sound has no fingerprint: FFmpeg does not run here") from error
    text = done.stdout[: MOST_LETTERS + 1].decode("ascii", "replace").strip()
    if done.returncode != 0 or not re.fullmatch(rf"[A-Za-z0-9_=-]{{1,{MOST_LETTERS}}}", text):
        raise FingerprintError("the sound has no fingerprint: FFmpeg cannot read it")
    return text


# --------------------------------------------------------------------------------------------- private


def _find_ffmpeg() -> str:
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        return get_ffmpeg_exe()
    except (ImportError, RuntimeError) as error:
        raise FingerprintError("the sound has no fingerprint: FFmpeg is missing (pip install imageio-ffmpeg)") from error
