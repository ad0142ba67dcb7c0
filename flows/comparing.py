"""Compares what a step made with what it made before, under the tolerance that is declared for its engine."""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

from songloom.model.record import Output
from songloom.pipeline.tolerance import AT_MOST, Metric, Tolerance

Verdict = Literal["same", "tolerated", "different", "damaged", "failed"]
# Samples that are compared at a time: two hours of sound are never in memory as a whole.
BLOCK = 1 << 20


@dataclass(frozen=True)
class Finding:
    """How a step that was made again compares. `file` is the one that differs most, or first, `value` its likeness by the metric;
    None where it cannot be measured, as when a file is missing; `says` is why, in words."""

    verdict: Verdict
    file: str | None = None
    value: float | None = None
    says: str = ""


Find = Callable[[str], Path]


def compare_outputs(before: Mapping[str, tuple[Output, Path]], now: Mapping[str, tuple[Output, Path]], tolerance: Tolerance) -> Finding:
    """Compare two sets of files, by name."""
    if lacking := sorted(before.keys() ^ now.keys()):
        return Finding("different", lacking[0], None, "is not made any more" if lacking[0] in before else "was not made before")
    changed = [name for name in sorted(before) if before[name][0] != now[name][0]]
    if not changed:
        return Finding("same")
    if tolerance.metric == "bytes":
        return Finding("different", changed[0], None, "has other bytes")
    worst: Finding | None = None
    for name in changed:
        found = _measure(name, before[name][1], now[name][1], tolerance)
        if found.verdict == "different":
            return found
        if worst is None or _is_worse(found, worst, tolerance.metric):
            worst = found
    assert worst
    return worst


# --------------------------------------------------------------------------------------------- private


def _is_worse(found: Finding, worst: Finding, metric: Metric) -> bool:
    one, other = found.value or 0.0, worst.value or 0.0
    return one > other if metric in AT_MOST else one < other


def _measure(name: str, before: Path, now: Path, tolerance: Tolerance) -> Finding:
    """The likeness of two files that differ in their bytes; the objects of a store have no suffix, so the name says what they hold."""
    measure = MEASURES.get((tolerance.metric, Path(name).suffix))
    if measure is None:
        return Finding("different", name, None, "has other bytes")
    try:
        value = round(measure(before, now), 3)
    except (ValueError, KeyError, TypeError, RuntimeError) as error:
        # What libsndfile cannot read is a RuntimeError.
        return Finding("different", name, None, f"cannot be compared: {error}")
    return Finding("tolerated" if tolerance.allows(value) else "different", name, value)


def _compare_sounds(before: Path, now: Path) -> float:
    import soundfile

    from songloom.metrics.likeness import find_snr_db

    with ExitStack() as stack:
        one, other = (stack.enter_context(soundfile.SoundFile(path)) for path in (before, now))
        if (one.samplerate, one.frames) != (other.samplerate, other.frames):
            raise ValueError(f"{other.frames} samples at {other.samplerate} Hz were {one.frames} at {one.samplerate} Hz")
        return find_snr_db(zip(one.blocks(BLOCK, dtype="float32"), other.blocks(BLOCK, dtype="float32"), strict=True))


def _compare_encoded(before: Path, now: Path) -> float:
    """Of sound that must be decoded first."""
    from songloom.metrics.likeness import find_snr_db

    return find_snr_db(zip(_decode_samples(before), _decode_samples(now), strict=True))


def _decode_samples(path: Path) -> Iterator[Any]:
    import av
    from av.error import FFmpegError

    try:
        with av.open(str(path)) as container:
            for frame in container.decode(audio=0):
                yield frame.to_ndarray().astype("float32").T
    except FFmpegError as error:
        raise ValueError(f"it cannot be decoded ({error})") from error


def _compare_pictures(before: Path, now: Path) -> float:
    """The least of all frames; a still picture has one."""
    from songloom.metrics.likeness import LIMIT_DB, find_psnr_db

    least = LIMIT_DB
    for one, other in zip_longest(_decode_frames(before), _decode_frames(now)):
        if one is None or other is None:
            raise ValueError("one has more frames than the other")
        least = min(least, find_psnr_db(one, other))
    return least


def _decode_frames(path: Path) -> Iterator[Any]:
    import av
    from av.error import FFmpegError

    try:
        with av.open(str(path)) as container:
            for frame in container.decode(video=0):
                yield frame.to_ndarray(format="rgb24")
    except FFmpegError as error:
        raise ValueError(f"it cannot be decoded ({error})") from error


def _compare_times(before: Path, now: Path) -> float:
    from songloom.metrics.likeness import find_shift_s

    one, other = (json.loads(path.read_bytes())["words"] for path in (before, now))
    if [word["word"] for word in one] != [word["word"] for word in other]:
        raise ValueError("the words are not the same")
    return find_shift_s(*([(word["start_s"], word["end_s"]) for word in words] for words in (one, other)))


def _compare_lines(before: Path, now: Path) -> float:
    """Of the places where a display line ends in either, the share where one ends in both; how it came to be need not be the same."""
    one, other = (json.loads(path.read_bytes()) for path in (before, now))
    if "lines" not in one:
        return 1.0
    ends = [{line["end_word"] for line in plan["lines"]} for plan in (one, other)]
    if max(ends[0], default=0) != max(ends[1], default=0):
        raise ValueError("they do not show the same words")
    return len(ends[0] & ends[1]) / len(ends[0] | ends[1]) if ends[0] else 1.0


def _compare_numbers(before: Path, now: Path) -> float:
    return max(_list_differences(*(_read_numbers(path) for path in (before, now))), default=0.0)


def _read_numbers(path: Path) -> Any:
    """A document, a spectrum's bytes as shares of their range."""
    plain = json.loads(path.read_bytes())
    return {**plain, "levels": [level / 255 for level in b64decode(plain["levels"])]} if "levels" in plain else plain


def _list_differences(one: Any, other: Any) -> Iterator[float]:
    """How far the numbers in every same place are apart; ValueError where anything else differs."""
    match one, other:
        case dict(), dict() if one.keys() == other.keys():
            for name in one:
                yield from _list_differences(one[name], other[name])
        case list(), list() if len(one) == len(other):
            for pair in zip(one, other, strict=True):
                yield from _list_differences(*pair)
        case ((int() | float()), (int() | float())):
            yield abs(one - other)
        case _ if one != other:
            raise ValueError("they do not tell the same")


MEASURES: Mapping[tuple[Metric, str], Callable[[Path, Path], float]] = {
    ("sound", ".flac"): _compare_sounds,
    **dict.fromkeys((("sound", suffix) for suffix in (".m4a", ".opus", ".wav")), _compare_encoded),
    **dict.fromkeys((("picture", suffix) for suffix in (".png", ".jpg", ".gif", ".webp", ".mp4", ".mov", ".webm")), _compare_pictures),
    ("times", ".json"): _compare_times,
    ("lines", ".json"): _compare_lines,
    ("numbers", ".json"): _compare_numbers,
}
