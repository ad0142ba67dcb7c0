"""Measures painting: seconds for a song's pictures with sd-turbo's architecture and random weights, peak memory, and the judge.

    python bench/pictures.py                    # full size where there is a GPU, else tiny
    python bench/pictures.py --size tiny        # the same steps in seconds, on any machine
    python bench/pictures.py --judge 240        # how well letters are told, area under the curve

Random weights cost what learned ones do. Nothing is downloaded.
"""

import argparse
import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

# Of stabilityai/sd-turbo, which is built as Stable Diffusion 2.1 is.
UNET = {
    "sample_size": 64, "cross_attention_dim": 1024, "attention_head_dim": (5, 10, 20, 20), "use_linear_projection": True,
    "block_out_channels": (320, 640, 1280, 1280),
}  # fmt: skip
VAE = {
    "block_out_channels": (128, 256, 512, 512), "layers_per_block": 2, "latent_channels": 4, "sample_size": 768,
    "down_block_types": ("DownEncoderBlock2D",) * 4, "up_block_types": ("UpDecoderBlock2D",) * 4,
}  # fmt: skip
TEXT = {"hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 23, "num_attention_heads": 16, "hidden_act": "gelu"}


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=("full", "tiny"))
    parser.add_argument("--pictures", type=int, default=15)
    parser.add_argument("--batch", type=int, nargs="*", default=[1, 4, 8])
    parser.add_argument("--judge", type=int, default=0, metavar="PICTURES")
    asked = parser.parse_args()
    if asked.judge:
        measure_judge(asked.judge)
        return
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    size = asked.size or ("full" if device == "cuda" else "tiny")
    with tempfile.TemporaryDirectory() as root:
        folder = write_full(Path(root) / "painter") if size == "full" else write_tiny(Path(root) / "painter")
        name = torch.cuda.get_device_name() if device == "cuda" else "processor"
        print(f"{size} sd-turbo, random weights, {asked.pictures} pictures, one step, on {name}, torch {torch.__version__}")
        for batch in asked.batch:
            measure_painting(folder, device, asked.pictures, batch)


def measure_painting(folder: Path, device: str, count: int, batch: int) -> None:
    """Print seconds for `count` pictures, the first time and warm, and the most memory that was held."""
    import torch

    from songloom.engines import build_engine
    from songloom.engines.images.contract import DiffusionOptions, PictureRequest
    from songloom.model.resources import Resources
    from songloom.model.theme import PictureTheme

    edge = 512 if (folder / "full").exists() else 128
    options = DiffusionOptions("random-turbo", "off", edge, "1:1", 2, 0, -1.0, batch, 1)
    theme = PictureTheme(("#0b1026", "#3f5fa3", "#ffc766"), "flow", 0.3)
    requests = [PictureRequest("calm", 0.5, "a still, wide place in soft morning light", seed) for seed in range(count)]
    times = [time.perf_counter()]
    engine = build_engine("images", "diffusion", options, Resources(device, {"model": folder}))
    times.append(time.perf_counter())
    for run in range(3):
        with tempfile.TemporaryDirectory() as out:
            folders = [Path(out) / str(number) for number in range(count)]
            for target in folders:
                target.mkdir()
            engine.paint_all(requests, theme, folders, lambda share: None)
            assert all((target / "scene.png").stat().st_size for target in folders), run
        times.append(time.perf_counter())
    held = torch.cuda.max_memory_allocated() if device == "cuda" else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    load, first, *warm = (later - earlier for earlier, later in pairwise(times))
    print(f"  batch {batch:2}: {edge} px; load {load:6.2f} s; first {first:6.2f} s; warm {min(warm):6.2f} s; peak {held / 2**30:.2f} GiB")


def measure_judge(count: int) -> None:
    """Print how well pictures with writing are told from the same without (Hanley and McNeil 1982), and how long that takes."""
    import numpy as np

    from songloom.engines.images.judge import MOST
    from songloom.metrics.letters import find_letters
    from tests.fixtures.writing import make_pictures, write_on

    chance = np.random.default_rng(7)
    without = list(make_pictures(count, 5))
    with_ = [write_on(picture, chance) for picture in without]
    start = time.perf_counter()
    low, high = (np.array([find_letters(picture) for picture in pictures]) for pictures in (without, with_))
    seconds = (time.perf_counter() - start) / (2 * count)
    area = ((high[:, None] > low) + 0.5 * (high[:, None] == low)).mean()
    print(
        f"letters, {count} pictures without writing and the same with: area under the curve {area:.3f}, {1000 * seconds:.0f} ms a picture"
    )
    for bound in (0.3, MOST["letters"], 0.5):
        print(f"  above {bound}: {100 * (high > bound).mean():.0f} % of those with, {100 * (low > bound).mean():.0f} % of those without")


def write_tiny(folder: Path) -> Path:
    """The tests' tiny pipeline."""
    from tests.fixtures.painter import write_painter

    return write_painter(folder)


def write_full(folder: Path) -> Path:
    """A pipeline of sd-turbo's size, in 16 bits as its published weights are; 2.6 GB."""
    import torch
    from diffusers import AutoencoderKL, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    from tests.fixtures.painter import write_painter

    write_painter(folder)
    words = len(CLIPTokenizer.from_pretrained(folder / "tokenizer"))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        parts = {
            "unet": UNet2DConditionModel(**UNET),
            "vae": AutoencoderKL(**VAE),
            "text_encoder": CLIPTextModel(CLIPTextConfig(**TEXT, vocab_size=words, bos_token_id=words - 2, eos_token_id=words - 1)),
        }
    for name, part in parts.items():
        for old in (folder / name).iterdir():
            old.unlink()
        part.half().save_pretrained(folder / name)
    (folder / "full").touch()
    return folder


if __name__ == "__main__":
    main()
