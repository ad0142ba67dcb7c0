"""images: one picture per scene of the storyboard."""

from collections.abc import Iterable
from dataclasses import replace

from songloom.engines import build_engine
from songloom.engines.images.choosing import choose_pictures
from songloom.engines.images.contract import PictureRequest, TakeRequest
from songloom.errors import InputError
from songloom.model.document import read_document
from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import Storyboard
from songloom.model.theme import PictureTheme
from songloom.model.timing import Timing
from tasks._job import Job, Part

# The inputs that are a person's own pictures and clips, by what each is for.
OWN = "song/pictures/"


def parts(job: Job) -> list[Part]:
    """One picture per scene: a person's own, or what is to be painted of its mood, energy, prompt and seed in the theme's colours."""
    storyboard = read_document(job.inputs["storyboard/storyboard.json"], Storyboard)
    if any(name.startswith(OWN) for name in job.inputs):
        return list(_take(job, storyboard))
    requests = [PictureRequest(scene.mood, scene.energy, scene.prompt, scene.seed) for scene in storyboard.scenes]
    return [Part(f"scene-{index:03d}", request, {"theme": "theme/pictures"}) for index, request in enumerate(requests)]


def make_part(job: Job, part: Part) -> None:
    """Paint one scene, or take its picture."""
    engine = build_engine("images", job.engine, job.options)
    if "given" not in job.inputs:
        engine.paint(part.slice, read_document(job.inputs["theme"], PictureTheme), job.folder / "scene.png")
        return
    try:
        engine.take(job.inputs["given"], job.folder)
    except InputError as error:
        # Of all pictures that the step reads, this one.
        raise replace(error, where=str(job.inputs["given"])) from error


# --------------------------------------------------------------------------------------------- private


def _take(job: Job, storyboard: Storyboard) -> Iterable[Part]:
    timing = read_document(job.inputs["timing/timing.json"], Timing)
    sections = read_document(job.inputs["rhythm/rhythm.json"], Rhythm).sections
    given = [name.removeprefix(OWN) for name in job.inputs if name.startswith(OWN)]
    for index, role in enumerate(choose_pictures(storyboard, timing, sections, given)):
        yield Part(f"scene-{index:03d}", TakeRequest(), {"given": OWN + role})
