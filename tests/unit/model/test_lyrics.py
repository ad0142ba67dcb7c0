"""What lyrics know of their times."""

from songloom.model.lyrics import LyricLine, Lyrics, LyricWord

WORDS = (LyricWord("oh"),)


def test_line_times_count_only_where_every_line_has_one() -> None:
    assert Lyrics((LyricLine(WORDS, 0.0), LyricLine(WORDS, 1.0)), "en", "file").has_line_times()
    assert not Lyrics((LyricLine(WORDS, 0.0), LyricLine(WORDS)), "en", "file").has_line_times()
