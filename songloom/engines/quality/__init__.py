"""The engines of the quality stage."""

from songloom.engines.quality.contract import AssessOptions

ENGINES = {"assess": "songloom.engines.quality.assess:Assess"}
OPTIONS = {"assess": AssessOptions}
