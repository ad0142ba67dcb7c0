"""Says in a painter's words what a scene asks for and what a theme wants; the song's own words never come in."""

from dataclasses import dataclass

import numpy as np

from songloom.engines.images.colour import linear_from_srgb, oklab_from_linear, parse_hex
from songloom.engines.images.contract import PictureRequest
from songloom.model.theme import PictureTheme

# What each style of the painter without a model looks like: a film that changes painters keeps its look.
_MEDIA = {
    "flow": "flowing ribbons of light, long exposure",
    "bloom": "soft focus photograph, round bodies of light in haze",
    "shapes": "mid-century screen print, large simple forms",
    "plain": "minimal photograph, plain textured paper, soft light",
    "blocks": "Bauhaus poster, flat geometric forms on a grid",
    "halftone": "risograph print, coarse halftone dots",
    "gradient": "smooth gradient of colours, soft light",
    "confetti": "cut paper collage, scattered bright pieces",
}
_MEDIUM = "atmospheric painting"
_GRAINY = (0.25, "fine film grain")
# One look for all scenes of a song, and a calm middle that text can stand on.
_COMPOSITION = "wide empty space in the middle, cinematic light"
# Where guidance is 0, as the distilled models want it, nobody reads this.
_NEVER = "text, letters, words, writing, signature, watermark, logo, caption, frame, border, people, faces, hands"
_NAMES = {
    "black": "#0b0b0d", "charcoal": "#2b2d33", "grey": "#808080", "silver": "#bfc3c9", "white": "#f7f7f5", "cream": "#f3e9d2",
    "sand": "#d8c3a0", "brown": "#6b4a2f", "chocolate": "#3a2519", "red": "#d62828", "crimson": "#8f1d2c", "coral": "#ff7f62",
    "orange": "#f28c28", "amber": "#ffbf47", "gold": "#d4a72c", "yellow": "#fbe04a", "olive": "#6f7a2f", "lime": "#a9d93f",
    "green": "#2f9e44", "forest green": "#1f4d34", "mint": "#a8e6cf", "teal": "#127c80", "turquoise": "#40cfc4", "cyan": "#35c6f4",
    "sky blue": "#8ec9f0", "blue": "#2463d6", "steel blue": "#4c6fa5", "navy": "#131f45", "indigo": "#3b2a8c", "violet": "#7d3fc4",
    "lavender": "#b9a7e6", "magenta": "#d6339a", "pink": "#f7a8c4", "plum": "#5a2350",
}  # fmt: skip
_TABLE = oklab_from_linear(linear_from_srgb(np.array([parse_hex(colour) for colour in _NAMES.values()])))


@dataclass(frozen=True)
class Prompt:
    """What is to be seen, and what must not be; both in words that a text encoder of 77 tokens can hold."""

    wanted: str
    unwanted: str


def build_prompt(request: PictureRequest, theme: PictureTheme) -> Prompt:
    """The scene first, as it counts most; then the look, which is the same in all scenes of a song.

    A clause of the scene that says "no …" is a wish for what must not be seen: text encoders do not understand "no", and paint it.
    """
    clauses = [clause.strip() for clause in request.prompt.split(",") if clause.strip()]
    refused = [clause[3:].strip() for clause in clauses if clause.lower().startswith("no ")]
    scene = [clause for clause in clauses if not clause.lower().startswith("no ")]
    grain = [_GRAINY[1]] if theme.grain >= _GRAINY[0] else []
    look = [_MEDIA.get(theme.style, _MEDIUM), f"palette of {name_colours(theme.colours)}", *grain, _COMPOSITION]
    return Prompt(", ".join([*scene, *look]), ", ".join(dict.fromkeys([*_NEVER.split(", "), *refused])))


def name_colours(colours: tuple[str, ...]) -> str:
    """The colours in words, each once, nearest by OKLab.

    >>> name_colours(("#131f45", "#16244a", "#ffc766"))
    'navy and amber'
    """
    lab = oklab_from_linear(linear_from_srgb(np.array([parse_hex(colour) for colour in colours])))
    nearest = np.linalg.norm(lab[:, None] - _TABLE, axis=-1).argmin(axis=1)
    names = list(dict.fromkeys(list(_NAMES)[index] for index in nearest))
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
