"""Entries put into the text of a catalogue: nothing else of it changes."""

import pytest
import yaml

from songloom.errors import UsageError
from songloom.settings.catalogue import Entry, read_catalogue
from songloom.settings.listing import add_entries, change_paths, has_songs

NEW = [Entry("new", "music/new.mp3", title="New: one", artist="Någon 😀", language="sv")]
WEIRD = ("yes", "n", "1e3", "1999", "0x1F", ".5", "~", "null", "- x", "a: b", "a #b", "#b", " lead", "trail ", "two\nlines", "tab\there",
         "'q'", '"q"', "back\\slash", "%dir", "@at", "`tick", "*star", "&and", "!bang", "{x", "[x]", "é", "e\u0301", "日本", "😀", "\u2028",
         "\x85", "\x7f", "\ufeffx", "<<", "=", "2026-11-21", "12:30:00", "---", "...", "?", "a,b", "|", ">", "", "x" * 3000)  # fmt: skip


def load(text):
    return yaml.safe_load(text)["songs"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# mine",
        "songs:",
        "songs: []",
        "songs: []  # none yet\n# more\n",
        "songs: ~\n",
        "---\n# head\nsongs:\n- id: a\n  audio: a.mp3\n...\n# behind\n",
        "songs:\r\n    -   id: a\r\n        audio: 'a.mp3' # here\r\n\r\n    # last words\r\n\r\n",
        "songs:\n  - {id: a, audio: a.mp3, overrides: {segments: {fps: 12}}}",
        "songs: [{id: a, audio: a.mp3}, ] # behind\n",
        "songs: [\n  {id: a, audio: a.mp3}, # one\n  {id: b, audio: b.mp3} # two\n]\n",
        "songs: [ # none\n]\n",
        '{"songs": [{"id": "a", "audio": "a.mp3"}]}\n',
        '{"songs": []}',
        "songs:\n  - &one {id: a, audio: a.mp3}\n  - <<: *one\n    id: b\n",
        "songs:\n  - id: a\n    audio: >+\n      a.mp3\n\n\n",
        "? songs\n: - id: a\n    audio: a.mp3",
    ],
)
def test_what_stands_there_stays(text):
    changed = add_entries(text, NEW)
    kept = text.replace("songs: []", "songs:").replace("songs: ~", "songs:")
    rest = iter(changed)
    assert all(letter in rest for letter in kept), "a letter of the text is gone or stands elsewhere"
    before = (yaml.safe_load(text) or {}).get("songs") or []
    new = {"id": "new", "audio": "music/new.mp3", "title": "New: one", "artist": "Någon 😀", "language": "sv"}
    assert load(changed) == [*before, new]
    again = add_entries(changed, [Entry("newer", "b.mp3")])
    assert load(again) == [*before, new, {"id": "newer", "audio": "b.mp3"}]


def test_line_ends_stay_what_they_are():
    changed = add_entries("songs:\r\n- id: a\r\n  audio: a.mp3", NEW)
    assert changed.count("\n") == changed.count("\r\n") == 8


@pytest.mark.parametrize("text", WEIRD)
def test_any_text_comes_back_as_it_is_and_as_text(tmp_path, text):
    entry = Entry("a", f"music/{text}.mp3", title=text, artist=f"{text} {text}")
    for before in ("", "songs: []", "songs: [{id: z, audio: z.mp3}]", '{"songs": []}'):
        file = tmp_path / "catalogue.yaml"
        file.write_bytes(add_entries(before, [entry]).encode())
        listed = read_catalogue(file, tmp_path)[-1]
        assert str(listed.song.audio) == f"{tmp_path}/music/{text}.mp3"
        assert listed.layer.data.get("video", {}).get("artist", " ") == f"{text} {text}"
        assert load(file.read_text(encoding="utf-8"))[-1].get("title", "") == text


@pytest.mark.parametrize("text", ["yes", "1e3", "0o17", "n", "12e03", ".5", "2026-11-21"])
def test_other_readers_take_it_for_text_too(text):
    ruamel = pytest.importorskip("ruamel.yaml")
    assert ruamel.YAML(typ="safe").load(add_entries("", [Entry("a", text)]))["songs"][0]["audio"] == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("songs: {}", "holds no list"),
        ("- a", "is no catalogue"),
        ("{}", "empty mapping"),
        ("songs: []\nother: 1\n", "'other'"),
        ("songs: [", "is not valid YAML"),
        ("songs: []\n---\nsongs: []\n", "is not valid YAML"),
        ("songs: !!seq\n - {id: a, audio: b}\n", "leaves no room"),
        ("songs: [&one {id: a, audio: b}, *one]\n", "leaves no room"),
    ],
)
def test_a_form_without_room_is_refused(text, says):
    with pytest.raises(UsageError, match=says):
        add_entries(text, NEW)


def test_nothing_to_add_changes_nothing():
    assert add_entries("songs: [ ]", []) == "songs: [ ]"


def test_a_path_changes_on_its_line_alone():
    text = "songs:\n  - id: a\n    audio: b.mp3   # here\n    lyrics: 'q'\n  - {id: c, audio: d}\n"
    changed = change_paths(text, {(0, "audio"): "x y.mp3", (0, "lyrics"): "l.lrc", (1, "audio"): "1e3"})
    assert changed == text.replace("b.mp3 ", "x y.mp3 ").replace("'q'", '"l.lrc"').replace("audio: d", 'audio: "1e3"')


@pytest.mark.parametrize(
    "text", ["songs:\n  - {id: a, audio: &x a.mp3}\n  - {id: b, audio: *x}\n", "songs:\n  - &x {id: a, audio: a.mp3}\n  - *x\n"]
)
def test_a_path_that_two_entries_share_is_not_changed(text):
    with pytest.raises(UsageError, match="leaves no room"):
        change_paths(text, {(1, "audio"): "c.mp3"})


@pytest.mark.parametrize(("text", "has"), [("", False), ("songs:", False), ("songs: []", True), ("songs:\n- {}", True)])
def test_a_list_that_is_there_is_seen(text, has):
    assert has_songs(text) == has
