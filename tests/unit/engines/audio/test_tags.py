"""Tags as people's files have them, and as they should not."""

from mutagen.id3 import ID3, SYLT, TALB, TIT2, TPE1, USLT
from mutagen.mp3 import MP3

from songloom.engines.audio.tags import MAX_FIELD_LENGTH, MAX_LYRICS_LENGTH, open_tagged, read_tags
from songloom.model.audio import AudioTags, TagLyrics
from tests.fixtures.sound import make_tone, tag_sound, write_sound


def test_synced_lines_become_stamped_lines(tmp_path):
    tags = _write_frames(tmp_path, _sylt([("first line", 1500), ("second line", 62_340)]))
    assert tags.lyrics == (TagLyrics("[00:01.50]first line\n[01:02.34]second line", "lrc"),)


def test_synced_syllables_are_joined_to_lines(tmp_path):
    tags = _write_frames(tmp_path, _sylt([("Hel", 1000), ("lo ", 1200), ("you", 1400), ("\nBye", 3000), (" now", 3500)]))
    assert tags.lyrics == (TagLyrics("[00:01.00]Hello you\n[00:03.00]Bye now", "lrc"),)


def test_synced_lyrics_counted_in_frames_are_left_out(tmp_path):
    assert _write_frames(tmp_path, SYLT(encoding=3, lang="eng", format=1, type=1, text=[("a", 1), ("b", 2)])).lyrics == ()


def test_lyrics_that_look_like_lrc_say_so(tmp_path):
    assert _write_frames(tmp_path, _uslt("[ti:x]\n[00:01.00]one two\n[00:02.50]three")).lyrics[0].format == "lrc"
    assert _write_frames(tmp_path, _uslt("[Chorus]\none two\n[00:02.50]three\nfour")).lyrics[0].format == "txt"


def test_equal_lyrics_are_kept_once(tmp_path):
    assert len(_write_frames(tmp_path, _uslt("one"), USLT(encoding=3, lang="eng", desc="again", text="one")).lyrics) == 1


def test_names_are_read(tmp_path):
    tags = _write_frames(tmp_path, TIT2(3, "T"), TPE1(3, "A"), TALB(3, "B"))
    assert (tags.title, tags.artist, tags.album) == ("T", "A", "B")


def test_vorbis_comments_prefer_synced_lyrics(tmp_path):
    from mutagen.flac import FLAC

    tagged = FLAC(write_sound(tmp_path / "a.flac", make_tone(1)))
    tagged["UNSYNCEDLYRICS"], tagged["SYNCEDLYRICS"] = "one\ntwo", "[00:01.00]one\n[00:02.00]two"
    tagged.save()
    assert [lyrics.format for lyrics in read_tags(open_tagged(tmp_path / "a.flac")).lyrics] == ["lrc", "txt"]


def test_control_characters_are_dropped_and_lengths_bounded(tmp_path):
    title = TIT2(3, "a\x07b\x1b[31m  c\u200dd" + "x" * 5000)
    tags = _write_frames(tmp_path, title, _uslt("one\r\ntwo\x08\n" + "la " * 200_000))
    assert tags.title.startswith("ab[31m c\u200dd")
    assert len(tags.title) == MAX_FIELD_LENGTH
    assert tags.lyrics[0].text.startswith("one\ntwo\nla")
    assert len(tags.lyrics[0].text) <= MAX_LYRICS_LENGTH


def test_a_broken_tag_is_no_tag(tmp_path):
    path = tag_sound(write_sound(tmp_path / "a.flac", make_tone(1)), title="x")
    data = bytearray(path.read_bytes())
    data[4 + 4 + 34 : 4 + 4 + 34 + 40] = b"\xff" * 40
    path.write_bytes(data)
    assert read_tags(open_tagged(path)) == AudioTags()


# --------------------------------------------------------------------------------------------- private


def _sylt(text):
    return SYLT(encoding=3, lang="eng", format=2, type=1, text=text)


def _uslt(text):
    return USLT(encoding=3, lang="eng", text=text)


def _write_frames(folder, *frames) -> AudioTags:
    path = folder / "a.mp3"
    if not path.exists():
        write_sound(path, make_tone(1))
    tags = ID3()
    for frame in frames:
        tags.add(frame)
    tags.save(path)
    assert isinstance(open_tagged(path), MP3)
    return read_tags(open_tagged(path))
