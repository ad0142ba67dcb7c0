"""Lines of every script: who stands in, what joins, which way they run and are filled, where rows break."""

from dataclasses import replace
from itertools import groupby, pairwise
from unicodedata import category

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from songloom.engines.segments.colour import code_colour
from songloom.engines.segments.fonts import CJK, font_files, select_fonts
from songloom.engines.segments.layout import Layout, Mark
from songloom.engines.segments.motion import Choreography
from songloom.engines.segments.page import Page
from songloom.engines.segments.slices import SegmentSlice, ShownLine
from songloom.engines.segments.timetable import ShownWord
from songloom.engines.segments.typeset import Block, Room, Typesetter
from songloom.errors import InputError
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from tests.fixtures.film import THEMES
from tests.fixtures.lettering import draw_text
from tests.fixtures.verses import VERSES

WIDE = Room(4000.0, 400.0, 40.0, 20.0, aligned=0.0)
NARROW = replace(WIDE, width=330.0, height=4000.0)


def theme_of(name="nocturne"):
    return load_theme(name, Workspace(None)).frames


def set_text(text, room=WIDE, theme="nocturne", **face) -> Block:
    frames = theme_of(theme)
    return Typesetter(font_files(frames, text), text).set_line(text.split(), replace(frames.quiet, **face), room)


def read_rows(block: Block) -> list[str]:
    """What stands in each row, from left to right."""
    pieces = sorted(block.pieces, key=lambda piece: (piece.y, piece.x))
    return [" ".join(piece.text for piece in row) for _, row in groupby(pieces, key=lambda piece: piece.y)]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("script", VERSES)
def test_every_script_is_drawn_inside_its_piece(script, theme):
    for text in VERSES[script][:2]:
        block = set_text(text, theme=theme)
        said = text.upper() if theme_of(theme).quiet.capitals else text
        assert "".join(piece.text for piece in block.pieces).casefold()[:2] == said.replace(" ", "").casefold()[:2]
        for piece in block.pieces:
            left, top, right, bottom = piece.ink
            assert right - left > 2 and bottom - top > 2
            assert -0.3 * block.em < left and right < piece.width + 0.3 * block.em


@pytest.mark.parametrize("script", VERSES)
def test_only_the_font_that_is_needed_stands_in(script):
    first, second, stand_in = VERSES[script]
    assert set(font_files(theme_of(), first + second)) == {"Fraunces", stand_in} - {None}


def test_whoever_stands_in_matches_the_theme():
    assert "Noto Sans" in font_files(theme_of("placard"), VERSES["greek"][0])
    assert set_text("φως", weight=700).pieces[0].width > 1.02 * set_text("φως", weight=400).pieces[0].width


def test_a_segment_takes_only_what_its_words_need():
    files = font_files(theme_of(), VERSES["greek"][0] + VERSES["thai"][0])
    assert select_fonts(theme_of(), "naïve", files) == ["Fraunces"]
    assert select_fonts(theme_of(), "φως", files) == ["Fraunces", "Noto Serif"]
    assert select_fonts(theme_of(), "แสง", files) == ["Fraunces", "Noto Sans Thai"]


def test_a_word_is_of_one_font_even_where_the_theme_has_some_of_its_letters():
    # Anton has Ω and Σ, as signs of mathematics.
    assert [piece.text for piece in set_text("το φως", theme="placard").pieces] == ["ΤΟ", "ΦΩΣ"]


def test_greek_capitals_bear_no_accents():
    assert read_rows(set_text("η θάλασσα", theme="placard")) == ["Η ΘΑΛΑΣΣΑ"]


def test_without_the_fonts_for_chinese_the_extra_is_named():
    files = {name: file for name, file in font_files(theme_of(), "海").items() if name != CJK}
    with pytest.raises(InputError, match=r"“海” \(U\+6D77\)") as caught:
        Typesetter(files).set_line(["夜", "海"][1:], theme_of().quiet, WIDE)
    assert "songloom[cjk]" in str(caught.value.cure)


@pytest.mark.parametrize("text", ["「夜」", "（笑）", "ー", "～"])
def test_the_extra_is_named_whatever_character_is_the_first_to_be_lacking(text):
    files = {name: file for name, file in font_files(theme_of(), text).items() if name != CJK}
    with pytest.raises(InputError) as caught:
        Typesetter(files).set_line([text], theme_of().quiet, WIDE)
    assert "songloom[cjk]" in str(caught.value.cure)


def test_a_song_that_needs_no_chinese_font_is_drawn_alike_with_the_extra_and_without():
    assert CJK not in font_files(theme_of(), "♪ ♫ ♥ → na na na ♪")


def test_what_no_font_has_is_an_error_and_never_a_box():
    with pytest.raises(InputError, match=r"“𒀀” \(U\+12000\)"):
        set_text("one 𒀀 two")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("הירח עולה מעל 12 הגלים", "הגלים 12 מעל עולה הירח"),
        ("and שיר קטן נשאר here", "and נשאר קטן שיר here"),
        ("القمر love فوق", "فوق love القمر"),
        # What opens stands at the right, and is drawn the other way round.
        ("(שלום) hey", "hey ) שלום ("),
        ("one two", "one two"),
    ],
)
def test_words_stand_in_the_order_in_which_they_are_read(text, shown):
    block = set_text(text)
    assert read_rows(block) == [shown]
    assert [piece.word for piece in block.pieces] == sorted(piece.word for piece in block.pieces)


def test_rows_of_a_line_from_right_to_left_end_at_the_same_edge():
    block = set_text("הירח עולה מעל הגלים הישנים של העיר", NARROW)
    ends = {round(max(piece.x + piece.width for piece in block.pieces if piece.y == y)) for y in {piece.y for piece in block.pieces}}
    assert block.backwards and len(read_rows(block)) > 1
    assert ends == {round(block.width)}
    first = max((piece for piece in block.pieces if piece.y == block.pieces[0].y), key=lambda piece: piece.x)
    assert first.word == 0


def test_arabic_letters_join_and_are_not_set_apart():
    joined = set_text("البحر").width
    assert joined < 0.9 * sum(set_text(letter).width for letter in "البحر")
    assert set_text("البحر", tracking=0.3).width == pytest.approx(joined)
    assert set_text("дом", tracking=0.3).width > 1.3 * set_text("дом", tracking=0.0).width


def test_shares_of_a_word_are_counted_as_it_is_sung():
    pieces = set_text("הגלים2024love").pieces
    assert [piece.text for piece in pieces] == ["הגלים", "2024love"]
    assert pieces[0].fill_from == 0 and pieces[-1].fill_to == pytest.approx(1)
    assert [piece.fill_to for piece in pieces[:-1]] == pytest.approx([piece.fill_from for piece in pieces[1:]])
    assert [piece.backwards for piece in pieces] == [True, False]


@pytest.mark.parametrize(("text", "sung_side"), [("הגלים", "right"), ("القمر", "right"), ("harbour", "left"), ("टिमटिमाते", "left")])
def test_a_word_is_filled_the_way_it_is_read(text, sung_side):
    block = set_text(text)
    (piece,) = block.pieces
    place = (0.0, float(block.height), 1.0)
    size = 2 * round(piece.width / 2), 100
    pixels = draw_text(replace(theme_of(), fill="sweep", glow=0.0), size, [Mark(piece, block.em, place, place, 1.0, 0.3, 1.0)])
    sung = np.array(code_colour(theme_of().ink.singing)) * 255
    near = (np.abs(pixels[:, :, :3].astype(float) - sung).max(axis=2) < 24) & (pixels[:, :, 3] > 250)
    third = 0.4 * near.shape[1]
    sung_columns = np.nonzero(near)[1]
    assert len(sung_columns) > 20
    assert (sung_columns > near.shape[1] - third).all() if sung_side == "right" else (sung_columns < third).all()


def test_chinese_and_japanese_need_no_spaces():
    apart = set_text("波 の 音 が 聞 こ え る")
    assert apart.width == pytest.approx(set_text("波の音が聞こえる").width, rel=0.01)
    assert [piece.word for piece in apart.pieces] == list(range(8))
    assert set_text("별빛이 내리는").width > set_text("별빛이내리는").width + 5


@pytest.mark.parametrize("script", ["japanese", "chinese"])
def test_rows_break_between_ideographs_but_not_before_what_closes(script):
    for text in VERSES[script][:2]:
        found = read_rows(set_text(text, replace(NARROW, width=200.0)))
        assert len(found) > 1
        assert "".join(found).replace(" ", "") == text.replace(" ", "")
        for row in found:
            assert row[0] not in "、。，！？」』）ーっゃゅょッャュョぁぃぅぇぉ"
            assert row[-1] not in "「『（"


def test_phrases_of_japanese_and_words_of_chinese_stay_whole():
    phrases = ["夜の海に、小さな", "灯りがともる。", "「きっと」って、", "あなたは笑った"]
    assert read_rows(set_text(VERSES["japanese"][0], NARROW)) == phrases
    assert read_rows(set_text(VERSES["chinese"][0], NARROW)) == ["月光落在旧屋顶", "上，我们慢慢走", "回家，没有人说话"]


def test_a_korean_word_stays_whole():
    words = VERSES["korean"][0].split()
    assert [word for row in read_rows(set_text(VERSES["korean"][0], NARROW)) for word in row.split()] == words


def test_thai_breaks_between_words_that_no_space_parts():
    rows = read_rows(set_text(VERSES["thai"][0], NARROW))
    assert rows == ["ฉันเดินไปใต้แสงดาว", "ที่ริมทะเลในยามค่ำคืน"]


@pytest.mark.parametrize("text", ["ज़िंदगीकीरोशनीमेंक्षितिज" * 4, "น้ำขึ้นผู้คนที่ค่ำคืน" * 4, "กิ้กิ้กิ้กิ้" * 9, "👩‍👩‍👧🇫🇷1️⃣" * 5])
def test_no_cut_parts_what_the_eye_sees_as_one_letter(text):
    rows = read_rows(set_text(text, NARROW))
    assert len(rows) > 2
    assert "".join(rows).replace(" ", "") == text
    for row in rows:
        assert category(row[0]) not in ("Mn", "Mc", "Cf") and row[0] not in "\ufe0f\u20e3"
        assert row[-1] not in "\u200d\u094d"


def test_a_family_of_people_is_one_picture_letter():
    (piece,) = set_text("👩‍👩‍👧").pieces
    assert piece.width < 1.6 * set_text("🌙").pieces[0].width


def test_tall_scripts_have_room_between_rows():
    block = set_text("น้ำขึ้น ผู้คน ที่นี่ ปู่ ญาติ " * 3, NARROW)
    feet = sorted({piece.y for piece in block.pieces})
    for above, below in pairwise(feet):
        sink = max(piece.ink[3] for piece in block.pieces if piece.y == above)
        rise = max(-piece.ink[1] for piece in block.pieces if piece.y == below)
        assert above + sink <= below - rise


@pytest.mark.parametrize(("text", "is_right"), [("הירח עולה", True), ("moonlight", False)])
def test_a_line_from_right_to_left_starts_at_the_right_margin(text, is_right):
    frames = theme_of("meridian")
    words = tuple(ShownWord(word, 20 + 10 * number, 30 + 10 * number) for number, word in enumerate(text.split()))
    segment = SegmentSlice(200, (ShownLine(words, 0, 0, 0, 150, 0.3),), (), 0, 0, False, False)
    layout = Layout(segment, Page(frames, 1280, 720), Typesetter(font_files(frames, text)))
    marks = layout.place(Choreography(segment, frames.movement, 30), 100)
    left, right = min(mark.place[0] for mark in marks), max(mark.place[0] + mark.piece.width for mark in marks)
    margin = frames.layout.margin * 1280
    assert (right == pytest.approx(1280 - margin, abs=2)) if is_right else (left == pytest.approx(margin, abs=2))


WORDS = [
    "می‌خواهم", "قَمَرٌ", "שָׁלוֹם", "naïve", "ნისლი", "Լուսին", "চাঁদ", "நிலா", "ព្រះចន្ទ", "လမင်း", "ເດືອນ", "ጨረቃ", "චන්ද්‍රයා", "ചന്ദ്രൻ", "ಚಂದ್ರ", "చంద్రుడు",
    "ચંદ્ર", "ਚੰਦ", "ଚନ୍ଦ୍ର", "夜。", "「灯」", "ヴァ", "달빛", "12:30", "(love)", "A海b", "ขอ", "🎵", "…", "don’t", "١٢", "x̂", "rock’n’רול",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=14), st.sampled_from([60.0, 150.0, 330.0, 4000.0]))
@settings(max_examples=60, deadline=None)
def test_any_mixture_of_scripts_keeps_its_words_whole_apart_and_inside(words, width):
    block = set_text(" ".join(words), replace(WIDE, width=width, height=1e6, least_em=8.0))
    assert "".join(piece.text for piece in block.pieces) == "".join(words)
    assert block.width <= max(width, 100.0) + 0.01
    for number in range(len(words)):
        shares = [(piece.fill_from, piece.fill_to) for piece in block.pieces if piece.word == number]
        assert shares[0][0] == 0 and shares[-1][1] == 1
        assert [end for _, end in shares[:-1]] == pytest.approx([start for start, _ in shares[1:]])
    for y in {piece.y for piece in block.pieces}:
        row = sorted((piece.x, piece.x + piece.width) for piece in block.pieces if piece.y == y)
        assert row[0][0] >= -0.01 and row[-1][1] <= block.width + 0.01
        assert all(end <= start + 0.01 for (_, end), (start, _) in pairwise(row))
