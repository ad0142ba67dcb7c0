"""A duet: who sings is drawn, and nothing listens again for it."""


def read_parts(ran) -> dict[str, int]:
    return ran.json()["songs"]["thread"]["main"]["segments"]["parts"]


def test_who_sings_is_drawn_and_nothing_listens(workspace, run_songloom):
    words = workspace / "music" / "thread.lrc"
    rows = [row.partition("]") for row in words.read_text().splitlines()]

    def weave(*marks: str):
        words.write_text("".join(f"{stamp}]{mark}{text}\n" for mark, (stamp, _, text) in zip(marks, rows, strict=True)))
        return run_songloom("weave", "--json", cwd=workspace)

    ran = weave("F: ", "M: ", "D: ")
    assert ran.made() == {"lyrics", "segments", "video"}
    whole = read_parts(ran)["made"]
    assert "lyrics/singers.json" in run_songloom("show", "thread", "--json", cwd=workspace).out
    # Who sings first is the first singer, whatever the marks are.
    assert weave("M: ", "F: ", "D: ").made() == {"lyrics"}
    # The last line is one singer's: the segment that sings it, and the one that announces it.
    ran = weave("F: ", "M: ", "F: ")
    assert ran.made() == {"lyrics", "segments", "video"}
    assert 1 <= read_parts(ran)["made"] <= 2 < whole
    # Where nobody says who sings, all is as it was before anybody did.
    assert weave("", "", "").made() == set()
    assert "singers.json" not in run_songloom("show", "thread", "--json", cwd=workspace).out
