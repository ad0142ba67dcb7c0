"""What the command line imports before it has work."""

import subprocess
import sys


def test_help_waits_for_no_library():
    code = """
import sys
from flows.cli import app
app(["--help"], standalone_mode=False)
heavy = {"prefect", "pydantic", "yaml", "numpy", "scipy", "pandas", "pandera", "skia", "av", "cv2", "librosa", "httpx"} & set(sys.modules)
sys.exit(f"imported: {heavy}" if heavy else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, "weave" in done.stdout) == (0, True), done.stderr
