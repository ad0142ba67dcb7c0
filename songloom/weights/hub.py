"""The Hugging Face hub over plain HTTP: what a repository holds at a revision, and the bytes of its files.

Our own and not `huggingface_hub`: that throws half a file away when the line drops, reports what runs it unless told not to, and is an
extra; this needs two addresses of the hub's documented API.
"""

import json
import os
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import httpx

from songloom.errors import MissingError, UsageError
from songloom.model.weights import is_revision
from songloom.weights.digest import Progress
from songloom.weights.known import UNKNOWN

ENDPOINT = "https://huggingface.co"
TIMEOUT = httpx.Timeout(10.0, read=30.0)
MOST_ANSWER = 16 << 20
ATTEMPTS = 5
OTHER_CURE = "try again, or another HF_ENDPOINT"
OFFLINE_CURE = "try again with a network, or bring a folder: songloom models fetch NAME --from FOLDER"


@dataclass(frozen=True)
class Remote:
    """A file as the hub lists it: bytes, and its SHA-256 or else the name git gives its bytes ("" where the hub does not say)."""

    size: int
    sha256: str
    blob: str


@dataclass(frozen=True)
class Listing:
    """A repository at one revision: 40 hex digits, whatever was asked for."""

    repository: str
    revision: str
    licence: str
    files: Mapping[str, Remote]


@dataclass(frozen=True)
class Hub:
    """Where the hub is, and the token it is shown: none unless the user set one."""

    endpoint: str
    token: str

    def list_files(self, repository: str, revision: str | None) -> Listing:
        """What a repository holds at a revision, or now. UsageError where there is no such thing, MissingError where nobody answers."""
        at = f"/revision/{revision}" if revision else ""
        url = f"{self.endpoint}/api/models/{repository}{at}"
        where = f"{repository} at {revision}" if revision else repository
        try:
            with self._open(url, where, {}, {"blobs": "true"}) as response:
                data = _read_answer(response)
        except (ValueError, RecursionError) as error:
            raise MissingError(where, f"the hub's answer makes no sense ({error})", OTHER_CURE) from error
        except httpx.TransportError as error:
            raise MissingError(where, f"{self.endpoint} does not answer ({type(error).__name__})", OFFLINE_CURE) from error
        listing = _read_listing(repository, data)
        if revision and listing.revision != revision:
            raise MissingError(where, f"the hub answered with revision {listing.revision}", OTHER_CURE)
        return listing

    def download(self, listing: Listing, name: str, target: Path, progress: Progress) -> None:
        """Write a file, going on where `target` ends. MissingError where the line drops for good: what is there stays."""
        url = f"{self.endpoint}/{listing.repository}/resolve/{listing.revision}/{quote(name)}"
        expected, barren = listing.files[name].size, 0
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
        with target.open("r+b") as stream:
            if stream.seek(0, os.SEEK_END) > expected:
                _empty(stream)
            progress(stream.tell())
            while stream.tell() < expected:
                before = stream.tell()
                try:
                    self._append(url, name, stream, expected, progress)
                except (httpx.TransportError, _CutError) as error:
                    barren = barren + 1 if stream.tell() == before else 0
                    if barren == ATTEMPTS:
                        raise MissingError(name, "the line dropped again and again", "run it again later: it goes on from here") from error

    def _append(self, url: str, name: str, stream: BinaryIO, expected: int, progress: Progress) -> None:
        start = stream.tell()
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._open(url, name, headers, {}) as response:
            if start and response.status_code != httpx.codes.PARTIAL_CONTENT:
                # The server does not go on in the middle: from the beginning, then.
                progress(-start)
                _empty(stream)
            for block in response.iter_bytes():
                if stream.tell() + len(block) > expected:
                    _empty(stream)
                    raise MissingError(name, f"is longer than the {expected} bytes that the hub listed", "do not use this source")
                stream.write(block)
                progress(len(block))
        if stream.tell() == start:
            raise _CutError

    @contextmanager
    def _open(self, url: str, where: str, headers: dict[str, str], params: dict[str, str]) -> Iterator[httpx.Response]:
        """An answer that is one; for anything else the sentence that explains it."""
        identity = {"User-Agent": "songloom", "Accept-Encoding": "identity"}
        if self.token:
            identity["Authorization"] = f"Bearer {self.token}"
        try:
            with (
                _open_client() as client,
                client.stream("GET", url, headers=identity | headers, params=params) as response,
            ):
                _check_status(response, where)
                yield response
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise MissingError(where, f"{self.endpoint} cannot be reached ({error})", OFFLINE_CURE) from error
        except httpx.TooManyRedirects as error:
            raise MissingError(where, "the hub sends us in circles", OTHER_CURE) from error
        except httpx.DecodingError as error:
            raise MissingError(where, "the hub's answer cannot be read", OTHER_CURE) from error


def open_hub() -> Hub:
    """The hub that the environment names: HF_ENDPOINT and HF_TOKEN; MissingError where HF_HUB_OFFLINE forbids it."""
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "ON", "YES", "TRUE"):
        raise MissingError("HF_HUB_OFFLINE", "is set, so nothing is downloaded", OFFLINE_CURE)
    endpoint = (os.environ.get("HF_ENDPOINT") or ENDPOINT).rstrip("/")
    if not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+(/[A-Za-z0-9._~/-]*)?", endpoint):
        raise UsageError("HF_ENDPOINT", f"expected the address of a hub, got {endpoint!r}", f"unset it for {ENDPOINT}")
    return Hub(endpoint, os.environ.get("HF_TOKEN", "").strip())


# --------------------------------------------------------------------------------------------- private


class _CutError(Exception):
    """An answer ended before the file did."""


def _check_status(response: httpx.Response, where: str) -> None:
    code, status = response.headers.get("X-Error-Code", ""), response.status_code
    if response.is_success:
        return
    if code == "GatedRepo" or status == httpx.codes.FORBIDDEN:
        cure = "accept its terms on its page on the hub, then set HF_TOKEN to a token of yours"
        raise MissingError(where, "the hub hands it only to those who accepted its terms", cure)
    if code == "RevisionNotFound":
        raise UsageError(where, "the hub has no such revision", "look it up on the repository's page, under Files, History")
    if code == "EntryNotFound":
        raise MissingError(where, "the hub lists it but does not have it", "try again later")
    if code == "RepoNotFound" or status in (httpx.codes.UNAUTHORIZED, httpx.codes.NOT_FOUND):
        raise UsageError(where, "the hub has no such repository, or keeps it private", "check its name; for a private one set HF_TOKEN")
    if status == httpx.codes.TOO_MANY_REQUESTS:
        after = response.headers.get("Retry-After", "")
        raise MissingError(where, "the hub asks us to slow down", f"try again in {after} s" if after.isdigit() else "try again later")
    raise MissingError(where, f"the hub answered {status}", "try again later: what is here already stays")


def _open_client() -> httpx.Client:
    try:
        return httpx.Client(timeout=TIMEOUT, follow_redirects=True, max_redirects=5, verify=_load_certificates())
    except (OSError, ValueError, ImportError) as error:
        # A proxy's address may hold a password, so it is not quoted.
        what = f"a proxy or certificates that the environment names cannot be used ({type(error).__name__})"
        raise MissingError("", what, "correct HTTPS_PROXY, ALL_PROXY or SSL_CERT_FILE") from error


@cache
def _load_certificates() -> ssl.SSLContext:
    """Read once: it takes longer than a small file."""
    return httpx.create_ssl_context()


def _empty(stream: BinaryIO) -> None:
    stream.seek(0)
    stream.truncate()


def _read_answer(response: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; ValueError where it is none, or has no end."""
    body = bytearray()
    for block in response.iter_bytes():
        body += block
        if len(body) > MOST_ANSWER:
            raise ValueError("it does not end")
    data = json.loads(body)
    if not isinstance(data, dict):
        raise ValueError("it is no object")
    return data


def _read_listing(repository: str, data: dict[str, Any]) -> Listing:
    try:
        files = {str(row["rfilename"]): _read_remote(row) for row in data["siblings"]}
        if not is_revision(data["sha"]):
            raise ValueError(f"no revision: {data['sha']!r}")
        licence = _find_licence(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise MissingError(repository, f"the hub's answer lacks something ({error})", OTHER_CURE) from error
    for name in files:
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or not name.isprintable():
            raise MissingError(repository, f"lists a file that lies outside it: {name!r}", "do not use this source")
    return Listing(repository, data["sha"], licence, files)


def _read_remote(row: dict[str, Any]) -> Remote:
    large = row.get("lfs") or {}
    size = large.get("size", row.get("size"))
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise ValueError(f"size of {row['rfilename']}: {size!r}")
    # A large file's name in git is that of a pointer to it, and says nothing of its bytes.
    return Remote(size, str(large.get("sha256", "")), "" if large else str(row.get("blobId") or ""))


def _find_licence(data: dict[str, Any]) -> str:
    card = data.get("cardData") or {}
    tags = [str(tag) for tag in data.get("tags") or []]
    said = card.get("license_name") if card.get("license") == "other" else card.get("license")
    said = said or next((tag.removeprefix("license:") for tag in tags if tag.startswith("license:")), UNKNOWN)
    text = ", ".join(map(str, said)) if isinstance(said, list) else str(said)
    return "".join(letter for letter in text if letter.isprintable())[:100] or UNKNOWN
