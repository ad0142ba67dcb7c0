"""espeak-ng, which keeps its voice in globals."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from songloom.engines.alignment import foreign

pytest.importorskip("espeakng_loader", reason="espeak-ng is an extra")
WORDS = ["gut", "wie", "Haus", "jede", "Liebe", "nation", "table", "change", "Jean", "rouge"]


def test_a_language_that_espeak_does_not_know_has_no_sounds():
    assert foreign.build_speller("de", "espeak")("jede") == ("Y", "EY", "D", "AH")
    assert foreign.build_speller("xx", "espeak")("jede") == ()


def test_languages_named_otherwise_by_espeak_are_known():
    assert all(foreign.build_speller(language, "espeak")(word) for language, word in {"no": "hjerte", "zh": "爱"}.items())


def test_songs_in_several_threads_do_not_share_a_voice():
    spellers = [foreign.build_speller(language, "espeak") for language in ("de", "fr", "en", "es")] * 2
    alone = [[spell(word) for word in WORDS] for spell in spellers]
    with ThreadPoolExecutor(len(spellers)) as pool:
        for together in pool.map(lambda spell: [[spell(word) for word in WORDS] for _ in range(20)], spellers):
            assert together == [alone.pop(0)] * 20
