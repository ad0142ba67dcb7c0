"""The engines of the audio stage."""

from songloom.engines.audio.contract import DecodeOptions
from songloom.engines.family import Family

FAMILY = Family(
    engines={"decode": "songloom.engines.audio.decode:Decode"},
    options={"decode": DecodeOptions},
)
