"""Answers that a user was given before, so that nobody is asked twice: in the user's own cache, nowhere in a workspace."""

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from songloom.model.answer import Answer
from songloom.model.document import dump_document
from songloom.providers.clock import Clock

SCHEMA = 1
# A record that a source lacks today may be there next week.
NEGATIVE_AGE_S = 7 * 86400.0
MOST_BYTES = 2_000_000


def find_cache_folder() -> Path:
    """`$SONGLOOM_CACHE`, else the user's cache folder."""
    if named := os.environ.get("SONGLOOM_CACHE"):
        return Path(named).absolute() / "providers"
    from platformdirs import user_cache_path

    return user_cache_path("songloom") / "providers"


@dataclass(frozen=True)
class Kept:
    """An answer as it is kept. `checked` is the digest of the heard words that it was compared with, `asked_at` seconds since the epoch."""

    schema: int
    answer: Answer
    checked: str
    asked_at: float


@dataclass(frozen=True)
class Cache:
    """A folder of answers, each in a file named by the hash of what was asked. Broken files are as good as none; a folder that cannot be
    written keeps nothing, and nobody is stopped by it."""

    folder: Path
    clock: Clock = field(default_factory=Clock)

    def find(self, question: Any) -> Kept | None:
        """What was answered to a question, whatever its age; questions are plain data or nouns."""
        try:
            with self._path_of(question).open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            kept: Kept = _adapter().validate_json(data)
        except (OSError, ValueError):
            return None
        return kept if kept.schema == SCHEMA else None

    def is_fresh(self, kept: Kept) -> bool:
        """Whether an answer without words is young enough to be believed; one with words always is."""
        return kept.answer.has_words() or -60.0 <= self.clock.now() - kept.asked_at <= NEGATIVE_AGE_S

    def keep(self, question: Any, answer: Answer, checked: str) -> None:
        """Keep an answer in one step, so that a reader sees the old one or the new one."""
        path = self._path_of(question)
        fresh = path.with_name(f".{secrets.token_hex(8)}")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh.write_bytes(dump_document(Kept(SCHEMA, answer, checked, self.clock.now())))
            fresh.replace(path)
        except OSError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)

    def _path_of(self, question: Any) -> Path:
        name = hashlib.sha256(dump_document(question)).hexdigest()
        return self.folder / "answers" / name[:2] / f"{name[2:]}.json"


# --------------------------------------------------------------------------------------------- private


@cache
def _adapter() -> Any:
    """Made once: making it takes longer than reading an answer, and a plan reads one a song."""
    from pydantic import TypeAdapter

    return TypeAdapter(Kept)
