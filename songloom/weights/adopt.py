"""Weights from a folder: for a machine without a network, and for a fine-tune of one's own."""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from songloom.errors import UsageError
from songloom.model.weights import FileDigest, Weights
from songloom.weights.convert import convert_weights
from songloom.weights.digest import check_format, hash_file
from songloom.weights.folder import locate_weights
from songloom.weights.incoming import hold_incoming, keep_only, need_space
from songloom.weights.known import CONVERTED, LOCAL, UNKNOWN, Known, choose_files


@dataclass(frozen=True)
class Brought:
    """What a folder brings: what is known of it, the revision it is said to be (None: find out), its row in the lock if it has one."""

    known: Known
    source: Path
    revision: str | None
    row: Weights | None


def adopt_weights(brought: Brought, root: Path) -> Weights:
    """Copy weights from a folder below `root`: a link would change with the folder, under the pin. No network is used.

    With a row in the lock the files must be its files. Else with a revision they are said to be that of the known repository. Else they
    are a folder of one's own, and the revision is made of its files' digests. UsageError where they are not what they should be.
    """
    root.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".scratch-", dir=root) as scratch:
        files = _list_files(brought, Path(scratch))
        for file in files.values():
            check_format(file)
        digests = {name: hash_file(file, lambda _: None) for name, file in files.items()}
        weights = brought.row or _pin(brought, digests)
        if wrong := [name for name, digest in weights.files.items() if digests.get(name) != digest]:
            what = f"is not the file that models.lock has for {weights.name}"
            raise UsageError(str(brought.source / wrong[0]), what, "give it another name, or take its row out of models.lock")
        final = locate_weights(weights, root)
        with hold_incoming(root, final) as incoming:
            for name, digest in weights.files.items():
                if not (final / name).is_file() or hash_file(final / name, lambda _: None) != digest:
                    need_space(root, digest.size)
                    _copy(files[name], incoming / name, digest)
            keep_only(incoming, weights.files)
    return weights


# --------------------------------------------------------------------------------------------- private


def _list_files(brought: Brought, scratch: Path) -> Mapping[str, Path]:
    """Name → where the file lies; what must be converted is converted into `scratch`."""
    source, known = brought.source, brought.known
    if not source.is_dir():
        raise UsageError(f"--from {source}", "is no folder", "name the folder that holds the weights")
    names = [file.relative_to(source).as_posix() for file in sorted(source.rglob("*")) if file.is_file()]
    row = set(brought.row.files) if brought.row else set()
    chosen = sorted(row) if row and row <= set(names) else choose_files(known, names)
    files = {name: source / name for name in chosen if name != known.convert}
    if known.convert in chosen:
        convert_weights(source / known.convert, scratch / CONVERTED)
        files[CONVERTED] = scratch / CONVERTED
    return files


def _pin(brought: Brought, digests: Mapping[str, FileDigest]) -> Weights:
    """Who these files are: what they are said to be, or what their digests prove, or a folder of one's own."""
    known = brought.known
    is_known = brought.revision in (None, known.revision) and bool(known.digests)
    for name, digest in known.digests.items() if is_known else ():
        if name not in digests or digests[name].sha256 != digest:
            what = f"is not the file that {known.name} is known to have"
            raise UsageError(str(brought.source / name), what, "give weights of your own a name of their own")
    if revision := brought.revision or (known.revision if is_known else None):
        return Weights(known.name, known.repository, revision, known.licence, digests)
    text = "".join(f"{digest.sha256} {name}\n" for name, digest in sorted(digests.items()))
    made = hashlib.sha256(text.encode()).hexdigest()[:40]
    return Weights(known.name, f"{LOCAL}/{known.name.rpartition('/')[2]}", made, UNKNOWN, digests)


def _copy(source: Path, target: Path, digest: FileDigest) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    if hash_file(target, lambda _: None) != digest:
        target.unlink()
        raise UsageError(str(source), "changed while it was being read", "run it again when nobody writes to it")
