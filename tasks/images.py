"""images: one picture per scene of the storyboard."""

from songloom.engines import build_engine
from songloom.engines.images.contract import PictureRequest
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
    theme = read_document(job.inputs["theme"], PictureTheme)
    build_engine("images", job.engine, job.options).paint(part.slice, theme, job.folder / "scene.png")
