"""`plan`: what a run would make, for certain and at most, how long that would take and how much it would keep."""

from rich.table import Table

from flows.console import open_console, print_json
from flows.estimate import Estimate
from flows.forecast import Forecast, forecast_run
from flows.select import Asked, open_site, select_requests
from songloom.errors import UsageError
from songloom.settings.params import STAGES

UNITS = ("B", "kB", "MB", "GB", "TB")


def run_plan(asked: Asked, until: str | None, as_json: bool) -> int:
    """Print what would run; nothing is made."""
    if until is not None and until not in STAGES:
        raise UsageError(f"--until {until}", "there is no such stage", f"known: {', '.join(STAGES)}")
    site = open_site(asked)
    forecast = forecast_run(select_requests(asked), site.store, until, site.known)
    estimate = Estimate(site.store, forecast.sounds)
    if as_json:
        print_json(forecast.as_json(estimate))
    else:
        _print_forecast(forecast, estimate)
    return 1 if forecast.failed else 0


# --------------------------------------------------------------------------------------------- private


def _print_forecast(forecast: Forecast, estimate: Estimate) -> None:
    table, costs = Table("stage", "certain", "at most", "about", "keeps"), forecast.sum_costs(estimate)
    for stage, count in forecast.counts().items():
        about = [_say_time(costs[stage][0]), _say_size(costs[stage][1])] if stage in costs else ["", ""]
        table.add_row(stage, str(count["certain"]), str(count["at_most"]), *about)
    if costs:
        seconds, sizes = zip(*costs.values(), strict=True)
        table.add_section()
        table.add_row("in all", "", "", _say_time(sum(seconds)), _say_size(sum(sizes)))
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
