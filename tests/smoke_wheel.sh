#!/bin/sh
# Installs a wheel in an environment of its own and weaves a song far from the checkout.
set -eu
wheel=$(realpath "$1")
here=$(realpath "$(dirname "$0")/..")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check --constraint "$here/constraints.txt" "$wheel"
mkdir "$folder/music"
cp "$here/demo/weave-me-home.opus" "$here/demo/weave-me-home.lrc" "$folder/music"
cd "$folder/music"
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
print("1 passed, 0 failed")
PYTHON
