"""Gives what a run makes to a remote while it goes on: it never waits for the network, and never fails for its sake."""

import time
from collections import deque
from dataclasses import dataclass
from threading import Condition, Thread

from songloom.store import Store
from songloom.store.remote import Remote
from songloom.store.remote_wire import AwayError, HaltedError
from songloom.store.transfer import Progress, ignore

THREADS = 4
# Keys are small, so this is hours of a remote that is away; what comes on top is left for `songloom push`.
MOST_WAITING = 1_000_000
# How long the end of a run waits for what is still under way.
CLOSE_S = 120.0
# And how long for threads that were told to end.
JOIN_S = 5.0


@dataclass(frozen=True)
class Pushed:
    """What became of it: how many records are at the remote now, and the keys of those that are not."""

    records: int
    left: tuple[str, ...]


class Pusher:
    """Threads that give records away in the order in which they were made. Used as a context, or closed by hand."""

    def __init__(self, remote: Remote, store: Store, progress: Progress = ignore) -> None:
        self.remote, self.store, self.progress = remote, store, progress
        self.waiting: deque[str] = deque()
        self.under_way: set[str] = set()
        self.seen: set[str] = set()
        self.left: list[str] = []
        self.records = 0
        self.is_closing = self.is_in_vain = self.is_halted = False
        self.changed = Condition()
        self.threads: list[Thread] = []

    def add(self, *keys: str) -> None:
        """Records of the store to be given away: noted, and back at once. The first opens the remote; UsageError or MissingError where
        that cannot be."""
        if keys and not self.threads:
            self._start()
        with self.changed:
            for key in keys:
                if key not in self.seen:
                    self.seen.add(key)
                    (self.waiting if len(self.waiting) < MOST_WAITING else self.left).append(key)
            self.changed.notify_all()

    def close(self, within_s: float | None = CLOSE_S) -> Pushed:
        """Wait until all is given, `within_s` seconds at most (None: as long as it takes), and no longer than the remote answers; the
        rest is named."""
        if not self.threads:
            return Pushed(0, ())
        with self.changed:
            self.is_closing = True
            # One more try for what waited for a remote that was away.
            self.wire.breaker.retry()
            self.changed.notify_all()
            self.changed.wait_for(lambda: self.is_in_vain or not (self.waiting or self.under_way), within_s)
            self.is_halted = True
            self.changed.notify_all()
        end = time.monotonic() + JOIN_S
        for thread in self.threads:
            thread.join(max(0.0, end - time.monotonic()))
        with self.changed:
            return Pushed(self.records, tuple(dict.fromkeys((*self.left, *self.under_way, *self.waiting))))

    def __enter__(self) -> "Pusher":
        return self

    def __exit__(self, *_: object) -> None:
        if not self.is_halted:
            self.close(0.0)

    def _start(self) -> None:
        self.wire = self.remote.wire
        self.threads = [Thread(target=self._work, name=f"push-{number}", daemon=True) for number in range(THREADS)]
        for thread in self.threads:
            thread.start()

    def _work(self) -> None:
        while key := self._take():
            state = "left"
            try:
                record = self.store.records.find(key)
                if record:
                    self.remote.push(record, self.store, self._count)
                state = "done"
            except (AwayError, HaltedError):
                state = "waiting"
            except Exception as error:
                # Something is wrong with our own: giving it again would not help, and a run does not fail for it.
                self.wire.tell(f"record {key[:12]} was not given: {error}")
            finally:
                self._note(key, state)

    def _take(self) -> str | None:
        """The next key, once there is one and the remote may be asked; None at the end."""
        with self.changed:
            while not self.is_halted:
                pause_s = self.wire.breaker.wait_s()
                if self.waiting and not pause_s:
                    key = self.waiting.popleft()
                    self.under_way.add(key)
                    return key
                self.changed.wait(pause_s or None)
        return None

    def _note(self, key: str, state: str) -> None:
        with self.changed:
            self.under_way.discard(key)
            if state == "waiting":
                self.waiting.appendleft(key)
                self.is_in_vain = self.is_closing
            elif state == "left":
                self.left.append(key)
            else:
                self.records += 1
            self.changed.notify_all()

    def _count(self, more: int) -> None:
        if self.is_halted:
            raise HaltedError
        self.progress(more)
