"""Whatever is wrong: one clear sentence that names the file and the cure, the documented exit code, and other songs go on."""

import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

SECOND = "  - {id: other, audio: music/other.ogg, lyrics: music/other.lrc, language: en}\n"


@pytest.fixture
def two_songs(workspace):
    """A second song, whose files each test spoils; the first is woven already."""
    for suffix in ("ogg", "lrc"):
        shutil.copy(workspace / "music" / f"thread.{suffix}", workspace / "music" / f"other.{suffix}")
    with (workspace / "configs" / "catalogue.yaml").open("a") as file:
        file.write(SECOND)
    return workspace


def truncate(path):
    path.write_bytes(path.read_bytes()[:200])


@pytest.mark.parametrize(
    ("name", "spoil", "says"),
    [
        ("other.ogg", truncate, "other.ogg"),
        ("other.ogg", lambda path: path.write_text("I am no song\n" * 50), "other.ogg"),
        ("other.ogg", lambda path: path.write_bytes(b""), "other.ogg"),
        ("other.ogg", lambda path: path.unlink(), "cannot be read (No such file or directory)"),
        ("other.lrc", lambda path: path.write_text(""), "other.lrc"),
        ("other.lrc", lambda path: path.write_text("[00:01.00]   \n\n"), "other.lrc"),
        ("other.lrc", lambda path: path.write_bytes(b"[00:01.00]one\0two\n"), "other.lrc"),
        ("other.lrc", lambda path: path.write_bytes(b"[00:01.00]gr\xfc\xdfe\n"), "other.lrc"),
        ("other.lrc", lambda path: path.unlink(), "cannot be read"),
    ],
    ids=["truncated", "text as audio", "empty audio", "no audio", "empty lyrics", "no words", "NUL", "not UTF-8", "no lyrics file"],
)
def test_a_bad_song_fails_alone(two_songs, run_songloom, name, spoil, says):
    spoil(two_songs / "music" / name)
    ran = run_songloom("weave", "--runner", "inline", "--json", cwd=two_songs, code=1)
    report = ran.json()
    assert set(report["failed"]) == {"other"}
    assert says in report["failed"]["other"]
    assert "defect" not in report["failed"]["other"]
    assert "; " in report["failed"]["other"], "the sentence names a cure"
    assert all(step["state"] == "reused" for step in report["songs"]["thread"]["main"].values())


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("configs/catalogue.yaml", "songs: [{id: a, audio: x.mp3}, {id: a, audio: y.mp3}]\n", "is taken by the song of line"),
        ("configs/catalogue.yaml", "songs: [{id: a, audio: ../../x.mp3}]\n", "lies outside"),
        ("configs/catalogue.yaml", "songs: [{id: a, audio: x.mp3, lyric: y}]\n", "did you mean 'lyrics'?"),
        ("configs/catalogue.yaml", "songs: \0\n", "is not valid YAML"),
        ("configs/catalogue.yaml", "songs: [\n", "is not valid YAML"),
        ("params.yaml", "segment: {fps: 12}\n", "segment: unknown key; did you mean 'segments'?"),
        ("params.yaml", "segments: {theme: nowhere}\n", "there is no theme 'nowhere'"),
        ("configs/variants.yaml", "main: {segments: {fps: 1}}\n", "segments.fps: expected greater than or equal to 12, got 1"),
        ("configs/variants.yaml", "nobody-asked: {segmnts: {}}\n", "segmnts: unknown key; did you mean 'segments'?"),
    ],
)
def test_a_bad_configuration_is_refused_before_anything_runs(workspace, run_songloom, file, text, says):
    (workspace / file).write_text(text)
    ran = run_songloom("weave", cwd=workspace, code=2)
    assert says in ran.err
    assert file in ran.err or "theme" in says


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["weave", "nowhere.mp3"], "there is no such file"),
        (["weave", "music"], "is a folder"),
        (["weave", "--song", "nobody"], "has no such song"),
        (["weave", "--until", "nothing"], "there is no such stage"),
        (["weave", "--runner", "magic"], "there is no such runner"),
        (["weave", "--variant", "nothing"], "there is no such variant"),
        (["weave", "--profile", "nothing"], "there is no such profile"),
        (["weave", "--catalogue", "nowhere.yaml"], "cannot be read"),
        (["weave", "thread", "--lyrics", "nowhere.lrc"], "there is no such lyrics file"),
        (["weave", "--bogus"], "--bogus"),
        (["weave", "thread", "--song", "thread"], "a song and --song were named"),
        (["why", "thread", "nothing"], "there is no such stage"),
        (["preview", "thread", "--at", "inf", "-o", "frame.png"], "--at"),
        (["score", "nowhere.json", "nowhere.csv"], "cannot be read"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_bad_command_line_is_a_usage_error(workspace, run_songloom, words, says):
    assert says in run_songloom(*words, cwd=workspace, code=2).err


def test_a_full_disk_is_a_store_error_and_nothing_is_lost(workspace, run_songloom, tmp_path):
    """On a real small disk where one can be mounted."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        ran = run_songloom("weave", "--store", disk / "store", cwd=workspace, code=3)
        assert "the disk is full; free some space" in ran.err
        subprocess.run(["mount", "-o", "remount,size=200m", disk], check=True)
        assert run_songloom("verify", "--json", "--store", disk / "store", cwd=workspace).json()["bad_objects"] == []
        run_songloom("weave", "--json", "--store", disk / "store", cwd=workspace)
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_store_that_cannot_be_written_is_a_store_error(workspace, run_songloom, tmp_path):
    (tmp_path / "store").write_text("a file where a folder is needed")
    ran = run_songloom("weave", "--store", tmp_path / "store", cwd=workspace, code=3)
    assert str(tmp_path / "store") in ran.err


def test_a_damaged_object_is_found_and_made_again(workspace, run_songloom):
    manifest = workspace / "before.json"
    run_songloom("weave", "--manifest", manifest, cwd=workspace)
    objects = sorted((workspace / "artifacts" / "objects").glob("??/*"))
    for path in objects[::3]:
        path.chmod(0o644)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    found = run_songloom("verify", "--json", cwd=workspace, code=3).json()
    assert len(found["bad_objects"]) == len(objects[::3])
    run_songloom("weave", "--manifest", workspace / "after.json", cwd=workspace)
    assert (workspace / "after.json").read_bytes() == manifest.read_bytes()
    assert run_songloom("verify", "--json", cwd=workspace).json()["bad_objects"] == []


def test_edits_that_cannot_be_read_name_their_file(workspace, run_songloom):
    edits = workspace / "configs" / "edits" / "thread.csv"
    edits.parent.mkdir()
    edits.write_bytes(b"\0\0\0")
    ran = run_songloom("weave", "--json", cwd=workspace, code=1)
    assert json.loads(ran.out)["failed"]["thread"].startswith(str(edits))


def test_a_pipe_is_no_song_and_nobody_waits_for_it(workspace, run_songloom):
    os.mkfifo(workspace / "music" / "pipe.ogg")
    assert "is a pipe" in run_songloom("weave", "music/pipe.ogg", "--json", cwd=workspace, code=1).out


def test_a_song_without_lyrics_is_told_under_its_own_name(workspace, run_songloom):
    for name in ("bare", "twin"):
        shutil.copy(workspace / "music" / "thread.ogg", workspace / "music" / f"{name}.ogg")
        with (workspace / "configs" / "catalogue.yaml").open("a") as file:
            file.write(f"  - {{id: {name}, audio: music/{name}.ogg}}\n")
    failed = run_songloom("weave", "--runner", "inline", "--json", cwd=workspace, code=1).json()["failed"]
    says = "no lyrics were found in the sources asked (file, sidecar, tags); put"
    assert {name: f"{name}.ogg: {says}" in error for name, error in failed.items()} == {"bare": True, "twin": True}


def test_machines_are_told_errors_as_json_too(workspace, run_songloom):
    assert "there is no such file" in run_songloom("weave", "nowhere.mp3", "--json", cwd=workspace, code=2).json()["error"]
    assert "--bogus" in run_songloom("plan", "--json", "--bogus", cwd=workspace, code=2).json()["error"]


def test_an_output_that_is_no_folder_is_told(workspace, run_songloom):
    assert "params.yaml/timing.json: cannot be written" in run_songloom("weave", "-o", "params.yaml", cwd=workspace, code=3).err


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_says_so_and_cleans_up(two_songs, run_songloom, sign):
    command = [sys.executable, "-m", "flows.cli", "weave", "--store", "fresh", "--runner", "inline"]
    with subprocess.Popen(command, cwd=two_songs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as weave:
        assert "· main ·" in weave.stderr.readline(), "a step is made, so the run is under way"
        weave.send_signal(sign)
        _, err = weave.communicate(timeout=60)
    assert (weave.returncode, "Traceback" in err, "interrupted; what was finished is kept" in err) == (130, False, True)
    assert not list((two_songs / "fresh" / "tmp").glob("step-*"))
    run_songloom("weave", "--store", "fresh", "--runner", "inline", cwd=two_songs)


@pytest.mark.parametrize(
    ("timing", "truth"),
    [
        ('{"words": [{"word": "a", "start_s": NaN}]}', "word,start_s,end_s,line\na,1,2,0\n"),
        ('{"words": []}', "word,start_s,end_s,line\na,inf,2,0\n"),
        ('{"words": []}', "a;b\n"),
        ('{"words": []}', f"word,start_s,end_s,line\n{'x' * 200_000},1,2,0\n"),
    ],
    ids=["no time", "endless", "no columns", "no cell"],
)
def test_what_cannot_be_scored_is_told(workspace, run_songloom, timing, truth):
    (workspace / "timing.json").write_text(timing)
    (workspace / "truth.csv").write_text(truth)
    run_songloom("score", "timing.json", "truth.csv", cwd=workspace, code=2)


def test_words_that_cannot_be_written_or_read_name_their_place(workspace, run_songloom):
    assert "music: cannot be written" in run_songloom("words", "export", "thread", "-o", "music", cwd=workspace, code=3).err
    edits = workspace / "configs" / "edits" / "thread.csv"
    edits.mkdir(parents=True)
    assert f"{edits}: cannot be read" in run_songloom("words", "import", "thread", "params.yaml", cwd=workspace, code=2).err
