"""What a language model is asked for, as schemas that hold nothing but choices: whatever it is made to say, it can only choose."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from songloom.model.storyboard import Mood

Genre = Literal["pop", "rock", "folk", "hip hop", "electronic", "soul", "jazz", "metal", "classical", "country", "latin", "children"]
Level = Literal[1, 2, 3, 4, 5]
Setting = Literal[
    "sea", "river", "forest", "field", "mountains", "desert", "garden", "road", "city", "harbour", "house", "window", "sky", "stars",
    "fire", "snow", "abstract",
]  # fmt: skip
# What comes back in every picture of a song, so that they belong together.
Subject = Literal[
    "boat", "lantern", "lone tree", "birds", "moon", "lighthouse", "bicycle", "train", "kite", "rose", "open book", "empty chair",
    "red thread", "paper plane", "candle", "bridge",
]  # fmt: skip
Light = Literal["dawn", "noon", "dusk", "night", "storm", "lamplight", "neon"]
Motion = Literal["none", "zoom_in", "pan_left", "pan_right", "flash"]
# Outlines' back end lets bounds of numbers pass, so a count is a choice as well.
Count = Literal[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
MOST_SECTIONS = 6
MOST_LINES = 16


class _Choices(BaseModel):
    # Servers ask for it where a schema is to be kept to strictly.
    model_config = ConfigDict(extra="forbid")


class SectionBrief(_Choices):
    """How the sections of one label should feel."""

    mood: Mood
    energy: Level


class Brief(_Choices):
    """What is decided for the whole song, before any line of it."""

    genre: Genre
    mood: Mood
    energy: Level
    subject: Subject
    setting: Setting
    light: Light
    sections: Annotated[list[SectionBrief], Field(min_length=1, max_length=MOST_SECTIONS)]


class ShownLine(_Choices):
    """A display line as the model would have it."""

    words: Count
    motion: Motion


class Window(_Choices):
    """What is decided for a few lines that stand together."""

    mood: Mood
    setting: Setting
    light: Light
    lines: Annotated[list[ShownLine], Field(min_length=1, max_length=MOST_LINES)]
