"""The engines of the alignment stage."""

from songloom.engines.alignment.contract import AlignmentOptions, SphinxOptions, SpreadOptions
from songloom.engines.family import Family

FAMILY = Family(
    engines={
        "sphinx": "songloom.engines.alignment.sphinx:Sphinx",
        "spread": "songloom.engines.alignment.spread:Spread",
    },
    options={"sphinx": SphinxOptions, "spread": SpreadOptions},
    common=AlignmentOptions,
)
