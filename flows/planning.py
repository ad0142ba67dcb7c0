"""`plan`: what a run would make, for certain and at most, how long that would take and how much it would keep."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table

from flows.console import open_console, print_json
from flows.estimate import Estimate
from flows.select import Asked, open_site, select_requests
from songloom.errors import UsageError
from songloom.pipeline.plan import Step, plan_steps
from songloom.settings.params import STAGES

UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass
class Forecast:
    """By stage the steps that would run, with their seconds and bytes; each song's first error. Equal work is told once."""

    estimate: Estimate
    stages: dict[str, dict[str, int]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    made: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    failed: dict[str, str] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def add(self, step: Step) -> None:
        """Take a step in; those of a song come in the order of the graph."""
        counts = self.stages.setdefault(step.stage, {"certain": 0, "at_most": 0})
        self.estimate.learn(step)
        if step.error:
            self.failed.setdefault(step.song, str(step.error))
        if not step.is_open() or step.key in self._seen:
            return
        self._seen.add(step.key)
        counts["certain"] += step.state == "missing"
        counts["at_most"] += 1
        if self.estimate.knows(step.stage):
            self.seconds[step.stage] += self.estimate.expected_s(step)
            self.made[step.stage] += self.estimate.expected_bytes(step)

    def as_json(self) -> dict[str, Any]:
        """All of it as plain data; stages that never ran here have no estimate."""
        return {
            "stages": self.stages,
            "estimated_s": {stage: round(seconds, 1) for stage, seconds in self.seconds.items()},
            "estimated_total_s": round(sum(self.seconds.values()), 1),
            "estimated_bytes": {stage: round(made) for stage, made in self.made.items()},
            "estimated_total_bytes": round(sum(self.made.values())),
            "failed": self.failed,
        }


def run_plan(asked: Asked, until: str | None, as_json: bool) -> int:
    """Print what would run; nothing is made."""
    if until is not None and until not in STAGES:
        raise UsageError(f"--until {until}", "there is no such stage", f"known: {', '.join(STAGES)}")
    site = open_site(asked)
    forecast = Forecast(Estimate(site.store))
    for step in plan_steps(select_requests(asked), site.store, until, {}, site.known):
        forecast.add(step)
    if as_json:
        print_json(forecast.as_json())
    else:
        _print_forecast(forecast)
    return 1 if forecast.failed else 0


# --------------------------------------------------------------------------------------------- private


def _print_forecast(forecast: Forecast) -> None:
    table = Table("stage", "certain", "at most", "about", "keeps")
    for stage, count in forecast.stages.items():
        about = [_say_time(forecast.seconds[stage]), _say_size(forecast.made[stage])] if stage in forecast.seconds else ["", ""]
        table.add_row(stage, str(count["certain"]), str(count["at_most"]), *about)
    if forecast.seconds:
        table.add_section()
        table.add_row("in all", "", "", _say_time(sum(forecast.seconds.values())), _say_size(sum(forecast.made.values())))
    open_console().print(table)
    for song, error in forecast.failed.items():
        open_console(stderr=True).print(f"failed: {song}: {error}", style="red", soft_wrap=True, markup=False)


def _say_time(seconds: float) -> str:
    """One number a person can take in: seconds, minutes or hours."""
    for size, unit in ((3600.0, "h"), (60.0, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s"


def _say_size(size: float) -> str:
    unit = 0
    while size >= 1000 and unit < len(UNITS) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {UNITS[unit]}" if unit else f"{size:.0f} B"
