import pytest

from songloom.store.remote_wire import BLOCK, FIRST_PAUSE_S, LEAST_BLOCK, LONGEST_PAUSE_S, Breaker, Throttle, Wire, open_wire, redact_url

MBIT = 1e6 / 8


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self):
        self.now = 100.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


def test_ten_seconds_worth_take_nine_seconds_and_never_more_than_the_rate():
    clock = Clock()
    throttle = Throttle(8 * MBIT, clock, clock.sleep)
    start = clock.now
    for sent in range(100_000, 10_000_001, 100_000):
        throttle.take(100_000)
        # A second's worth is there from the start; from then on it is the rate.
        assert sent <= 1_000_000 * (1 + clock.now - start) + 1
    assert clock.now - start == pytest.approx(9.0)


def test_what_was_not_used_is_not_saved_up():
    clock = Clock()
    throttle = Throttle(8 * MBIT, clock, clock.sleep)
    clock.now += 3600
    throttle.take(3_000_000)
    assert clock.slept == [pytest.approx(2.0)]


def test_transfers_beside_one_another_share_one_rate():
    """None of them sleeps here, as if all had come at the same moment: each waits behind those before it."""
    clock, waits = Clock(), []
    throttle = Throttle(8 * MBIT, clock, waits.append)
    for _ in range(5):
        throttle.take(1_000_000)
    assert waits == [pytest.approx(float(number)) for number in range(1, 5)]


def test_no_bound_is_no_wait():
    clock = Clock()
    throttle = Throttle(0, clock, clock.sleep)
    throttle.take(1 << 40)
    assert not clock.slept and throttle.block == BLOCK


@pytest.mark.parametrize(("mbit", "block"), [(0.01, LEAST_BLOCK), (8, 1_000_000), (10_000, BLOCK)])
def test_blocks_are_a_second_long_at_most(mbit, block):
    assert Throttle(mbit * MBIT).block == block


def test_every_byte_in_both_directions_is_drawn_from_the_bucket(folder, here, there):
    from tests.fixtures.shared import make_shared

    taken = []
    folder.wire.throttle.take = taken.append
    record = make_shared(here, "a", {"rhythm.json": b"x" * 5000})
    folder.push(record, here)
    size = folder.wire.find_size(f"records/{record.key[:2]}/{record.key[2:]}.json")
    assert sum(taken) == 5000 + size
    folder.pull(record.key, there)
    assert sum(taken) == 2 * (5000 + size)


def test_the_pause_doubles_until_somebody_answers():
    clock = Clock()
    breaker = Breaker(clock)
    assert breaker.wait_s() == 0
    assert breaker.note(is_well=False)
    pauses = []
    for _ in range(9):
        pauses.append(breaker.wait_s())
        # Others that fail meanwhile are the same failure, and no news.
        assert not breaker.note(is_well=False)
        assert breaker.wait_s() == pauses[-1]
        clock.now += pauses[-1]
        assert not breaker.note(is_well=False)
    assert pauses[:3] == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S, 4 * FIRST_PAUSE_S] and pauses[-1] == LONGEST_PAUSE_S
    assert breaker.note(is_well=True) and not breaker.note(is_well=True)
    assert breaker.wait_s() == 0


def test_a_password_is_never_shown():
    class Broken:
        def check(self):
            raise OSError("no route to ssh://ann:s3cret@host")

    wire = Wire("ssh://ann:s3cret@host/songs", 0, Broken())
    with pytest.raises(Exception, match="cannot be reached") as raised:
        wire.check()
    assert "s3cret" not in str(raised.value) and not [trouble for trouble in wire.troubles if "s3cret" in trouble]
    assert redact_url("ssh://ann:s3c:ret@host/songs") == "ssh://ann:***@host/songs"


def test_nothing_of_fsspec_is_imported_for_a_folder(tmp_path):
    import subprocess
    import sys
    from pathlib import Path

    code = f"import sys; from songloom.store.remote import Remote; Remote('file://{tmp_path}').check(); print('fsspec' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=Path.cwd()).stdout.strip() == b"False"
    assert open_wire(f"file://{tmp_path}", 0).files
