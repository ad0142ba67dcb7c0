"""Asks a safety checker about every picture, and fails closed: without its answer no picture is shown."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch  # pyright: ignore[reportMissingImports] - an extra
from diffusers.pipelines.stable_diffusion.safety_checker import (  # pyright: ignore[reportMissingImports] - an extra
    StableDiffusionSafetyChecker,
)
from safetensors.torch import load_file  # pyright: ignore[reportMissingImports] - an extra
from transformers import CLIPConfig, CLIPImageProcessorPil  # pyright: ignore[reportMissingImports] - an extra

from songloom.engines.images.loading import ignore_notices, load_guarded


class Checker:
    """Stable Diffusion's own checker: how near CLIP thinks a picture to 17 concepts that nobody names, in 32-bit floats."""

    def __init__(self, folder: Path, name: str, device: str) -> None:
        self._network, self._processor = _load_once(folder, name, device)
        self._device = device

    def find_refused(self, pictures: np.ndarray) -> list[bool]:
        """For each of (pictures, height, width, 3), uint8, whether it may not be shown."""
        with ignore_notices():
            seen = self._processor(images=list(pictures), input_data_format="channels_last", return_tensors="pt").pixel_values
        with torch.inference_mode():
            _, flagged = self._network(clip_input=seen.to(self._device), images=np.zeros((len(pictures), 1, 1, 3), np.float32))
        assert len(flagged) == len(pictures), "one answer each"
        return [bool(flag) for flag in flagged]


# --------------------------------------------------------------------------------------------- private


@lru_cache(maxsize=1)
def _load_once(folder: Path, name: str, device: str) -> tuple[Any, Any]:
    return load_guarded(folder, name, lambda: _load(folder, device))


def _load(folder: Path, device: str) -> tuple[Any, Any]:
    network: Any = StableDiffusionSafetyChecker(CLIPConfig.from_pretrained(folder, local_files_only=True))
    # Strictly: a checker whose numbers are not all there would be filled up with chance, and answer all the same.
    numbers = {_rename(name): tensor.float() for name, tensor in load_file(folder / "model.safetensors").items()}
    network.load_state_dict({name: tensor for name, tensor in numbers.items() if not name.endswith(".position_ids")}, strict=True)
    if not all(bool(torch.isfinite(tensor).all()) for tensor in network.parameters()):
        raise ValueError("some of its numbers are not finite")
    return network.to(device).eval(), CLIPImageProcessorPil.from_pretrained(folder, local_files_only=True)


def _rename(name: str) -> str:
    """What transformers 5 calls a number that its elder called otherwise; position_ids are counted out anew."""
    return name.replace("vision_model.vision_model.", "vision_model.", 1)
