"""The engines of the images stage."""

from songloom.engines.images.contract import PigmentOptions

ENGINES = {"pigment": "songloom.engines.images.pigment:Pigment"}
OPTIONS = {"pigment": PigmentOptions}
