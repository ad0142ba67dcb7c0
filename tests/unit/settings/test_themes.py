import json

import jsonschema
import pytest
import yaml

from songloom.defaults import FOLDER
from songloom.engines.segments.colour import find_darkest_limit
from songloom.errors import ConfigError
from songloom.model.theme import LEAST_CONTRAST, SILENCE
from songloom.settings.themes import list_themes, load_theme, schema_of_theme
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


@pytest.mark.parametrize("name", list_themes(Workspace(None)))
def test_the_singers_of_a_duet_are_told_apart_and_darken_no_picture(name):
    frames = load_theme(name, Workspace(None)).frames
    others = [colour for place, colour in frames.list_inks().items() if not place.startswith("tags.singer")]
    assert find_darkest_limit(list(frames.list_inks().values()), LEAST_CONTRAST) == find_darkest_limit(others, LEAST_CONTRAST)
    for state in ("waiting", "singing", "sung"):
        warm, cool = (bytes.fromhex(getattr(tint, state)[1:]) for tint in (frames.tags.singer_a, frames.tags.singer_b))
        assert warm[0] > warm[2], f"{state} is not warm"
        assert cool[0] < cool[2], f"{state} is not cool"


@pytest.mark.parametrize(
    ("colour", "said"), [("#442211", "tags.singer_b.singing #442211 is too dark"), ("gold", "frames.tags.singer_b.singing")]
)
def test_a_singer_who_cannot_be_read_is_refused(write, colour, said):
    workspace = write("mine", f'extends: nocturne\nframes: {{tags: {{singer_b: {{singing: "{colour}"}}}}}}\n')
    with pytest.raises(ConfigError, match=said):
        load_theme("mine", workspace)


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


def test_the_shipped_schema_is_up_to_date():
    file = FOLDER / "themes" / "schema.json"
    shown = json.dumps(schema_of_theme(), indent=2, sort_keys=True) + "\n"
    assert file.read_text() == shown, "run `songloom themes --schema > songloom/defaults/themes/schema.json`"


@pytest.mark.parametrize("file", sorted((FOLDER / "themes").glob("*/theme.yaml")), ids=lambda file: file.parent.name)
def test_the_schema_takes_every_shipped_theme(file):
    assert file.read_text().startswith("# yaml-language-server: $schema=../schema.json\n")
    jsonschema.validate(yaml.safe_load(file.read_text()), schema_of_theme())


@pytest.mark.parametrize("wrong", ["frames: {glow: 2}", "frames: {ink: {sng: gold}}", "palette: {gold: yellow}", "picture: {}"])
def test_the_schema_refuses_what_the_loader_refuses(write, wrong):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(wrong), schema_of_theme())
    with pytest.raises(ConfigError):
        load_theme("mine", write("mine", f"extends: nocturne\n{wrong}\n"))


def test_a_theme_of_its_own_may_leave_out_what_has_a_quiet_default(write):
    text = (FOLDER / "themes" / "nocturne" / "theme.yaml").read_text()
    frames = load_theme("alone", write("alone", "\n".join(line for line in text.splitlines() if "music:" not in line))).frames
    assert frames.music == SILENCE
    assert frames.cards.title


@pytest.mark.parametrize(("stands", "corner"), [("head", "top-left"), ("foot", "bottom-right")])
def test_a_watermark_cannot_stand_where_lines_do(write, stands, corner):
    text = f"extends: nocturne\nframes: {{layout: {{stands: {stands}}}, cards: {{watermark: {corner}}}}}\n"
    with pytest.raises(ConfigError, match="is where lines stand"):
        load_theme("mine", write("mine", text))
