"""`preview`: frames of the video as PNGs, once or whenever a file behind them changes."""

import time
from collections.abc import Iterator, Sequence
from glob import escape as glob_escape
from os import stat_result
from pathlib import Path

from flows.console import open_console
from flows.export import write_file
from flows.ingest import list_files as list_own
from flows.orders import Orders
from flows.progress import Bars, Silence
from flows.select import Asked, Site, find_workspace_of, open_site, select_requests
from flows.weave import weave
from songloom.errors import ConfigError, SongloomError, UsageError
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Plan, plan_run
from tasks._step import open_job
from tasks.segments import draw_frames

# How often files are looked at while nothing changes.
LOOK_S = 0.2

# A file, when it was changed, and how large it is.
Stamp = tuple[str, int, int]


def run_preview(asked: Asked, times_s: Sequence[float], output: Path) -> int:
    """Draw the frames that show these seconds; what they need and is not there yet is made first, up to the pictures."""
    _draw(select_requests(asked), open_site(asked), times_s, output, Bars(open_console(stderr=True)))
    return 0


def run_watch(asked: Asked, times_s: Sequence[float], output: Path) -> int:
    """Draw them now and whenever a setting, a theme or a file of the song has changed, until Ctrl-C. What is wrong on the way is said,
    and the frames stay as they were."""
    console, seen, requests = open_console(), list[Stamp](), list[Request]()
    try:
        while True:
            if (stamps := _list_stamps(asked, requests)) != seen:
                started = time.perf_counter()
                try:
                    requests = select_requests(asked)
                    drawn = _draw(requests, open_site(asked), times_s, output, Silence())
                    each_s = (time.perf_counter() - started) / len(drawn)
                    console.print(f"{', '.join(map(str, drawn))}: {each_s:.2f} s a frame", soft_wrap=True, markup=False)
                except (SongloomError, ConfigError) as error:
                    console.print(str(error), style="red", soft_wrap=True, markup=False)
                # Files that were not known before may belong to it now.
                known = {file for file, *_ in stamps}
                seen = [*stamps, *(stamp for stamp in _list_stamps(asked, requests) if stamp[0] not in known)]
            time.sleep(LOOK_S)
    except KeyboardInterrupt:
        return 0


# --------------------------------------------------------------------------------------------- private


def _draw(requests: Sequence[Request], site: Site, times_s: Sequence[float], output: Path, watcher: Bars | Silence) -> list[Path]:
    """Write the frames; returns their files: `output` itself for one, else files of a folder of that name."""
    files = []
    for step in _make_ready(requests, site, watcher).steps:
        if step.stage != "segments":
            continue
        with open_job(step, site.store, site.machine) as job:
            for at_s, picture in zip(times_s, draw_frames(job, times_s), strict=True):
                if picture is None:
                    raise UsageError(f"--at {at_s:g}", "lies after the end of the song", "choose an earlier second")
                several = len(requests) * len(times_s) > 1
                files.append(output / f"{step.variant}-{at_s:.10g}.png" if several else output)
                write_file(files[-1], picture)
    return files


def _make_ready(requests: Sequence[Request], site: Site, watcher: Bars | Silence) -> Plan:
    """Make what frames are drawn from; the plan that says how. A song that is too long for where its video goes is refused once it is
    decoded, before anybody listens to it."""
    plan = _plan(requests, site)
    is_decoded = not any(step.stage == "audio" and step.is_open() for step in plan.steps)
    with watcher:
        for until in ("images",) if is_decoded else ("audio", "images"):
            _raise_error(weave(requests, site, Orders(until, "inline"), watcher).plan)
            plan = _plan(requests, site)
    return plan


def _plan(requests: Sequence[Request], site: Site) -> Plan:
    plan = plan_run(requests, site.store, "segments", {}, site.known)
    _raise_error(plan)
    return plan


def _raise_error(plan: Plan) -> None:
    if error := next((step.error for step in plan.steps if step.error), None):
        raise error


def _list_stamps(asked: Asked, requests: Sequence[Request]) -> list[Stamp]:
    """What would tell that a file which decides how frames look has changed."""
    return [(str(file), stat.st_mtime_ns, stat.st_size) for file in _list_files(asked, requests) if (stat := _find_stat(file))]


def _list_files(asked: Asked, requests: Sequence[Request]) -> Iterator[Path]:
    root = find_workspace_of(asked).root
    if root:
        yield root / "params.yaml"
        yield from sorted((root / "configs").rglob("*"))
    for request in requests[:1]:
        song = request.song
        # The edits and sidecars of a song bear its name; a folder is there as well, so that a file that comes is seen.
        yield from sorted(song.audio.parent.glob(f"{glob_escape(song.audio.stem)}.*"))
        yield song.edits
        yield from (own.path for own in list_own(song))


def _find_stat(file: Path) -> stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None
