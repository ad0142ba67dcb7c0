"""What of a song is painted, and painted anew: the images task with a tiny diffusion model and a real store."""

from dataclasses import asdict, replace

import pytest

from songloom.engines.images.contract import DiffusionOptions
from songloom.model.document import dump_document
from songloom.model.storyboard import DisplayLine, Scene, Storyboard
from songloom.model.theme import PictureTheme
from songloom.pipeline.keys import Maker, build_preimage, hash_preimage
from songloom.pipeline.outside import Input
from songloom.pipeline.plan import Step
from songloom.settings.machine import Machine
from songloom.store import Store
from songloom.weights.adopt import Brought, adopt_weights
from songloom.weights.folder import models_root
from songloom.weights.known import find_own
from tasks._step import run_steps
from tests.fixtures.painter import write_checker, write_painter

NIGHT = PictureTheme(("#0b1026", "#3f5fa3", "#ffc766"), "flow", 0.3)
SCENES = tuple(
    Scene(n, n + 1, "calm", 0.4, f"a harbour at dusk, no text, {place}", 10 + n) for n, place in enumerate(("rain", "fog", "sun"))
)
OPTIONS = DiffusionOptions(
    model="tiny-turbo", safety="off", size=64, aspect="1:1", upscale=1, steps=0, guidance=-1.0, batch_size=2, tries=1
)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Tiny models in the place where fetched ones lie, by their names."""
    root = tmp_path_factory.mktemp("models")
    sources = {
        "tiny-turbo": write_painter(root / "from" / "painter"),
        "grey-turbo": write_painter(root / "from" / "grey", contrast=0.0),
        "strict": write_checker(root / "from" / "strict", flags=True),
    }
    return root, {name: adopt_weights(Brought(find_own(name), source, None, None), root) for name, source in sources.items()}


@pytest.fixture
def paint(tmp_path, weights, monkeypatch):
    store, (root, pinned) = Store(tmp_path / "store"), weights
    monkeypatch.setenv("SONGLOOM_MODELS", str(root))
    assert models_root() == root

    def paint_song(scenes=SCENES, theme=NIGHT, options=OPTIONS):
        scenes = tuple(replace(scene, first_line=n, end_line=n + 1) for n, scene in enumerate(scenes))
        lines = tuple(DisplayLine(n, n + 1, "none") for n in range(len(scenes)))
        given = {"storyboard/storyboard.json": dump_document(Storyboard(lines, scenes)), "theme/pictures": dump_document(theme)}
        inputs = {name: Input(store.objects.put(data).digest) for name, data in given.items()}
        used = {"model": pinned[options.model]} | ({"safety": pinned[options.safety]} if options.safety != "off" else {})
        maker = Maker("images", "diffusion", "1", asdict(options), used)
        preimage = build_preimage(maker, {name: item.digest for name, item in inputs.items()})
        step = Step("song", "main", "images", "diffusion", "missing", hash_preimage(preimage), preimage, inputs, used)
        outcome = run_steps([step], store, Machine(device="cpu"))[step.key]
        assert outcome.record, outcome.error
        return outcome.record

    return paint_song


def list_changed(before, after) -> list[str]:
    return [name for name in before.outputs if before.outputs[name] != after.outputs[name]]


def test_only_what_a_picture_is_made_of_paints_it_anew(paint):
    first = paint()
    assert first.provenance["parts"] == {"made": 3, "reused": 0}
    reworded = paint((SCENES[0], replace(SCENES[1], seed=77), SCENES[2]))
    assert reworded.provenance["parts"] == {"made": 1, "reused": 2}
    assert list_changed(first, reworded) == ["scene-001.png"]
    moved = paint((SCENES[2], SCENES[0], SCENES[1]))
    assert moved.provenance["parts"] == {"made": 0, "reused": 3}
    chorus = paint((SCENES[0], SCENES[1], SCENES[0]))
    assert chorus.provenance["parts"]["made"] == 0
    assert chorus.outputs["scene-000.png"] == chorus.outputs["scene-002.png"]
    seeds = paint(tuple(replace(scene, seed=scene.seed + 100) for scene in SCENES))
    assert seeds.provenance["parts"]["made"] == 3
    restyled = paint(theme=replace(NIGHT, style="shapes"))
    assert restyled.provenance["parts"]["made"] == 3
    assert len(list_changed(first, restyled)) == 3


def test_what_the_checker_refuses_is_tried_again_and_then_painted_by_rule(paint):
    record = paint(SCENES[:2], options=replace(OPTIONS, safety="strict", tries=2))
    assert set(record.outputs) == {"scene-000.png", "scene-001.png"}
    assert [(one["tries"], one["refused"], one["substitute"]) for one in record.provenance["pictures"]] == [(2, 2, "pigment")] * 2
    # Two seeds of two scenes, and what stands in for them.
    assert record.provenance["parts"] == {"made": 6, "reused": 0}
    assert set(record.provenance["weights"]) == {"model", "safety"}


def test_a_picture_with_nothing_on_it_is_painted_again_and_told(paint):
    record = paint(SCENES[:1], options=replace(OPTIONS, model="grey-turbo", tries=3))
    (told,) = record.provenance["pictures"]
    assert told["tries"] == 3 and told["faults"][0] == "blank"


def test_the_record_tells_seed_prompt_and_scores(paint):
    told = paint().provenance["pictures"]
    assert [one["seed"] for one in told] == [10, 11, 12]
    assert told[0]["prompt"].startswith("a harbour at dusk, rain, ") and "no text" not in told[0]["prompt"]
    assert set(told[0]["scores"]) == {"letters", "clutter", "palette", "neighbours"}
