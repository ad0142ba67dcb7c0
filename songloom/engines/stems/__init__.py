"""The engines of the stems stage."""

from songloom.engines.family import Family
from songloom.engines.stems.contract import CentreOptions, DemucsOptions, ProvidedOptions

FAMILY = Family(
    engines={
        "centre": "songloom.engines.stems.centre:Centre",
        "demucs": "songloom.engines.stems.demucs:Demucs",
        "provided": "songloom.engines.stems.provided:Provided",
    },
    options={"centre": CentreOptions, "demucs": DemucsOptions, "provided": ProvidedOptions},
    models={"demucs": ("model",)},
)
