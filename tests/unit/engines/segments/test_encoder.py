"""Encoded bytes repeat, whatever lay in memory before."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
import numpy as np
from songloom.engines.segments.contract import SkiaOptions
from songloom.engines.segments.encoder import encode_frames
chance = np.random.default_rng(1)
noise = np.kron(chance.integers(16, 235, (64, 64)), np.ones((4, 4))).astype(np.uint8)
half = np.full((92, 164), 128, np.uint8)
frames = [(noise[: 184, n : n + 164].repeat(2, 1), half, half) for n in range(12)]
encode_frames(frames, (328, 184), SkiaOptions("16:9", 184, 30, "none", 20, "veryfast", "h264", "software"), Path(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is filled by glibc")
def test_encoded_bytes_do_not_depend_on_what_lay_in_memory(tmp_path: Path):
    digests = set()
    for filling in ("1", "77", "200"):
        target = tmp_path / f"filled-{filling}"
        subprocess.run([sys.executable, "-c", PROGRAM, str(target)], env={**os.environ, "MALLOC_PERTURB_": filling}, check=True)
        digests.add(hashlib.sha256(target.read_bytes()).hexdigest())
    assert len(digests) == 1
