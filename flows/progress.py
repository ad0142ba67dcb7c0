"""Progress for people: a bar for each step that is running, a line for each that is made."""

from collections import Counter
from threading import Lock
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from songloom.pipeline.plan import Plan, Step
from tasks._step import Outcome


class Onlooker(Protocol):
    """Who looks on a whole run: told of all that happens by the process that directs it, but for `advance`, which comes from wherever
    a step is made, or not at all."""

    def begin(self, plan: Plan) -> None:
        """Something is to be done: the plan before it."""

    def start(self, step: Step) -> None:
        """A step is given to a worker."""

    def advance(self, step: Step, share: float) -> None:
        """A step has done this share of its work, in [0, 1]."""

    def finish(self, step: Step, outcome: Outcome) -> None:
        """A step is made, or has failed."""

    def ask(self, done: int, total: int) -> None:
        """The providers of lyrics have been asked for so many songs of so many."""

    def batch(self, plan: Plan) -> None:
        """Of these songs nothing is left to do: their plan as it stands."""

    def note(self, event: str, **facts: Any) -> None:
        """Something else happened: a worker was lost, the deadline has come."""


class Bars:
    """Shows songs and their steps on standard error while they run; used as a context."""

    def __init__(self, console: Console) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=28), TaskProgressColumn(), TimeElapsedColumn())
        self.progress = Progress(*columns, console=console, transient=True)
        self.todo: Counter[str] = Counter()
        self.songs: dict[str, TaskID] = {}
        self.running: dict[str, TaskID] = {}
        self.asking = TaskID(0)
        self.lock = Lock()

    def __enter__(self) -> "Bars":
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def begin(self, plan: Plan) -> None:
        """Count the steps that each song has open."""
        self.todo = Counter(step.song for step in plan.steps if step.is_open())

    def start(self, step: Step) -> None:
        """Add a bar for the step, and one for its song if this is its first."""
        with self.lock:
            if step.song not in self.songs:
                self.songs[step.song] = self.progress.add_task(f"[bold]{escape(step.song)}[/]", total=self.todo[step.song] or None)
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

    def batch(self, plan: Plan) -> None:
        """Take a finished song's bar away."""
        for song in dict.fromkeys(step.song for step in plan.steps):
            if song in self.songs:
                self.progress.update(self.songs[song], visible=False)

    def note(self, event: str, **facts: Any) -> None:
        """A line for what people should know."""
        self.progress.console.print(escape(f"  {event}: " + ", ".join(f"{name} {fact}" for name, fact in facts.items())), style="yellow")

    def _is_complete(self, song: str) -> bool:
        return self.progress.tasks[self.progress.task_ids.index(self.songs[song])].finished


class Silence:
    """Shows nothing: for machines."""

    def __enter__(self) -> "Silence":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def begin(self, plan: Plan) -> None:
        """Nothing."""

    def start(self, step: Step) -> None:
        """Nothing."""

    def advance(self, step: Step, share: float) -> None:
        """Nothing."""

    def finish(self, step: Step, outcome: Outcome) -> None:
        """Nothing."""

    def ask(self, done: int, total: int) -> None:
        """Nothing."""

    def batch(self, plan: Plan) -> None:
        """Nothing."""

    def note(self, event: str, **facts: Any) -> None:
        """Nothing."""


def describe_outcome(step: Step, outcome: Outcome) -> str:
    """One line: song, variant, stage, what it cost."""
    head = f"  {step.song} · {step.variant} · [bold]{step.stage}[/]"
    if outcome.record is None:
        return f"{head} [red]failed[/]"
    parts = outcome.record.provenance.get("parts")
    made = f" ({parts['made']} of {parts['made'] + parts['reused']} parts)" if parts else ""
    return f"{head} {outcome.record.provenance['seconds']:.1f} s{made}"
