"""`why`, `show` and `params`: what the store and the settings know, for people."""

import json
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from flows.commands import print_json
from flows.console import open_console
from flows.directing import tell_decisions
from flows.lineage import describe_lineage
from flows.select import Asked, lay_out_params, open_site, select_one
from flows.wording import say_difference, say_picture
from songloom.errors import UsageError
from songloom.pipeline.explain import Difference, find_change, find_difference
from songloom.pipeline.plan import Step, plan_run
from songloom.settings.params import schema_of_params
from songloom.store import Store
from songloom.store.records import read_record
from songloom.store.views import read_keys

# What was measured of a song's sound and its video: told in full, since it is what people ask for.
TOLD = {("sound", "loudness.json"), ("video", "facts.json")}


def run_why(asked: Asked, stage: str, as_json: bool) -> int:
    """Print the cause of a step."""
    site, request = open_site(asked), select_one(asked)
    steps = {step.stage: step for step in plan_run([request], site.store, None, {}, site.known).steps}
    if stage not in steps:
        raise UsageError(stage, "there is no such stage here", f"known: {', '.join(steps)}")
    cause = _explain_step(steps[stage], steps, site.store)
    if as_json:
        print_json(cause)
    else:
        Console(highlight=False, soft_wrap=True).print(cause["says"], markup=False)
    return 0


def run_show(asked: Asked, as_json: bool) -> int:
    """Print a song's lineage as a tree."""
    site, request = open_site(asked), select_one(asked)
    steps = plan_run([request], site.store, None, {}, site.known).steps
    if as_json:
        print_json(describe_lineage(request, steps, site.store))
        return 0
    tree = Tree(f"[bold]{request.song.id}[/] · {request.variant}")
    for step in steps:
        branch = tree.add(_title(step))
        for name in sorted(step.inputs):
            branch.add(f"[dim]from[/] {name} [dim]{step.inputs[name].digest[:12] if step.state not in ('waiting', 'unasked') else ''}[/]")
        judged = step.record.provenance.get("pictures", ()) if step.record else ()
        pictures = {one["picture"]: say_picture(one) for one in judged}
        for name, output in sorted(step.record.outputs.items()) if step.record else ():
            made = branch.add(f"[green]{name}[/] [dim]{output.digest[:12]} {output.size:,} bytes[/]")
            for line in pictures.get(name, ()):
                made.add(f"[dim]{escape(line)}[/]")
            if (step.stage, name) in TOLD:
                made.add(escape(_tell_facts(site.store.objects.read(output))))
            if (step.stage, name) == ("storyboard", "decisions.json"):
                for told in tell_decisions(site.store.objects.read(output)):
                    made.add(escape(told))
        for weights in step.weights.values():
            branch.add(f"[dim]with[/] {weights.repository} [dim]{weights.revision[:12]} ({escape(weights.licence)})[/]")
        for reason in step.passed_over:
            branch.add(f"[dim]passed over:[/] {escape(reason)}")
    open_console().print(tree)
    return 0


def run_params(asked: Asked, as_json: bool, as_schema: bool) -> int:
    """Print every parameter and its origin, or the JSON schema of `params.yaml`, for editors."""
    if as_schema:
        print_json(schema_of_params())
        return 0
    document = lay_out_params(asked)
    rows = {".".join(map(str, place)): (value, document.origin_of(place)) for place, value in _list_leaves(document.data, ())}
    if as_json:
        print_json({name: {"value": value, **vars(origin)} for name, (value, origin) in rows.items()})
        return 0
    table = Table("parameter", "value", "from", "where")
    for name, (value, origin) in rows.items():
        where = "" if origin.layer == "default" else f"{origin.file}:{origin.line}" if origin.line else origin.file
        table.add_row(name, escape(str(value)), origin.layer, escape(where))
    open_console().print(table)
    return 0


# --------------------------------------------------------------------------------------------- private


def _explain_step(step: Step, steps: dict[str, Step], store: Store) -> dict[str, Any]:
    """The cause of a step: its own, or that of the parent it waits for."""
    last = read_keys(store, step.song, step.variant).get(step.stage, {})
    head = {"stage": step.stage, "state": step.state}
    if step.state in ("failed", "blocked"):
        return head | {"says": f"{step.stage} cannot run: {step.error}"}
    if step.state == "waiting":
        parent = next(steps[name.partition("/")[0]] for name in step.inputs if _is_open(steps.get(name.partition("/")[0])))
        cause = _explain_step(parent, steps, store)
        return head | {"because": cause, "says": f"{step.stage} may run, since {cause['says']}"}
    if step.state == "unasked":
        return head | {"says": f"{step.stage} would run, since the providers of lyrics have not been asked yet"}
    if step.state == "done":
        found = find_change(step.key, last.get("previous"), store) if last.get("key") == step.key else None
        return head | _fields(found) | {"says": f"{step.stage} is up to date; {_say_history(step, last, found)}"}
    before = read_record(store.records.path_of(str(last.get("key")))) if last.get("key") else None
    found = find_difference(before, step.preimage, step.inputs, store) if before else None
    says = (
        say_difference(found)
        if found
        else "its result is no longer in the store"
        if last.get("key")
        else "it never ran for this song and variant"
    )
    return head | _fields(found) | {"says": f"{step.stage} would run, since {says}"}


def _say_history(step: Step, last: dict[str, str | None], found: Difference | None) -> str:
    if found:
        return f"it last changed since {say_difference(found)}"
    if last.get("key") == step.key and last.get("previous") is None:
        return "it ran once and nothing has changed since"
    return "what it would make was made before and is reused"


def _is_open(step: Step | None) -> bool:
    return step is not None and step.is_open()


def _fields(found: Difference | None) -> dict[str, Any]:
    return vars(found) if found else {}


def _title(step: Step) -> str:
    colours = {"done": "green", "failed": "red", "blocked": "red"}
    known = f" [dim]{step.key[:12]}[/] {step.record.provenance['seconds']:.1f} s" if step.record else ""
    return f"[bold]{step.stage}[/] {step.engine} [{colours.get(step.state, 'yellow')}]{step.state}[/]{known}"


def _tell_facts(document: bytes) -> str:
    return ", ".join(f"{name} {value}" for name, value in json.loads(document).items() if value != "")


def _list_leaves(data: Any, place: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in _list_leaves(value, (*place, key))]
    return [(place, data)]
