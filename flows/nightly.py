"""The night's run as a Prefect deployment: prefect.yaml gives it a schedule and a work pool, a worker on this machine starts it."""

from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.states import Completed, Failed

from flows.commands import Delivery, run_weave
from flows.orders import Halt, Orders, parse_deadline, parse_runner
from flows.select import Asked
from songloom.settings.workspace import find_workspace


@flow(name="nightly", persist_result=False)
def nightly(workspace: str = ".", variants: tuple[str, ...] = ("all",), runner: str | None = None, deadline: str | None = None) -> Any:
    """Weave a workspace's catalogue as `songloom weave --catalogue … --deadline …` does; failed where that would exit with 1."""
    catalogue = find_workspace(Path(workspace).absolute()).catalogue_file()
    asked = Asked(catalogue=catalogue, variants=tuple(variants))
    halt = Halt(parse_deadline(deadline, datetime.now()))
    if run_weave(asked, Orders(runner=parse_runner(runner), halt=halt), Delivery(None, None, is_quiet=True, as_json=False)):
        why = halt.find_reason() or "some songs failed"
        return Failed(message=f"not all is made: {why}; `songloom report` says more")
    return Completed(message="all is made")
