import pytest

from songloom.errors import MissingError
from songloom.model.weights import FileDigest, Weights
from songloom.weights.folder import find_missing, locate_weights, models_root, need_weights

ROW = Weights(
    "tiny",
    "someone/tiny-model",
    "a" * 40,
    "mit",
    {"model.safetensors": FileDigest("b" * 64, 12), "sub/config.json": FileDigest("c" * 64, 3)},
)


def test_the_root_is_what_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("SONGLOOM_MODELS", str(tmp_path / "here"))
    assert models_root() == tmp_path / "here"


def test_the_root_is_else_in_the_users_cache(monkeypatch, tmp_path):
    monkeypatch.delenv("SONGLOOM_MODELS", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert models_root() == tmp_path / "songloom" / "models"


def test_weights_are_missing_until_every_file_has_its_size(tmp_path):
    folder = locate_weights(ROW, tmp_path)
    assert folder == tmp_path / "someone--tiny-model" / ("a" * 40)
    assert find_missing(ROW, tmp_path) == ["model.safetensors", "sub/config.json"]
    (folder / "sub").mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(bytes(12))
    (folder / "sub" / "config.json").write_bytes(bytes(2))
    assert find_missing(ROW, tmp_path) == ["sub/config.json"]
    with pytest.raises(MissingError, match="the weights of tiny are not here; get them with: songloom models fetch tiny"):
        need_weights(ROW, tmp_path)
    (folder / "sub" / "config.json").write_bytes(bytes(3))
    assert need_weights(ROW, tmp_path) == folder
    (folder / ".cache").mkdir()
    (folder / ".cache" / "note").write_text("not read")
    assert need_weights(ROW, tmp_path) == folder
    (folder / "adapter_config.json").write_text("{}")
    with pytest.raises(MissingError, match=r"adapter_config\.json: is no file that models\.lock has for tiny"):
        need_weights(ROW, tmp_path)
