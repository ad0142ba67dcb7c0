"""What a remote gives is anybody's: a record is taken only if all of it is what a record may hold."""

import hashlib
from collections.abc import Iterable
from fnmatch import filter as match
from typing import Any

from songloom.model.document import dump_canonical
from songloom.model.record import Record
from songloom.store.records import parse_record

# Far above what any step makes: hours of video are a few gigabytes, a long song has hundreds of segments.
LARGEST_RECORD = 4 << 20
LARGEST_OBJECT = 64 << 30
MOST_OUTPUTS = 10_000
PREIMAGE = {"schema": int, "stage": str, "engine": str, "version": str, "options": dict, "models": dict, "inputs": dict}


class RefusedError(ValueError):
    """Why a record is not taken."""


def check_record(data: bytes, key: str, needed: Iterable[tuple[str, str]]) -> Record:
    """The record in these bytes, which must be the one of this key, with files of the names (or patterns of names) that are `needed` of
    its stage; RefusedError where anything about it is wrong."""
    if len(data) > LARGEST_RECORD:
        raise RefusedError(f"it is larger than {LARGEST_RECORD} bytes")
    record = parse_record(data)
    if record is None:
        raise RefusedError("it cannot be read, or a name, a digest or a size in it is none")
    if not (record.key == key == _hash_preimage(record.preimage)):
        raise RefusedError("its key is not made of what it says")
    if wrong := [name for name, kind in PREIMAGE.items() if not isinstance(record.preimage.get(name), kind)]:
        raise RefusedError(f"its {wrong[0]} is missing or of the wrong kind")
    if len(record.outputs) > MOST_OUTPUTS or any(output.size > LARGEST_OBJECT for output in record.outputs.values()):
        raise RefusedError("its outputs are too many, or too large")
    if lacking := [file for stage, file in needed if stage == record.preimage["stage"] and not match(record.outputs, file)]:
        raise RefusedError(f"it has no {lacking[0]}")
    if type(record.provenance.get("seconds")) not in (int, float) or not _is_counted(
        record.provenance.get("parts", {"made": 0, "reused": 0})
    ):
        raise RefusedError("it does not say what it cost")
    if not _is_printable([list(record.outputs), record.preimage, record.provenance]):
        raise RefusedError("it holds control characters")
    return record


# --------------------------------------------------------------------------------------------- private


def _hash_preimage(preimage: Any) -> str:
    try:
        return hashlib.sha256(dump_canonical(preimage)).hexdigest()
    except (ValueError, RecursionError):
        # Lone surrogates, NaN: no key is made of those.
        return ""


def _is_counted(parts: Any) -> bool:
    return isinstance(parts, dict) and all(type(parts.get(name)) is int for name in ("made", "reused"))


def _is_printable(plain: Any) -> bool:
    """Whether no text in it can drive the terminal of whoever is shown it."""
    if isinstance(plain, str):
        return all(letter.isprintable() or letter in "\n\t" for letter in plain)
    if isinstance(plain, dict):
        return all(_is_printable(item) for pair in plain.items() for item in pair)
    return all(_is_printable(item) for item in plain) if isinstance(plain, list) else True
