"""The nouns of planning: a step with its key and its state, and the plan that lists them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from songloom.errors import SongloomError
from songloom.model.answer import Query
from songloom.model.record import Record
from songloom.model.weights import Weights
from songloom.pipeline.lock import find_version
from songloom.pipeline.outside import Input
from songloom.pipeline.sources import FindReply

State = Literal["done", "missing", "unasked", "waiting", "failed", "blocked"]


@dataclass(frozen=True)
class Known:
    """What a plan knows besides the songs and the store: the weights that are pinned, by name; what providers of lyrics have replied;
    the engines' versions; whether what failed in an earlier run is to be tried again."""

    weights: Mapping[str, Weights] = field(default_factory=lambda: MappingProxyType({}))
    find_reply: FindReply = lambda query: None
    find_version: Callable[[str], str] = find_version
    retry_failed: bool = False


NOTHING = Known()


@dataclass(frozen=True, slots=True, eq=False)
class Inputs(Mapping[str, Input]):
    """A step's inputs by their names: `digests` of all, `given` those that come from outside. An Input is built when somebody asks for
    it, since nobody asks for those of a step that is done."""

    digests: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Input] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Input:
        return self.given[name] if name in self.given else Input(self.digests[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)


@dataclass(frozen=True, slots=True)
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

    def for_variant(self, variant: str) -> "Step":
        """The same step, seen from another variant that shares it: a catalogue has ten thousands, and `replace` takes its time."""
        if variant == self.variant:
            return self
        return Step(
            self.song, variant, self.stage, self.engine, self.state, self.key, self.preimage, self.inputs, self.weights, self.query,
            self.passed_over, self.record, self.error,
        )  # fmt: skip

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
