"""Text that nobody could read fails the step, with one sentence; a platform's safe zone is a setting like any other."""

THEME = "extends: nocturne\nframes: {layout: {size: 0.06, least_size: 0.05, next_scale: 0.3}}\n"


def test_a_theme_too_small_to_read_fails_the_song_and_says_which_line_and_what_to_do(workspace, run_songloom):
    folder = workspace / "configs" / "themes" / "tiny"
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text(THEME)
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("segments: {", "segments: {theme: tiny, "))
    ran = run_songloom("weave", cwd=workspace, code=1)
    (line,) = [row for row in (ran.err + ran.out).splitlines() if "capitals of" in row][:1]
    assert "“One thread goes over”" in line
    assert "set layout.size, least_size or next_scale of the theme higher" in line


def test_a_safe_zone_moves_the_text_and_no_picture(workspace, run_songloom):
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("segments: {", "segments: {safe_zone: youtube, "))
    assert run_songloom("weave", "--json", cwd=workspace).made() == {"segments", "video"}
    params.write_text(params.read_text().replace("safe_zone: youtube", "safe_zone: you"))
    assert "segments.safe_zone" in run_songloom("weave", cwd=workspace, code=2).err
