"""What failed, by key: a step whose input was bad is not tried again until its key changes or somebody asks."""

import json
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from songloom.errors import InputError
from songloom.model.document import dump_canonical
from songloom.model.record import Failure
from songloom.store.objects import make_folder


@dataclass(frozen=True)
class Failures:
    """The folder `failures/ab/cd….json`; a failure that cannot be read is none."""

    root: Path
    incoming: Path

    def path_of(self, key: str) -> Path:
        """Where the failure of this key lies, or would lie."""
        return self.root / key[:2] / f"{key[2:]}.json"

    def find(self, key: str) -> Failure | None:
        """How a step failed before, if it did."""
        try:
            data = json.loads(self.path_of(key).read_bytes())
            return Failure(str(data["key"]), str(data["stage"]), InputError(**data["error"]), int(data["attempts"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def keep(self, key: str, stage: str, error: InputError) -> Failure:
        """Note that a step failed, once more than before."""
        before = self.find(key)
        failure = Failure(key, stage, error, before.attempts + 1 if before else 1)
        make_folder(self.path_of(key).parent)
        self.incoming.mkdir(parents=True, exist_ok=True)
        file = self.incoming / f"failure-{secrets.token_hex(8)}"
        try:
            file.write_bytes(dump_canonical(asdict(failure)))
            file.replace(self.path_of(key))
        finally:
            file.unlink(missing_ok=True)
        return failure

    def forget(self, key: str) -> None:
        """The step was made after all."""
        with suppress(OSError):
            self.path_of(key).unlink()

    def keys(self) -> Iterator[str]:
        """The keys of all failures, in order."""
        yield from (path.parent.name + path.stem for path in sorted(self.root.glob("??/*.json")))
