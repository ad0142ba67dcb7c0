#!/bin/sh
# Installs a wheel in an environment of its own and weaves a song far from the checkout.
set -eu
wheel=$(realpath "$1")
here=$(realpath "$(dirname "$0")/..")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$here/constraints.txt" "$wheel"
mkdir "$folder/music"
cp "$here/demo/weave-me-home.opus" "$here/demo/weave-me-home.lrc" "$folder/music"
cd "$folder/music"
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json, pathlib, sys

from songloom.pipeline.lock import FILE, list_engines

assert FILE.is_relative_to(pathlib.Path(sys.argv[1]).resolve() / "venv"), FILE
assert FILE.is_file(), "the wheel has no stages.lock"
rows = json.loads(FILE.read_text(encoding="utf-8"))
assert sorted(rows) == sorted(list_engines()), "stages.lock does not list every engine, and only these"
assert all(row["version"] >= 1 for row in rows.values()), "an engine has no version"
PYTHON
"$folder/venv/bin/songloom" doctor
"$folder/venv/bin/songloom" stage status --check
"$folder/venv/bin/songloom" weave weave-me-home.opus --store "$folder/store" -o "$folder/out"
"$folder/venv/bin/songloom" weave weave-me-home.opus --store "$folder/store" --json >"$folder/again.json"
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import json, pathlib, sys

folder = pathlib.Path(sys.argv[1])
assert (folder / "out/video.mp4").stat().st_size > 100_000
assert json.loads((folder / "out/timing.json").read_text())["words"]
again = json.loads((folder / "again.json").read_text())
states = {step["state"] for song in again["songs"].values() for stages in song.values() for step in stages.values()}
assert states == {"reused"}, states
PYTHON
echo "The wheel, installed far from the checkout, weaves the demo song, and makes nothing twice."
