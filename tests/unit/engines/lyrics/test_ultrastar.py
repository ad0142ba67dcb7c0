"""UltraStar."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.lyrics.formats import parse_lyrics
from songloom.engines.lyrics.ultrastar import is_ultrastar, parse_ultrastar
from songloom.errors import InputError

HEAD = "#TITLE:Song\n#ARTIST:Band\n#BPM:150\n#GAP:1000\n"


def _read(text: str) -> list[tuple[float, float | None, list[tuple[str, float | None]]]]:
    """Times in beats of 0.1 s behind the gap of a second."""
    return [
        (
            _beat(line.start_s or 0.0),
            None if line.end_s is None else _beat(line.end_s),
            [(word.text, None if word.start_s is None else _beat(word.start_s)) for word in line.words],
        )
        for line in parse_ultrastar(text)
    ]


def _beat(time_s: float) -> float:
    return round((time_s - 1) * 10, 3)


def test_syllables_make_words_and_breaks_make_lines() -> None:
    text = HEAD + ": 0 2 5 Hel\n: 2 3 7 lo\n* 6 1 7  you\n- 10\n\nF 12 4 0 All \nR 16 1 0 to\nG 17 2 0 day\nE\nnothing\n"
    assert _read(text) == [(0, 7, [("Hello", 0), ("you", 6)]), (12, 19, [("All", 12), ("today", 16)])]


def test_a_held_syllable_is_no_word_of_its_own() -> None:
    text = HEAD + ": 0 2 5 lo\n: 2 3 7 ~\n: 5 2 3 ~ve \n: 9 1 7 me\n: 10 5 7 ~\nE\n"
    assert _read(text) == [(0, 15, [("love", 0), ("me", 9)])]


def test_a_relative_file_counts_from_its_breaks() -> None:
    text = "#RELATIVE:yes\n" + HEAD + ": 0 2 5 one\n- 5 8\n: 0 2 5 two\n- 4\n: 1 2 5 three\nE\n"
    assert [start for start, _, _ in _read(text)] == [0, 8, 13]


def test_numbers_may_have_commas_and_the_gap_may_be_left_out() -> None:
    text = "#BPM:37,5\n: 10 5 0 oh\nE\n"
    assert parse_ultrastar(text)[0].start_s == pytest.approx(4.0)
    assert parse_ultrastar("#GAP:250,5\n" + text)[0].start_s == pytest.approx(4.2505)


def test_numbers_are_as_programs_write_them() -> None:
    text = "#BPM:37.5000000000001\n#GAP:-50\n: 10 5 0 oh\nF 16 2 0\nB 20.0 75.0000001\n: 30 5 0  my\nE\n"
    (line,) = parse_ultrastar(text)
    assert [word.start_s for word in line.words] == [pytest.approx(3.95), pytest.approx(9.95)]


def test_beats_are_whole_from_version_two_on() -> None:
    assert parse_ultrastar("#VERSION:2.0.0\n#BPM:600\n: 10 5 0 oh\nE\n")[0].start_s == pytest.approx(1.0)


def test_the_tempo_may_change() -> None:
    assert _read(HEAD + ": 0 2 5 one\nB 10 75\n- 10\n: 15 5 0 two\nE\n")[1][:2] == (20, 30)


def test_changes_of_tempo_hold_for_all_voices_and_may_be_said_twice() -> None:
    tempos = "B 10 75\n", "B 20 150\n"
    first = f"P1\n{tempos[0]}: 12 1 0 one\n{tempos[1]}- 20\n: 30 1 0 two\n"
    second = f"P2\n{tempos[0]}: 16 1 0 three\n- 20\n: 40 1 0 four\n"
    assert [(start, words[0][0]) for start, _, words in _read(HEAD + first + second)] == [
        (14, "one"),
        (22, "three"),
        (40, "two"),
        (50, "four"),
    ]


def test_a_duet_is_joined_in_time_order_and_sung_once() -> None:
    first = "P1\n: 0 4 0 mine\n- 8\n: 20 4 0 ours\n- 30\n: 40 4 0 ours\n"
    second = "P 2\n: 10 4 0 yours\n- 15\n: 21 4 0 ours\nE\n"
    assert [(start, words[0][0]) for start, _, words in _read(HEAD + first + second)] == [
        (0, "mine"),
        (10, "yours"),
        (20, "ours"),
        (40, "ours"),
    ]


def test_plain_lyrics_are_no_notes() -> None:
    for text in ("One, two\n#BPM:3\n", "# Title: mine\noh\n", "#TITLE: of a poem\noh my\n", ""):
        assert not is_ultrastar(text)
    assert is_ultrastar("\ufeff\n#title:x\n: 0 1 2 oh\n")
    assert parse_lyrics(b"#title: x\noh my", "txt", "file", "en").lyrics.lines[1].words[1].text == "my"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("cp1252", ""),
        ("cp1252", "#ENCODING:CP1252\n"),
        ("cp1250", "#Encoding:CP1250\n"),
        ("utf-8", ""),
        ("utf-8-sig", "#ENCODING:UTF8\n"),
        ("utf-16", ""),
    ],
)
def test_the_games_encodings_are_read(encoding: str, head: str) -> None:
    word = "čas" if encoding == "cp1250" else "süß"
    data = (head + HEAD + f": 0 5 0 {word}\nE\n").encode(encoding)
    assert parse_lyrics(data, "txt", "file", "de").lyrics.lines[0].words[0].text == word


def test_other_files_are_in_unicode() -> None:
    with pytest.raises(InputError, match="line 1 is not UTF-8"):
        parse_lyrics("süß".encode("cp1252"), "txt", "file", "de")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("#TITLE:x\n: 0 1 2 oh\n", "without a #BPM"),
        ("#BPM:fast\n: 0 1 2 oh\n", 'line 1: #BPM is "fast"'),
        ("#BPM:0\n: 0 1 2 oh\n", "line 1: 0 beats a minute"),
        ("#BPM:-300\n", "line 1: -300 beats a minute"),
        (HEAD.replace("1000", "soon"), 'line 4: #GAP is "soon"'),
        (HEAD + ": 0 1 2 oh\n: zero 1 2 oh\n", 'line 6: ": zero 1 2 oh" is no note'),
        (HEAD + ": 0 1 2 oh\nB 5 slow\n", 'line 6: #BPM is "slow"'),
        (HEAD + ": 999999999 1 2 oh\n", "line 5: a note at"),
        (HEAD + "Chorus\n", 'line 5: "Chorus" is no note'),
    ],
)
def test_says_which_line_is_wrong(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_ultrastar(text)
    assert said in caught.value.what


PIECES = st.sampled_from(
    [
        ": 0 4 0 oh\n",
        "* 4 2 -3  my\n",
        "- 8\n",
        "- 8 9\n",
        "P1\n",
        "P2\n",
        "B 4 300\n",
        "#RELATIVE:yes\n",
        ": 1 1 1\n",
        ": 9 1 0 ~\n",
        "E\n",
        ": ",
    ]
)


@given(st.lists(PIECES | st.text(max_size=6), max_size=25))
def test_nothing_but_an_input_error_comes_out(pieces: list[str]) -> None:
    try:
        lines = parse_ultrastar(HEAD + "".join(pieces))
    except InputError:
        return
    assert all(line.words and line.start_s is not None for line in lines)
    assert [line.start_s for line in lines] == sorted(line.start_s or 0 for line in lines)


@given(
    st.binary(max_size=200),
    st.sampled_from(["ttml", "lrc", "vtt", "srt", "txt"]),
    st.sampled_from([b"", b"#BPM:300\n", b"WEBVTT\n\n", b"<tt>"]),
)
def test_whatever_the_bytes_no_reader_breaks(data: bytes, suffix: str, head: bytes) -> None:
    try:
        parse_lyrics(head + data, suffix, "file", "en")
    except InputError as error:
        assert "\n" not in str(error)


def test_a_hostile_file_takes_no_long_time() -> None:
    voice = ": 0 1 0 a\n- 5\n" * 20_000
    assert len(parse_ultrastar(f"{HEAD}P1\n{voice}P2\n{voice}")) == 20_000
    tempos = "".join(f"B {beat} 300\n: {beat} 1 0 a \n" for beat in range(1, 20_000))
    assert parse_ultrastar(HEAD + tempos)
    assert not is_ultrastar("#T:" + " " * 900_000)
