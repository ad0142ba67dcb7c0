"""A catalogue of any size whose every step seems made: small distinct files, and records as the store would hold them."""

import json
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from songloom.model.document import dump_canonical
from songloom.model.record import Output, Record
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Step, plan_run
from songloom.store import Store
from songloom.store.views import write_view

PARAMS = "segments:\n  theme: nocturne\n"
# Every variant directs anew, paints anew and draws anew: as much work of its own as a variant can have.
VARIANTS = """
vertical:
  storyboard: {line_letters: 24}
  segments: {aspect: "9:16", theme: placard}
square:
  storyboard: {line_letters: 30}
  segments: {aspect: "1:1", theme: meridian}
"""
# What a song of three and a half minutes makes.
SEGMENTS, PICTURES = 35, 15
LENGTH_S = 210.0
FILES = {
    "audio": ("audio.flac", "facts.json", "tags.json"),
    "stems": ("accompaniment.flac", "vocals.flac"),
    "rhythm": ("bands.json", "rhythm.json"),
    "lyrics": ("lyrics.json",),
    "alignment": ("words.json",),
    "timing": ("timing.json",),
    "storyboard": ("storyboard.json",),
    "images": tuple(f"scene-{number:03d}.png" for number in range(PICTURES)),
    "segments": tuple(f"segment-{number:03d}.mp4" for number in range(SEGMENTS)),
    "sound": ("loudness.json", "sound.m4a"),
    "video": ("thumbnail.jpg", "video.mp4"),
    "subtitles": ("lyrics.ass", "lyrics.elrc", "lyrics.json", "lyrics.lrc", "lyrics.srt", "lyrics.ttml", "lyrics.txt", "lyrics.vtt"),
    "quality": ("quality.json",),
}
SECONDS = {"stems": 9.0, "rhythm": 6.0, "alignment": 20.0, "images": 25.0, "segments": 60.0}
VERSIONS = {
    "av": "18.1.0", "ctranslate2": "4.8.5", "librosa": "0.11.0", "numba": "0.62.1", "numpy": "2.4.6", "opencv-python-headless": "5.0.0.93",
    "processor": "x86_64", "python": "3.11.7", "scipy": "1.17.1", "skia-python": "144.1", "songloom": "0.1.0", "uharfbuzz": "0.57.0",
}  # fmt: skip


def plant_workspace(root: Path, songs: int) -> None:
    """Parameters, three variants, a catalogue, and each song's sound and words: bytes that no engine would take for a song."""
    for folder in ("configs", "music"):
        (root / folder).mkdir(parents=True)
    (root / "params.yaml").write_text(PARAMS)
    (root / "configs" / "variants.yaml").write_text(VARIANTS)
    entries = []
    for number in range(songs):
        name = f"song-{number:05d}"
        (root / "music" / f"{name}.opus").write_bytes(sha256(name.encode()).digest() * 40)
        (root / "music" / f"{name}.lrc").write_text(f"[00:01.00]the words of {name}\n")
        files = f"  audio: music/{name}.opus\n  lyrics: music/{name}.lrc\n"
        entries.append(f"- id: {name}\n{files}  title: Song {number}\n  artist: Nobody\n  language: en\n")
    (root / "configs" / "catalogue.yaml").write_text("songs:\n" + "".join(entries))


def plant_records(select: Callable[[], Sequence[Request]], store: Store, batch: int = 100, has_views: bool = True) -> int:
    """Plan, write a record for whatever is missing, plan again until nothing is; how many were written."""
    written, requests = 0, list(select())
    names = sorted({request.variant for request in requests})
    size = batch * len(names)
    for start in range(0, len(requests), size):
        while missing := (plan := plan_run(requests[start : start + size], store, None, {})).missing():
            for step in missing:
                _write_record(step, store)
            written += len(missing)
        if has_views:
            _write_views(plan.steps, store)
    return written


# --------------------------------------------------------------------------------------------- private


def _write_record(step: Step, store: Store) -> None:
    """As the store commits it, but for the waiting until the disk has it."""
    outputs = {name: _write_object(_invent(step, name), store) for name in FILES[step.stage]}
    seconds = SECONDS.get(step.stage, 0.5)
    provenance = {
        "seconds": seconds, "peak_memory_bytes": 1 << 28, "machine": "bench", "runner": "threads", "device": "cpu", "versions": VERSIONS,
        "code": {"commit": "0" * 40, "dirty": False},
    }  # fmt: skip
    record = Record(step.key, dict(step.preimage), outputs, provenance)
    _write_file(store.records.path_of(step.key), dump_canonical(record.as_json()))


def _invent(step: Step, name: str) -> bytes:
    """Some bytes that no other step has under this name."""
    plain: dict[str, Any] = {"made_by": step.key, "name": name}
    if name == "facts.json":
        plain = {"duration_s": LENGTH_S, "start_s": None, "loudness_lufs": -14.0, "peak_db": -1.0, "silence_s": 0.0, "clipped": 0}
        plain |= {"made_by": step.key}
    if name == "quality.json":
        plain |= {"verdict": "good", "reasons": []}
    return json.dumps(plain).encode()


def _write_object(data: bytes, store: Store) -> Output:
    output = Output(sha256(data).hexdigest(), len(data))
    _write_file(store.objects.path_of(output.digest), data)
    return output


def _write_file(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _write_views(steps: Sequence[Step], store: Store) -> None:
    """The readable names of a few songs: estimates are told from those."""
    found: dict[tuple[str, str], dict[str, Record]] = {}
    for step in _pick_done(steps):
        found.setdefault((step.song, step.variant), {})[step.stage] = step.record  # pyright: ignore[reportArgumentType]
    for (song, variant), records in list(found.items())[:6]:
        write_view(store, song, variant, records)


def _pick_done(steps: Sequence[Step]) -> Iterator[Step]:
    return (step for step in steps if step.record)
