"""What a run would make: the open steps of a catalogue, counted on all cores."""

import gc
import multiprocessing
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from flows.estimate import Estimate, measure_sound
from songloom.pipeline.finished import Finished, Made, Row
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Known, Step, plan_steps
from songloom.store import Store
from tasks._cores import count_cores

# Fewer songs are counted before another process has started.
FEWEST_SONGS = 100


class Open(NamedTuple):
    """A step that would run, for certain or perhaps."""

    stage: str
    song: str
    is_certain: bool


@dataclass
class Forecast:
    """The stages that were planned, the open steps by key (equal work is told once), how long each song's sound is, in bytes of FLAC,
    each song's first error, and the songs that are now known to be finished."""

    stages: dict[str, None] = field(default_factory=dict)
    open: dict[str, Open] = field(default_factory=dict)
    sounds: dict[str, float] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    news: dict[str, Row] = field(default_factory=dict)

    def add_finished(self, song: str, made: Made) -> None:
        """Take a song in of which nothing is left to make."""
        self.stages.update(dict.fromkeys(made.stages))
        self.sounds[song] = made.sound

    def add(self, step: Step) -> None:
        """Take a step in; those of a song come in the order of the graph."""
        self.stages[step.stage] = None
        if step.stage == "audio" and step.song not in self.sounds and (sound := measure_sound(step)):
            self.sounds[step.song] = sound
        if step.error:
            self.failed.setdefault(step.song, str(step.error))
        if step.is_open():
            self.open.setdefault(step.key, Open(step.stage, step.song, step.state == "missing"))

    def join(self, other: "Forecast") -> None:
        """Take in what was counted of later songs."""
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            mine.update({key: found for key, found in theirs.items() if key not in mine})

    def counts(self) -> dict[str, dict[str, int]]:
        """By stage how many steps would run for certain, and at most."""
        certain = Counter(step.stage for step in self.open.values() if step.is_certain)
        at_most = Counter(step.stage for step in self.open.values())
        return {stage: {"certain": certain[stage], "at_most": at_most[stage]} for stage in self.stages}

    def sum_costs(self, estimate: Estimate) -> Mapping[str, tuple[float, float]]:
        """By stage the seconds and the bytes of its open steps; stages that never ran here are not there."""
        costs: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
        for step in self.open.values():
            if estimate.knows(step.stage):
                seconds, made = costs[step.stage]
                more = estimate.expected_s(step.stage, step.song), estimate.expected_bytes(step.stage, step.song)
                costs[step.stage] = (seconds + more[0], made + more[1])
        return {stage: costs[stage] for stage in self.stages if stage in costs}

    def as_json(self, estimate: Estimate) -> dict[str, Any]:
        """All of it as plain data."""
        costs = self.sum_costs(estimate)
        return {
            "stages": self.counts(),
            "estimated_s": {stage: round(seconds, 1) for stage, (seconds, _) in costs.items()},
            "estimated_total_s": round(sum(seconds for seconds, _ in costs.values()), 1),
            "estimated_bytes": {stage: round(made) for stage, (_, made) in costs.items()},
            "estimated_total_bytes": round(sum(made for _, made in costs.values())),
            "failed": self.failed,
        }


def forecast_run(requests: Sequence[Request], store: Store, until: str | None, known: Known) -> Forecast:
    """What a run would make of all these songs. Each core counts a share of a large catalogue."""
    songs = [list(variants) for _, variants in groupby(requests, key=lambda request: request.song.id)]
    cores = count_cores() if len(songs) > FEWEST_SONGS and sys.platform == "linux" else 1
    # What all songs have in common is found out with the first one, before the processes part.
    total, rest = _count(songs[:1], store, until, known), songs[1:]
    # All this stays until the end: the collector looks at it no more, and does not write into memory that the processes share.
    gc.freeze()
    size = -(-len(rest) // cores) or 1
    shares = [rest[start : start + size] for start in range(size, len(rest), size)]
    helpers = [_start_helper(share, store, until, known) for share in shares]
    total.join(_count(rest[:size], store, until, known))
    for share, helper in zip(shares, helpers, strict=True):
        total.join(_receive(helper) or _count(share, store, until, known))
    if total.news:
        Finished(store, until, known).keep(total.news.values())
    gc.unfreeze()
    return total


# --------------------------------------------------------------------------------------------- private

_Songs = Sequence[Sequence[Request]]


def _count(songs: _Songs, store: Store, until: str | None, known: Known) -> Forecast:
    found, finished = Forecast(), Finished(store, until, known)
    done = finished.find(songs)
    for song, made in done.items():
        found.add_finished(song, made)
    left = {song[0].song.id: song for song in songs if song[0].song.id not in done}
    steps = plan_steps((request for song in left.values() for request in song), store, until, {}, known)
    for name, planned in groupby(steps, key=lambda step: step.song):
        song = tuple(planned)
        for step in song:
            found.add(step)
        if row := finished.note(left[name], song):
            found.news[name] = row
    return found


def _start_helper(*task: Any) -> Connection:
    """A process that counts a share, and the end of the pipe from which that can be read. It is forked: songs are not copied."""
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)
    context.Process(target=_help, args=(send, *task), daemon=True).start()
    send.close()
    return receive


def _help(send: Connection, *task: Any) -> None:
    # Ctrl-C is the parent's to tell, who ends this process; whatever goes wrong here goes wrong again where it can be told.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with send, suppress(Exception):
        send.send(_count(*task))


def _receive(helper: Connection) -> Forecast | None:
    """What a helper found out; None where it came to nothing."""
    with helper, suppress(EOFError, OSError):
        return helper.recv()
    return None
