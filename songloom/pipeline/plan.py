"""Which steps a run would take: each with its key, its record if it is done, and what it waits for if not."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from songloom.engines import load_family
from songloom.errors import InputError, SongloomError, UsageError
from songloom.model.answer import Query
from songloom.model.record import Record
from songloom.model.weights import Weights
from songloom.pipeline.keys import Maker, build_preimage, hash_preimage
from songloom.pipeline.lock import find_version
from songloom.pipeline.made import Made
from songloom.pipeline.outside import Input, Request, find_inputs
from songloom.pipeline.sources import PROVIDERS, QUERIED, FindReply, Source, find_source, list_sources
from songloom.pipeline.stages import GRAPHS, Stage, select_stages, split_input
from songloom.store import Store
from songloom.weights.folder import lack_weights
from songloom.weights.known import is_noncommercial

State = Literal["done", "missing", "unasked", "waiting", "failed", "blocked"]


@dataclass(frozen=True)
class Known:
    """What a plan knows besides the songs and the store: the weights that are pinned, by name; what providers of lyrics have replied;
    the engines' versions; whether what failed in an earlier run is to be tried again."""

    weights: Mapping[str, Weights] = field(default_factory=lambda: MappingProxyType({}))
    find_reply: FindReply = lambda query: None
    find_version: Callable[[str], str] = find_version
    retry_failed: bool = False


@dataclass(frozen=True)
class Step:
    """One stage of one song and variant. `missing`: it can run now; `unasked`: providers must be asked its `query` first; `waiting`:
    it will be known when its parents have run; `blocked`: a parent failed. `key` is provisional while it waits, but equal work has an
    equal one all the same. `passed_over` says why sources that were to speak before did not."""

    song: str
    variant: str
    stage: str
    engine: str
    state: State
    key: str = ""
    preimage: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Input] = field(default_factory=dict)
    weights: Mapping[str, Weights] = field(default_factory=dict)
    query: Query | None = None
    passed_over: tuple[str, ...] = ()
    record: Record | None = None
    error: SongloomError | None = None

    def is_open(self) -> bool:
        """Whether it would still run, as far as is known."""
        return self.state in ("missing", "unasked", "waiting")


@dataclass(frozen=True)
class Plan:
    """All steps, song by song and in the order of the graph."""

    steps: tuple[Step, ...]

    def missing(self) -> list[Step]:
        """The steps that can run now; work that several songs or variants share is there once."""
        return list({step.key: step for step in self.steps if step.state == "missing"}.values())

    def queries(self) -> list[Query]:
        """What providers of lyrics must be asked before more is known."""
        return list(dict.fromkeys(step.query for step in self.steps if step.state == "unasked" and step.query))

    def counts(self) -> dict[str, dict[str, int]]:
        """Stage → how many steps would run for certain, and at most (if no parent's output turns out to be equal to before)."""
        distinct = {step.key: step for step in self.steps if step.key}
        certain = Counter(step.stage for step in distinct.values() if step.state == "missing")
        open_ = Counter(step.stage for step in distinct.values() if step.is_open())
        return {stage: {"certain": certain[stage], "at_most": open_[stage]} for stage in dict.fromkeys(step.stage for step in self.steps)}


def plan_run(
    requests: Iterable[Request], store: Store, until: str | None, failed: Mapping[str, SongloomError], known: Known = Known()
) -> Plan:
    """The plan of a run. `failed` holds what has failed in it so far, by key; nothing is written and nobody is asked."""
    scope = _Scope(store, until, failed, known)
    return Plan(tuple(step for request in requests for step in _plan_song(request, scope)))


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Scope:
    """What is the same for all songs of a plan."""

    store: Store
    until: str | None
    failed: Mapping[str, SongloomError]
    known: Known


def _plan_song(request: Request, scope: _Scope) -> list[Step]:
    steps: dict[str, Step] = {}
    stages = select_stages("song", scope.until, lambda stage: _list_inputs(stage, request))
    _need_pins(stages, request, scope.known.weights)
    for stage in stages:
        if request.settings[stage.name].engine != "none":
            steps[stage.name] = _plan_step(request, stage, steps, scope)
    return list(steps.values())


def _need_pins(stages: Iterable[Stage], request: Request, pinned: Mapping[str, Weights]) -> None:
    """MissingError with the command that pins all weights that a song's engines name and nothing pins."""
    named = ((request.settings[stage.name], load_family(stage.name).models) for stage in stages)
    names = [settings.options[option] for settings, models in named for option in models.get(settings.engine, ())]
    if lacking := [name for name in dict.fromkeys(names) if name not in pinned]:
        raise lack_weights(*lacking)


def _list_inputs(stage: Stage, request: Request) -> tuple[str, ...]:
    """What a stage reads in this song, or may read as far as can be told without making anything."""
    settings = request.settings[stage.name]
    if not load_family(stage.name).chosen_by_song:
        return () if settings.engine == "none" else stage.consumes_with(settings.engine)
    sources = list_sources(request)
    queried = QUERIED if any(source in PROVIDERS for source in sources) else ()
    return (*queried, *(name for source in sources for name in stage.consumes_with(source)))


def _plan_step(request: Request, stage: Stage, parents: Mapping[str, Step], scope: _Scope) -> Step:
    settings = request.settings[stage.name]
    source = Source(settings.engine, settings.options)

    def step(state: State, **known: Any) -> Step:
        return Step(request.song.id, request.variant, stage.name, source.engine, state, passed_over=source.passed_over, **known)

    try:
        if load_family(stage.name).chosen_by_song:
            made = Made({name: parent.record for name, parent in parents.items()}, scope.store)
            source = find_source(request, made, scope.known.find_reply)
        names = stage.consumes_with(source.engine)
        above = [parents[split_input(name)[0]] for name in names if split_input(name)[0] in parents]
        if stuck := next((parent for parent in above if parent.state in ("failed", "blocked")), None):
            return step("blocked", error=stuck.error)
        inputs = {key: value for name in names for key, value in _find_step_inputs(name, request, parents, source).items()}
    except InputError as error:
        return step("failed", error=error)
    weights = _find_weights(stage.name, source, scope.known.weights, bool(settings.planned.get("allow_noncommercial")))
    maker = Maker(stage.name, source.engine, scope.known.find_version(f"{stage.name}.{source.engine}"), source.options, weights)
    preimage = build_preimage(maker, {name: item.digest for name, item in inputs.items()})
    known = {"key": hash_preimage(preimage), "preimage": preimage, "inputs": inputs, "weights": weights}
    if any(parent.is_open() for parent in above):
        return step("waiting", **known)
    if source.query:
        return step("unasked", query=source.query, **known)
    record = scope.store.records.find(known["key"])
    if record is None and (error := _find_failure(known["key"], scope)):
        return step("failed", error=_name_input(error, request, inputs), **known)
    return step("done" if record else "missing", record=record, **known)


def _find_failure(key: str, scope: _Scope) -> SongloomError | None:
    """How a step failed in this run, or in an earlier one."""
    if key in scope.failed or scope.known.retry_failed:
        return scope.failed.get(key)
    failure = scope.store.failures.find(key)
    return failure.error if failure else None


def _name_input(error: SongloomError, request: Request, inputs: Mapping[str, Input]) -> SongloomError:
    """The error with the song's own file: equal work of two songs fails once, and each has a name of its own."""
    given = next((item.path for name, item in inputs.items() if item.path and name.startswith("song/")), request.song.audio)
    return replace(error, where=error.where or str(given))


def _find_step_inputs(name: str, request: Request, parents: Mapping[str, Step], source: Source) -> dict[str, Input]:
    stage, file, may_lack = split_input(name)
    if name in source.inputs:
        return {name: source.inputs[name]}
    parent = parents.get(stage)
    if parent is None:
        is_left_out = may_lack and any(row.name == stage for row in GRAPHS["song"])
        return {} if is_left_out else find_inputs(name, request)
    if parent.record is None:
        # Not made yet: the parent's own provisional key stands in, so that equal work is counted once.
        return {f"{stage}/{file}": Input(f"{parent.key}/{file}")}
    outputs = parent.record.outputs
    return {f"{stage}/{made}": Input(output.digest) for made, output in sorted(outputs.items()) if file in ("*", made)}


def _find_weights(stage: str, source: Source, pinned: Mapping[str, Weights], is_allowed: bool) -> dict[str, Weights]:
    """The weights that the engine's options name; UsageError where their licence allows no commercial use and no setting says that
    there is none (`is_allowed`)."""
    found = {}
    for option in load_family(stage).models.get(source.engine, ()):
        name = source.options[option]
        found[option] = pinned[name]
        if is_noncommercial(found[option].licence) and not is_allowed:
            what = f"the licence of {name}, {found[option].licence}, allows no commercial use"
            raise UsageError(f"{stage}.{source.engine}.{option}", what, f"set {stage}.allow_noncommercial if yours is none, or name others")
    return found
