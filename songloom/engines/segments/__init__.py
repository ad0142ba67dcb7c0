"""The engines of the segments stage."""

from songloom.engines.family import Family
from songloom.engines.segments.contract import SegmentsOptions, SegmentsPlan, SkiaOptions

FAMILY = Family(
    engines={"skia": "songloom.engines.segments.skia:Skia"},
    common=SegmentsOptions,
    planned=SegmentsPlan,
    options={"skia": SkiaOptions},
)
