"""The way to a remote store: errors in one clear sentence, a bound on what it takes of the network, a pause while nobody answers."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from urllib.parse import urlsplit

from songloom.errors import MissingError, SongloomError, StoreError, UsageError
from songloom.store.remote_files import Files, Folder

FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 300.0
# More is not read at a time, whatever the network gives; where it is bounded, at most a second's worth and no less than this.
BLOCK, LEAST_BLOCK = 8 << 20, 64 << 10
LONGEST_REASON = 200
LIBRARIES = {"s3": "songloom[s3]", "s3a": "songloom[s3]", "ssh": "sshfs", "sftp": "sshfs", "gs": "gcsfs", "gcs": "gcsfs", "az": "adlfs"}
TROUBLES_KEPT = 1000


class AwayError(StoreError):
    """The remote store does not answer, or refuses us: what is asked of it may be asked again later. Exit code 3."""


class HaltedError(Exception):
    """A transfer was told to stop. What came is kept for the next time; of what was being given nothing is seen."""


class Throttle:
    """A token bucket that all transfers of a process draw from: `take(n)` waits until n more bytes fit the rate; a rate of 0 is none."""

    def __init__(self, bytes_a_second: float, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep):
        self.rate = bytes_a_second
        self.clock, self.sleep = clock, sleep
        # It starts with a second's worth, and never holds more.
        self.tokens, self.filled = bytes_a_second, clock()
        self.lock = Lock()

    @property
    def block(self) -> int:
        """How many bytes should be asked for at a time."""
        return min(BLOCK, max(LEAST_BLOCK, int(self.rate))) if self.rate else BLOCK

    def take(self, size: int) -> None:
        """Wait for `size` bytes. Who comes first is served first: everybody's debt adds to the wait of those behind."""
        if not self.rate:
            return
        with self.lock:
            now = self.clock()
            self.tokens = min(self.rate, self.tokens + (now - self.filled) * self.rate) - size
            self.filled = now
            debt_s = -self.tokens / self.rate
        if debt_s > 0:
            self.sleep(debt_s)


class Breaker:
    """Keeps from asking a remote that just did not answer: the pause doubles from 5 s to 5 min, until something succeeds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.pause_s = 0.0
        self.until = 0.0
        self.lock = Lock()

    def wait_s(self) -> float:
        """How long nobody should ask; 0 where one may."""
        return max(0.0, self.until - self.clock()) if self.pause_s else 0.0

    def retry(self) -> None:
        """Let somebody ask at once."""
        self.until = 0.0

    def note(self, is_well: bool) -> bool:
        """What came of asking; whether that is news."""
        with self.lock:
            was_well = not self.pause_s
            if is_well:
                self.pause_s = 0.0
            elif not self.wait_s():
                # Transfers that fail beside one another are one failure.
                self.pause_s = min(max(FIRST_PAUSE_S, 2 * self.pause_s), LONGEST_PAUSE_S)
                self.until = self.clock() + self.pause_s
            return was_well != is_well


class Wire:
    """The files of a remote, asked politely. `damaged` are the keys and digests that were found wrong there, `troubles` what to tell;
    `listed`, where somebody listed them to give much at a time, spares asking for each object."""

    def __init__(self, url: str, bandwidth_mbit: float, files: Files) -> None:
        self.url, self.files = redact_url(url), files
        self.secret = urlsplit(url).password or ""
        self.throttle = Throttle(bandwidth_mbit * 1e6 / 8)
        self.breaker = Breaker()
        self.damaged: set[str] = set()
        self.troubles: list[str] = []
        self.listed: dict[str, int] | None = None

    def check(self) -> None:
        """AwayError where the root is not there."""
        with self._translate():
            self.files.check()

    def list_sizes(self, folder: str) -> dict[str, int]:
        """Path → bytes of all files below a folder."""
        with self._translate():
            return self.files.list_sizes(folder)

    def find_size(self, path: str) -> int | None:
        """How many bytes a file has, None where it is not there."""
        if self.listed is not None:
            return self.listed.get(path)
        with self._translate():
            return self.files.find_size(path)

    def read(self, path: str, start: int, end: int) -> bytes | None:
        """A piece of a file, None where it is not there."""
        with self._translate():
            try:
                data = self._read_again(path, start, end)
            except FileNotFoundError:
                return None
        self.throttle.take(len(data))
        return data

    def write(self, path: str, blocks: Iterable[bytes]) -> None:
        """Write a file whole, or nothing of it."""
        with self._translate():
            self.files.write(path, self._pace(blocks))

    def create(self, path: str, data: bytes) -> bool:
        """Write a small file unless there is one; whether it was written."""
        self.throttle.take(len(data))
        with self._translate():
            return self.files.create(path, data)

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        with self._translate():
            self.files.remove(path)

    def tell(self, what: str) -> None:
        """Keep a sentence for whoever tells people."""
        if len(self.troubles) < TROUBLES_KEPT:
            self.troubles.append(f"{self.url}: {what}")

    def take_troubles(self) -> list[str]:
        """What there is to tell, once."""
        troubles, self.troubles = self.troubles, []
        return troubles

    def _read_again(self, path: str, start: int, end: int) -> bytes:
        """An answer that broke off in the middle is asked for once more."""
        try:
            return self.files.read(path, start, end)
        except Exception as error:
            if not _list_kinds(error) & {"ClientPayloadError", "IncompleteReadError", "ResponseStreamingError"}:
                raise
        return self.files.read(path, start, end)

    def _pace(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self.throttle.take(len(block))
            yield block

    @contextmanager
    def _translate(self) -> Iterator[None]:
        try:
            yield
        except (SongloomError, HaltedError):
            raise
        except ImportError as error:
            raise _lack_library(self.url) from error
        except Exception as error:
            away = self._explain(error)
            if self.breaker.note(is_well=False):
                self.tell(f"{away.what}; what it lacks or has is left for later")
            raise away from error
        if self.breaker.note(is_well=True):
            self.tell("answers again")

    def _explain(self, error: Exception) -> AwayError:
        if _list_kinds(error) & {"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound"}:
            return AwayError(self.url, "there are no credentials for it", "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        if isinstance(error, FileNotFoundError):
            return AwayError(self.url, "there is no such bucket or folder", "make it, or mount it; Songloom never does")
        reason = " ".join(str(error).split())[:LONGEST_REASON] or type(error).__name__
        reason = reason.replace(self.secret, "***") if self.secret else reason
        if isinstance(error, PermissionError):
            return AwayError(self.url, f"it refuses us ({reason})", "check the credentials and what they may do")
        return AwayError(self.url, f"it cannot be reached ({reason})", "check the address and the network")


def open_wire(url: str, bandwidth_mbit: float) -> Wire:
    """The way to a URL. UsageError where nobody knows its protocol, MissingError where its library is not installed."""
    shown = redact_url(url)
    if "://" not in url:
        raise UsageError(shown, "is no URL of a remote store", "write s3://BUCKET/FOLDER, or file:///FOLDER for a share that is mounted")
    protocol, _, rest = url.partition("://")
    if protocol == "file":
        if not rest.startswith("/"):
            raise UsageError(shown, "is no absolute path", "write file:///FOLDER")
        from pathlib import Path

        return Wire(url, bandwidth_mbit, Folder(Path(rest)))
    if not rest.strip("/"):
        raise UsageError(shown, "names no bucket or folder", f"write {protocol}://NAME/FOLDER")
    try:
        from songloom.store.remote_fsspec import Bucket

        return Wire(url, bandwidth_mbit, Bucket(url))
    except ImportError as error:
        raise _lack_library(shown) from error
    except ValueError as error:
        raise UsageError(shown, f"nobody knows {protocol}://", "write s3://, file:///, ssh://, or what else fsspec reaches") from error


def redact_url(url: str) -> str:
    """A URL that may be shown.

    >>> redact_url("sftp://ann:secret@host/songs")
    'sftp://ann:***@host/songs'
    >>> redact_url("s3://bucket/songs?token=secret")
    's3://bucket/songs?***'
    """
    return re.sub(r"\?.*$", "?***", re.sub(r"(//[^/:@]*):[^@]*@", r"\1:***@", url))


# --------------------------------------------------------------------------------------------- private


def _lack_library(url: str) -> MissingError:
    protocol = url.partition("://")[0]
    library = LIBRARIES.get(protocol)
    cure = f"pip install '{library}'" if library else "look up in fsspec's documentation which it is"
    return MissingError(url, f"{protocol}:// needs a library that is not installed here", cure)


def _list_kinds(error: BaseException | None) -> set[str]:
    """The names of an error's classes, and of those that led to it: their libraries are not always there to be imported."""
    kinds = set()
    while error is not None:
        kinds |= {kind.__name__ for kind in type(error).__mro__}
        error = error.__cause__ or error.__context__
    return kinds
