"""The engines of the segments stage."""

from songloom.engines.segments.contract import SegmentsOptions, SkiaOptions

ENGINES = {"skia": "songloom.engines.segments.skia:Skia"}
COMMON = SegmentsOptions
OPTIONS = {"skia": SkiaOptions}
