"""`show --json`: a song's whole lineage, complete enough to follow every byte back to what was given."""

import hashlib
import json

import pytest

from songloom.model.document import dump_document
from songloom.model.record import Output
from songloom.pipeline.keys import hash_preimage
from songloom.store import Store


@pytest.fixture(scope="module")
def lineage(woven, run_songloom):
    return run_songloom("show", "thread", "--json", cwd=woven).json()


def list_inputs(stage):
    for made in (stage, *stage["parts"]):
        yield from ((made, name, item["digest"], item["from"]) for name, item in made["inputs"].items())


def test_it_bears_its_schema_song_and_variant(lineage):
    assert (lineage["schema"], lineage["song"], lineage["variant"]) == (1, "thread", "main")
    assert {stage["state"] for stage in lineage["stages"].values()} == {"done"}


def test_every_input_is_an_output_of_a_stage_a_given_file_or_a_document(lineage, woven):
    kinds = set()
    for stage in lineage["stages"].values():
        for _, name, digest, whence in list_inputs(stage):
            match whence:
                case {"stage": parent, "file": file}:
                    assert lineage["stages"][parent]["outputs"][file]["digest"] == digest, name
                case {"path": path}:
                    assert hashlib.sha256((woven / path).read_bytes()).hexdigest() == digest, name
                case {"document": document}:
                    assert hashlib.sha256(dump_document(document)).hexdigest() == digest, name
                case _:
                    pytest.fail(f"{name} comes from nowhere: {whence}")
            kinds |= set(whence)
    assert kinds == {"stage", "file", "path", "document"}


def test_every_key_is_the_hash_of_what_is_told(lineage):
    for name, stage in lineage["stages"].items():
        for made in (stage, *stage["parts"]):
            preimage = {
                "schema": 1,
                "stage": name,
                "engine": stage["engine"],
                "version": made["version"],
                "options": made["options"],
                "models": {},
                "inputs": {role: item["digest"] for role, item in made["inputs"].items()},
            }
            assert hash_preimage(preimage) == made["key"]


def test_every_output_is_in_the_store_and_every_making_is_told(lineage, woven):
    store = Store(woven / "artifacts")
    for stage in lineage["stages"].values():
        for made in (stage, *stage["parts"]):
            assert made["outputs"]
            assert all(store.objects.read(Output(**output)) for output in made["outputs"].values())
            assert made["provenance"]["versions"]["python"]


def test_what_the_parts_made_is_what_the_stage_has(lineage):
    in_parts = {name: stage for name, stage in lineage["stages"].items() if stage["parts"]}
    assert set(in_parts) >= {"images", "segments"}
    for stage in in_parts.values():
        made = {output["digest"] for part in stage["parts"] for output in part["outputs"].values()}
        assert made == {output["digest"] for output in stage["outputs"].values()}


def test_a_step_that_waits_has_no_key_yet_and_one_that_failed_says_how_often(workspace, run_songloom):
    (workspace / "music/thread.lrc").write_text("[00:01.00]One thread goes over\n")
    stages = run_songloom("show", "thread", "--json", cwd=workspace).json()["stages"]
    assert (stages["lyrics"]["state"], stages["video"]["state"]) == ("missing", "waiting")
    assert stages["video"]["key"] is None
    assert stages["alignment"]["inputs"]["lyrics/lyrics.json"] == {"digest": None, "from": {"stage": "lyrics", "file": "lyrics.json"}}
    assert stages["alignment"]["inputs"]["audio/audio.flac"]["digest"] == stages["audio"]["outputs"]["audio.flac"]["digest"]
    assert stages["video"]["outputs"] == {} and stages["video"]["provenance"] is None and stages["video"]["failure"] is None

    (workspace / "music/thread.ogg").write_bytes(b"no sound at all")
    run_songloom("weave", "--json", cwd=workspace, code=1)
    stages = run_songloom("show", "thread", "--json", cwd=workspace).json()["stages"]
    assert stages["audio"]["failure"]["attempts"] == 1
    assert "music/thread.ogg" in json.dumps(stages["audio"]["failure"])
    assert (stages["audio"]["state"], stages["video"]["state"]) == ("failed", "blocked")
    assert stages["video"]["failure"] == stages["audio"]["failure"] | {"attempts": None}
