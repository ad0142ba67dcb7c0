"""The engines of the video stage."""

from songloom.engines.family import Family
from songloom.engines.video.contract import VideoOptions

FAMILY = Family(
    engines={"join": "songloom.engines.video.join:Join"},
    common=VideoOptions,
    options={"join": VideoOptions},
)
