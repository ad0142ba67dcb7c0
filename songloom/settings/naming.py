"""What a new song is called: its title and artist from tags or from the names of its file and folder, and its id from these."""

import re
import unicodedata
from collections.abc import Container
from typing import NamedTuple

from songloom.engines.heard.contract import LANGUAGES

LONGEST_ID = 80
LONGEST_NAME = 300

# Names that say nothing of the song: what players and rippers write as a title, what people call a file.
_NO_TITLE = re.compile(r"((audio ?)?track[ _-]*\d*|untitled|unknown)?", re.IGNORECASE)
_NO_NAME = re.compile(r"(audio|track|song|music|mix|master|untitled|unknown|recording|file)[ _-]*\d*|\d{1,2}", re.IGNORECASE)
_TRACK_NUMBER = re.compile(r"(\d{1,3}( +-|[.)]) +|\d-\d\d +|0\d[ _-]+)(?=\S)")
_BETWEEN = re.compile(r" +[-–—] +")

# ISO 639-2 and 639-3 of what tags name most, both forms where there are two.
# fmt: off
_LONG_CODES = {
    "ara": "ar", "ben": "bn", "bul": "bg", "cat": "ca", "ces": "cs", "cze": "cs", "cym": "cy", "wel": "cy", "dan": "da", "deu": "de",
    "ger": "de", "ell": "el", "gre": "el", "eng": "en", "est": "et", "eus": "eu", "baq": "eu", "fas": "fa", "per": "fa", "fin": "fi",
    "fra": "fr", "fre": "fr", "glg": "gl", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "arm": "hy", "ind": "id",
    "isl": "is", "ice": "is", "ita": "it", "jpn": "ja", "kat": "ka", "geo": "ka", "kor": "ko", "lat": "la", "lav": "lv", "lit": "lt",
    "mkd": "mk", "mac": "mk", "msa": "ms", "may": "ms", "nld": "nl", "dut": "nl", "nno": "nn", "nor": "no", "pol": "pl", "por": "pt",
    "ron": "ro", "rum": "ro", "rus": "ru", "slk": "sk", "slo": "sk", "slv": "sl", "spa": "es", "sqi": "sq", "alb": "sq", "srp": "sr",
    "swa": "sw", "swe": "sv", "tam": "ta", "tel": "te", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "vie": "vi", "zho": "zh",
    "chi": "zh",
}
# fmt: on


class Names(NamedTuple):
    """What a song is called; "" where nobody says."""

    title: str
    artist: str


def name_song(tagged: Names, stem: str, folder: str) -> Names:
    """The title and artist of a song: its tags', else what its file's name says, else (`folder` not "") its folder's.

    >>> name_song(Names("", ""), "03 - Los Rombos - Fantasma", "")
    Names(title='Fantasma', artist='Los Rombos')
    >>> name_song(Names("", "Steven Dunston"), "audio", "steven-dunston-northern-star")
    Names(title='Northern Star', artist='Steven Dunston')
    """
    title, artist = "" if _NO_TITLE.fullmatch(tagged.title) else tagged.title, tagged.artist
    if title and not artist:
        # What rips and downloads without an artist's tag put into the title.
        title, artist = _split_names(title)
    if not title:
        name = _clean(folder if folder and _NO_NAME.fullmatch(stem) else stem)
        title, found = _split_names(_TRACK_NUMBER.sub("", name, count=1) if _TRACK_NUMBER.match(name) else name)
        title = _take_off(artist or found, title)
        artist = artist or found
    return Names(title.strip(), artist.strip())


def make_id(names: Names, album: str, taken: Container[str]) -> str:
    """A readable id that is not among `taken` (in lower case); of two songs of one name the second is told by its album, or a number.

    >>> make_id(Names("Veränderung", "Doromusis"), "", ()), make_id(Names("Песня", ""), "Live", {"pesnia"})
    ('doromusis-veranderung', 'pesnia-live')
    """
    from slugify import slugify

    words = [name for name in (names.artist, names.title) if name]
    base = _cut(slugify(" ".join(words))) or "song"
    with_album = _cut(slugify(" ".join([*words, album])))
    if base not in taken:
        return base
    if album and with_album not in taken:
        return with_album
    return next(name for number in range(2, 1 << 30) if (name := f"{_cut(base, LONGEST_ID - 8)}-{number}") not in taken)


def find_language(tag: str) -> str:
    """The two-letter code of the language that a tag names; "" where it names none that is known.

    >>> [find_language(tag) for tag in ("eng", "de-AT", "FR", "xxx", "")]
    ['en', 'de', 'fr', '', '']
    """
    code = re.split(r"[-_/;, ]", tag.strip().lower())[0]
    code = _LONG_CODES.get(code, code)
    return code if code in LANGUAGES else ""


# --------------------------------------------------------------------------------------------- private


def _clean(name: str) -> str:
    """A name as text: composed, without control characters, and no longer than a tag."""
    kept = "".join(" " if unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp") else letter for letter in name)
    return unicodedata.normalize("NFC", " ".join(kept.split()))[:LONGEST_NAME]


def _split_names(text: str) -> Names:
    """What `Artist - Title` says; the artist is "" where the text is a title alone."""
    text = _spell_out(text)
    first, *rest = _BETWEEN.split(text)
    return Names(rest[-1], first) if rest and first and rest[-1] else Names(text, "")


def _spell_out(text: str) -> str:
    """A name without spaces as words: hyphens and underscores are what people put in their place."""
    if " " in text or not re.search("[-_]", text):
        return text
    words = [word for word in re.split("[-_]+", text) if word]
    return " ".join(word.capitalize() if text.islower() else word for word in words)


def _take_off(artist: str, title: str) -> str:
    """The title without the artist's name in front of it."""
    front = artist.lower().replace("-", " ")
    if front and title.lower().replace("-", " ").startswith(front + " "):
        return title[len(front) :].strip(" -–—") or title
    return title


def _cut(slug: str, most: int = LONGEST_ID) -> str:
    """At most so many letters, at the end of a word where there is one."""
    if len(slug) <= most:
        return slug
    return slug[: most + 1].rsplit("-", 1)[0][:most]
