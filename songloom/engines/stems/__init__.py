"""The engines of the stems stage."""

from songloom.engines.stems.contract import CentreOptions

ENGINES = {"centre": "songloom.engines.stems.centre:Centre"}
OPTIONS = {"centre": CentreOptions}
