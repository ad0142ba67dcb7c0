"""Canonical JSON: equal meaning is equal bytes."""

import dataclasses
import json
from pathlib import Path
from typing import Any, TypeVar

Noun = TypeVar("Noun")


def dump_document(noun: Any) -> bytes:
    """Canonical JSON bytes of a noun or of plain data: sorted keys, UTF-8, one newline at the end.

    A field whose name ends in `_s` holds seconds and is rounded to 1 ms. NaN and infinity are refused (ValueError).
    """
    return dump_canonical(_plain(noun, is_seconds=False))


def dump_canonical(plain: Any) -> bytes:
    """Canonical JSON bytes of plain data as it is, nothing rounded: what keys are made of."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode() + b"\n"


def load_document(data: bytes, kind: type[Noun]) -> Noun:
    """The noun of type `kind` that `dump_document` wrote; raises ValueError where the data does not fit."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind).validate_json(data)


def read_document(path: Path, kind: type[Noun]) -> Noun:
    """`load_document` of a file's bytes."""
    return load_document(path.read_bytes(), kind)


# --------------------------------------------------------------------------------------------- private


def _plain(value: Any, is_seconds: bool) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item, str(key).endswith("_s")) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, is_seconds) for item in value]
    if isinstance(value, float) and is_seconds:
        return round(value, 3) + 0.0
    return value
