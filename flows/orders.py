"""What a run is told: how far to go, where, when to stop."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import get_args

from songloom.errors import UsageError
from songloom.pipeline.plan import Plan
from songloom.settings.machine import Runner


@dataclass
class Halt:
    """When a run stops starting work: at `deadline` (local time), or with `fail_fast` at the first failure. `interrupted` is seen by the
    steps that are running, too."""

    deadline: datetime | None = None
    fail_fast: bool = False
    has_failed: bool = False
    interrupted: Event = field(default_factory=Event)

    def find_reason(self) -> str | None:
        """Why nothing more is started, if that is so."""
        if self.interrupted.is_set():
            return "interrupted"
        if self.fail_fast and self.has_failed:
            return "a song failed (--fail-fast)"
        if self.deadline and datetime.now() >= self.deadline:
            return f"it is {self.deadline:%H:%M} (--deadline)"
        return None


@dataclass(frozen=True)
class Orders:
    """`until`: the last stage to be made; `runner`: where steps run, None for the machine's own; `retry_failed`: what failed in an
    earlier run is tried again."""

    until: str | None = None
    runner: Runner | None = None
    retry_failed: bool = False
    halt: Halt = field(default_factory=Halt)


@dataclass(frozen=True)
class Woven:
    """How a run ended: the plan as it stands, the keys of the steps that it made, and why it stopped before all was done, if it did."""

    plan: Plan
    made: frozenset[str]
    stopped: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that was asked for is there."""
        return all(step.state == "done" for step in self.plan.steps)


def parse_runner(text: str | None) -> Runner | None:
    """A runner by its name; UsageError where there is none of it."""
    if text is None:
        return None
    for runner in get_args(Runner):
        if text == runner:
            return runner
    raise UsageError(f"--runner {text}", "there is no such runner", f"known: {', '.join(get_args(Runner))}")


def parse_deadline(text: str | None, now: datetime) -> datetime | None:
    """The next time that the clock shows `text`; UsageError where that is no time of the day.

    >>> parse_deadline("06:00", datetime(2026, 11, 21, 23, 30))
    datetime.datetime(2026, 11, 22, 6, 0)
    """
    if text is None:
        return None
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
    if not found:
        raise UsageError(f"--deadline {text}", "is no time of the day", "write it like 06:00")
    then = now.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
    return then if then > now else then + timedelta(days=1)
