"""Reads back what was written: whether it is what was meant, and what its platform takes."""

from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer

from songloom.engines.video.contract import Reel
from songloom.engines.video.delivery import Bounds
from songloom.errors import InputError
from songloom.model.movie import MovieFacts

BT709 = "1 1 1 1"
# Sound is coded in frames of some twenty milliseconds, and pictures in frames of their own.
SLACK_S = 0.05


def probe(file: Path, reel: Reel) -> MovieFacts:
    """The facts of a video file; packets are read and none is decoded."""
    with av.open(str(file)) as movie:
        picture, sound = movie.streams.video[0], movie.streams.audio[0]
        frames, video_s, sound_s = _measure(movie)
        context = picture.codec_context
        colours = (context.color_primaries, context.color_trc, context.colorspace, context.color_range)
        return MovieFacts(
            container=file.suffix.removeprefix("."),
            codec=context.codec.canonical_name,
            profile=context.profile or "",
            tag=context.codec_tag.strip("\0 "),
            width=picture.width,
            height=picture.height,
            fps=round(float(picture.average_rate or 0), 3),
            pixels=_name_pixels(context.pix_fmt or "", picture.metadata),
            colours=" ".join(str(int(number)) for number in colours),
            frames=frames,
            starts_fast=file.suffix == ".webm" or _starts_fast(file),
            sound_codec=sound.codec_context.codec.canonical_name,
            sound_rate_hz=sound.rate or 0,
            sound_channels=sound.channels,
            video_s=round(video_s, 3),
            sound_s=round(sound_s, 3),
            lufs=reel.loudness.after_lufs,
            dbtp=round(reel.loudness.before_dbtp + reel.loudness.gain_db - reel.loudness.limited_db, 2) + 0.0,
        )


def check_movie(facts: MovieFacts, frames: int, bounds: Bounds) -> None:
    """InputError with all that is off: with the file itself, or with where it is to go."""
    off = [*_list_defects(facts, frames), *bounds.list_breaches(facts)]
    if off:
        raise InputError("", f"the video is not fit for {bounds.name}: {'; '.join(off)}", bounds.cure)


# --------------------------------------------------------------------------------------------- private


def _list_defects(facts: MovieFacts, frames: int) -> Iterator[str]:
    """What no player should be given."""
    if facts.frames != frames:
        yield f"it has {facts.frames} frames, and its segments have {frames}"
    if abs(facts.video_s - facts.sound_s) > 1 / facts.fps + SLACK_S:
        yield f"its pictures last {facts.video_s:.2f} s and its sound {facts.sound_s:.2f} s"
    if facts.colours != BT709:
        yield f"its colours are tagged {facts.colours}, not BT.709 ({BT709})"
    if not facts.starts_fast:
        yield "its index stands at the end, so that nothing plays before all is loaded"
    if facts.codec == "hevc" and facts.tag != "hvc1":
        yield f"it is tagged {facts.tag}, which Apple's players do not play; expected hvc1"
    if (facts.sound_rate_hz, facts.sound_channels) != (48000, 2):
        yield f"its sound has {facts.sound_rate_hz} Hz and {facts.sound_channels} channels, not 48000 Hz and 2"


def _measure(movie: InputContainer) -> tuple[int, float, float]:
    """Frames, and where pictures and sound end, in seconds."""
    picture, sound = movie.streams.video[0], movie.streams.audio[0]
    # Counted in ticks: fractions for every packet would take longer than to read it.
    frames, ends = 0, {picture.index: 0, sound.index: 0}
    for packet in movie.demux(picture, sound):
        if packet.pts is None:
            continue
        ends[packet.stream_index] = max(ends[packet.stream_index], packet.pts + (packet.duration or 0))
        frames += packet.stream_index == picture.index
    pictures_s, sound_s = (float(ends[stream.index] * (stream.time_base or 0)) for stream in (picture, sound))
    return frames, pictures_s, sound_s


def _name_pixels(pixels: str, metadata: dict[str, str]) -> str:
    """WebM keeps transparency beside the picture, where FFmpeg's own decoder does not see it."""
    return pixels.replace("yuv", "yuva") if metadata.get("ALPHA_MODE") == "1" and "yuva" not in pixels else pixels


def _starts_fast(file: Path) -> bool:
    """Whether an MP4's index stands before its data; boxes are a 32-bit size and a name, or size 1 and 64 bits of size after the name."""
    with file.open("rb") as stream:
        while len(head := stream.read(8)) == 8:
            size, name = int.from_bytes(head[:4], "big"), head[4:]
            if name in (b"moov", b"mdat"):
                return name == b"moov"
            size, read = (int.from_bytes(stream.read(8), "big"), 16) if size == 1 else (size, 8)
            stream.seek(size - read, 1)
    return False
