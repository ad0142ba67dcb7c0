"""Which device models run on."""

import importlib.util
from functools import cache


@cache
def find_device(wanted: str) -> str:
    """Torch's name of the device; `auto` is a GPU where there is one."""
    if wanted != "auto" or importlib.util.find_spec("torch") is None:
        return "cpu" if wanted == "auto" else wanted
    import torch  # pyright: ignore[reportMissingImports] - an extra

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
