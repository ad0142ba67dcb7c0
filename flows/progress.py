"""Progress for people: a bar for each step that is running, a line for each that is made."""

from threading import Lock

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from songloom.pipeline.plan import Step
from tasks._step import Outcome


class Bars:
    """Shows steps on standard error while they run; used as a context."""

    def __init__(self, console: Console) -> None:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=28), TimeElapsedColumn())
        self.progress = Progress(*columns, console=console, transient=True)
        self.running: dict[str, TaskID] = {}
        self.lock = Lock()

    def __enter__(self) -> "Bars":
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def start(self, step: Step) -> None:
        """Add a bar."""
        with self.lock:
            self.running[step.key] = self.progress.add_task(f"{step.song} [bold]{step.stage}[/]", total=1.0)

    def advance(self, step: Step, share: float) -> None:
        """Move a bar."""
        self.progress.update(self.running[step.key], completed=share)

    def finish(self, step: Step, outcome: Outcome) -> None:
        """Replace a bar by a line."""
        with self.lock:
            self.progress.remove_task(self.running.pop(step.key))
        self.progress.console.print(describe_outcome(step, outcome), highlight=False)


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


def describe_outcome(step: Step, outcome: Outcome) -> str:
    """One line: song, variant, stage, what it cost."""
    head = f"  {step.song} · {step.variant} · [bold]{step.stage}[/]"
    if outcome.record is None:
        return f"{head} [red]failed[/]"
    parts = outcome.record.provenance.get("parts")
    made = f" ({parts['made']} of {parts['made'] + parts['reused']} parts)" if parts else ""
    return f"{head} {outcome.record.provenance['seconds']:.1f} s{made}"
