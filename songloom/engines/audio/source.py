"""Opens a file that nobody vouches for: only formats that hold their own sound, nothing outside the file, broken pieces skipped."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from mutagen.mp3 import BitrateMode, HeaderNotFoundError, MPEGFrame

from songloom.errors import InputError

CURE = "give a file that holds sound (MP3, FLAC, Ogg, WAV, M4A or another that FFmpeg decodes)"

# Demuxers that read sound from the file itself. Playlists (HLS, DASH, concat, SDP), devices and picture readers are left out on
# purpose: they make FFmpeg open other files or addresses.
FORMATS = (
    "aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,dts,dtshd,eac3,flac,flv,iff,latm,loas,matroska,mlp,mov,mp3,mpc,mpc8,mpeg,"
    "mpegts,nut,ogg,oma,qcp,rm,shn,sox,spdif,tak,truehd,tta,voc,w64,wav,webm,wv,xwma"
)
# Formats without a header of the whole: the length that readers give is guessed from the bit rate (MP3 too, without a Xing header).
ESTIMATING_FORMATS = ("aac", "ac3", "amr", "amrnb", "amrwb", "dts", "eac3", "flv", "latm", "loas", "mlp", "mpeg", "mpegts", "truehd")

MIN_RATE_HZ, MAX_RATE_HZ, MAX_CHANNELS = 4000, 768_000, 64

# A file with this many undecodable packets in a row holds no more sound worth waiting for.
MAX_BROKEN_PACKETS = 500


@dataclass
class Sound:
    """The first audio stream of an open file; `broken_packets` grows while `read_frames` is read."""

    file: BinaryIO
    container: InputContainer
    stream: AudioStream
    size: int
    broken_packets: int = 0

    def read_share(self) -> float:
        """How much of the file has been read, in [0, 1]."""
        return min(self.file.tell() / self.size, 1.0)

    def read_frames(self) -> Iterator[AudioFrame]:
        """Decoded frames in order. Packets that cannot be decoded are skipped, and counted where sound follows them."""
        skipped, last = 0, b""
        for packet in self._read_packets():
            last = bytes(packet) if packet.size else last
            try:
                frames = packet.decode()
            except FFmpegError:
                skipped += 1
                if skipped > MAX_BROKEN_PACKETS:
                    return
                continue
            self.broken_packets += skipped if frames else 0
            skipped = 0 if frames else skipped
            for frame in frames:
                _check_frame(frame)
                yield frame
        self.broken_packets += self._is_cut_off(last)

    def _is_cut_off(self, last: bytes) -> bool:
        """Whether the file ends before its sound does, where its format can tell: how a download that broke off ends."""
        if self.container.format.name == "mp3":
            return _is_short_frame(last)
        return self.container.format.name == "ogg" and not _has_last_page(self.file)

    def _read_packets(self) -> Iterator[Packet]:
        packets = self.container.demux(self.stream)
        while True:
            try:
                yield next(packets)
            except (StopIteration, FFmpegError):
                # A demuxer that fails midway has no more to give; what was decoded so far is kept.
                return


@contextmanager
def open_sound(source: Path) -> Iterator[Sound]:
    """Open the first audio stream of `source` whatever its name; InputError where there is none."""
    size = source.stat().st_size
    if size == 0:
        raise InputError("", "is empty (0 bytes)", CURE)
    # Opened by number, so that FFmpeg sees no name: the content alone says what the file is.
    with os.fdopen(os.open(source, os.O_RDONLY), "rb") as file, _open_container(file) as container:
        if not container.streams.audio:
            raise InputError("", "holds no audio", CURE)
        stream = container.streams.audio[0]
        if stream.codec_context is None:
            raise InputError("", "holds audio of a kind that cannot be decoded", CURE)
        yield Sound(file, container, stream, size)


def find_declared_s(sound: Sound, info: Any) -> float | None:
    """The length in seconds that a header gives, by mutagen's `info` or the container; None where it would be an estimate."""
    name = sound.container.format.name
    if name in ESTIMATING_FORMATS or (name == "mp3" and getattr(info, "bitrate_mode", BitrateMode.UNKNOWN) == BitrateMode.UNKNOWN):
        return None
    # FFmpeg takes the shorter of header and file for some formats, which hides that a file was cut; mutagen does not.
    length_s = getattr(info, "length", None) or (sound.container.duration or 0) / av.time_base
    return float(length_s) if length_s > 0 else None


# --------------------------------------------------------------------------------------------- private


def _open_container(file: BinaryIO) -> InputContainer:
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "none"}
    try:
        return av.open(file, "r", options=options, metadata_errors="replace", io_open=_refuse_to_open)
    except (FFmpegError, ValueError, UnicodeError) as error:
        raise InputError("", "holds no audio that can be read", CURE) from error


def _refuse_to_open(url: str, _flags: int, _options: dict[str, str]) -> BinaryIO:
    raise PermissionError(f"{url}: a song must not refer to other files")


def _check_frame(frame: AudioFrame) -> None:
    if not MIN_RATE_HZ <= frame.sample_rate <= MAX_RATE_HZ:
        raise InputError("", f"has a sample rate of {frame.sample_rate} Hz, expected {MIN_RATE_HZ} to {MAX_RATE_HZ}", CURE)
    if len(frame.layout.channels) > MAX_CHANNELS:
        raise InputError("", f"has {len(frame.layout.channels)} channels, expected {MAX_CHANNELS} at most", CURE)


def _is_short_frame(packet: bytes) -> bool:
    """Whether an MP3 frame is shorter than its own header says."""
    data = io.BytesIO(packet)
    try:
        MPEGFrame(data)
    except HeaderNotFoundError:
        return False
    return data.tell() > len(packet)


def _has_last_page(file: BinaryIO) -> bool:
    """Whether the last Ogg page (64 KiB at most) carries the end-of-stream flag (RFC 3533)."""
    file.seek(0, os.SEEK_END)
    file.seek(max(0, file.tell() - 2 * 65536))
    tail = file.read()
    page = tail.rfind(b"OggS")
    return 0 <= page < len(tail) - 5 and bool(tail[page + 5] & 4)
