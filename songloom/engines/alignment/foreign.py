"""Words of other languages than English: epitran's rules, or espeak-ng where it is installed and asked for."""

import ctypes
import re
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Literal

from songloom.engines.alignment.ipa import convert_ipa
from songloom.errors import MissingError

# ISO 639-1 → epitran's codes, tried in order. English is not among them: its rules need a program of their own.
_EPITRAN_CODES = """
    af:afr-Latn am:amh-Ethi ar:ara-Arab az:aze-Latn bn:ben-Beng ca:cat-Latn cs:ces-Latn cy:cym-Latn de:deu-Latn eo:epo-Latn
    es:spa-Latn et:est-Latn fa:fas-Arab fi:fin-Latn fr:fra-Latn ga:gle-Latn gl:glg-Latn ha:hau-Latn hi:hin-Deva hr:hrv-Latn
    hu:hun-Latn id:ind-Latn it:ita-Latn ja:jpn-Hira,jpn-Kana ka:kat-Geor kk:kaz-Cyrl km:khm-Khmr ko:kor-Hang ky:kir-Cyrl lo:lao-Laoo
    lt:lit-Latn lv:lav-Latn mi:mri-Latn ml:mal-Mlym mr:mar-Deva ms:msa-Latn mt:mlt-Latn my:mya-Mymr ne:npi-Deva nl:nld-Latn
    nn:nno-Latn no:nno-Latn nb:nno-Latn oc:oci-Latn pa:pan-Guru pl:pol-Latn pt:por-Latn ro:ron-Latn ru:rus-Cyrl rw:kin-Latn
    si:sin-Sinh sl:slv-Latn sn:sna-Latn so:som-Latn sq:sqi-Latn sr:srp-Latn,srp-Cyrl sv:swe-Latn sw:swa-Latn ta:tam-Taml te:tel-Telu
    tg:tgk-Cyrl th:tha-Thai tl:tgl-Latn tr:tur-Latn ug:uig-Arab uk:ukr-Cyrl ur:urd-Arab uz:uzb-Latn vi:vie-Latn xh:xho-Latn
    yo:yor-Latn zu:zul-Latn
"""
# What epitran has for any language in Latin letters.
_ANY_LATIN = "generic-Latn"

# espeak-ng's voice and text are globals of the C library, and several songs are aligned at once.
_ESPEAK = Lock()
# No sound is played; a library without its data must not end the process.
_SYNCHRONOUS, _DONT_EXIT = 2, 0x8000
_UTF8, _IPA = 1, 0x02
# Where its name for a language is not ISO 639-1, or is another English than the acoustic model's.
_VOICES = {"en": "en-us", "no": "nb", "zh": "cmn"}


def build_speller(language: str, speller: Literal["epitran", "espeak"]) -> Callable[[str], tuple[str, ...]]:
    """A function from a lower-case word to CMU phones (empty: not its script)."""
    return _build_espeak(language) if speller == "espeak" else _build_epitran(language)


# --------------------------------------------------------------------------------------------- private


def _build_epitran(language: str) -> Callable[[str], tuple[str, ...]]:
    # It loads tables for a second: English songs do not wait for it.
    from epitran import Epitran

    codes = {ours: theirs for ours, _, theirs in (pair.partition(":") for pair in _EPITRAN_CODES.split())}
    known = codes.get(language, _ANY_LATIN).split(",")
    rules = [Epitran(code) for code in known]
    is_latin = any("-Latn" in code for code in known)

    def spell(word: str) -> tuple[str, ...]:
        # Rules for another script would take Latin letters for IPA.
        if not is_latin and re.search("[a-z]", word):
            return ()
        return max((convert_ipa(rule.transliterate(word)) for rule in rules), key=len)

    return spell


def _build_espeak(language: str) -> Callable[[str], tuple[str, ...]]:
    with _ESPEAK:
        library = _load_espeak()
    voice = _VOICES.get(language, language).encode()

    def spell(word: str) -> tuple[str, ...]:
        with _ESPEAK:
            # Words of two languages take turns; the voice stays the last one's where this one is not there.
            ipa = "" if library.espeak_SetVoiceByName(voice) else _transcribe(library, word)
        return convert_ipa(re.sub(r"\([a-z-]+\)", "", ipa))

    return spell


@cache
def _load_espeak() -> ctypes.CDLL:
    try:
        import espeakng_loader  # pyright: ignore[reportMissingImports] - an extra
    except ImportError as error:
        raise MissingError("alignment.phones", "espeak needs the library espeakng-loader", "install songloom[espeak]") from error
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    if library.espeak_Initialize(_SYNCHRONOUS, 0, str(espeakng_loader.get_data_path()).encode(), _DONT_EXIT) < 0:
        raise MissingError("alignment.phones", "espeak-ng does not find its data", "install songloom[espeak] anew")
    return library


def _transcribe(library: ctypes.CDLL, word: str) -> str:
    text = ctypes.create_string_buffer(word.encode())
    at, ipa = ctypes.c_void_p(ctypes.addressof(text)), ""
    while at.value:
        ipa += (library.espeak_TextToPhonemes(ctypes.byref(at), _UTF8, _IPA) or b"").decode()
    return ipa
