"""The engines of the audio stage."""

from songloom.engines.audio.contract import DecodeOptions

ENGINES = {"decode": "songloom.engines.audio.decode:Decode"}
OPTIONS = {"decode": DecodeOptions}
