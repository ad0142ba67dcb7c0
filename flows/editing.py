"""`words export` and `words import`: a person's edits as an input of their own."""

import sys
from pathlib import Path

from flows.console import open_console
from flows.export import write_file
from flows.progress import Bars
from flows.select import Asked, Site, open_site, select_one
from flows.weave import weave
from songloom.engines.timing.edits import export_words, import_words
from songloom.errors import InputError, UsageError
from songloom.model.document import read_document
from songloom.model.timing import Timing
from songloom.pipeline.outside import Request


def run_export(asked: Asked, output: Path | None) -> int:
    """Write the words of a song with their times."""
    text = export_words(_time_words(select_one(asked), open_site(asked)))
    if output:
        write_file(output, text.encode())
    else:
        sys.stdout.write(text)
    return 0


def run_import(asked: Asked, file: Path) -> int:
    """Keep what a CSV changes of the alignment as the song's edits."""
    request = select_one(asked)
    text = _read_text(file)
    known = _read_text(request.song.edits) if request.song.edits.exists() else ""
    timing = _time_words(request, open_site(asked))
    try:
        edits = import_words(text, timing, known)
    except InputError as error:
        raise InputError(str(file), error.what, error.cure) from error
    if edits:
        write_file(request.song.edits, edits.encode())
    else:
        request.song.edits.unlink(missing_ok=True)
    sys.stdout.write(f"{request.song.edits}: {max(0, len(edits.splitlines()) - 1)} words edited\n")
    return 0


# --------------------------------------------------------------------------------------------- private


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(str(file), "cannot be read as UTF-8 text", "export the words again and edit that file") from error


def _time_words(request: Request, site: Site) -> Timing:
    """The song's timing; what is not there yet is made first, since edits may be imported twice before the song is woven."""
    with Bars(open_console(stderr=True), {}) as watcher:
        plan, _ = weave([request], site, "timing", "inline", watcher)
    step = next(step for step in plan.steps if step.stage == "timing")
    if step.record is None:
        raise step.error or RuntimeError("timing was neither made nor refused")
    return read_document(site.store.objects.path_of(step.record.outputs["timing.json"].digest), Timing)
