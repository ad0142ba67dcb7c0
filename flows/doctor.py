"""`doctor`: what is installed, which engines can run here, on which device."""

import importlib.util
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rich.markup import escape
from rich.table import Table

from flows.commands import print_json
from flows.console import open_console
from songloom.engines import load_family
from songloom.errors import SongloomError
from songloom.pipeline.stages import SONG

PACKAGES = (
    "songloom", "prefect", "dvc", "pandera", "av", "skia-python", "uharfbuzz", "opencv-python-headless",
    "pocketsphinx", "librosa", "moviepy", "torch", "espeakng-loader",
)  # fmt: skip


def run_doctor(as_json: bool) -> int:
    """Print what is here; 4 where an engine of the default path cannot run."""
    packages = {name: _find_version(name) for name in PACKAGES}
    engines = {f"{stage.name}.{alias}": _try_engine(path) for stage in SONG for alias, path in load_family(stage.name).engines.items()}
    found = {"python": platform.python_version(), "device": _find_device(), "packages": packages, "engines": engines}
    if as_json:
        print_json(found)
    else:
        _print_tables(found)
    return 4 if any(problem for problem in engines.values()) else 0


# --------------------------------------------------------------------------------------------- private


def _find_version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _try_engine(path: str) -> str:
    """What keeps an engine from running, "" where nothing does: its module and its libraries are imported."""
    try:
        importlib.import_module(path.partition(":")[0])
    except (SongloomError, ImportError) as error:
        return str(error)
    return ""


def _find_device() -> str:
    if importlib.util.find_spec("torch") is None:
        return "cpu"
    import torch  # pyright: ignore[reportMissingImports] - an extra

    return f"cuda ({torch.cuda.get_device_name()})" if torch.cuda.is_available() else "cpu"


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
