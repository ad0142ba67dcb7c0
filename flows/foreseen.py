"""A store as it would be once a remote's records were here, so that a pull can be priced without bringing anything."""

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from songloom.model.record import Output, Record
from songloom.store import Store
from songloom.store.objects import Objects
from songloom.store.records import Records
from songloom.store.remote import Remote
from songloom.store.transfer import locate_object

# Plans read small documents that steps made, such as tags and heard words, and nothing else.
LARGEST_READ = 4 << 20


class Foreseen(Store):
    """Over the local store, of which it only reads. What plans read of the remote's objects lies in `folder` for as long as it takes."""

    def __init__(self, store: Store, remote: Remote, folder: Path) -> None:
        super().__init__(store.root)
        self.remote = remote
        self.found: dict[str, Record] = {}
        self.documents: dict[str, Output] = {}
        self.objects = _Objects(self.objects.root, self.objects.incoming, self.objects.quarantine, self, folder)
        self.records = _Records(self.records.root, self.objects, self.found)

    def learn(self, keys: list[str]) -> set[str]:
        """Find what the remote has of these; AwayError."""
        found = self.remote.find_many(keys)
        self.found |= found
        for record in found.values():
            small = {
                output.digest: output for name, output in record.outputs.items() if name.endswith(".json") and output.size <= LARGEST_READ
            }
            self.documents |= small
        return set(found)


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Objects(Objects):
    foreseen: Foreseen = field(repr=False)
    folder: Path

    def path_of(self, digest: str) -> Path:
        """A document comes when it is asked for; everything else is only where it would be."""
        path, document = super().path_of(digest), self.foreseen.documents.get(digest)
        if document is None or path.exists():
            return path
        copy = self.folder / digest
        if not copy.exists():
            data = self.foreseen.remote.wire.read(locate_object(digest), 0, document.size) or b""
            # One that is not right reads as damaged, like a damaged one of ours.
            copy.write_bytes(data if sha256(data).hexdigest() == digest else b"")
        return copy


@dataclass(frozen=True)
class _Records(Records):
    found: dict[str, Record]

    def find(self, key: str) -> Record | None:
        return super().find(key) or self.found.get(key)
