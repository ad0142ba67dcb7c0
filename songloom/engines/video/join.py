"""Joins encoded segments and encoded sound into one file: packets are copied, and nothing is encoded again."""

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from operator import itemgetter
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from songloom.engines.video.contract import SOUNDS, Reel, VideoOptions
from songloom.engines.video.delivery import DELIVERIES
from songloom.engines.video.probing import check_movie, probe
from songloom.engines.video.teaser import write_teaser
from songloom.engines.video.thumbnail import write_thumbnail
from songloom.errors import InputError
from songloom.model.movie import MovieFacts

FORMATS = {".mp4": "mp4", ".mov": "mov", ".webm": "webm"}
# Without bitexact the muxers write their version and the date, and equal input would not give equal bytes.
MUXING = {"fflags": "+bitexact"}
MOVIE = {"movflags": "+faststart"}


class Join:
    """Copies the packets of the segments, numbering their frames through, and those of the sound between them by decoding time.

    Each segment starts with a key frame and refers to nothing outside; they are of one codec, size, frame rate and encoder setting:
    ValueError where they are not, since such a file would play in some players and not in others.
    """

    def __init__(self, options: VideoOptions) -> None:
        self._options = options

    def join(self, reel: Reel, video: Path) -> MovieFacts:
        """Write the file, its thumbnail and its teaser; InputError where the file is not what its delivery takes."""
        with ExitStack() as stack:
            sound = stack.enter_context(av.open(str(reel.sound)))
            _check_sound(sound, video.suffix)
            muxing = MUXING if video.suffix == ".webm" else MUXING | MOVIE
            out = stack.enter_context(av.open(str(video), "w", format=FORMATS[video.suffix], options=muxing))
            template = stack.enter_context(av.open(str(reel.segments[0]))).streams.video[0]
            out.metadata.update({key: text for key, text in (("title", reel.title), ("artist", reel.artist)) if text})
            pictures = _add_pictures(out, template)
            voice = out.add_stream_from_template(sound.streams.audio[0])
            count = _mux(out, _copy_packets(reel.segments, template, pictures), _copy_sound(sound, voice))
        facts = probe(video, reel)
        check_movie(facts, count, DELIVERIES[self._options.delivery])
        telling = write_thumbnail(reel.segments, video.with_name("thumbnail.jpg"))
        if self._options.teaser != "none":
            write_teaser(reel.segments, telling, video.with_name(f"teaser.{self._options.teaser}"))
        return facts


# --------------------------------------------------------------------------------------------- private

# A packet, and when it is decoded, in seconds; times that are equal are so to this many digits, and others are not.
_Timed = tuple[Packet, float]
_DIGITS = 9


def _check_sound(sound: InputContainer, suffix: str) -> None:
    codec = sound.streams.audio[0].codec_context.codec.canonical_name.partition("_")[0]
    if codec not in SOUNDS[suffix]:
        what = f"a {suffix} file cannot hold sound in {codec}"
        raise InputError("", what, f"set sound.codec to {' or '.join(SOUNDS[suffix])}, or another segments.skia.codec")


def _add_pictures(out: OutputContainer, template: VideoStream) -> VideoStream:
    # Copied as they are: not every codec that FFmpeg reads has an encoder of the same name.
    pictures = out.add_stream_from_template(template, opaque=True)
    pictures.time_base = 1 / _find_rate(template)
    pictures.metadata.update({key: text for key, text in template.metadata.items() if key.upper() == "ALPHA_MODE"})
    if out.format.name != "webm":
        # The four letters that players go by: left to itself, the muxer calls any HEVC hev1 and any ProRes apch.
        pictures.codec_context.codec_tag = template.codec_context.codec_tag
    return pictures


def _mux(out: OutputContainer, pictures: Iterator[_Timed], sound: Iterator[_Timed]) -> int:
    """Write both by decoding time; how many pictures there were."""
    count = 0
    for packet, _ in heapq.merge(pictures, sound, key=itemgetter(1)):
        count += packet.stream.type == "video"
        out.mux(packet)
    return count


def _copy_packets(segments: Sequence[Path], template: VideoStream, pictures: VideoStream) -> Iterator[_Timed]:
    """The packets of all segments, timed in whole frames from the start of the first."""
    rate, offset = _find_rate(template), 0
    frame, seconds = 1 / rate, float(1 / rate)
    for path in segments:
        with av.open(str(path)) as segment:
            stream = segment.streams.video[0]
            _check_like(path, stream, template)
            assert stream.time_base is not None
            # Floats are exact enough for this, and fractions take longer than all else.
            frames, first, count = float(stream.time_base * rate), stream.start_time or 0, 0
            for packet in segment.demux(stream):
                if packet.pts is None or packet.dts is None:
                    continue
                number = round((packet.dts - first) * frames) + offset
                packet.pts, packet.dts = round((packet.pts - first) * frames) + offset, number
                packet.time_base, packet.duration, packet.stream = frame, 1, pictures
                count += 1
                yield packet, round(number * seconds, _DIGITS)
        offset += count


def _copy_sound(sound: InputContainer, voice: AudioStream) -> Iterator[_Timed]:
    """The encoder's priming has negative times, which the muxer turns into an edit list: sound and pictures start together."""
    seconds = float(sound.streams.audio[0].time_base or 0)
    for packet in sound.demux(audio=0):
        if packet.dts is not None:
            packet.stream = voice
            yield packet, round(packet.dts * seconds, _DIGITS)


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
