"""How far the aligner trusts its own words, summed up for the song and for its lines."""

from collections.abc import Iterator, Sequence

from songloom.engines.quality.telling import group_lines, join_runs, show_lines
from songloom.model.quality import Reason
from songloom.model.timing import Word

# docs/quality.md tells how these were chosen.
GOOD_SHARE, BAD_SHARE = 0.7, 0.5
UNSURE, UNSURE_SHARE, UNSURE_RUN = 0.7, 0.1, 4
MAX_RUNS = 8


def measure_trust(words: Sequence[Word]) -> float:
    """The share of words that are expected within 0.3 s of where they are sung; a word that a person edited is."""
    return sum(1.0 if word.found == "edited" else word.confidence for word in words) / max(len(words), 1)


def check_trust(words: Sequence[Word]) -> Iterator[Reason]:
    """A song that probably derailed as a whole, and the lines where it may have."""
    measured = [word for word in words if word.found != "interpolated"]
    trust = measure_trust(measured)
    if measured and trust < GOOD_SHARE:
        what = f"the words were probably not all found: about {trust:.0%} of the times are expected to be right"
        cure = "check that the lyrics are this song's, line for line, or give line times"
        yield Reason("derailed", f"{what}; {cure}", "bad" if trust < BAD_SHARE else "look_again")
    yield from _check_lines(group_lines(measured))


# --------------------------------------------------------------------------------------------- private


def _check_lines(lines: Sequence[list[Word]]) -> Iterator[Reason]:
    is_unsure = [measure_trust(line) < UNSURE for line in lines]
    runs = list(join_runs(lines, is_unsure))
    is_much = sum(is_unsure) > UNSURE_SHARE * len(lines) or any(len(run) >= UNSURE_RUN for run in runs)
    for run in sorted(sorted(runs, key=len, reverse=True)[:MAX_RUNS], key=lambda run: run[0][0].start_s):
        share = measure_trust([word for line in run for word in line])
        what = f"about {share:.0%} of these times are expected to be right"
        yield Reason("unsure", f"{show_lines(run)}: {what}; listen there", "look_again" if is_much else "note")
    if len(runs) > MAX_RUNS:
        yield Reason("unsure", f"{len(runs) - MAX_RUNS} more places are as unsure", "look_again" if is_much else "note")
