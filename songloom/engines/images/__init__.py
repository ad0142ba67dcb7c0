"""The engines of the images stage."""

from songloom.engines.family import Family
from songloom.engines.images.contract import PigmentOptions

FAMILY = Family(
    engines={"pigment": "songloom.engines.images.pigment:Pigment"},
    options={"pigment": PigmentOptions},
)
