"""The store that machines share: the layout of the local one under any URL, asked on a miss, given what was made."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

from songloom.model.document import dump_canonical
from songloom.model.record import Output, Record
from songloom.store import Store
from songloom.store.records import is_digest
from songloom.store.remote_check import LARGEST_RECORD, RefusedError, check_record
from songloom.store.remote_claims import LEASE_S, Claims
from songloom.store.remote_pulling import TRANSFERS, Pulled, Pulling
from songloom.store.remote_wire import AwayError, Wire, open_wire, redact_url
from songloom.store.transfer import Progress, download_object, ignore, locate_record, sweep_pulls, upload_object


@dataclass(frozen=True, repr=False)
class Remote:
    """A shared store at a URL. It is plain data: a worker elsewhere is given it, and opens what it needs on first use.

    Two kinds of methods: those that say so raise AwayError where the remote does not answer; the others take that as a miss, tell it
    once in `take_troubles`, and leave the remote alone for a while. `needed` pairs a stage with a file that a record of it must have.
    """

    url: str
    bandwidth_mbit: float = 0
    needed: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return f"Remote({redact_url(self.url)!r}, {self.bandwidth_mbit})"

    def check(self) -> None:
        """UsageError, MissingError or AwayError where the remote cannot be used."""
        self.wire.check()

    def list_keys(self) -> set[str]:
        """The keys of all records, in one listing; AwayError."""
        paths = self.wire.list_sizes("records")
        keys = (path.removeprefix("records/").removesuffix(".json").replace("/", "") for path in paths)
        return {key for key in keys if is_digest(key)}

    def list_objects(self) -> dict[str, int]:
        """Digest → bytes of all objects, in one listing; from then on `push` goes by it, and asks for none of them; AwayError."""
        self.wire.listed = self.wire.list_sizes("objects")
        found = {path.removeprefix("objects/").replace("/", ""): size for path, size in self.wire.listed.items()}
        return {digest: size for digest, size in found.items() if is_digest(digest)}

    def find(self, key: str) -> Record | None:
        """The record of a key as the remote has it, checked; None where there is none that can be taken; AwayError."""
        data = self.wire.read(locate_record(key), 0, LARGEST_RECORD + 1)
        if data is None:
            return None
        try:
            return check_record(data, key, self.needed)
        except RefusedError as error:
            self.wire.damaged.add(key)
            self.wire.tell(f"record {key[:12]} was not taken: {error}")
            return None

    def find_many(self, keys: Iterable[str]) -> dict[str, Record]:
        """Those of these records that can be taken, by key, and none of their objects; AwayError."""
        with ThreadPoolExecutor(TRANSFERS, "find") as threads:
            wanted = list(keys)
            return {key: record for key, record in zip(wanted, threads.map(self.find, wanted), strict=True) if record}

    def pull(self, key: str, store: Store) -> Record | None:
        """Bring a record and its objects here; None where that cannot be, whatever the reason."""
        pulled = self.pull_many([key], store)
        return pulled.records.get(key)

    def pull_many(self, keys: Iterable[str], store: Store, progress: Progress = ignore) -> Pulled:
        """Bring many; `progress` is told of bytes as they come. A record is committed as soon as all its objects are here."""
        sweep_pulls(store)
        return Pulling(self.wire, self.find, store, progress).run(keys)

    def fetch_object(self, output: Output, store: Store) -> bool:
        """Bring one object here, if it is not; whether it is here then."""
        if store.objects.has(output):
            return True
        if self.wire.breaker.wait_s():
            return False
        try:
            return download_object(self.wire, output, store)
        except AwayError:
            return False

    def push(self, record: Record, store: Store, progress: Progress = ignore) -> bool:
        """Give a record: its objects first, then itself unless there is one; whether it was new there. AwayError, or StoreError where
        an object of ours is damaged: then nothing is given that is not right. `progress` may raise HaltedError to stop it."""
        for output in record.outputs.values():
            upload_object(self.wire, output, store, progress)
        path, data = locate_record(record.key), dump_canonical(record.as_json())
        if record.key not in self.wire.damaged:
            return self.wire.create(path, data)
        # What lies there was refused, or has lost an object: it is no winner.
        self.wire.write(path, [data])
        self.wire.damaged.discard(record.key)
        return True

    def claim(self, name: str, holder: str, lease_s: float = LEASE_S) -> bool:
        """Whether `holder` may start on this, as far as other machines have told; never needed for a right result. Away: True."""
        return Claims(self.wire).claim(name, holder, lease_s)

    def renew(self, name: str, holder: str, lease_s: float = LEASE_S) -> bool:
        """Hold a claim for longer; whether it is still ours. Away: True."""
        return Claims(self.wire).claim(name, holder, lease_s)

    def release(self, name: str, holder: str) -> None:
        """Give up a claim, if it is ours."""
        Claims(self.wire).release(name, holder)

    def take_troubles(self) -> list[str]:
        """What there is to tell since the last time: what was refused, that the remote is away, that it answers again."""
        wire = _WIRES.get(self._name())
        return wire.take_troubles() if wire else []

    def is_away(self) -> bool:
        """Whether it did not answer when it was last asked."""
        wire = _WIRES.get(self._name())
        return wire is not None and wire.breaker.pause_s > 0

    @property
    def wire(self) -> Wire:
        """The way there, one for all threads of a process and opened on first use; UsageError and MissingError as `open_wire` says."""
        with _OPENING:
            return _WIRES.get(self._name()) or _WIRES.setdefault(self._name(), open_wire(self.url, self.bandwidth_mbit))

    def _name(self) -> tuple[str, float, int]:
        # What was opened before a fork is of no use to the child.
        return self.url, self.bandwidth_mbit, os.getpid()


# --------------------------------------------------------------------------------------------- private

_WIRES: dict[tuple[str, float, int], Wire] = {}
_OPENING = Lock()
# A lock that some thread held while the process forked would stay held in the child.
os.register_at_fork(after_in_child=lambda: globals().update(_OPENING=Lock()))
