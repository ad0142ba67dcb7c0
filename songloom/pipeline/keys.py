"""A step's key: a hash over an allow-list of what may change its result, and of nothing else."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import orjson

from songloom.model.document import dump_canonical
from songloom.model.weights import Weights

SCHEMA = 1


@dataclass(frozen=True)
class Maker:
    """Who does the work: an engine of a stage, its version, its options, and the weights that it uses by the option that names them."""

    stage: str
    engine: str
    version: str
    options: Mapping[str, Any]
    weights: Mapping[str, Weights] = field(default_factory=lambda: MappingProxyType({}))


def build_preimage(maker: Maker, inputs: Mapping[str, str]) -> dict[str, Any]:
    """All that a key is made of. `inputs` maps names to output digests; a path, a time or a host has no place here."""
    return {
        "schema": SCHEMA,
        "stage": maker.stage,
        "engine": maker.engine,
        "version": maker.version,
        "options": _as_dict(maker.options),
        "models": {option: _describe_weights(weights) for option, weights in maker.weights.items()},
        "inputs": _as_dict(inputs),
    }


def hash_preimage(preimage: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(dump_canonical(dict(preimage))).hexdigest()


@dataclass(frozen=True)
class Mould:
    """The canonical JSON of a maker's preimages, before and after their inputs: a catalogue's steps of one stage differ in those alone."""

    head: bytes
    tail: bytes

    def hash_inputs(self, inputs: Mapping[str, str]) -> str:
        """What `hash_preimage` says of the maker's preimage with these inputs."""
        return hashlib.sha256(self.head + orjson.dumps(inputs, option=orjson.OPT_SORT_KEYS) + self.tail).hexdigest()


def build_mould(maker: Maker) -> Mould:
    """The mould of a maker's preimages."""
    head, inputs, tail = dump_canonical(build_preimage(maker, {})).partition(b'"inputs":')
    return Mould(head + inputs, tail.removeprefix(b"{}"))


# --------------------------------------------------------------------------------------------- private


def _as_dict(mapping: Mapping[str, Any]) -> dict[str, Any]:
    """The very mapping where it can be: preimages of a catalogue share what is equal."""
    return mapping if isinstance(mapping, dict) else dict(mapping)


def _describe_weights(weights: Weights) -> dict[str, Any]:
    files = {name: file.sha256 for name, file in weights.files.items()}
    return {"repository": weights.repository, "revision": weights.revision, "files": files}
