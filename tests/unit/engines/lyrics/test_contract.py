"""The language as a setting."""

from pathlib import Path

import pytest

from songloom.errors import ConfigError
from songloom.settings.located import read_yaml
from songloom.settings.params import Settings, build_settings
from songloom.settings.workspace import Workspace


@pytest.mark.parametrize("text", ["english", "EN", "en-US", "en_us", "", "e", "1a", "çé", "AUTO"])
def test_what_is_no_language_is_refused_by_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        _set_language(text, tmp_path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.what) == (2, f'lyrics.language: expected a two letter code or auto, got "{text}"')


@pytest.mark.parametrize("text", ["en", "zh", "auto"])
def test_languages_pass(text: str, tmp_path: Path) -> None:
    assert _set_language(text, tmp_path)["lyrics"].options["language"] == text


# --------------------------------------------------------------------------------------------- private


def _set_language(text: str, folder: Path) -> Settings:
    file = folder / "params.yaml"
    file.write_text(f'lyrics:\n  language: "{text}"\n', encoding="utf-8")
    return build_settings([*Workspace(None).layers("embedded", "main"), read_yaml(file, "params.yaml")])[0]
