"""The commands that look rather than make."""

import json


def test_help_lists_every_command(woven, run_songloom):
    text = run_songloom("--help", cwd=woven).out
    for name in ("weave", "plan", "why", "show", "preview", "params", "themes", "score", "verify", "doctor", "words", "stage"):
        assert name in text


def test_plan_of_a_woven_catalogue_is_empty(woven, run_songloom):
    stages = run_songloom("plan", "--json", cwd=woven).json()["stages"]
    assert len(stages) == 13
    assert all(count == {"certain": 0, "at_most": 0} for count in stages.values())


def test_plan_tells_the_certain_from_the_possible(workspace, run_songloom):
    lyrics = workspace / "music" / "thread.lrc"
    lyrics.write_text(lyrics.read_text().replace("over", "above"))
    plan = run_songloom("plan", "--json", cwd=workspace).json()
    assert plan["stages"]["audio"] == {"certain": 0, "at_most": 0}
    assert plan["stages"]["lyrics"] == {"certain": 1, "at_most": 1}
    assert plan["stages"]["video"] == {"certain": 0, "at_most": 1}
    assert plan["estimated_s"]["segments"] > 0


def test_a_plan_writes_nothing(workspace, run_songloom, tmp_path):
    run_songloom("plan", "--store", tmp_path / "store", cwd=workspace)
    assert not (tmp_path / "store").exists()


def test_why_of_what_is_up_to_date(woven, run_songloom):
    assert "video is up to date" in run_songloom("why", "thread", "video", cwd=woven).out


def test_why_follows_the_cause_upwards(workspace, run_songloom):
    lyrics = workspace / "music" / "thread.lrc"
    lyrics.write_text(lyrics.read_text().replace("over", "above"))
    says = run_songloom("why", "thread", "video", cwd=workspace).out
    assert says.startswith("video may run, since")
    assert "lyrics would run, since inputs.song/lyrics is" in says


def test_why_names_a_changed_option(workspace, run_songloom):
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("crf: 35", "crf: 30"))
    assert "options.crf is 30 and was 35" in run_songloom("why", "thread", "segments", cwd=workspace).out


def test_show_is_the_lineage(woven, run_songloom):
    text = run_songloom("show", "thread", cwd=woven).out
    assert "segment-0000.mp4" in text
    assert "after_lufs -14" in text and "codec h264" in text


def test_preview_is_a_png_of_the_videos_size(workspace, run_songloom):
    run_songloom("preview", "thread", "--at", "2.0", "-o", "frame.png", cwd=workspace)
    data = (workspace / "frame.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (256, 144)
    assert "after the end" in run_songloom("preview", "thread", "--at", "99", "-o", "no.png", cwd=workspace, code=2).err


def test_params_say_where_they_come_from(woven, run_songloom):
    found = run_songloom("params", "thread", "--json", cwd=woven).json()
    assert found["segments.fps"] == {"value": 12, "layer": "workspace", "file": "params.yaml", "line": 4}
    assert found["video.title"]["layer"] == "song"
    assert found["audio.decode.min_s"]["layer"] == "default"


def test_score_of_the_truth_itself_is_perfect(woven, run_songloom, tmp_path):
    timing = json.loads((woven / "artifacts/songs/thread/main/timing/timing.json").read_text())
    rows = [f"{word['word']},{word['start_s']},{word['end_s']},{word['line']}" for word in timing["words"]]
    (tmp_path / "truth.csv").write_text("\n".join(["word,start_s,end_s,line", *rows]) + "\n")
    found = run_songloom("score", woven / "artifacts/songs/thread/main/timing/timing.json", tmp_path / "truth.csv", cwd=woven).json()
    assert (found["coverage"], found["medae_s"], found["pco_0.3"]) == (1.0, 0.0, 1.0)
    assert set(found) >= {"coverage", "aae_s", "medae_s", "pco_0.1", "pco_0.2", "pco_0.3", "over_1s", "bias_s", "non_first"}


def test_doctor_says_what_can_run(woven, run_songloom):
    found = run_songloom("doctor", "--json", cwd=woven).json()
    assert found["engines"]["alignment.sphinx"] == ""


def test_an_unchanged_export_is_no_edit(workspace, run_songloom):
    run_songloom("words", "export", "thread", "-o", "words.csv", cwd=workspace)
    run_songloom("words", "import", "thread", "words.csv", cwd=workspace)
    assert run_songloom("weave", "--json", cwd=workspace).made() == set()


def test_edits_can_be_imported_again_before_the_song_is_woven(workspace, run_songloom):
    sheet = workspace / "words.csv"
    run_songloom("words", "export", "thread", "-o", sheet, cwd=workspace)
    exported = sheet.read_text()
    header, first, *rest = exported.splitlines()
    cells = first.split(",")
    sheet.write_text("\n".join([header, ",".join([*cells[:2], "0.900", *cells[3:]]), *rest]) + "\n")
    assert "1 words edited" in run_songloom("words", "import", "thread", sheet, cwd=workspace).out
    assert run_songloom("words", "export", "thread", cwd=workspace).out.splitlines()[1].startswith("0,One,0.900")
    sheet.write_text("\n".join([header, ",".join([*cells[:2], "", "", *cells[4:]]), *rest]) + "\n")
    assert "0 words edited" in run_songloom("words", "import", "thread", sheet, cwd=workspace).out
    assert run_songloom("words", "export", "thread", cwd=workspace).out == exported


def test_a_text_with_brackets_is_shown_as_it_is(workspace, run_songloom):
    catalogue = workspace / "configs" / "catalogue.yaml"
    catalogue.write_text(catalogue.read_text().replace("title: Thread", 'title: "Thread [/live] x"'))
    assert "Thread [/live] x" in run_songloom("params", "thread", cwd=workspace).out


def test_themes_are_listed_and_their_schema_is_for_editors(workspace, run_songloom):
    theme = workspace / "configs" / "themes" / "mine" / "theme.yaml"
    theme.parent.mkdir(parents=True)
    theme.write_text("# My own: [quiet].\nextends: folio\n")
    assert set(run_songloom("themes", "--json", cwd=workspace).json()) >= {"mine", "folio", "carnival"}
    assert "My own: [quiet]." in run_songloom("themes", cwd=workspace).out
    schema = run_songloom("themes", "--schema", cwd=workspace).json()
    assert {"extends", "palette", "pictures", "frames"} == set(schema["properties"])


def test_the_schema_of_params_knows_every_stage(woven, run_songloom):
    schema = run_songloom("params", "--schema", cwd=woven).json()
    assert "segments" in schema["properties"]


def test_why_of_what_was_turned_back(workspace, run_songloom):
    params = workspace / "params.yaml"
    before = params.read_text()
    for text in (before.replace("crf: 35", "crf: 34"), before):
        params.write_text(text)
        run_songloom("weave", "--quiet", cwd=workspace)
    says = run_songloom("why", "thread", "segments", cwd=workspace).out
    assert "it last changed since options.crf is 35 and was 34" in says


def test_why_of_a_result_that_was_lost(workspace, run_songloom):
    key = run_songloom("show", "thread", "--json", cwd=workspace).json()["stages"]["quality"]["key"]
    (workspace / "artifacts" / "records" / key[:2] / f"{key[2:]}.json").unlink()
    assert "quality would run, since its result is no longer in the store" in run_songloom("why", "thread", "quality", cwd=workspace).out
