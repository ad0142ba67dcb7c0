import pytest

from songloom.errors import ConfigError
from songloom.settings.themes import list_themes, load_theme
from songloom.settings.workspace import Workspace


@pytest.fixture
def write(tmp_path):
    def write_theme(name, text):
        file = tmp_path / "configs" / "themes" / name / "theme.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return Workspace(tmp_path)

    return write_theme


@pytest.mark.parametrize("name", list_themes(Workspace(None)))
def test_shipped_themes_are_sound(name):
    assert load_theme(name, Workspace(None)).frames.ink


def test_a_theme_is_laid_over_what_it_extends(write):
    workspace = write("mine", 'extends: nocturne\npalette: {candle: "#00ff00"}\n')
    mine, nocturne = load_theme("mine", workspace), load_theme("nocturne", workspace)
    assert mine.frames.ink.singing == "#00ff00"
    assert mine.frames.ink.sung == nocturne.frames.ink.sung
    assert mine.pictures == nocturne.pictures


def test_a_workspaces_theme_may_extend_the_shipped_one_of_its_name(write):
    workspace = write("nocturne", "extends: nocturne\nframes: {glow: 0.1}\n")
    assert load_theme("nocturne", workspace).frames.glow == 0.1


def test_all_errors_are_said_at_once(write):
    workspace = write("mine", "extends: nocturne\npalette: {dusk: blue}\n")
    with pytest.raises(ConfigError, match=r"theme\.yaml:2: palette\.dusk: expected a colour"):
        load_theme("mine", workspace)
    workspace = write("mine", "extends: nocturne\nframes:\n  ink: {sung: gold, bogus: 2}\n  glow: 3\n")
    with pytest.raises(ConfigError) as caught:
        load_theme("mine", workspace)
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize("name", ["nowhere", "../nocturne", ""])
def test_an_unknown_theme_is_a_problem_that_lists_the_known(name):
    with pytest.raises(ConfigError, match=r"known: carnival, folio, grid, .*, zine"):
        load_theme(name, Workspace(None))


def test_themes_that_extend_each_other_are_a_problem(write):
    write("a", "extends: b\n")
    with pytest.raises(ConfigError, match="there is no theme 'a'"):
        load_theme("a", write("b", "extends: a\n"))
