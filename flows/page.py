"""Draws the morning report as one page that needs nothing else: no script, no font, no picture from anywhere."""

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.filesize import decimal

from flows.cloth import COLOURS, weave_cloth
from flows.morning import Report
from flows.wording import list_names, say_count, say_seconds

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parent / "templates"
# Entries of "look at first" that are shown; the tables below have all.
MOST_ENTRIES = 12
# Up to so many songs, a gap parts the columns of the cloth: more would be gaps alone.
MOST_GAPS = 220

KINDS = {"run": "the run", "failed": "failed", "bad": "bad", "look_again": "look again", "slow": "slow", "lost": "workers"}


def render_page(report: Report) -> str:
    """The page as HTML. All text in it is escaped, whoever wrote it."""
    data = report.data
    cloth = weave_cloth(report.account, data["songs"], [stage["stage"] for stage in data["stages"]])
    most = max((stage["seconds"] for stage in data["stages"]), default=0) or 1
    return _load_template().render(
        **data,
        cloth=cloth,
        colours=COLOURS,
        has_gaps=cloth.width <= MOST_GAPS,
        shown=[list(group) for _, group in groupby(report.sheet.pictures, key=lambda picture: picture.song)],
        most_entries=MOST_ENTRIES,
        most_seconds=most,
        doubtful=[song for verdict in ("bad", "look_again") for song in data["songs"] if song["verdict"] == verdict],
        names={song["song"]: song["title"] for song in data["songs"]},
    )


# --------------------------------------------------------------------------------------------- private


@cache
def _load_template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"time": say_seconds, "size": _say_size, "names": list_names, "kind": KINDS.__getitem__, "count": say_count}
    return environment.get_template("report.html.j2")


def _say_size(size: Any) -> str:
    return decimal(int(size)).replace("bytes", "B") if size else "0 B"
