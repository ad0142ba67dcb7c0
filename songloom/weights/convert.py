"""Weights in torch's own format, turned once into safetensors: nothing but plain tensors is read, so nothing in them can run."""

import zipfile
from pathlib import Path

from songloom.errors import MissingError, UsageError


def convert_weights(source: Path, target: Path) -> None:
    """Write the tensors of `source` into `target`; the same tensors are the same bytes. UsageError where there is anything else in it."""
    try:
        import torch  # pyright: ignore[reportMissingImports] - an extra
        from safetensors.torch import save_file  # pyright: ignore[reportMissingImports] - an extra
    except ImportError as error:
        what = "these weights must be converted, and torch is not installed"
        raise MissingError(source.name, what, "pip install 'songloom[models]'") from error
    try:
        # `weights_only`: torch's reader builds tensors and containers, and refuses everything else.
        state = torch.load(source, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(source))
        tensors = {name: tensor.detach().clone().contiguous() for name, tensor in state.items()}
    except MemoryError:
        raise
    except Exception as error:
        what = f"is not plain tensors ({type(error).__name__}), and is not read"
        raise UsageError(source.name, what, "do not use these weights") from error
    save_file(tensors, target, metadata={"format": "pt"})
