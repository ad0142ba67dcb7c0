"""Loads demucs' networks from a folder of weights: safetensors and JSON, and only the classes and shapes that are expected."""

import errno
import inspect
import json
import math
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import torch  # pyright: ignore[reportMissingImports] - an extra
import yaml
from annotated_types import Len
from demucs.hdemucs import HDemucs  # pyright: ignore[reportMissingImports] - an extra
from demucs.htdemucs import HTDemucs  # pyright: ignore[reportMissingImports] - an extra
from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass
from safetensors import SafetensorError, safe_open  # pyright: ignore[reportMissingImports] - an extra
from safetensors.torch import load_file  # pyright: ignore[reportMissingImports] - an extra

from songloom.engines.stems.writing import RATE_HZ
from songloom.errors import MissingError

# What a file of weights may ask to be built: no name out of a file is ever imported.
CLASSES: Mapping[str, type] = {"demucs.htdemucs.HTDemucs": HTDemucs, "demucs.hdemucs.HDemucs": HDemucs}
BAG_BYTES = 65536
VOICE = "vocals"


@dataclass(frozen=True)
class Bag:
    """What `<name>.yaml` says: the sub-models, how much each counts for each source (None: all alike), a segment in seconds for all."""

    models: Annotated[list[str], Len(1, 64)]
    weights: list[list[float]] | None = None
    segment: float | None = None


def load_voices(folder: Path, name: str) -> list[tuple[float, Any]]:
    """(share, network) of the sub-models that make the voice; one that counts for other sources alone is not even read.

    `folder` is laid out as demucs publishes it: one `<bag>.yaml`, and a `<sub-model>.safetensors` each whose metadata holds its class
    and arguments. Networks are on the CPU, ready to be used. MissingError where something is absent, damaged or of another kind.
    """
    cure = f"get them with: songloom models fetch {name}"
    try:
        bag = _read_bag(folder)
        voices = [(share, _load_network(folder / f"{sub}.safetensors", bag.segment)) for share, sub in _weigh_voices(bag, folder)]
        _check_voices([network for _, network in voices])
    except FileNotFoundError as error:
        raise MissingError(str(folder), f"lacks {Path(error.filename or folder).name} of the weights of {name}", cure) from error
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, AssertionError, SafetensorError, yaml.YAMLError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        raise MissingError(str(folder), f"holds no weights of {name} that can be used ({reason})", cure) from error
    return voices


# --------------------------------------------------------------------------------------------- private


def _read_bag(folder: Path) -> Bag:
    found = sorted(folder.glob("*.yaml"))
    if not found:
        raise FileNotFoundError(errno.ENOENT, "no bag", str(folder / "<bag>.yaml"))
    if len(found) > 1 or found[0].stat().st_size > BAG_BYTES:
        raise ValueError(f"expected one small .yaml, found {len(found)}")
    bag = TypeAdapter(Bag).validate_python(yaml.safe_load(found[0].read_text(encoding="utf-8")))
    if bad := [sub for sub in bag.models if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", sub)]:
        raise ValueError(f"{bad[0]!r} is no name of a sub-model")
    return bag


def _weigh_voices(bag: Bag, folder: Path) -> list[tuple[float, str]]:
    """(share, sub-model) of those that count for the voice; shares sum up to 1. Any sub-model that is there says which source it is."""
    files = [folder / f"{sub}.safetensors" for sub in bag.models]
    sources = _read_package(next((file for file in files if file.exists()), files[0])).sources
    rows = bag.weights or [[1.0] * len(sources)] * len(files)
    if [len(row) for row in rows] != [len(sources)] * len(files):
        raise ValueError(f"expected a row of {len(sources)} weights for each of {len(files)} sub-models")
    weights = [row[sources.index(VOICE)] for row in rows]
    total = sum(weights)
    if min(weights) < 0 or not 0 < total < math.inf:
        raise ValueError(f"{weights} are no weights of {VOICE}")
    return [(weight / total, sub) for weight, sub in zip(weights, bag.models, strict=True) if weight]


@dataclass(frozen=True)
class Package:
    """What a sub-model's file says of itself: one of our classes, and what it is built from."""

    kind: str
    arguments: dict[str, Any]

    @property
    def sources(self) -> list[str]:
        """What the network separates, in its order."""
        return list(self.arguments["sources"])


def _read_package(file: Path) -> Package:
    if not file.is_file():
        raise FileNotFoundError(errno.ENOENT, "no sub-model", str(file))
    with safe_open(str(file), framework="pt") as opened:
        metadata = opened.metadata() or {}
    kind = metadata["klass"]
    if kind not in CLASSES or "structure" in metadata:
        raise ValueError(f"{kind} is no network that is used here")
    known = list(inspect.signature(CLASSES[kind]).parameters)
    named = dict(zip(known, json.loads(metadata["args"]), strict=False)) | json.loads(metadata["kwargs"])
    # As in demucs: arguments of older versions that mean nothing any more are passed over; the shapes are checked afterwards.
    return Package(kind, {name: _decode(value) for name, value in named.items() if name in known})


def _decode(value: Any) -> Any:
    """The published form of a fraction, as a fraction; other JSON as it is."""
    if isinstance(value, dict) and value.get("_type") == "fraction":
        return Fraction(int(value["numerator"]), int(value["denominator"]))
    return value


def _load_network(file: Path, segment: float | None) -> Any:
    package = _read_package(file)
    # On the meta device nothing is drawn and nothing is allocated, so what does not fit the file is refused before it costs memory.
    with torch.device("meta"):
        network = CLASSES[package.kind](**package.arguments)
    network.load_state_dict({name: tensor.float() for name, tensor in load_file(file).items()}, strict=True, assign=True)
    # What a bag says may shorten the segments of a network, not lengthen them beyond what it learned.
    network.segment = network.segment if segment is None else min(segment, network.segment)
    return network.eval().requires_grad_(False)


def _check_voices(networks: list[Any]) -> None:
    first = networks[0]
    for network in networks:
        if (network.samplerate, network.audio_channels) != (RATE_HZ, 2):
            raise ValueError(f"expected {RATE_HZ} Hz stereo, got {network.samplerate} Hz with {network.audio_channels} channels")
        if _list_traits(network) != _list_traits(first) or not 0.1 <= network.segment <= 120:
            raise ValueError("its sub-models differ in kind, sources or length of segments")
        if network.sources.count(VOICE) != 1:
            raise ValueError(f"it separates {network.sources}, expected {VOICE} among them")
        if not all(bool(torch.isfinite(tensor).all()) for tensor in network.state_dict().values()):
            raise ValueError("some of its numbers are not finite")


def _list_traits(network: Any) -> tuple[Any, ...]:
    return type(network), network.sources, network.segment, getattr(network, "use_train_segment", None)
