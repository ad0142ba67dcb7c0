"""Looking before weaving: frames as PNGs, frames that follow the files behind them, and drafts that stand beside the real video."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from songloom.store import Store
from songloom.store.views import read_keys
from tests.fixtures.sound import write_sound

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


def test_a_song_too_long_for_where_it_goes_is_refused_once_it_is_decoded(tmp_path, run_songloom):
    """Before anybody listens to it: of a long mix that takes an hour."""
    sound = np.random.default_rng(1).normal(0, 0.05, (181 * 8000, 1)).astype(np.float32)
    write_sound(tmp_path / "mix.flac", sound, 8000)
    (tmp_path / "mix.lrc").write_text("[00:01.00]one line\n")
    (tmp_path / "params.yaml").write_text("video: {delivery: shorts}\n")
    ran = run_songloom("preview", "mix.flac", "--at", 2, "-o", "frame.png", cwd=tmp_path, code=1)
    assert "is 181 s long, and YouTube Shorts takes 180 s at most" in ran.err
    assert len(list((tmp_path / "artifacts" / "records").rglob("*.json"))) == 1
    assert not (tmp_path / "frame.png").exists()


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
