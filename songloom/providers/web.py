"""Asks services patiently and politely: paced, tried again where that helps, and left alone for a while where it does not."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import TypeVar

import httpx
from pydantic import TypeAdapter

from songloom.providers.clock import Clock
from songloom.providers.exchange import Bounds, Call, Page, TooMuchError, exchange, open_client
from songloom.providers.pace import Pace

T = TypeVar("T")

# Seconds before the second try, and before the third.
BACKOFF_S = (1.0, 3.0)
# Who asks for more patience than this is not asked again for as long.
LONGEST_WAIT_S = 30.0
# A host that cannot be reached is left alone for so long, by all songs; so is one that failed several songs in a row.
REST_S = 300.0
FAILURES_IN_A_ROW = 3
MOST_REDIRECTS = 3
PASSING = {429: "says it is asked too often", 500: "failed", 502: "failed", 503: "is overloaded", 504: "failed"}


@dataclass
class UnansweredError(Exception):
    """A service could not be asked, or said nothing that can be used: nothing is known, which is not "there are no lyrics"."""

    service: str
    reason: str

    def __str__(self) -> str:
        return f"{self.service} {self.reason}"


class Web:
    """One run's way to the services; threads may share it."""

    def __init__(self, pace: Pace, clock: Clock, bounds: Bounds | None = None) -> None:
        self._pace = pace
        self._clock = clock
        self._bounds = bounds or Bounds()
        self._lock = Lock()
        self._client: httpx.Client | None = None
        self._resting: dict[str, tuple[float, str]] = {}
        self._failures: dict[str, int] = {}

    def fetch(self, call: Call) -> Page:
        """The answer to a request, redirects on the same host followed; UnansweredError where there is none worth having."""
        for _ in range(MOST_REDIRECTS + 1):
            page = self._try_often(call)
            if page.status not in (301, 302, 303, 307, 308):
                return page
            call = _follow(call, page)
        raise UnansweredError(call.service, "sends us in a circle")

    def close(self) -> None:
        """Let go of all connections."""
        if self._client is not None:
            self._client.close()

    def _try_often(self, call: Call) -> Page:
        host = _name_host(call.url)
        page: Page | str = ""
        reason, wait_s = "", 0.0
        for backoff_s in (0.0, *BACKOFF_S):
            if backoff_s:
                self._clock.sleep(max(backoff_s, wait_s))
            self._check_rest(call.service, host)
            self._pace.wait(call.service)
            page = self._try_once(call, host)
            if isinstance(page, Page) and page.status not in PASSING:
                self._failures.pop(host, None)
                return page
            reason = page if isinstance(page, str) else PASSING[page.status]
            wait_s = 0.0 if isinstance(page, str) else _read_patience_s(page, self._clock.now())
            if wait_s > LONGEST_WAIT_S:
                raise self._rest(call.service, host, reason, wait_s)
            self._pace.hold(call.service, wait_s)
        raise self._give_up(call.service, host, f"{reason}, {1 + len(BACKOFF_S)} times", is_silent=isinstance(page, str))

    def _try_once(self, call: Call, host: str) -> Page | str:
        """The answer, or why there is none where that may pass."""
        try:
            return exchange(self._open_client(), call, self._bounds)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise self._rest(call.service, host, "cannot be reached", REST_S) from error
        except (TimeoutError, httpx.TimeoutException):
            return "took too long"
        except (httpx.NetworkError, httpx.RemoteProtocolError):
            return "broke off its answer"
        except TooMuchError as error:
            raise UnansweredError(call.service, "answered with more than lyrics can be") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, ImportError) as error:
            # A proxy of an unknown kind, certificates that are not there. What is wrong may quote the request, and with it a key.
            raise UnansweredError(call.service, f"cannot be asked ({type(error).__name__})") from error

    def _open_client(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                self._client = open_client(self._bounds)
            return self._client

    def _check_rest(self, service: str, host: str) -> None:
        with self._lock:
            until, reason = self._resting.get(host, (0.0, ""))
        if self._clock.now() < until:
            raise UnansweredError(service, reason)

    def _give_up(self, service: str, host: str, reason: str, is_silent: bool) -> UnansweredError:
        """A host that is silent is left alone at once: the next song would wait as long. One that fails may fail for this song only."""
        with self._lock:
            self._failures[host] = self._failures.get(host, 0) + 1
            is_down = is_silent or self._failures[host] >= FAILURES_IN_A_ROW
        return self._rest(service, host, reason, REST_S) if is_down else UnansweredError(service, reason)

    def _rest(self, service: str, host: str, reason: str, for_s: float) -> UnansweredError:
        with self._lock:
            self._resting[host] = (self._clock.now() + for_s, reason)
        return UnansweredError(service, reason)


def read_json(page: Page, adapter: TypeAdapter[T], service: str) -> T:
    """The answer as the adapter's type; UnansweredError where it is something else."""
    with suppress(ValueError):
        return adapter.validate_json(page.body)
    found = "HTML" if page.body.lstrip()[:1] == b"<" else "something else than it promises"
    raise UnansweredError(service, f"answered with {found} (HTTP {page.status})")


# --------------------------------------------------------------------------------------------- private


def _name_host(url: str) -> str:
    return httpx.URL(url).netloc.decode("ascii", "replace")


def _follow(call: Call, page: Page) -> Call:
    """The request that a redirect asks for, where it stays on the same host; a form is not sent twice."""
    try:
        here = httpx.URL(page.url)
        there = here.join(page.headers.get("location", ""))
    except (httpx.InvalidURL, UnicodeError) as error:
        raise UnansweredError(call.service, "redirects to nowhere") from error
    is_upgrade = (here.scheme, here.port, there.scheme, there.port) == ("http", None, "https", None)
    if here.host != there.host or call.form is not None or not (is_upgrade or (here.scheme, here.port) == (there.scheme, there.port)):
        raise UnansweredError(call.service, "redirects to another host")
    return replace(call, url=str(there), params={})


def _read_patience_s(page: Page | None, now: float) -> float:
    """How long the service asks us to wait, by its header Retry-After (RFC 9110, 10.2.3): seconds or a date; 0 where it says nothing."""
    said = page.headers.get("retry-after", "").strip() if page else ""
    if said.isascii() and said.isdigit():
        return float(said[:9])
    with suppress(ValueError, TypeError, OverflowError):
        date = parsedate_to_datetime(said)
        return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now)
    return 0.0
