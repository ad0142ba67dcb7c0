"""Many records and their objects from a remote at a time, each committed as soon as all of it is here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from songloom.model.record import Output, Record
from songloom.store import Store
from songloom.store.remote_wire import AwayError, HaltedError, Wire
from songloom.store.transfer import Progress, download_object

# How many objects are under way at a time: most are small, and then it is waiting that takes long, not bytes.
TRANSFERS = 8
# How many records are worked on at a time; what is known of more would only lie in memory.
WINDOW = 64
# A record, or whether an object came; None and False where there is none.
Came = Record | bool | None


@dataclass(frozen=True)
class Pulled:
    """What came: records by key, bytes, the keys that did not, and which of those are there and were refused."""

    records: Mapping[str, Record]
    bytes: int
    missed: tuple[str, ...]
    refused: tuple[str, ...]


class Pulling:
    """One run of it: `find` gives the record of a key. It never fails for the remote's sake; only the local store's errors are raised."""

    def __init__(self, wire: Wire, find: Callable[[str], Record | None], store: Store, progress: Progress) -> None:
        self.wire, self.find, self.store, self.progress = wire, find, store, progress
        self.records: dict[str, Record] = {}
        self.missed: list[str] = []
        self.bytes = 0
        self.is_halted = False
        # What is under way: whose key, and for records whose objects are coming, how many are still to come.
        self.running: dict[Future[Came], str] = {}
        self.coming: dict[str, tuple[Record, int]] = {}

    def run(self, keys: Iterable[str]) -> Pulled:
        """Pull all of them."""
        todo = iter(dict.fromkeys(keys))
        threads = ThreadPoolExecutor(TRANSFERS, "pull")
        try:
            while self._start_some(todo, threads):
                for future in wait(self.running, return_when=FIRST_COMPLETED).done:
                    self._go_on(self.running.pop(future), future.result(), threads)
        finally:
            self.is_halted = True
            threads.shutdown(cancel_futures=True)
        return Pulled(self.records, self.bytes, tuple(self.missed), tuple(key for key in self.missed if key in self.wire.damaged))

    def _start_some(self, todo: Iterator[str], threads: ThreadPoolExecutor) -> bool:
        while len(self.running) < WINDOW and (key := next(todo, None)):
            self.running[threads.submit(self._try, lambda key=key: self.find(key), None)] = key
        return bool(self.running)

    def _go_on(self, key: str, came: Came, threads: ThreadPoolExecutor) -> None:
        if isinstance(came, Record):
            lacking = list({output for output in came.outputs.values() if not self.store.objects.has(output)})
            self.coming[key] = came, len(lacking)
            for output in lacking:
                self.running[threads.submit(self._try, lambda output=output: self._download(output, key), False)] = key
        elif came and key in self.coming:
            record, left = self.coming[key]
            self.coming[key] = record, left - 1
        elif key not in self.missed:
            self.missed.append(key)
            self.coming.pop(key, None)
        if key in self.coming and not self.coming[key][1]:
            self.records[key] = self.store.records.commit(self.coming.pop(key)[0])

    def _try(self, ask: Callable[[], Came], missing: Came) -> Came:
        """What the remote gives; `missing` while it is away."""
        if self.wire.breaker.wait_s():
            return missing
        try:
            return ask()
        except AwayError:
            return missing

    def _download(self, output: Output, key: str) -> bool:
        is_here = download_object(self.wire, output, self.store, self._count)
        if not is_here:
            # Whoever makes the step again may replace this record: it has lost an object.
            self.wire.damaged.add(key)
        return is_here

    def _count(self, more: int) -> None:
        if self.is_halted:
            raise HaltedError
        self.bytes += more
        self.progress(more)
