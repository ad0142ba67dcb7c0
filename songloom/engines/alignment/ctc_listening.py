"""Lets a wav2vec2 model listen to a stem, piece by piece, so that memory is bounded by the piece and not by the song."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch  # pyright: ignore[reportMissingImports] - an extra
from safetensors import SafetensorError  # pyright: ignore[reportMissingImports] - an extra
from transformers import Wav2Vec2Config, Wav2Vec2ForCTC  # pyright: ignore[reportMissingImports] - an extra
from transformers.utils import logging  # pyright: ignore[reportMissingImports] - an extra

from songloom.engines.alignment.sound import RATE_HZ
from songloom.engines.alignment.stem import Stem

# What the model hears at once, and how much of it, at either end, is only there for the rest to be heard in its context.
_PIECE_S, _CONTEXT_S = 20.0, 2.0
_SHORTEST_PIECE_S = 5.0
_GPU_PIECES = 8
# What training masks with is in no checkpoint and is not asked for here.
_NEVER_USED = ("masked_spec_embed",)


@dataclass(frozen=True)
class Listener:
    """A model on its device. Frame t of its output hears `window` samples from t · `hop` on."""

    model: Wav2Vec2ForCTC
    hop: int
    window: int

    @property
    def frame_s(self) -> float:
        """How far apart two frames are."""
        return self.hop / RATE_HZ

    @property
    def offset_s(self) -> float:
        """The middle of the first frame."""
        return self.window / 2 / RATE_HZ

    @property
    def tokens(self) -> int:
        """How many tokens the model tells apart."""
        return self.model.lm_head.out_features

    def count_frames(self, samples: int) -> int:
        """How many frames a sound of so many samples has, at least one."""
        return max(1, (samples - self.window) // self.hop + 1)

    def listen(self, stem: Stem, progress: Callable[[float], None]) -> Iterator[np.ndarray]:
        """Consecutive (frames, tokens) float32 log-likelihoods of the whole song.

        Where memory runs out fewer pieces are heard at once, then shorter ones; MemoryError when even the shortest do not fit.
        """
        total, done = self.count_frames(stem.samples), 0
        pieces, length_s = _GPU_PIECES if self.model.device.type == "cuda" else 1, _PIECE_S
        while done < total:
            try:
                block = self._hear(stem, done, pieces, length_s)
            except (MemoryError, RuntimeError) as error:
                pieces, length_s = _shrink(error, pieces, length_s)
                continue
            yield block
            done += len(block)
            progress(done / total)

    # ----------------------------------------------------------------------------------------- private

    def _hear(self, stem: Stem, done: int, pieces: int, length_s: float) -> np.ndarray:
        """The frames from `done` on that so many pieces yield: from each its middle, from the song's first and last also the edge."""
        total = self.count_frames(stem.samples)
        length, context = min(total, int(length_s / self.frame_s)), int(_CONTEXT_S / self.frame_s)
        starts, spans, at = [], [], done
        while at < total and len(starts) < pieces:
            start = min(max(0, at - context), total - length)
            end = total if start + length == total else start + length - context
            starts.append(start)
            spans.append((at - start, end - start))
            at = end
        count = (length - 1) * self.hop + self.window
        sound = torch.from_numpy(np.stack([stem.read(start * self.hop, count) for start in starts]))
        with torch.inference_mode():
            logits = self.model(sound.to(self.model.device, self.model.dtype)).logits
            heard = torch.log_softmax(logits.float(), dim=-1).cpu().numpy()
        return np.concatenate([block[first:end] for block, (first, end) in zip(heard, spans, strict=True)])


@lru_cache(maxsize=1)
def load_listener(folder: Path, device: str) -> Listener:
    """The model of a folder (config.json, model.safetensors), in half precision on CUDA; ValueError or OSError where it is none."""
    logging.disable_progress_bar()
    logging.set_verbosity_error()
    plain, _ = Wav2Vec2Config.get_config_dict(folder, local_files_only=True)
    config = Wav2Vec2Config.from_dict(plain)
    if plain.get("model_type") != "wav2vec2" or config.add_adapter:
        raise ValueError("config.json describes no wav2vec2 model of the plain kind")
    half = torch.float16 if torch.device(device).type == "cuda" else torch.float32
    try:
        loaded: Any = Wav2Vec2ForCTC.from_pretrained(
            folder, config=config, dtype=half, local_files_only=True, use_safetensors=True, output_loading_info=True
        )
        model, report = loaded
    except (SafetensorError, RuntimeError) as error:
        if _is_about_memory(error):
            raise MemoryError("no memory for the weights") from error
        raise ValueError(f"the weights do not fit the model ({str(error).splitlines()[0]})") from error
    if missing := [name for name in report["missing_keys"] if not name.endswith(_NEVER_USED)]:
        raise ValueError(f"the weights lack {sorted(missing)[0]}")
    hop = math.prod(config.conv_stride)
    window = 1
    for kernel, stride in zip(reversed(config.conv_kernel), reversed(config.conv_stride), strict=True):
        window = (window - 1) * stride + kernel
    return Listener(model.eval().to(device), hop, window)


# --------------------------------------------------------------------------------------------- private


def _shrink(error: Exception, pieces: int, length_s: float) -> tuple[int, float]:
    """Half as many pieces, or a half as long; the error itself where it is not about memory."""
    if not _is_about_memory(error):
        raise error
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    if pieces > 1:
        return pieces // 2, length_s
    if length_s / 2 < _SHORTEST_PIECE_S:
        raise MemoryError(f"no memory for the model even in pieces of {length_s:g} s") from error
    return 1, length_s / 2


def _is_about_memory(error: Exception) -> bool:
    """Torch on a processor has no error of its own for it."""
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or "allocate memory" in str(error)
