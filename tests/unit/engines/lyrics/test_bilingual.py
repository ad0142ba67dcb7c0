"""Files of two languages, and those that only look so: there a word unsung is a word lost."""

import pytest

from songloom.engines.lyrics.bilingual import part_languages
from songloom.engines.lyrics.lrc import parse_lrc

ENGLISH = ("The river runs down to the sea", "and I will wait for you tonight", "until the morning comes again")
GERMAN = ("Der Fluss rinnt hinunter ins Meer", "und ich warte heute Nacht auf dich", "bis der Morgen wiederkommt")
SPANISH = ("El río baja hacia el mar", "y esta noche te voy a esperar", "hasta que vuelva la mañana")
JAPANESE = ("川は海へと流れていく", "今夜もあなたを待っている", "朝がまた来るまで")
ROMANISED = ("kawa wa umi e to nagarete iku", "konya mo anata o matte iru", "asa ga mata kuru made")
CHINESE = ("河水流向大海", "今夜我依然等著你", "直到清晨再來")
RUSSIAN = ("Река течёт к морю", "и я буду ждать тебя ночью", "пока не придёт утро")
KOREAN = ("강물은 바다로 흐르고 baby", "나는 오늘 밤 너를 기다려", "아침이 다시 올 때까지")


def write(*columns: tuple[str, ...]) -> str:
    return "".join(f"[00:{10 + 5 * at}.00]{text}\n" for at, texts in enumerate(zip(*columns, strict=True)) for text in texts)


def read(text: str) -> tuple[list[str], tuple[str, ...]]:
    lines, seconds = part_languages(parse_lrc(text))
    return [" ".join(word.text for word in line.words) for line in lines], seconds


@pytest.mark.parametrize(
    ("sung", "second"),
    [
        (ENGLISH, GERMAN),
        (GERMAN, ENGLISH),
        (SPANISH, ENGLISH),
        (JAPANESE, ROMANISED),
        (JAPANESE, CHINESE),
        (CHINESE, JAPANESE),
        (RUSSIAN, ENGLISH),
        (KOREAN, ENGLISH),
        (ENGLISH, KOREAN),
    ],
)
def test_two_languages(sung: tuple[str, ...], second: tuple[str, ...]) -> None:
    assert read(write(sung, second)) == (list(sung), second)


def test_a_translation_may_follow_all_that_is_sung() -> None:
    assert read(write(ENGLISH) + write(GERMAN)) == (list(ENGLISH), GERMAN)


def test_times_are_shared_as_they_are_read_however_they_are_written() -> None:
    assert read(write(ENGLISH) + write(GERMAN).replace(".00]", ".0]").replace("[00:", "[0:")) == (list(ENGLISH), GERMAN)


def test_a_repeated_line_repeats_its_translation() -> None:
    sung, second = (write(column).replace("[00:10.00]", "[00:10.00][00:30.00]") for column in (ENGLISH, GERMAN))
    assert read(sung + second) == ([*ENGLISH, ENGLISH[0]], (*GERMAN, GERMAN[0]))
    lone = write(GERMAN) + f"[00:30.00]{GERMAN[0]}\n"
    assert read(sung + lone) == read(sung + second)


def test_word_stamps_are_no_part_of_a_translation_and_a_pause_ends_what_is_sung() -> None:
    text = write(ENGLISH, ("<00:10.00>Der <00:11.00>Fluss rinnt hinunter", *GERMAN[1:])) + "[00:25.00]\n"
    lines, seconds = part_languages(parse_lrc(text))
    assert seconds[0] == "Der Fluss rinnt hinunter"
    assert [line.end_s for line in lines] == [None, None, 25.0]


def test_what_one_of_two_sings_may_be_translated() -> None:
    sung = tuple(f"{mark}: {text}" for mark, text in zip("FMF", ENGLISH, strict=True))
    assert read(write(sung, GERMAN)) == (list(ENGLISH), GERMAN)


@pytest.mark.parametrize("nothing", ["//", "-", "♪", ""])
def test_a_mark_that_says_no_words_is_no_translation(nothing: str) -> None:
    text = write((*ENGLISH, "oh oh oh"), (*GERMAN, nothing.replace("♪", "")))
    assert read(text) == ([*ENGLISH, "oh oh oh"], (*GERMAN, ""))


ONE_LANGUAGE = {
    "stanzas": write(ENGLISH[:1] * 2, ENGLISH[1:2] * 2, ENGLISH[2:] * 2, ("so it goes", "on and on")),
    "wrapped lines": write(ENGLISH, ("and all the way back home", "in the shadow of the town", "and the lamps are going out")),
    "call and echo": write(
        ("I can see you", "walking away", "in the morning light"), ("(I can see you)", "(walking away)", "(in the light)")
    ),
    "an echo in another language": write(ENGLISH, tuple(f"({text})" for text in GERMAN)),
    "a duet": write(
        ("F: I never said I would stay", "F: you never asked me why", "F: so let me go tonight"),
        ("M: But you promised me the world", "M: I was always at your door", "M: I will not hold you back"),
    ),
    "a duet in two languages": write(tuple(f"F: {text}" for text in ENGLISH), tuple(f"M: {text}" for text in GERMAN)),
    "doubled rows": write(ENGLISH, ENGLISH),
    "a hum": write(ENGLISH, ("na na na hey hey goodbye", "oh yeah woo", "la la la")),
    "three texts": write(JAPANESE, ROMANISED, ENGLISH),
    "three texts once": write(ENGLISH, GERMAN) + "[00:10]and\n",
    "two lines": write(ENGLISH[:2], GERMAN[:2]),
    "few shared": write(ENGLISH, GERMAN) + write(("one", "two", "three", "four")).replace("[00:", "[01:"),
}


@pytest.mark.parametrize("name", ONE_LANGUAGE)
def test_everything_is_sung_that_may_be(name: str) -> None:
    text = ONE_LANGUAGE[name]
    sung, seconds = read(text)
    assert seconds == ()
    assert sorted(sung) == sorted(row.partition("]")[2].removeprefix("F: ").removeprefix("M: ") for row in text.splitlines())
    assert part_languages(parse_lrc(text))[0] == parse_lrc(text)
