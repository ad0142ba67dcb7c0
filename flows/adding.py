"""`add`: songs into the catalogue, and what there is to tell of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from flows.commands import print_json
from flows.console import open_console
from flows.gathering import gather_sounds
from flows.newcomers import Judge, Verdicts
from flows.shelf import open_shelf, put_back, rewrite
from songloom.errors import UsageError
from songloom.settings.catalogue import Entry

# Lines told of each kind; --json has them all.
SHOWN = 20


@dataclass(frozen=True)
class Manner:
    """How songs are added: same bytes twice or not, for real or not, told to people or to machines."""

    takes_duplicates: bool
    is_rehearsal: bool
    as_json: bool


def run_add(named: Sequence[str], catalogue: Path | None, store: Path | None, manner: Manner) -> int:
    """Add songs to a catalogue; 0, or 1 where a file could not be added."""
    shelf = open_shelf(catalogue, store)
    progress = Progress(console=open_console(stderr=True), transient=True, disable=manner.as_json)
    with progress:
        bar = progress.add_task("looking for songs", total=None)
        gathered = gather_sounds(named, shelf.grounds)
        if not gathered.files and not gathered.failed:
            raise UsageError(", ".join(named), "there is no sound file here", "name audio files, or folders that hold some")
        progress.update(bar, description="reading tags", total=2 * len(gathered.files))
        verdicts = Judge(shelf, manner.takes_duplicates).judge(gathered.files, lambda: progress.advance(bar))
    verdicts.failed = gathered.failed | verdicts.failed
    data = rewrite(shelf, verdicts.added, verdicts.changes)
    if not manner.is_rehearsal and (verdicts.added or verdicts.changes):
        put_back(shelf, data)
    if manner.as_json:
        print_json({"catalogue": _shorten(shelf.file), "dry_run": manner.is_rehearsal, **_describe(verdicts)})
    else:
        _tell(verdicts, _shorten(shelf.file), manner)
    return 1 if verdicts.failed else 0


# --------------------------------------------------------------------------------------------- private


def _describe(verdicts: Verdicts) -> dict[str, Any]:
    """All of it as plain data; `changes` are the moves', told there."""
    plain = asdict(verdicts)
    del plain["changes"]
    return plain


def _tell(verdicts: Verdicts, file: str, manner: Manner) -> None:
    console = open_console()
    for head, style, lines in _list_findings(verdicts, file, manner):
        if lines:
            _say(console, f"{len(lines)} {head if len(lines) > 1 else head.replace('songs', 'song', 1).replace('files', 'file', 1)}", style)
            for line in lines[:SHOWN]:
                _say(console, f"  {line}")
            if len(lines) > SHOWN:
                _say(console, f"  … and {len(lines) - SHOWN} more; --json lists all")
    for name, why in verdicts.failed.items():
        _say(open_console(stderr=True), f"failed: {name}: {why}", "red")
    if (verdicts.added or verdicts.moved) and not manner.is_rehearsal:
        _say(console, "next: songloom plan")
    elif not verdicts.added and not verdicts.moved:
        _say(console, f"nothing to add: {verdicts.known} known already")


def _list_findings(verdicts: Verdicts, file: str, manner: Manner) -> list[tuple[str, str, list[str]]]:
    """What is said of how many, in which style, and each of them."""
    would = " (not now: a dry run)" if manner.is_rehearsal else ""
    same = "added all the same" if manner.takes_duplicates else "left out; --allow-duplicates adds them"
    return [
        (f"songs added to {file}{would}", "", [_describe_entry(entry) for entry in verdicts.added]),
        (f"songs moved; their entries follow{would}", "", [f"{move.song}: {move.before} → {move.after}" for move in verdicts.moved]),
        (f"files with the bytes of another song, {same}", "yellow", [f"{name} is {song}" for name, song in verdicts.same.items()]),
        ("songs of the catalogue with the bytes of another", "yellow", [f"{song} is {other}" for song, other in verdicts.twice.items()]),
        ("songs of the catalogue without their file", "yellow", [f"{song}: {name}" for song, name in verdicts.gone.items()]),
        ("songs without lyrics: put them beside the audio, as NAME.lrc or NAME.txt", "yellow", verdicts.without_lyrics),
        ("to look at", "yellow", [f"{name}: {note}" for name, note in verdicts.notes.items()]),
    ]


def _describe_entry(entry: Entry) -> str:
    brings = [name for name in ("lyrics", "vocals", "instrumental") if getattr(entry, name)]
    names = " · ".join(name for name in (entry.artist, entry.title) if name)
    return f"{entry.id}: {names} ({entry.audio}{''.join(f' + {name}' for name in brings)})"


def _shorten(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _say(console: Console, text: str, style: str = "") -> None:
    """A name may hold anything: what is no letter is shown as an escape."""
    shown = "".join(letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text)
    console.print(shown, style=style, soft_wrap=True, markup=False)
