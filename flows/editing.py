"""`words export` and `words import`: a person's edits as an input of their own."""

import sys
from collections.abc import Callable
from pathlib import Path

from flows.console import open_console
from flows.export import write_file
from flows.orders import Orders
from flows.progress import Bars
from flows.select import Asked, Site, open_site, select_one
from flows.weave import weave
from songloom.engines.lyrics.lrc import parse_lrc
from songloom.engines.lyrics.text import clean_text
from songloom.engines.subtitles.lines import split_lines
from songloom.engines.subtitles.lrc import render_enhanced_lrc
from songloom.engines.timing.contract import MOST_LETTERS
from songloom.engines.timing.edits import export_words, import_words
from songloom.engines.timing.labels import export_labels, import_labels
from songloom.engines.timing.stamps import Stamp, import_stamps
from songloom.errors import InputError, UsageError
from songloom.model.document import read_document
from songloom.model.timing import Timing
from songloom.pipeline.outside import Request


def run_export(asked: Asked, output: Path | None, form: str | None = None) -> int:
    """Write the words of a song with their times, as `csv`, `audacity` labels or `elrc` (None = as the suffix says, else CSV)."""
    export = _EXPORTS[_choose_format(form, output)]
    text = export(_time_words(select_one(asked), open_site(asked)))
    if output:
        write_file(output, text.encode())
    else:
        sys.stdout.write(text)
    return 0


def run_import(asked: Asked, file: Path, form: str | None = None) -> int:
    """Keep what an edited export changes of the alignment as the song's edits."""
    take = _IMPORTS[_choose_format(form, file)]
    request = select_one(asked)
    text = _read_text(file)
    known = _read_text(request.song.edits) if request.song.edits.exists() else ""
    timing = _time_words(request, open_site(asked))
    try:
        edits = take(text, timing, known)
    except InputError as error:
        raise InputError(str(file), error.what, error.cure) from error
    if edits:
        write_file(request.song.edits, edits.encode())
    else:
        request.song.edits.unlink(missing_ok=True)
    sys.stdout.write(f"{request.song.edits}: {max(0, len(edits.splitlines()) - 1)} words edited\n")
    return 0


# --------------------------------------------------------------------------------------------- private


def _export_stamps(timing: Timing) -> str:
    return render_enhanced_lrc(split_lines(timing), "", "")


def _import_stamps(text: str, timing: Timing, edits: str) -> str:
    """A line's first word without a stamp of its own starts with the line; the stamp behind the last word is its end."""
    stamps = []
    for line in parse_lrc(clean_text(text)):
        starts_s = [line.start_s if word is line.words[0] and word.start_s is None else word.start_s for word in line.words]
        ends_s = [None] * (len(line.words) - 1) + [line.end_s]
        stamps += [Stamp(word.text, start_s, end_s) for word, start_s, end_s in zip(line.words, starts_s, ends_s, strict=True)]
    return import_stamps(stamps, timing, edits)


_EXPORTS: dict[str, Callable[[Timing], str]] = {"csv": export_words, "audacity": export_labels, "elrc": _export_stamps}
_IMPORTS: dict[str, Callable[[str, Timing, str], str]] = {"csv": import_words, "audacity": import_labels, "elrc": _import_stamps}
_SUFFIXES = {".txt": "audacity", ".lrc": "elrc", ".elrc": "elrc"}


def _choose_format(form: str | None, file: Path | None) -> str:
    if form is None:
        return _SUFFIXES.get(file.suffix.lower() if file else "", "csv")
    if form not in _EXPORTS:
        raise UsageError(f"--format {form}", "there is no such format", f"name one of {', '.join(_EXPORTS)}")
    return form


def _read_text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8-sig") as opened:
            # As much as shows whether it is too much.
            return opened.read(MOST_LETTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(str(file), "cannot be read as UTF-8 text", "export the words again and edit that file") from error


def _time_words(request: Request, site: Site) -> Timing:
    """The song's timing; what is not there yet is made first, since edits may be imported twice before the song is woven."""
    with Bars(open_console(stderr=True)) as watcher:
        plan = weave([request], site, Orders("timing", "inline"), watcher).plan
    step = next(step for step in plan.steps if step.stage == "timing")
    if step.record is None:
        raise step.error or RuntimeError("timing was neither made nor refused")
    return read_document(site.store.objects.path_of(step.record.outputs["timing.json"].digest), Timing)
