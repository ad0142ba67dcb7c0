"""Which steps a run would take: each with its key, its record if it is done, and what it waits for if not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass, field, replace
from functools import cache
from typing import Any

from songloom.engines import load_family
from songloom.engines.family import Family
from songloom.engines.video.delivery import find_excess
from songloom.errors import InputError, SongloomError, UsageError
from songloom.model.audio import AudioFacts
from songloom.model.record import Record
from songloom.model.song import Song
from songloom.model.theme import Theme
from songloom.model.weights import OFF, Weights
from songloom.pipeline.digests import Digests, open_digests
from songloom.pipeline.keys import Maker, Mould, build_mould, build_preimage
from songloom.pipeline.made import Made, read_letters
from songloom.pipeline.outside import Input, Request, find_inputs, find_names, find_theme_inputs
from songloom.pipeline.sources import PROVIDERS, QUERIED, Source, find_source, list_sources
from songloom.pipeline.stages import GRAPHS, Stage, select_stages, split_input
from songloom.pipeline.step import NOTHING, Inputs, Known, Plan, State, Step
from songloom.settings.params import StageSettings
from songloom.store import Store
from songloom.weights.folder import lack_weights
from songloom.weights.known import is_noncommercial

__all__ = ["Known", "Plan", "State", "Step", "is_left_out", "plan_run", "plan_steps"]

# What a theme alone decides, and what a plan knows of a maker, is worked out once; a catalogue in which every song has its own is not kept.
MOST_KEPT = 4096
# What is wrong with the words is seldom wrong with what stands below them.
TRANSLATION = "song/translation"
_STAGES = {stage.name: stage for stage in GRAPHS["song"]}
# The stage that takes longest, and shows what a platform may refuse.
DRAWN = _STAGES["segments"]


def plan_run(
    requests: Iterable[Request], store: Store, until: str | None, failed: Mapping[str, SongloomError], known: Known = NOTHING
) -> Plan:
    """The plan of a run. `failed` holds what has failed in it so far, by key; nothing is made and nobody is asked."""
    return Plan(tuple(plan_steps(requests, store, until, failed, known)))


def plan_steps(
    requests: Iterable[Request], store: Store, until: str | None, failed: Mapping[str, SongloomError], known: Known = NOTHING
) -> Iterator[Step]:
    """The steps of that plan one by one, for whoever only counts them: a catalogue's are many. The variants of a song stand together."""
    scope = _Scope(store, until, failed, known, open_digests(store.root))
    desk: _Desk | None = None
    try:
        for request in requests:
            if desk is None or request.song is not desk.song:
                desk = _Desk(request.song)
            yield from _plan_song(request, scope, desk)
    finally:
        scope.digests.save()


def is_left_out(stage: Stage, request: Request) -> bool:
    """Whether a setting says that there is no such stage, or that nobody reads it."""
    unread = stage.unread
    is_unread = unread is not None and request.settings[unread.reader].options.get(unread.option) in unread.values
    return is_unread or request.settings[stage.name].engine == "none"


# --------------------------------------------------------------------------------------------- private


@dataclass(frozen=True)
class _Scope:
    """What is the same for all songs of a plan. `moulds` and `themes` keep what was worked out, with what it was worked out from: an id
    tells that apart only while it lives."""

    store: Store
    until: str | None
    failed: Mapping[str, SongloomError]
    known: Known
    digests: Digests
    moulds: dict[tuple[str, str, int], tuple[Maker, Mould]] = field(default_factory=dict)
    themes: dict[tuple[str, int, str], tuple[Theme, dict[str, Input]]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Desk:
    """What has been planned of one song: a stage is planned once for all variants that agree on its settings and its parents, and a
    record that several need is looked up once."""

    song: Song
    requests: list[Request] = field(default_factory=list)
    steps: dict[tuple[Any, ...], Step] = field(default_factory=dict)
    records: dict[str, Record | None] = field(default_factory=dict)


def _plan_song(request: Request, scope: _Scope, desk: _Desk) -> Iterator[Step]:
    # While the desk holds the requests, nothing that they hold can go and leave its id to another.
    desk.requests.append(request)
    steps: dict[str, Step] = {}
    stages = select_stages("song", scope.until, lambda stage: _list_inputs(stage, request))
    stages = [stage for stage in stages if not is_left_out(stage, request)]
    _need_pins(stages, request, scope.known.weights)
    for stage in stages:
        sign = _sign(stage, request, steps)
        step = desk.steps.get(sign)
        if step is None:
            step = desk.steps[sign] = _plan_step(request, stage, steps, scope, desk)
        steps[stage.name] = step
        yield step.for_variant(request.variant)
        if stage.name == "audio" and DRAWN in stages and (error := _find_excess(request, step, scope)):
            yield Step(request.song.id, request.variant, DRAWN.name, request.settings[DRAWN.name].engine, "failed", error=error)
            return


def _find_excess(request: Request, audio: Step, scope: _Scope) -> SongloomError | None:
    """Why a song that is decoded is too long for where its video goes: then nothing else is made for this variant."""
    delivery = request.settings["video"].options["delivery"]
    if delivery == "any":
        return None
    try:
        facts = Made({"audio": audio.record}, scope.store, scope.digests).read("audio/facts.json", AudioFacts)
    except InputError as error:
        return error
    excess = find_excess(delivery, facts.duration_s) if facts else None
    return replace(excess, where=str(request.song.audio)) if excess else None


def _need_pins(stages: Iterable[Stage], request: Request, pinned: Mapping[str, Weights]) -> None:
    """MissingError with the command that pins all weights that a song's engines name and nothing pins."""
    named = ((stage.name, request.settings[stage.name]) for stage in stages)
    names = [name for stage, settings in named for name in _name_weights(stage, settings.engine, settings.options).values()]
    if lacking := [name for name in dict.fromkeys(names) if name not in pinned]:
        raise lack_weights(*lacking)


def _name_weights(stage: str, engine: str, options: Mapping[str, Any]) -> dict[str, str]:
    """The names of the weights that an engine needs, by the option that says which."""
    return {option: options[option] for option in _find_family(stage).models.get(engine, ()) if options[option] != OFF}


def _list_inputs(stage: Stage, request: Request) -> tuple[str, ...]:
    """What a stage reads in this song, or may read as far as can be told without making anything."""
    settings = request.settings[stage.name]
    if not _find_family(stage.name).chosen_by_song:
        return () if settings.engine == "none" else stage.consumes_with(settings.engine)
    sources = list_sources(request)
    queried = QUERIED if any(source in PROVIDERS for source in sources) else ()
    return (*queried, *(name for source in sources for name in stage.consumes_with(source)))


def _sign(stage: Stage, request: Request, parents: Mapping[str, Step]) -> tuple[Any, ...]:
    """All that a stage of a song is planned from, by identity."""
    settings = request.settings[stage.name]
    if _find_family(stage.name).chosen_by_song:
        # Any parent may be its source, and providers are asked for the names that the video bears.
        return (stage.name, id(settings), id(request.settings["video"]), *map(id, parents.values()))
    above, has_look = _list_above(stage.name, settings.engine)
    # What bears the look bears the song's names as well, which are the video's.
    look = (id(request.theme), id(request.settings["video"])) if has_look else (0, 0)
    return (stage.name, id(settings), *look, *[id(parents.get(name)) for name in above])


@cache
def _list_above(stage: str, engine: str) -> tuple[tuple[str, ...], bool]:
    """What a stage reads of others, and whether it reads the theme."""
    above = tuple(dict.fromkeys(split_input(name)[0] for name in _STAGES[stage].consumes_with(engine)))
    return above, "theme" in above or "font" in above


@cache
def _find_family(stage: str) -> Family:
    return load_family(stage)


def _plan_step(request: Request, stage: Stage, parents: Mapping[str, Step], scope: _Scope, desk: _Desk) -> Step:
    settings = request.settings[stage.name]
    source = Source(settings.engine, settings.options)

    def step(state: State, **known: Any) -> Step:
        return Step(request.song.id, request.variant, stage.name, source.engine, state, passed_over=source.passed_over, **known)

    try:
        if _find_family(stage.name).chosen_by_song:
            made = Made({name: parent.record for name, parent in parents.items()}, scope.store, scope.digests)
            source = find_source(request, made, scope.known.find_reply)
        above = [parents[name] for name in _list_above(stage.name, source.engine)[0] if name in parents]
        if stuck := next((parent for parent in above if parent.state in ("failed", "blocked")), None):
            return step("blocked", error=stuck.error)
        inputs = _find_step_inputs(stage.consumes_with(source.engine), request, parents, source, scope)
    except InputError as error:
        return step("failed", error=error)
    maker, mould = _find_mould(stage, source, settings, scope)
    key = mould.hash_inputs(inputs.digests)
    known = {"key": key, "preimage": build_preimage(maker, inputs.digests), "inputs": inputs, "weights": maker.weights}
    if any(parent.is_open() for parent in above):
        return step("waiting", **known)
    if source.query:
        return step("unasked", query=source.query, **known)
    record = _find_record(key, known["preimage"], scope, desk)
    if record is None and (error := _find_failure(key, scope)):
        return step("failed", error=_name_input(error, request, inputs), **known)
    return step("done" if record else "missing", record=record, **known)


def _find_mould(stage: Stage, source: Source, settings: StageSettings, scope: _Scope) -> tuple[Maker, Mould]:
    """Who makes a step, and the mould of the keys of all that it makes."""
    place = (stage.name, source.engine, id(source.options))
    found = scope.moulds.get(place)
    if found is None:
        weights = _find_weights(stage.name, source, scope.known.weights, bool(settings.planned.get("allow_noncommercial")))
        maker = Maker(stage.name, source.engine, scope.known.find_version(f"{stage.name}.{source.engine}"), source.options, weights)
        found = (maker, build_mould(maker))
        _keep(scope.moulds, place, found)
    return found


def _find_record(key: str, preimage: dict[str, Any], scope: _Scope, desk: _Desk) -> Record | None:
    if key not in desk.records:
        found = scope.store.records.find(key)
        # What a key is made of is told once, in the plan as in its record.
        desk.records[key] = Record(found.key, preimage, found.outputs, found.provenance) if found else None
    return desk.records[key]


def _find_failure(key: str, scope: _Scope) -> SongloomError | None:
    """How a step failed in this run, or in an earlier one."""
    if key in scope.failed or scope.known.retry_failed:
        return scope.failed.get(key)
    failure = scope.store.failures.find(key)
    return failure.error if failure else None


def _name_input(error: SongloomError, request: Request, inputs: Mapping[str, Input]) -> SongloomError:
    """The error with the song's own file: equal work of two songs fails once, and each has a name of its own."""
    given = next(
        (item.path for name, item in inputs.items() if item.path and name.startswith("song/") and name != TRANSLATION), request.song.audio
    )
    return replace(error, where=error.where or str(given))


def _find_step_inputs(names: Iterable[str], request: Request, parents: Mapping[str, Step], source: Source, scope: _Scope) -> Inputs:
    digests: dict[str, str] = {}
    given: dict[str, Input] = {}
    for name in names:
        stage, file, may_lack = split_input(name)
        parent = parents.get(stage)
        if parent is None:
            is_look = name.startswith(("theme/", "font/"))
            found = _find_look(name, request, parents, scope) if is_look else _find_given(name, request, source, scope, may_lack)
            given |= found
            digests |= {key: item.digest for key, item in found.items()}
        elif parent.record is None:
            # Not made yet: the parent's own provisional key stands in, so that equal work is counted once.
            digests[f"{stage}/{file}"] = f"{parent.key}/{file}"
        elif file == "*":
            digests |= {f"{stage}/{made}": parent.record.outputs[made].digest for made in sorted(parent.record.outputs)}
        elif file in parent.record.outputs:
            digests[f"{stage}/{file}"] = parent.record.outputs[file].digest
    return Inputs(digests, given)


def _find_given(name: str, request: Request, source: Source, scope: _Scope, may_lack: bool) -> Mapping[str, Input]:
    if name in source.inputs:
        return {name: source.inputs[name]}
    if may_lack and name.partition("/")[0] in _STAGES:
        # The stage is left out.
        return {}
    return find_inputs(name, request, scope.digests)


def _find_look(name: str, request: Request, parents: Mapping[str, Step], scope: _Scope) -> Mapping[str, Input]:
    """The theme, or its fonts and those that the song's words need beside them: which, can be told only once these are known."""
    records = {stage: parent.record for stage, parent in parents.items()}
    names = "".join(astuple(find_names(request.settings)))
    letters = read_letters(request.song, names, records, scope.store.objects) if name == "font/*" else ""
    place = (name, id(request.theme), letters)
    if place not in scope.themes:
        _keep(scope.themes, place, (request.theme, find_theme_inputs(name, request.theme, scope.digests, letters)))
    return scope.themes[place][1]


def _keep(kept: dict[Any, Any], place: Any, found: Any) -> None:
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[place] = found


def _find_weights(stage: str, source: Source, pinned: Mapping[str, Weights], is_allowed: bool) -> dict[str, Weights]:
    """The weights that the engine's options name; UsageError where their licence allows no commercial use and no setting says that
    there is none (`is_allowed`)."""
    found = {}
    for option, name in _name_weights(stage, source.engine, source.options).items():
        found[option] = pinned[name]
        if is_noncommercial(found[option].licence) and not is_allowed:
            what = f"the licence of {name}, {found[option].licence}, allows no commercial use"
            raise UsageError(f"{stage}.{source.engine}.{option}", what, f"set {stage}.allow_noncommercial if yours is none, or name others")
    return found
