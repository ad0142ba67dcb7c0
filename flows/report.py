"""What a run did, as plain data and as text."""

import json
from collections.abc import Container, Mapping
from typing import Any

from songloom.pipeline.plan import Plan, Step
from songloom.store import Store
from songloom.store.views import find_views


def report_run(plan: Plan, made: Container[str], store: Store) -> dict[str, Any]:
    """Song → variant → stage → state (`made`, `reused`, `failed`, `blocked`), key, seconds, files; what failed, each error once;
    and under `quality` every song's verdict and its reasons, the weightiest first."""
    songs: dict[str, Any] = {}
    for step in plan.steps:
        songs.setdefault(step.song, {}).setdefault(step.variant, {})[step.stage] = _report_step(step, made, store)
    return {"songs": songs, "failed": list_failures(plan), "quality": list_verdicts(plan, store)}


def list_failures(plan: Plan) -> dict[str, str]:
    """Song → its first error; songs without one are not in it."""
    failures: dict[str, str] = {}
    for step in plan.steps:
        if step.error:
            failures.setdefault(step.song, str(step.error))
    return failures


def list_verdicts(plan: Plan, store: Store) -> dict[str, dict[str, Any]]:
    """Song → its `verdict` and `reasons` as quality.json holds them; songs that were not judged are not in it. DamagedError where a
    quality.json is not what it was: the next weave makes it again."""
    judged = {step.song: step.record for step in plan.steps if step.stage == "quality" and step.record}
    found = {song: json.loads(store.objects.read(record.outputs["quality.json"])) for song, record in judged.items()}
    return {song: {name: quality[name] for name in ("verdict", "reasons")} for song, quality in found.items()}


def sum_seconds(report: Mapping[str, Any]) -> dict[str, tuple[int, int, float]]:
    """Stage → how many steps were made, how many reused, and the seconds spent on those made; each key counted once."""
    seen: set[str] = set()
    sums: dict[str, tuple[int, int, float]] = {}
    for variants in report["songs"].values():
        for stages in variants.values():
            for stage, step in stages.items():
                if step.get("key") and step["key"] not in seen and step["state"] in ("made", "reused"):
                    seen.add(step["key"])
                    made, reused, seconds = sums.get(stage, (0, 0, 0.0))
                    is_made = step["state"] == "made"
                    sums[stage] = (made + is_made, reused + (not is_made), seconds + is_made * step["seconds"])
    return sums


# --------------------------------------------------------------------------------------------- private


def _report_step(step: Step, made: Container[str], store: Store) -> dict[str, Any]:
    if step.record is None:
        return {"state": step.state, "error": str(step.error)} if step.error else {"state": step.state}
    state = "made" if step.key in made else "reused"
    folder = find_views(store, step.song, step.variant, step.stage)
    files = {name: f"{folder}/{name}" for name in sorted(step.record.outputs)}
    known = {"state": state, "engine": step.engine, "key": step.key, "files": files, "seconds": step.record.provenance["seconds"]}
    parts = step.record.provenance.get("parts")
    if parts:
        total = parts["made"] + parts["reused"]
        known["parts"] = parts if state == "made" else {"made": 0, "reused": total}
    return known
