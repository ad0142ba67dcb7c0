"""The engines of the alignment stage."""

from songloom.engines.alignment.contract import AlignmentOptions, AlignmentPlan, CtcOptions, SphinxOptions, SpreadOptions
from songloom.engines.family import Family

FAMILY = Family(
    engines={
        "sphinx": "songloom.engines.alignment.sphinx:Sphinx",
        "ctc": "songloom.engines.alignment.ctc:Ctc",
        "spread": "songloom.engines.alignment.spread:Spread",
    },
    options={"sphinx": SphinxOptions, "ctc": CtcOptions, "spread": SpreadOptions},
    common=AlignmentOptions,
    planned=AlignmentPlan,
    models={"ctc": ("model",)},
)
