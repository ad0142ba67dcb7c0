"""Lyrics that no file holds are looked up between the waves, once; being offline is a normal state."""

import pytest

from tests.fixtures.providers import PLAIN, lrclib_none, lrclib_record, say_json, serve


@pytest.fixture
def services():
    with serve() as services:
        services.say("/api/get", lrclib_none())
        services.say("/api/search", say_json([]))
        yield services


def give(services, **changed):
    """The record of the song's own title and length, but for what is changed."""
    own = {"trackName": f"At {services.address}", "artistName": "Test", "duration": 9.0}
    services.say("/api/get", say_json(lrclib_record(**own | changed)))


@pytest.fixture
def wordless(workspace, services):
    """The workspace without its lyrics file: LRCLIB lives on this machine, and the song's title is one of its own."""
    (workspace / "music" / "thread.lrc").unlink()
    catalogue = workspace / "configs" / "catalogue.yaml"
    catalogue.write_text(catalogue.read_text().replace("lyrics: music/thread.lrc, title: Thread", f"title: 'At {services.address}'"))
    with (workspace / "params.yaml").open("a") as params:
        params.write("lyrics: {sources: [file, sidecar, tags, lrclib]}\n")
    (workspace / "configs" / "machines").mkdir()
    (workspace / "configs" / "machines" / "default.yaml").write_text(f"providers: {{lrclib: '{services.address}'}}\n")
    return workspace


def test_a_record_that_fits_becomes_the_lyrics_and_is_asked_for_once(wordless, services, run_songloom):
    give(services)
    assert "have not been asked" in run_songloom("why", "thread", "lyrics", cwd=wordless).out
    planned = run_songloom("plan", "--until", "lyrics", "--json", cwd=wordless).json()
    assert planned["stages"]["lyrics"] == {"certain": 0, "at_most": 1}
    assert services.asked == [], "planning asks nobody"
    first = run_songloom("weave", "--until", "alignment", "--json", cwd=wordless)
    assert first.made() == {"lyrics", "alignment"}
    asked = len(services.asked)
    assert asked
    again = run_songloom("weave", "--until", "alignment", "--json", cwd=wordless)
    assert again.made() == set()
    assert len(services.asked) == asked
    assert "lrclib" in run_songloom("show", "thread", cwd=wordless).out


def test_what_was_fetched_lies_in_the_store_and_nowhere_else(wordless, services, run_songloom):
    give(services)
    run_songloom("weave", "--until", "lyrics", cwd=wordless)
    line = PLAIN.splitlines()[0].encode()
    holders = [path for path in wordless.rglob("*") if path.is_file() and not path.is_symlink() and line in path.read_bytes()]
    assert holders
    assert {path.relative_to(wordless).parts[:2] for path in holders} == {("artifacts", "objects")}


def test_a_record_that_does_not_fit_is_refused_with_the_reason(wordless, services, run_songloom):
    give(services, duration=200.0)
    ran = run_songloom("weave", "--until", "lyrics", cwd=wordless, code=1)
    assert "no lyrics were found in the sources asked (file, sidecar, tags, lrclib)" in ran.err
    assert "200" in ran.err


@pytest.mark.parametrize("words", [("--offline",), ()])
def test_offline_is_a_normal_state(wordless, services, run_songloom, words):
    if not words:
        machine = wordless / "configs" / "machines" / "default.yaml"
        machine.write_text(machine.read_text() + "offline: true\n")
    ran = run_songloom("weave", "--until", "lyrics", *words, cwd=wordless, code=1)
    assert "lrclib was not asked: offline" in ran.err
    assert services.asked == []


def test_no_network_is_one_sentence(wordless, services, run_songloom):
    machine = wordless / "configs" / "machines" / "default.yaml"
    machine.write_text("providers: {lrclib: 'http://127.0.0.1:9'}\n")
    ran = run_songloom("weave", "--until", "lyrics", cwd=wordless, code=1)
    assert "lrclib" in ran.err
    assert "no lyrics were found" in ran.err
