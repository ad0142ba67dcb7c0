import pytest

from songloom.errors import ConfigError
from songloom.settings.catalogue import list_file, read_catalogue


@pytest.fixture
def read(tmp_path):
    def read_text(text):
        (tmp_path / "catalogue.yaml").write_text(text)
        return read_catalogue(tmp_path / "catalogue.yaml", tmp_path)

    return read_text


def test_an_entry_makes_a_song_and_a_layer(read, tmp_path):
    (entry,) = read("songs:\n- {id: a, audio: x.mp3, title: T, language: en, overrides: {segments: {fps: 25}}}\n")
    assert entry.song.audio == tmp_path / "x.mp3"
    assert entry.song.lyrics is None
    assert entry.song.edits == tmp_path / "configs" / "edits" / "a.csv"
    listening = {"lyrics": {"language": "en"}, "heard": {"faster_whisper": {"language": "en"}}}
    assert entry.layer.data == {"video": {"title": "T"}, **listening, "segments": {"fps": 25}}
    assert entry.layer.origin_of(("segments", "fps")).line == 2


def test_a_song_that_brings_its_stems_is_not_separated(read, tmp_path):
    (brought, chosen) = read(
        "songs:\n- {id: a, audio: x.mp3, instrumental: k.mp3}\n"
        "- {id: b, audio: x.mp3, vocals: v.mp3, overrides: {stems: {engine: centre}}}\n"
    )
    assert brought.song.instrumental == tmp_path / "k.mp3"
    assert brought.layer.data == {"stems": {"engine": "provided"}}
    assert chosen.layer.data == {"stems": {"engine": "centre"}}


def test_all_problems_are_said_at_once(read):
    with pytest.raises(ConfigError) as caught:
        read(
            "songs:\n- id: a\n  audio: ../x.mp3\n- id: A\n  audio: /etc/passwd\n"
            "- id: b\n  audio: x.mp3\n  lyrics: words.doc\n  vocals: ../v.mp3\n"
        )
    says = [f"{problem.line} {problem.what}" for problem in caught.value.problems]
    assert any("4 the id 'A' is taken by the song of line 2" in text for text in says)
    assert any(text.startswith("3 audio '../x.mp3' lies outside") for text in says)
    assert any(text.startswith("5 audio '/etc/passwd' lies outside") for text in says)
    assert any(text.startswith("8 lyrics 'words.doc' has no known format") for text in says)
    assert any(text.startswith("9 vocals '../v.mp3' lies outside") for text in says)
    assert len(says) == 5


@pytest.mark.parametrize("identifier", ["a/b", "../a", "", ".hidden", "a" * 81, "a b"])
def test_an_id_is_a_plain_name(read, identifier):
    with pytest.raises(ConfigError, match="expected a song id"):
        read(f'songs:\n- id: "{identifier}"\n  audio: x.mp3\n')


@pytest.mark.parametrize(
    "text", ["", "songs: 3\n", "songs: [1]\n", "songs:\n- audio: x\n", "songs:\n- {id: a, audio: x, lyric: y}\n", "[]\n"]
)
def test_a_catalogue_of_another_shape_is_a_problem(read, text):
    with pytest.raises(ConfigError):
        read(text)


@pytest.mark.parametrize(
    ("path", "says"), [("x\\0.mp3", r"catalogue\.yaml:2: holds the control character U\+0000"), ("", "audio is no path")]
)
def test_a_nul_or_nothing_for_a_path_is_a_problem(read, path, says):
    with pytest.raises(ConfigError, match=says):
        read(f'songs:\n- {{id: a, audio: "{path}"}}\n')


def test_folders_of_songloom_media_are_allowed(read, tmp_path, monkeypatch):
    monkeypatch.setenv("SONGLOOM_MEDIA", str(tmp_path.parent / "music"))
    (entry,) = read(f"songs:\n- {{id: a, audio: {tmp_path.parent}/music/x.mp3}}\n")
    assert entry.song.audio == tmp_path.parent / "music" / "x.mp3"
    with pytest.raises(ConfigError):
        read(f"songs:\n- {{id: a, audio: {tmp_path.parent}/music/../x.mp3}}\n")


def test_a_file_on_the_command_line_gets_an_id_of_its_name_and_place(tmp_path):
    entry = list_file(tmp_path / "Für Élise (live).mp3", None, "de")
    assert entry.song.id.startswith("f-r-lise-live-")
    assert entry.layer.data == {"lyrics": {"language": "de"}, "heard": {"faster_whisper": {"language": "de"}}}
    assert "heard" not in list_file(tmp_path / "a.ogg", None, "xh").layer.data, "Whisper knows no Xhosa"
    assert list_file(tmp_path / "夜.ogg", None, "").song.id != list_file(tmp_path / "朝.ogg", None, "").song.id
