"""What was asked for, laid where it was asked for, and the manifest of it all."""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path

from flows.select import DRAFT
from songloom.errors import StoreError
from songloom.model.document import dump_canonical
from songloom.pipeline.plan import Plan, Step
from songloom.store import Store
from songloom.store.damage import DamagedError

Songs = dict[str, dict[str, dict[str, dict[str, str]]]]

DELIVERED = ("timing", "video", "subtitles", "quality")
# Damaged files that an error names.
SHOWN = 3


def export_outputs(plan: Plan, store: Store, target: Path, until: str | None) -> list[Path]:
    """Copy what a run delivers into `target`, in a folder per song and variant where there are several: a file that bears its
    stage's name lies there itself (`video.mp4`), others in the stage's folder; a draft in a folder of its own. Returns the files, in order.

    Every byte is checked on its way. What is damaged is not delivered, and DamagedError names it once all else is.
    """
    wanted = [step for step in plan.steps if step.record and step.stage in (*DELIVERED, until)]
    several = len({(step.song, step.variant) for step in plan.steps}) > 1
    files, damaged = [], []
    for step in wanted:
        base = target / step.song / step.variant if several else target / "draft" if step.variant.endswith(DRAFT) else target
        for name, output in sorted(step.record.outputs.items() if step.record else ()):
            file = base / name if Path(name).stem == step.stage else base / step.stage / name
            try:
                with _replacing(file) as fresh:
                    store.objects.copy_out(output, fresh)
                files.append(file)
            except DamagedError as error:
                damaged.append((f"{step.song} · {step.variant} · {step.stage}/{name}", error))
    if damaged:
        where = ", ".join(name for name, _ in damaged[:SHOWN]) + (f" and {len(damaged) - SHOWN} more" if len(damaged) > SHOWN else "")
        raise DamagedError(where, f"not delivered, since {damaged[0][1].what}", damaged[0][1].cure)
    return files


def write_manifest(plan: Plan, file: Path) -> str:
    """Write song → variant → stage → file → digest, with one root digest over it all, which is returned."""
    root, songs = digest_plan(plan)
    write_file(file, dump_canonical({"root": root, "songs": songs}))
    return root


def digest_plan(plan: Plan) -> tuple[str, Songs]:
    """The root digest over all outputs, and what it is made of: song → variant → stage → file → digest."""
    songs: Songs = {}
    for song, steps in groupby(plan.steps, key=lambda step: step.song):
        songs[song] = _list_digests(steps)
    return hashlib.sha256(dump_canonical(songs)).hexdigest(), songs


def write_file(target: Path, data: bytes) -> None:
    """Write a file whole or not at all; StoreError where it cannot be."""
    with _replacing(target) as fresh:
        fresh.write_bytes(data)


# --------------------------------------------------------------------------------------------- private


def _list_digests(steps: Iterable[Step]) -> dict[str, dict[str, dict[str, str]]]:
    variants: dict[str, dict[str, dict[str, str]]] = {}
    for step in steps:
        if step.record:
            digests = {name: output.digest for name, output in step.record.outputs.items()}
            variants.setdefault(step.variant, {})[step.stage] = digests
    return variants


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A file beside `target` that takes its place once it is written."""
    fresh = target.with_name(f".{secrets.token_hex(8)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield fresh
        fresh.replace(target)
    except OSError as error:
        raise StoreError(str(target), f"cannot be written ({error.strerror})", "name another place") from error
    finally:
        with suppress(OSError):
            fresh.unlink()
