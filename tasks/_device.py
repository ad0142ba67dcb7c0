"""Which device models run on."""

import importlib.util
from functools import cache

from songloom.errors import MissingError


@cache
def find_device(wanted: str) -> str:
    """Torch's name of the device; `auto` is a GPU where there is one. MissingError where the one that is wanted is not here."""
    if importlib.util.find_spec("torch") is None:
        return "cpu" if wanted == "auto" else wanted
    found = _list_devices()
    if wanted == "auto":
        return found[0].partition(":")[0]
    if wanted not in (*found, "cuda" if "cuda:0" in found else "cpu"):
        raise MissingError(f"device: {wanted}", f"there is no such device here, but {', '.join(found)}", "name one of them, or auto")
    return wanted


# --------------------------------------------------------------------------------------------- private


def _list_devices() -> list[str]:
    """The devices that torch can use, best first."""
    import torch  # pyright: ignore[reportMissingImports] - an extra

    cards = [f"cuda:{index}" for index in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
    return [*cards, *(["mps"] if torch.backends.mps.is_available() else []), "cpu"]
