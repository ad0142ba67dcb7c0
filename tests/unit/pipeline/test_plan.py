"""Planning, without an engine: records are written by hand, so every state of a step can be had."""

import os
from dataclasses import replace

import pytest

from songloom.errors import InputError
from songloom.model.record import Record
from songloom.model.song import Song
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import plan_run
from songloom.settings.located import Located
from songloom.settings.params import build_settings
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from songloom.store import Store

OUTPUTS = {
    "audio": ("audio.flac", "facts.json", "tags.json"),
    "stems": ("accompaniment.flac", "vocals.flac"),
    "rhythm": ("rhythm.json",),
    "lyrics": ("lyrics.json",),
    "alignment": ("words.json",),
    "timing": ("timing.json",),
    "storyboard": ("storyboard.json",),
    "images": ("scene-000.png", "scene-001.png"),
    "segments": ("segment-000.mp4", "segment-001.mp4"),
    "video": ("thumbnail.jpg", "video.mp4"),
    "subtitles": ("lyrics.srt",),
    "quality": ("quality.json",),
}


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def request_for(tmp_path):
    def build(name="song", variant="main", **params):
        audio = tmp_path / f"{name}.mp3"
        if not audio.exists():
            audio.write_bytes(name.encode())
            audio.with_suffix(".txt").write_text("words")
        settings, _ = build_settings([*Workspace(None).layers("embedded", "main"), Located(params, {})])
        return Request(Song(name, audio, None, tmp_path / "edits.csv"), variant, settings, load_theme("nocturne", Workspace(None)))

    return build


def make(step, store, salt=""):
    """Commit a record for a step, as if its engine had run."""
    outputs = {name: store.objects.put(f"{step.stage} {name} {salt}".encode()) for name in OUTPUTS[step.stage]}
    store.records.commit(Record(step.key, dict(step.preimage), outputs, {"seconds": 1.0}))


def make_all(requests, store):
    while missing := plan_run(requests, store, None, {}).missing():
        for step in missing:
            make(step, store)


def states(plan):
    return {step.stage: step.state for step in plan.steps}


def test_at_first_only_what_needs_nothing_can_run(store, request_for):
    found = states(plan_run([request_for()], store, None, {}))
    assert {stage for stage, state in found.items() if state == "missing"} == {"audio", "lyrics"}
    assert {state for stage, state in found.items() if stage not in ("audio", "lyrics")} == {"waiting"}


def test_once_made_everything_is_done(store, request_for):
    make_all([request_for()], store)
    plan = plan_run([request_for()], store, None, {})
    assert set(states(plan).values()) == {"done"}
    assert plan.missing() == []


def test_equal_work_of_variants_is_counted_and_run_once(store, request_for):
    tall = request_for(variant="tall", segments={"aspect": "9:16"})
    counts = plan_run([request_for(), tall], store, None, {}).counts()
    assert counts["audio"] == {"certain": 1, "at_most": 1}
    assert counts["images"] == {"certain": 0, "at_most": 1}
    assert counts["segments"] == {"certain": 0, "at_most": 2}


def test_an_equal_output_stops_the_wave(store, request_for):
    request = request_for()
    make_all([request], store)
    request.song.audio.write_bytes(b"the same sound with another tag")
    plan = plan_run([request], store, None, {})
    assert plan.counts()["video"] == {"certain": 0, "at_most": 1}
    (audio,) = plan.missing()
    make(audio, store)
    assert set(states(plan_run([request], store, None, {})).values()) == {"done"}


def test_another_output_carries_it_on(store, request_for):
    request = request_for()
    make_all([request], store)
    request.song.audio.write_bytes(b"another sound")
    (audio,) = plan_run([request], store, None, {}).missing()
    make(audio, store, salt="new")
    assert {step.stage for step in plan_run([request], store, None, {}).missing()} == {"stems", "rhythm", "alignment"}


def test_a_failure_blocks_what_stands_on_it_and_nothing_else(store, request_for):
    request, other = request_for(), request_for("other")
    (audio, lyrics) = plan_run([request], store, None, {}).missing()
    plan = plan_run([request, other], store, None, {audio.key: InputError("song.mp3", "is broken")})
    found = {(step.song, step.stage): step.state for step in plan.steps}
    assert found[("song", "audio")] == "failed"
    assert found[("song", "video")] == "blocked"
    assert found[("song", "lyrics")] == "missing"
    assert found[("other", "audio")] == "missing"
    assert lyrics.stage == "lyrics"


def test_work_that_songs_share_fails_under_the_name_of_each(store, request_for):
    request, twin = request_for(), request_for("twin")
    twin.song.audio.write_bytes(request.song.audio.read_bytes())
    (audio,) = plan_run([request, twin], store, "audio", {}).missing()
    plan = plan_run([request, twin], store, "audio", {audio.key: InputError("", "is broken")})
    assert [str(step.error) for step in plan.steps] == [f"{each.song.audio}: is broken" for each in (request, twin)]


def test_a_pipe_is_never_read(store, request_for):
    request = request_for()
    os.mkfifo(request.song.edits)
    assert str(plan_run([request], store, "timing", {}).steps[-1].error).startswith(f"{request.song.edits}: the file of edits is a pipe")


def test_a_missing_file_is_a_failure_of_its_song(store, request_for):
    request = request_for()
    gone = replace(request, song=replace(request.song, audio=request.song.audio.with_name("gone.mp3")))
    assert states(plan_run([gone], store, "audio", {})) == {"audio": "failed"}


def test_lyrics_come_from_the_first_source_that_has_them(store, request_for):
    request = request_for()

    def engine_of(request):
        return next(step.engine for step in plan_run([request], store, "lyrics", {}).steps if step.stage == "lyrics")

    assert engine_of(request) == "file"
    assert engine_of(request_for(lyrics={"sources": ["tags", "sidecar"]})) == "tags"
    request.song.audio.with_suffix(".txt").rename(request.song.audio.with_suffix(".LRC"))
    assert engine_of(request) == "file"
    request.song.audio.with_suffix(".LRC").unlink()
    assert engine_of(request) == "tags"
    failed = plan_run([request_for(lyrics={"sources": ["sidecar"]})], store, "lyrics", {}).steps[-1]
    assert failed.state == "failed"
    assert "no lyrics were found" in str(failed.error)


def test_edits_are_an_input_of_timing_alone(store, request_for):
    request = request_for()
    make_all([request], store)
    request.song.edits.write_text("index,word\n")
    assert [step.stage for step in plan_run([request], store, None, {}).missing()] == ["timing"]


def test_a_new_text_colour_touches_segments_and_video_only(store, request_for):
    request = request_for()
    make_all([request], store)
    frames = replace(request.theme.frames, ink=replace(request.theme.frames.ink, sung="#ffeedd"))
    counts = plan_run([replace(request, theme=replace(request.theme, frames=frames))], store, None, {}).counts()
    assert {stage: count["at_most"] for stage, count in counts.items() if count["at_most"]} == {"segments": 1, "video": 1}
