"""What the store knows of a step that was made."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from songloom.errors import InputError


class Output(NamedTuple):
    """One file that a step made: SHA-256 of its bytes, and how many there are. A catalogue has a million: a tuple is built fastest."""

    digest: str
    size: int


@dataclass(frozen=True)
class Record:
    """One step's result. `preimage` is all that the key was made of; `provenance` (seconds, machine, versions) is outside the key."""

    key: str
    preimage: dict[str, Any]
    outputs: dict[str, Output]
    provenance: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """All of it as plain data."""
        return {**vars(self), "outputs": {name: output._asdict() for name, output in self.outputs.items()}}


@dataclass(frozen=True)
class Failure:
    """That a step could not be made from its input: what was wrong, and how often it was tried."""

    key: str
    stage: str
    error: InputError
    attempts: int
