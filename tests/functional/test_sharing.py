"""Machines with stores of their own share a remote: what one made the other need not make, and nothing of the remote can harm a run."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fixtures.sound import make_voice, write_sound

STAGES = {
    "audio", "stems", "rhythm", "lyrics", "alignment", "timing", "storyboard",
    "images", "segments", "sound", "video", "subtitles", "quality",
}  # fmt: skip
TIMED = {"audio", "lyrics", "alignment", "timing"}


@pytest.fixture
def nas(tmp_path) -> str:
    (tmp_path / "nas").mkdir()
    return f"file://{tmp_path}/nas"


@pytest.fixture
def second(workspace, tmp_path) -> Path:
    """Another machine: the same catalogue, nothing made."""
    other = Path(shutil.copytree(workspace, tmp_path / "second", symlinks=True))
    shutil.rmtree(other / "artifacts")
    return other


def share(root: Path, url: str) -> None:
    (root / "configs" / "machines").mkdir(exist_ok=True)
    (root / "configs" / "machines" / "default.yaml").write_text(f"remote: {url}\n")


def weave(root: Path, run_songloom, **variables) -> tuple[set[str], str]:
    """What was made, and the root digest of it all; not every stage, since pictures are nothing new to a remote and take long."""
    ran = run_songloom("weave", "--json", "--until", "timing", "--manifest", "manifest.json", cwd=root, **variables)
    return ran.made(), json.loads((root / "manifest.json").read_text())["root"]


def count_records(root: Path) -> int:
    return len(list((root / "artifacts" / "records").rglob("*.json")))


def list_objects(folder: Path) -> dict[str, bytes]:
    return {path.parent.name + path.name: path.read_bytes() for path in (folder / "objects").glob("??/*")}


def test_what_one_machine_pushed_another_pulls_and_makes_nothing(workspace, second, server, run_songloom):
    url = f"s3://{server.make_bucket()}/songs"
    priced = run_songloom("push", "--remote", url, "--dry-run", "--json", cwd=workspace, **server.environment).json()
    pushed = run_songloom("push", "--remote", url, "--json", cwd=workspace, **server.environment).json()
    assert priced["dry_run"] and priced["bytes"] == pushed["bytes"] > 10_000
    assert priced["records"] == pushed["records"] == count_records(workspace)
    again = run_songloom("push", "--remote", url, "--json", cwd=workspace, **server.environment).json()
    assert (again["records"], again["bytes"], again["left"]) == (0, 0, 0)
    priced = run_songloom("pull", "--remote", url, "--dry-run", "--json", cwd=second, **server.environment).json()
    assert not (second / "artifacts" / "records").exists()
    pulled = run_songloom("pull", "--remote", url, "--json", cwd=second, **server.environment).json()
    assert (priced["records"], priced["bytes"]) == (pulled["records"], pulled["bytes"])
    assert pulled["troubles"] == [] and pulled["records"] == len(STAGES)
    video = second / "artifacts" / "songs" / "thread" / "main" / "video" / "video.mp4"
    assert video.read_bytes() == (workspace / "artifacts" / "songs" / "thread" / "main" / "video" / "video.mp4").read_bytes()
    assert run_songloom("weave", "--json", cwd=second).made() == set()
    rest = run_songloom("pull", "--all", "--remote", url, "--json", cwd=second, **server.environment).json()
    assert pulled["records"] + rest["records"] == count_records(workspace) == count_records(second)


def test_a_song_is_pushed_with_the_parts_that_it_stands_on(workspace, nas, run_songloom):
    run_songloom("push", "--remote", nas, "--song", "thread", "--json", cwd=workspace)
    assert len(list(Path(nas.removeprefix("file://")).glob("records/??/*.json"))) == count_records(workspace) > len(STAGES)


def test_a_weave_takes_what_others_made_and_gives_what_it_makes(workspace, second, nas, run_songloom):
    share(second, nas)
    made, root = weave(second, run_songloom)
    assert made == TIMED
    shutil.rmtree(second / "artifacts")
    assert weave(second, run_songloom) == (set(), root) == weave(workspace, run_songloom)


def test_two_machines_at_once_divide_the_songs_and_make_each_step_once(workspace, second, nas, run_songloom):
    songs = []
    # Words of their own: equal words would be one step of four songs, and songs are what machines divide.
    for number, words in enumerate(("one thread", "two threads", "three threads", "four threads")):
        write_sound(workspace / "music" / f"{number}.ogg", make_voice(4.0 + number, [(0.5, 1.0), (1.5, 2.0)]))
        (workspace / "music" / f"{number}.lrc").write_text(f"[00:00.50]{words}\n")
        songs.append(f"  - {{id: s{number}, audio: music/{number}.ogg, title: T, artist: A, language: en}}\n")
    (workspace / "configs" / "catalogue.yaml").write_text("songs:\n" + "".join(songs))
    shutil.rmtree(workspace / "artifacts")
    machines = [workspace, second]
    shutil.rmtree(second)
    shutil.copytree(workspace, second)
    for root in machines:
        share(root, nas)

    def weave_all(root):
        return run_songloom("weave", "--json", "--until", "timing", "--runner", "inline", "--manifest", "manifest.json", cwd=root)

    with ThreadPoolExecutor(2) as threads:
        both = list(threads.map(weave_all, machines))
    made = [(song, stage) for ran in both for song in ran.json()["songs"] for stage in ran.made(song)]
    assert len(made) == len(set(made)) == 4 * 4
    assert (workspace / "manifest.json").read_bytes() == (second / "manifest.json").read_bytes()
    assert not list(Path(nas.removeprefix("file://")).glob("claims/*"))


def test_what_is_damaged_on_the_remote_is_refused_and_made_again(workspace, second, nas, run_songloom):
    """A bit is flipped in every object that the remote has: none of them gets in, and the song comes out as it was."""
    run_songloom("push", "--remote", nas, cwd=workspace)
    folder = Path(nas.removeprefix("file://"))
    whole = list_objects(folder)
    for path in folder.glob("objects/??/*"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 4
        path.write_bytes(data)
    pulled = run_songloom("pull", "--all", "--remote", nas, "--json", cwd=second, code=3).json()
    assert pulled["records"] == 0 and pulled["left"] == count_records(workspace)
    assert any("not what its name says" in trouble for trouble in pulled["troubles"])
    assert not list_objects(second / "artifacts")
    share(second, nas)
    made, root = weave(second, run_songloom)
    assert made == TIMED and (set(), root) == weave(workspace, run_songloom)
    # What it met is whole again: who comes next gets it from there.
    output = json.loads((second / "manifest.json").read_text())["songs"]["thread"]["main"]["audio"]
    assert list_objects(folder)[output["audio.flac"]] == whole[output["audio.flac"]]


def test_a_server_that_goes_away_in_the_middle_of_a_run_fails_nothing(workspace, second, server, run_songloom):
    """It answers some requests, then none for a while, then all: the run ends well, and what it could not give, `push` gives later."""
    url = f"s3://{server.make_bucket()}/songs"
    share(second, url)
    asked = [0]

    def cut(method, path):
        asked[0] += 1
        return asked[0] > 12

    server.is_cut = cut
    made, root = weave(second, run_songloom, **server.environment)
    assert made == TIMED and (set(), root) == weave(workspace, run_songloom)
    assert asked[0] > 12
    server.is_cut = lambda method, path: False
    run_songloom("push", "--json", cwd=second, **server.environment)
    shutil.rmtree(second / "artifacts")
    pulled = run_songloom("pull", "--all", "--json", cwd=second, **server.environment).json()
    assert pulled["left"] == 0 and weave(second, run_songloom, **server.environment) == (set(), root)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("push",), 2, "shares its store with no other"),
        (("push", "--remote", "file:///no/such/folder"), 3, "no such bucket or folder"),
        (("pull", "--remote", "somewhere"), 2, "is no URL"),
        (("pull", "--remote", "gopher://host/songs"), 2, "nobody knows gopher://"),
        (("pull", "--remote", "ssh://ann:s3cret@host/songs"), 4, "pip install"),
        (("pull", "--remote", "file:///no/such/folder"), 3, "no such bucket or folder"),
        (("pull", "--remote", "s3://songs/x"), 3, "cannot be reached"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(words, code, said, workspace, run_songloom):
    environment = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"}
    ran = run_songloom(*words, cwd=workspace, code=code, **environment)
    assert said in ran.err and ran.err.count("\n") == 1 and "s3cret" not in ran.err


def test_without_a_remote_nothing_is_imported_that_could_reach_one(workspace, run_songloom):
    ran = run_songloom("weave", "--json", cwd=workspace, PYTHONPROFILEIMPORTTIME="1")
    assert not [line for line in ran.err.splitlines() if line.rpartition("|")[2].strip().split(".")[0] in {"fsspec", "s3fs", "botocore"}]


def test_a_no_op_opens_no_remote(workspace, server, run_songloom):
    share(workspace, f"s3://{server.make_bucket()}/songs")
    server.asked.clear()
    ran = run_songloom("weave", "--json", cwd=workspace, PYTHONPROFILEIMPORTTIME="1", **server.environment)
    assert ran.made() == set() and not server.asked
    assert not [line for line in ran.err.splitlines() if line.rpartition("|")[2].strip().split(".")[0] in {"fsspec", "s3fs", "botocore"}]
