"""What a run does next: songs come into hand a few at a time, and the steps that are furthest along go first."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from songloom.errors import InputError, SongloomError
from songloom.model.answer import Query
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Plan, Step
from songloom.settings.params import STAGES

# Cheap steps of one stage ride in one task, as many as take about so long together.
SHARD_S = 2.0
# Songs in hand for every worker: enough that no worker waits for a song's next step, few enough that a cut night leaves finished videos.
SONGS_PER_WORKER = 3
# How often a step may take its worker down with it: the second time it is alone.
MOST_LOSSES = 2


@dataclass(frozen=True)
class Slots:
    """How many shards may run at a time: `workers` of those that need no model, `models` of those that do; `together` where both use
    the same processors, so that all of them are `workers` at most."""

    workers: int
    models: int
    together: bool

    def free(self, busy: int, busy_models: int) -> tuple[int, int]:
        """How many more may start, without and with a model."""
        if self.together:
            left = self.workers - busy - busy_models
            return left, min(left, self.models - busy_models)
        return self.workers - busy, self.models - busy_models


@dataclass(frozen=True)
class Shard:
    """Steps of one stage that one task makes, one after another."""

    steps: tuple[Step, ...]

    @property
    def stage(self) -> str:
        """The stage of all its steps."""
        return self.steps[0].stage

    @property
    def needs_model(self) -> bool:
        """Whether it needs a worker that may hold a model."""
        return any(step.weights for step in self.steps)


@dataclass(frozen=True)
class Outlook:
    """What a schedule asks of the run: `open` plans a song that comes into hand, None while another machine has it there; `plan` plans
    it anew, `expect_s` guesses how long a step takes, `close` is told of every song of which nothing is left to do."""

    open: Callable[[Sequence[Request]], Plan | None]
    plan: Callable[[Sequence[Request]], Plan]
    expect_s: Callable[[Step], float]
    close: Callable[[Plan], None]


@dataclass
class Schedule:
    """The songs of a run that are still to come (`queue`), those in hand, and what is running. `errors` says how steps failed in this
    run, by key: plans are made with it. `elsewhere` are the songs that other machines have in hand."""

    queue: deque[Sequence[Request]]
    slots: Slots
    outlook: Outlook
    errors: dict[str, SongloomError] = field(default_factory=dict)
    elsewhere: deque[Sequence[Request]] = field(default_factory=deque)
    _hand: dict[str, tuple[Sequence[Request], Plan]] = field(default_factory=dict)
    _running: dict[str, Shard] = field(default_factory=dict)
    _losses: Counter[str] = field(default_factory=Counter)
    _damages: Counter[str] = field(default_factory=Counter)

    def fill(self) -> None:
        """Take songs into hand while there is room; one of which nothing is to be done is closed at once."""
        room = SONGS_PER_WORKER * (self.slots.workers + self.slots.models)
        while self.queue and len(self._hand) < room:
            requests = self.queue.popleft()
            if plan := self.outlook.open(requests):
                self._take(requests, plan)
            else:
                self.elsewhere.append(requests)

    def next_shard(self) -> Shard | None:
        """What to start now, if a worker is free for anything; it counts as running from here on."""
        self.fill()
        ready = self._list_ready()
        running = {id(shard): shard for shard in self._running.values()}.values()
        if any(self._losses[step.key] for shard in running for step in shard.steps):
            return None
        if suspects := [step for step in ready if self._losses[step.key]]:
            # What took a worker down runs alone, so that nothing else is blamed if it does so again.
            return None if running else self._start(suspects[:1])
        busy_models = sum(shard.needs_model for shard in running)
        free, free_models = self.slots.free(len(running) - busy_models, busy_models)
        with_model, without = _split(ready, lambda step: bool(step.weights))
        if free_models > 0 and with_model:
            return self._start(self._choose(with_model, free_models, deepest=True))
        if free > 0 and without:
            starving = free_models > 0 and self._waits_for_model()
            return self._start(self._choose(without, free, deepest=not starving))
        return None

    def next_query(self) -> Query | None:
        """What the providers of lyrics must be asked before a song in hand goes on."""
        return next((query for _, plan in self._hand.values() for query in plan.queries()), None)

    def count_queries(self) -> int:
        """How many songs in hand wait for the providers."""
        return sum(len(plan.queries()) for _, plan in self._hand.values())

    def finish(self, shard: Shard, errors: Mapping[str, SongloomError]) -> None:
        """A shard's steps are made, or have failed."""
        self.errors.update(errors)
        for step in shard.steps:
            self._losses.pop(step.key, None)
        self._end(shard)

    def lose(self, shard: Shard, error: BaseException) -> None:
        """A shard's worker was lost: its steps are tried again, each alone, and given up where that loses a worker once more."""
        for step in shard.steps:
            self._losses[step.key] += 1
            if self._losses[step.key] >= MOST_LOSSES:
                del self._losses[step.key]
                what = f"{step.stage} took its worker down twice ({type(error).__name__}: {str(error).strip()[:200]})"
                self.errors[step.key] = InputError("", what, "give it more memory, or fewer workers beside it")
        self._end(shard)

    def may_try_again(self, step: Step) -> bool:
        """Whether a step whose input was damaged gets another chance, when that has been made again."""
        self._damages[step.key] += 1
        return self._damages[step.key] < MOST_LOSSES

    def replan(self, keys: Iterable[str] | None = None) -> None:
        """Plan songs in hand anew: those that have a step of these keys, or all."""
        wanted = None if keys is None else set(keys)
        for song, (requests, plan) in list(self._hand.items()):
            if wanted is None or any(step.key in wanted for step in plan.steps):
                del self._hand[song]
                self._take(requests, self.outlook.plan(requests))

    def forget_running(self) -> None:
        """Nothing is known of what was running: it may run again."""
        self._running.clear()
        self.replan()

    def is_done(self) -> bool:
        """Whether nothing is left to start, to wait for or to ask."""
        return not (self.queue or self.elsewhere or self._hand or self._running)

    def look_again(self) -> None:
        """What other machines had in hand may be finished, or given up."""
        self.queue.extend(self.elsewhere)
        self.elsewhere.clear()

    # ----------------------------------------------------------------------------------------- private

    def _take(self, requests: Sequence[Request], plan: Plan) -> None:
        if plan.missing() or plan.queries():
            self._hand[requests[0].song.id] = (requests, plan)
        else:
            self.outlook.close(plan)

    def _list_ready(self) -> list[Step]:
        found = {step.key: step for _, plan in self._hand.values() for step in plan.missing()}
        return [step for key, step in found.items() if key not in self._running]

    def _waits_for_model(self) -> bool:
        """Whether a step that waits for another will need a model."""
        return any(step.weights and step.state == "waiting" for _, plan in self._hand.values() for step in plan.steps)

    def _choose(self, ready: list[Step], free: int, deepest: bool) -> list[Step]:
        """Steps of one stage for one task: the stage that is furthest along (or least), the longest first."""
        depth = (max if deepest else min)(STAGES.index(step.stage) for step in ready)
        same = sorted((step for step in ready if STAGES.index(step.stage) == depth), key=self.outlook.expect_s, reverse=True)
        chosen, seconds = same[:1], self.outlook.expect_s(same[0])
        for step in same[1 : -(-len(same) // free)]:
            seconds += self.outlook.expect_s(step)
            if seconds > SHARD_S:
                break
            chosen.append(step)
        return chosen

    def _start(self, steps: Sequence[Step]) -> Shard:
        shard = Shard(tuple(steps))
        self._running.update({step.key: shard for step in steps})
        return shard

    def _end(self, shard: Shard) -> None:
        for step in shard.steps:
            self._running.pop(step.key, None)
        self.replan(step.key for step in shard.steps)


def queue_songs(requests: Sequence[Request], expect_s: Callable[[Sequence[Request]], float]) -> deque[Sequence[Request]]:
    """The songs of a run, the longest first; all variants of a song stay together, since they share its listening."""
    songs = [tuple(group) for _, group in groupby(requests, key=lambda request: request.song.id)]
    return deque(sorted(songs, key=expect_s, reverse=True))


# --------------------------------------------------------------------------------------------- private


def _split(steps: Iterable[Step], is_first: Callable[[Step], bool]) -> tuple[list[Step], list[Step]]:
    first, second = [], []
    for step in steps:
        (first if is_first(step) else second).append(step)
    return first, second
