"""A new user's first minutes: a workspace, songs into it, woven."""

import shutil

from tests.functional.conftest import PARAMS


def test_init_add_weave(woven, workspace, tmp_path, run_songloom):
    told = run_songloom("init", "my songs", cwd=tmp_path).out
    assert "cd 'my songs'" in told
    root = tmp_path / "my songs"
    assert run_songloom("weave", "--json", cwd=root).json()["songs"] == {}
    for file in (woven / "music").iterdir():
        shutil.copy(file, root / "music")
    added = run_songloom("add", "music", "--json", cwd=root).json()
    assert added["added"] == [
        {"id": "thread", "audio": "music/thread.ogg", "title": "thread", "artist": "", "language": "", "kind": "song"}
        | {"lyrics": None, "vocals": None, "instrumental": None, "pictures": None, "footage": None, "translation": None, "overrides": {}}
    ]
    # What the fixture's workspace made of this song serves here too: a key knows no folder.
    (root / "params.yaml").write_text(PARAMS)
    ran = run_songloom("weave", "--json", "--store", workspace / "artifacts", cwd=root)
    # Its title is another one, which its cards bear.
    assert ran.made() <= {"lyrics", "segments", "video", "subtitles"}
    assert ran.states()["images"] == "reused"
    assert "nothing to add: 1 known already" in run_songloom("add", "music", cwd=root).out


def test_a_song_that_was_renamed_is_found_again_and_nothing_runs(workspace, run_songloom):
    (workspace / "music" / "album").mkdir()
    for file in ("thread.ogg", "thread.lrc"):
        (workspace / "music" / file).rename(workspace / "music" / "album" / file.replace("thread", "renamed"))
    assert "music/thread.ogg → music/album/renamed.ogg" in run_songloom("add", "music", cwd=workspace).out
    catalogue = (workspace / "configs" / "catalogue.yaml").read_text()
    assert '{id: thread, audio: "music/album/renamed.ogg", lyrics: "music/album/renamed.lrc", title: Thread' in catalogue
    assert run_songloom("weave", "--json", cwd=workspace).made() == set()


def test_what_goes_wrong_is_one_sentence(workspace, tmp_path, run_songloom):
    before = (workspace / "configs" / "catalogue.yaml").read_bytes()
    assert "songloom init ." in run_songloom("add", ".", cwd=tmp_path, code=2).err
    assert "no sound file" in run_songloom("add", "params.yaml", cwd=workspace, code=2).err
    failed = run_songloom("add", "nowhere.ogg", "--json", cwd=workspace, code=1).json()["failed"]
    assert failed == {"nowhere.ogg": "cannot be read (No such file or directory); check the path"}
    (tmp_path / "file").touch()
    assert "is a file, where a workspace has a folder" in run_songloom("init", "file", cwd=tmp_path, code=2).err
    assert (workspace / "configs" / "catalogue.yaml").read_bytes() == before
    assert run_songloom("init", "--json", cwd=workspace).json()["left"] == ["configs/catalogue.yaml", "params.yaml"]
