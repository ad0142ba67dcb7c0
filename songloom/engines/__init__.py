"""One folder per stage: contract.py says what its engines promise, `__init__.py` lists them."""

from importlib import import_module
from typing import Any

from songloom.engines.family import Family
from songloom.model.resources import Resources


def load_family(stage: str) -> Family:
    """The registry of a stage."""
    return import_module(f"{__name__}.{stage}").FAMILY


def build_engine(stage: str, alias: str, options: Any, resources: Resources | None = None) -> Any:
    """An engine built from its options, and from `resources` if it needs weights; its module, and so its heavy libraries, is
    imported here and not before."""
    family = load_family(stage)
    module, _, name = family.engines[alias].partition(":")
    kind = getattr(import_module(module), name)
    return kind(options, resources) if alias in family.models else kind(options)
