"""The engine on tiny random models, held to its schemas by Outlines as a real one is."""

import json
import shutil
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file

from songloom.engines import build_engine
from songloom.engines.storyboard import chat_transformers
from songloom.engines.storyboard.brief import Brief, Window
from songloom.engines.storyboard.chat_transformers import TransformersChat, find_model
from songloom.engines.storyboard.contract import LlmOptions
from songloom.engines.storyboard.longest import measure_longest
from songloom.errors import MissingError
from songloom.model.resources import Resources
from tests.fixtures.models_chat import make_chat_model
from tests.fixtures.sung import RHYTHM, VERSES, sing
from tests.fixtures.threads import one_thread  # noqa: F401 - felt by every test here
from tests.unit.engines.storyboard.test_director import check_direction

OPTIONS = LlmOptions(
    line_letters=34,
    seed=1,
    gap_s=0.4,
    scene_lines=2,
    moving_share=0.25,
    window_lines=6,
    answer_seed=0,
    model="someone/some-model",
    windows_at_once=4,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_chat_model(tmp_path_factory.mktemp("weights") / "someone--some-model" / ("1" * 40))


@pytest.fixture
def copied(folder, tmp_path):
    """A model of one's own, to be changed."""
    return shutil.copytree(folder, tmp_path / "model")


def build(folder, **changes):
    return build_engine("storyboard", "llm", replace(OPTIONS, **changes), Resources("cpu", {"model": folder}))


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=pytest.mark.soak if seed >= 8 else ()) for seed in range(200)])
def test_every_random_model_makes_a_whole_storyboard(seed, tmp_path):
    timing = sing(VERSES, is_written=seed % 2 == 0)
    folder = make_chat_model(tmp_path / "model", seed)
    direction = build(folder, answer_seed=seed // 4 % 2 * seed).decide(timing, RHYTHM, None)
    check_direction(direction, timing)
    brief, *windows = direction.decisions.exchanges
    Brief.model_validate_json(brief.answer)
    assert all(Window.model_validate_json(window.answer) for window in windows)


def test_equal_questions_get_equal_answers_whoever_asked_before(folder):
    chat = TransformersChat(folder, "some-model", "cpu")
    prompts = ["a short one", "a prompt that is a good deal longer than the first one", "the third"]
    together = chat.answer(prompts, Brief, 0)
    assert together == [answer for prompt in prompts for answer in chat.answer([prompt], Brief, 0)]
    drawn = chat.answer(prompts, Brief, 5)
    torch.manual_seed(99)
    before = torch.random.get_rng_state()
    assert chat.answer(prompts[::-1], Brief, 5)[::-1] == drawn != together
    assert torch.equal(torch.random.get_rng_state(), before)
    assert chat.answer(prompts, Brief, 6) != drawn


def test_a_model_is_known_by_repository_and_revision(folder):
    assert TransformersChat(folder, "some-model", "cpu").model == f"someone--some-model@{'1' * 40}"


def test_where_every_answer_is_known_no_model_is_read(folder, tmp_path, monkeypatch):
    timing = sing(VERSES[:4])
    before = build(folder).decide(timing, RHYTHM, tmp_path)
    monkeypatch.setattr(chat_transformers, "find_model", lambda *_: pytest.fail("the model was read"))
    assert build(folder).decide(timing, RHYTHM, tmp_path) == before


def test_the_chat_is_rendered_with_thinking_off_and_begun_once(folder, copied):
    model = find_model(folder, "some-model", "cpu")
    assert model.render("Hello") == "<s><|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n"
    (copied / "chat_template.jinja").unlink()
    assert find_model(copied, "some-model", "cpu").render("Hello") == "Hello\n"


def test_a_tokenizer_that_begins_texts_itself_is_not_begun_twice(copied):
    tokenizer = json.loads((copied / "tokenizer.json").read_text())
    begin = {"SpecialToken": {"id": "<s>", "type_id": 0}}
    tokenizer["post_processor"] = {
        "type": "TemplateProcessing",
        "single": [begin, {"Sequence": {"id": "A", "type_id": 0}}],
        "pair": [begin, {"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}},
    }
    (copied / "tokenizer.json").write_text(json.dumps(tokenizer))
    model = find_model(copied, "some-model", "cpu")
    assert model.tokenizer(model.render("Hello"))["input_ids"].count(1) == 1


def test_words_of_a_song_are_never_tokens_of_the_chat(folder):
    direction = build(folder).decide(sing(VERSES), RHYTHM, None)
    tokenizer = find_model(folder, "some-model", "cpu").tokenizer
    special = set(tokenizer.all_special_ids)
    assert all(not special & set(tokenizer(told.question)["input_ids"]) for told in direction.decisions.exchanges)


def test_a_prompt_that_is_too_long_for_the_model_is_answered_by_the_rules(tmp_path):
    folder = make_chat_model(tmp_path / "model", positions=1000)
    chat = TransformersChat(folder, "some-model", "cpu")
    short, long = chat.answer(["short", "long " * 900], Brief, 0)
    assert Brief.model_validate_json(short)
    assert long == ""
    direction = build(folder).decide(sing(VERSES), RHYTHM, None)
    check_direction(direction, sing(VERSES))
    assert {decision.by for decision in direction.decisions.decisions if decision.about != "line"} == {"rules"}


def test_no_answer_is_longer_than_its_budget():
    longest = Window(mood="bright", setting="mountains", light="lamplight", lines=[{"words": 12, "motion": "pan_right"}] * 16)
    assert measure_longest(Window) == len(longest.model_dump_json())


def test_where_memory_is_short_fewer_questions_are_put_together(folder, monkeypatch):
    model, sizes = find_model(folder, "some-model", "cpu"), []
    whole = type(model).answer

    def answer(self, prompts, schema, seed):
        sizes.append(len(prompts))
        if len(prompts) > 1:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory")
        return whole(self, prompts, schema, seed)

    monkeypatch.setattr(type(model), "answer", answer)
    chat = TransformersChat(folder, "some-model", "cpu")
    assert len(chat.answer(["one", "two", "three"], Brief, 0)) == 3
    assert sizes == [3, 1, 2, 1, 1]
    monkeypatch.setattr(type(model), "answer", lambda *_: (_ for _ in ()).throw(MemoryError))
    with pytest.raises(MemoryError, match="one question at a time"):
        chat.answer(["one"], Brief, 0)


def spoil_weights(folder):
    weights = load_file(folder / "model.safetensors")
    save_file({name: tensor for name, tensor in weights.items() if "q_proj" not in name}, folder / "model.safetensors", {"format": "pt"})


SPOILED = {
    "config.json is missing": lambda folder: (folder / "config.json").unlink(),
    "tokenizer.json is missing": lambda folder: (folder / "tokenizer.json").unlink(),
    "no chat model": lambda folder: (folder / "config.json").write_text("{"),
    "does not write": lambda folder: (folder / "config.json").write_text('{"model_type": "wav2vec2"}'),
    "the weights lack": spoil_weights,
    "holds no|no chat model": lambda folder: (folder / "model.safetensors").write_bytes(b"nonsense"),
    "no file named|no chat model": lambda folder: (folder / "model.safetensors").unlink(),
}


@pytest.mark.parametrize("said", SPOILED)
def test_what_is_wrong_with_the_weights_is_said_in_a_sentence(said, copied):
    SPOILED[said](copied)
    with pytest.raises(MissingError, match=said) as caught:
        build(copied).direct(sing(VERSES[:2]), RHYTHM)
    assert "songloom models fetch someone/some-model" in caught.value.cure


def test_code_that_a_repository_brings_is_never_run(copied):
    config = json.loads((copied / "config.json").read_text())
    config["auto_map"] = {"AutoConfig": "evil.Config", "AutoModelForCausalLM": "evil.Model"}
    (copied / "config.json").write_text(json.dumps(config))
    (copied / "evil.py").write_text("raise SystemExit('run')")
    settings = json.loads((copied / "tokenizer_config.json").read_text())
    settings["auto_map"] = {"AutoTokenizer": ["evil.Tokenizer", "evil.Tokenizer"]}
    (copied / "tokenizer_config.json").write_text(json.dumps(settings))
    check_direction(build(copied).decide(sing(VERSES[:4]), RHYTHM, None), sing(VERSES[:4]))
