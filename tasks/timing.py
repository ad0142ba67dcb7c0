"""timing: the alignment with a person's edits laid over it, checked."""

from songloom.engines import build_engine
from songloom.engines.timing.contract import MOST_LETTERS
from songloom.model.audio import AudioFacts
from songloom.model.document import dump_document, read_document
from songloom.model.tables import check_words
from songloom.model.timing import Timing
from tasks._job import Job


def make(job: Job) -> None:
    """Write timing.json."""
    alignment = read_document(job.inputs["alignment/words.json"], Timing)
    duration_s = read_document(job.inputs["audio/facts.json"], AudioFacts).duration_s
    edits = _read_edits(job)
    timing = build_engine("timing", job.engine, job.options).merge(alignment, edits, duration_s)
    check_words(timing, duration_s)
    (job.folder / "timing.json").write_bytes(dump_document(timing))


# --------------------------------------------------------------------------------------------- private


def _read_edits(job: Job) -> str:
    """As much of the edits as shows whether they are too many; bytes that are no UTF-8 become marks that the sheet's own checks name."""
    path = job.inputs.get("song/edits")
    if path is None:
        return ""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return file.read(MOST_LETTERS + 1)
