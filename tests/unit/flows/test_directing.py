from flows.directing import tell_decisions
from songloom.model.decisions import Decision, Decisions
from songloom.model.document import dump_document


def test_a_storyboard_is_told_in_a_few_lines():
    decisions = (
        Decision("brief", 0, "model", ""),
        Decision("line", 0, "model", ""),
        Decision("line", 1, "repair", "the line was too long for the screen"),
        Decision("line", 2, "repair", "the line was too long for the screen"),
        Decision("motion", 0, "rules", "nothing readable was wished"),
        Decision("scene", 0, "model", ""),
    )
    told = Decisions("someone--model@1", 0, {}, {"genre": "folk", "mood": "calm"}, (), decisions)
    assert list(tell_decisions(dump_document(told))) == [
        "brief of someone--model@1: genre folk, mood calm",
        "lines: 1 by the model, 2 repaired",
        "motion: 1 by the rules",
        "scenes: 1 by the model",
        "2 × the line was too long for the screen",
        "1 × nothing readable was wished",
    ]
