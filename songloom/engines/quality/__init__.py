"""The engines of the quality stage."""

from songloom.engines.family import Family
from songloom.engines.quality.contract import AssessOptions

FAMILY = Family(
    engines={"assess": "songloom.engines.quality.assess:Assess"},
    options={"assess": AssessOptions},
)
