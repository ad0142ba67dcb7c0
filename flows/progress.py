"""Progress for people: a bar for each step that is running, a line for each that is made."""

from collections.abc import Mapping
from threading import Lock
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from songloom.pipeline.plan import Step
from tasks._step import Outcome, Watcher


class Onlooker(Watcher, Protocol):
    """Who looks on a whole run: told of steps, and of how many of so many songs the providers of lyrics have been asked for."""

    def ask(self, done: int, total: int) -> None:
        """So many songs have been asked for."""


class Bars:
    """Shows songs and their steps on standard error while they run; used as a context. `todo` says how many steps a song has open."""

    def __init__(self, console: Console, todo: Mapping[str, int]) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=28), TaskProgressColumn(), TimeElapsedColumn())
        self.progress = Progress(*columns, console=console, transient=True)
        self.todo = todo
        self.songs: dict[str, TaskID] = {}
        self.running: dict[str, TaskID] = {}
        self.asking = TaskID(0)
        self.lock = Lock()

    def __enter__(self) -> "Bars":
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def start(self, step: Step) -> None:
        """Add a bar for the step, and one for its song if this is its first."""
        with self.lock:
            if step.song not in self.songs:
                self.songs[step.song] = self.progress.add_task(f"[bold]{escape(step.song)}[/]", total=self.todo.get(step.song))
            self.running[step.key] = self.progress.add_task(f"  {escape(step.song)} {step.stage}", total=1.0)

    def advance(self, step: Step, share: float) -> None:
        """Move the step's bar."""
        self.progress.update(self.running[step.key], completed=share)

    def finish(self, step: Step, outcome: Outcome) -> None:
        """Replace the step's bar by a line, and move its song's."""
        with self.lock:
            self.progress.remove_task(self.running.pop(step.key))
            self.progress.advance(self.songs[step.song])
            self.progress.update(self.songs[step.song], visible=not self._is_complete(step.song))
        self.progress.console.print(describe_outcome(step, outcome), highlight=False)

    def ask(self, done: int, total: int) -> None:
        """Show how far asking for lyrics is, while it lasts."""
        if total and not done:
            self.asking = self.progress.add_task("asking for lyrics", total=total)
        elif total:
            self.progress.update(self.asking, completed=done, visible=done < total)

    def _is_complete(self, song: str) -> bool:
        return self.progress.tasks[self.progress.task_ids.index(self.songs[song])].finished


class Silence:
    """Shows nothing: for machines."""

    def __enter__(self) -> "Silence":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def start(self, step: Step) -> None:
        """Nothing."""

    def advance(self, step: Step, share: float) -> None:
        """Nothing."""

    def finish(self, step: Step, outcome: Outcome) -> None:
        """Nothing."""

    def ask(self, done: int, total: int) -> None:
        """Nothing."""


def describe_outcome(step: Step, outcome: Outcome) -> str:
    """One line: song, variant, stage, what it cost."""
    head = f"  {step.song} · {step.variant} · [bold]{step.stage}[/]"
    if outcome.record is None:
        return f"{head} [red]failed[/]"
    parts = outcome.record.provenance.get("parts")
    made = f" ({parts['made']} of {parts['made'] + parts['reused']} parts)" if parts else ""
    return f"{head} {outcome.record.provenance['seconds']:.1f} s{made}"
