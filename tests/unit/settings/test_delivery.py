"""Delivery profiles: one word of a variant, laid under its own settings, and what it asks for is what its platform takes."""

import pytest

from songloom.engines.segments.contract import SkiaOptions
from songloom.engines.video.delivery import DELIVERIES
from songloom.errors import ConfigError
from songloom.model.movie import MovieFacts
from songloom.settings.delivery import list_deliveries
from songloom.settings.located import Located
from songloom.settings.params import build_settings, lay_song, settle_layers
from songloom.settings.workspace import Workspace

FFMPEG_NAMES = {"prores_alpha": "prores", "vp9_alpha": "vp9", "pcm": "pcm_s24le"} | {
    name: name for name in ("h264", "av1", "prores", "aac", "opus")
}


@pytest.fixture
def lay_out(tmp_path):
    def run(variants: str, variant: str = "mine"):
        (tmp_path / "params.yaml").touch()
        (tmp_path / "configs").mkdir(exist_ok=True)
        (tmp_path / "configs" / "variants.yaml").write_text(variants)
        return build_settings(Workspace(tmp_path).layers("embedded", variant))

    return run


def test_there_is_a_profile_for_every_delivery_that_is_checked():
    assert set(DELIVERIES) - {"any"} <= set(list_deliveries())


@pytest.mark.parametrize("word", list_deliveries())
def test_what_a_profile_asks_for_is_taken_where_it_goes(lay_out, word):
    settings, _ = lay_out(f"mine: {{delivery: {word}}}\n")
    skia, sound, video = (settings[stage].options for stage in ("segments", "sound", "video"))
    assert video["delivery"] == (word if word in DELIVERIES else "any")
    width, height = SkiaOptions(**skia).frame_size()
    facts = MovieFacts(
        container="", codec=FFMPEG_NAMES[skia["codec"]], profile="", tag="", width=width, height=height,
        fps=float(skia["fps"]), pixels="", colours="", frames=0, starts_fast=True, sound_codec=FFMPEG_NAMES[sound["codec"]],
        sound_rate_hz=48000, sound_channels=2, video_s=170.0, sound_s=170.0, lufs=sound["target_lufs"], dbtp=sound["ceiling_dbtp"],
    )  # fmt: skip
    assert list(DELIVERIES[video["delivery"]].list_breaches(facts)) == []


def test_a_variants_own_settings_lie_above_its_profile(lay_out):
    settings, document = lay_out("mine: {delivery: shorts, segments: {height: 720, theme: zine}}\n")
    assert (settings["segments"].options["aspect"], settings["segments"].options["height"]) == ("9:16", 720)
    assert settings["segments"].planned["theme"] == "zine"
    assert document.origin_of(("segments", "aspect")).layer == "delivery shorts"
    assert document.origin_of(("segments", "height")).layer == "variant"
    assert settings["video"].options["delivery"] == "shorts"


def test_a_word_that_nobody_knows_is_refused_with_those_that_there_are(lay_out):
    with pytest.raises(ConfigError, match=r"variants\.yaml:1: there is no delivery profile 'short'; known: broadcast, .*youtube"):
        lay_out("mine: {delivery: short}\n")


@pytest.mark.parametrize(
    ("variant", "says"),
    [
        (
            "segments: {skia: {codec: vp9_alpha}}",
            r"sound\.codec: vp9_alpha pictures lie in a \.webm file, which holds sound as opus, not aac",
        ),
        ("segments: {skia: {codec: prores}}, sound: {codec: opus}", "holds sound as pcm or aac, not opus"),
        (
            "segments: {skia: {codec: prores, encoder: nvenc}}",
            r"segments\.skia\.encoder: NVIDIA's hardware encodes h264, hevc, av1, not prores",
        ),
    ],
)
def test_stages_that_contradict_one_another_are_refused_before_anything_is_drawn(lay_out, variant, says):
    with pytest.raises(ConfigError, match=says):
        lay_out(f"mine: {{{variant}}}\n")


@pytest.mark.parametrize("word", list_deliveries())
def test_a_draft_of_every_profile_can_be_written(tmp_path, lay_out, word):
    lay_out(f"mine: {{delivery: {word}}}\n")
    workspace = Workspace(tmp_path)
    settings, _ = build_settings([*workspace.layers("embedded", "mine"), workspace.draft()])
    assert settings["segments"].options["height"] == 360


def test_a_song_is_held_to_what_its_variant_agreed_on(lay_out, tmp_path):
    lay_out("mine: {}\n")
    settled = settle_layers(Workspace(tmp_path).layers("embedded", "main"))
    with pytest.raises(ConfigError, match="pcm"):
        lay_song(settled, Located({"sound": {"codec": "pcm"}}, {}))
