"""`score`: word times against the truth."""

import csv
import json
import math
from pathlib import Path
from typing import Any

from flows.commands import print_json
from songloom.errors import UsageError


def run_score(timing: Path, truth: Path) -> int:
    """Print the scores as JSON."""
    from songloom.metrics.alignment import score_words

    print_json(score_words(_read_timing(timing), read_truth(truth)))
    return 0


def find_truth(audio: Path) -> Path | None:
    """The truth table that lies beside a song's audio: `<stem>.truth.csv`, else `truth.csv`."""
    return next((file for name in (f"{audio.stem}.truth.csv", "truth.csv") if (file := audio.with_name(name)).is_file()), None)


def read_truth(path: Path) -> list[tuple[str, float, int]]:
    """(word, start_s, line) of a truth table; UsageError where it is none."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            words = [(row["word"], _read_seconds(row["start_s"]), int(row["line"])) for row in csv.DictReader(file)]
    except OSError as error:
        raise UsageError(str(path), f"cannot be read ({error.strerror})", "check the path") from error
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise UsageError(str(path), "is not a truth table", "expected CSV with the columns word, start_s, end_s, line") from error
    if not words:
        raise UsageError(str(path), "holds no words", "expected CSV with the columns word, start_s, end_s, line")
    return words


# --------------------------------------------------------------------------------------------- private


def _read_timing(path: Path) -> list[tuple[str, float]]:
    try:
        words = json.loads(path.read_bytes())["words"]
        return [(str(word["word"]), _read_seconds(word["start_s"])) for word in words]
    except OSError as error:
        raise UsageError(str(path), f"cannot be read ({error.strerror})", "check the path") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(str(path), "is not a timing.json", 'expected {"words": [{"word", "start_s", …}]}') from error


def _read_seconds(value: Any) -> float:
    seconds = float(value)
    if not math.isfinite(seconds):
        raise ValueError(f"{value} is no time")
    return seconds
