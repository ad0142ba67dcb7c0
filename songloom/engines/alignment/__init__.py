"""The engines of the alignment stage."""

from songloom.engines.alignment.contract import AlignmentOptions, SphinxOptions, SpreadOptions

ENGINES = {
    "sphinx": "songloom.engines.alignment.sphinx:Sphinx",
    "spread": "songloom.engines.alignment.spread:Spread",
}
OPTIONS = {"sphinx": SphinxOptions, "spread": SpreadOptions}
COMMON = AlignmentOptions
