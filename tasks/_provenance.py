"""Says how a result came to be: what lies in a record beside the key and can never change it."""

import json
import platform
import resource
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from songloom.engines import load_family
from songloom.pipeline.lock import PACKAGE, in_checkout
from songloom.pipeline.plan import Step
from songloom.pipeline.source import list_libraries
from songloom.settings.machine import Machine

# What a library is called where it is installed, if not as it is imported.
DISTRIBUTIONS = {
    "cv2": "opencv-python-headless", "faster_whisper": "faster-whisper", "skia": "skia-python", "sklearn": "scikit-learn", "yaml": "PyYAML",
}  # fmt: skip
# What computes inside a library that an engine imports, and may change bytes as much as that library does.
BENEATH = {
    "faster_whisper": ("ctranslate2",),
    "demucs": ("torch",),
    "librosa": ("numba", "scipy"),
    "outlines": ("outlines_core",),
    "transformers": ("torch",),
}
# A repository on a slow disk does not hold up a song.
MOST_GIT_S = 5.0


@dataclass(frozen=True)
class Making:
    """A step that is being made: by whom, on which device (torch's name of it)."""

    step: Step
    machine: Machine
    device: str

    def describe(self, seconds: float, shown: object = None) -> dict[str, Any]:
        """The provenance of the step, or of the part of it that shows the slice `shown`; what does not apply is left out."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)
        always = {
            "seconds": round(seconds, 3),
            "peak_memory_bytes": peak,
            "machine": platform.node(),
            "runner": self.machine.runner,
            "device": self.device,
            "versions": list_versions(self.step.stage, self.step.engine),
        }
        found = {
            "code": dict(find_commit(PACKAGE.parent)) if in_checkout() else {},
            "seeds": _find_seeds(self.step, shown),
            "weights": _describe_weights(self.step),
            "lyrics": _find_lyrics_source(self.step),
        }
        return always | {name: value for name, value in found.items() if value}


@cache
def list_versions(stage: str, engine: str) -> dict[str, str]:
    """What may change an engine's bytes besides its key: Python, the processor, ours, and the libraries that its modules import."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version(), "processor": platform.machine()}
    module = load_family(stage).engines[engine].partition(":")[0]
    imported = list_libraries(PACKAGE.parent, (module, f"tasks.{stage}"))
    beneath = {below for library in imported for below in BENEATH.get(library, ())}
    for name in ("songloom", *sorted(imported | beneath)):
        try:
            found[DISTRIBUTIONS.get(name, name)] = version(DISTRIBUTIONS.get(name, name))
        except PackageNotFoundError:
            continue
    return found


@cache
def find_commit(root: Path) -> Mapping[str, Any]:
    """The commit that a checkout is at, and whether tracked files differ from it; empty where git cannot tell."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return {}
    try:
        commit, changes = (_ask_git(git, root, *words) for words in (("rev-parse", "HEAD"), ("status", "--porcelain", "-uno")))
    except (OSError, subprocess.SubprocessError):
        return {}
    return {"commit": commit.strip(), "dirty": bool(changes)}


# --------------------------------------------------------------------------------------------- private


def _find_seeds(step: Step, shown: object) -> dict[str, int]:
    """The seeds that the engine draws from: its own option, and that of the slice."""
    options = step.preimage.get("options", {})
    found = {name: value for name, value in options.items() if name == "seed" or name.endswith("_seed")}
    return found | ({"slice": shown.seed} if isinstance(getattr(shown, "seed", None), int) else {})  # pyright: ignore[reportAttributeAccessIssue]


def _describe_weights(step: Step) -> dict[str, Any]:
    """By the option that names them: repository, revision, licence."""
    return {
        option: {"repository": weights.repository, "revision": weights.revision, "licence": weights.licence}
        for option, weights in step.weights.items()
    }


def _find_lyrics_source(step: Step) -> dict[str, str]:
    """Where a song's words came from: the file's name, or the record of the provider that answered; no path of anybody's."""
    if step.stage != "lyrics":
        return {}
    given, answer = step.inputs.get("song/lyrics"), step.inputs.get("song/answer")
    told = {"file": given.path.name} if given and given.path else {}
    if answer and answer.data:
        told |= {name: value for name, value in json.loads(answer.data).items() if name in ("record", "url") and value}
    return {"source": step.engine, **told}


def _ask_git(git: str, root: Path, *words: str) -> str:
    command = [git, "-C", str(root), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=MOST_GIT_S).stdout  # noqa: S603 - no shell, our words
