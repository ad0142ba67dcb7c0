"""Every error a user can meet, and the exit code it ends in."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass
class SongloomError(Exception):
    """What is wrong, where, and what to do about it: printed as one sentence, never as a traceback."""

    where: str
    what: str
    cure: str = ""
    exit_code: ClassVar[int] = 1

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}; {self.cure}" if self.cure else head


class InputError(SongloomError):
    """A song's own input (audio, lyrics, edits) cannot be used; other songs go on. Exit code 1."""


class UsageError(SongloomError):
    """A command line or a configuration asks for what does not exist. Exit code 2."""

    exit_code: ClassVar[int] = 2


class StoreError(SongloomError):
    """The store cannot be read or written (full disk, no permission). Exit code 3."""

    exit_code: ClassVar[int] = 3


class MissingError(SongloomError):
    """This machine lacks something: a library, a font, a model's weights. Exit code 4."""

    exit_code: ClassVar[int] = 4


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a configuration file; `line` counts from 1, 0 where there is none."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


@dataclass
class ConfigError(Exception):
    """Everything wrong in the configuration, said at once. Exit code 2."""

    problems: tuple[Problem, ...]
    exit_code: ClassVar[int] = 2

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
