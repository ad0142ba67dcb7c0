"""The engines of the subtitles stage."""

from songloom.engines.subtitles.contract import WriteOptions

ENGINES = {"write": "songloom.engines.subtitles.write:Write"}
OPTIONS = {"write": WriteOptions}
