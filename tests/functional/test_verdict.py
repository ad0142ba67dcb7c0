"""What a run says of its songs' quality."""

import json


def test_times_that_nobody_heard_are_to_be_looked_at_again(woven, run_songloom):
    text = run_songloom("weave", cwd=woven).out
    assert "look again: thread: 12 of 12 words were not found in the sound" in text
    assert "quality: 1 look again" in text
    quality = run_songloom("weave", "--json", cwd=woven).json()["quality"]
    assert quality["thread"]["verdict"] == "look_again"
    assert "interpolated" in [reason["code"] for reason in quality["thread"]["reasons"]]


def test_a_song_whose_words_a_person_set_is_good(workspace, run_songloom):
    words = json.loads((workspace / "artifacts/songs/thread/main/timing/timing.json").read_text())["words"]
    sheet = workspace / "words.csv"
    run_songloom("words", "export", "thread", "-o", sheet, cwd=workspace)
    text = sheet.read_text()
    for word in words:
        text = text.replace(f"{word['end_s']:.3f}\n", f"{word['end_s'] - 0.02:.3f}\n").replace(
            f",{word['end_s']:.3f},", f",{word['end_s'] - 0.02:.3f},"
        )
    sheet.write_text(text)
    run_songloom("words", "import", "thread", sheet, cwd=workspace)
    told = run_songloom("weave", "--until", "quality", cwd=workspace).out
    assert "quality: 1 good" in told
    assert "look again" not in told


def test_a_run_that_does_not_come_to_quality_says_nothing_of_it(woven, run_songloom):
    assert "quality" not in run_songloom("weave", "--until", "lyrics", cwd=woven).out
