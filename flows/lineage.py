"""A song's whole lineage as data: every stage with what it was made of, where that came from, and what was made."""

import json
from collections.abc import Mapping
from typing import Any

from songloom.model.record import Output, Record
from songloom.pipeline.outside import Input, Request
from songloom.pipeline.step import Step
from songloom.store import Store
from songloom.store.damage import DamagedError
from songloom.store.records import is_digest

SCHEMA = 1
# A slice of a song is a few kilobytes; what is larger is no slice, whoever wrote the record.
MOST_SLICE_BYTES = 1 << 22


def describe_lineage(request: Request, steps: tuple[Step, ...], store: Store) -> dict[str, Any]:
    """The stages of one song in one variant, by name. Every input says whence it came: from a file of
    another stage that is listed, from a person's file, or from a document of settings that is told whole."""
    stages = {step.stage: _describe_step(step, store) for step in steps}
    return {"schema": SCHEMA, "song": request.song.id, "variant": request.variant, "stages": stages}


# --------------------------------------------------------------------------------------------- private


def _describe_step(step: Step, store: Store) -> dict[str, Any]:
    # While a step waits for others, its key and the digests of what it will read are not known.
    is_known = bool(step.key) and step.state not in ("waiting", "unasked", "blocked")
    inputs = {name: _describe_input(name, item) for name, item in sorted(step.inputs.items())}
    record = step.record
    return {
        "state": step.state,
        "key": step.key if is_known else None,
        "engine": step.engine,
        "version": step.preimage.get("version"),
        "options": step.preimage.get("options", {}),
        "models": _describe_models(step),
        "inputs": inputs,
        "outputs": _describe_outputs(record),
        "parts": [_describe_part(key, inputs, store) for key in _list_parts(record)],
        "provenance": record.provenance if record else None,
        "failure": _describe_failure(step, store),
        "passed_over": list(step.passed_over),
    }


def _describe_input(name: str, item: Input) -> dict[str, Any]:
    if item.path is not None:
        return {"digest": item.digest, "from": {"path": str(item.path)}}
    if item.data is not None:
        return {"digest": item.digest, "from": {"document": json.loads(item.data)}}
    stage, _, file = name.partition("/")
    # Of a parent that is not made yet only its provisional key is known.
    return {"digest": None if "/" in item.digest else item.digest, "from": {"stage": stage, "file": file}}


def _describe_models(step: Step) -> dict[str, Any]:
    """By the option that names them: what the key holds of them, and what it does not."""
    return {
        option: {**made_of, "name": step.weights[option].name, "licence": step.weights[option].licence}
        for option, made_of in step.preimage.get("models", {}).items()
    }


def _describe_outputs(record: Record | None) -> dict[str, Any]:
    return {name: output._asdict() for name, output in sorted(record.outputs.items())} if record else {}


def _list_parts(record: Record | None) -> list[str]:
    keys = record.provenance.get("part_keys") if record else None
    return [key for key in keys if is_digest(key)] if isinstance(keys, list) else []


def _describe_part(key: str, inputs: Mapping[str, Any], store: Store) -> dict[str, Any]:
    """A part's record, as that of a stage. What it shares with the whole comes whence the whole's came; its slice is told."""
    record = store.records.find(key)
    if record is None:
        return {"state": "missing", "key": key}
    whence = {found["digest"]: found["from"] for found in inputs.values()}
    made_of = record.preimage.get("inputs")
    named = {
        name: {"digest": digest, "from": {"document": _read_slice(digest, store)} if name == "slice" else whence.get(digest)}
        for name, digest in sorted(made_of.items() if isinstance(made_of, dict) else ())
    }
    told = {"version": record.preimage.get("version"), "options": record.preimage.get("options")}
    return {"state": "done", "key": key} | told | {"inputs": named, "outputs": _describe_outputs(record), "provenance": record.provenance}


def _read_slice(digest: Any, store: Store) -> Any:
    try:
        size = store.objects.locate(digest).stat().st_size if is_digest(digest) else MOST_SLICE_BYTES + 1
        return json.loads(store.objects.read(Output(digest, size))) if size <= MOST_SLICE_BYTES else None
    except (OSError, ValueError, RecursionError, DamagedError):
        return None


def _describe_failure(step: Step, store: Store) -> dict[str, Any] | None:
    """What is wrong with a step, or with the one that blocks it; `attempts` where a failure is kept, which it also is of a step that is
    to be tried again."""
    kept = store.failures.find(step.key) if step.key and step.record is None else None
    error = step.error or (kept.error if kept else None)
    if error is None:
        return None
    return {"where": error.where, "what": error.what, "cure": error.cure, "attempts": kept.attempts if kept else None}
