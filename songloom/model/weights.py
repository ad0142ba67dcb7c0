"""A model's weights, pinned: which files of which repository at which revision, each with its digest."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

# What an option says that could name weights and names none.
OFF = "off"
_REVISION = re.compile(r"[0-9a-f]{40}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
# What the hub allows for an owner and for a name; `--` is what parts them in a folder's name.
_WORD = re.compile(r"(?!.*(--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?")
_FILE_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}")


@dataclass(frozen=True)
class FileDigest:
    """What a file of the weights must be: `sha256` of its bytes (64 hex digits) and how many there are."""

    sha256: str
    size: int

    def __post_init__(self) -> None:
        if not isinstance(self.sha256, str) or not _DIGEST.fullmatch(self.sha256):
            raise ValueError(f"expected a sha256 of 64 hex digits, got {self.sha256!r}")
        if not isinstance(self.size, int) or isinstance(self.size, bool) or self.size < 0:
            raise ValueError(f"expected a size in bytes, got {self.size!r}")


@dataclass(frozen=True)
class Weights:
    """`name` is what settings say; `repository` is `owner/name` on the hub (`local/…` for a folder of one's own); `revision` 40 hex
    digits, never a branch; `licence` as the hub words it, or `unknown`; `files` by their path inside the repository. ValueError
    where a field is not that."""

    name: str
    repository: str
    revision: str
    licence: str
    files: Mapping[str, FileDigest]

    def __post_init__(self) -> None:
        if not is_weights_name(self.name):
            raise ValueError(f"expected a name such as large-v3 or owner/name, got {self.name!r}")
        if not is_repository(self.repository):
            raise ValueError(f"expected a repository such as owner/name, got {self.repository!r}")
        if not is_revision(self.revision):
            raise ValueError(f"expected a revision of 40 hex digits, got {self.revision!r}")
        if not isinstance(self.licence, str) or not self.licence or not self.licence.isprintable() or len(self.licence) > 100:
            raise ValueError(f"expected a licence, or 'unknown', got {self.licence!r}")
        if not self.files:
            raise ValueError("expected at least one file")
        if unsafe := [file for file in self.files if not is_safe_file(file)]:
            raise ValueError(f"expected names of files inside the repository, got {unsafe[0]!r}")

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files.values())


def is_revision(text: object) -> bool:
    """Whether `text` is a whole revision: 40 hex digits, in lower case.

    >>> is_revision("0123456789abcdef0123456789abcdef01234567"), is_revision("main")
    (True, False)
    """
    return isinstance(text, str) and bool(_REVISION.fullmatch(text))


def is_repository(text: object) -> bool:
    """Whether `text` names a repository of the hub with its owner.

    >>> is_repository("facebook/wav2vec2-base-960h"), is_repository("../etc"), is_repository("large-v3")
    (True, False, False)
    """
    return isinstance(text, str) and text.count("/") == 1 and is_weights_name(text)


def is_weights_name(text: object) -> bool:
    """Whether `text` can name weights: one word, or owner/name."""
    return isinstance(text, str) and text.count("/") <= 1 and all(_WORD.fullmatch(part) for part in text.split("/"))


def is_safe_file(text: object) -> bool:
    """Whether `text` is a relative path that stays inside its folder: plain letters, no hidden parts, no `..`.

    >>> is_safe_file("tokenizer/vocab.json"), is_safe_file("../vocab.json"), is_safe_file("/etc/passwd"), is_safe_file(".git/config")
    (True, False, False, False)
    """
    return isinstance(text, str) and text == str(PurePosixPath(text)) and all(_FILE_PART.fullmatch(part) for part in text.split("/"))
