"""Reads title, artist, album and lyrics from ID3, Vorbis comments, MP4, APE and ASF into one vocabulary; tags are untrusted text."""

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import mutagen
from mutagen.id3 import ID3

from songloom.model.audio import AudioTags, TagLyrics

MAX_FIELD_LENGTH = 300
MAX_LYRICS_LENGTH = 200_000
MAX_LYRICS = 8

# Where each field is kept, in the order of preference; keys are compared in lower case.
FIELDS = {
    "title": ("tit2", "title", "©nam"),
    "artist": ("tpe1", "artist", "©art", "author", "albumartist"),
    "album": ("talb", "album", "©alb", "wm/albumtitle"),
}
LYRICS_KEYS = ("syncedlyrics", "lyrics", "unsyncedlyrics", "unsynced lyrics", "©lyr", "wm/lyrics")

_STAMP = re.compile(r"\s*\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]")
_ID_TAG = re.compile(r"\s*\[[a-zA-Z#]+:.*\]\s*$")


def open_tagged(source: Path) -> mutagen.FileType | None:
    """The file as mutagen sees it; None where it knows neither the format nor how to read this file of it."""
    try:
        with source.open("rb") as file:
            return mutagen.File(file)
    except Exception:
        # mutagen promises MutagenError, but broken files draw others from it as well; a file without tags is no reason to fail.
        return None


def read_tags(tagged: mutagen.FileType | None) -> AudioTags:
    """The tags of an opened file, cleaned of control characters and cut to a sane length."""
    tags: Any = getattr(tagged, "tags", None)
    if not tags:
        return AudioTags()
    values = _collect_values(tags)
    fields = {field: next((values[key][0] for key in keys if values.get(key)), "") for field, keys in FIELDS.items()}
    lyrics = [text for key in LYRICS_KEYS for text in values.get(key, ())]
    if isinstance(tags, ID3):
        lyrics = [_render_lrc(frame) for frame in tags.getall("SYLT") if frame.format == 2]
        lyrics += [str(frame.text) for frame in tags.getall("USLT")]
    return AudioTags(
        title=_clean_field(fields["title"]),
        artist=_clean_field(fields["artist"]),
        album=_clean_field(fields["album"]),
        lyrics=tuple(_build_lyrics(lyrics)),
    )


# --------------------------------------------------------------------------------------------- private


def _collect_values(tags: Any) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for key, value in tags.items() if hasattr(tags, "items") else tags:
        items = getattr(value, "text", value)
        items = items if isinstance(items, (list, tuple)) else [items]
        texts = [str(item) for item in items if not isinstance(item, bytes)]
        values.setdefault(str(key).lower(), []).extend(text for text in texts if text.strip())
    return values


def _clean_field(text: str) -> str:
    return " ".join(_clean_text(text).split())[:MAX_FIELD_LENGTH].strip()


def _clean_text(text: str) -> str:
    # Control characters and lone surrogates have no meaning in lyrics and break what reads them later; joiners (Cf) do have one.
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter for letter in lines if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs"))
    return unicodedata.normalize("NFC", kept)


def _render_lrc(frame: Any) -> str:
    """SYLT as LRC, one stamp a line. Syllables of a line follow one another, and a new line starts with a line break; a file without
    line breaks has a line an entry."""
    entries = [(str(text), max(int(time_ms), 0)) for text, time_ms in frame.text]
    has_breaks = any("\n" in _clean_text(text) for text, _ in entries)
    lines: list[tuple[str, int]] = []
    for text, time_ms in entries:
        first, *rest = _clean_text(text).split("\n") if has_breaks else [_clean_text(text)]
        if has_breaks and lines:
            lines[-1] = (lines[-1][0] + first, lines[-1][1] if lines[-1][0].strip() else time_ms)
            lines += [(part, time_ms) for part in rest]
        else:
            lines += [(part, time_ms) for part in (first, *rest)]
    return "\n".join(f"[{ms // 60000:02d}:{ms / 1000 % 60:05.2f}]{text.strip()}" for text, ms in lines if text.strip())


def _build_lyrics(texts: Iterable[str]) -> list[TagLyrics]:
    cleaned = (_clean_text(text)[:MAX_LYRICS_LENGTH].strip() for text in texts)
    distinct = [text for text in dict.fromkeys(cleaned) if text]
    return [TagLyrics(text, "lrc" if _is_lrc(text) else "txt") for text in distinct[:MAX_LYRICS]]


def _is_lrc(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip() and not _ID_TAG.match(line)]
    stamped = sum(_STAMP.match(line) is not None for line in lines)
    return 0 < len(lines) <= 2 * stamped
