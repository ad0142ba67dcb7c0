"""`preview`: one frame of the video as a PNG."""

from pathlib import Path

from flows.console import open_console
from flows.export import write_file
from flows.orders import Orders
from flows.progress import Bars
from flows.select import Asked, open_site, select_one
from flows.weave import weave
from songloom.errors import UsageError
from songloom.pipeline.plan import plan_run
from tasks._step import open_job
from tasks.segments import draw_frame


def run_preview(asked: Asked, at_s: float, output: Path) -> int:
    """Draw the frame that shows second `at_s`; what it needs and is not there yet is made first, up to the pictures."""
    site, request = open_site(asked), select_one(asked)
    with Bars(open_console(stderr=True)) as watcher:
        plan = weave([request], site, Orders("images", "inline"), watcher).plan
    if error := next((step.error for step in plan.steps if step.error), None):
        raise error
    step = next(step for step in plan_run([request], site.store, "segments", {}, site.known).steps if step.stage == "segments")
    with open_job(step, site.store, site.machine) as job:
        picture = draw_frame(job, at_s)
    if picture is None:
        raise UsageError(f"--at {at_s}", "lies after the end of the song", "choose an earlier second")
    write_file(output, picture)
    return 0
