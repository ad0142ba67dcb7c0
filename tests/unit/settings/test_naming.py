"""Titles, artists and ids of new songs."""

import pytest

from songloom.settings.catalogue import is_song_id
from songloom.settings.naming import Names, find_language, make_id, name_song


@pytest.mark.parametrize(
    ("tags", "stem", "folder", "title", "artist"),
    [
        (("Fantasma", "Los Rombos"), "audio", "x", "Fantasma", "Los Rombos"),
        (("Joshua Morin - On The Run", ""), "audio", "x", "On The Run", "Joshua Morin"),
        (("A - B", "C"), "audio", "x", "A - B", "C"),
        (("", "Steven Dunston"), "audio", "steven-dunston-northern-star", "Northern Star", "Steven Dunston"),
        (("Track 01", ""), "weave_me_home", "x", "Weave Me Home", ""),
        (("", ""), "03 - Abba - Waterloo", "", "Waterloo", "Abba"),
        (("", ""), "12. Waterloo", "", "Waterloo", ""),
        (("", ""), "99 Luftballons", "", "99 Luftballons", ""),
        (("", ""), "1-800-273-8255", "", "1 800 273 8255", ""),
        (("1999", "Prince"), "x", "", "1999", "Prince"),
        (("", ""), "track01", "", "track01", ""),
        (("", ""), "Cafe\u0301\nNoir", "", "Café Noir", ""),
        (("", "Abba"), "Abba - Live - Waterloo", "", "Waterloo", "Abba"),
    ],
)
def test_names(tags, stem, folder, title, artist):
    assert name_song(Names(*tags), stem, folder) == Names(title, artist)


@pytest.mark.parametrize("title", ["Veränderung", "Песня", "千本桜", "😀", "", "../../etc", "-", "x" * 300, "a " * 200, "CON.", "1e3"])
def test_an_id_is_one_whatever_the_title(title):
    taken = set()
    for _ in range(3):
        song = make_id(Names(title, ""), "", taken)
        assert is_song_id(song)
        assert song not in taken
        taken.add(song)


def test_two_of_one_name_are_told_apart():
    names = Names("Song", "Band")
    assert make_id(names, "Live", ()) == "band-song"
    assert make_id(names, "Live", {"band-song"}) == "band-song-live"
    assert make_id(names, "Live", {"band-song", "band-song-live"}) == "band-song-2"
    assert make_id(names, "", {"band-song", "band-song-2"}) == "band-song-3"


def test_a_long_id_ends_with_a_word():
    song = make_id(Names("word " * 40, "artist"), "", ())
    assert 70 < len(song) <= 80
    assert song.endswith("-word")


@pytest.mark.parametrize(
    ("tag", "code"), [("eng", "en"), ("ger", "de"), ("deu", "de"), ("en-US", "en"), ("XXX", ""), ("und", ""), ("", "")]
)
def test_languages(tag, code):
    assert find_language(tag) == code
