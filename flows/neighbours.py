"""What a run does because other machines may share its remote: it takes what they made, gives what it makes, and divides the songs."""

import platform
import secrets
import time
from collections.abc import Callable, Sequence

from flows.progress import Onlooker
from flows.select import Site
from flows.sharing import open_remote, pull_missing
from songloom.model.record import Record
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Plan
from songloom.store.remote_claims import LEASE_S
from songloom.store.remote_pusher import Pusher

# How long to wait before looking again at songs that only others have in hand.
LOOK_AGAIN_S = 3.0


class Neighbours:
    """Without a remote there are none, and everything here does nothing. A context: at its end all is given that can be."""

    def __init__(self, site: Site, until: str | None, watcher: Onlooker) -> None:
        self.remote = open_remote(site.machine)
        self._site, self._until, self._watcher = site, until, watcher
        self._holder = f"{platform.node()}-{secrets.token_hex(6)}"
        self._pusher = Pusher(self.remote, site.store) if self.remote else None
        # By song: the name of its claim, and when it was last renewed.
        self._claims: dict[str, tuple[str, float]] = {}

    def __enter__(self) -> "Neighbours":
        return self

    def __exit__(self, *_: object) -> None:
        if not self.remote or not self._pusher:
            return
        pushed = self._pusher.close()
        for claim in self._claims.values():
            name = claim[0]
            self.remote.release(name, self._holder)
        self._tell_troubles()
        if pushed.records or pushed.left:
            unsent = {"left": f"{len(pushed.left)} (songloom push gives them later)"} if pushed.left else {}
            self._watcher.note("pushed", records=pushed.records, **unsent)

    def bring(self, requests: Sequence[Request]) -> None:
        """Take what others made of these songs."""
        if self.remote:
            pulled = pull_missing(requests, self._site, self.remote, self._until)
            if pulled.records:
                self._watcher.note("pulled", records=len(pulled.records), bytes=pulled.bytes)
            self._tell_troubles()

    def open(self, requests: Sequence[Request], plan: Callable[[Sequence[Request]], Plan]) -> Plan | None:
        """A song's plan when others' work on it has been taken; None while another machine has it in hand."""
        planned = plan(requests)
        if not self.remote or not (planned.missing() or planned.queries()):
            return planned
        # The first step's key is made of the song's own file: it is the same wherever the song lies.
        name = planned.steps[0].key
        is_ours = self.remote.claim(name, self._holder)
        if is_ours:
            self._claims[requests[0].song.id] = (name, time.monotonic())
        self.bring(requests)
        planned = plan(requests)
        return planned if is_ours or not (planned.missing() or planned.queries()) else None

    def give(self, song: str, record: Record) -> None:
        """A step was made: others may have it. A worker with a store of its own has given it already, and it is brought here."""
        if not self.remote or not self._pusher:
            return
        if self._site.store.records.find(record.key):
            self._pusher.add(*record.provenance.get("part_keys", ()), record.key)
        else:
            self.remote.pull(record.key, self._site.store)
        name, since = self._claims.get(song, ("", 0.0))
        if name and time.monotonic() - since > LEASE_S / 3:
            self.remote.renew(name, self._holder)
            self._claims[song] = (name, time.monotonic())

    # ----------------------------------------------------------------------------------------- private

    def _tell_troubles(self) -> None:
        for trouble in self.remote.take_troubles() if self.remote else ():
            self._watcher.note("remote", says=trouble)
