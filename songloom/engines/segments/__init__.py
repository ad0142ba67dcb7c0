"""The engines of the segments stage."""

from songloom.engines.segments.contract import SegmentsOptions, SegmentsPlan, SkiaOptions

ENGINES = {"skia": "songloom.engines.segments.skia:Skia"}
COMMON = SegmentsOptions
PLANNED = SegmentsPlan
OPTIONS = {"skia": SkiaOptions}
