import re

import pytest

from songloom.errors import UsageError
from songloom.model.weights import FileDigest, Weights, is_repository, is_revision, is_weights_name
from songloom.weights.known import ANY_FILES, Known, choose_files, find_known, is_noncommercial, list_known

TINY = Known("tiny", "someone/tiny")
TORCH = Known("tiny", "someone/tiny", files=("model.safetensors", "config.json"), convert="pytorch_model.bin")


@pytest.mark.parametrize("known", list_known().values(), ids=lambda known: known.name)
def test_what_ships_makes_sense(known):
    assert is_weights_name(known.name) and is_repository(known.repository)
    assert known.revision is None or is_revision(known.revision)
    assert known.purpose and known.licence and 5e7 < known.size < 5e10 and known.files
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in known.digests.values())
    assert not known.digests or known.revision
    assert known.repository == known.name or "/" not in known.name


def test_only_licences_that_say_so_are_noncommercial():
    found = {known.licence for known in list_known().values() if is_noncommercial(known.licence)}
    assert found == {"cc-by-nc-4.0", "sai-nc-community"}
    assert all(map(is_noncommercial, ("stabilityai-non-commercial-research", "Non Commercial", "CC BY NC 4.0")))
    assert not any(map(is_noncommercial, ("mit", "apache-2.0", "unknown", "openrail++", "cc-by-4.0", "ncsa")))


def test_a_repository_needs_no_row():
    assert find_known("someone/tiny-model") == Known("someone/tiny-model", "someone/tiny-model")


def test_a_row_of_the_lock_is_a_name_too():
    row = Weights("mine", "local/mine", "1" * 40, "unknown", {"model.bin": FileDigest("a" * 64, 7)})
    assert find_known("mine", row).repository == "local/mine"


@pytest.mark.parametrize("name, said", [("large-v4", "did you mean large-v3"), ("zzz", "songloom models list"), ("../x", "is no name")])
def test_a_name_that_nobody_knows_is_told(name, said):
    with pytest.raises(UsageError, match=said):
        find_known(name)


@pytest.mark.parametrize(
    "known, listed, taken",
    [
        (TINY, ["config.json", "model.safetensors", "README.md", "run.py"], ["config.json", "model.safetensors"]),
        (TINY, ["model.safetensors", "pytorch_model.bin", "model.bin", "flax_model.msgpack"], ["model.safetensors"]),
        (TINY, ["config.json", "model.bin", "vocabulary.txt"], ["config.json", "model.bin", "vocabulary.txt"]),
        (TINY, ["model.safetensors", "deep/other.safetensors", "x.json/y.txt", ".hidden.json", "a b.json"], ["model.safetensors"]),
        (TORCH, ["config.json", "pytorch_model.bin", "other.json"], ["config.json", "pytorch_model.bin"]),
        (TORCH, ["model.safetensors", "pytorch_model.bin"], ["model.safetensors"]),
    ],
)
def test_only_plain_tensors_and_text_are_taken(known, listed, taken):
    assert choose_files(known, listed) == taken


def test_of_a_pipeline_the_parts_that_are_read_are_taken_in_16_bits_where_they_come_so():
    text = ["text_encoder/config.json", "text_encoder/model.safetensors"]
    text += ["tokenizer/chat_template.jinja", "tokenizer/merges.txt", "tokenizer/vocab.json"]
    unet = ["unet/config.json", "unet/diffusion_pytorch_model.fp16.safetensors"]
    others = [
        "painter.safetensors",
        "unet/diffusion_pytorch_model.safetensors",
        "unet/run.py",
        "safety_checker/model.safetensors",
        "README.md",
    ]
    assert choose_files(TINY, ["model_index.json", *text, *unet, *others]) == ["model_index.json", *text, *unet]


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.pth", "htdemucs.th", "last.ckpt", "weights.pkl"])
def test_a_format_that_can_run_code_is_refused(name):
    with pytest.raises(UsageError, match=f"{re.escape(name)}, a format that can run code"):
        choose_files(TINY, ["config.json", name])


def test_a_repository_without_weights_is_told():
    with pytest.raises(UsageError, match="holds no weights"):
        choose_files(TINY, ["README.md", "config.json"])


def test_a_repository_of_thousands_of_files_is_refused():
    with pytest.raises(UsageError, match="200 are the most"):
        choose_files(TINY, [f"part-{number}.safetensors" for number in range(300)])


def test_nothing_that_runs_is_among_the_patterns():
    assert not [pattern for pattern in ANY_FILES if pattern.endswith((".py", ".pkl", ".pt", "*.bin", ".so"))]
