"""Who sings, as every format says it, and that no word is lost over it."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songloom.engines.lyrics.contract import Reading
from songloom.engines.lyrics.formats import parse_lyrics
from songloom.engines.lyrics.singers import read_heading
from songloom.errors import InputError

ROWS = ("I never said I would stay", "but you promised me the world", "so we go on", "and nobody knows", "hold on to me")


def read(form: str, text: str) -> Reading:
    return parse_lyrics(text.encode(), form, "file", "en")


def show(form: str, text: str) -> tuple[list[str], str]:
    """The lines, and the letters of who sings them, `-` for nobody; no letters at all where no two are named."""
    found = read(form, text)
    return [" ".join(word.text for word in line.words) for line in found.lyrics.lines], "".join(s or "-" for s in found.singers.lines)


def write_lrc(*marks: str) -> str:
    return "".join(f"[00:0{at}.00]{mark}{row}\n" for at, (mark, row) in enumerate(zip(marks, ROWS, strict=False), start=1))


LRC = {
    "Walaoke": (write_lrc("F: ", "M: ", "D: ", "F:", "M："), "ab-ab"),
    "a mark holds until the next": (write_lrc("F: ", "", "M: ", "D: ", ""), "aab--"),
    "a mark on a line of its own": ("[00:00.50]F:\n" + write_lrc("", "M:", "", "F:", ""), "abbaa"),
    "Apple's voices": (write_lrc("v2: ", "v1: ", "v1000: ", "v2: ", "v3: "), "ab-a-"),
    "words with stamps": (write_lrc("v1: <00:01.00>", "v2: <00:02.00>", "v1: <00:03.00>"), "aba"),
    "one voice throughout": (write_lrc("v1: ", "v1: ", "v1: ") + "[bg:<00:03.50>(on) <00:03.90>]\n", ""),
    "voices behind": (write_lrc("v1: ", "v2: ", "v1: ") + "[bg:<00:03.50>(go <00:03.70>on)<00:03.90>]\n", "aba-"),
    "Chinese": (write_lrc("男：", "女：", "合：", "女：", "男："), "ab-ba"),
    "Chinese, and who wrote it": (
        "[00:00.10]词：某某\n[00:00.20]曲：某某\n" + write_lrc("男：", "女：", "男女：", "女：", "男："),
        "--ab-ba",
    ),
    "headings": ("[Verse 1: Anna]\n" + write_lrc("", "")[:-1] + "\n[Verse 2 – Ben]\n[00:05.00]hold on", "aab"),
    "a repeated line": ("[00:01.00][00:09.00]F: la\n[00:02.00]M: lo\n[00:03.00]D: lu\n", "ab-a"),
}


@pytest.mark.parametrize("name", LRC)
def test_lrc(name: str) -> None:
    text, letters = LRC[name]
    assert show("lrc", text)[1] == letters
    words = [word for line in show("lrc", text)[0] for word in line.split()]
    assert not {"F:", "M:", "D:", "v1:", "v2:", "M：", "男：", "女：", "合："} & set(words)
    assert not any(word.startswith(("男：", "女：", "男女：", "合：")) for word in words)


TRANSLATED = ("Ich sagte nie dass ich bleibe", "aber du hast mir die Welt versprochen", "so machen wir weiter", "und niemand weiß es")


@pytest.mark.parametrize("marks", [("F: ", "M: ", "D: ", ""), ("[Anna:]\n", "[Ben:]\n", "[Both:]\n", "")])
def test_translations_behind_all_lines_are_of_their_singers(marks: tuple[str, ...]) -> None:
    stamps = [f"[00:{at}.00]" for at in range(11, 15)]
    sung = [
        f"{mark}{stamp}{row}" if mark[:1] == "[" else f"{stamp}{mark}{row}" for mark, stamp, row in zip(marks, stamps, ROWS, strict=False)
    ]
    found = read("lrc", "\n".join([*sung, *(stamp.replace(".00", ".0") + row for stamp, row in zip(stamps, TRANSLATED, strict=True))]))
    assert (found.second.lines, found.singers.lines) == (TRANSLATED, ("a", "b", "", ""))


def test_lines_about_the_file_are_no_singers() -> None:
    assert show("lrc", "[TI:]\n[AR:]\n[BY:]\n[00:01.00]one\n[Anna:]\n[00:02.00]two\n[Ben:]\n[00:03.00]three\n")[1] == "-ab"


GENIUS = """[Intro: Anna & Ben]
Ooh
[Verse 1: Anna]
I never said
[Pre-Chorus: Ben, Anna]
we go
[Chorus: Both]
on and on
[x2]
and on
[Verse 2: BEN]
But you
[Chorus: x2]
on and on
(Verse 3: Chris)
I too
[Bridge - Anna]
Stay
[Interlude]
oh
[Ben:]
Tyler
"""


def test_headings_of_plain_text() -> None:
    lines, letters = show("txt", GENIUS)
    assert letters == "-a---b--a-b"
    assert lines == [row for row in GENIUS.splitlines() if row[:1] not in "[("]


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("[Verse: Tyler, The Creator]", "tyler, the creator"),
        ("[Verse 2: Florence and the Machine]", "florence and the machine"),
        ("[Couplet 1 : Zoé]", "zoé"),
        ("[Strophe 1: Ärzte]", "ärzte"),
        ("[Verse 1: 2Pac]", "2pac"),
        ("[Verse: 남자]", "남자"),
        ("[Chorus: Anna feat. Ben]", ""),
        ("[Chorus: Anna (Ben)]", ""),
        ("[Chorus: repeat 2x]", ""),
        ("[Chorus: X2]", ""),
        ("[Intro: Piano Solo]", ""),
        ("[Outro: spoken]", ""),
        ("[Outro: Fade Out]", ""),
        ("[Verse 1: slowly]", ""),
        ("[Verse 1]", ""),
        ("[Chorus", ""),
        ("[Music]", ""),
        (f"[Verse: {'A' * 61}]", ""),
        (f"[Verse{':' * 100_000}]", ""),
        ("[2x]", None),
        ("[Repeat Chorus]", None),
        ("[ar: Somebody]", None),
        ("[by:]", None),
        ("[AR:]", None),
        ("[Artist: Somebody]", None),
        ("[Куплет 1: Баста]", "баста"),
        ("[Припев: Баста и Гуф]", ""),
        ("[Przedrefren: Taco]", "taco"),
        ("[Pré-refrain : Zazie]", "zazie"),
        ("[Strofe 2: Anna]", "anna"),
        ("[Something else: Anna]", ""),
        ("[Chorus: Anna | Ben]", ""),
        ("[Chorus: Anna x Ben]", ""),
        ("[Intro: Dialogue]", ""),
        ("[Verse 2: I.N]", "i.n"),
        ("[Verse 2: Sheila E.]", "sheila e."),
        ("[Verse 2: E-40 feat. Y.G.]", ""),
    ],
)
def test_a_heading_names_one_singer_or_none(heading: str, said: str | None) -> None:
    assert read_heading(heading) == said


def test_subrip_has_headings() -> None:
    cues = ("[Verse 1: Anna]\none", "two", "[Verse 2: Ben]", "three")
    text = "".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{cue}\n\n" for n, cue in enumerate(cues, start=1))
    assert show("srt", text) == (["one", "two", "three"], "aab")


def test_webvtt_has_voices() -> None:
    cues = (
        "<v Anna>one",
        "<v.loud BEN>two</v>",
        "<v Anna>three</v> <v Ben>three</v>",
        "<v Anna>four\nand four",
        "<v Anna>five</v>\nfive",
        "six",
        "<v Ben &amp; Anna>seven",
        "<v Ben>- </v><v Anna>eight",
        "<v Chris>nine",
    )
    text = "WEBVTT\n" + "".join(f"\n00:0{n}.000 --> 00:0{n}.900\n{cue}\n" for n, cue in enumerate(cues, start=1))
    lines, letters = show("vtt", text)
    assert letters == "ab-a---a-"
    assert lines[:4] == ["one", "two", "three three", "four and four"]


TTML = """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"><head><metadata>
<ttm:agent type="person" xml:id="v1"><ttm:name type="full">Anna</ttm:name></ttm:agent><ttm:agent type="other" xml:id="v2"/>
<ttm:agent type="group" xml:id="v1000"/></metadata></head><body><div ttm:agent="v2">
<p begin="1s" ttm:agent="v1">one</p><p begin="2s">two</p><p begin="3s" ttm:agent="v1000">three</p>
<p begin="0.5s" ttm:agent="v1 v2">zero</p><p begin="5s" ttm:agent="v1">five <span ttm:role="x-bg" begin="5.5s">(oh)</span></p>
<p begin="0.7s"><span ttm:agent="v1">six</span> <span ttm:agent="v2">six</span></p>
<p begin="7s"><span ttm:agent="v1">seven</span>, <span ttm:agent="v1">seven</span></p>
</div></body></tt>"""


def test_ttml_has_agents() -> None:
    assert show("ttml", TTML) == (["zero", "six six", "one", "two", "three", "five", "(oh)", "seven, seven"], "--ab-a-a")
    assert show("ttml", TTML.replace('"v2"', '"v1"'))[1] == ""


def test_ultrastar_has_players() -> None:
    first = "P1\n: 10 4 0 mine\n- 18\n: 30 4 0 ours\n- 40\n: 50 4 0 alone\n"
    second = "P2\n: 0 4 0 yours\n- 15\n: 31 4 0 ours\n"
    both = "P3\n: 70 4 0 together\nE\n"
    assert show("txt", f"#BPM:150\n{first}{second}{both}") == (["yours", "mine", "ours", "alone", "together"], "ab-b-")
    assert show("txt", f"#BPM:150\n{first}E\n")[1] == ""


# What looks like marks, and is sung.
SUNG = [
    "M: the movie\nWell: I do not know\nF: is a letter",
    "F: the first\nM: the second\nnothing else is here",
    "A: is for apple\nD: is for dog\nF: is for fish\nM: is for me",
    "D: D: D:\nD: D:\nD: oh no",
    "M: I\nM: know\nwhat you did",
    "v1: one\nversion two",
    "Anna: I love you\nBen: I do not\nAnna: oh\nBen: oh",
    "f: low\nm: high\nf: low\nm: high",
    "MF: one\nFM: two\nFF: three",
    "Chorus: oh yeah\nVerse: no no\nBridge: hey",
    "男の子\n女の子\n合わせて",
]


@pytest.mark.parametrize("text", SUNG)
@pytest.mark.parametrize("form", ["txt", "lrc"])
def test_words_that_look_like_marks_are_sung(text: str, form: str) -> None:
    stamped = "".join(f"[00:{at:02}.00]{row}\n" for at, row in enumerate(text.split("\n")))
    assert show(form, stamped if form == "lrc" else text) == (text.split("\n"), "")


words = st.lists(
    st.text("abcdEFMDvP:&',.é日", min_size=1, max_size=6).filter(lambda word: any(map(str.isalnum, word))), min_size=1, max_size=4
)
# A line that is written with a mark or a heading of its own is no case of this.
sung_rows = words.map(" ".join).filter(lambda row: not row.endswith(":") and ":" not in row[:3])
duets = st.lists(st.tuples(sung_rows, st.sampled_from("FMD")), min_size=3, max_size=8)
NAMES, AGENTS, HEADINGS = {"F": "Anna", "M": "Ben"}, {"F": "v1", "M": "v2"}, {"F": "Anna", "M": "Ben", "D": "Anna & Ben"}


@given(duets)
def test_whoever_sings_the_words_stay(duet: list[tuple[str, str]]) -> None:
    lone = list(dict.fromkeys(who for _, who in duet if who != "D"))
    letters = "".join(dict(zip(lone, "ab", strict=False)).get(who, "-") for _, who in duet) if len(lone) == 2 else ""
    rows = [row for row, _ in duet]
    texts = {
        "lrc": "".join(f"[00:{at:02}.00]{who}: {row}\n" for at, (row, who) in enumerate(duet)),
        "txt": "".join(f"[Verse {at}: {HEADINGS[who]}]\n{row}\n" for at, (row, who) in enumerate(duet)),
        "vtt": "WEBVTT\n"
        + "".join(
            f"\n00:{at:02}.000 --> 00:{at:02}.900\n<v {NAMES.get(who, 'Both')}>{html.escape(row, quote=False)}\n"
            for at, (row, who) in enumerate(duet)
        ),
        "ttml": '<tt><head><agent type="group" id="v1000"/></head><body>'
        + "".join(f'<p begin="{at}s" agent="{AGENTS.get(who, "v1000")}">{html.escape(row)}</p>' for at, (row, who) in enumerate(duet))
        + "</body></tt>",
    }
    if len(lone) < 2:
        # One letter before lines may be a word.
        del texts["lrc"]
    for form, text in texts.items():
        lines, found = show(form, text)
        assert [line.replace("\u00a0", " ") for line in lines] == rows, form
        assert found == letters, form


@given(st.lists(st.text("FMDv12:[]()<>&x男 \n", max_size=12), max_size=12))
def test_a_line_for_every_line_whatever_is_written(rows: list[str]) -> None:
    for form in ("lrc", "txt"):
        try:
            found = read(form, "\n".join(rows) + "\nend")
        except InputError:
            continue
        assert len(found.singers.lines) in (0, len(found.lyrics.lines))
