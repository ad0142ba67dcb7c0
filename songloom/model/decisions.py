"""Who decided what of a storyboard, and why: for whoever wants to know, and read by no other stage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

About = Literal["brief", "line", "motion", "scene"]
# `repair`: the model's wish, changed by rule; `rules`: without any wish of the model.
Decider = Literal["model", "repair", "rules"]


@dataclass(frozen=True)
class Decision:
    """`number` counts what it is `about` from 0: lines for `line` (where it ends) and `motion`, scenes for `scene`; `why` is a sentence,
    "" where the model was simply followed."""

    about: About
    number: int
    by: Decider
    why: str


@dataclass(frozen=True)
class Exchange:
    """A question put to the model, and what it said, whole; `words` are those that it was asked about, [first, end) of the timing."""

    words: tuple[int, int]
    question: str
    answer: str


@dataclass(frozen=True)
class Decisions:
    """How a storyboard came to be. `model` is who was asked, `prompts` the digest of each file of prompts by its name, `brief` what was
    decided for the whole song (empty where nothing was). This is `decisions.json`."""

    model: str
    answer_seed: int
    prompts: Mapping[str, str]
    brief: Mapping[str, str]
    exchanges: tuple[Exchange, ...]
    decisions: tuple[Decision, ...]
