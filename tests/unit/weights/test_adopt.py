import pytest

from songloom.errors import UsageError
from songloom.weights.adopt import Brought, adopt_weights
from songloom.weights.folder import find_missing, locate_weights
from songloom.weights.incoming import INCOMING
from songloom.weights.known import Known, find_known
from tests.unit.weights.conftest import FILES, NAME, NEW, OLD, TENSORS


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def root(tmp_path):
    return tmp_path / "models"


def test_a_folder_of_ones_own_has_a_revision_made_of_its_bytes(source, root):
    mine = adopt_weights(Brought(Known("mine", "mine/mine"), source, None, None), root)
    assert (mine.repository, mine.licence) == ("local/mine", "unknown")
    assert set(mine.files) == {"config.json", "model.safetensors", "vocab.json"}
    assert not find_missing(mine, root)
    assert adopt_weights(Brought(Known("mine", "mine/mine"), source, None, None), root) == mine
    (source / "config.json").write_bytes(b"{}")
    assert adopt_weights(Brought(Known("mine", "mine/mine"), source, None, None), root).revision != mine.revision
    assert (locate_weights(mine, root) / "config.json").read_bytes() == FILES["config.json"], "what is pinned stays what it is"


def test_a_folder_said_to_be_a_revision_is_pinned_as_that(source, root):
    weights = adopt_weights(Brought(find_known(NAME), source, NEW, None), root)
    assert (weights.repository, weights.revision) == (NAME, NEW)
    assert (locate_weights(weights, root) / "model.safetensors").read_bytes() == TENSORS


def test_what_a_cut_download_left_is_not_taken_in(source, root):
    (root / INCOMING / f"{NAME.replace('/', '--')}--{NEW}").mkdir(parents=True)
    (root / INCOMING / f"{NAME.replace('/', '--')}--{NEW}" / "adapter_config.json").write_text("{}")
    weights = adopt_weights(Brought(find_known(NAME), source, NEW, None), root)
    assert {file.name for file in locate_weights(weights, root).iterdir()} == set(weights.files)


def test_links_of_a_cache_are_followed(source, root, tmp_path):
    snapshot = tmp_path / "snapshot"
    snapshot.mkdir()
    for name in FILES:
        (snapshot / name).symlink_to(source / name)
    weights = adopt_weights(Brought(find_known(NAME), snapshot, NEW, None), root)
    assert not (locate_weights(weights, root) / "model.safetensors").is_symlink()


def test_the_lock_says_what_a_folder_must_hold(source, root, tmp_path):
    row = adopt_weights(Brought(find_known(NAME), source, NEW, None), root)
    elsewhere = tmp_path / "elsewhere"
    assert adopt_weights(Brought(find_known(NAME), source, None, row), elsewhere) == row
    assert not find_missing(row, elsewhere)
    (source / "config.json").write_bytes(b"other")
    with pytest.raises(UsageError, match=r"config\.json: is not the file that models\.lock has"):
        adopt_weights(Brought(find_known(NAME), source, None, row), elsewhere)


def test_known_weights_prove_who_they_are(source, root):
    digest = adopt_weights(Brought(Known("mine", "mine/mine"), source, None, None), root).files["model.safetensors"].sha256
    known = Known("tiny", "someone/tiny", licence="mit", revision=OLD, digests={"model.safetensors": digest})
    found = adopt_weights(Brought(known, source, None, None), root)
    assert (found.repository, found.revision, found.licence) == ("someone/tiny", OLD, "mit")
    other = Known("tiny", "someone/tiny", revision=OLD, digests={"model.safetensors": "f" * 64})
    with pytest.raises(UsageError, match="a name of their own"):
        adopt_weights(Brought(other, source, None, None), root)


def test_a_folder_that_is_none_is_told(tmp_path, root):
    with pytest.raises(UsageError, match="is no folder"):
        adopt_weights(Brought(find_known(NAME), tmp_path / "nothing", None, None), root)


def test_a_format_that_can_run_code_is_refused(source, root):
    (source / "model.safetensors").rename(source / "pytorch_model.bin")
    with pytest.raises(UsageError, match="can run code"):
        adopt_weights(Brought(find_known(NAME), source, None, None), root)


def test_what_only_looks_like_plain_tensors_is_refused(source, root):
    (source / "model.safetensors").write_bytes(b"PK\x03\x04 an archive")
    with pytest.raises(UsageError, match="may run code"):
        adopt_weights(Brought(find_known(NAME), source, NEW, None), root)
    assert not list(root.glob("*/*"))
