"""Joins encoded segments and encoded sound into one file: packets are copied, and nothing is encoded again."""

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from songloom.engines.video.contract import Reel, VideoOptions
from songloom.engines.video.thumbnail import write_thumbnail


class Join:
    """Copies the packets of the segments, numbering their frames through, and interleaves AAC by decoding time.

    The segments are H.264 in MP4, each starting with an IDR frame, of one size, frame rate and encoder setting; ValueError where they
    are not, since such a file would play in some players and not in others.
    """

    def __init__(self, options: VideoOptions) -> None:
        self._options = options

    def join(self, reel: Reel, video: Path, thumbnail: Path) -> None:
        """Write the MP4 (faststart, BT.709 as the segments say, AAC) and a JPEG of its most telling frame."""
        if not reel.segments:
            raise ValueError("a video needs one segment at least")
        with ExitStack() as stack:
            # bitexact keeps the muxer's version and the date out of the file, so that equal input gives equal bytes.
            options = {"movflags": "+faststart", "fflags": "+bitexact"}
            out = stack.enter_context(av.open(str(video), "w", format="mp4", options=options))
            template = stack.enter_context(av.open(str(reel.segments[0]))).streams.video[0]
            sound = stack.enter_context(av.open(str(reel.sound)))
            out.metadata.update({key: text for key, text in (("title", reel.title), ("artist", reel.artist)) if text})
            pictures = out.add_stream_from_template(template)
            pictures.time_base = 1 / _find_rate(template)
            voice = out.add_stream_from_template(sound.streams.audio[0])
            _mux(out, _copy_packets(reel.segments, template, pictures), _copy_sound(sound, voice))
        write_thumbnail(reel.segments, thumbnail)


# --------------------------------------------------------------------------------------------- private


def _mux(out: OutputContainer, *sources: Iterator[Packet]) -> None:
    for packet in heapq.merge(*sources, key=_decoding_time):
        out.mux(packet)


def _decoding_time(packet: Packet) -> Fraction:
    assert packet.dts is not None
    return packet.dts * packet.time_base


def _copy_packets(segments: Sequence[Path], template: VideoStream, pictures: VideoStream) -> Iterator[Packet]:
    """The packets of all segments, timed in whole frames from the start of the first."""
    rate, offset = _find_rate(template), 0
    for path in segments:
        with av.open(str(path)) as segment:
            stream = segment.streams.video[0]
            _check_like(path, stream, template)
            assert stream.time_base is not None
            step, first, count = 1 / rate / stream.time_base, stream.start_time or 0, 0
            for packet in segment.demux(stream):
                if packet.pts is None or packet.dts is None:
                    continue
                packet.pts, packet.dts = (round((time - first) / step) + offset for time in (packet.pts, packet.dts))
                packet.time_base, packet.duration, packet.stream = 1 / rate, 1, pictures
                count += 1
                yield packet
        offset += count


def _copy_sound(sound: InputContainer, voice: AudioStream) -> Iterator[Packet]:
    """The encoder's priming has negative times, which the muxer turns into an edit list: sound and pictures start together."""
    for packet in sound.demux(audio=0):
        if packet.dts is not None:
            packet.stream = voice
            yield packet


def _check_like(path: Path, stream: VideoStream, template: VideoStream) -> None:
    got, expected = _describe(stream), _describe(template)
    if got != expected:
        raise ValueError(f"{path.name}: {got[:3]} cannot be joined to {expected[:3]}: size, frame rate or encoder settings differ")


def _describe(stream: VideoStream) -> tuple[int, int, Fraction, bytes]:
    context = stream.codec_context
    return context.width, context.height, _find_rate(stream), bytes(context.extradata or b"")


def _find_rate(stream: VideoStream) -> Fraction:
    rate = stream.average_rate or stream.base_rate
    if rate is None:
        raise ValueError("a segment without a frame rate cannot be joined")
    return rate
