import pytest

from songloom.errors import ConfigError, UsageError
from songloom.settings.workspace import Workspace, find_workspace


def test_the_nearest_folder_with_params_is_the_workspace(tmp_path):
    (tmp_path / "params.yaml").touch()
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert find_workspace(tmp_path / "a" / "b").root == tmp_path
    assert find_workspace(tmp_path / "a").store_root() == tmp_path / "artifacts"


def test_outside_any_workspace_the_store_is_the_users(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert Workspace(None).store_root() == tmp_path / "songloom"


def test_main_is_always_a_variant(tmp_path):
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "variants.yaml").write_text("tall: {segments: {aspect: '9:16'}}\n")
    assert Workspace(tmp_path).variants() == ["main", "tall"]
    assert Workspace(None).variants() == ["main"]


def test_unknown_variants_and_profiles_are_refused_by_name(tmp_path):
    with pytest.raises(UsageError, match="there is no such variant; known here: main"):
        Workspace(None).layers("embedded", "tall")
    with pytest.raises(UsageError, match="there is no such profile; known: embedded"):
        Workspace(None).layers("../embedded", "main")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("../tall: {}\n", "'../tall' cannot name a variant"),
        ("main: {}\nall: {}\n", "variants.yaml:2: 'all' cannot name a variant"),
        ("tall: 5\n", "tall: expected the parameters that differ, got 5"),
    ],
)
def test_a_variant_is_a_folders_name_with_parameters(tmp_path, text, says):
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "variants.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        Workspace(tmp_path).variants()
    assert says in str(caught.value)
