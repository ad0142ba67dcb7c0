"""Every class of pipelines that the diffusion engine takes, on tiny random models that load as the real ones do."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from songloom.engines import build_engine
from songloom.engines.images.contract import DiffusionOptions, PictureRequest
from songloom.engines.images.loading import ignore_notices
from songloom.engines.images.manners import MANNERS, choose_manner
from songloom.errors import MissingError
from songloom.metrics.likeness import find_psnr_db
from songloom.model.resources import Resources
from songloom.model.theme import PictureTheme
from tests.fixtures.painters import KINDS, write_kind

NIGHT = PictureTheme(("#0b1026", "#3f5fa3", "#ffc766"), "flow", 0.3)
OPTIONS = DiffusionOptions(model="tiny", safety="off", size=64, aspect="1:1", upscale=1, steps=2, guidance=-1.0, batch_size=2, tries=1)
REQUESTS = [PictureRequest("calm", 0.5, "a lighthouse in the rain, no sails", seed) for seed in (1, 2)]
# The others are as dear: `make soak` runs all.
QUICK = ("StableDiffusionXLPipeline", "FluxPipeline")
ALL = [pytest.param(kind, marks=[] if kind in QUICK else pytest.mark.soak) for kind in sorted(KINDS)]
# Those whose tiny network takes no guidance, as those of their kind that were distilled.
UNGUIDED = ("FluxPipeline", "Flux2KleinPipeline")


@pytest.fixture(scope="module")
def write(tmp_path_factory):
    root = tmp_path_factory.mktemp("weights")
    return lambda kind: root / kind if (root / kind).exists() else write_kind(root / kind, kind)


@pytest.fixture
def paint(tmp_path):
    def paint_all(folder: Path, options=OPTIONS, requests=REQUESTS) -> list[np.ndarray]:
        engine = build_engine("images", "diffusion", options, Resources("cpu", {"model": folder}))
        targets = [tmp_path / str(number) for number in range(len(requests))]
        for target in targets:
            target.mkdir(exist_ok=True)
        engine.paint_all(requests, NIGHT, targets, lambda share: None)
        return [cv2.imdecode(np.fromfile(target / "scene.png", np.uint8), cv2.IMREAD_COLOR_RGB) for target in targets]

    return paint_all


def differ(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape != other.shape or not np.array_equal(one, other)


def test_no_class_is_taken_that_is_not_run_here():
    assert set(KINDS) == set(MANNERS)


@pytest.mark.parametrize("kind", ALL)
def test_a_class_paints_what_is_asked_for_and_repeats_it(paint, write, kind):
    folder = write(kind)
    first, second = paint(folder)
    assert first.shape == (64, 64, 3) and first.std() > 10
    assert find_psnr_db(first, second) < 30, "other noise"
    assert not differ(paint(folder)[1], second)
    assert differ(first, paint(folder, requests=[replace(REQUESTS[0], prompt="a storm at sea")])[0])
    assert paint(folder, replace(OPTIONS, aspect="16:9", size=96), REQUESTS[:1])[0].shape == (64, 128, 3)


@pytest.mark.parametrize("kind", ALL)
def test_guidance_and_what_is_unwanted_are_read_by_those_that_read_them(paint, write, monkeypatch, kind):
    # The tiny tokenizers spell: what is unwanted of every picture fills their 77 tokens.
    monkeypatch.setattr("songloom.engines.images.prompts._NEVER", "text")
    folder, asked = write(kind), REQUESTS[:1]
    strong, weak = (paint(folder, replace(OPTIONS, guidance=guidance), asked)[0] for guidance in (12.0, 3.0))
    assert differ(strong, weak) == (kind not in UNGUIDED)
    other = paint(folder, replace(OPTIONS, guidance=12.0), [replace(asked[0], prompt="a lighthouse in the rain, no masts")])[0]
    assert differ(strong, other) == MANNERS[kind].reads_unwanted


def test_a_flux_that_takes_guidance_in_is_no_schnell(paint, write, tmp_path):
    from diffusers import FluxPipeline, FluxTransformer2DModel

    with ignore_notices():
        schnell = FluxPipeline.from_pretrained(write("FluxPipeline"))
        transformer = FluxTransformer2DModel.from_config({**schnell.transformer.config, "guidance_embeds": True})
        dev = FluxPipeline(**{**schnell.components, "transformer": transformer})
        dev.save_pretrained(tmp_path / "dev")
    assert manner_of(schnell, "mine") == (4, 0.0)
    assert manner_of(dev, "schnell-like") == (28, 3.5)
    one, other = (paint(tmp_path / "dev", replace(OPTIONS, guidance=guidance), REQUESTS[:1])[0] for guidance in (2.0, 9.0))
    assert differ(one, other)


@pytest.mark.parametrize(
    ("kind", "name", "manner"),
    [
        ("StableDiffusionPipeline", "stabilityai/sd-turbo", (1, 0.0)),
        ("StableDiffusionXLPipeline", "stabilityai/sdxl-turbo", (1, 0.0)),
        ("StableDiffusionXLPipeline", "stabilityai/stable-diffusion-xl-base-1.0", (30, 6.0)),
        ("StableDiffusion3Pipeline", "stabilityai/stable-diffusion-3.5-large-turbo", (4, 0.0)),
        ("ZImagePipeline", "Tongyi-MAI/Z-Image-Turbo", (9, 0.0)),
        ("QwenImagePipeline", "Qwen/Qwen-Image", (50, 4.0)),
    ],
)
def test_a_turbo_is_asked_as_its_own_kind_of_turbo_likes_it(kind, name, manner):
    pipeline = type(kind, (), {"config": {}})()
    assert manner_of(pipeline, name) == manner
    assert manner_of(pipeline, name, 7, 2.5) == (7, 2.5)


def test_a_class_that_makes_something_else_is_told_with_those_that_are_taken(write, paint, tmp_path):
    folder = Path(shutil.copytree(write("FluxPipeline"), tmp_path / "other"))
    index = json.loads((folder / "model_index.json").read_text())
    (folder / "model_index.json").write_text(json.dumps(index | {"_class_name": "FluxFillPipeline"}))
    with pytest.raises(MissingError, match=r"tiny is of the class FluxFillPipeline, which is not taken; taken are .*FluxPipeline"):
        paint(folder)


def test_parts_may_come_in_16_bits_one_by_one(write, paint, tmp_path):
    from transformers import CLIPTextModel

    folder = Path(shutil.copytree(write("StableDiffusionXLPipeline"), tmp_path / "mixed"))
    text = CLIPTextModel.from_pretrained(folder / "text_encoder")
    shutil.rmtree(folder / "text_encoder")
    text.half().save_pretrained(folder / "text_encoder", variant="fp16")
    assert find_psnr_db(paint(folder)[0], paint(write("StableDiffusionXLPipeline"))[0]) > 25


def manner_of(pipeline, name: str, steps: int = 0, guidance: float = -1.0) -> tuple[int, float]:
    manner = choose_manner(pipeline, name, steps, guidance)
    return manner.steps, manner.guidance
