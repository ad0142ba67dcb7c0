"""`gc` and `verify` beside builds: at every system call another may go on, as a seed says, and nothing is lost."""

import io
import itertools
import os
import random
import secrets
import shutil
import tempfile
import threading
import time
from pathlib import Path

import pytest

from songloom.model.record import Record
from songloom.pipeline.keys import hash_preimage
from songloom.store import Store
from songloom.store.gc import Terms, collect_garbage
from songloom.store.runs import open_run
from songloom.store.verify import verify_store
from songloom.store.views import read_keys, write_view

DAY = 86400.0
GRACE = 14 * DAY
CALLS = ("stat", "replace", "rename", "link", "unlink", "utime", "mkdir", "scandir", "listdir", "open")


class Stage:
    """Lets one actor play at a time; a seed says whose turn it is, and for how many system calls: in some plays one, in some up to a
    thousand, so that an actor also sleeps between two calls while others do all they have to do."""

    def __init__(self, seed, actors):
        self.chance = random.Random(seed)
        self.reach = self.chance.choice((0, 1, 2, 3))
        self.left = 0
        self.playing = list(range(len(actors)))
        self.turns = [threading.Semaphore(0) for _ in actors]
        self.numbers = {}
        self.errors = []
        self.threads = [threading.Thread(target=self._perform, args=(number, actor)) for number, actor in enumerate(actors)]

    def play(self):
        for thread in self.threads:
            thread.start()
        self._pass_on()
        for thread in self.threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def pause(self):
        """Called before each system call of an actor."""
        mine = self.numbers.get(threading.get_ident())
        if mine is None:
            return
        self.left -= 1
        if self.left < 0 and self._pass_on() is not mine:
            self.turns[mine].acquire()

    def _pass_on(self):
        chosen = self.chance.choice(self.playing)
        self.left = int(10 ** self.chance.uniform(0, self.reach)) - 1
        if self.numbers.get(threading.get_ident()) != chosen:
            self.turns[chosen].release()
        return chosen

    def _perform(self, number, actor):
        self.turns[number].acquire()
        self.numbers[threading.get_ident()] = number
        try:
            actor()
        except BaseException as error:
            self.errors.append(error)
        finally:
            self.playing.remove(number)
            del self.numbers[threading.get_ident()]
            if self.playing:
                self._pass_on()


@pytest.fixture
def calls(monkeypatch):
    """Every system call of the store pauses on the stage that plays."""
    stages = []

    def interpose(call):
        def paused(*words, **named):
            if stages:
                stages[-1].pause()
            return call(*words, **named)

        return paused

    for name in CALLS:
        monkeypatch.setattr(os, name, interpose(getattr(os, name)))
    monkeypatch.setattr(io, "open", interpose(io.open))
    # No power is cut here.
    monkeypatch.setattr(os, "fsync", lambda handle: None)
    names = itertools.count()
    monkeypatch.setattr(secrets, "token_hex", lambda size=16: f"{next(names) % 256**size:0{2 * size}x}")
    return stages


def describe(number):
    """A step: its preimage, and the bytes of its outputs; neighbours share one."""
    inputs = {"slice": "0" * 64} if number % 2 else {}
    return {"stage": "segments", "number": number, "inputs": inputs}, {"a": f"own {number}".encode(), "b": f"shared {number // 2}".encode()}


def commit(store, number):
    preimage, files = describe(number)
    outputs = {name: store.objects.put(data) for name, data in files.items()}
    return store.records.commit(Record(hash_preimage(preimage), preimage, outputs, {"seconds": 1.0}))


def make_old(root, days):
    for folder in ("objects", "records"):
        for path in (root / folder).rglob("*"):
            if path.is_file():
                os.utime(path, (time.time() - days * DAY,) * 2)


def build(store, name, chance, had):
    """A weave in small: it can be seen to be under way, reuses what is found, makes the rest, reads it all, shows it under a name."""
    run = open_run(store)
    run.write({"event": "run"})
    records = {}
    for number in chance.sample(range(8), 5):
        key = hash_preimage(describe(number)[0])
        record = store.records.find(key) or commit(store, number)
        had[key] = record
        records[f"stage-{number}"] = record
    shown = Record(hash_preimage({"stage": "video", "for": name}), {"stage": "video", "for": name}, {}, {"seconds": 1.0})
    outputs = {f"{stage}.bin": record.outputs["b"] for stage, record in records.items()}
    had[shown.key] = records["video"] = store.records.commit(Record(shown.key, shown.preimage, outputs, shown.provenance))
    with store.scratch() as folder:
        for record in records.values():
            for output in record.outputs.values():
                assert store.objects.lend(output.digest, folder).stat().st_size == output.size
    write_view(store, name, "main", records)
    run.close()


def set_the_scene(store, has_young_ward):
    """Some is claimed, some is nobody's, some was put aside long ago, and some a while ago, unless the only ward there is is to go while
    others play."""
    for number in (0, 1, 2):
        commit(store, number)
    make_old(store.root, 100)
    collect_garbage(store, Terms(time.time() - 15 * DAY, GRACE))
    for number in (3, 4):
        commit(store, number)
    make_old(store.root, 100)
    if has_young_ward:
        collect_garbage(store, Terms(time.time() - 1.5 * DAY, GRACE))
    for number in (5, 6, 7):
        commit(store, number)
    write_view(store, "before", "main", {"stage-7": commit(store, 7)})
    make_old(store.root, 100)


def play(store, stages, seed):
    """Two builds, two gcs and a verify at once, in half of the plays with no grace at all; then gcs for weeks to come."""
    had = {}
    grace = (GRACE, 0.0)[seed // 2 % 2]
    actors = [
        lambda: build(store, "one", random.Random(2 * seed), had),
        lambda: build(store, "two", random.Random(2 * seed + 1), had),
        lambda: collect_garbage(store, Terms(time.time(), grace)),
        lambda: collect_garbage(store, Terms(time.time(), grace)),
        lambda: verify_store(store, lambda share: None),
    ]
    stages.append(Stage(seed, actors))
    stages[-1].play()
    stages.clear()
    if seed % 2:
        # Looking brings back what was put aside; in the other half the gcs to come must do that themselves, for what songs claim.
        check(store, had)
    for days in (1, 20, 40):
        collect_garbage(store, Terms(time.time() + days * DAY, GRACE))
    check(store, had)


def check(store, had):
    # Links first: looking for a record brings back what they lead to.
    for link in (store.root / "songs").glob("*/*/*/*"):
        assert link.is_file(), f"{link} leads nowhere"
    for song in ("one", "two", "before"):
        for stage, known in read_keys(store, song, "main").items():
            assert store.records.find(known["key"]), f"{song} lost {stage}"
    for key, record in had.items():
        assert store.records.find(key) == record, "a record that a build committed or reused is found afterwards"
        assert all(store.objects.read(output) for output in record.outputs.values())


@pytest.fixture
def stage_in_memory(tmp_path):
    """A folder that no disk holds up, where the system has one: what the plays ask of it is order, not endurance."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder below is made for us alone
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield Path(folder)


def play_all(folder, calls, seeds):
    for has_young_ward in (False, True):
        set_the_scene(Store(folder / str(has_young_ward)), has_young_ward)
    for seed in seeds:
        store = Store(folder / f"play-{seed}")
        shutil.copytree(folder / str(seed % 3 > 0), store.root, symlinks=True)
        try:
            play(store, calls, seed)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
        shutil.rmtree(store.root)


def test_two_hundred_interleavings_of_builds_gcs_and_a_verify_lose_nothing(stage_in_memory, calls):
    # In the last one, the ward of one `gc` is removed by another while it is still empty.
    play_all(stage_in_memory, calls, [*range(200), 1171])


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_five_thousand_interleavings_lose_nothing(stage_in_memory, calls):
    play_all(stage_in_memory, calls, range(1000, 6000))
