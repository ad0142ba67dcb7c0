"""`gc` and `verify --repair`, as a user meets them."""

import os
import time
from pathlib import Path

import pytest


def age_store(root: Path, days: float) -> None:
    then = time.time() - days * 86400
    for path in root.rglob("*"):
        if path.is_file() and not path.is_symlink():
            os.utime(path, (then, then))


def flip_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    path.chmod(0o444)


def list_objects(workspace: Path) -> list[Path]:
    return sorted((workspace / "artifacts" / "objects").glob("??/*"))


def change_crf(workspace: Path, crf: int) -> None:
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("crf: 35", f"crf: {crf}"))


def test_gc_of_a_woven_catalogue_frees_nothing_that_is_needed(workspace, run_songloom):
    age_store(workspace / "artifacts", 30)
    swept = run_songloom("gc", "--json", cwd=workspace).json()
    assert swept["aside"] == {}
    assert run_songloom("weave", "--json", cwd=workspace).made() == set()


def test_gc_prices_what_a_changed_setting_left_and_turning_back_revives_it(workspace, run_songloom):
    before = {path.name for path in list_objects(workspace)}
    change_crf(workspace, 30)
    run_songloom("weave", "--json", cwd=workspace)
    age_store(workspace / "artifacts", 30)
    text = run_songloom("gc", "--dry-run", cwd=workspace).out
    assert "would be put aside" in text
    assert "segments" in text
    assert run_songloom("verify", cwd=workspace)
    swept = run_songloom("gc", "--json", cwd=workspace).json()
    assert set(swept["aside"]) >= {"segments", "video"}
    assert swept["aside"]["segments"]["seconds"] > 0
    assert before - {path.name for path in list_objects(workspace)}
    assert run_songloom("verify", "--json", cwd=workspace).json()["bad_records"] == []
    (workspace / "params.yaml").write_text((workspace / "params.yaml").read_text().replace("crf: 30", "crf: 35"))
    assert run_songloom("weave", "--json", cwd=workspace).made() == set(), "what was put aside is brought back, not made again"
    assert before <= {path.name for path in list_objects(workspace)}


def test_a_grace_that_is_none_is_said(workspace, run_songloom):
    assert "--grace soon: is no length of time" in run_songloom("gc", "--grace", "soon", cwd=workspace, code=2).err
    assert "is no manifest" in run_songloom("gc", "--manifest", "params.yaml", cwd=workspace, code=2).err
    assert "is no share" in run_songloom("verify", "--subset", "3/2", cwd=workspace, code=2).err


def test_a_bit_flipped_in_every_object_is_found_by_verify_and_repaired(workspace, run_songloom):
    run_songloom("weave", "--manifest", "before.json", cwd=workspace)
    objects = list_objects(workspace)
    for path in objects:
        flip_bit(path)
    found = run_songloom("verify", "--repair", "--json", cwd=workspace).json()
    assert sorted(found["bad_objects"]) == sorted(path.parent.name + path.name for path in objects)
    assert (found["not_whole"], found["woven"]) == ({}, ["thread"])
    run_songloom("weave", "--manifest", "after.json", cwd=workspace)
    assert (workspace / "after.json").read_bytes() == (workspace / "before.json").read_bytes()
    assert "damaged" not in run_songloom("verify", cwd=workspace).out


def test_what_no_song_of_the_catalogue_makes_any_more_cannot_be_repaired(workspace, run_songloom):
    (workspace / "configs" / "catalogue.yaml").write_text("songs: []\n")
    flip_bit((workspace / "artifacts/songs/thread/main/timing/timing.json").resolve())
    found = run_songloom("verify", "--repair", cwd=workspace, code=None)
    assert found.code == 3
    assert "not whole: thread · main: no song of the catalogue" in found.out


@pytest.mark.parametrize("name", ["video/video.mp4", "timing/timing.json", "subtitles/lyrics.srt"])
def test_a_flipped_bit_is_found_before_export_and_the_next_weave_heals_it(workspace, run_songloom, name):
    link = next((workspace / "artifacts/songs/thread/main").glob(f"{name.split('/')[0]}/*{Path(name).suffix}"))
    whole = link.read_bytes()
    flip_bit(link.resolve())
    told = run_songloom("weave", "-o", "out", cwd=workspace, code=3).err
    assert f"thread · main · {name.split('/')[0]}/{link.name}: not delivered, since the store's copy was damaged" in told
    assert not list((workspace / "out").rglob(link.name))
    assert not list((workspace / "out").rglob(".*"))
    run_songloom("weave", "-o", "out", cwd=workspace)
    assert next((workspace / "out").rglob(link.name)).read_bytes() == whole


def rejoin_from_damaged(workspace, run_songloom, damaged, weaves):
    """The video is joined anew, under another title, from objects some of which are damaged: none of that gets into it."""
    change_title = (workspace / "configs" / "catalogue.yaml").read_text().replace("title: Thread", "title: Other")
    (workspace / "configs" / "catalogue.yaml").write_text(change_title)
    run_songloom("weave", "--store", workspace / "fresh", "-o", "fresh-out", cwd=workspace)
    for path in damaged:
        flip_bit(path)
    assert any(run_songloom("weave", "-o", "out", cwd=workspace, code=None).code == 0 for _ in range(weaves))
    assert (workspace / "out/video.mp4").read_bytes() == (workspace / "fresh-out/video.mp4").read_bytes()


def test_a_damaged_input_of_a_step_is_made_again_before_it_is_used(workspace, run_songloom):
    segment = workspace / "artifacts/songs/thread/main/segments/segment-0001.mp4"
    rejoin_from_damaged(workspace, run_songloom, [segment.resolve()], weaves=1)


@pytest.mark.soak
def test_every_damaged_input_is_made_again_before_it_is_used(workspace, run_songloom):
    """A step is given up in a run when a second of its inputs turns out to be damaged: the next run goes on from there."""
    rejoin_from_damaged(workspace, run_songloom, list_objects(workspace), weaves=12)
