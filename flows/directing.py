"""Who decided a storyboard, in a few lines for people: `decisions.json` has every decision."""

from collections import Counter
from collections.abc import Iterator

from songloom.model.decisions import Decisions
from songloom.model.document import load_document

ABOUT = {"line": "lines", "motion": "motion", "scene": "scenes"}
BY = {"model": "by the model", "repair": "repaired", "rules": "by the rules"}


def tell_decisions(document: bytes) -> Iterator[str]:
    """The brief, who decided how many of what, and the reasons for which the model was not followed, most frequent first."""
    told = load_document(document, Decisions)
    yield f"brief of {told.model}: {', '.join(f'{name} {value}' for name, value in told.brief.items()) or 'none'}"
    for about, name in ABOUT.items():
        counts = Counter(decision.by for decision in told.decisions if decision.about == about)
        yield f"{name}: {', '.join(f'{counts[by]} {words}' for by, words in BY.items() if counts[by])}"
    reasons = Counter(decision.why for decision in told.decisions if decision.why)
    yield from (f"{count} × {why}" for why, count in sorted(reasons.items(), key=lambda row: (-row[1], row[0])))
