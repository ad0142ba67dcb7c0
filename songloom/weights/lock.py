"""`models.lock`: which weights a workspace uses, down to the digest of every file; a person can diff it."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from songloom.errors import UsageError
from songloom.model.weights import FileDigest, Weights

NAME = "models.lock"
CURE = "take the committed one, or write it anew: songloom models fetch"


def read_lock(file: Path) -> Mapping[str, Weights]:
    """Name → weights; empty where there is no file. UsageError with the place of whatever is no pin."""
    try:
        data = json.loads(file.read_bytes(), object_pairs_hook=_refuse_twice)
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError) as error:
        raise UsageError(str(file), f"is no lock of models ({error})", CURE) from error
    if not isinstance(data, dict):
        raise UsageError(str(file), f"expected names of weights with their files, got {type(data).__name__}", CURE)
    return {name: _read_row(f"{file}: {name}", name, row) for name, row in data.items()}


def write_lock(file: Path, rows: Mapping[str, Weights]) -> None:
    """Write all rows in place of what was there, in one move; the same rows are the same bytes."""
    plain = {name: _plain(row) for name, row in sorted(rows.items())}
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}-{secrets.token_hex(8)}")
    try:
        with fresh.open("xb") as stream:
            stream.write(json.dumps(plain, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


# --------------------------------------------------------------------------------------------- private


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _read_row(where: str, name: str, row: Any) -> Weights:
    fields = _need_keys(where, row, ("repository", "revision", "licence", "files"))
    if not isinstance(fields["files"], dict):
        raise UsageError(where, f"files: expected names with digests, got {fields['files']!r}", CURE)
    files = {file: _read_file(f"{where}: {file}", digest) for file, digest in fields["files"].items()}
    try:
        return Weights(name, fields["repository"], fields["revision"], fields["licence"], files)
    except ValueError as error:
        raise UsageError(where, str(error), CURE) from error


def _read_file(where: str, row: Any) -> FileDigest:
    try:
        return FileDigest(**_need_keys(where, row, ("sha256", "size")))
    except ValueError as error:
        raise UsageError(where, str(error), CURE) from error


def _need_keys(where: str, row: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    """The row, which has these keys and no others."""
    if not isinstance(row, dict):
        raise UsageError(where, f"expected {', '.join(keys)}, got {row!r}", CURE)
    if unknown := sorted(set(row) - set(keys)):
        raise UsageError(where, f"unknown key {unknown[0]!r}; expected {', '.join(keys)}", CURE)
    if absent := [key for key in keys if key not in row]:
        raise UsageError(where, f"{absent[0]} is missing", CURE)
    return row


def _plain(row: Weights) -> dict[str, Any]:
    files = {name: {"sha256": digest.sha256, "size": digest.size} for name, digest in row.files.items()}
    return {"repository": row.repository, "revision": row.revision, "licence": row.licence, "files": files}
