"""Who works on what, as machines tell one another over their remote: a courtesy that saves double work, and never a lock."""

import json
import time
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from songloom.model.document import dump_canonical
from songloom.store.remote_wire import AwayError, Wire

LEASE_S = 900.0
LARGEST_CLAIM = 4096
LONGEST_NAME = 150


@dataclass(frozen=True)
class Claims:
    """The files `claims/<name>.json`. Where the remote is away everything is ours to do: two results of a step are one too many, and
    no harm."""

    wire: Wire

    def claim(self, name: str, holder: str, lease_s: float = LEASE_S) -> bool:
        """Whether `holder` may start on this: nobody else holds it, or whoever did has not said so for longer than the lease."""
        if self.wire.breaker.wait_s():
            return True
        path = locate_claim(name)
        try:
            if self.wire.create(path, _dump(holder, lease_s)):
                return True
            found = self._find(path)
            if found and found["holder"] != holder and found["until"] > time.time():
                return False
            self.wire.write(path, [_dump(holder, lease_s)])
            # Of two who take over at once, the later one stays.
            found = self._find(path)
            return not found or found["holder"] == holder
        except AwayError:
            return True

    def release(self, name: str, holder: str) -> None:
        """Let others have it, if it is ours."""
        path = locate_claim(name)
        try:
            found = None if self.wire.breaker.wait_s() else self._find(path)
            if found and found["holder"] == holder:
                self.wire.remove(path)
        except AwayError:
            # It runs out by itself.
            return

    def _find(self, path: str) -> dict[str, Any] | None:
        """What a claim says; None where there is none, or none that can be read."""
        data = self.wire.read(path, 0, LARGEST_CLAIM)
        try:
            found = json.loads(data or b"")
            return {"holder": str(found["holder"]), "until": float(found["until"])}
        except (ValueError, KeyError, TypeError, RecursionError):
            return None


def locate_claim(name: str) -> str:
    """The path of a claim below a remote's root: the name where it makes a file name, else its hash.

    >>> locate_claim("thread/main"), len(locate_claim("x" * 500))
    ('claims/thread%2Fmain.json', 76)
    """
    plain = quote(name, safe=" ")
    return f"claims/{plain if len(plain) <= LONGEST_NAME else sha256(name.encode()).hexdigest()}.json"


# --------------------------------------------------------------------------------------------- private


def _dump(holder: str, lease_s: float) -> bytes:
    return dump_canonical({"holder": holder, "until": round(time.time() + lease_s, 3)})
