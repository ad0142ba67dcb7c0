"""Planning, without an engine: records are written by hand, so every state of a step can be had."""

import os
from dataclasses import replace

import pytest

from songloom.errors import InputError, MissingError, UsageError
from songloom.model.answer import Answer, Reply
from songloom.model.audio import AudioFacts, AudioTags, TagLyrics
from songloom.model.document import dump_document
from songloom.model.heard import Heard, HeardWord
from songloom.model.record import Record
from songloom.model.song import Song
from songloom.model.weights import FileDigest, Weights
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Known, plan_run
from songloom.settings.located import Located
from songloom.settings.params import build_settings
from songloom.settings.themes import load_theme
from songloom.settings.workspace import Workspace
from songloom.store import Store

OUTPUTS = {
    "audio": ("audio.flac", "facts.json", "tags.json"),
    "stems": ("accompaniment.flac", "vocals.flac"),
    "rhythm": ("bands.json", "rhythm.json"),
    "heard": ("heard.json",),
    "lyrics": ("lyrics.json",),
    "alignment": ("words.json",),
    "timing": ("timing.json",),
    "storyboard": ("storyboard.json",),
    "images": ("scene-000.png", "scene-001.png"),
    "segments": ("segment-000.mp4", "segment-001.mp4"),
    "sound": ("loudness.json", "sound.m4a"),
    "video": ("thumbnail.jpg", "video.mp4"),
    "subtitles": ("lyrics.srt",),
    "quality": ("quality.json",),
}

HEARD = {"engine": "faster_whisper"}


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


def pin(revision="a" * 40):
    """What is known where the weights of large-v3 are pinned."""
    return Known({"large-v3": Weights("large-v3", "owner/large-v3", revision, "MIT", {"model.bin": FileDigest("c" * 64, 7)})})


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
    assert {step.stage for step in plan_run([request], store, None, {}).missing()} == {"stems", "rhythm", "alignment", "sound"}


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


@pytest.mark.parametrize(("length_s", "is_refused"), [(180.0, False), (180.004, True)])
def test_a_song_too_long_for_its_delivery_is_refused_once_it_is_decoded(store, request_for, length_s, is_refused):
    short = request_for(variant="short", video={"delivery": "shorts"})
    requests = [request_for(), short]
    (audio,) = (step for step in plan_run([short], store, None, {}).missing() if step.stage == "audio")
    facts = store.objects.put(dump_document(AudioFacts(length_s, length_s, -14.0, -1.0, 0.0, 0)))
    outputs = {name: store.objects.put(name.encode()) for name in OUTPUTS["audio"]} | {"facts.json": facts}
    store.records.commit(Record(audio.key, dict(audio.preimage), outputs, {}))
    plan = plan_run(requests, store, None, {}).steps
    steps = {step.stage: step for step in plan if step.variant == "short"}
    assert not any(step.error for step in plan if step.variant == "main")
    assert (set(steps) == {"audio", "segments"}) == is_refused
    if is_refused:
        told = "song.mp3: the song is 180.004 s long, and YouTube Shorts takes 180 s at most; weave it in a variant without `delivery"
        assert told in str(steps["segments"].error)
    # Whoever wants no video is told nothing.
    assert not any(step.error for step in plan_run([short], store, "timing", {}).steps)


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


@pytest.mark.parametrize(
    ("words", "stand_in"), [("naïve hearts", None), ("νύχτα", "Noto Serif"), ("夜の海", "Noto Sans CJK"), ("\U00012000", None)]
)
def test_fonts_that_the_words_need_enter_the_key_once_they_are_known(store, request_for, words, stand_in):
    def plan_segments():
        return next(step for step in plan_run([request_for()], store, None, {}).steps if step.stage == "segments")

    early = plan_segments()
    assert {name for name in early.inputs if name.startswith("font/")} == {"font/Fraunces"}
    while (now := plan_segments()).state == "waiting":
        for step in plan_run([request_for()], store, None, {}).missing():
            make(step, store, words)
    assert {name for name in now.inputs if name.startswith("font/")} == {"font/Fraunces", *([f"font/{stand_in}"] if stand_in else [])}


def test_a_stem_that_the_song_brings_is_an_input_of_stems(store, request_for, tmp_path):
    (tmp_path / "karaoke.flac").write_bytes(b"without the voice")
    request = request_for(stems={"engine": "provided"})
    request = replace(request, song=replace(request.song, instrumental=tmp_path / "karaoke.flac"))
    make_all([request], store)
    (tmp_path / "karaoke.flac").write_bytes(b"another mix")
    (step,) = plan_run([request], store, None, {}).missing()
    assert step.stage == "stems"
    assert set(step.inputs) == {"audio/audio.flac", "song/instrumental"}


def test_weights_that_nothing_pins_are_named_with_their_command(store, request_for):
    with pytest.raises(MissingError, match=r"the weights of large-v3 are not here.*songloom models fetch large-v3"):
        plan_run([request_for(heard=HEARD)], store, "heard", {})
    assert plan_run([request_for(heard=HEARD)], store, "rhythm", {}).missing(), "nobody asks for weights that are not used"


def test_pinned_weights_enter_the_key(store, request_for):
    request = request_for(heard=HEARD)
    one, two = (plan_run([request], store, "heard", {}, pin(revision)).steps[-1] for revision in ("a" * 40, "b" * 40))
    assert one.weights["model"].revision == "a" * 40
    assert one.preimage["models"]["model"]["files"] == {"model.bin": "c" * 64}
    assert one.key != two.key


def test_weights_whose_licence_forbids_commerce_need_a_word(store, request_for):
    def plan(**changed):
        ctc = {"engine": "ctc", "ctc": {"model": "large-v3"}, **changed}
        known = pin()
        known = replace(known, weights={name: replace(weights, licence="cc-by-nc-4.0") for name, weights in known.weights.items()})
        return plan_run([request_for(alignment=ctc)], store, "alignment", {}, known)

    with pytest.raises(UsageError, match=r"alignment\.ctc.model: the licence of large-v3, cc-by-nc-4.0, allows no commercial use"):
        plan()
    assert plan(allow_noncommercial=True).steps


def test_what_was_heard_is_an_input_where_somebody_listens(store, request_for):
    def inputs_of_quality(**params):
        return set(plan_run([request_for(**params)], store, None, {}, pin()).steps[-1].inputs)

    assert inputs_of_quality(heard=HEARD) - inputs_of_quality() == {"heard/heard.json"}


def test_until_a_stage_nothing_runs_for_a_source_that_is_not_needed(store, request_for):
    listening = request_for(heard=HEARD, lyrics={"sources": ["sidecar", "tags", "heard"]})
    assert [step.stage for step in plan_run([listening], store, "lyrics", {}, pin()).steps] == ["lyrics"]
    listening.song.audio.with_suffix(".txt").unlink()
    assert [step.stage for step in plan_run([listening], store, "lyrics", {}, pin()).steps] == ["audio", "stems", "heard", "lyrics"]


@pytest.mark.parametrize(("params", "stages"), [({}, ["audio", "lyrics"]), ({"heard": HEARD}, ["audio", "stems", "heard", "lyrics"])])
def test_until_lyrics_all_is_made_that_a_provider_is_asked_with(store, request_for, params, stages):
    asking = request_for(lyrics={"sources": ["lrclib"]}, **params)
    assert [step.stage for step in plan_run([asking], store, "lyrics", {}, pin()).steps] == stages


def test_a_damaged_copy_in_the_store_fails_its_song_with_the_cure(store, request_for):
    request = request_for(lyrics={"sources": ["tags"]})
    (audio,) = plan_run([request], store, "lyrics", {}).missing()
    make(audio, store)
    failed = plan_run([request], store, "lyrics", {}).steps[-1]
    assert failed.state == "failed"
    assert "songloom verify" in str(failed.error)


class TestLyricsThatNoFileHolds:
    """Tags first, then the providers, then what was heard."""

    ANSWER = Answer("lrclib", "7", "https://lrclib.net/api/get/7", "T", "A", "lrc", "[00:01.00]one", ())
    NOBODY = Answer("", "", "", "", "", "txt", "", ("lrclib 7: is 31 s longer",))

    @pytest.fixture
    def plan(self, store, request_for):
        request = request_for(heard=HEARD, lyrics={"sources": ["sidecar", "tags", "lrclib", "heard"]}, video={"title": "T"})
        request.song.audio.with_suffix(".txt").unlink()
        documents = {
            "audio": {"tags.json": AudioTags(artist="A"), "facts.json": AudioFacts(61.0, None, -14.0, -1.0, 0.0, 0)},
            "heard": {"heard.json": Heard((HeardWord("one", 1, 2, 0.9, 0),), "en", 1, "none", 1)},
        }

        def plan_made(*stages, reply=None, **changed):
            known = replace(pin(), find_reply=lambda query: reply)
            found = plan_run([request], store, "lyrics", {}, known)
            for stage in stages:
                (step,) = found.missing()
                assert step.stage == stage
                nouns = documents.get(stage, {}) | changed.get(stage, {})
                outputs = {name: store.objects.put(stage.encode()) for name in OUTPUTS[stage]}
                outputs |= {name: store.objects.put(dump_document(noun)) for name, noun in nouns.items()}
                store.records.commit(Record(step.key, dict(step.preimage), outputs, {}))
                found = plan_run([request], store, "lyrics", {}, known)
            return found

        return plan_made

    def test_tags_speak_first(self, plan):
        tagged = plan("audio", audio={"tags.json": AudioTags(lyrics=(TagLyrics("one", "txt"),))})
        assert (tagged.steps[-1].engine, tagged.steps[-1].state) == ("tags", "missing")

    def test_providers_are_asked_with_all_that_is_known_once_it_is(self, plan):
        assert states(plan("audio"))["lyrics"] == "waiting"
        (query,) = plan("stems", "heard").queries()
        assert (query.title, query.artist, query.duration_s, query.heard) == ("T", "A", 61.0, ("one",))

    def test_the_answer_is_what_enters_the_key(self, plan):
        step = plan("audio", "stems", "heard", reply=Reply(self.ANSWER)).steps[-1]
        other = plan(reply=Reply(replace(self.ANSWER, text="[00:01.00]two"))).steps[-1]
        assert (step.engine, step.state, set(step.inputs)) == ("lrclib", "missing", {"song/answer"})
        assert step.key != other.key

    def test_without_an_answer_what_was_heard_speaks(self, plan):
        refused = plan("audio", "stems", "heard", reply=Reply(self.NOBODY, refused=self.NOBODY.refused)).steps[-1]
        offline = plan(reply=Reply(None, ("lrclib: offline, not asked",))).steps[-1]
        assert refused.engine == "heard"
        assert refused.passed_over == ("lrclib 7: is 31 s longer",)
        assert refused.key == offline.key, "why nobody answered is no part of a key"

    def test_where_nobody_has_words_all_the_reasons_are_said(self, plan):
        silent = {"heard.json": Heard((), "", 0, "none", 0)}
        reply = Reply(self.NOBODY, ("genius: no token",), self.NOBODY.refused)
        failed = plan("audio", "stems", "heard", reply=reply, heard=silent).steps[-1]
        assert failed.state == "failed"
        assert "lrclib 7: is 31 s longer; genius: no token" in str(failed.error)
