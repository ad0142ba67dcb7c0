"""What a model is told to paint."""

import re
from itertools import product
from typing import get_args

import pytest

from songloom.engines.images.contract import PictureRequest
from songloom.engines.images.prompts import build_prompt, name_colours
from songloom.engines.storyboard.brief import Light, Setting, Subject
from songloom.engines.storyboard.pictures import describe_picture
from songloom.model.storyboard import Mood
from songloom.model.theme import PictureTheme
from songloom.settings.themes import list_themes, load_theme
from songloom.settings.workspace import Workspace

NIGHT = PictureTheme(("#0b1026", "#1c2b5a", "#3f5fa3", "#c98a3c", "#ffc766"), "flow", 0.3)


def ask(prompt: str, theme: PictureTheme = NIGHT):
    return build_prompt(PictureRequest("calm", 0.5, prompt, 1), theme)


def test_the_scene_comes_first_and_the_look_is_the_same_for_all():
    rain, sun = ask("a lighthouse in the rain").wanted, ask("a field in the sun").wanted
    assert rain.startswith("a lighthouse in the rain, ") and sun.startswith("a field in the sun, ")
    assert rain.removeprefix("a lighthouse in the rain") == sun.removeprefix("a field in the sun")


def test_what_is_not_to_be_seen_is_not_named_where_a_painter_would_paint_it():
    prompt = ask("a wide sea, gentle, no people, no text, No boats")
    assert not any(word in prompt.wanted for word in ("people", "text", "boats", "no "))
    assert "boats" in prompt.unwanted and prompt.unwanted.split(", ").count("text") == 1


@pytest.mark.parametrize("style", ["flow", "shapes", "halftone", "a style to come"])
def test_every_style_has_words(style):
    assert len(ask("a sea", PictureTheme(NIGHT.colours, style, 0.0)).wanted.split()) < 50  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("theme", list_themes(Workspace(None)))
def test_no_theme_and_no_scene_ask_for_more_than_an_encoder_reads(theme):
    """CLIP reads 75 tokens and cuts off the rest: words and commas, and some words are two."""
    described = (
        describe_picture(setting, subject, light, mood)
        for setting, subject, light, mood in product(get_args(Setting), get_args(Subject), get_args(Light), get_args(Mood))
    )
    longest = max(described, key=len)
    wanted = ask(longest, load_theme(theme, Workspace(None)).pictures).wanted
    assert len(re.findall(r"\w+|[^\w\s]", wanted)) <= 68


def test_a_scene_without_words_is_painted_from_the_look_alone():
    assert ask("").wanted == ask(" , ,").wanted == ask("no text").wanted
    assert not ask("").wanted.startswith(",")


@pytest.mark.parametrize(
    ("colours", "words"),
    [(("#000000",), "black"), (("#fefefe", "#f7f7f7"), "white"), (("#ff0000", "#00ff00", "#0000ff"), "red, lime and blue")],
)
def test_colours_have_names(colours, words):
    assert name_colours(colours) == words
