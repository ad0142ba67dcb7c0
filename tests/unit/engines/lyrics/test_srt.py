"""SubRip."""

from songloom.engines.lyrics.srt import parse_srt


def test_a_subtitle_is_a_line() -> None:
    text = (
        "2\n00:00:03,000 --> 00:00:04,000\n[music]\n\n"
        "1\n00:00:01,250 --> 00:00:02,500\n<i>Hello</i> there\n- you\n\n"
        "3\n00:00:00,500 --> 00:00:01,000\nfirst\n"
    )
    lines = parse_srt(text)
    assert [(line.start_s, line.end_s, [word.text for word in line.words]) for line in lines] == [
        (0.5, 1.0, ["first"]),
        (1.25, 2.5, ["Hello", "there\u00a0-", "you"]),
    ]


def test_what_is_no_subrip_holds_no_lines() -> None:
    assert parse_srt("just words\n") == ()
