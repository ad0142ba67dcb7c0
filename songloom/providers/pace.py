"""How often a service is asked: one queue a service for all threads and processes of a user."""

import fcntl
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from songloom.providers.clock import Clock

# Seconds from one request to the next. MusicBrainz and AcoustID say 1 and 3 a second; the others name no number, and are not hurried.
INTERVALS_S: Mapping[str, float] = {"lrclib": 0.5, "acoustid": 0.4, "musicbrainz": 1.1, "genius": 1.0}
# No queue is longer: a slot further away was written under a clock that has been put back since.
LONGEST_QUEUE_S = 120.0


@dataclass(frozen=True)
class Pace:
    """A file a service holds the time of its next free slot; whoever asks takes the slot under a lock and sleeps outside it."""

    folder: Path
    clock: Clock

    def wait(self, service: str) -> None:
        """Sleep until the service may be asked."""
        interval_s = INTERVALS_S[service]
        try:
            wait_s = self._take_slot(service, 0.0, interval_s)
        except OSError:
            # Nowhere to keep the queue: then every request waits as if there had just been another.
            wait_s = interval_s
        if wait_s > 0:
            self.clock.sleep(wait_s)

    def hold(self, service: str, for_s: float) -> None:
        """Let nobody of this user ask the service for so long: it said that it is asked too often."""
        try:
            self._take_slot(service, for_s, 0.0)
        except OSError:
            return

    def _take_slot(self, service: str, at_least_s: float, interval_s: float) -> float:
        """Seconds until the slot that is taken: the next free one, `at_least_s` from now; the one after is `interval_s` later."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(self.folder / f"{service}.slot", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            now = self.clock.now()
            slot = max(now + at_least_s, _read_slot(file.read(64), now))
            file.seek(0)
            file.truncate()
            file.write(repr(slot + interval_s))
        return slot - now


# --------------------------------------------------------------------------------------------- private


def _read_slot(text: str, now: float) -> float:
    """The time written; now where there is none, or one that no queue explains."""
    try:
        slot = float(text)
    except ValueError:
        return now
    return slot if now < slot <= now + LONGEST_QUEUE_S else now
