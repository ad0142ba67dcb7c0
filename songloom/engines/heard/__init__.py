"""The engines of the heard stage: none yet that needs no download, so the stage is left out ("none")."""

ENGINES: dict[str, str] = {}
OPTIONS: dict[str, type] = {}
