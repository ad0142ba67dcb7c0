"""`score`: word times against the truth."""

import csv
import json
from pathlib import Path

from flows.commands import print_json
from songloom.errors import UsageError
from songloom.metrics.alignment import score_words


def run_score(timing: Path, truth: Path) -> int:
    """Print the scores as JSON."""
    print_json(score_words(_read_timing(timing), _read_truth(truth)))
    return 0


# --------------------------------------------------------------------------------------------- private


def _read_timing(path: Path) -> list[tuple[str, float]]:
    try:
        words = json.loads(path.read_bytes())["words"]
        return [(str(word["word"]), float(word["start_s"])) for word in words]
    except OSError as error:
        raise UsageError(str(path), f"cannot be read ({error.strerror})", "check the path") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(str(path), "is not a timing.json", 'expected {"words": [{"word", "start_s", …}]}') from error


def _read_truth(path: Path) -> list[tuple[str, float, int]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [(row["word"], float(row["start_s"]), int(row["line"])) for row in csv.DictReader(file)]
    except OSError as error:
        raise UsageError(str(path), f"cannot be read ({error.strerror})", "check the path") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(str(path), "is not a truth table", "expected CSV with the columns word, start_s, end_s, line") from error
