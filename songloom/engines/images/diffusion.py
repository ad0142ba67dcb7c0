"""Paints with a diffusion model through diffusers: several scenes at once, each from noise of its own seed."""

import gc
import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch  # pyright: ignore[reportMissingImports] - an extra

from songloom.engines.images.contract import DiffusionOptions, PictureRequest, PigmentOptions
from songloom.engines.images.loading import ignore_notices, load_painter
from songloom.engines.images.manners import choose_manner
from songloom.engines.images.pigment import Pigment
from songloom.engines.images.prompts import build_prompt
from songloom.engines.images.safety import Checker
from songloom.model.document import dump_document
from songloom.model.resources import Resources
from songloom.model.theme import PictureTheme
from songloom.model.weights import OFF

# Edges that every network divides evenly: three halvings of a U-Net below eight of its decoder.
MULTIPLE = 64
NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")
PNG = [cv2.IMWRITE_PNG_COMPRESSION, 3]


class Diffusion:
    """Any pipeline of `manners.MANNERS`. Noise comes from the processor, so a seed means the same on every device.

    Where the device runs out of memory fewer pictures are painted at once, then one in slices.
    """

    def __init__(self, options: DiffusionOptions, resources: Resources) -> None:
        self._options = options
        self._pipeline = load_painter(resources.models["model"], options.model, resources.device)
        is_asked = options.safety != OFF
        self._checker = Checker(resources.models["safety"], options.safety, resources.device) if is_asked else None
        self._device = torch.device(resources.device)
        self._manner = choose_manner(self._pipeline, options.model, options.steps, options.guidance)

    def paint_all(
        self, requests: Sequence[PictureRequest], theme: PictureTheme, folders: Sequence[Path], progress: Callable[[float], None]
    ) -> None:
        """Write each picture, or that the checker refuses it."""
        done = 0
        for pictures in self._paint_batches(requests, theme):
            refused = self._checker.find_refused(pictures) if self._checker else [False] * len(pictures)
            for picture, is_refused in zip(pictures, refused, strict=True):
                if is_refused:
                    (folders[done] / "refused.json").write_bytes(dump_document({"refused_by": self._options.safety}))
                else:
                    (folders[done] / "scene.png").write_bytes(_encode(picture, self._options.upscale))
                done += 1
            progress(done / len(requests))

    def substitute(self, request: PictureRequest, theme: PictureTheme, target: Path) -> None:
        """Write the rule-based painter's picture of the request."""
        edge = min(find_size(self._options)) * self._options.upscale
        Pigment(PigmentOptions(edge)).paint(request, theme, target)

    # ----------------------------------------------------------------------------------------- private

    def _paint_batches(self, requests: Sequence[PictureRequest], theme: PictureTheme) -> Iterator[np.ndarray]:
        """The pictures in order, batch by batch, (pictures, height, width, 3), uint8."""
        done, count = 0, self._options.batch_size
        while done < len(requests):
            try:
                pictures = self._paint(requests[done : done + count], theme)
            except (RuntimeError, MemoryError) as error:
                if not _lacks_memory(error):
                    raise
                pictures, count = None, count // 2
            if pictures is None:
                # Out of the handler, because the error keeps what was computed alive.
                self._save_memory(count)
                count = max(count, 1)
                continue
            yield pictures
            done += len(pictures)

    def _paint(self, requests: Sequence[PictureRequest], theme: PictureTheme) -> np.ndarray:
        prompts = [build_prompt(request, theme) for request in requests]
        call = self._manner.write_call([prompt.wanted for prompt in prompts], [prompt.unwanted for prompt in prompts])
        width, height = find_size(self._options)
        noise = [torch.Generator("cpu").manual_seed(request.seed) for request in requests]
        # Algorithms that are not chosen by a race give the same bits every time.
        exact = torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True)
        with ignore_notices(), torch.inference_mode(), exact:
            made = self._pipeline(**call, width=width, height=height, generator=noise, output_type="np").images
        # What overflowed is black, as what follows can tell.
        return np.rint(np.nan_to_num(np.asarray(made, np.float32)).clip(0, 1) * 255).astype(np.uint8)

    def _save_memory(self, count: int) -> None:
        """Make room for so many pictures at once, 0: for one that did not fit."""
        gc.collect()
        if self._device.type == "cuda":
            torch.cuda.empty_cache()
        if count == 0:
            if getattr(self._pipeline, "is_sliced", False):
                raise MemoryError(f"{self._device} has too little memory for one picture")
            self._pipeline.enable_attention_slicing()
            if hasattr(self._pipeline.vae, "enable_tiling"):
                self._pipeline.vae.enable_tiling()
            self._pipeline.is_sliced = True


def find_size(options: DiffusionOptions) -> tuple[int, int]:
    """Width and height in pixels that the model paints: about `size` squared, in the shape of the screen."""
    across, down = map(int, options.aspect.split(":"))
    ratio = math.sqrt(across / down)
    width, height = (max(MULTIPLE, MULTIPLE * round(options.size * share / MULTIPLE)) for share in (ratio, 1 / ratio))
    return width, height


# --------------------------------------------------------------------------------------------- private


def _encode(picture: np.ndarray, upscale: int) -> bytes:
    # Lanczos makes edges no sharper than they were painted; it only spares the film's scaler the work.
    larger = cv2.resize(picture, None, fx=upscale, fy=upscale, interpolation=cv2.INTER_LANCZOS4) if upscale > 1 else picture
    return cv2.imencode(".png", cv2.cvtColor(larger, cv2.COLOR_RGB2BGR), PNG)[1].tobytes()


def _lacks_memory(error: BaseException) -> bool:
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or any(text in str(error).lower() for text in NO_MEMORY)
