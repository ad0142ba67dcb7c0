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


def is_private_address(text: str) -> bool:
    """Whether what is sent to a web address stays unread on its way: https, or this very machine. Keys go nowhere else.

    >>> [is_private_address(text) for text in ("https://a.org", "http://127.0.0.1:8000", "http://a.org")]
    [True, True, False]
    """
    parts = urlsplit(text)
    return is_web_address(text) and (parts.scheme == "https" or _LOOPBACK.fullmatch(parts.hostname or "") is not None)


@dataclass(frozen=True)
class Endpoints:
    """The base address of every service; another one may be a mirror, a server of one's own, or a test's. ValueError where a text
    is no such address."""

    lrclib: str = "https://lrclib.net"
    acoustid: str = "https://api.acoustid.org"
    musicbrainz: str = "https://musicbrainz.org"
    genius_api: str = "https://api.genius.com"
    genius_pages: str = "https://genius.com"

    def __post_init__(self) -> None:
        for one in fields(self):
            address = getattr(self, one.name)
            has_key = one.name in ("acoustid", "genius_api")
            if not (is_private_address(address) if has_key else is_web_address(address)):
                raise ValueError(f"{one.name}: {address!r} is no {'https' if has_key else 'web'} address")
            object.__setattr__(self, one.name, address.rstrip("/"))


@dataclass(frozen=True)
class Keys:
    """What a user has from the services, "" where nothing: never printed, logged, kept or part of an answer."""

    acoustid: str = field(default="", repr=False)
    genius: str = field(default="", repr=False)


def read_keys(environment: Mapping[str, str] = os.environ) -> Keys:
    """The keys in the environment, which is the only place where they are looked for."""
    return Keys(environment.get(ACOUSTID_KEY, "").strip(), environment.get(GENIUS_TOKEN, "").strip())
