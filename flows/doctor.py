"""`doctor`: what is installed, which engines can run here, on which device."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rich.markup import escape
from rich.table import Table

from flows.commands import print_json
from flows.console import open_console
from songloom.engines import find_class, load_family
from songloom.errors import SongloomError
from songloom.pipeline.stages import SONG
from songloom.settings.params import build_settings
from songloom.settings.workspace import Workspace
from tasks._device import find_device

PACKAGES = (
    "songloom", "prefect", "dvc", "pandera", "av", "skia-python", "uharfbuzz", "opencv-python-headless",
    "pocketsphinx", "librosa", "moviepy", "torch", "demucs", "faster-whisper", "ctranslate2", "transformers", "espeakng-loader",
)  # fmt: skip


def run_doctor(as_json: bool) -> int:
    """Print what is here; 4 where an engine of the default path cannot run."""
    packages = {name: _find_version(name) for name in PACKAGES}
    engines = {f"{stage.name}.{alias}": _try_engine(stage.name, alias) for stage in SONG for alias in load_family(stage.name).engines}
    found = {"python": platform.python_version(), "device": find_device("auto"), "packages": packages, "engines": engines}
    if as_json:
        print_json(found)
    else:
        _print_tables(found)
    return 4 if any(engines.get(name) for name in _list_default_engines()) else 0


# --------------------------------------------------------------------------------------------- private


def _find_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _list_default_engines() -> list[str]:
    """The engines of the default path, as `stage.engine`."""
    settings, _ = build_settings(Workspace(None).layers("embedded", "main"))
    return [f"{stage}.{block.engine}" for stage, block in settings.items()]


def _try_engine(stage: str, alias: str) -> str:
    """What keeps an engine from running, "" where nothing does: its module and its libraries are imported."""
    try:
        find_class(stage, alias)
    except SongloomError as error:
        return str(error)
    except Exception as error:
        # What a broken library raises when it is loaded, nobody can list.
        return f"{type(error).__name__}: {error}"
    return ""


def _print_tables(found: dict[str, Any]) -> None:
    console = open_console()
    console.print(f"Python {found['python']} on {sys.platform}, device: {found['device']}")
    packages, engines = Table("package", "version"), Table("engine", "can run")
    for name, number in found["packages"].items():
        packages.add_row(name, number or "[dim]not installed[/]")
    for name, problem in found["engines"].items():
        engines.add_row(name, f"[red]no: {escape(problem)}[/]" if problem else "[green]yes[/]")
    console.print(packages)
    console.print(engines)
