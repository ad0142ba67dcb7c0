"""Songs into a catalogue: what is found, what it is called, what stays."""

import json
import os
import shutil
from pathlib import Path

import pytest
import yaml
from mutagen.id3 import ID3, TLAN

from flows.adding import Manner, run_add
from songloom.errors import ConfigError, UsageError
from songloom.model.record import Record
from songloom.store import Store
from songloom.store.objects import hash_file
from songloom.store.views import write_view
from tests.fixtures.sound import make_tone, tag_sound, write_sound


@pytest.fixture(scope="session")
def tone(tmp_path_factory):
    """A short tone, as an MP3."""
    return write_sound(tmp_path_factory.mktemp("tone") / "tone.mp3", make_tone(0.2))


class Shop:
    """A workspace to try things in."""

    def __init__(self, root, tone, capsys):
        self.root, self.tone, self.capsys, self.count = root, tone, capsys, 0
        self.catalogue = root / "configs" / "catalogue.yaml"

    def song(self, name, title="", artist="", lyrics="", same=False):
        """A file that holds other bytes than all before, of the same size, unless it is to be the same."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.tone, path)
        tag_sound(path, title, artist, lyrics)
        self.count += not same
        with path.open("ab") as file:
            file.write(f"{self.count:08d}".encode())
        return path

    def text(self, name, text="words"):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def add(self, *named, code=0, duplicates=False, dry=False, catalogue=None):
        assert run_add([str(name) for name in named], catalogue, None, Manner(duplicates, dry, True)) == code
        return json.loads(self.capsys.readouterr().out)

    def songs(self):
        return yaml.safe_load(self.catalogue.read_text(encoding="utf-8"))["songs"]


@pytest.fixture
def shop(tmp_path, tone, capsys, monkeypatch):
    monkeypatch.delenv("SONGLOOM_MEDIA", raising=False)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "params.yaml").touch()
    monkeypatch.chdir(tmp_path / "shop")
    return Shop(tmp_path / "shop", tone, capsys)


def test_tags_names_and_language_are_read(shop):
    path = shop.song("music/x.mp3", "Été: un", "Élan")
    tags = ID3(path)
    tags.add(TLAN(3, "fre"))
    tags.save(path)
    shop.song("music/02 - Somebody - Nothing Left.mp3")
    shop.song("music/northern-star/audio.mp3", artist="Dunston")
    found = shop.add("music")
    assert shop.songs() == [
        {"id": "somebody-nothing-left", "audio": "music/02 - Somebody - Nothing Left.mp3", "title": "Nothing Left", "artist": "Somebody"},
        {"id": "dunston-northern-star", "audio": "music/northern-star/audio.mp3", "title": "Northern Star", "artist": "Dunston"},
        {"id": "elan-ete-un", "audio": "music/x.mp3", "title": "Été: un", "artist": "Élan", "language": "fr"},
    ]
    assert len(found["added"]) == len(found["without_lyrics"]) == 3


def test_a_second_time_changes_nothing(shop):
    shop.song("music/a.mp3", "A", "B")
    shop.song("music/b.mp3", "A", "B")
    shop.add("music")
    before, inode = shop.catalogue.read_bytes(), shop.catalogue.stat().st_ino
    assert shop.add("music", "music/*.mp3", "music/../music/a.mp3")["known"] == 2
    assert (shop.catalogue.read_bytes(), shop.catalogue.stat().st_ino) == (before, inode)


def test_a_rehearsal_writes_nothing(shop):
    shop.song("music/a.mp3", "A", "B")
    assert shop.add("music", dry=True)["added"][0]["id"] == "b-a"
    assert not shop.catalogue.exists()


def test_what_is_in_the_catalogue_stays_and_its_link_and_mode_too(shop):
    text = "# mine\r\nsongs:\r\n  -   id: old   # first\r\n      audio: 'old.mp3'\r\n"
    shop.song("old.mp3")
    kept = shop.text("kept/list.yaml")
    kept.write_bytes(text.encode())
    kept.chmod(0o640)
    shop.catalogue.parent.mkdir()
    shop.catalogue.symlink_to(kept)
    shop.song("music/a.mp3", "A", "B")
    shop.add("music")
    assert kept.read_bytes() == text.encode() + b"  - id: b-a\r\n    audio: music/a.mp3\r\n    title: A\r\n    artist: B\r\n"
    assert shop.catalogue.is_symlink()
    assert kept.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in kept.parent.iterdir()] == ["list.yaml"]


def test_a_catalogue_that_is_wrong_is_left_alone(shop):
    shop.song("music/a.mp3", "A")
    for text, error in (("songs: {}\n", UsageError), ("songs:\n- id: a\n", ConfigError), ("songs: [", UsageError), ("x: 1\n", UsageError)):
        shop.text("configs/catalogue.yaml", text)
        with pytest.raises(error, match=r"catalogue\.yaml"):
            shop.add("music")
        assert shop.catalogue.read_text() == text
    shop.catalogue.write_bytes("songs: []".encode("utf-16"))
    with pytest.raises(UsageError, match="is not UTF-8"):
        shop.add("music")


def test_a_byte_order_mark_stays(shop):
    shop.text("configs/catalogue.yaml").write_bytes(b"\xef\xbb\xbfsongs: []\n")
    shop.song("a.mp3", "A")
    shop.add("a.mp3")
    assert shop.catalogue.read_bytes().startswith(b"\xef\xbb\xbfsongs:\n  - id: a\n")
    shop.song("b.mp3", "B")
    shop.add("b.mp3")
    assert [song["id"] for song in shop.songs()] == ["a", "b"]


def test_whoever_changes_the_catalogue_meanwhile_loses_nothing(shop, monkeypatch):
    shop.song("a.mp3", "A")
    shop.text("configs/catalogue.yaml", "songs: []\n")
    monkeypatch.setattr("flows.adding.rewrite", lambda *_: shop.text("configs/catalogue.yaml", "# theirs\nsongs: []\n") and b"songs: []\n")
    with pytest.raises(UsageError, match="somebody else"):
        shop.add("a.mp3")
    assert shop.catalogue.read_text() == "# theirs\nsongs: []\n"
    assert len(list(shop.catalogue.parent.iterdir())) == 1


def test_what_is_not_music_is_passed_over(shop):
    for name in ("music/.hidden.mp3", "music/.cache/a.mp3", "artifacts/songs/a.mp3", ".git/b.mp3", "music/film.mp4"):
        shop.song(name) if name.endswith("3") else shop.text(name)
    shop.text("music/a.txt")
    shop.song("music/a.mp3", "A")
    assert [song["audio"] for song in shop.add(".")["added"]] == ["music/a.mp3"]
    with pytest.raises(UsageError, match="no sound file"):
        shop.add("music/a.txt")
    with pytest.raises(UsageError, match="no sound file"):
        shop.add("artifacts")


def test_links_in_a_circle_do_no_harm(shop):
    shop.song("music/z/a.mp3", "A")
    (shop.root / "music" / "b").symlink_to("z")
    (shop.root / "music" / "z" / "up").symlink_to("..")
    (shop.root / "music" / "self.mp3").symlink_to("self.mp3")
    (shop.root / "music" / "self").symlink_to("self")
    found = shop.add("music", code=1)
    assert [song["audio"] for song in found["added"]] == ["music/z/a.mp3"]
    assert list(found["failed"]) == ["music/self.mp3"]


def test_a_linked_folder_is_music_too(shop, tmp_path):
    shop.song("../far/album/a.mp3", "A")
    (shop.root / "music").symlink_to(tmp_path / "far")
    assert [song["audio"] for song in shop.add("music")["added"]] == ["music/album/a.mp3"]


def test_outside_is_refused_with_the_cure(shop, tmp_path, monkeypatch):
    far = shop.song("../far/a.mp3", "A")
    shop.song("b.mp3", "B")
    found = shop.add(far, "../far", "b.mp3", code=1)
    assert [song["id"] for song in found["added"]] == ["b"]
    assert all("SONGLOOM_MEDIA" in why for why in found["failed"].values())
    assert len(found["failed"]) == 2
    monkeypatch.setenv("SONGLOOM_MEDIA", str(tmp_path / "far"))
    assert [song["audio"] for song in shop.add("../far")["added"]] == [str(tmp_path / "far" / "a.mp3")]


def test_what_cannot_be_used_is_told_and_the_others_go_on(shop):
    shop.text("music/empty.mp3", "")
    (shop.root / "music" / "gone.mp3").symlink_to("nowhere")
    os.mkfifo(shop.root / "music" / "pipe.mp3")
    (shop.root / "music" / "folder.mp3").mkdir()
    Path(os.fsdecode(os.fsencode(shop.root / "music") + b"/\xff.mp3")).write_bytes(shop.tone.read_bytes())
    shop.text("music/noise.mp3", "no sound at all " * 99)
    shop.song("music/a.mp3", "A")
    found = shop.add("music", "nowhere.mp3", code=1)
    assert [song["id"] for song in found["added"]] == ["a", "noise"]
    assert {Path(name).name: why.split(";")[0] for name, why in found["failed"].items()} == {
        "empty.mp3": "is empty (0 bytes)",
        "gone.mp3": "cannot be read (No such file or directory)",
        "pipe.mp3": "is a pipe, a folder or a device",
        "\udcff.mp3": "its name is not UTF-8, which a catalogue is",
        "nowhere.mp3": "cannot be read (No such file or directory)",
    }
    assert "tags cannot be read" in found["notes"]["music/noise.mp3"]


@pytest.mark.parametrize(
    "name", ["yes", "1e3", "- x", "a: b #c", "two\nlines", "'q' \"d\"", "😀", "{x}, [y]", " lead ", "back\\slash", "\x1b[31mred", "é"]
)
def test_a_weird_name_is_quoted_right(shop, name, capsys):
    shop.song(f"music/{name}/{name}.mp3")
    shop.add("music")
    assert shop.songs()[0]["audio"] == f"music/{name}/{name}.mp3"
    assert run_add(["music"], None, None, Manner(False, True, False)) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_lyrics_are_named_only_where_no_rule_finds_them(shop):
    shop.song("music/album/a.mp3", "A")
    shop.text("music/album/a.lrc")
    shop.song("music/album/b.mp3", "B")
    shop.text("lyrics/album/b.txt")
    shop.text("lyrics/album/b.lrc")
    shop.song("music/album/c.mp3", "C", lyrics="la la")
    shop.song("music/album/d.mp3", "D")
    shop.text("music/album/lyrics/d.TXT")
    shop.song("music/alone/e.mp3", "E")
    shop.text("music/alone/lyrics.txt")
    shop.song("music/album/f.mp3", "F")
    found = shop.add("music")
    lyrics = {song["id"]: song.get("lyrics") for song in shop.songs()}
    assert lyrics == {"a": None, "b": "lyrics/album/b.lrc", "c": None, "d": "music/album/lyrics/d.TXT", "e": None, "f": None}
    assert found["without_lyrics"] == ["f"]


def test_lyrics_of_a_folder_of_songs_are_told(shop):
    shop.song("music/a.mp3", "A")
    shop.song("music/b.mp3", "B")
    shop.text("music/lyrics.txt")
    shop.text("lyrics/b.txt")
    found = shop.add("music")
    assert "several songs" in found["notes"]["a"]
    assert {song["id"]: song.get("lyrics") for song in shop.songs()} == {"a": None, "b": "lyrics/b.txt"}


def test_stems_beside_a_song_are_its_own(shop):
    for name in ("a", "a (Instrumental)", "a.vocals", "b", "b_karaoke", "Other (Instrumental)"):
        shop.song(f"music/{name}.mp3")
    shop.song("music/alone/audio.mp3", "Alone")
    shop.song("music/alone/instrumental.mp3", "Alone (karaoke)")
    shop.song("stray/vocals.mp3", "Stray")
    found = shop.add("music", "stray")
    songs = {song["id"]: (song.get("vocals"), song.get("instrumental")) for song in shop.songs()}
    assert songs == {
        "a": ("music/a.vocals.mp3", "music/a (Instrumental).mp3"),
        "alone": (None, "music/alone/instrumental.mp3"),
        "b": (None, "music/b_karaoke.mp3"),
        "other-instrumental": (None, None),
    }
    assert list(found["notes"]) == ["stray/vocals.mp3"]
    assert shop.add("music")["notes"] == {}
    shop.song("music/b (vocals).mp3")
    assert "by hand" in shop.add("music")["notes"]["music/b (vocals).mp3"]


def test_duplicates_are_told_by_content(shop):
    shop.song("music/a.mp3", "A")
    shop.add("music")
    shop.song("music/b.mp3", "A", same=True)
    shop.song("music/c.mp3", "A")
    shop.song("music/d.mp3", "A", same=True)
    found = shop.add("music")
    assert found["same"] == {"music/b.mp3": "a", "music/d.mp3": "a-2"}
    assert [song["id"] for song in found["added"]] == ["a-2"]
    assert "artist and title of a" in found["notes"]["a-2"]
    assert [song["id"] for song in shop.add("music", duplicates=True)["added"]] == ["a-3", "a-4"]
    assert shop.add("music")["twice"] == {"a-3": "a", "a-4": "a-2"}


def weave(shop, song, audio, variant="main"):
    """What a weave leaves in the store of a song's audio."""
    store = Store(shop.root / "artifacts")
    key = hash_file(audio).digest[::-1]
    preimage = {"stage": "audio", "inputs": {"song/audio": hash_file(audio).digest}}
    write_view(store, song, variant, {"audio": store.records.commit(Record(key, preimage, {}))})


def test_of_several_copies_the_one_that_kept_its_name_is_the_moved_one(shop):
    shop.text("configs/catalogue.yaml", "songs:\n  - id: mine\n    audio: music/b.mp3\n")
    audio = shop.song("music/b.mp3", "A")
    weave(shop, "mine", audio, "vertical")
    (shop.root / "new" / "music").mkdir(parents=True)
    audio.rename(shop.root / "new" / "music" / "b.mp3")
    shop.song("new/a.mp3", "A", same=True)
    shop.song("new/c.mp3", "C")
    found = shop.add("new")
    assert found["moved"] == [{"song": "mine", "before": "music/b.mp3", "after": "new/music/b.mp3"}]
    assert found["same"] == {"new/a.mp3": "mine"}
    assert [song["audio"] for song in shop.songs()] == ["new/music/b.mp3", "new/c.mp3"]


def test_a_move_edits_its_line_alone(shop):
    text = "songs:\n  - id: mine   # best\n    audio: music/a.mp3 # here\n    lyrics: 'words/a.lrc'\n    title: X\n"
    shop.text("configs/catalogue.yaml", text)
    audio = shop.song("music/a.mp3", "A")
    weave(shop, "mine", audio)
    (shop.root / "new" / "music").mkdir(parents=True)
    audio.rename(shop.root / "new" / "music" / "b.mp3")
    shop.text("new/words/b.lrc")
    found = shop.add("new")
    assert found["moved"] == [{"song": "mine", "before": "music/a.mp3", "after": "new/music/b.mp3"}]
    assert (found["added"], found["same"], found["gone"]) == ([], {}, {})
    assert shop.catalogue.read_text() == text.replace("music/a.mp3", "new/music/b.mp3").replace("'words/a.lrc'", '"new/words/b.lrc"')
    assert shop.add("new")["known"] == 1


def test_a_move_without_its_lyrics_is_told(shop):
    shop.text("configs/catalogue.yaml", "songs: [{id: mine, audio: a.mp3, lyrics: a.lrc}, {id: lost, audio: lost.mp3}]\n")
    audio = shop.song("a.mp3", "A")
    weave(shop, "mine", audio)
    (shop.root / "new").mkdir()
    audio.rename(shop.root / "new" / "a.mp3")
    found = shop.add("new")
    assert found["notes"] == {"mine": "moved, and its lyrics (a.lrc) did not move along; mend its entry"}
    assert found["gone"] == {"lost": "lost.mp3"}
    assert shop.songs()[0] == {"id": "mine", "audio": "new/a.mp3", "lyrics": "a.lrc"}


def test_a_file_that_was_never_woven_is_new_wherever_it_lies(shop):
    shop.text("configs/catalogue.yaml", "songs:\n  - id: mine\n    audio: a.mp3\n")
    shop.song("b.mp3", "B")
    found = shop.add("b.mp3")
    assert ([song["id"] for song in found["added"]], found["gone"]) == (["b"], {"mine": "a.mp3"})


def test_files_of_a_size_of_their_own_are_not_hashed(shop, monkeypatch):
    monkeypatch.setattr("flows.twins.hash_given", lambda *_: pytest.fail("was hashed"))
    for length in range(3):
        path = shop.song(f"music/{length}.mp3", f"Song {length}")
        path.write_bytes(path.read_bytes() + b"x" * length)
    assert len(shop.add("music")["added"]) == 3


def test_patterns_are_expanded_and_plain_names_taken_first(shop):
    shop.song("music/deep/down/a.mp3", "A")
    shop.song("music/[live].mp3", "Live")
    shop.song("music/l.mp3", "L")
    assert [song["id"] for song in shop.add("music/[live].mp3", "music/**/a.mp3")["added"]] == ["live", "a"]


def test_without_a_workspace_there_is_nowhere_to_add_to(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"songloom init \."):
        run_add(["a.mp3"], None, None, Manner(False, False, False))


def test_people_are_told_in_lines(shop, capsys):
    for number in range(30):
        shop.song(f"music/{number}.mp3", f"Song {number}", "Band")
    shop.text("music/empty.mp3", "")
    assert run_add(["music"], None, None, Manner(False, False, False)) == 1
    out, err = capsys.readouterr()
    assert out.startswith("30 songs added to configs/catalogue.yaml\n  band-song-0: Band · Song 0 (music/0.mp3)\n")
    assert "… and 10 more" in out
    assert "failed: music/empty.mp3: is empty" in err
