"""Counts a run: how each song came out, and what each stage cost."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flows.account import Account
from songloom.settings.params import STAGES
from songloom.store import Store

# A document of a song; what is larger is none of ours.
MOST_BYTES = 1 << 22

Line = Mapping[str, Any]
Stages = Mapping[str, Mapping[str, Any]]


def tally_songs(account: Account, store: Store) -> list[dict[str, Any]]:
    """Every song that was asked for, in the order of the catalogue: its state, what was made of it, its first error, its verdict."""
    made: dict[str, list[Line]] = defaultdict(list)
    for line in account.made:
        made[line["song"]].append(line)
    order = dict.fromkeys((*account.head["songs"], *account.songs))
    return [_tally_song(song, account, made[song], store) for song in order]


def tally_stages(account: Account, price_per_hour: float | None) -> list[dict[str, Any]]:
    """Every stage that had anything to do, in the order of the graph: steps made, reused and failed, each key once, and what they
    cost. `seconds` are a worker's; those on a GPU are `gpu_seconds` as well. `bytes` is the size of what was made."""
    states = {step.get("key") or (song, stage): (stage, step["state"]) for song, _, stage, step in list_steps(account)}
    counts = Counter(states.values())
    made: dict[str, list[Line]] = defaultdict(list)
    for line in account.made:
        made[line["stage"]].append(line)
    found = []
    for stage in (name for name in STAGES if name in made or any(counted == name for counted, _ in counts)):
        seconds = sum(line["seconds"] for line in made[stage])
        row = {
            "stage": stage,
            "made": len(made[stage]),
            "reused": counts[stage, "reused"],
            "failed": counts[stage, "failed"],
            "seconds": round(seconds, 1),
            "gpu_seconds": round(sum(line["seconds"] for line in made[stage] if is_gpu(line)), 1),
            "bytes": sum(line["bytes"] for line in made[stage]),
            "peak_memory_bytes": max((line.get("peak_memory_bytes", 0) for line in made[stage]), default=0),
        }
        found.append(row | ({} if price_per_hour is None else {"price": round(seconds / 3600 * price_per_hour, 2)}))
    return found


def list_steps(account: Account) -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """Song, variant, stage and what is known of each step."""
    for song, variants in account.songs.items():
        for variant, stages in variants.items():
            for stage, step in stages.items():
                yield song, variant, stage, step


def is_gpu(line: Line) -> bool:
    """Whether a step ran on a GPU."""
    return str(line.get("device", "cpu")) != "cpu"


def read_output(store: Store, key: str, name: str) -> bytes | None:
    """The bytes of a step's output; None where the store has them no more, or they are implausibly many."""
    record = store.records.find(key) if key else None
    output = record.outputs.get(name) if record else None
    if output is None or output.size > MOST_BYTES:
        return None
    try:
        return store.objects.path_of(output.digest).read_bytes()
    except OSError:
        return None


# --------------------------------------------------------------------------------------------- private


def _tally_song(song: str, account: Account, made: list[Line], store: Store) -> dict[str, Any]:
    variants = account.songs.get(song, {})
    states = {variant: _judge_variant(stages, song in account.closed) for variant, stages in variants.items()}
    reused = {step.get("key") for stages in variants.values() for step in stages.values() if step["state"] == "reused"}
    slowest = max(made, key=lambda line: (line["seconds"], line["stage"]), default=None)
    title, artist = _find_title(song, account, store)
    return {
        "song": song,
        "title": title,
        "artist": artist,
        "state": _judge_song(states.values(), bool(made)),
        "variants": states,
        "made": len(made),
        "reused": len(reused),
        "seconds": round(sum(line["seconds"] for line in made), 1),
        "slowest": {"stage": slowest["stage"], "seconds": slowest["seconds"]} if slowest else None,
        "error": _find_error(variants),
        **_read_quality(variants, store),
    }


def _find_title(song: str, account: Account, store: Store) -> tuple[str, str]:
    """As the catalogue has them, else as the audio's tags do."""
    named = (account.head.get("titles") or {}).get(song) or ("", "")
    tags = _read_json(account.songs.get(song, {}), "audio", "tags.json", store) if not all(named) else {}
    title, artist = (name or tags.get(tag) for name, tag in zip(named, ("title", "artist"), strict=True))
    return str(title or ""), str(artist or "")


def _judge_variant(stages: Stages, is_closed: bool) -> str:
    states = {step["state"] for step in stages.values()}
    if states & {"failed", "blocked"}:
        return "failed"
    if not is_closed or states - {"made", "reused"}:
        return "unfinished"
    return "done"


def _judge_song(variants: Iterable[str], is_made: bool) -> str:
    """`failed`, `unfinished`, `unreached`, `done`, or `reused` where it was done before."""
    states = set(variants)
    if not states:
        return "unreached"
    worst = next(state for state in ("failed", "unfinished", "done") if state in states)
    return "reused" if worst == "done" and not is_made else worst


def _find_error(variants: Mapping[str, Stages]) -> dict[str, Any] | None:
    for variant, stages in variants.items():
        for stage, step in stages.items():
            if step["state"] == "failed":
                error = step.get("error") or {}
                told = {name: str(error.get(name, "")) for name in ("where", "what", "cure")}
                return {"variant": variant, "stage": stage, **told}
    return None


def _read_quality(variants: Mapping[str, Stages], store: Store) -> dict[str, Any]:
    """The verdict and its reasons; None and nothing for a song that was not judged."""
    quality = _read_json(variants, "quality", "quality.json", store)
    return {"verdict": quality.get("verdict"), "reasons": list(quality.get("reasons", ()))}


def _read_json(variants: Mapping[str, Stages], stage: str, name: str, store: Store) -> dict[str, Any]:
    """A document of a stage that all variants share; empty where there is none."""
    key = next((stages[stage].get("key", "") for stages in variants.values() if stage in stages), "")
    try:
        data = json.loads(read_output(store, key, name) or b"{}")
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
