import threading

import pytest

from songloom.errors import UsageError
from songloom.store.remote import Remote
from songloom.store.remote_pusher import Pushed, Pusher
from tests.fixtures.shared import make_shared


def wait_until_away(remote):
    """Until a thread of the pusher has met the remote's absence; it says so by itself, nobody sleeps."""
    met = threading.Event()
    note = remote.wire.breaker.note

    def watch(is_well):
        news = note(is_well)
        if not is_well:
            met.set()
        return news

    remote.wire.breaker.note = watch
    return met


def test_what_is_committed_is_given_in_the_background(s3, here):
    records = [make_shared(here, str(number)) for number in range(40)]
    pusher = Pusher(s3, here)
    for record in records:
        pusher.add(record.key)
        pusher.add(record.key)
    pushed = pusher.close()
    assert (pushed.records, pushed.left) == (40, ())
    assert s3.list_keys() == {record.key for record in records}


def test_a_server_that_stops_and_starts_again_gets_everything(s3, server, here):
    records = [make_shared(here, str(number)) for number in range(8)]
    pusher = Pusher(s3, here)
    pusher.add(records[0].key)
    met = wait_until_away(s3)
    server.stop()
    try:
        pusher.add(*(record.key for record in records))
        assert met.wait(60)
    finally:
        server.start()
    pushed = pusher.close()
    assert pushed.left == () and s3.list_keys() == {record.key for record in records}


def test_a_server_that_stays_away_is_not_waited_for_and_what_is_left_is_named(s3, server, here):
    records = [make_shared(here, str(number)) for number in range(8)]
    met = wait_until_away(s3)
    server.stop()
    try:
        pusher = Pusher(s3, here)
        pusher.add(*(record.key for record in records))
        assert met.wait(60)
        # It ends because the remote does not answer: the test's own time limit is far shorter than this.
        pushed = pusher.close(within_s=10_000)
    finally:
        server.start()
    assert pushed.records == 0 and set(pushed.left) == {record.key for record in records}
    assert len(s3.take_troubles()) == 1
    again = Pusher(s3, here)
    again.add(*pushed.left)
    assert again.close().left == ()


def test_a_damaged_object_of_ours_is_left_and_told_and_others_go_on(folder, here):
    bad, good = make_shared(here, "bad"), make_shared(here, "good")
    path = here.objects.path_of(bad.outputs["rhythm.json"].digest)
    path.chmod(0o644)
    path.write_bytes(b"beats of BAD"[: path.stat().st_size])
    with Pusher(folder, here) as pusher:
        pusher.add(bad.key, good.key)
        pushed = pusher.close()
    assert pushed.left == (bad.key,) and folder.list_keys() == {good.key}
    assert [trouble for trouble in folder.take_troubles() if "not given" in trouble and "damaged" in trouble]


def test_a_key_that_the_store_no_longer_has_is_passed_over(folder, here):
    pusher = Pusher(folder, here)
    pusher.add("0" * 64)
    assert pusher.close().left == ()


def test_a_run_that_is_cut_off_does_not_wait(folder, here, monkeypatch):
    record = make_shared(here, "a")
    started = threading.Event()

    def push(self, record, store, progress):
        started.set()
        while True:
            progress(0)

    monkeypatch.setattr(Remote, "push", push)
    with pytest.raises(KeyboardInterrupt), Pusher(folder, here) as pusher:
        pusher.add(record.key)
        started.wait()
        raise KeyboardInterrupt
    assert pusher.is_halted and pusher.records == 0


def test_more_than_can_wait_is_left_for_later(folder, here, monkeypatch):
    monkeypatch.setattr("songloom.store.remote_pusher.MOST_WAITING", 2)
    gate = threading.Event()
    monkeypatch.setattr(Remote, "push", lambda self, record, store, progress: gate.wait())
    records = [make_shared(here, str(number)) for number in range(20)]
    pusher = Pusher(folder, here)
    pusher.add(*(record.key for record in records))
    gate.set()
    pushed = pusher.close()
    # Four are under way at most, and two wait.
    assert len(pushed.left) >= 14 and pushed.records + len(pushed.left) == 20


def test_a_pusher_with_nothing_to_give_opens_nothing(here):
    with Pusher(Remote("gopher://host/songs"), here) as pusher:
        assert pusher.close() == Pushed(0, ())
    assert pusher.remote.take_troubles() == [] and not pusher.remote.is_away()


def test_a_url_that_nobody_knows_is_said_with_the_first_record(here):
    with Pusher(Remote("gopher://host/songs"), here) as pusher, pytest.raises(UsageError):
        pusher.add("0" * 64)
