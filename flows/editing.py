"""`words export` and `words import`: a person's edits as an input of their own."""

import sys
from pathlib import Path

from flows.export import write_file
from flows.select import Asked, open_store, select_one
from songloom.engines.timing.edits import export_words, import_words
from songloom.errors import InputError, UsageError
from songloom.model.document import read_document
from songloom.model.timing import Timing
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import plan_run
from songloom.store import Store


def run_export(asked: Asked, output: Path | None) -> int:
    """Write the words of a song that has been timed."""
    text = export_words(_read_stage(select_one(asked), open_store(asked), "timing", "timing.json"))
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
    try:
        edits = import_words(text, _read_stage(request, open_store(asked), "timing", "timing.json"), known)
    except InputError as error:
        raise InputError(str(file), error.what, error.cure) from error
    write_file(request.song.edits, edits.encode())
    sys.stdout.write(f"{request.song.edits}: {max(0, len(edits.splitlines()) - 1)} words edited\n")
    return 0


# --------------------------------------------------------------------------------------------- private


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(str(file), "cannot be read as UTF-8 text", "export the words again and edit that file") from error


def _read_stage(request: Request, store: Store, stage: str, name: str) -> Timing:
    step = next(step for step in plan_run([request], store, stage, {}).steps if step.stage == stage)
    if step.error:
        raise step.error
    if step.record is None:
        raise UsageError(request.song.id, "this song has not been timed yet", "weave it first: songloom weave … --until timing")
    return read_document(store.objects.path_of(step.record.outputs[name].digest), Timing)
