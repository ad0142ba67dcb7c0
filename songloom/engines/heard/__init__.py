"""The engines of the heard stage: none yet that needs no download, so the stage is left out ("none")."""

from songloom.engines.family import Family

FAMILY = Family(
    engines={},
    options={},
    optional=True,
)
