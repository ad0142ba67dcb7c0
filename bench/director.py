"""Measures the director's language model: tokens a second, seconds for a song's questions, peak memory; with random weights.

    python bench/director.py                    # a Llama of 1.2 billion weights where there is a GPU, else tiny
    python bench/director.py --size full        # on a processor too: minutes
    python bench/director.py --windows 1 4 8    # so many windows of lines at once

The full size has MiniCPM-1B's shape, but a vocabulary of a few hundred tokens, as the tests' tiny model has. Random weights cost what
learned ones do, and write answers that are as long as the schema lets them. Nothing is downloaded.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

FULL = {"hidden_size": 1536, "intermediate_size": 3840, "num_hidden_layers": 52, "num_attention_heads": 24, "num_key_value_heads": 8}


def main() -> None:
    """Print one line for each number of windows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=("full", "tiny"))
    parser.add_argument("--lines", type=int, default=40, help="lines of the song")
    parser.add_argument("--windows", type=int, nargs="*", default=[1, 8])
    asked = parser.parse_args()
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    size = asked.size or ("full" if device == "cuda" else "tiny")
    with tempfile.TemporaryDirectory() as root:
        folder = write_model(Path(root) / "local" / "random", FULL if size == "full" else {})
        name = torch.cuda.get_device_name() if device == "cuda" else "processor"
        print(f"{size} Llama, random weights, a song of {asked.lines} lines, on {name}, torch {torch.__version__}")
        for windows in asked.windows:
            measure_directing(folder, device, asked.lines, windows)


def measure_directing(folder: Path, device: str, lines: int, windows: int) -> None:
    """Print what a song's questions take, the first time (with loading and compiling) and again."""
    import torch

    from songloom.engines.storyboard.contract import LlmOptions
    from songloom.engines.storyboard.llm import Llm
    from songloom.model.resources import Resources
    from tests.fixtures.sung import RHYTHM, VERSES, sing

    song = sing([f"{VERSES[number % len(VERSES)]} {number}" for number in range(lines)])
    engine = Llm(LlmOptions(34, 1, 0.4, 2, 0.25, 8, 0, "random", windows), Resources(device, {"model": folder}))
    times = [time.perf_counter()]
    for _ in range(2):
        direction = engine.decide(song, RHYTHM, None)
        times.append(time.perf_counter())
    held = torch.cuda.max_memory_allocated() if device == "cuda" else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    answers = {told.question: told.answer for told in direction.decisions.exchanges}.values()
    tokens, warm = count_tokens(folder, answers), times[2] - times[1]
    print(
        f"  {windows} windows at once: {len(answers)} questions, {tokens} tokens; first {times[1] - times[0]:.1f} s; warm {warm:.1f} s,"
        f" {tokens / warm:.0f} tokens a second; peak {held / 2**30:.2f} GiB"
    )


def count_tokens(folder: Path, answers) -> int:
    """How many tokens the answers are made of."""
    from transformers import PreTrainedTokenizerFast

    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    return sum(len(tokenizer(answer)["input_ids"]) for answer in answers)


def write_model(folder: Path, shape: dict[str, int]) -> Path:
    """The tests' tiny model, or one with the same tokenizer and another shape."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    from tests.fixtures.models_chat import make_chat_model

    make_chat_model(folder)
    if shape:
        config = LlamaConfig.from_pretrained(folder, **shape)
        (folder / "model.safetensors").unlink()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(1)
            LlamaForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)
    return folder


if __name__ == "__main__":
    main()
