"""Weights from the hub onto this machine: checked byte by byte, and only then in their place."""

from dataclasses import dataclass
from pathlib import Path

from songloom.errors import MissingError, UsageError
from songloom.model.weights import FileDigest, Weights
from songloom.weights.convert import convert_weights
from songloom.weights.digest import Progress, check_format, hash_blob, hash_file
from songloom.weights.folder import locate_revision
from songloom.weights.hub import Hub, Listing
from songloom.weights.incoming import hold_incoming, keep_only, need_space
from songloom.weights.known import CONVERTED, UNKNOWN, Known, choose_files, is_noncommercial


@dataclass(frozen=True)
class Wanted:
    """What is to come: what is known of it, where the hub has it, its row in the lock if it has one, and below which folder it goes."""

    known: Known
    listing: Listing
    row: Weights | None
    root: Path

    @property
    def files(self) -> list[str]:
        """The files to take of the repository: those of the row, so that the pin stays what it is; MissingError where one is gone."""
        if self.row is None:
            return choose_files(self.known, self.listing.files)
        names = [name if name in self.listing.files or name != CONVERTED else self.known.convert for name in sorted(self.row.files)]
        if gone := [name for name in names if name not in self.listing.files]:
            where, cure = f"{self.listing.repository}: {gone[0] or CONVERTED}", "take its row out of models.lock, and fetch it anew"
            raise MissingError(where, "is in models.lock, and the hub does not list it", cure)
        return names

    @property
    def size(self) -> int:
        """Bytes of all of them."""
        return sum(self.listing.files[name].size for name in self.files)

    @property
    def licence(self) -> str:
        """The licence as the hub has it, else as it is known; where it is known to allow no commercial use, the hub's word does not do."""
        if is_noncommercial(self.known.licence):
            return self.known.licence
        return self.listing.licence if self.listing.licence != UNKNOWN else self.known.licence

    @property
    def folder(self) -> Path:
        """Where they will lie."""
        return locate_revision(self.listing.repository, self.listing.revision, self.root)

    def list_promises(self, name: str) -> set[str]:
        """The SHA-256 that a file must have: what the hub lists, what is known beforehand, what the lock has."""
        known = self.known.digests.get(name) if self.known.revision == self.listing.revision else None
        locked = self.row.files.get(name) if self.row else None
        listed = self.listing.files[name].sha256 if name in self.listing.files else None
        return {digest for digest in (listed, known, locked.sha256 if locked else None) if digest}


def fetch_weights(hub: Hub, wanted: Wanted, progress: Progress) -> Weights:
    """Download what is not here yet, and pin all of it.

    Every file must be what was promised: else it is thrown away, and MissingError says which. A file that was cut short is gone on
    with the next time.
    """
    digests: dict[str, FileDigest] = {}
    with hold_incoming(wanted.root, wanted.folder) as incoming:
        for name in wanted.files:
            made = CONVERTED if name == wanted.known.convert else name
            digest = _find_good(wanted, made, progress)
            if digest is None:
                need_space(wanted.root, wanted.listing.files[name].size)
                hub.download(wanted.listing, name, incoming / name, progress)
                digest = _check_file(wanted, name, incoming / name)
            if digest and made != name and (incoming / name).exists():
                convert_weights(incoming / name, incoming / CONVERTED)
                (incoming / name).unlink()
                digest = _check_converted(wanted, incoming / CONVERTED)
            digests[made] = digest
        keep_only(incoming, digests)
    return Weights(wanted.known.name, wanted.listing.repository, wanted.listing.revision, wanted.licence, digests)


# --------------------------------------------------------------------------------------------- private


def _find_good(wanted: Wanted, name: str, progress: Progress) -> FileDigest | None:
    """The digest of a file that is here already and right; None where it must come, or where nobody can say that it is right."""
    file, listed = wanted.folder / name, wanted.listing.files.get(name)
    if not file.is_file() or not (wanted.list_promises(name) or (listed and listed.blob)):
        return None
    digest = hash_file(file, progress)
    return digest if _is_promised(wanted, name, file, digest) else None


def _check_file(wanted: Wanted, name: str, file: Path) -> FileDigest:
    """The digest of a file that came; where it is not what was promised it is thrown away."""
    digest = hash_file(file, lambda _: None)
    if not _is_promised(wanted, name, file, digest):
        file.unlink()
        what = f"its bytes are not those that were promised (sha256 {digest.sha256})"
        raise MissingError(f"{wanted.listing.repository}: {name}", what, "fetch it again; if that stays so, do not use this source")
    try:
        check_format(file)
    except UsageError:
        file.unlink()
        raise
    return digest


def _is_promised(wanted: Wanted, name: str, file: Path, digest: FileDigest) -> bool:
    listed = wanted.listing.files.get(name)
    return wanted.list_promises(name) <= {digest.sha256} and not (listed and listed.blob and hash_blob(file) != listed.blob)


def _check_converted(wanted: Wanted, file: Path) -> FileDigest:
    digest = hash_file(file, lambda _: None)
    if not wanted.list_promises(CONVERTED) <= {digest.sha256}:
        file.unlink()
        cure = "convert it with the library versions of constraints.txt, or take its row out of models.lock"
        raise MissingError(wanted.known.convert, "was converted into other bytes than those in models.lock", cure)
    return digest
