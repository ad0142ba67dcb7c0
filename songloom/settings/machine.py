"""How this machine runs things: nothing of it is ever part of a key."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal

from annotated_types import Interval, Predicate

from songloom.errors import UsageError
from songloom.providers.endpoints import Endpoints
from songloom.settings.check import build_noun
from songloom.settings.located import Located, read_yaml
from songloom.settings.workspace import Workspace

Runner = Literal["auto", "inline", "threads", "processes", "dask", "ray"]

# The machine that a workspace may describe for whoever names none.
USUAL = "default"


def is_torch_device_or_auto(text: str) -> bool:
    """Whether a text names a device.

    >>> [is_torch_device_or_auto(text) for text in ("auto", "cpu", "cuda:1", "mps", "gpu")]
    [True, True, True, True, False]
    """
    return re.fullmatch(r"auto|cpu|mps|cuda(:\d{1,2})?", text) is not None


@dataclass(frozen=True)
class Machine:
    """`device` is torch's name of what models run on (`auto`: a GPU where there is one); `runner` where steps run (`auto`: inline for
    one song, else threads), `address` the cluster that it uses ("": one of its own, here); `workers` how many steps run at a time
    (0: one a processor), `model_workers` how many of those may hold a model; `remote` is the store that machines share, as a URL that
    fsspec knows ("": none), and `bandwidth_mbit` what sharing may use of the network (0: all of it); `offline` keeps the providers of
    lyrics from being asked, which live at `providers`."""

    device: Annotated[str, Predicate(is_torch_device_or_auto)] = "auto"
    runner: Runner = "auto"
    address: str = ""
    workers: Annotated[int, Interval(ge=0, le=256)] = 0
    model_workers: Annotated[int, Interval(ge=1, le=256)] = 1
    remote: str = ""
    bandwidth_mbit: Annotated[float, Interval(ge=0)] = 0
    offline: bool = False
    providers: Endpoints = field(default_factory=Endpoints)


def read_machine(name: str | None, workspace: Workspace) -> Machine:
    """`configs/machines/NAME.yaml`; without a name `default.yaml`, if the workspace has one. ConfigError lists all that is wrong."""
    files = sorted((workspace.root / "configs" / "machines").glob("*.yaml")) if workspace.root else []
    file = next((file for file in files if file.stem == (name or USUAL)), None)
    if name and not file:
        known = ", ".join(file.stem for file in files) or "none"
        raise UsageError(f"--machine {name}", "there is no such machine in configs/machines", f"known: {known}")
    return build_noun(_adapter(), read_yaml(file, f"machine {file.stem}") if file else Located({}, {}))


# --------------------------------------------------------------------------------------------- private


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Machine)
