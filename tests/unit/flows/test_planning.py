"""A catalogue's plan: what it looks at, and how often."""

import os
from collections import Counter

import pytest

from bench.planted import FILES, plant_records, plant_workspace
from flows import forecast
from flows.estimate import Estimate
from flows.forecast import forecast_run
from flows.select import Asked, select_requests
from songloom.pipeline.plan import NOTHING, plan_steps
from songloom.store import Store
from songloom.store.objects import Objects
from songloom.store.records import Records

SONGS = 100


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    root = tmp_path_factory.mktemp("catalogue") / "workspace"
    root.mkdir()
    plant_workspace(root, SONGS)
    return root


@pytest.fixture(scope="module")
def store(catalogue):
    found = Store(catalogue / "artifacts")
    asked = Asked(catalogue=catalogue / "configs" / "catalogue.yaml", variants=("all",))
    assert plant_records(lambda: select_requests(asked), found) == 21 * SONGS
    return found


def select(catalogue):
    return select_requests(Asked(catalogue=catalogue / "configs" / "catalogue.yaml", variants=("all",)))


def test_each_record_and_each_object_of_a_catalogue_is_looked_at_once(catalogue, store, monkeypatch):
    looked = Counter()
    find, has_all = Records.find, Objects.has_all
    monkeypatch.setattr(Records, "find", lambda self, key: looked.update([("find", key)]) or find(self, key))
    monkeypatch.setattr(Objects, "has_all", lambda self, outputs: looked.update(("has", at) for at in outputs) or has_all(self, outputs))
    steps = list(plan_steps(select(catalogue), store, None, {}))
    assert len(steps) == 39 * SONGS
    assert {step.state for step in steps} == {"done"}
    assert set(looked.values()) == {1}
    assert sum(name == "find" for name, _ in looked) == 21 * SONGS


def test_variants_share_the_steps_of_their_song(catalogue, store):
    steps = [step for step in plan_steps(select(catalogue)[:3], store, None, {}) if step.stage == "timing"]
    assert [step.variant for step in steps] == ["main", "vertical", "square"]
    assert len({id(step.record) for step in steps}) == 1


def test_another_theme_is_the_work_of_its_variant_and_of_no_other(catalogue, store):
    variants = catalogue / "configs" / "variants.yaml"
    before = variants.read_text()
    try:
        variants.write_text(before.replace("placard", "nocturne"))
        open_ = [step for step in plan_steps(select(catalogue), store, None, {}) if step.is_open()]
    finally:
        variants.write_text(before)
    assert {step.variant for step in open_} == {"vertical"}
    assert Counter(step.stage for step in open_) == {"images": SONGS, "segments": SONGS, "video": SONGS}


def test_a_forecast_tells_seconds_and_bytes_by_what_their_like_took(catalogue, store):
    video = catalogue / "params.yaml"
    before = video.read_text()
    try:
        video.write_text(before + "  fps: 25\n")
        forecast = forecast_run(select(catalogue), store, None, NOTHING)
    finally:
        video.write_text(before)
    told = forecast.as_json(Estimate(store, forecast.sounds))
    assert told["stages"]["segments"] == {"certain": 3 * SONGS, "at_most": 3 * SONGS}
    assert told["stages"]["images"] == {"certain": 0, "at_most": 0}
    assert told["estimated_s"]["segments"] == pytest.approx(60.0 * 3 * SONGS, rel=0.02)
    assert told["estimated_bytes"]["segments"] > 3 * SONGS * len(FILES["segments"])


def test_a_catalogue_counted_on_several_cores_gives_the_forecast_of_one(catalogue, store, monkeypatch):
    params = catalogue / "params.yaml"
    before = params.read_text()
    try:
        params.write_text(before + "  fps: 25\n")
        requests = select(catalogue)
    finally:
        params.write_text(before)
    alone = forecast_run(requests, store, None, NOTHING)
    assert len(alone.open) == 6 * SONGS
    monkeypatch.setattr("flows.forecast.FEWEST_SONGS", 1)
    monkeypatch.setattr("flows.forecast.count_cores", lambda: 3)
    counted, count = [], forecast._count
    monkeypatch.setattr(forecast, "_count", lambda songs, *task: counted.append(len(songs)) or count(songs, *task))
    shared = forecast_run(requests, store, None, NOTHING)
    assert sum(counted) < SONGS, "the helpers counted their shares"
    assert shared == alone
    assert list(shared.open) == list(alone.open)
    # A helper that dies is made up for.
    monkeypatch.setattr("flows.forecast._help", lambda send, *task: os._exit(9))
    assert forecast_run(requests, store, None, NOTHING) == alone


def test_a_catalogue_without_songs_is_a_plan_of_nothing(store):
    assert forecast_run([], store, None, NOTHING).counts() == {}
