"""The engines of the timing stage."""

from songloom.engines.family import Family
from songloom.engines.timing.contract import MergeOptions

FAMILY = Family(
    engines={"merge": "songloom.engines.timing.merge:Merge"},
    options={"merge": MergeOptions},
)
