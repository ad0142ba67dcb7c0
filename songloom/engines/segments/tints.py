"""What shapes are coloured with.

Inks are the video's own codes: luma, blue and red difference. Mixing and laying over are linear in them, so nothing that was drawn need
ever be converted."""

from dataclasses import dataclass

from songloom.engines.segments.colour import code_colour
from songloom.model.theme import FrameTheme, Tag

# Y, Cb and Cr as shares of 255.
Ink = tuple[float, float, float]


class Inks:
    """A theme's colours as codes, those of a kind of word before those of all."""

    def __init__(self, theme: FrameTheme):
        self._theme = theme
        self._codes: dict[tuple[str, Tag], Ink] = {}

    def find(self, state: str, tag: Tag = "") -> Ink:
        """The colour of words of a kind in a state; `shadow` has one for all."""
        if (state, tag) not in self._codes:
            tint = self._theme.tags.find(tag)
            self._codes[state, tag] = code_colour((tint and getattr(tint, state, None)) or getattr(self._theme.ink, state))
        return self._codes[state, tag]


@dataclass(frozen=True)
class Tint:
    """An ink. Where there is a `rest`, ink passes into it between two places (`edge`, x in pixels: either may be the greater), and the
    rest covers only so much (`cover`)."""

    ink: Ink
    rest: Ink | None = None
    cover: float = 1.0
    edge: tuple[float, float] = (0.0, 0.0)


def mix_inks(low: Ink, high: Ink, share: float) -> Ink:
    """The ink that is `share` of the way from one to the other."""
    luma, blue, red = (a + (b - a) * share for a, b in zip(low, high, strict=True))
    return luma, blue, red
