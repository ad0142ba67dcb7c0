"""About how long the missing steps will take: what their like took before."""

from collections import defaultdict
from statistics import mean

from songloom.pipeline.plan import Plan
from songloom.store import Store
from songloom.store.records import read_record
from songloom.store.views import read_keys

# Enough songs to tell what a stage costs, few enough to be read in no time.
MOST_VIEWS = 50


def estimate_seconds(plan: Plan, store: Store) -> dict[str, float]:
    """Stage → estimated seconds of all its missing and waiting steps; stages that never ran here are left out."""
    past = _read_past(store)
    estimate = {}
    for stage, count in plan.counts().items():
        if count["at_most"] and past[stage]:
            estimate[stage] = round(mean(past[stage]) * count["at_most"], 1)
    return estimate


# --------------------------------------------------------------------------------------------- private


def _read_past(store: Store) -> dict[str, list[float]]:
    """The seconds of steps that were made whole; a stage of which only some parts were made says too little."""
    past: dict[str, list[float]] = defaultdict(list)
    for view in sorted((store.root / "songs").glob("*/*"))[:MOST_VIEWS]:
        for stage, keys in read_keys(store, view.parent.name, view.name).items():
            record = read_record(store.records.path_of(str(keys["key"])))
            if record and not record.provenance.get("parts", {}).get("reused"):
                past[stage].append(record.provenance["seconds"])
    return past
