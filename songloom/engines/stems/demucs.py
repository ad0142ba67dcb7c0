"""Separates the voice with demucs' networks, chunk by chunk: what `demucs.apply` does, without holding a whole song."""

import gc
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import torch  # pyright: ignore[reportMissingImports] - an extra

from songloom.engines.stems.chunks import Chunk, Level, blend_chunks, list_chunks, measure_level, read_chunk
from songloom.engines.stems.contract import DemucsOptions, StemFiles
from songloom.engines.stems.network import VOICE, load_voices
from songloom.engines.stems.writing import FULL_SCALE, RATE_HZ, StemWriter, open_song, read_span
from songloom.model.resources import Resources

# Chunks that a graphics card is given at once; a processor is busy with one.
CUDA_BATCH = 4

# How the libraries word it where they have no class of error for it.
NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")


class Demucs:
    """Hybrid (Transformer) Demucs (Défossez 2021; Rouard, Massa and Défossez 2023) through the demucs library, no random shifts.

    Only the networks that the voice is made of are run; in 16-bit floats on CUDA, else in 32. Where the device runs out of memory the
    song is begun again with one chunk at a time, then with chunks of half the length.
    """

    def __init__(self, options: DemucsOptions, resources: Resources) -> None:
        self._device = torch.device(resources.device)
        self._voices, self._longest_s = _load_once(resources.models["model"], options.model, self._device)

    def separate(self, song: Path, given: Mapping[str, Path], files: StemFiles, progress: Callable[[float], None]) -> None:
        """Write both stems; MemoryError where even the shortest chunk is too much. Memory does not grow with the song."""
        with open_song(song) as sound:
            level = measure_level(sound)
            for batch, parts in self._list_attempts():
                for _, network in self._voices:
                    network.segment = self._longest_s / parts
                try:
                    with StemWriter(files) as writer:
                        self._write_stems(sound, level, batch, writer, progress)
                    return
                except (RuntimeError, MemoryError) as error:
                    if not _lacks_memory(error):
                        raise
                # Out of the handler, because the error keeps what was computed alive.
                self._free_memory()
        raise MemoryError(f"{self._device} has too little memory for one chunk")

    def _list_attempts(self) -> list[tuple[int, int]]:
        """(chunks at once, parts that the longest chunk is cut into): from the quickest to the smallest."""
        return [(CUDA_BATCH, 1), (1, 1), (1, 2)] if self._device.type == "cuda" else [(1, 1), (1, 2)]

    def _write_stems(
        self, song: soundfile.SoundFile, level: Level, batch: int, writer: StemWriter, progress: Callable[[float], None]
    ) -> None:
        segment = int(self._voices[0][1].segment * RATE_HZ)
        for voice in blend_chunks(self._separate_chunks(song, list_chunks(song.frames, segment), level, batch), segment):
            piece = read_span(song, writer.frames, voice.shape[1])
            writer.write((voice.T * level.deviation + level.mean) * FULL_SCALE, piece)
            progress(writer.frames / song.frames)

    def _separate_chunks(self, song: soundfile.SoundFile, chunks: list[Chunk], level: Level, batch: int) -> Iterator[np.ndarray]:
        """The voice of every chunk at level, float32 (2, samples)."""
        for at in range(0, len(chunks), batch):
            # Chunks of a batch are equally wide; the song's last one may be narrower.
            for width, group in groupby(chunks[at : at + batch], key=lambda chunk: self._find_width(chunk.count)):
                members = list(group)
                mix = np.stack([read_chunk(song, chunk, width, level) for chunk in members])
                for chunk, voice in zip(members, self._find_voice(mix), strict=True):
                    skipped = (width - chunk.count) // 2
                    yield voice[:, skipped : skipped + chunk.count]

    def _find_width(self, count: int) -> int:
        """How many samples the networks want to see for a chunk of so many: Transformers all that they were trained on."""
        network = self._voices[0][1]
        return network.valid_length(count) if hasattr(network, "valid_length") else count

    def _find_voice(self, mix: np.ndarray) -> np.ndarray:
        """The voice in each of (chunks, 2, samples), float32."""
        tensor = torch.from_numpy(mix).to(self._device)
        if self._device.type == "cuda":
            with torch.autocast("cuda", torch.float16):
                voice = self._run_networks(tensor)
            if bool(torch.isfinite(voice).all()):
                return voice.cpu().numpy()
            # 16 bits end at 65504: what went beyond is computed again in 32.
        return self._run_networks(tensor).cpu().numpy()

    def _run_networks(self, mix: torch.Tensor) -> torch.Tensor:
        # Algorithms that are not chosen by a race give the same bits every time.
        with torch.inference_mode(), torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True):
            parts = [share * network(mix)[:, network.sources.index(VOICE)].float() for share, network in self._voices]
            return torch.stack(parts).sum(dim=0)

    def _free_memory(self) -> None:
        gc.collect()
        if self._device.type == "cuda":
            torch.cuda.empty_cache()


# --------------------------------------------------------------------------------------------- private


@lru_cache(maxsize=1)
def _load_once(folder: Path, name: str, device: torch.device) -> tuple[list[tuple[float, Any]], float]:
    """The networks on their device, loaded once for all songs, and the longest chunk that they take, in seconds."""
    voices = load_voices(folder, name)
    for _, network in voices:
        network.to(device)
    return voices, voices[0][1].segment


def _lacks_memory(error: BaseException) -> bool:
    return isinstance(error, (MemoryError, torch.OutOfMemoryError)) or any(text in str(error).lower() for text in NO_MEMORY)
