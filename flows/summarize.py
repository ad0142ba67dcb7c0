"""`summarize`: what a commit claims, as a page that is read in a pull request."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from flows.export import write_file
from flows.manifest import Manifest, Metrics, read_manifest
from songloom.errors import UsageError
from songloom.model.document import read_document
from songloom.model.quality import Verdict

# Letters of a digest that tell videos apart for a person.
SHORT = 12
# What is looked at again, the worst first; "" is a song that was not judged.
DOUBTFUL = ("bad", "look_again", "")
CURE = "write it anew: songloom evaluate --manifest FILE -o METRICS --plots ROWS"


@dataclass(frozen=True)
class Row:
    """A song, as `evaluate` found it."""

    song: str
    verdict: str
    reasons: tuple[str, ...]
    words: int
    sure_share: float | None
    duration_s: float | None


def run_summarize(manifest: Path, metrics: Path, plots: Path, output: Path) -> int:
    """Write the page."""
    summary = render_summary(read_manifest(manifest), read_metrics(metrics), read_rows(plots))
    write_file(output, summary.encode())
    return 0


def render_summary(manifest: Manifest, metrics: Metrics, rows: Sequence[Row]) -> str:
    """Markdown: the root, the catalogue's figures, the songs to look at again, and a table of songs × variants."""
    variants = list(dict.fromkeys(variant for found in manifest.songs.values() for variant in found))
    counts = f"Songs: {metrics.songs}, videos: {metrics.videos}, music: {_render_clock(metrics.duration_s)}"
    lines = [
        "# The catalogue, as this commit claims it",
        "",
        f"{counts}. Root digest `{manifest.root}`.",
        "",
        *_render_figures(metrics),
        *_render_doubts(rows),
        "## Songs",
        "",
        *_render_heads(("song", "verdict", "words", "sure", "length", *variants)),
        *(_render_song(row, manifest.songs.get(row.song, {}), variants) for row in rows),
        "",
        f"Under each variant: the first {SHORT} digits of its video's digest.",
    ]
    return "\n".join(lines) + "\n"


def read_metrics(file: Path) -> Metrics:
    """What `evaluate -o` wrote; UsageError where it is something else."""
    try:
        return read_document(file, Metrics)
    except OSError as error:
        raise UsageError(str(file), f"cannot be read ({error.strerror})", CURE) from error
    except ValueError as error:
        raise UsageError(str(file), "holds no metrics of this version of Songloom", CURE) from error


def read_rows(file: Path) -> list[Row]:
    """What `evaluate --plots` wrote; UsageError where it is something else."""
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, strict=True)
            if "song" not in (reader.fieldnames or ()):
                raise ValueError("no column of songs")
            return [_read_row(row) for row in reader]
    except OSError as error:
        raise UsageError(str(file), f"cannot be read ({error.strerror})", CURE) from error
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        raise UsageError(str(file), "holds no rows of songs", CURE) from error


# --------------------------------------------------------------------------------------------- private


def _render_figures(metrics: Metrics) -> Iterator[str]:
    yield from _render_heads(("figure", "value"))
    yield from (f"| {_say(verdict)} | {metrics.verdicts.get(verdict, 0)} |" for verdict in get_args(Verdict))
    yield f"| words | {metrics.words} |"
    yield f"| sure words | {metrics.sure_share:.1%} |"
    yield from (f"| {_say(name)} | {value:.3f} |" for name, value in metrics.scores.items())
    if songs := metrics.truth.get("songs"):
        yield f"| songs with a truth table | {songs:.0f} |"
        yield from (f"| {_say(name)} | {value:.3f} |" for name, value in metrics.truth.items() if name != "songs")
    yield ""


def _render_doubts(rows: Sequence[Row]) -> Iterator[str]:
    found = [row for verdict in DOUBTFUL for row in rows if row.verdict == verdict]
    if found:
        yield from ("## To look at again", "")
        for row in found:
            reasons = f" ({', '.join(map(_say, row.reasons))})" if row.reasons else ""
            yield f"- {row.song}: {_say(row.verdict) or 'not judged'}{reasons}"
        yield ""


def _render_heads(heads: Sequence[str]) -> tuple[str, str]:
    return f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"


def _render_song(row: Row, variants: Mapping[str, Mapping[str, Mapping[str, str]]], names: Sequence[str]) -> str:
    made = [variants.get(name, {}).get("video", {}) for name in names]
    videos = [next((digest[:SHORT] for file, digest in files.items() if file.startswith("video.")), "") for files in made]
    sure = "" if row.sure_share is None else f"{row.sure_share:.1%}"
    length = "" if row.duration_s is None else _render_clock(row.duration_s)
    cells = (row.song, _say(row.verdict), str(row.words), sure, length, *(f"`{video}`" if video else "" for video in videos))
    return f"| {' | '.join(cells)} |"


def _render_clock(seconds: float) -> str:
    """Minutes and seconds, hours before them where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _say(name: str) -> str:
    """A name of the code in plain words."""
    return name.replace("_", " ")


def _read_row(row: Mapping[str, str]) -> Row:
    numbers = [float(row[name]) if row[name] else None for name in ("sure_share", "duration_s")]
    return Row(row["song"], row["verdict"], tuple(row["reasons"].split()), int(row["words"]), *numbers)
