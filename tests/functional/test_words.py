"""Words moved by hand, in every format, and kept when the lyrics are changed."""

import json

from tests.functional.conftest import LYRICS


def test_labels_and_stamps_are_edits_like_a_sheets(workspace, run_songloom):
    labels = workspace / "words.txt"
    run_songloom("words", "export", "thread", "-o", labels, cwd=workspace)
    rows = labels.read_text().splitlines(keepends=True)
    start, end, label = rows[0].split("\t")
    assert label == "0 One\n"
    labels.write_text("".join([f"{float(start) - 0.1:.6f}\t{end}\t{label}", *rows[1:]]))
    assert "1 words edited" in run_songloom("words", "import", "thread", labels, cwd=workspace).out
    stamps = run_songloom("words", "export", "thread", "--format", "elrc", cwd=workspace).out
    assert stamps.startswith(f"[00:0{float(start) - 0.1:.2f}]<00:0{float(start) - 0.1:.2f}>One <")
    (workspace / "words.lrc").write_text(stamps.replace(f"<00:0{float(start) - 0.1:.2f}>", f"<00:0{float(start) - 0.2:.2f}>"))
    assert "1 words edited" in run_songloom("words", "import", "thread", "words.lrc", cwd=workspace).out
    edits = (workspace / "configs" / "edits" / "thread.csv").read_text().splitlines()
    assert edits[1].startswith(f"0,One,{float(start) - 0.2:.3f}")


def test_a_format_that_is_none_and_a_file_that_is_none_are_said(workspace, run_songloom):
    ran = run_songloom("words", "export", "thread", "--format", "midi", cwd=workspace, code=2)
    assert "name one of csv, audacity, elrc" in ran.err
    (workspace / "words.lrc").write_text("[00:01.00]<00:01.00>Two\n")
    assert 'words.lrc: word 0 is "One", not "Two"' in run_songloom("words", "import", "thread", "words.lrc", cwd=workspace, code=1).err


def test_an_edit_follows_its_word_through_changed_lyrics_or_is_named(workspace, run_songloom):
    sheet = workspace / "words.csv"
    run_songloom("words", "export", "thread", "-o", sheet, cwd=workspace)
    rows = [row.split(",") for row in sheet.read_text().splitlines()]
    # "thread" is sung twice, and "hold" once.
    for index in (5, 10):
        rows[index + 1][2] = f"{float(rows[index + 1][2]) + 0.03:.3f}"
    sheet.write_text("".join(",".join(row) + "\n" for row in rows))
    assert "2 words edited" in run_songloom("words", "import", "thread", sheet, cwd=workspace).out
    changed = LYRICS.replace("One thread goes over", "So now one thread goes all the way over").replace("hold", "pull")
    (workspace / "music" / "thread.lrc").write_text(changed)
    run_songloom("weave", "--until", "timing", cwd=workspace)
    timing = json.loads((workspace / "artifacts/songs/thread/main/timing/timing.json").read_text())
    edited = [(index, word["word"], word["start_s"]) for index, word in enumerate(timing["words"]) if word["found"] == "edited"]
    assert edited == [(10, "thread", float(rows[6][2]))]
    assert any('the edit of "hold"' in warning for warning in timing["warnings"])
