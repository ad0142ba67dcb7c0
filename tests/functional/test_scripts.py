"""Lyrics in other scripts: the fonts that they need enter the key, and one that is not installed is named."""

import json
import os
from pathlib import Path

LYRICS = "[00:01.00]One thread goes over\n[00:03.40]夜の海に灯りがともる\n[00:05.80]וגם שיר קטן\n"


def list_fonts(workspace: Path) -> list[set[str]]:
    """Those that each record of segments was made with."""
    records = [json.loads(file.read_bytes()) for file in (workspace / "artifacts" / "records").glob("*/*.json")]
    inputs = [record["preimage"]["inputs"] for record in records if record["preimage"]["stage"] == "segments"]
    return [{name.removeprefix("font/") for name in names if name.startswith("font/")} for names in inputs]


def test_an_extra_that_is_lacking_is_named_and_its_coming_is_noticed(workspace, run_songloom, tmp_path):
    (workspace / "music" / "thread.lrc").write_text(LYRICS, encoding="utf-8")
    lacking = tmp_path / "manimgx_fonts_cjk"
    lacking.mkdir()
    (lacking / "__init__.py").touch()
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    failed = run_songloom("weave", cwd=workspace, code=1, PYTHONPATH=path)
    assert "songloom[cjk]" in failed.err + failed.out
    assert "“夜”" in failed.err + failed.out
    run_songloom("weave", cwd=workspace)
    fonts = list_fonts(workspace)
    # Of the song, of each scene that shows a line in Japanese or Hebrew, and of the scenes of the song as it was before.
    assert {"Fraunces", "Noto Sans CJK", "Noto Sans Hebrew"} in fonts
    assert {"Fraunces", "Noto Sans CJK"} in fonts
    assert {"Fraunces"} in fonts
