"""One request and its answer, bounded in time and size whatever the other side does."""

import queue
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, metadata
from threading import Event, Thread
from typing import TypeVar

import httpx

T = TypeVar("T")

# Said to every service, so that whoever runs it knows whom to ask; the package's own address stands in its place where it has one.
CONTACT = "https://songloom.example"


@dataclass(frozen=True)
class Bounds:
    """Seconds for the connection, for each piece of an answer and for all of it; bytes of its body."""

    connect_s: float = 5.0
    read_s: float = 10.0
    total_s: float = 20.0
    most_bytes: int = 1_000_000


@dataclass(frozen=True)
class Call:
    """A request: a GET of `url` with `params`, or a POST of `form` where there is one. `headers` may hold a key and are not shown."""

    service: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Page:
    """What came back; `headers` are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class TooMuchError(Exception):
    """An answer larger than anything that was asked for, or packed so that its size cannot be told."""


def open_client(bounds: Bounds) -> httpx.Client:
    """A client that says who it is, takes no cookies and follows nothing by itself; proxies and certificates are the system's."""
    # An answer is never unpacked: a small body could be a large one.
    headers = {"User-Agent": name_agent(), "Accept": "application/json, text/html;q=0.5", "Accept-Encoding": "identity"}
    timeout = httpx.Timeout(bounds.read_s, connect=bounds.connect_s)
    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    return httpx.Client(headers=headers, timeout=timeout, cookies=cookies, verify=_load_certificates())


def exchange(client: httpx.Client, call: Call, bounds: Bounds) -> Page:
    """Send a request once; httpx.HTTPError, TimeoutError or TooMuchError where no whole answer came in time."""

    def send(given_up: Event) -> Page:
        method = "GET" if call.form is None else "POST"
        with client.stream(method, call.url, params=call.params or None, data=call.form, headers=dict(call.headers)) as response:
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise TooMuchError
            body = bytearray()
            for piece in response.iter_raw():
                body += piece
                if len(body) > bounds.most_bytes or given_up.is_set():
                    raise TooMuchError
            return Page(str(response.url), response.status_code, dict(response.headers), bytes(body))

    return _run_for(send, bounds.total_s)


@cache
def name_agent() -> str:
    """The User-Agent: name, version and where to complain."""
    try:
        facts = metadata("songloom")
    except PackageNotFoundError:
        return f"songloom/0 (+{CONTACT})"
    addresses = [entry.partition(", ")[2] for entry in facts.get_all("Project-URL") or ()]
    return f"songloom/{facts['Version']} (+{addresses[0] if addresses else CONTACT})"


# --------------------------------------------------------------------------------------------- private


@cache
def _load_certificates() -> ssl.SSLContext:
    """Read once: it takes longer than most answers."""
    return httpx.create_ssl_context()


def _run_for(work: Callable[[Event], T], total_s: float) -> T:
    """What `work` returns or raises; TimeoutError after `total_s`, when `work` is told so and left behind.

    The client bounds every wait for a piece, not their sum, nor the look-up of a name: a server that drips would hold us for days.
    """
    ended: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()
    given_up = Event()

    def run() -> None:
        try:
            ended.put((work(given_up), None))
        except Exception as error:
            ended.put((None, error))

    Thread(target=run, daemon=True, name="songloom-exchange").start()
    try:
        result, error = ended.get(timeout=total_s)
    except queue.Empty:
        given_up.set()
        raise TimeoutError from None
    if error is not None:
        raise error
    return result  # pyright: ignore[reportReturnType] - no error, so there is a result
