"""What weaving makes, and what it makes again when something changes."""

import json
import subprocess
import sys

import av
import pytest

ALL = {
    "audio", "stems", "rhythm", "lyrics", "alignment", "timing", "storyboard",
    "images", "segments", "sound", "video", "subtitles", "quality",
}  # fmt: skip


def write_theme(workspace, text, name="mine"):
    folder = workspace / "configs" / "themes" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "theme.yaml").write_text(text)


def use_theme(workspace, run_songloom, text):
    write_theme(workspace, text)
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("segments: {", "segments: {theme: mine, "))
    run_songloom("weave", "--json", cwd=workspace)


def test_the_video_is_what_players_expect(woven):
    video = woven / "artifacts" / "songs" / "thread" / "main" / "video" / "video.mp4"
    with av.open(str(video)) as container:
        picture, sound = container.streams.video[0], container.streams.audio[0]
        assert (picture.codec_context.name, picture.codec_context.pix_fmt, picture.average_rate) == ("h264", "yuv420p", 12)
        assert (picture.width, picture.height) == (256, 144)
        assert sound.codec_context.name == "aac"
        assert container.duration / 1e6 == pytest.approx(9.0, abs=0.1)
        assert container.metadata["title"] == "Thread"
        assert sum(1 for _ in container.decode(video=0)) == 108


def test_a_second_run_makes_nothing_and_imports_neither_prefect_nor_an_engine(workspace):
    code = """
import sys
from flows.cli import app
app(["weave", "--json"], standalone_mode=False)
heavy = {"prefect", "skia", "librosa", "av", "cv2", "pandas", "pandera", "scipy", "sklearn", "numpy"} & set(sys.modules)
sys.exit(f"imported: {heavy}" if heavy else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=workspace, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    states = {step["state"] for step in json.loads(done.stdout)["songs"]["thread"]["main"].values()}
    assert states == {"reused"}


def test_a_changed_text_colour_runs_segments_and_video_only(workspace, run_songloom):
    use_theme(workspace, run_songloom, "extends: nocturne\n")
    write_theme(workspace, 'extends: nocturne\nframes: {ink: {sung: "#ffeedd"}}\n')
    why = run_songloom("why", "thread", "segments", cwd=workspace).out
    assert "inputs.theme/frames.ink.sung is #ffeedd and was #fff6e6" in why
    assert run_songloom("weave", "--json", cwd=workspace).made() == {"segments", "video"}
    assert "inputs.theme/frames.ink.sung" in run_songloom("why", "thread", "segments", cwd=workspace).out


def test_a_changed_colour_of_the_pictures_runs_images_too(workspace, run_songloom):
    use_theme(workspace, run_songloom, "extends: nocturne\n")
    write_theme(workspace, 'extends: nocturne\npalette: {rose: "#aa5577"}\n')
    assert run_songloom("weave", "--json", cwd=workspace).made() == {"images", "segments", "video"}
    assert "theme/pictures.colours" in run_songloom("why", "thread", "images", cwd=workspace).out


def test_a_word_moved_by_hand_encodes_two_parts_at_most_and_nothing_listens(workspace, run_songloom):
    sheet = workspace / "words.csv"
    run_songloom("words", "export", "thread", "-o", sheet, cwd=workspace)
    rows = sheet.read_text().splitlines()
    word = json.loads((workspace / "artifacts/songs/thread/main/timing/timing.json").read_text())["words"][5]
    moved = [row.replace(f"{word['end_s']:.3f}", f"{word['end_s'] - 0.1:.3f}") if row.startswith("5,") else row for row in rows]
    assert moved != rows
    sheet.write_text("\n".join(moved) + "\n")
    run_songloom("words", "import", "thread", sheet, cwd=workspace)
    ran = run_songloom("weave", "--json", cwd=workspace)
    assert ran.made() <= {"timing", "storyboard", "segments", "video", "subtitles", "quality"}
    assert ran.states()["images"] == "reused"
    assert 1 <= ran.json()["songs"]["thread"]["main"]["segments"]["parts"]["made"] <= 2
    timing = json.loads((workspace / "artifacts/songs/thread/main/timing/timing.json").read_text())["words"][5]
    assert (timing["found"], timing["end_s"]) == ("edited", pytest.approx(word["end_s"] - 0.1))
    assert "song/edits is new" in run_songloom("why", "thread", "timing", cwd=workspace).out


def test_a_song_renamed_on_disk_runs_nothing(workspace, run_songloom):
    (workspace / "music" / "thread.ogg").rename(workspace / "music" / "renamed.ogg")
    catalogue = workspace / "configs" / "catalogue.yaml"
    catalogue.write_text(catalogue.read_text().replace("thread.ogg", "renamed.ogg"))
    assert run_songloom("weave", "--json", cwd=workspace).made() == set()


def test_a_new_tag_stops_behind_audio_and_what_shows_it(workspace, run_songloom):
    from mutagen.oggvorbis import OggVorbis

    tags = OggVorbis(workspace / "music" / "thread.ogg")
    tags["comment"] = "nothing that is read"
    tags.save()
    assert "audio would run, since inputs.song/audio is" in run_songloom("why", "thread", "audio", cwd=workspace).out
    assert run_songloom("weave", "--json", cwd=workspace).made() == {"audio"}
    tags["title"] = "Another"
    tags.save()
    ran = run_songloom("weave", "--json", cwd=workspace)
    # The title may be shown; it is not, as the song has no intro.
    assert ran.made() == {"audio", "segments", "video", "subtitles"}
    assert ran.json()["songs"]["thread"]["main"]["segments"]["parts"]["made"] == 0
    assert "inputs.audio/tags.json.title is Another and was" in run_songloom("why", "thread", "video", cwd=workspace).out


def test_a_variant_shares_what_it_does_not_change(workspace, run_songloom):
    (workspace / "configs" / "variants.yaml").write_text('tall: {segments: {aspect: "9:16"}}\n')
    ran = run_songloom("weave", "--variant", "all", "--json", "-o", workspace / "out", cwd=workspace)
    assert ran.made("thread", "tall") == {"segments", "video"}
    assert ran.made("thread", "main") == set()
    assert (workspace / "out" / "thread" / "tall" / "video.mp4").is_file()
    assert (workspace / "out" / "thread" / "main" / "timing.json").is_file()


def test_a_song_by_its_path_needs_no_workspace(workspace, run_songloom, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("thread.ogg", "thread.lrc"):
        (workspace / "music" / name).rename(outside / name)
    ran = run_songloom("weave", "thread.ogg", "--until", "lyrics", "--store", tmp_path / "store", "-o", "out", "--json", cwd=outside)
    (name,) = ran.json()["songs"]
    assert ran.made(name) == {"lyrics"}, "nothing is decoded for words that a file holds"
    assert (outside / "out" / "lyrics.json").is_file()


def test_what_is_asked_for_lies_where_it_was_asked_for(workspace, run_songloom):
    run_songloom("weave", "-o", "out", cwd=workspace)
    found = {str(file.relative_to(workspace / "out")) for file in (workspace / "out").rglob("*") if file.is_file()}
    assert {"video.mp4", "timing.json", "quality.json", "subtitles/lyrics.srt", "subtitles/lyrics.ass", "video/thumbnail.jpg"} <= found
    words = json.loads((workspace / "out" / "timing.json").read_text())["words"]
    assert [word["word"] for word in words[:3]] == ["One", "thread", "goes"]
    assert set(words[0]) == {"word", "start_s", "end_s", "line", "confidence", "found"}


def test_the_manifest_is_the_same_whoever_writes_it(workspace, run_songloom, tmp_path):
    run_songloom("weave", "--manifest", "one.json", cwd=workspace)
    run_songloom("weave", "--manifest", "two.json", "--store", tmp_path / "fresh", cwd=workspace)
    assert (workspace / "one.json").read_bytes() == (workspace / "two.json").read_bytes()


def test_karaoke_is_a_variant_that_shares_all_but_its_sound(workspace, run_songloom):
    (workspace / "configs" / "variants.yaml").write_text("karaoke: {sound: {engine: karaoke}}\n")
    ran = run_songloom("weave", "--variant", "all", "--json", cwd=workspace)
    assert ran.made("thread", "karaoke") == {"sound", "video"}
    assert ran.made("thread", "main") == set()
    songs = workspace / "artifacts" / "songs" / "thread"
    plain, sung = ((songs / variant / "sound" / "sound.m4a").read_bytes() for variant in ("main", "karaoke"))
    assert plain != sung


def test_text_alone_waits_for_no_picture_and_is_not_drawn_again_for_one(workspace, run_songloom):
    look = workspace / "configs" / "themes" / "look" / "theme.yaml"
    look.parent.mkdir(parents=True)
    look.write_text("extends: nocturne\npictures: {grain: 0.9}\n")
    (workspace / "configs" / "variants.yaml").write_text("web: {delivery: text_alone_web, segments: {theme: look, height: 144, fps: 12}}\n")
    asked = ("weave", "--variant", "web", "--json")
    assert run_songloom(*asked, cwd=workspace).made("thread", "web") == {"segments", "sound", "video"}
    look.write_text("extends: nocturne\npictures: {style: plain, grain: 0.8}\n")
    assert run_songloom(*asked, cwd=workspace).made("thread", "web") == set()


def test_a_delivery_of_one_word_is_checked_once_it_is_written(workspace, run_songloom):
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("height: 144, ", "").replace("fps: 12, ", ""))
    variants = workspace / "configs" / "variants.yaml"
    variants.write_text(
        "web: {delivery: text_alone_web, segments: {height: 144, fps: 12}}\nsmall: {delivery: shorts, segments: {height: 144, fps: 24}}\n"
    )
    ran = run_songloom("weave", "--variant", "web", "--json", "-o", "out", cwd=workspace)
    assert ran.made("thread", "web") == {"segments", "sound", "video"}
    with av.open(str(workspace / "out" / "video.webm")) as container:
        assert (container.streams.video[0].codec_context.codec.canonical_name, container.streams.audio[0].codec_context.name) == (
            "vp9",
            "opus",
        )
    failed = run_songloom("weave", "--variant", "small", cwd=workspace, code=1)
    assert "the video is not fit for YouTube Shorts: a shorter edge of 144 pixels, not 540–2160" in failed.err + failed.out
