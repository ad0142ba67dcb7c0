"""How long the listening models take, and how much memory: full-size architectures with random weights, so nothing is downloaded.

    python bench/listening.py [--device cpu|cuda] [--seconds 60] [--models demucs whisper wav2vec2] [--json]

What a network costs does not depend on its weights, except that a recogniser that says more takes longer: Whisper is made to say
TOKENS tokens in every window of 30 s, about what is sung in one, and to find their times. `demucs` is the one network of htdemucs_ft
that yields the voice, `whisper` large-v3, `wav2vec2` large-960h-lv60. Each runs in a process of its own, once for a few seconds to
warm up and then for all; making and loading the weights is not counted in the seconds. Memory is the process's peak, and on CUDA
what the device gave.
"""

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import soundfile
from rich.console import Console
from rich.table import Table

from songloom.engines import build_engine
from songloom.engines.stems.contract import DemucsOptions, StemFiles
from songloom.model.resources import Resources

TOKENS, BEAM, CUDA_WINDOWS = 100, 5, 8
# What the configuration of the published weights says.
HTDEMUCS = {
    "sources": ["drums", "bass", "other", "vocals"],
    "channels": 48,
    "depth": 4,
    "bottom_channels": 512,
    "dconv_mode": 3,
    "t_layers": 5,
    "t_heads": 8,
    "segment": Fraction(39, 5),
}
WHISPER = {"width": 1280, "layers": 32, "heads": 20, "mels": 128, "vocabulary": 51866}
# The first tokens of the vocabulary: the ones that the library asks for by name.
CONTROLS = ("<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|nospeech|>", "<|notimestamps|>")
PROMPT = [1, 2, 3, 5]
WAV2VEC2 = {
    "vocab_size": 32,
    "hidden_size": 1024,
    "num_hidden_layers": 24,
    "num_attention_heads": 16,
    "intermediate_size": 4096,
    "feat_extract_norm": "layer",
    "conv_bias": True,
    "do_stable_layer_norm": True,
}


def main() -> None:
    """Print one table, or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--models", nargs="+", choices=sorted(WORKS), default=sorted(WORKS))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    rows = {name: run_apart(name, arguments.device, arguments.seconds) for name in arguments.models}
    if arguments.json:
        print(json.dumps({arguments.device: rows}, indent=2))
        return
    table = Table(title=f"full-size networks, random weights, {arguments.device}, {arguments.seconds:g} s of sound")
    for column in ("model", "million weights", "s per minute of song", "of a core", "peak MB", "device MB"):
        table.add_column(column, justify="left" if column == "model" else "right")
    for name, row in rows.items():
        table.add_row(name, *(f"{row[key]:.1f}" for key in ("weights_m", "s_per_min", "cpu_s_per_min", "peak_mb", "device_mb")))
    Console(width=120).print(table)


def run_apart(name: str, device: str, seconds: float) -> dict:
    """The weights are made in one process and used in another, whose peak is then not that of making them."""
    with tempfile.TemporaryDirectory() as folder:
        context = multiprocessing.get_context("spawn")
        with context.Pool(1) as pool:
            weights = pool.apply(WORKS[name][0], (Path(folder),))
        with context.Pool(1) as pool:
            return {"weights_m": weights / 1e6} | pool.apply(measure, (name, Path(folder), device, seconds))


def measure(name: str, folder: Path, device: str, seconds: float) -> dict:
    free = find_free_memory(device)
    work, length_s = WORKS[name][1](folder, device, seconds)
    started, used = time.perf_counter(), time.process_time()
    work()
    return {
        "s_per_min": (time.perf_counter() - started) / length_s * 60,
        "cpu_s_per_min": (time.process_time() - used) / length_s * 60,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "device_mb": (free - find_free_memory(device)) / 2**20,
    }


def find_free_memory(device: str) -> int:
    """What the device has left; libraries keep what they once took."""
    import torch

    return torch.cuda.mem_get_info(device)[0] if torch.device(device).type == "cuda" else 0


def make_demucs(folder: Path) -> int:
    from demucs.htdemucs import HTDemucs
    from safetensors.torch import save_file

    network = HTDemucs(**HTDEMUCS)
    segment = {"_type": "fraction", "numerator": HTDEMUCS["segment"].numerator, "denominator": HTDEMUCS["segment"].denominator}
    metadata = {"klass": "demucs.htdemucs.HTDemucs", "args": "[]", "kwargs": json.dumps(HTDEMUCS | {"segment": segment})}
    save_file({name: tensor.contiguous() for name, tensor in network.state_dict().items()}, folder / "voice.safetensors", metadata)
    (folder / "bag.yaml").write_text("models: [voice]\n")
    return sum(tensor.numel() for tensor in network.state_dict().values())


def prepare_demucs(folder: Path, device: str, seconds: float) -> tuple[Callable[[], object], float]:
    engine = build_engine("stems", "demucs", DemucsOptions("random"), Resources(device, {"model": folder}))
    files = StemFiles(folder / "vocals.flac", folder / "rest.flac", folder)
    for name, length_s in (("short", 2.0), ("song", seconds)):
        soundfile.write(folder / f"{name}.flac", make_noise(length_s, 44100, 2), 44100)
    engine.separate(folder / "short.flac", {}, files, lambda share: None)
    return lambda: engine.separate(folder / "song.flac", {}, files, lambda share: None), seconds


def make_wav2vec2(folder: Path) -> int:
    from transformers import Wav2Vec2Config, Wav2Vec2ForCTC

    network = Wav2Vec2ForCTC(Wav2Vec2Config(**WAV2VEC2))
    network.save_pretrained(folder)
    return network.num_parameters()


def prepare_wav2vec2(folder: Path, device: str, seconds: float) -> tuple[Callable[[], object], float]:
    from songloom.engines.alignment.ctc_listening import load_listener
    from songloom.engines.alignment.stem import read_stem

    listener = load_listener(folder, device)
    stems = []
    for length_s in (2.0, seconds):
        soundfile.write(folder / "vocals.flac", make_noise(length_s, 16000, 1), 16000)
        scratch = folder / f"{length_s}"
        scratch.mkdir()
        stems.append(read_stem(folder / "vocals.flac", scratch))
    list(listener.listen(stems[0], lambda share: None))
    return lambda: [None for _ in listener.listen(stems[1], lambda share: None)], seconds


def make_whisper(folder: Path) -> int:
    from ctranslate2.specs.whisper_spec import WhisperSpec

    width, layers, heads = WHISPER["width"], WHISPER["layers"], WHISPER["heads"]
    spec = WhisperSpec(layers, heads, layers, heads)
    encoder, decoder = spec.encoder, spec.decoder
    for layer, inputs in ((encoder.conv1, WHISPER["mels"]), (encoder.conv2, width)):
        layer.weight, layer.bias = draw(width, inputs, 3), draw(width)
    encoder.position_encodings.encodings, decoder.position_encodings.encodings = draw(1500, width), draw(448, width)
    decoder.embeddings.weight = decoder.projection.weight = draw(WHISPER["vocabulary"], width)
    for layer in (*encoder.layer, *decoder.layer):
        fill_attention(layer.self_attention, (3 * width, width))
        fill_norm(layer.ffn.layer_norm)
        for linear, rows, columns in ((layer.ffn.linear_0, 4 * width, width), (layer.ffn.linear_1, width, 4 * width)):
            linear.weight, linear.bias = draw(rows, columns), draw(rows)
    for layer in decoder.layer:
        fill_attention(layer.attention, (width, 2 * width, width))
    fill_norm(encoder.layer_norm)
    fill_norm(decoder.layer_norm)
    spec.register_vocabulary([*CONTROLS, *(f"<{k}>" for k in range(len(CONTROLS), WHISPER["vocabulary"]))])
    spec.config.suppress_ids, spec.config.suppress_ids_begin, spec.config.lang_ids = [], [], []
    spec.config.alignment_heads = [[layer, 0] for layer in range(layers - 10, layers)]
    spec.validate()
    spec.save(str(folder))
    # Two bytes each; the projection is the embeddings once more.
    return (folder / "model.bin").stat().st_size // 2 - WHISPER["vocabulary"] * width


def prepare_whisper(folder: Path, device: str, seconds: float) -> tuple[Callable[[], object], float]:
    from ctranslate2 import StorageView, get_supported_compute_types
    from ctranslate2.models import Whisper

    from songloom.engines.heard.weights import COMPUTE_TYPES

    kind, _, index = device.partition(":")
    number = int(index or 0)
    supported = get_supported_compute_types(kind, number)
    model = Whisper(str(folder), kind, device_index=number, compute_type=next(wish for wish in COMPUTE_TYPES[kind] if wish in supported))
    at_once = CUDA_WINDOWS if kind == "cuda" else 1
    windows = max(round(seconds / 30), 1)

    def listen(count: int, tokens: int) -> None:
        for at in range(0, count, at_once):
            width = min(at_once, count - at)
            mels = np.random.default_rng(0).normal(size=(width, WHISPER["mels"], 3000)).astype(np.float32)
            encoded = model.encode(StorageView.from_array(mels), to_cpu=False)
            said = model.generate(encoded, [PROMPT] * width, beam_size=BEAM, max_length=tokens + len(PROMPT), suppress_blank=False)
            model.align(encoded, PROMPT[:-1], [result.sequences_ids[0] or [9] for result in said], 3000)

    listen(1, 4)
    return lambda: listen(windows, TOKENS), windows * 30.0


def fill_attention(spec: object, rows: tuple[int, ...]) -> None:
    fill_norm(spec.layer_norm)
    for linear, height in zip(spec.linear, rows, strict=True):
        linear.weight, linear.bias = draw(height, WHISPER["width"]), draw(height)


def fill_norm(spec: object) -> None:
    spec.gamma, spec.beta = np.ones(WHISPER["width"], np.float16), np.zeros(WHISPER["width"], np.float16)


def draw(*shape: int) -> np.ndarray:
    """Small random numbers, in half precision; one row of them repeated, because drawing billions takes longer than using them."""
    row = np.random.default_rng(0).normal(0, 0.02, 100_003).astype(np.float16)
    return np.resize(row, shape)


def make_noise(length_s: float, rate_hz: int, channels: int) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 0.1, (round(length_s * rate_hz), channels))


WORKS = {
    "demucs": (make_demucs, prepare_demucs),
    "wav2vec2": (make_wav2vec2, prepare_wav2vec2),
    "whisper": (make_whisper, prepare_whisper),
}


if __name__ == "__main__":
    main()
