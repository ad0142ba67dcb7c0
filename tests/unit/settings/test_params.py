import pytest

from songloom.errors import ConfigError
from songloom.settings.located import read_yaml
from songloom.settings.params import build_settings
from songloom.settings.workspace import Workspace


@pytest.fixture
def build(tmp_path):
    def build_with(*texts):
        layers = Workspace(None).layers("embedded", "main")
        for number, text in enumerate(texts):
            file = tmp_path / f"layer{number}.yaml"
            file.write_text(text)
            layers.append(read_yaml(file, f"layer{number}"))
        return build_settings(layers)

    return build_with


def test_the_package_alone_is_complete(build):
    settings, _ = build()
    assert settings["alignment"].engine == "sphinx"
    assert settings["heard"].engine == "none"
    assert settings["segments"].planned["theme"] == "nocturne"
    assert "theme" not in settings["segments"].options


def test_a_later_layer_wins_and_says_where_it_stands(build):
    settings, document = build("segments: {height: 1080}\n", "\nsegments: {height: 360}\n")
    assert settings["segments"].options["height"] == 360
    origin = document.origin_of(("segments", "height"))
    assert (origin.layer, origin.line) == ("layer1", 2)
    assert document.origin_of(("segments", "fps")).layer == "default"


def test_only_the_chosen_engines_options_reach_it(build):
    settings, _ = build("alignment: {engine: spread}\n")
    assert settings["alignment"].options == {"letter_s": 0.14}


def test_everything_wrong_is_said_at_once_with_line_and_expectation(build):
    with pytest.raises(ConfigError) as caught:
        build('stems:\n  centre: {sharpnes: 3}\naudio: {engine: foo}\nsegments:\n  height: 99999\n  fps: "30"\nbogus: 1\n')
    found = {problem.line: problem.what for problem in caught.value.problems}
    assert found[2] == "stems.centre.sharpnes: unknown key; did you mean 'sharpness'?"
    assert found[3] == "audio.engine: expected 'decode', got \"foo\""
    assert found[5] == "segments.height: expected less than or equal to 2160, got 99999"
    assert found[6] == 'segments.fps: expected a valid integer, got "30"'
    assert found[7].startswith("bogus: unknown key; expected one of alignment, audio")
    assert len(caught.value.problems) == 5


@pytest.mark.parametrize(
    "text", ["segments: 3\n", "segments: {height: null}\n", "segments: {height: .nan}\n", "segments: {height: yes}\n", "- 1\n"]
)
def test_wrong_types_are_problems_not_tracebacks(build, text):
    with pytest.raises(ConfigError):
        build(text)
