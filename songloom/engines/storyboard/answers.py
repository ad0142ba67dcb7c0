"""Keeps what a model answered, by all that it was asked: a retimed word asks nothing again."""

import hashlib
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from songloom.model.document import dump_canonical

SCHEMA = 2
MOST_BYTES = 1 << 16


def find_answers_folder() -> Path:
    """`$SONGLOOM_CACHE`, else the user's cache folder."""
    if named := os.environ.get("SONGLOOM_CACHE"):
        return Path(named).absolute() / "answers"
    from platformdirs import user_cache_path

    return user_cache_path("songloom") / "answers"


@dataclass(frozen=True)
class Question:
    """All that an answer depends on: who is asked, the prompt, the JSON schema of the answer, 0 for the likeliest one, else the seed that
    it is drawn with, and in which `manner`: by which program, how boldly, how long at most. No time is in it, no path and no device."""

    model: str
    prompt: str
    schema: str
    seed: int
    manner: str

    def digest(self) -> str:
        """Its name in the folder."""
        return hashlib.sha256(dump_canonical([SCHEMA, self.model, self.prompt, self.schema, self.seed, self.manner])).hexdigest()


@dataclass(frozen=True)
class Answers:
    """A folder of answers, each in a file named by its question's digest and sealed with its own. What is damaged is as good as none; a
    folder that cannot be written keeps nothing, and nobody is stopped by it. Without a folder nothing is kept."""

    folder: Path | None

    def find(self, question: Question) -> str | None:
        """What was answered before."""
        if self.folder is None:
            return None
        try:
            with self._path_of(question).open("rb") as file:
                kept = json.loads(file.read(MOST_BYTES + 1))
            answer = kept["answer"]
            return answer if kept["seal"] == _seal(answer) else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def keep(self, question: Question, answer: str) -> None:
        """Keep an answer in one step, so that a reader sees all of it or nothing."""
        if self.folder is None:
            return
        path = self._path_of(question)
        fresh = path.with_name(f".{secrets.token_hex(8)}")
        with suppress(OSError):
            try:
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                fresh.write_bytes(dump_canonical({"answer": answer, "seal": _seal(answer)}))
                fresh.replace(path)
            finally:
                fresh.unlink(missing_ok=True)

    def _path_of(self, question: Question) -> Path:
        assert self.folder is not None
        name = question.digest()
        return self.folder / name[:2] / f"{name[2:]}.json"


# --------------------------------------------------------------------------------------------- private


def _seal(answer: str) -> str:
    return hashlib.sha256(answer.encode("utf-8", "surrogatepass")).hexdigest()
