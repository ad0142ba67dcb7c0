"""Words for pictures of what a model chose, never the song's own: literal lyrics in a prompt leak letters into the picture."""

from songloom.engines.storyboard.brief import Light, Setting, Subject
from songloom.model.storyboard import Mood

_SETTINGS: dict[Setting, str] = {
    "sea": "a wide sea with slow waves",
    "river": "a river between reeds",
    "forest": "tall trees with light between them",
    "field": "an open field of grass",
    "mountains": "mountain ridges one behind another",
    "desert": "dunes under an empty sky",
    "garden": "a garden of large blossoms",
    "road": "a long road to the horizon",
    "city": "roofs and towers of a city",
    "harbour": "a harbour with masts",
    "house": "a lone house among hills",
    "window": "a window with rain on the glass",
    "sky": "clouds piled high",
    "stars": "a sky full of stars",
    "fire": "glowing embers and sparks",
    "snow": "a plain under fresh snow",
    "abstract": "large soft shapes of colour",
}
_SUBJECTS: dict[Subject, str] = {
    "boat": "a small boat",
    "lantern": "a lit lantern",
    "lone tree": "a lone tree",
    "birds": "birds in flight",
    "moon": "a pale moon",
    "lighthouse": "a lighthouse far away",
    "bicycle": "a leaning bicycle",
    "train": "a train at a distance",
    "kite": "a kite in the air",
    "rose": "one rose",
    "open book": "an open book with blank pages",
    "empty chair": "an empty chair",
    "red thread": "a red thread that winds through it",
    "paper plane": "a paper plane",
    "candle": "a burning candle",
    "bridge": "an old bridge",
}
_LIGHTS: dict[Light, str] = {
    "dawn": "first light of dawn",
    "noon": "clear midday light",
    "dusk": "low sun at dusk",
    "night": "moonlight",
    "storm": "storm light under dark clouds",
    "lamplight": "warm lamplight",
    "neon": "neon glow in mist",
}
_FEELINGS: dict[Mood, str] = {
    "calm": "still and spacious",
    "warm": "tender and golden",
    "bright": "fresh and full of colour",
    "dark": "deep shadows with one faint glow",
    "tense": "sharp contrasts, uneasy",
    "wild": "rushing, saturated colour",
}


def describe_picture(setting: Setting, subject: Subject | None, light: Light, mood: Mood) -> str:
    """A prompt without a letter of the song in it."""
    shown = f"{_SETTINGS[setting]} and {_SUBJECTS[subject]}" if subject else _SETTINGS[setting]
    return f"{shown}, {_LIGHTS[light]}, {_FEELINGS[mood]}, no people, no text"
