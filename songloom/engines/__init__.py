"""One folder per stage: contract.py says what its engines promise, `__init__.py` lists them."""

from importlib import import_module
from typing import Any

from songloom.engines.family import Family
from songloom.errors import MissingError
from songloom.model.resources import Resources


def load_family(stage: str) -> Family:
    """The registry of a stage."""
    return import_module(f"{__name__}.{stage}").FAMILY


def build_engine(stage: str, alias: str, options: Any, resources: Resources | None = None) -> Any:
    """An engine built from its options, and from `resources` if it needs weights; its module, and so its heavy libraries, is
    imported here and not before. MissingError where a library is not installed, or cannot be loaded."""
    kind = find_class(stage, alias)
    return kind(options, resources) if alias in load_family(stage).models else kind(options)


def find_class(stage: str, alias: str) -> Any:
    """The class of an engine; MissingError where it needs a library that is not installed, or cannot be loaded."""
    module, _, name = load_family(stage).engines[alias].partition(":")
    try:
        return getattr(import_module(module), name)
    except ImportError as error:
        if (error.name or "").partition(".")[0] == __name__.partition(".")[0]:
            raise
        cure = "pip install 'songloom[models]'" if alias in load_family(stage).models else "install songloom again"
        is_absent = isinstance(error, ModuleNotFoundError) and error.name
        what = f"the library {error.name} is not installed" if is_absent else f"a library cannot be loaded ({str(error)[:200]})"
        raise MissingError(f"{stage}: {alias}", what, cure) from error
