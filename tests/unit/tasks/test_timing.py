"""The timing task."""

from pathlib import Path

import pytest

from songloom.engines.timing.contract import MergeOptions
from songloom.errors import InputError
from songloom.model.audio import AudioFacts
from songloom.model.document import dump_document, read_document
from songloom.model.resources import Resources
from songloom.model.timing import Timing, Word
from tasks._job import Job
from tasks.timing import make

ALIGNED = Timing((Word("one", 1.0, 1.5, 0, 0.9, "measured"),))


def test_without_edits_the_alignment_stands(tmp_path: Path) -> None:
    assert _make(tmp_path) == ALIGNED


def test_edits_of_a_spreadsheet_are_laid_over_it(tmp_path: Path) -> None:
    edits = tmp_path / "edits"
    edits.write_bytes("\ufeffindex;line;word;start_s;end_s\r\n0;0;one;2,0;2,5\r\n".encode())
    assert _make(tmp_path, edits).words == (Word("one", 2.0, 2.5, 0, 1.0, "edited"),)


def test_endless_edits_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="more than 4,000,000 letters"):
        _make(tmp_path, Path("/dev/zero"))


# --------------------------------------------------------------------------------------------- private


def _make(folder: Path, edits: Path | None = None) -> Timing:
    words, facts = folder / "words", folder / "facts"
    words.write_bytes(dump_document(ALIGNED))
    facts.write_bytes(dump_document(AudioFacts(4.0, 4.0, -14.0, -1.0, 0.0, 0)))
    inputs = {"alignment/words.json": words, "audio/facts.json": facts} | ({"song/edits": edits} if edits else {})
    make(Job("merge", MergeOptions(), Resources("cpu", {}), inputs, folder, folder, lambda share: None))
    return read_document(folder / "timing.json", Timing)
