"""The engines of the stems stage."""

from songloom.engines.family import Family
from songloom.engines.stems.contract import CentreOptions

FAMILY = Family(
    engines={"centre": "songloom.engines.stems.centre:Centre"},
    options={"centre": CentreOptions},
)
