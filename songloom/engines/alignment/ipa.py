"""IPA to CMU phones: the nearest of the 39 English phones that the acoustic model knows."""

import re
import unicodedata

_TABLE = """
    p:P b:B t:T d:D k:K ɡ:G g:G q:K ɢ:G f:F ɸ:F v:V ʋ:V θ:TH ð:DH s:S z:Z ʃ:SH ʒ:ZH ɕ:SH ʑ:ZH ʂ:SH ʐ:ZH h:HH ɦ:HH ħ:HH x:HH χ:HH ç:HH
    ɣ:G β:V tʃ:CH dʒ:JH tɕ:CH dʑ:JH tʂ:CH dʐ:JH m:M ɱ:M n:N ɳ:N ŋ:NG ɴ:NG ɲ:N_Y l:L ɭ:L ʎ:Y ɫ:L r:R ɹ:R ɻ:R ʁ:R ɾ:R ɽ:R ʀ:R j:Y ʝ:Y
    w:W ɥ:W ɰ:W ʍ:W ts:T_S dz:D_Z pf:P_F ɬ:L c:K ɟ:G ʈ:T ɖ:D ʔ: i:IY ɪ:IH e:EY ɛ:EH æ:AE a:AA ɑ:AA ɐ:AH ɔ:AO o:OW u:UW ʊ:UH ʌ:AH ə:AH
    y:UW ʏ:UH ø:ER œ:ER ɶ:ER ɘ:AH ɜ:ER ɝ:ER ɚ:ER ɵ:UH ɨ:IH ʉ:UW ᵻ:IH ɒ:AA ɤ:AH ɯ:UW aɪ:AY aʊ:AW ɔɪ:OY ɔø:OY ɔʏ:OY eɪ:EY oʊ:OW əʊ:OW
    əl:AH_L
"""
IPA_TO_CMU = {ipa: tuple(filter(None, cmu.split("_"))) for ipa, cmu in (pair.split(":") for pair in _TABLE.split())}

_NASAL = "\N{COMBINING TILDE}"
_SILENT = re.compile(r"[^\w\u0303]|[ˈˌːˑʰʲʷˠˤ\u0300-\u0302\u0304-\u036f]")


def convert_ipa(ipa: str) -> tuple[str, ...]:
    """CMU phones of an IPA string; a nasal vowel becomes vowel + N, a letter that is not in the table is passed over.

    >>> convert_ipa("t͡ʃao"), convert_ipa("bɔ̃")
    (('CH', 'AA', 'OW'), ('B', 'AO', 'N'))
    """
    rest = _SILENT.sub("", unicodedata.normalize("NFD", ipa.replace("ç", "ҫ"))).replace("ҫ", "ç").replace(_NASAL, "n")
    phones: list[str] = []
    while rest:
        size = next((n for n in (2, 1) if rest[:n] in IPA_TO_CMU), 0)
        phones += IPA_TO_CMU[rest[:size]] if size else ()
        rest = rest[max(1, size) :]
    return tuple(phones)
