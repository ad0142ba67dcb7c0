"""Keys are promises to stores that exist: a test here that fails says that every store would be made anew."""

from dataclasses import replace

from songloom.model.weights import FileDigest, Weights
from songloom.pipeline.keys import Maker, build_preimage, hash_preimage

AUDIO = build_preimage(Maker("audio", "decode", "1", {"min_s": 1.0, "max_s": 7200.0}), {"song/audio": "ab" * 32})


def test_golden_key_of_a_plain_step():
    assert hash_preimage(AUDIO) == "1398b5c18f87a94f964b8e19b47aed35625d883f3ccf28494c1dea71053fd485"


def test_golden_key_with_text_beyond_ascii():
    preimage = build_preimage(
        Maker("video", "join", "3", {"title": "Für Élise – 夜", "artist": "", "audio_kbps": 192}), {"b/2": "1" * 64, "a/1": "0" * 64}
    )
    assert hash_preimage(preimage) == "e60a9cb749fd330ee9a1ff0b9d2af78c4dcfe22bb9a847adc2b96b5ae7f73896"


def test_order_does_not_matter():
    turned = build_preimage(Maker("audio", "decode", "1", {"max_s": 7200.0, "min_s": 1.0}), {"song/audio": "ab" * 32})
    assert hash_preimage(turned) == hash_preimage(AUDIO)
    assert hash_preimage(dict(reversed(AUDIO.items()))) == hash_preimage(AUDIO)


def test_every_field_matters():
    changed = [{**AUDIO, name: "other"} for name in AUDIO]
    assert len({hash_preimage(preimage) for preimage in (AUDIO, *changed)}) == len(AUDIO) + 1


def test_small_differences_of_options_are_not_rounded_away():
    near = build_preimage(Maker("audio", "decode", "1", {"min_s": 1.0000001, "max_s": 7200.0}), {"song/audio": "ab" * 32})
    assert hash_preimage(near) != hash_preimage(AUDIO)


def test_weights_enter_by_repository_revision_and_every_files_digest():
    weights = Weights("large", "owner/large", "a" * 40, "MIT", {"model.bin": FileDigest("b" * 64, 7)})
    others = [
        replace(weights, repository="owner/other"),
        replace(weights, revision="c" * 40),
        replace(weights, files={"model.bin": FileDigest("d" * 64, 7)}),
    ]
    keys = [hash_preimage(build_preimage(Maker("heard", "faster_whisper", "1", {}, {"model": row}), {})) for row in (weights, *others)]
    assert len(set(keys)) == len(keys)
    renamed = replace(weights, name="mine", licence="unknown")
    assert hash_preimage(build_preimage(Maker("heard", "faster_whisper", "1", {}, {"model": renamed}), {})) == keys[0]
