"""Looking before weaving: frames as PNGs, frames that follow the files behind them, and drafts that stand beside the real video."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import av
import cv2
import pytest

from songloom.store import Store
from songloom.store.views import read_keys

VARIANTS = "shorts:\n  segments: {aspect: '9:16'}\n"


def measure(file: Path) -> tuple[int, int]:
    height, width = cv2.imread(str(file)).shape[:2]
    return width, height


def test_several_frames_of_several_variants_go_into_a_folder(workspace, run_songloom):
    (workspace / "configs" / "variants.yaml").write_text(VARIANTS)
    run_songloom("preview", "thread", "--at", 2, "--at", 5.5, "--variant", "all", "-o", "frames", cwd=workspace)
    sizes = {file.name: measure(file) for file in (workspace / "frames").iterdir()}
    wide, tall = (256, 144), (144, 256)
    assert sizes == {"main-2.png": wide, "main-5.5.png": wide, "shorts-2.png": tall, "shorts-5.5.png": tall}


@pytest.fixture
def watch(workspace):
    """A preview that stays, started in the workspace; it is stopped as a user does it."""
    command = [sys.executable, "-m", "flows.cli", "preview", "thread", "--at", "2", "-o", "frame.png", "--watch"]
    with subprocess.Popen(command, cwd=workspace, stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as running:
        try:
            yield running
        finally:
            running.kill()


def test_a_watched_frame_follows_its_files_until_ctrl_c(watch, workspace):
    assert "frame.png" in watch.stdout.readline()
    assert measure(workspace / "frame.png") == (256, 144)
    params = workspace / "params.yaml"
    sound = params.read_text()
    params.write_text(sound.replace("height: 144", "height: tall"))
    assert "params.yaml" in watch.stdout.readline(), "what is wrong is said, and the watch goes on"
    params.write_text(sound.replace("height: 144", "height: 180"))
    assert "s a frame" in watch.stdout.readline()
    assert measure(workspace / "frame.png") == (320, 180)
    watch.send_signal(signal.SIGINT)
    assert watch.wait(60) == 0


def test_a_draft_stands_beside_the_real_video(workspace, run_songloom):
    before = read_keys(Store(workspace / "artifacts"), "thread", "main")
    woven = run_songloom("weave", "--draft", "-o", "out", "--json", cwd=workspace)
    assert woven.made(variant="main+draft") == {"segments", "video"}, "all that does not depend on the screen is there already"
    with av.open(str(workspace / "out" / "draft" / "video.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.width, stream.codec_context.height, stream.average_rate) == (640, 360, 12)
    assert read_keys(Store(workspace / "artifacts"), "thread", "main") == before
    again = run_songloom("weave", "--draft", "--json", cwd=workspace)
    assert not again.made(variant="main+draft")


def test_what_a_draft_changes_is_told(workspace, run_songloom):
    told = run_songloom("params", "thread", "--draft", "--json", cwd=workspace).json()
    assert (told["segments.height"]["value"], told["segments.height"]["layer"]) == (360, "draft")
    assert told["segments.fps"]["layer"] == "workspace"
