"""images: one picture per scene of the storyboard."""

from collections.abc import Sequence

from songloom.engines import build_engine
from songloom.engines.images.contract import DiffusionOptions, PictureRequest
from songloom.model.document import read_document
from songloom.model.storyboard import Storyboard
from songloom.model.theme import PictureTheme
from tasks._job import Job, Part


def parts(job: Job) -> list[Part]:
    """One picture per scene: its mood, energy, prompt and seed, and the theme's colours."""
    scenes = read_document(job.inputs["storyboard/storyboard.json"], Storyboard).scenes
    requests = [PictureRequest(scene.mood, scene.energy, scene.prompt, scene.seed) for scene in scenes]
    return [Part(f"scene-{index:03d}", request, {"theme": "theme/pictures"}) for index, request in enumerate(requests)]


def make_part(job: Job, part: Part) -> None:
    """Paint one scene."""
    make_parts([job], [part])


def make_parts(jobs: Sequence[Job], parts: Sequence[Part]) -> None:
    """Paint several scenes."""
    job = jobs[0]
    theme = read_document(job.inputs["theme"], PictureTheme)
    engine = build_engine("images", job.engine, job.options, job.resources)
    if isinstance(job.options, DiffusionOptions):
        engine.paint_all([part.slice for part in parts], theme, [each.folder for each in jobs], job.progress)
        return
    for each, part in zip(jobs, parts, strict=True):
        engine.paint(part.slice, theme, each.folder / "scene.png")
