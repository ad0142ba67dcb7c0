"""Weights by the names that settings use: where they lie, what for, under which licence, and which files to take."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from songloom.errors import UsageError
from songloom.model.weights import Weights, is_repository, is_safe_file, is_weights_name

FILE = Path(__file__).with_name("known.yaml")
UNKNOWN = "unknown"
# The owner of what came from a folder: no such owner is asked for on the hub.
LOCAL = "local"
CONVERTED = "model.safetensors"
# What is taken of a repository that nobody described: plain tensors and text. CTranslate2's model.bin is plain tensors too.
ANY_FILES = ("*.safetensors", "*.safetensors.index.json", "*.json", "*.txt", "*.yaml", "*.model", "chat_template.jinja", "model.bin")
WEIGHT_ENDINGS = (".safetensors", ".bin", ".pt", ".pth", ".th", ".ckpt", ".pkl", ".h5", ".msgpack", ".onnx")
MOST_FILES = 200
# A folder of diffusers: what a text-to-image pipeline reads of it, part by part. Its checkers and encoders of pictures are left out.
PIPELINE = "model_index.json"
PART_FILES = ("*.json", "*.txt", "*.model", "*.jinja", "*.safetensors")
LEFT_OUT = ("safety_checker", "feature_extractor", "image_encoder")
HALF = ".fp16"
_NONCOMMERCIAL = re.compile(r"(^|[-_ ])nc([-_ ]|$)|non[-_ ]?commercial|research|personal", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What to know before weights are fetched. `size` in bytes, about; `files` are patterns of names; `revision` 40 hex digits or None;
    `digests` file → sha256 where it is known beforehand; `convert` names a file that is turned into `model.safetensors`, or is ""."""

    name: str
    repository: str
    purpose: str = ""
    licence: str = UNKNOWN
    size: int = 0
    files: tuple[str, ...] = ANY_FILES
    revision: str | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    convert: str = ""


@cache
def list_known() -> Mapping[str, Known]:
    """Name → what ships with Songloom, in the order of the file."""
    import yaml

    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: Known(**{**row, "name": name, "files": tuple(row["files"])}) for name, row in rows.items()}


def find_known(name: str, row: Weights | None = None) -> Known:
    """What is known of a name: what ships, else what its row in the lock says, else a repository of the hub. UsageError if none is."""
    if known := list_known().get(name):
        return known
    if row is not None:
        return Known(name, row.repository, licence=row.licence, size=row.size, revision=row.revision)
    if is_repository(name):
        return Known(name, name)
    near = get_close_matches(name, list_known(), n=1)
    hint = f"did you mean {near[0]}, " if near else "songloom models list says which there are, "
    what = "no weights have this name" if is_weights_name(name) else "is no name of weights"
    raise UsageError(name, what, f"{hint}or say owner/name of a repository on the hub")


def find_own(name: str, row: Weights | None = None) -> Known:
    """What is known of weights that a folder brings: a plain name that nobody knows yet is one's own. UsageError where it is no name."""
    if row is None and name not in list_known() and is_weights_name(name) and not is_repository(name):
        return Known(name, f"{LOCAL}/{name}")
    return find_known(name, row)


def choose_files(known: Known, listed: Iterable[str]) -> list[str]:
    """Of a repository's files, those to take. UsageError where there are no weights that are safe to read."""
    names = sorted(listed)
    if PIPELINE in names and known.files == ANY_FILES and (parts := _choose_parts(names)):
        return parts
    taken = [name for name in names if is_safe_file(name) and any(_matches(name, pattern) for pattern in known.files)]
    if len(taken) > MOST_FILES:
        raise UsageError(known.repository, f"holds {len(taken)} files of weights", f"{MOST_FILES} are the most")
    if any(name.endswith(".safetensors") for name in taken):
        return [name for name in taken if not name.endswith(".bin")]
    if "model.bin" in taken:
        return taken
    if known.convert and known.convert in names:
        return [*taken, known.convert]
    others = [name for name in names if name.endswith(WEIGHT_ENDINGS)]
    if not others:
        raise UsageError(known.repository, "holds no weights that Songloom can read", "expected *.safetensors, or CTranslate2's model.bin")
    cure = "name a --revision that has *.safetensors, or convert it yourself and say --from FOLDER"
    raise UsageError(known.repository, f"its weights come as {others[0]}, a format that can run code when it is read", cure)


def is_noncommercial(licence: str) -> bool:
    """Whether a licence says that it allows no commercial use.

    >>> is_noncommercial("cc-by-nc-4.0"), is_noncommercial("apache-2.0")
    (True, False)
    """
    return bool(_NONCOMMERCIAL.search(licence))


# --------------------------------------------------------------------------------------------- private


def _choose_parts(names: list[str]) -> list[str]:
    """Of a pipeline's folder, what is read of it: of parts that are there in 16 bits as well those alone, at half the size."""
    found = [name for name in names if is_safe_file(name) and any(_matches(name, f"*/{pattern}") for pattern in PART_FILES)]
    found = [name for name in found if not name.startswith(LEFT_OUT) and "non_ema" not in name]
    halved = {name.partition("/")[0] for name in found if HALF in name and name.endswith(".safetensors")}
    taken = [name for name in found if ".safetensors" not in name or (name.partition("/")[0] in halved) == (HALF in name)]
    return sorted([PIPELINE, *taken]) if any(name.endswith(".safetensors") for name in taken) else []


def _matches(name: str, pattern: str) -> bool:
    """Part by part: a `*` does not reach into a folder."""
    parts, patterns = name.split("/"), pattern.split("/")
    return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))
