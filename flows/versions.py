"""`stage status|bump|accept`: what the versions in the keys mean."""

from dataclasses import replace

from rich.table import Table

from flows.console import open_console
from flows.orders import Orders
from flows.progress import Bars
from flows.select import Asked, open_site, select_requests
from flows.weave import weave
from songloom.errors import UsageError
from songloom.pipeline.lock import accept_engine, bump_engine, find_locked_version, find_state, find_version, in_checkout, list_engines
from songloom.pipeline.plan import plan_run


def run_status(check: bool) -> int:
    """Print every engine's version and state; with `check`, 2 where the code is not what its version was given for."""
    states = {name: find_state(name) if in_checkout() else "unchanged" for name in list_engines()}
    table = Table("engine", "version", "code")
    for name, state in states.items():
        table.add_row(name, find_version(name), state)
    open_console().print(table)
    changed = [name for name, state in states.items() if state != "unchanged"]
    if check and changed:
        cure = "say what it means: songloom stage bump (results change) or songloom stage accept --why … (results stay)"
        raise UsageError(", ".join(changed), "the code has changed since its version was given", cure)
    return 0


def run_bump(names: list[str]) -> int:
    """Give engines a new version."""
    _need_checkout()
    for name in names:
        open_console().print(f"{name}: version {bump_engine(name).version}")
    return 0


def run_accept(names: list[str], why: str) -> int:
    """Keep engines' versions for their code as it is, once the demo song comes out the same."""
    _need_checkout()
    if not why.strip():
        raise UsageError("--why", "is empty", "say what changed and why results do not")
    _check_demo(names)
    for name in names:
        open_console().print(f"{name}: version {accept_engine(name, why).version} stays")
    return 0


# --------------------------------------------------------------------------------------------- private


def _need_checkout() -> None:
    if not in_checkout():
        raise UsageError("songloom stage", "this is an installed package; its versions are fixed", "run it in a checkout")


def _check_demo(names: list[str]) -> None:
    """Make the workspace's songs with the code as it is, and compare with what the store has of the locked versions."""
    requests, site = select_requests(Asked()), open_site(Asked())
    before = plan_run(requests, site.store, None, {}, replace(site.known, find_version=find_locked_version))
    with Bars(open_console(stderr=True)) as watcher:
        now = weave(requests, site, Orders(None, "inline"), watcher).plan
    used = {f"{step.stage}.{step.engine}" for step in now.steps}
    if unused := [name for name in names if name not in used]:
        raise UsageError(", ".join(unused), "no song of this workspace uses it, so nothing can confirm it", "bump it instead")
    for old, new in zip(before.steps, now.steps, strict=True):
        name = f"{new.stage}.{new.engine}"
        if name not in names:
            continue
        if old.record is None:
            cure = "weave with the code as it was locked, then accept"
            raise UsageError(name, f"the store has no output of its locked version for {old.song} to compare with", cure)
        if new.record is None or new.record.outputs != old.record.outputs:
            raise UsageError(name, f"its outputs for {old.song} are not what they were", f"songloom stage bump {name}")
