"""`evaluate`'s figures are those that a person would work out by hand; `summarize` writes them down."""

import json

import pytest

from flows.evaluate import run_evaluate
from flows.select import Asked
from flows.summarize import run_summarize
from songloom.errors import UsageError
from songloom.model.document import dump_document
from songloom.model.quality import Quality, Reason
from songloom.model.timing import Timing, Word
from songloom.store import Store
from tests.fixtures.claims import put, write_manifest

CATALOGUE = "songs:\n  - {id: zebra, audio: music/zebra.ogg}\n  - {id: ant, audio: music/ant.ogg}\n"
# Half a second late, exact, exact, and one that nobody sang.
TRUTH = "word,start_s,end_s,line\none,0.5,0.9,0\ntwo,2,3,0\nthree,3,4,0\nfour,4,5,1\n"
STRANGE = [None, b"", b"{}", b"song,verdict\na,good\n", b"song,verdict,reasons,words,sure_share,duration_s\na\n", b"\xff"]


def time(words):
    return Timing(tuple(Word(word, start_s, start_s + 0.5, 0, confidence, "measured") for word, start_s, confidence in words))


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    for folder in ("configs", "music"):
        (tmp_path / folder).mkdir()
    (tmp_path / "params.yaml").write_text("")
    (tmp_path / "configs" / "catalogue.yaml").write_text(CATALOGUE)
    (tmp_path / "music" / "zebra.truth.csv").write_text(TRUTH)
    store = Store(tmp_path / "artifacts")
    reasons = (Reason("unsure", "…", "bad"), Reason("short", "…"), Reason("unsure", "…"), Reason("calm", "…", "note"))
    judged = {
        "ant": Quality("bad", {"duration_s": 65.4, "mean_confidence": 0.4, "words": 1.0}, reasons),
        "zebra": Quality("good", {"duration_s": 4.0, "mean_confidence": 0.9, "unsung_share": 0.25}, ()),
    }
    timed = {"ant": time([("lone", 1.0, 0.4)]), "zebra": time([("One", 1.0, 0.9), ("two", 2.0, 0.95), ("three", 3.0, 0.8)])}
    songs = {
        song: {
            "main": {
                "quality": {"quality.json": put(store, dump_document(judged[song]))},
                "timing": {"timing.json": put(store, dump_document(timed[song]))},
                "video": {"video.mp4": song.encode().hex().ljust(64, "0")},
            }
        }
        for song in judged
    }
    songs["ant"]["tall"] = {"video": {"video.mp4": "1" * 64}}
    songs["gone"] = {"main": {"audio": {"audio.flac": "2" * 64}}}
    write_manifest(tmp_path / "manifest.json", songs)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def evaluate(workspace):
    assert run_evaluate(Asked(), workspace / "manifest.json", workspace / "metrics.json", workspace / "rows.csv", as_json=False) == 0


def summarize(workspace):
    assert run_summarize(*(workspace / name for name in ("manifest.json", "metrics.json", "rows.csv", "summary.md"))) == 0
    return (workspace / "summary.md").read_text()


def test_figures_are_means_over_songs_and_shares_of_words(workspace):
    evaluate(workspace)
    assert json.loads((workspace / "metrics.json").read_bytes()) == {
        "songs": 3,
        "videos": 3,
        "duration_s": 69.4,
        "words": 4,
        "sure_share": 0.5,
        "verdicts": {"good": 1, "look_again": 0, "bad": 1},
        "scores": {"mean_confidence": 0.65, "unsung_share": 0.25},
        "truth": {"songs": 1, "coverage": 0.75, "medae_s": 0.0, "pco_0.3": 0.6667, "over_1s": 0.0},
    }


def test_rows_are_in_the_catalogues_order_and_what_is_not_known_is_empty(workspace):
    evaluate(workspace)
    heads, *rows = (workspace / "rows.csv").read_text().splitlines()
    assert heads.startswith("position,song,verdict,reasons,duration_s,words,sure_share,mean_confidence,")
    assert [row.split(",")[:7] for row in rows] == [
        ["1", "zebra", "good", "", "4.0", "3", "0.6667"],
        ["2", "ant", "bad", "unsure short", "65.4", "1", "0.0"],
        ["3", "gone", "", "", "", "0", ""],
    ]


def test_the_page_says_what_to_look_at_and_names_every_video(workspace):
    evaluate(workspace)
    page = summarize(workspace)
    assert page.startswith("# The catalogue, as this commit claims it\n\nSongs: 3, videos: 3, music: 1:09. Root digest `")
    assert "## To look at again\n\n- ant: bad (unsure, short)\n- gone: not judged\n\n" in page
    assert "| song | verdict | words | sure | length | main | tall |\n|---|---|---|---|---|---|---|\n" in page
    assert "| zebra | good | 3 | 66.7% | 0:04 | `7a6562726100` |  |\n" in page
    assert "| ant | bad | 1 | 0.0% | 1:05 | `616e74000000` | `111111111111` |\n" in page
    assert "| gone |  | 0 |  |  |  |  |\n" in page


def test_the_same_store_gives_the_same_bytes(workspace):
    names = ("metrics.json", "rows.csv", "summary.md")
    evaluate(workspace)
    summarize(workspace)
    before = [(workspace / name).read_bytes() for name in names]
    evaluate(workspace)
    summarize(workspace)
    assert [(workspace / name).read_bytes() for name in names] == before


@pytest.mark.parametrize("name", ["metrics.json", "rows.csv"])
@pytest.mark.parametrize("data", STRANGE)
def test_a_page_is_not_made_of_what_evaluate_never_wrote(workspace, name, data):
    evaluate(workspace)
    (workspace / name).unlink()
    if data is not None:
        (workspace / name).write_bytes(data)
    with pytest.raises(UsageError, match="write it anew: songloom evaluate"):
        summarize(workspace)
