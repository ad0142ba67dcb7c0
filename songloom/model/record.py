"""What the store knows of a step that was made."""

from dataclasses import dataclass, field
from typing import Any

from songloom.errors import InputError


@dataclass(frozen=True)
class Output:
    """One file that a step made: SHA-256 of its bytes, and how many there are."""

    digest: str
    size: int


@dataclass(frozen=True)
class Record:
    """One step's result. `preimage` is all that the key was made of; `provenance` (seconds, machine, versions) is outside the key."""

    key: str
    preimage: dict[str, Any]
    outputs: dict[str, Output]
    provenance: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failure:
    """That a step could not be made from its input: what was wrong, and how often it was tried."""

    key: str
    stage: str
    error: InputError
    attempts: int
