import pytest

from songloom.engines import load_family
from songloom.engines.segments.contract import SUFFIXES, SkiaOptions
from songloom.pipeline.stages import SONG, TEXT_ALONE, select_stages
from songloom.settings.params import STAGES


def test_every_stage_reads_only_what_stands_above_it():
    seen = {"song", "theme", "font"}
    for stage in SONG:
        for name in (*stage.consumes, *sum(stage.by_engine.values(), ())):
            assert name.partition("/")[0] in seen, f"{stage.name} reads {name}"
        seen.add(stage.name)


def test_graph_and_settings_know_the_same_stages():
    assert tuple(stage.name for stage in SONG) == STAGES


@pytest.mark.parametrize("stage", STAGES)
def test_every_engine_has_options_and_a_class(stage):
    family = load_family(stage)
    assert set(family.engines) == set(family.options)
    for alias, path in family.engines.items():
        module, _, name = path.partition(":")
        assert module.startswith(f"songloom.engines.{stage}."), alias
        assert name


@pytest.mark.parametrize("codec", SUFFIXES)
def test_codecs_that_show_text_alone_read_no_pictures(codec):
    assert SkiaOptions("16:9", 144, 30, "none", 23, "ultrafast", codec, "software").has_alpha() == (codec in TEXT_ALONE)


def read_as_embedded(stage):
    return () if stage.name in ("heard", "lyrics") else stage.consumes


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("audio", ("audio",)),
        ("timing", ("audio", "lyrics", "alignment", "timing")),
        ("images", ("audio", "rhythm", "lyrics", "alignment", "timing", "storyboard", "images")),
        (None, STAGES),
    ],
)
def test_until_takes_what_a_stage_needs_and_no_more(until, expected):
    assert tuple(stage.name for stage in select_stages("song", until, read_as_embedded)) == expected
