"""A remote store on whatever fsspec reaches: S3 and its like, SSH, the memory of a test."""

import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

# Seconds; without them a server that does not answer would hold a run for ever. Botocore tries three times; s3fs, which would try each
# of these again and again, does not.
CONNECT_S, READ_S = 10, 20
TRIES = {"max_attempts": 2, "mode": "standard"}
# S3 takes pieces of 5 MiB or more, and no more than 10,000 of them.
PIECE = 8 << 20
S3, SSH = ("s3", "s3a"), ("ssh", "sftp")
# Their writes appear whole or not at all; elsewhere a file is written beside its place and renamed.
WHOLE = {"s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "memory"}

# What servers of S3 say where somebody was faster, where they know no conditional writes, and where a file ends before a range begins.
TAKEN = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}
UNKNOWN = {"NotImplemented", "501"}
BEYOND = {"InvalidRange", "416"}


class Bucket:
    """A remote store below a URL of fsspec; ImportError where its library is not installed, ValueError where nobody knows the protocol."""

    def __init__(self, url: str) -> None:
        import fsspec

        self.url = url
        self.protocol = fsspec.core.split_protocol(url)[0] or ""
        kind = fsspec.get_filesystem_class(self.protocol)
        if self.protocol in SSH and kind.__module__.startswith("fsspec."):
            # Fsspec's own takes whatever answers for the server.
            raise ImportError("sshfs")
        self.root = kind._strip_protocol(url).rstrip("/")
        self._opening = Lock()
        self._files: Any = None

    @property
    def files(self) -> Any:
        """Opened on first use: some connect right then, and a server that is away is no reason not to begin a run."""
        with self._opening:
            if self._files is None:
                import fsspec

                # An instance must never be shared across a fork.
                self._files = fsspec.core.url_to_fs(self.url, skip_instance_cache=True, **_list_settings(self.protocol))[0]
                if self.protocol in S3:
                    self._files.retries = 1
            return self._files

    def check(self) -> None:
        """FileNotFoundError where there is no such bucket or folder; a bucket is never made."""
        if self.protocol in S3:
            bucket, _, prefix = self.root.partition("/")
            self.files.call_s3("list_objects_v2", Bucket=bucket, Prefix=prefix, MaxKeys=1)
        elif self.protocol not in WHOLE and not self.files.exists(self.root):
            raise FileNotFoundError(self.root)

    def list_sizes(self, folder: str) -> dict[str, int]:
        """One listing, which the backend pages: S3 gives 1,000 names a request."""
        # Nothing may be remembered: other machines write here while we look.
        self.files.invalidate_cache()
        try:
            found: dict[str, Any] = self.files.find(f"{self.root}/{folder}", detail=True)
        except FileNotFoundError:
            self.check()
            return {}
        self.files.invalidate_cache()
        cut = len(self.root) + 1
        return {path[cut:]: int(info.get("size") or 0) for path, info in found.items() if info.get("type") == "file"}

    def find_size(self, path: str) -> int | None:
        """One request."""
        try:
            if self.protocol in S3:
                # `info` would go on to look for a folder of this name.
                bucket, _, key = self._at(path).partition("/")
                return int(self.files.call_s3("head_object", Bucket=bucket, Key=key)["ContentLength"])
            return int(self.files.info(self._at(path))["size"])
        except FileNotFoundError:
            return None

    def read(self, path: str, start: int, end: int) -> bytes:
        """One request for a range."""
        if self.protocol not in WHOLE:
            with self.files.open(self._at(path), "rb") as stream:
                stream.seek(start)
                return bytes(stream.read(end - start))
        try:
            return bytes(self.files.cat_file(self._at(path), start=start, end=end))
        except OSError as error:
            if _find_code(error) in BEYOND:
                return b""
            raise

    def write(self, path: str, blocks: Iterable[bytes]) -> None:
        """In pieces; what is broken off is discarded, never closed: closing would commit a file that is cut short."""
        target = self._at(path)
        fresh = target if self.protocol in WHOLE else self._at(f"tmp/remote-{secrets.token_hex(8)}")
        self._make_parents(target, fresh)
        if self.protocol == "memory":
            self.files.pipe_file(target, b"".join(blocks))
            return
        stream: Any = self.files.open(fresh, "wb", **({"block_size": PIECE} if self.protocol in WHOLE else {}))
        try:
            for block in blocks:
                stream.write(block)
            stream.close()
        except BaseException:
            self._discard(stream, fresh)
            raise
        if fresh != target:
            self.files.mv(fresh, target)

    def create(self, path: str, data: bytes) -> bool:
        """A conditional request on S3; where a backend has none, a look before: two writers of one moment may then both win."""
        if self.protocol in (*S3, "memory"):
            try:
                self.files.pipe_file(self._at(path), data, mode="create")
                return True
            except FileExistsError:
                return False
            except OSError as error:
                if _find_code(error) in TAKEN:
                    return False
                if _find_code(error) not in UNKNOWN:
                    raise
        if self.find_size(path) is not None:
            return False
        self.write(path, [data])
        return True

    def remove(self, path: str) -> None:
        """One request."""
        with suppress(FileNotFoundError):
            self.files.rm_file(self._at(path))

    def _at(self, path: str) -> str:
        return f"{self.root}/{path}"

    def _make_parents(self, *paths: str) -> None:
        if self.protocol not in WHOLE:
            for path in paths:
                self.files.makedirs(path.rpartition("/")[0], exist_ok=True)

    def _discard(self, stream: Any, fresh: str) -> None:
        with suppress(Exception):
            if self.protocol in WHOLE:
                stream.discard()
                # Else its finalizer closes it, which would commit what was discarded.
                stream.closed = True
            else:
                stream.close()
                self.files.rm_file(fresh)


# --------------------------------------------------------------------------------------------- private


def _find_code(error: OSError) -> str:
    """What a server of S3 called it."""
    return str(getattr(error.__cause__, "response", {}).get("Error", {}).get("Code"))


def _list_settings(protocol: str) -> dict[str, Any]:
    """Time limits in each library's own words; what a person set in fsspec's own configuration stands above ours."""
    from fsspec.config import conf

    theirs = conf.get(protocol, {})
    if protocol in S3:
        ours = {"connect_timeout": CONNECT_S, "read_timeout": READ_S, "retries": TRIES}
        # Some servers take pieces of one size only.
        return {
            "use_listings_cache": False,
            "fixed_upload_size": True,
            **theirs,
            "config_kwargs": {**ours, **theirs.get("config_kwargs", {})},
        }
    if protocol in SSH:
        # A server that is not in known_hosts is not talked to.
        hosts = Path("~/.ssh/known_hosts").expanduser()
        limits = {"connect_timeout": CONNECT_S, "login_timeout": READ_S}
        return {**limits, "known_hosts": str(hosts) if hosts.is_file() else b"", **theirs}
    return {}
