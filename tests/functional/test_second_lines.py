"""What is written over a video beside its words: a translation, credits, a watermark."""

import json

LINES = ("Ein Faden geht hinüber", "ein Faden geht hindurch", "und beide halten fest")


def read_parts(ran) -> dict[str, int]:
    return ran.json()["songs"]["thread"]["main"]["segments"]["parts"]


def test_a_translation_beside_the_song_is_drawn_and_nothing_listens(workspace, run_songloom):
    file = workspace / "music" / "thread.translation.txt"
    file.write_text("\n".join(LINES) + "\n")
    ran = run_songloom("weave", "--json", cwd=workspace)
    assert ran.made() == {"segments", "video"}
    whole = read_parts(ran)["made"]
    assert "song/translation is new" in run_songloom("why", "thread", "segments", cwd=workspace).out
    # One line changed: the segment that sings it, and the one after, in which it leaves.
    file.write_text("[00:01.00]" + "\n[00:02.00]".join(("Ein Faden läuft darüber", *LINES[1:])) + "\n")
    ran = run_songloom("weave", "--json", cwd=workspace)
    assert 1 <= read_parts(ran)["made"] <= 2 < whole


def test_a_translation_in_the_lyrics_themselves_is_drawn_and_not_sung(workspace, run_songloom):
    words = workspace / "music" / "thread.lrc"
    rows = zip(words.read_text().splitlines(), LINES, strict=True)
    words.write_text("".join(f"{row}\n{row.partition(']')[0]}]{second}\n" for row, second in rows))
    assert run_songloom("weave", "--json", cwd=workspace).made() == {"lyrics", "segments", "video"}


def test_a_translation_of_another_length_is_told(workspace, run_songloom):
    (workspace / "music" / "thread.translation.lrc").write_text("nur eine Zeile\n")
    ran = run_songloom("weave", cwd=workspace, code=1)
    assert "the translation has 1 lines, the lyrics have 3" in ran.err + ran.out


def test_a_translation_may_be_named_in_the_catalogue(workspace, run_songloom):
    (workspace / "music" / "german.txt").write_text("\n".join(LINES) + "\n")
    catalogue = workspace / "configs" / "catalogue.yaml"
    catalogue.write_text(catalogue.read_text().replace("title: Thread", "translation: music/german.txt, title: Thread"))
    assert run_songloom("weave", "--json", cwd=workspace).made() == {"segments", "video"}


def test_a_watermark_is_drawn_throughout_and_credits_that_have_no_room_nowhere(workspace, run_songloom):
    params = workspace / "params.yaml"
    params.write_text(params.read_text().replace("segments: {", 'segments: {credits: "Written by nobody", '))
    ran = run_songloom("weave", "--json", cwd=workspace)
    assert read_parts(ran)["made"] == 0
    params.write_text(params.read_text().replace("segments: {", 'segments: {watermark: "@thread", '))
    parts = read_parts(run_songloom("weave", "--json", cwd=workspace))
    assert parts["made"] > 0 == parts["reused"]


def test_a_song_with_an_intro_has_a_title_card_that_follows_the_catalogue(workspace, run_songloom):
    words = workspace / "music" / "thread.lrc"
    words.write_text("[00:06.20]One thread goes over\n")
    run_songloom("weave", "--json", cwd=workspace)
    catalogue = workspace / "configs" / "catalogue.yaml"
    catalogue.write_text(catalogue.read_text().replace("title: Thread", "title: Another"))
    ran = run_songloom("weave", "--json", cwd=workspace)
    assert read_parts(ran)["made"] == 1
    slices = [
        json.loads(file.read_text())
        for file in (workspace / "artifacts/objects").rglob("*")
        if file.is_file() and file.stat().st_size < 9000 and b'"cards"' in file.read_bytes()
    ]
    assert any(card["title"] == "Another" for piece in slices for card in piece.get("cues", {}).get("cards", ()))
