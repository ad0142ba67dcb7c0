"""What a machine gives an engine; none of it may change a result beyond the stage's tolerance."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Resources:
    """`device` is torch's name of it (`cpu`, `cuda`, `cuda:1`, `mps`); `models` maps each option that names weights to their folder."""

    device: str
    models: Mapping[str, Path]
