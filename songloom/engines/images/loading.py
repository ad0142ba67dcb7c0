"""Loads a painter from a folder of weights, once a process; what is wrong with the folder is said in a sentence."""

import inspect
import json
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import diffusers  # pyright: ignore[reportMissingImports] - an extra
import torch  # pyright: ignore[reportMissingImports] - an extra
from diffusers.pipelines.pipeline_utils import DiffusionPipeline  # pyright: ignore[reportMissingImports] - an extra
from diffusers.utils import logging  # pyright: ignore[reportMissingImports] - an extra
from transformers.utils import logging as transformers_logging  # pyright: ignore[reportMissingImports] - an extra

from songloom.engines.images.manners import MANNERS
from songloom.errors import MissingError

LIBRARIES = frozenset(("diffusers", "transformers"))
# Parts of older pipelines that paint black over what they flag: whoever wants that asks for it with `safety`.
LEFT_OUT = ("safety_checker", "feature_extractor", "image_encoder")
# What some classes would do of themselves: look for that checker, and hide a mark in pictures where one more library is installed.
SWITCHED_OFF = ("requires_safety_checker", "add_watermarker")
HALF = "fp16"

Loaded = TypeVar("Loaded")


@lru_cache(maxsize=1)
def load_painter(folder: Path, name: str, device: str) -> Any:
    """The pipeline in a folder that diffusers wrote, on torch's device of that name; MissingError where it holds no such pipeline.

    In 16-bit floats on CUDA, else in 32. It stays loaded until another one is asked for."""
    return load_guarded(folder, name, lambda: _load(folder, name, device))


def load_guarded(folder: Path, name: str, load: Callable[[], Loaded]) -> Loaded:
    """What `load` gives, or MissingError with the command that gets the weights anew."""
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    cure = f"get them with: songloom models fetch {name}"
    try:
        with ignore_notices():
            return load()
    except (MemoryError, torch.OutOfMemoryError) as error:
        raise MemoryError(f"the weights of {name} do not fit the memory") from error
    except MissingError:
        raise
    # Each library in the chain has its own kinds of error for a damaged file, some of them the bare Exception.
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        raise MissingError(str(folder), f"holds no weights of {name} that can be used ({reason})", cure) from error


@contextmanager
def ignore_notices() -> Iterator[None]:
    """What the libraries tell their own developers is kept from whoever paints."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


# --------------------------------------------------------------------------------------------- private


def _load(folder: Path, name: str, device: str) -> Any:
    index = dict(json.loads((folder / "model_index.json").read_bytes()))
    _check_class(index, name)
    parts = _check_parts(index)
    kind = _choose_type(parts, device)
    variant = HALF if any(folder.glob(f"*/*.{HALF}*.safetensors")) else None
    without = {name: None for name in LEFT_OUT if name in index}
    settings = {name: False for name in SWITCHED_OFF if name in inspect.signature(getattr(diffusers, index["_class_name"])).parameters}
    pipeline = DiffusionPipeline.from_pretrained(
        folder, dtype=kind, variant=variant, use_safetensors=True, local_files_only=True, **without, **settings
    )
    pipeline.set_progress_bar_config(disable=True)
    _check_numbers(pipeline)
    return pipeline.to(device)


def _check_class(index: dict[str, Any], name: str) -> None:
    """MissingError where a pipeline does not make pictures of a text, or not in one go."""
    if (kind := index.get("_class_name")) not in MANNERS:
        raise MissingError(
            "images.diffusion.model", f"{name} is of the class {kind}, which is not taken", f"taken are {', '.join(MANNERS)}"
        )


def _check_parts(index: dict[str, Any]) -> set[str]:
    """The names of a pipeline's parts; ValueError where one of them is of no class that is used here."""
    parts = {name: value for name, value in index.items() if isinstance(value, list) and value[:1] != [None] and name not in LEFT_OUT}
    for name, value in parts.items():
        if len(value) != 2 or value[0] not in LIBRARIES:
            raise ValueError(f"{name} is of {value}, expected a class of {' or '.join(sorted(LIBRARIES))}")
    return set(parts)


def _choose_type(parts: set[str], device: str) -> torch.dtype:
    """Transformers were taught in bfloat16, and overflow what U-Nets are content with."""
    if not device.startswith("cuda"):
        return torch.float32
    return torch.bfloat16 if "transformer" in parts else torch.float16


def _check_numbers(pipeline: Any) -> None:
    for name, part in pipeline.components.items():
        if isinstance(part, torch.nn.Module) and not all(bool(torch.isfinite(tensor).all()) for tensor in part.parameters()):
            raise ValueError(f"some numbers of its {name} are not finite")
