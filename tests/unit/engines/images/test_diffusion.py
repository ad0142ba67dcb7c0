"""The diffusion engine, on tiny random models that load as the real ones do."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from songloom.engines import build_engine
from songloom.engines.images.contract import DiffusionOptions, PictureRequest
from songloom.errors import MissingError
from songloom.metrics.likeness import find_psnr_db
from songloom.model.resources import Resources
from songloom.model.theme import PictureTheme
from tests.fixtures.painter import write_checker, write_painter

NIGHT = PictureTheme(("#0b1026", "#1c2b5a", "#3f5fa3", "#c98a3c", "#ffc766"), "flow", 0.3)
OPTIONS = DiffusionOptions(
    model="tiny-turbo", safety="off", size=64, aspect="1:1", upscale=1, steps=0, guidance=-1.0, batch_size=2, tries=1
)
REQUESTS = [PictureRequest("calm", 0.5, "a lighthouse in the rain, no text", seed) for seed in (1, 2, 3)]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("weights")
    return {
        "model": write_painter(root / "painter"),
        "flags": write_checker(root / "flags", flags=True),
        "passes": write_checker(root / "passes", flags=False),
    }


@pytest.fixture
def paint(folders, tmp_path):
    def paint_all(options=OPTIONS, requests=REQUESTS, theme=NIGHT, **weights: Path) -> list[dict[str, bytes]]:
        resources = Resources("cpu", {"model": folders["model"], **weights})
        engine = build_engine("images", "diffusion", options, resources)
        targets = [tmp_path / f"scene-{number}" for number in range(len(requests))]
        for target in targets:
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
        engine.paint_all(requests, theme, targets, lambda share: None)
        return [{file.name: file.read_bytes() for file in target.iterdir()} for target in targets]

    return paint_all


def read_pixels(made: dict[str, bytes]) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(made["scene.png"], np.uint8), cv2.IMREAD_UNCHANGED)


def test_the_same_requests_give_the_same_bytes(paint):
    assert paint() == paint()


def test_a_picture_is_its_own_seeds_whoever_is_painted_beside_it(paint):
    together, alone = paint()[2], paint(requests=REQUESTS[2:])[0]
    assert find_psnr_db(read_pixels(together), read_pixels(alone)) > 40
    assert find_psnr_db(read_pixels(together), read_pixels(paint()[1])) < 30


@pytest.mark.parametrize(
    ("aspect", "upscale", "shape"), [("1:1", 1, (64, 64)), ("16:9", 2, (128, 256)), ("9:16", 1, (128, 64)), ("4:5", 1, (128, 128))]
)
def test_pictures_have_the_shape_of_the_screen(paint, aspect, upscale, shape):
    size = 64 if aspect == "1:1" else 96 if aspect != "4:5" else 120
    (made,) = paint(replace(OPTIONS, aspect=aspect, upscale=upscale, size=size), REQUESTS[:1])
    assert read_pixels(made).shape == (*shape, 3)


def test_the_prompt_the_theme_and_the_sampler_each_change_the_picture(paint):
    one = REQUESTS[:1]
    seen = {paint(requests=one)[0]["scene.png"]}
    seen.add(paint(requests=[replace(one[0], prompt="a storm at sea")])[0]["scene.png"])
    seen.add(paint(requests=one, theme=replace(NIGHT, style="shapes"))[0]["scene.png"])
    seen.add(paint(requests=one, theme=replace(NIGHT, colours=("#f3e9d2", "#8f1d2c")))[0]["scene.png"])
    seen.add(paint(replace(OPTIONS, steps=2), one)[0]["scene.png"])
    seen.add(paint(replace(OPTIONS, guidance=4.0, steps=2), one)[0]["scene.png"])
    assert len(seen) == 6


def test_what_the_checker_refuses_is_not_written(paint, folders):
    made = paint(replace(OPTIONS, safety="flags"), safety=folders["flags"])
    assert [list(files) for files in made] == [["refused.json"]] * 3
    assert json.loads(made[0]["refused.json"]) == {"refused_by": "flags"}
    assert paint(replace(OPTIONS, safety="passes"), safety=folders["passes"]) == paint()


@pytest.mark.parametrize("name", ["model.safetensors", "preprocessor_config.json", "config.json"])
def test_a_checker_that_is_not_whole_stops_the_work(paint, folders, tmp_path, name):
    broken = Path(shutil.copytree(folders["passes"], tmp_path / "broken"))
    (broken / name).write_bytes(b"")
    with pytest.raises(MissingError, match="songloom models fetch passes"):
        paint(replace(OPTIONS, safety="passes"), safety=broken)


def test_a_checker_that_lacks_numbers_is_not_filled_up_with_chance(paint, folders, tmp_path):
    from safetensors.torch import load_file, save_file

    broken = Path(shutil.copytree(folders["passes"], tmp_path / "broken"))
    numbers = load_file(broken / "model.safetensors")
    del numbers["visual_projection.weight"]
    save_file(numbers, broken / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(MissingError, match=r"songloom models fetch passes"):
        paint(replace(OPTIONS, safety="passes"), safety=broken)


def test_weights_are_read_as_they_were_written_by_elder_libraries(paint, folders, tmp_path):
    from safetensors.torch import load_file, save_file

    elder = {name: Path(shutil.copytree(folders[name], tmp_path / f"elder-{name}")) for name in ("model", "flags")}
    for file, prefix in (
        (elder["model"] / "text_encoder" / "model.safetensors", ""),
        (elder["flags"] / "model.safetensors", "vision_model."),
    ):
        inner = "vision_model." if prefix else "text_model."
        numbers = load_file(file)
        renamed = {f"{prefix}{inner}{name.removeprefix(prefix)}" if name.startswith(prefix) else name: numbers[name] for name in numbers}
        renamed[f"{prefix}{inner}embeddings.position_ids"] = torch.arange(5)[None]
        save_file(renamed, file, metadata={"format": "pt"})
    assert paint(model=elder["model"]) == paint()
    assert "refused.json" in paint(replace(OPTIONS, safety="flags"), safety=elder["flags"])[0]


@pytest.mark.parametrize("change", [{"unet": ["os", "system"]}, {"unet": ["own", "UNet"]}, {"unet": None}])
def test_a_folder_may_not_name_what_is_run(paint, folders, tmp_path, change):
    broken = Path(shutil.copytree(folders["model"], tmp_path / "broken"))
    (broken / "unet" / "own.py").write_text("raise SystemExit('was run')")
    index = json.loads((broken / "model_index.json").read_text())
    (broken / "model_index.json").write_text(json.dumps(index | change))
    with pytest.raises(MissingError, match="songloom models fetch tiny-turbo"):
        paint(model=broken)


@pytest.mark.parametrize(
    "name", ["model_index.json", "unet/diffusion_pytorch_model.safetensors", "vae/config.json", "tokenizer/tokenizer.json"]
)
def test_a_damaged_file_is_told_in_a_sentence(paint, folders, tmp_path, name):
    broken = Path(shutil.copytree(folders["model"], tmp_path / "broken"))
    (broken / name).write_bytes(b"{")
    with pytest.raises(MissingError, match="holds no weights of tiny-turbo that can be used"):
        paint(model=broken)


def test_too_little_memory_for_a_batch_paints_one_by_one(paint, monkeypatch):
    from songloom.engines.images.diffusion import Diffusion

    whole, counts, real = paint(), [], Diffusion._paint

    def paint_few(self, requests, theme):
        counts.append(len(requests))
        if len(requests) > 1:
            raise RuntimeError("CUDA out of memory. Tried to allocate 20 MiB")
        return real(self, requests, theme)

    monkeypatch.setattr(Diffusion, "_paint", paint_few)
    made = paint()
    assert counts == [2, 1, 1, 1]
    assert all(find_psnr_db(read_pixels(one), read_pixels(other)) > 40 for one, other in zip(whole, made, strict=True))
