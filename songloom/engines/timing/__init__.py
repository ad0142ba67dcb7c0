"""The engines of the timing stage."""

from songloom.engines.timing.contract import MergeOptions

ENGINES = {"merge": "songloom.engines.timing.merge:Merge"}
OPTIONS = {"merge": MergeOptions}
