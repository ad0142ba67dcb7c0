"""A step's key: a hash over an allow-list of what may change its result, and of nothing else."""

import hashlib
from collections.abc import Mapping
from typing import Any

from songloom.model.document import dump_canonical

SCHEMA = 1


def build_preimage(stage: str, engine: str, version: str, options: Mapping[str, Any], inputs: Mapping[str, str]) -> dict[str, Any]:
    """All that a key is made of. `inputs` maps names to output digests; a path, a time or a host has no place here."""
    return {
        "schema": SCHEMA,
        "stage": stage,
        "engine": engine,
        "version": version,
        "options": dict(options),
        "models": {},
        "inputs": dict(inputs),
    }


def hash_preimage(preimage: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(dump_canonical(dict(preimage))).hexdigest()
