"""`recheck`: steps that are done are made once more, elsewhere, and compared; nothing is replaced."""

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from flows.commands import print_json
from flows.comparing import Finding, compare_outputs
from flows.console import open_console
from flows.select import Asked, Site, open_site, select_requests
from songloom.errors import InputError, MissingError, SongloomError, UsageError
from songloom.model.record import Output, Record
from songloom.pipeline.plan import Step, plan_run
from songloom.pipeline.tolerance import Tolerance, find_tolerance
from songloom.settings.params import STAGES
from songloom.store import Store
from songloom.store.objects import hash_file

SCHEMA = 1
# Exit codes: something is not what it was made of; a step could not be made again.
DIFFERS, FAILED = 3, 1
WORDS = {
    "same": "same bytes",
    "tolerated": "within tolerance",
    "different": "different",
    "damaged": "damaged",
    "failed": "could not be made again",
}


@dataclass(frozen=True)
class Sample:
    """Which of the steps that are done: how many, or what share of them ("5%"); `seed` picks them, `stage` allows only its own."""

    size: str
    seed: int = 0
    stage: str | None = None


@dataclass(frozen=True)
class Checked:
    """A step that was made again: what was found, under which tolerance, how long it took (None where it could not be made), and
    what was installed otherwise when it was first made."""

    step: Step
    finding: Finding
    tolerance: Tolerance
    seconds: float | None
    elsewhere: tuple[str, ...]


def run_recheck(asked: Asked, sample: Sample, as_json: bool) -> int:
    """Make a sample of the steps that are done again; 0 all alike, 3 where one differs, 1 where one could not be made again."""
    if sample.stage is not None and sample.stage not in STAGES:
        raise UsageError(f"--stage {sample.stage}", "there is no such stage", f"known: {', '.join(STAGES)}")
    site = open_site(asked)
    done = _list_done(asked, site, sample.stage)
    chosen = pick_sample(done, sample)
    console = open_console()
    found = []
    with _open_bar(as_json) as bar:
        total = sum(_find_seconds(step) for step in chosen)
        task = bar.add_task("making again", total=total or None)
        for checked in _check_steps(chosen, site, lambda seconds: bar.update(task, completed=seconds)):
            found.append(checked)
            if not as_json:
                bar.console.print(_describe(checked), highlight=False, soft_wrap=True)
    if as_json:
        print_json({"schema": SCHEMA, "done": len(done), "seed": sample.seed, "steps": [_report(checked) for checked in found]})
    else:
        _print_sum(found, len(done), console)
    verdicts = {checked.finding.verdict for checked in found}
    return DIFFERS if verdicts & {"different", "damaged"} else FAILED if "failed" in verdicts else 0


def pick_sample(steps: Sequence[Step], sample: Sample) -> list[Step]:
    """As many of the steps as are asked for, in their order. It is the keys and the seed that decide, so songs that join a catalogue
    move few others out of the sample."""
    digits, is_share = sample.size.removesuffix("%"), sample.size.endswith("%")
    if not digits.isdecimal() or int(digits) < 1 or (is_share and int(digits) > 100):
        raise UsageError(f"--sample {sample.size}", "expected how many steps, or a share of them", "write it like 20 or 5%")
    count = ceil(len(steps) * int(digits) / 100) if is_share else int(digits)
    ranks = {step.key: hashlib.sha256(f"{sample.seed} {step.key}".encode()).digest() for step in steps}
    picked = {step.key for step in sorted(steps, key=lambda step: ranks[step.key])[:count]}
    return [step for step in steps if step.key in picked]


# --------------------------------------------------------------------------------------------- private


def _list_done(asked: Asked, site: Site, stage: str | None) -> list[Step]:
    """The steps of the plan that are done, each once."""
    steps = plan_run(select_requests(asked), site.store, None, {}, site.known).steps
    wanted = (step for step in steps if step.state == "done" and stage in (None, step.stage))
    return list({step.key: step for step in wanted}.values())


def _open_bar(is_quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=28), TaskProgressColumn(), TimeElapsedColumn())
    return Progress(*columns, console=open_console(), transient=True, disable=is_quiet or not open_console().is_terminal)


def _find_seconds(step: Step) -> float:
    return float(step.record.provenance.get("seconds", 0)) if step.record else 0.0


def _check_steps(steps: Sequence[Step], site: Site, tell: Callable[[float], None]) -> Iterator[Checked]:
    """Each step's finding, as soon as it is known; `tell` is given the seconds of work that are behind us, as they were the first time."""
    behind = 0.0
    for step in steps:
        yield _check_step(step, site, lambda share, step=step, behind=behind: tell(behind + share * _find_seconds(step)))
        behind += _find_seconds(step)
        tell(behind)


def _check_step(step: Step, site: Site, progress: Callable[[float], None]) -> Checked:
    assert step.record
    tolerance, elsewhere = find_tolerance(step.stage, step.engine), _list_changes(step)
    if tolerance.repeats and not elsewhere:
        tolerance = replace(tolerance, metric="bytes", bound=0.0)
    if bad := _find_damaged(step, site.store):
        return Checked(step, bad, tolerance, None, elsewhere)
    with site.store.scratch() as folder:
        scratch = Store(folder / "store")
        outcome = _make_again(step, site, scratch, progress)
        if isinstance(outcome, SongloomError):
            return Checked(step, Finding("failed", says=_keep_trace(outcome, scratch, site.store)), tolerance, None, elsewhere)
        finding = compare_outputs(_locate_outputs(step.record, site.store), _locate_outputs(outcome, scratch), tolerance)
        return Checked(step, finding, tolerance, float(outcome.provenance["seconds"]), elsewhere)


def _list_changes(step: Step) -> tuple[str, ...]:
    """What is installed otherwise than when the step was made, as far as its engine uses it."""
    from tasks._provenance import list_versions

    was: Mapping[str, str] = step.record.provenance.get("versions", {}) if step.record else {}
    now = list_versions(step.stage, step.engine)
    return tuple(
        f"{name} {now.get(name, 'none')}, was {was.get(name, 'none')}" for name in sorted({*was, *now}) if was.get(name) != now.get(name)
    )


def _find_damaged(step: Step, store: Store) -> Finding | None:
    """The first file of the step, made or read, whose bytes in the store are not what its digest says."""
    made = {name: output.digest for name, output in step.record.outputs.items()} if step.record else {}
    read = {name: item.digest for name, item in step.inputs.items() if item.path is None and item.data is None}
    for name, digest in {**made, **read}.items():
        try:
            is_sound = hash_file(store.objects.locate(digest)).digest == digest
        except OSError:
            is_sound = False
        if not is_sound:
            return Finding("damaged", name, None, "the store's copy is damaged; run `songloom verify`, then weave again")
    return None


def _make_again(step: Step, site: Site, scratch: Store, progress: Callable[[float], None]) -> Record | SongloomError:
    """The step's record in a store of its own, which knows its inputs and nothing else; or why it cannot be made."""
    from tasks._step import run_steps

    for item in step.inputs.values():
        if item.path is None and item.data is None:
            _lend_object(item.digest, site.store, scratch)
    try:
        fresh = replace(step, state="missing", record=None)
        outcome = run_steps([fresh], scratch, site.machine, lambda step, share: progress(share))[step.key]
    except (InputError, MissingError) as error:
        return error
    return outcome.record or outcome.error or InputError("", "nothing was made")


def _lend_object(digest: str, store: Store, scratch: Store) -> None:
    """A second name for an object, or a copy where the file system has no such names."""
    source, target = store.objects.locate(digest), scratch.objects.path_of(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)


def _keep_trace(error: SongloomError, scratch: Store, store: Store) -> str:
    """The error, with the trace of a defect where it can be read when the scratch store is gone."""
    for trace in sorted((scratch.root / "traces").glob("*.txt")):
        (store.root / "traces").mkdir(exist_ok=True)
        shutil.copyfile(trace, store.root / "traces" / trace.name)
    return str(error).replace(str(scratch.root), str(store.root))


def _locate_outputs(record: Record, store: Store) -> dict[str, tuple[Output, Path]]:
    return {name: (output, store.objects.path_of(output.digest)) for name, output in record.outputs.items()}


def _describe(checked: Checked) -> str:
    """One line: the step, and how it compares."""
    step, finding = checked.step, checked.finding
    head = f"  {escape(step.song)} · {step.variant} · [bold]{step.stage}[/] {step.engine}"
    where = f"{escape(finding.file)}" if finding.file else ""
    match finding.verdict:
        case "same":
            return f"{head} [green]same bytes[/] {checked.seconds:.1f} s"
        case "tolerated":
            return f"{head} [green]within tolerance[/]: {where}: {_say_value(checked)}"
        case "different":
            says = _say_value(checked) if finding.value is not None else finding.says
            under = f" [dim](now {escape('; '.join(checked.elsewhere))})[/]" if checked.elsewhere else ""
            return f"{head} [red]DIFFERENT[/]: {where}: {escape(says)}{under}"
        case "damaged":
            return f"{head} [red]damaged[/]: {where}: {escape(finding.says)}"
        case "failed":
            return f"{head} [red]could not be made again[/]: {escape(finding.says)}"


def _say_value(checked: Checked) -> str:
    value, bound = checked.finding.value, checked.tolerance.bound
    match checked.tolerance.metric:
        case "times":
            return f"moved by {value} s, at most {bound} s"
        case "numbers":
            return f"a number differs by {value}, at most {bound}"
        case "lines":
            return f"{value} of the lines end alike, at least {bound}"
        case _:
            return f"{value} dB, at least {bound} dB"


def _print_sum(found: Sequence[Checked], done: int, console: Console) -> None:
    counts = Counter(checked.finding.verdict for checked in found)
    told = ", ".join(f"{counts[verdict]} {says}" for verdict, says in WORDS.items() if counts[verdict])
    console.print(f"{len(found)} of {done} steps made again{': ' if told else ''}{told}")


def _report(checked: Checked) -> dict[str, Any]:
    step = checked.step
    names = {"song": step.song, "variant": step.variant, "stage": step.stage, "engine": step.engine, "key": step.key}
    tolerance = {name: value for name, value in asdict(checked.tolerance).items() if name != "repeats"}
    was = {"seconds": checked.seconds, "seconds_before": _find_seconds(step), "changed_since": list(checked.elsewhere)}
    return names | asdict(checked.finding) | {"tolerance": tolerance} | was
