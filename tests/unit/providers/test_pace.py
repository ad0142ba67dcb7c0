"""One queue a service for all threads and processes of a user."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from songloom.providers.clock import Clock
from songloom.providers.pace import INTERVALS_S, LONGEST_QUEUE_S, Pace
from tests.fixtures.providers import FakeTime

STILL_S = 1_800_000_000.0


def wait_often(folder: Path, times: int) -> list[float]:
    """How long each of so many requests would sleep, under a clock that stands still."""
    slept: list[float] = []
    pace = Pace(folder, Clock(lambda: STILL_S, slept.append))
    for _ in range(times):
        pace.wait("musicbrainz")
    return slept


def test_requests_keep_their_distance(tmp_path: Path, time: FakeTime) -> None:
    pace = Pace(tmp_path, time.clock)
    for service in INTERVALS_S:
        began_s = time.now_s
        for _ in range(5):
            pace.wait(service)
        assert round(time.now_s - began_s, 3) == round(4 * INTERVALS_S[service], 3)


def test_the_first_request_does_not_wait(tmp_path: Path, time: FakeTime) -> None:
    Pace(tmp_path, time.clock).wait("lrclib")
    assert time.slept == []


def test_services_do_not_wait_for_each_other(tmp_path: Path, time: FakeTime) -> None:
    for service in INTERVALS_S:
        Pace(tmp_path, time.clock).wait(service)
    assert time.slept == []


def test_threads_and_processes_share_one_queue(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from songloom.providers.clock import Clock; from songloom.providers.pace import Pace\n"
        f"pace = Pace(Path(sys.argv[1]), Clock(lambda: {STILL_S}, print))\n"
        "for _ in range(10): pace.wait('musicbrainz')"
    )
    apart = [subprocess.Popen([sys.executable, "-c", program, tmp_path], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    with ThreadPoolExecutor(4) as threads:
        together = [threads.submit(wait_often, tmp_path, 10) for _ in range(4)]
    slept = [wait_s for future in together for wait_s in future.result()]
    slept += [float(line) for process in apart for line in process.communicate()[0].split()]
    # Sixty slots, none taken twice; the first needs no sleep.
    assert [round(wait_s, 3) for wait_s in sorted(slept)] == [round(k * INTERVALS_S["musicbrainz"], 3) for k in range(1, 60)]


def test_whoever_holds_a_service_holds_it_for_all(tmp_path: Path, time: FakeTime) -> None:
    Pace(tmp_path, time.clock).hold("lrclib", 9.0)
    Pace(tmp_path, time.clock).wait("lrclib")
    assert time.slept == [9.0]


def test_a_clock_put_back_and_a_broken_file_stop_nobody(tmp_path: Path, time: FakeTime) -> None:
    for text in (repr(time.now_s + LONGEST_QUEUE_S + 1), "nan", "inf", "", "\0" * 999, "soon"):
        (tmp_path / "lrclib.slot").write_text(text)
        Pace(tmp_path, time.clock).wait("lrclib")
    assert time.slept == []


def test_where_no_queue_can_be_kept_every_request_waits(tmp_path: Path, time: FakeTime) -> None:
    (tmp_path / "file").touch()
    pace = Pace(tmp_path / "file", time.clock)
    pace.hold("lrclib", 9.0)
    pace.wait("lrclib")
    assert time.slept == [INTERVALS_S["lrclib"]]
