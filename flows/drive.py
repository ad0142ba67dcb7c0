"""Keeps workers busy: starts what the schedule gives while slots are free, and notes how each shard ended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import SimpleQueue

from flows.neighbours import LOOK_AGAIN_S, Neighbours
from flows.orders import Halt
from flows.progress import Onlooker
from flows.schedule import Schedule, Shard
from flows.select import Site
from songloom.errors import InputError, SongloomError
from songloom.model.answer import Query
from songloom.pipeline.plan import Step
from songloom.store.damage import DamagedError
from tasks._step import Outcome

# How a shard ended: its steps' outcomes by key, or what took its worker down.
Ended = Mapping[str, Outcome] | BaseException
Tell = Callable[[Shard, Ended], None]
# Starts a shard somewhere; `Tell` is called when it has ended, from whichever thread.
Start = Callable[[Shard, Tell], None]


@dataclass
class Drive:
    """A run under way: `made` are the keys of the steps that it made."""

    schedule: Schedule
    site: Site
    halt: Halt
    watcher: Onlooker
    neighbours: Neighbours
    made: set[str] = field(default_factory=set)

    def run(self, start: Start, most: int | None = None) -> bool:
        """Go on until nothing is left, `halt` says stop, `most` shards were started, or a worker was lost: True then, since its runner
        may be broken. What was started is waited for; an error that ends the run (a full disk, lost weights) is raised after that."""
        try:
            return self._run(start, most)
        except Exception:
            raise
        except BaseException:
            # Ctrl-C, or what Prefect makes of SIGTERM.
            self.halt.interrupted.set()
            raise

    def is_over(self) -> bool:
        """Whether nothing more is to be started."""
        return self.schedule.is_done() or self.halt.find_reason() is not None

    def advance(self, step: Step, share: float) -> None:
        """What a step that is running here calls: it ends it, too, when somebody said so."""
        if self.halt.interrupted.is_set():
            raise KeyboardInterrupt
        self.watcher.advance(step, share)

    def forget_running(self) -> None:
        """What was running is running no more, and nothing is known of it: it is to be done."""
        self.schedule.forget_running()

    # ----------------------------------------------------------------------------------------- private

    def _run(self, start: Start, most: int | None) -> bool:
        ended: SimpleQueue[tuple[Shard, Ended]] = SimpleQueue()
        running, started, is_broken, fatal = 0, 0, False, None
        while True:
            is_over = is_broken or fatal or self.halt.find_reason()
            while not is_over and started != most and (shard := self.schedule.next_shard()):
                for step in shard.steps:
                    self.watcher.start(step)
                running, started = running + 1, started + 1
                start(shard, lambda shard, result: ended.put((shard, result)))
                is_over = self.halt.find_reason()
            if not is_over and ended.empty() and (query := self.schedule.next_query()):
                self._ask(query)
            elif running:
                shard, result = ended.get()
                running -= 1
                is_broken |= isinstance(result, BaseException) and not isinstance(result, SongloomError)
                fatal = self._settle(shard, result) or fatal
            elif self.schedule.elsewhere and not is_over and started != most:
                self.halt.interrupted.wait(LOOK_AGAIN_S)
                self.schedule.look_again()
            else:
                break
        if fatal:
            raise fatal
        return is_broken

    def _ask(self, query: Query) -> None:
        """Ask the providers for one song; what takes long is being polite to them."""
        total = self.schedule.count_queries()
        self.watcher.ask(0, total)
        self.site.asking.ask(query)
        self.watcher.ask(total, total)
        self.schedule.replan()

    def _settle(self, shard: Shard, result: Ended) -> SongloomError | None:
        """Note how a shard ended; the error, if it is one that ends the run."""
        if isinstance(result, BaseException):
            for step in shard.steps:
                self.watcher.finish(step, Outcome(None, InputError("", f"its worker was lost ({type(result).__name__})")))
            keys, songs = [step.key for step in shard.steps], [step.song for step in shard.steps]
            says = f"{type(result).__name__}: {str(result).strip()[:200]}"
            self.watcher.note("lost", stage=shard.stage, songs=songs, keys=keys, error=says)
            self.schedule.lose(shard, result)
            return result if isinstance(result, SongloomError) else None
        errors = {}
        for step in shard.steps:
            outcome = result[step.key]
            if outcome.record:
                self.made.add(step.key)
                self.neighbours.give(step.song, outcome.record)
                self.site.store.failures.forget(step.key)
            elif isinstance(outcome.error, DamagedError) and self.schedule.may_try_again(step):
                # What it reads is missing now: the next plan has it made again first.
                self.watcher.note("damaged", stage=step.stage, song=step.song, error=str(outcome.error))
            elif outcome.error:
                errors[step.key] = outcome.error
                self._keep_failure(step, outcome.error)
            self.watcher.finish(step, outcome)
        self.schedule.finish(shard, errors)
        return None

    def _keep_failure(self, step: Step, error: SongloomError) -> None:
        self.halt.has_failed = True
        # A file that was changing while it was read says nothing of what it holds: that is tried again.
        if type(error) is InputError:
            self.site.store.failures.keep(step.key, step.stage, error)
