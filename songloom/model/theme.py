"""A theme as pictures and frames read it: colours resolved, lengths as fractions of the frame's shorter edge."""

import re
from dataclasses import dataclass, fields
from typing import Annotated, Literal

from annotated_types import Interval, Len, Predicate

# `#rrggbb`, as a regular expression.
COLOUR = "#[0-9a-fA-F]{6}"


def is_colour(text: str) -> bool:
    """Whether `text` is `#rrggbb`.

    >>> is_colour("#ffd166"), is_colour("gold")
    (True, False)
    """
    return re.fullmatch(COLOUR, text) is not None


Colour = Annotated[str, Predicate(is_colour)]
# Text stands on darkened pictures: a colour of less relative luminance could not be told from them, however dark they were.
LEAST_LUMINANCE = 0.22
# What WCAG 2.2 asks of text.
LEAST_CONTRAST = 4.5
Share = Annotated[float, Interval(ge=0, le=1)]


@dataclass(frozen=True)
class PictureTheme:
    """The part of a theme that pictures are painted from. `colours` are `#rrggbb`, from ground to accent."""

    colours: Annotated[tuple[Colour, ...], Len(2, 8)]
    style: Literal["flow", "bloom", "shapes", "plain", "gradient", "blocks", "halftone", "confetti"]
    grain: Share


@dataclass(frozen=True)
class Face:
    """A way to set type: `weight` is CSS's, `tracking` the space added between letters in ems, `leading` the row pitch in ems."""

    family: Annotated[str, Len(1, 60)]
    weight: Annotated[int, Interval(ge=100, le=900)]
    capitals: bool
    tracking: Annotated[float, Interval(ge=-0.1, le=0.5)]
    leading: Annotated[float, Interval(ge=0.8, le=2)]


@dataclass(frozen=True)
class Ink:
    """The colours of a word's states. Opaque, so that their contrast with the darkened picture is known before it is painted."""

    waiting: Colour
    singing: Colour
    sung: Colour
    shadow: Colour


@dataclass(frozen=True)
class Tint:
    """The colours that a word of a kind has in its three states; `null` leaves one as it is."""

    waiting: Colour | None
    singing: Colour | None
    sung: Colour | None


Tag = Literal["", "first", "chorus", "singer_a", "singer_b", "emphasised", "backing"]


@dataclass(frozen=True)
class Tags:
    """Words that are coloured differently: a line's `first`; those of a `chorus` (lines that come back together), those that one singer of
    a duet sings alone (`singer_a`), and those of the other (`singer_b`); `emphasised` ones (written in capitals among words that are not);
    a `backing` voice's (written in parentheses). The last that fits a word counts."""

    first: Tint
    chorus: Tint
    singer_a: Tint
    singer_b: Tint
    emphasised: Tint
    backing: Tint

    def find(self, tag: Tag) -> Tint | None:
        """The colours of a kind of word, if it has any of its own."""
        tint: Tint | None = getattr(self, tag) if tag else None
        return tint if tint and any((tint.waiting, tint.singing, tint.sung)) else None


@dataclass(frozen=True)
class Layout:
    """Where text stands. `anchor` is the height of the active line in the frame (0 = top): its middle where `stands` is `middle`,
    its first row's top where it is `head`, its last row's foot where it is `foot`. `size` is the em; a long line is set smaller,
    never below `least_size`. The line to come is set at `next_scale` of that. `flow`: a line fills `rows` like a text, is a
    `stack` of rows that are all as wide, or a `ribbon` that runs through the frame where it is longer than that is wide."""

    flow: Literal["rows", "stack", "ribbon"]
    align: Literal["left", "centre", "right"]
    stands: Literal["middle", "foot", "head"]
    anchor: Share
    size: Annotated[float, Interval(ge=0.04, le=0.3)]
    least_size: Annotated[float, Interval(ge=0.035, le=0.3)]
    next_scale: Annotated[float, Interval(ge=0.3, le=1)]
    margin: Annotated[float, Interval(ge=0.03, le=0.2)]


OverlayStyle = Literal["none", "bars", "waves", "motes"]


@dataclass(frozen=True)
class Overlay:
    """What is laid over pictures and moves with the music: the spectrum as `bars`, `waves` or drifting `motes` that swell with it.
    `strength` is how far they hide what is behind them."""

    style: OverlayStyle
    colour: Colour
    strength: Share


@dataclass(frozen=True)
class Ground:
    """How pictures are darkened: `light` is what is left of one where no line is shown, `veil` how far the area behind text goes
    towards the limit that contrast allows, `vignette` how far the corners go towards `tint`; and what is laid over them."""

    tint: Colour
    light: Annotated[float, Interval(ge=0.1, le=1)]
    veil: Share
    vignette: Share
    overlay: Overlay


@dataclass(frozen=True)
class Movement:
    """How lines come and go: `turn_s` is the time that a line takes to hand over to the next, words following one another through
    `ripple` of it; `energy` scales every movement, pictures included (0 = nothing but fades)."""

    style: Literal["float", "slide", "snap", "still", "type", "pop", "rise", "blur", "track"]
    turn_s: Annotated[float, Interval(ge=0.1, le=1.5)]
    ripple: Annotated[float, Interval(ge=0, le=0.8)]
    energy: Annotated[float, Interval(ge=0, le=2)]


@dataclass(frozen=True)
class Music:
    """How far words answer what is heard, each from 0 (not at all) to 1: a word being sung grows where the song is loud, one that is
    held for longer than a second swells and rises, one that is sung on a beat pulses with it (where there is a beat to trust), and the
    active line is shaken where the music hits."""

    loudness: Share
    hold: Share
    pulse: Share
    shake: Share


SILENCE = Music(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Cards:
    """What is shown where nobody sings: the song's names in an intro (`title`) and after the last line (`end`, with the credits), a
    line of light through a long break (`progress`), dots that count the singer in (`countdown`). `scale` is the size of names, as a
    share of `layout.size`; `watermark` the corner for one that is set."""

    title: bool
    end: bool
    progress: bool
    countdown: bool
    scale: Annotated[float, Interval(ge=0.5, le=1.6)]
    watermark: Literal["top-left", "top-right", "bottom-left", "bottom-right"]


@dataclass(frozen=True)
class FrameTheme:
    """The part of a theme that frames are drawn from. Lines of scenes of energy `loud_from` and more are set in `loud`, others
    in `quiet`. `fill` is how a word shows that it is being sung; `outline` the pen in ems that waiting words are drawn with (0 = they
    are filled). `shadow` is the blur of the shadow in ems, `glow` the strength of the light behind the word being sung."""

    quiet: Face
    loud: Face
    loud_from: Annotated[float, Interval(ge=0, le=1.1)]
    ink: Ink
    tags: Tags
    fill: Literal["sweep", "syllables", "whole", "underline", "box"]
    outline: Annotated[float, Interval(ge=0, le=0.06)]
    shadow: Annotated[float, Interval(ge=0, le=0.5)]
    glow: Share
    layout: Layout
    ground: Ground
    movement: Movement
    music: Music
    cards: Cards

    def __post_init__(self) -> None:
        if self.layout.least_size > self.layout.size:
            raise ValueError(f"layout.least_size {self.layout.least_size} is larger than layout.size {self.layout.size}")
        if self.layout.stands == "head" and self.cards.watermark.startswith("top"):
            raise ValueError(f"cards.watermark {self.cards.watermark} is where lines stand: choose a bottom corner")
        if self.layout.stands == "foot" and self.cards.watermark.startswith("bottom"):
            raise ValueError(f"cards.watermark {self.cards.watermark} is where lines stand: choose a top corner")
        for place, colour in self.list_inks().items():
            if _measure_luminance(colour) < LEAST_LUMINANCE:
                raise ValueError(f"{place} {colour} is too dark to be read: choose a lighter colour")
            if self.fill == "box" and place.endswith("singing") and _contrast(colour, self.ink.shadow) < LEAST_CONTRAST:
                raise ValueError(f"ink.shadow {self.ink.shadow} cannot be read on {place} {colour}, as fill: box needs it")

    def list_inks(self) -> dict[str, str]:
        """Every colour that words are read in, by its place in the theme."""
        tints = {"ink": self.ink, **{f"tags.{field.name}": getattr(self.tags, field.name) for field in fields(self.tags)}}
        found = {f"{name}.{state}": getattr(tint, state) for name, tint in tints.items() for state in ("waiting", "singing", "sung")}
        return {place: colour for place, colour in found.items() if colour}


@dataclass(frozen=True)
class Theme:
    """A look: what pictures are painted from, and what frames are drawn from."""

    pictures: PictureTheme
    frames: FrameTheme


# --------------------------------------------------------------------------------------------- private


def _contrast(one: str, other: str) -> float:
    lights = _measure_luminance(one), _measure_luminance(other)
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def _measure_luminance(colour: str) -> float:
    """Relative luminance in [0, 1] of an sRGB colour (WCAG 2.2)."""
    codes = [int(colour[first : first + 2], 16) / 255 for first in (1, 3, 5)]
    red, green, blue = (code / 12.92 if code <= 0.04045 else ((code + 0.055) / 1.055) ** 2.4 for code in codes)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
