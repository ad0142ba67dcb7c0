"""What platforms and broadcasters take: a file that they would refuse, or cut short, is refused here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from songloom.errors import InputError
from songloom.model.movie import MovieFacts

TALL, SQUARE, WIDE = 9 / 16, 1.0, 16 / 9
# Sizes are whole and even, so that a shape is met within a pixel or two.
SHAPE_SLACK = 0.01
HOUR_S = 3600.0


@dataclass(frozen=True)
class Bounds:
    """What a file may be. An empty set allows all; ranges hold their ends. `shapes` are width ÷ height, `edge` the shorter edge in
    pixels."""

    name: str
    cure: str
    codecs: frozenset[str] = frozenset()
    sound_codecs: frozenset[str] = frozenset()
    shapes: tuple[float, float] = (0.0, 99.0)
    edge: tuple[int, int] = (0, 9999)
    fps: tuple[float, float] = (0.0, 999.0)
    longest_s: float = 9999 * HOUR_S
    lufs: tuple[float, float] = (-99.0, 0.0)
    highest_dbtp: float = 9.0

    def list_breaches(self, facts: MovieFacts) -> Iterator[str]:
        """What of a file is not taken, each as a clause."""
        edge = min(facts.width, facts.height)
        low, high = self.shapes
        if self.codecs and facts.codec not in self.codecs:
            yield f"pictures in {facts.codec}, not {_list(self.codecs)}"
        if self.sound_codecs and facts.sound_codec not in self.sound_codecs:
            yield f"sound in {facts.sound_codec}, not {_list(self.sound_codecs)}"
        if not low - SHAPE_SLACK <= facts.width / facts.height <= high + SHAPE_SLACK:
            yield f"the shape {facts.width} × {facts.height}, where width ÷ height must lie in {low:.3g}–{high:.3g}"
        if not self.edge[0] <= edge <= self.edge[1]:
            yield f"a shorter edge of {edge} pixels, not {self.edge[0]}–{self.edge[1]}"
        if not self.fps[0] <= facts.fps <= self.fps[1]:
            yield f"{facts.fps:g} frames a second, not {self.fps[0]:g}–{self.fps[1]:g}"
        if facts.video_s > self.longest_s:
            yield f"{facts.video_s:.1f} s of video, where {self.longest_s:g} s are allowed"
        if not self.lufs[0] <= facts.lufs <= self.lufs[1]:
            yield f"a loudness of {facts.lufs:.1f} LUFS, not {self.lufs[0]:g} to {self.lufs[1]:g}"
        if facts.dbtp > self.highest_dbtp:
            yield f"a true peak of {facts.dbtp:.1f} dBTP, above {self.highest_dbtp:g}"


_SHARED = frozenset({"h264", "hevc"})
_SOCIAL = {"codecs": _SHARED, "sound_codecs": frozenset({"aac"}), "fps": (23.9, 60.0), "edge": (540, 2160), "lufs": (-70.0, -9.0)}
_ASK = "give the variant `delivery: {}` and take out what contradicts it; a song that is too long has no place there"

DELIVERIES: Mapping[str, Bounds] = MappingProxyType(
    {
        "any": Bounds("any player", "this is a defect of Songloom: report it with the song's settings"),
        "youtube": Bounds(
            "YouTube",
            _ASK.format("youtube"),
            codecs=_SHARED | {"av1", "prores"},
            sound_codecs=frozenset({"aac", "opus", "pcm_s24le"}),
            fps=(23.9, 60.0),
            edge=(360, 4320),
            longest_s=12 * HOUR_S,
            lufs=(-70.0, -9.0),
        ),
        "shorts": Bounds("YouTube Shorts", _ASK.format("shorts"), shapes=(TALL, SQUARE), longest_s=180.0, **_SOCIAL),
        "reels": Bounds("Instagram Reels", _ASK.format("reels"), shapes=(TALL, SQUARE), longest_s=180.0, **_SOCIAL),
        "tiktok": Bounds("TikTok", _ASK.format("tiktok"), shapes=(TALL, SQUARE), longest_s=600.0, **_SOCIAL),
        "square": Bounds("square feeds", _ASK.format("square"), shapes=(SQUARE, SQUARE), **_SOCIAL),
        "broadcast": Bounds(
            "broadcast",
            _ASK.format("broadcast"),
            codecs=frozenset({"prores"}),
            sound_codecs=frozenset({"pcm_s24le"}),
            shapes=(WIDE, WIDE),
            edge=(1080, 2160),
            fps=(25.0, 50.0),
            lufs=(-23.5, -22.5),
            highest_dbtp=-1.0,
        ),
    }
)


def find_excess(delivery: str, length_s: float) -> InputError | None:
    """Why a song of this length cannot go there, before anything is drawn of it; None where it can."""
    bounds = DELIVERIES[delivery]
    if round(length_s, 3) <= bounds.longest_s:
        return None
    what = f"the song is {round(length_s, 3):g} s long, and {bounds.name} takes {bounds.longest_s:g} s at most"
    return InputError("", what, f"weave it in a variant without `delivery: {delivery}`, or cut the song")


# --------------------------------------------------------------------------------------------- private


def _list(names: frozenset[str]) -> str:
    return " or ".join(sorted(names))
