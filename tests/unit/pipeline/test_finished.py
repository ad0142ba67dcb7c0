"""Songs of which nothing is left to make: they are recognised at a glance, and only as long as nothing of them changed."""

import os
import shutil
from dataclasses import replace

import pytest

from bench.planted import plant_records, plant_workspace
from flows.forecast import forecast_run
from flows.select import Asked, select_requests
from songloom.pipeline.finished import FILE, Finished
from songloom.pipeline.plan import NOTHING, plan_steps
from songloom.store import Store
from songloom.store.records import Records

SONGS = 3


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    root = tmp_path_factory.mktemp("planted")
    plant_workspace(root, SONGS)
    plant_records(lambda: select(root), Store(root / "artifacts"))
    return root


@pytest.fixture
def catalogue(planted, tmp_path):
    root = tmp_path / "workspace"
    shutil.copytree(planted, root)
    forecast_run(select(root), Store(root / "artifacts"), None, NOTHING)
    return root


def select(root, variants=("all",)):
    return select_requests(Asked(catalogue=root / "configs" / "catalogue.yaml", variants=variants))


def group(requests):
    songs = dict.fromkeys(request.song.id for request in requests)
    return [[request for request in requests if request.song.id == song] for song in songs]


def find(root, known=NOTHING, until=None, variants=("all",)):
    return set(Finished(Store(root / "artifacts"), until, known).find(group(select(root, variants))))


def append(path, data=b"\n"):
    path.write_bytes(path.read_bytes() + data)


def all_but(song):
    return {f"song-{k:05}" for k in range(SONGS)} - {song}


def record_of(root, song, stage):
    step = next(step for step in plan_steps(select(root), Store(root / "artifacts"), None, {}) if (step.song, step.stage) == (song, stage))
    return step.record


def path_of_object(root, song, stage):
    output = next(iter(record_of(root, song, stage).outputs.values()))
    return Store(root / "artifacts").objects.path_of(output.digest)


def test_finished_songs_are_found_without_their_records_being_read(catalogue, monkeypatch):
    store = Store(catalogue / "artifacts")
    planned = forecast_run(select(catalogue), store, None, NOTHING)
    monkeypatch.setattr(Records, "find", lambda self, key: pytest.fail("a record was read"))
    again = forecast_run(select(catalogue), store, None, NOTHING)
    assert again == planned
    assert len(again.sounds) == SONGS
    assert next(iter(again.stages)) == "audio"
    assert not again.open


@pytest.mark.parametrize("file", ["music/song-00001.opus", "music/song-00001.lrc"])
def test_a_file_that_holds_something_else_is_planned(catalogue, file):
    append(catalogue / file)
    assert find(catalogue) == all_but("song-00001")


def test_edits_that_appear_are_planned(catalogue):
    edits = catalogue / "configs" / "edits" / "song-00001.csv"
    edits.parent.mkdir(parents=True, exist_ok=True)
    edits.write_text("line,word,start,end\n")
    assert find(catalogue) == all_but("song-00001")


def test_lyrics_that_appear_beside_a_song_are_planned(catalogue):
    listed = catalogue / "configs" / "catalogue.yaml"
    listed.write_text(listed.read_text().replace("  lyrics: music/song-00001.lrc\n", ""))
    (catalogue / "music" / "song-00001.lrc").rename(catalogue / "music" / "song-00001.txt")
    assert find(catalogue) == all_but("song-00001")


@pytest.mark.parametrize("ending", ["translation.txt", "romanised.lrc"])
def test_a_translation_that_appears_is_planned(catalogue, ending):
    file = catalogue / "music" / f"song-00001.{ending}"
    file.write_text("one line\n")
    assert find(catalogue) == all_but("song-00001")
    forecast_run(select(catalogue), Store(catalogue / "artifacts"), None, NOTHING)
    file.write_text("another line\n")
    assert find(catalogue) == all_but("song-00001")


@pytest.mark.parametrize("setting", ["segments:\n  fps: 25\n", "images:\n  pigment:\n    size: 640\n", "alignment:\n  letter_s: 0.2\n"])
def test_other_settings_are_planned(catalogue, setting):
    (catalogue / "params.yaml").write_text(setting)
    assert find(catalogue) == set()


def test_another_theme_of_a_variant_is_planned(catalogue):
    variants = catalogue / "configs" / "variants.yaml"
    variants.write_text(variants.read_text().replace("placard", "nocturne"))
    assert find(catalogue) == set()


def test_a_theme_that_reads_otherwise_is_planned(catalogue):
    requests = select(catalogue)
    frames = requests[0].theme.frames
    other = replace(requests[0].theme, frames=replace(frames, glow=0.123))
    changed = [replace(request, theme=other) for request in requests]
    assert Finished(Store(catalogue / "artifacts"), None, NOTHING).find(group(changed)) == {}


def test_other_engines_weights_or_questions_are_planned(catalogue):
    newer = replace(NOTHING, find_version=lambda name: "9" if name == "stems.centre" else NOTHING.find_version(name))
    assert find(catalogue, newer) == set()
    assert find(catalogue, until="timing") == set()
    assert find(catalogue, variants=("main",)) == set()
    assert find(catalogue) == all_but("")


def test_providers_are_never_taken_to_have_spoken(catalogue):
    (catalogue / "params.yaml").write_text("lyrics:\n  sources: [lrclib, file]\n")
    store, requests = Store(catalogue / "artifacts"), select(catalogue)[:3]
    steps = list(plan_steps(select(catalogue), store, None, {}))[:1]
    assert Finished(store, None, NOTHING).note(requests, steps) is None


def test_what_the_store_lost_is_planned(catalogue):
    path_of_object(catalogue, "song-00001", "video").unlink()
    assert find(catalogue) == all_but("song-00001")
    assert forecast_run(select(catalogue), Store(catalogue / "artifacts"), None, NOTHING).counts()["video"]["certain"] == 1


def test_an_object_that_was_cut_short_is_planned(catalogue):
    path = path_of_object(catalogue, "song-00001", "segments")
    path.chmod(0o644)
    os.truncate(path, path.stat().st_size - 1)
    assert find(catalogue) == all_but("song-00001")


def test_a_record_that_somebody_touched_is_planned(catalogue):
    store = Store(catalogue / "artifacts")
    path = store.records.path_of(record_of(catalogue, "song-00001", "images").key)
    path.write_bytes(path.read_bytes().replace(b'"images"', b'"imagex"'))
    assert find(catalogue) == all_but("song-00001")
    path.unlink()
    assert find(catalogue) == all_but("song-00001")
    # What is found by the long way is remembered, and what is not done never is.
    assert forecast_run(select(catalogue), store, None, NOTHING).open
    assert find(catalogue) == all_but("song-00001")


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\0" + bytes(4000)])
def test_a_damaged_memory_costs_one_plan_in_full(catalogue, damage):
    file = catalogue / "artifacts" / FILE
    file.write_bytes(damage)
    assert find(catalogue) == set()
    for _ in range(2):
        assert not forecast_run(select(catalogue), Store(catalogue / "artifacts"), None, NOTHING).open
    assert find(catalogue) == all_but("")


def test_a_store_that_cannot_be_written_is_planned_all_the_same(catalogue):
    (catalogue / "artifacts" / FILE).unlink()
    (catalogue / "artifacts" / FILE).mkdir()
    assert not forecast_run(select(catalogue), Store(catalogue / "artifacts"), None, NOTHING).open


def test_pictures_that_nobody_reads_need_not_be_there(catalogue):
    """Text alone is shown over nothing: the engine of own pictures would not find any."""
    (catalogue / "params.yaml").write_text("images:\n  engine: folder\nsegments:\n  skia:\n    codec: prores_alpha\n")
    plant_records(lambda: select(catalogue), Store(catalogue / "artifacts"))
    forecast_run(select(catalogue), Store(catalogue / "artifacts"), None, NOTHING)
    assert find(catalogue) == all_but("")


def test_a_file_that_changed_while_it_was_planned_with_is_not_remembered(catalogue):
    store, requests = Store(catalogue / "artifacts"), select(catalogue)[:3]
    steps = list(plan_steps(requests, store, None, {}))
    assert Finished(store, None, NOTHING).note(requests, steps)
    append(catalogue / "music" / "song-00000.lrc")
    assert Finished(store, None, NOTHING).note(requests, steps) is None
