#!/bin/sh
# Installs a wheel in an environment of its own, weaves a song far from the checkout, and makes a workspace that weaves.
set -eu
wheel=$(realpath "$1")
here=$(realpath "$(dirname "$0")/..")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$here/constraints.txt" "$wheel"
PATH="$folder/venv/bin:$PATH"
mkdir "$folder/music"
cp "$here/demo/weave-me-home.opus" "$here/demo/weave-me-home.lrc" "$folder/music"
cd "$folder/music"
python - "$folder" <<'PYTHON'
import json, pathlib, sys

from songloom.pipeline.lock import FILE, list_engines

assert FILE.is_relative_to(pathlib.Path(sys.argv[1]).resolve() / "venv"), FILE
assert FILE.is_file(), "the wheel has no stages.lock"
rows = json.loads(FILE.read_text(encoding="utf-8"))
assert sorted(rows) == sorted(list_engines()), "stages.lock does not list every engine, and only these"
assert all(row["version"] >= 1 for row in rows.values()), "an engine has no version"
PYTHON
songloom doctor
songloom stage status --check
songloom weave weave-me-home.opus --store "$folder/store" -o "$folder/out"
songloom weave weave-me-home.opus --store "$folder/store" --json >"$folder/again.json"
python - "$folder" <<'PYTHON'
import json, pathlib, sys

folder = pathlib.Path(sys.argv[1])
assert (folder / "out/video.mp4").stat().st_size > 100_000
assert json.loads((folder / "out/timing.json").read_text())["words"]
again = json.loads((folder / "again.json").read_text())
states = {step["state"] for song in again["songs"].values() for stages in song.values() for step in stages.values()}
assert states == {"reused"}, states
PYTHON
echo "The wheel, installed far from the checkout, weaves the demo song, and makes nothing twice."

songloom init "$folder/workspace"
# All that git has of a workspace's files was packed, those with a dot in front too; a second init leaves them alone.
git -C "$here" ls-files songloom/defaults/workspace | sed 's|^songloom/defaults/workspace/||; s|\.template$||' | sort >"$folder/templates"
cd "$folder/workspace"
find . -type f | sed 's|^\./||' | sort | diff "$folder/templates" -
songloom init --json >"$folder/init.json"
cp "$folder/music/"* music
songloom add music
song=songloom-weave-me-home
songloom params $song --json >/dev/null
# Into the workspace's own store what is cheap; all of it with the store where most is made already.
songloom weave --until lyrics --json >"$folder/lyrics.json"
songloom weave --store "$folder/store" --manifest manifest.json --json >"$folder/workspace.json"
songloom show $song --store "$folder/store" --json >"$folder/lineage.json"
songloom report latest -o "$folder/report"
songloom verify
songloom gc --dry-run
python - "$folder" <<'PYTHON'
import json, pathlib, sys

folder = pathlib.Path(sys.argv[1])
read = lambda name: json.loads((folder / name).read_text(encoding="utf-8"))
assert read("init.json")["made"] == [], "init wrote over what was there"
made = read("lyrics.json")["songs"]["songloom-weave-me-home"]["main"]
assert made["lyrics"]["state"] == "made" and (folder / "workspace/artifacts/songs/songloom-weave-me-home/main/lyrics").is_dir()
stages = read("workspace.json")["songs"]["songloom-weave-me-home"]["main"]
assert {stages[name]["state"] for name in ("audio", "stems", "alignment")} == {"reused"}, "a workspace makes again what it need not"
assert len(read("workspace/manifest.json")["root"]) == 64
lineage = read("lineage.json")
assert lineage["schema"] == 1 and {stage["state"] for stage in lineage["stages"].values()} == {"done"}
assert (folder / "report/index.html").stat().st_size > 1000, "the wheel has no page for reports"
PYTHON
echo "It makes a workspace, adds the song, weaves it there, and tells its lineage."
