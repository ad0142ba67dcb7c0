"""The engines of the subtitles stage."""

from songloom.engines.family import Family
from songloom.engines.subtitles.contract import WriteOptions

FAMILY = Family(
    engines={"write": "songloom.engines.subtitles.write:Write"},
    options={"write": WriteOptions},
)
