"""One folder per stage: contract.py says what its engines promise, `__init__.py` lists them."""

from importlib import import_module
from types import ModuleType
from typing import Any


def load_family(stage: str) -> ModuleType:
    """The registry module of a stage: `ENGINES` (alias → "module:Class"), `OPTIONS` (alias → options), `COMMON` (shared options)."""
    return import_module(f"{__name__}.{stage}")


def build_engine(stage: str, alias: str, options: Any) -> Any:
    """An engine built from its options; its module, and so its heavy libraries, is imported here and not before."""
    module, _, name = load_family(stage).ENGINES[alias].partition(":")
    return getattr(import_module(module), name)(options)
