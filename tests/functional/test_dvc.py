"""DVC claims what the store made: four stages, small files, and what a DVC user expects of them."""

import configparser
import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "songloom" / "defaults" / "workspace"
CLAIMS = ("claims/ingest.json", "manifest.json", "claims/metrics.json", "claims/quality.csv", "claims/summary.md")
UP_TO_DATE = "Data and pipelines are up to date."


@pytest.fixture(scope="module")
def run_tool(tmp_path_factory):
    """Runs git or DVC as somebody who has just installed them: a home, a name and a cache of their own, and no environment that tells
    DVC to keep quiet."""
    home = tmp_path_factory.mktemp("home")
    names = {f"GIT_{role}_{what}": f"{what.lower()}@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    search = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DVC_", "GIT_", "DO_NOT_TRACK"))}
    environment = {**kept, **names, "HOME": str(home), "XDG_CACHE_HOME": str(home), "PATH": search, "DVC_SITE_CACHE_DIR": str(home / "dvc")}

    def run(workspace, *words, code=0, **variables):
        command = [*words] if words[0] == "git" else [Path(sys.executable).parent / words[0], *words[1:]]
        done = subprocess.run(command, cwd=workspace, env=environment | variables, capture_output=True, text=True, timeout=240)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


@pytest.fixture(scope="module")
def claimed(woven, tmp_path_factory, run_songloom, run_tool):
    """The woven workspace as `init` completes it and DVC has claimed it once, committed to git; not to be changed."""
    root = Path(shutil.copytree(woven, tmp_path_factory.mktemp("claimed") / "workspace", symlinks=True))
    run_songloom("init", cwd=root)
    (root / "configs" / "variants.yaml").write_text("calm: {segments: {theme: nocturne}}\n")
    params = root / "params.yaml"
    params.write_text(params.read_text().replace("segments: {", "segments: {theme: nocturne, "))
    run_tool(root, "git", "init", "--quiet")
    run_tool(root, "dvc", "add", "--quiet", "music")
    run_tool(root, "dvc", "repro")
    commit(root, run_tool)
    return root


@pytest.fixture
def workspace(claimed, tmp_path):
    """A copy of it, to be changed."""
    return Path(shutil.copytree(claimed, tmp_path / "workspace", symlinks=True))


def commit(workspace, run_tool):
    run_tool(workspace, "git", "add", "--all")
    run_tool(workspace, "git", "commit", "--quiet", "--message", "claimed")


def read_claims(workspace):
    return {name: (workspace / name).read_bytes() for name in CLAIMS}


def test_repro_and_songloom_agree_on_every_digest_and_a_second_repro_does_nothing(claimed, workspace, run_songloom, run_tool):
    assert UP_TO_DATE in run_tool(workspace, "dvc", "repro")
    assert run_tool(workspace, "dvc", "status").strip() == UP_TO_DATE
    assert run_tool(workspace, "git", "status", "--porcelain") == "", "the claims of another folder are the same bytes"
    for name in CLAIMS:
        (workspace / name).unlink()
    metrics, rows = ("-o", "claims/metrics.json"), ("--plots", "claims/quality.csv")
    run_songloom("ingest", "-o", "claims/ingest.json", cwd=workspace)
    run_songloom("weave", "--variant", "all", "--manifest", "manifest.json", cwd=workspace)
    run_songloom("evaluate", *metrics, *rows, cwd=workspace)
    run_songloom("summarize", "--metrics", metrics[1], *rows, "-o", "claims/summary.md", cwd=workspace)
    assert read_claims(workspace) == read_claims(claimed)


def test_a_changed_parameter_is_told_and_figures_are_shown(workspace, run_tool):
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("crf: 35", "crf: 34"))
    variants = workspace / "configs" / "variants.yaml"
    variants.write_text(variants.read_text().replace("nocturne", "meridian"))
    changed = json.loads(run_tool(workspace, "dvc", "params", "diff", "--json"))
    assert changed["params.yaml"] == {"segments.skia.crf": {"old": 35, "new": 34, "diff": -1}}
    assert changed["configs/variants.yaml"] == {"calm.segments.theme": {"old": "nocturne", "new": "meridian"}}
    assert "params.yaml" in json.loads(run_tool(workspace, "dvc", "status", "--json"))["weave"][0]["changed deps"]
    shown = json.loads(run_tool(workspace, "dvc", "metrics", "show", "--json"))
    assert shown[""]["data"]["claims/metrics.json"]["data"] == json.loads((workspace / "claims" / "metrics.json").read_bytes())
    run_tool(workspace, "dvc", "plots", "show")
    page = (workspace / "dvc_plots" / "index.html").read_text()
    plots = yaml.safe_load((workspace / "dvc.yaml").read_text())["plots"]
    assert [title for plot in plots for settings in plot.values() if (title := settings["title"]) not in page] == []
    assert page.count('"song": "thread"') >= len(plots)


def test_an_experiment_redraws_and_is_compared(workspace, run_songloom, run_tool):
    run_tool(workspace, "dvc", "exp", "run", "--name", "bold", "-S", "segments.theme=placard")
    assert run_tool(workspace, "dvc", "status").strip() == UP_TO_DATE
    shown = list(csv.DictReader(io.StringIO(run_tool(workspace, "dvc", "exp", "show", "--csv"))))
    assert {row["Experiment"] or row["rev"]: row["segments.theme"] for row in shown}["bold"] == "placard"
    assert {row["sure_share"] for row in shown} == {"0.0"}, "who listens does not hear a theme"
    diff = json.loads(run_tool(workspace, "dvc", "exp", "diff", "--json"))
    assert diff["params"]["params.yaml"]["segments.theme"]["new"] == "placard"
    changed = run_tool(workspace, "git", "diff", "--name-only").split()
    assert changed == ["claims/summary.md", "dvc.lock", "manifest.json", "params.yaml"]
    run_songloom("weave", "--variant", "all", "--manifest", "again.json", cwd=workspace)
    assert (workspace / "manifest.json").read_bytes() == (workspace / "again.json").read_bytes()


def test_audio_that_dvc_keeps_is_a_dependency_wherever_it_lies(workspace, run_tool):
    with (workspace / "music" / "thread.lrc").open("a") as file:
        file.write("\n")
    assert set(json.loads(run_tool(workspace, "dvc", "status", "--json"))) == {"music.dvc", "ingest"}
    before = read_claims(workspace)
    run_tool(workspace, "dvc", "repro")
    changed = {name for name, data in read_claims(workspace).items() if data != before[name]}
    assert changed == {"claims/ingest.json"}, "the same words are the same video"

    (workspace / "older").mkdir()
    (workspace / "music" / "thread.ogg").rename(workspace / "older" / "thread.ogg")
    catalogue = workspace / "configs" / "catalogue.yaml"
    catalogue.write_text(catalogue.read_text().replace("music/thread.ogg", "older/thread.ogg"))
    before = read_claims(workspace)
    said = run_tool(workspace, "dvc", "repro", code=255)
    assert "dvc.yaml:" in said
    assert "songs lie in older, which DVC does not watch; add it to the stage's deps" in said
    assert read_claims(workspace) == before, "what was claimed stays until something new is"


def test_a_commit_claims_nothing_of_an_engine_that_changed_without_a_word(tmp_path, run_tool):
    checkout = tmp_path / "checkout"
    for name in ("flows", "tasks", "songloom", "configs", "claims"):
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / ".dvc", checkout / ".dvc", ignore=shutil.ignore_patterns("tmp", "cache"))
    for name in ("pyproject.toml", "dvc.yaml", ".dvcignore", "params.yaml", "dvc.lock", "models.lock", "manifest.json"):
        shutil.copy(ROOT / name, checkout)
    run_tool(checkout, "dvc", "config", "core.no_scm", "true")
    engine = checkout / "songloom" / "engines" / "subtitles" / "write.py"
    text = engine.read_text(encoding="utf-8")
    assert '"lyrics.srt"' in text
    engine.write_text(text.replace('"lyrics.srt"', '"words.srt"'), encoding="utf-8")
    said = run_tool(checkout, "dvc", "repro", "--single-item", "weave", code=255, PYTHONPATH=str(checkout))
    assert "subtitles.write" in said
    assert "failed to run: songloom stage status --check" in said
    assert (checkout / "manifest.json").read_bytes() == (ROOT / "manifest.json").read_bytes()


def test_a_fresh_workspace_has_the_stages_of_this_repository():
    own, fresh = (yaml.safe_load((folder / "dvc.yaml").read_text(encoding="utf-8")) for folder in (ROOT, TEMPLATE))
    assert list(fresh["stages"]) == list(own["stages"]) == ["ingest", "weave", "evaluate", "report"]
    for name, stage in fresh["stages"].items():
        here = own["stages"][name]
        # Here the code is at hand, so its changes are seen; and the songs lie in a folder of another name.
        deps = ["music" if dep == "demo" else dep for dep in here["deps"] if not dep.startswith(("songloom/", "flows/"))]
        assert {**here, "deps": deps} == stage
    assert own["plots"] == fresh["plots"]
    assert "songloom/engines" in own["stages"]["weave"]["deps"]
    made = {next(iter(out)) for stage in own["stages"].values() for out in (*stage.get("outs", ()), *stage.get("metrics", ()))}
    assert made == set(CLAIMS)
    assert [dep for stage in own["stages"].values() for dep in stage["deps"] if dep not in made and not (ROOT / dep).exists()] == []


@pytest.mark.parametrize("folder", [ROOT, TEMPLATE], ids=["here", "fresh"])
def test_dvc_tells_nobody_that_it_runs(folder):
    config = configparser.ConfigParser()
    config.read(folder / ".dvc" / "config")
    assert {name: config.getboolean("core", name) for name in ("analytics", "check_update")} == {"analytics": False, "check_update": False}
