"""How badly every 10 ms of a song fits every state of pocketsphinx's acoustic model."""

import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pocketsphinx
from pocketsphinx import Config, Decoder

from songloom.engines.alignment.sound import FRAME_SAMPLES, Signals, read_samples

_MODEL = Path(pocketsphinx.get_model_path()) / "en-us" / "en-us"
# Costs are averages over a block, so a block is long: a song is one, and only a concert is cut.
_BLOCK_FRAMES = 30000
_CHUNK_FRAMES = 1024
# The filler costs what the mean of the best 34 of the 126 context-independent senones costs: chosen on the ten songs of docs/alignment.md.
_FILLER_BEST = 34


@dataclass(frozen=True)
class PhoneModel:
    """The model definition: which three senones a phone uses between its neighbours. `senones` counts those free of context."""

    index: dict[str, int]
    triphones: dict[tuple[int, int, int, int], int]
    sequence_of: np.ndarray
    sequences: np.ndarray
    senones: int

    def find_senones(self, phone: int, left: int, right: int, position: int) -> np.ndarray:
        """The three senones of a phone; `position`: 0 inside a word, 1 first, 2 last, 3 alone.

        Falls back to other positions, then to no context.
        """
        for place in (position, 0, 1, 2, 3):
            if (phone, left, right, place) in self.triphones:
                return self.sequences[self.triphones[phone, left, right, place]]
        return self.sequences[self.sequence_of[phone]]


@dataclass(frozen=True)
class SenoneCosts:
    """`path` holds (frames, columns) bytes, 0 = the frame's best senone; `filler` (frames,) is what it costs to be none of the words."""

    path: Path
    columns: int
    filler: np.ndarray

    def read_block(self, first: int, end: int) -> np.ndarray:
        """Costs of frames [first, end) as float32."""
        flat = np.fromfile(self.path, np.uint8, (end - first) * self.columns, offset=first * self.columns)
        return flat.reshape(-1, self.columns).astype(np.float32)


def read_phone_model() -> PhoneModel:
    """Parse pocketsphinx's binary `mdef` (its layout: `bin_mdef.h`)."""
    raw = (_MODEL / "mdef").read_bytes()
    at = 12 + struct.unpack_from("<i", raw, 8)[0]
    n_ci, n_phone, _, n_ci_senone, _, _, n_sequence, _, n_tree = struct.unpack_from("<9i", raw, at)
    start = at = at + 40
    names = []
    for _ in range(n_ci):
        end = raw.index(b"\0", at)
        names.append(raw[at:end].decode())
        at = end + 1
    at += -(at - start) % 4 + n_tree * 8
    phones = np.frombuffer(raw, [("ssid", "<i4"), ("tmat", "<i4"), ("parts", "u1", 4)], n_phone, at)
    sequences = np.frombuffer(raw, "<i2", n_sequence * 3, at + n_phone * 12 + 4).reshape(-1, 3).astype(np.int32)
    position, phone, left, right = phones["parts"][n_ci:].T.tolist()
    triphones = dict(zip(zip(phone, left, right, position, strict=True), phones["ssid"][n_ci:].tolist(), strict=True))
    return PhoneModel({name: k for k, name in enumerate(names)}, triphones, phones["ssid"][:n_ci], sequences, n_ci_senone)


def score_senones(signals: Signals, model: PhoneModel, wanted: np.ndarray, scratch: Path, progress: Callable[[float], None]) -> SenoneCosts:
    """Costs of the `wanted` senones (sorted, unique) over the whole song: the mean of what the mid and the centre signal cost."""
    path, fillers = scratch / "senones.raw", []
    with path.open("wb") as file:
        for first in range(0, signals.frames, _BLOCK_FRAMES):
            count = min(_BLOCK_FRAMES, signals.frames - first)
            with tempfile.TemporaryDirectory(dir=scratch) as folder:
                dumps = [_dump_senones(signal, first, count, Path(folder)) for signal in (signals.mid, signals.centre)]
                for one, two in zip(_read_dump(dumps[0], count), _read_dump(dumps[1], count), strict=True):
                    cost = ((one + two) // 2).astype(np.uint8)
                    file.write(np.ascontiguousarray(cost[:, wanted]).tobytes())
                    fillers.append(_cost_filler(cost, model))
            progress((first + count) / signals.frames)
    return SenoneCosts(path, len(wanted), np.concatenate(fillers))


# --------------------------------------------------------------------------------------------- private


def _dump_senones(signal: Path, first: int, count: int, scratch: Path) -> Path:
    """Let pocketsphinx write its log of all senone scores: int16 rows behind a short header."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    pcm = read_samples(signal, first * FRAME_SAMPLES, (count + 2) * FRAME_SAMPLES)
    loudest = max(1, int(np.abs(pcm.astype(np.int32)).max()))
    decoder = Decoder(
        Config(lm=None, loglevel="FATAL", senlogdir=str(folder), compallsen=True, bestpath=False, cmn="batch", remove_noise=True)
    )
    decoder.set_align_text("a")
    decoder.start_utt()
    decoder.process_raw((pcm * (0.9 * 32767 / loudest)).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    # The log is complete only once the decoder has let go of it.
    del decoder
    return next(folder.iterdir())


def _read_dump(path: Path, count: int) -> Iterator[np.ndarray]:
    """Chunks of exactly `count` rows in all, each row's best set to 0 and its worst cut at 255; the last row stands for those missing."""
    with path.open("rb") as file:
        head = file.read(4096)
        offset = head.index(b"endhdr\n") + len(b"endhdr\n") + 4
    width = int(np.frombuffer(head, "<i2", 1, offset)[0]) + 1
    rows = np.zeros((1, width), np.int16)
    for first in range(0, count, _CHUNK_FRAMES):
        wanted = min(_CHUNK_FRAMES, count - first)
        found = np.fromfile(path, "<i2", wanted * width, offset=offset + first * width * 2)
        found = found[: len(found) // width * width].reshape(-1, width)
        rows = np.concatenate([found, np.repeat(found[-1:] if len(found) else rows[-1:], wanted - len(found), axis=0)])
        yield np.clip(rows[:, 1:] - rows[:, 1:].min(1, keepdims=True), 0, 255)


def _cost_filler(cost: np.ndarray, model: PhoneModel) -> np.ndarray:
    """(frames,) the filler's cost: high where some phone fits well, never more than silence's."""
    some = np.partition(cost[:, : model.senones], _FILLER_BEST, axis=1)[:, :_FILLER_BEST].mean(1)
    silence = cost[:, model.sequences[model.sequence_of[model.index["SIL"]]]].min(1)
    return np.minimum(some, silence).astype(np.float32)
