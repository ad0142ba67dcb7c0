"""What a task is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from songloom.model.resources import Resources


@dataclass(frozen=True)
class Job:
    """One step to make. `inputs` maps "stage/file" (or "song/audio", "theme", …) to the file that holds it; what the task
    writes into `folder` is what the step made, under those file names; `scratch` is for what nobody keeps. `options` is the
    engine's own options object merged with its stage's, `resources` what this machine gives it. `progress` takes the share
    done, in [0, 1]."""

    engine: str
    options: Any
    resources: Resources
    inputs: Mapping[str, Path]
    folder: Path
    scratch: Path
    progress: Callable[[float], None]

    def inputs_below(self, prefix: str) -> list[Path]:
        """The inputs whose name starts with `prefix`, in the order of their names."""
        return [self.inputs[name] for name in sorted(self.inputs) if name.startswith(prefix)]


@dataclass(frozen=True)
class Part:
    """One piece of a stage that fans out: `slice` is all that it shows (a noun, kept as an object of the store); `inputs` maps the
    role that a file plays in this piece to the name of the stage's input that plays it, and is what `Job.inputs` holds, by role,
    when the part is made. A part's key is made of roles and slices, so it does not matter which piece of the song it is."""

    name: str
    slice: Any
    inputs: Mapping[str, str]
