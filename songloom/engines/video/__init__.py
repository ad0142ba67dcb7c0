"""The engines of the video stage."""

from songloom.engines.video.contract import JoinOptions, VideoOptions

ENGINES = {"join": "songloom.engines.video.join:Join"}
COMMON = VideoOptions
OPTIONS = {"join": JoinOptions}
