"""Where the providers live, and the keys that a user has for them."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from urllib.parse import urlsplit

ACOUSTID_KEY = "SONGLOOM_ACOUSTID_KEY"
GENIUS_TOKEN = "SONGLOOM_GENIUS_TOKEN"  # noqa: S105 - the name of a variable, not what it holds

_LOOPBACK = re.compile(r"localhost|127(\.\d{1,3}){3}|::1")


def is_web_address(text: str) -> bool:
    """Whether a text is the address of a service: http or https, a host, maybe a port and a path; no name, query or fragment in it.

    >>> [is_web_address(text) for text in ("https://lrclib.net", "http://nas:3300/lyrics", "ftp://a", "https://me@a", "https://a?b")]
    [True, True, False, False, False]
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = not any(letter.isspace() or not letter.isprintable() for letter in text) and not re.search("[@?#]", text)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain and port != 0


def is_this_machine(text: str) -> bool:
    """Whether a web address is one of this very machine.

    >>> [is_this_machine(text) for text in ("http://127.0.0.1:8000", "http://localhost", "https://127.0.0.1.example.org")]
    [True, True, False]
    """
    return is_web_address(text) and _LOOPBACK.fullmatch(urlsplit(text).hostname or "") is not None


@dataclass(frozen=True)
class Endpoints:
    """The base address of every service; another one may be a mirror, a server of one's own, or a test's. ValueError where a text
    is no such address.

    A user's keys go to the real service, or stay on this machine: whoever wrote a workspace's settings must not collect them."""

    lrclib: str = "https://lrclib.net"
    acoustid: str = "https://api.acoustid.org"
    musicbrainz: str = "https://musicbrainz.org"
    genius_api: str = "https://api.genius.com"
    genius_pages: str = "https://genius.com"

    def __post_init__(self) -> None:
        for one in fields(self):
            address = getattr(self, one.name).rstrip("/")
            if not is_web_address(address):
                raise ValueError(f"{one.name}: {address!r} is no web address")
            if one.name in ("acoustid", "genius_api") and address != one.default and not is_this_machine(address):
                raise ValueError(f"{one.name}: {address!r} is neither {one.default} nor this machine, and a key goes nowhere else")
            object.__setattr__(self, one.name, address)


@dataclass(frozen=True)
class Keys:
    """What a user has from the services, "" where nothing: never printed, logged, kept or part of an answer."""

    acoustid: str = field(default="", repr=False)
    genius: str = field(default="", repr=False)


def read_keys(environment: Mapping[str, str] = os.environ) -> Keys:
    """The keys in the environment, which is the only place where they are looked for."""
    return Keys(environment.get(ACOUSTID_KEY, "").strip(), environment.get(GENIUS_TOKEN, "").strip())
