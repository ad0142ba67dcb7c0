"""Encoded bytes repeat, whatever lay in memory before."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

from songloom.engines.segments.contract import SkiaOptions

CODECS = get_type_hints(SkiaOptions)["codec"].__args__
PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from songloom.engines.segments.contract import SkiaOptions
from songloom.engines.segments.encoder import encode_frames
target, codec = Path(sys.argv[1]), sys.argv[2]
chance = np.random.default_rng(1)
noise = np.kron(chance.integers(16, 235, (64, 64)), np.ones((4, 4))).astype(np.uint8)
whole, half = np.full((184, 328), 128, np.uint8), np.full((92, 164), 128, np.uint8)
chroma = [whole if codec == "prores_alpha" else half] * 2
frames = [(noise[: 184, n : n + 164].repeat(2, 1), *chroma, *([whole] if codec.endswith("alpha") else [])) for n in range(12)]
encode_frames(frames, (328, 184), SkiaOptions("16:9", 184, 30, "none", 20, "veryfast", codec, "software"), target)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is filled by glibc, and processors are chosen by Linux")
@pytest.mark.parametrize("codec", [codec if codec == "h264" else pytest.param(codec, marks=pytest.mark.soak) for codec in CODECS])
def test_encoded_bytes_do_not_depend_on_what_lay_in_memory_nor_on_how_many_processors_there_are(tmp_path: Path, codec: str):
    digests, all_of_them = set(), os.sched_getaffinity(0)
    for filling, processors in (("1", all_of_them), ("77", all_of_them), ("200", {min(all_of_them)})):
        target = tmp_path / f"filled-{filling}"
        os.sched_setaffinity(0, processors)
        try:
            environment = {**os.environ, "MALLOC_PERTURB_": filling}
            subprocess.run([sys.executable, "-c", PROGRAM, str(target), codec], env=environment, check=True)
        finally:
            os.sched_setaffinity(0, all_of_them)
        digests.add(hashlib.sha256(target.read_bytes()).hexdigest())
    assert len(digests) == 1
