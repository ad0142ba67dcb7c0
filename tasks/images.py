"""images: one picture per scene of the storyboard."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from songloom.engines import build_engine
from songloom.engines.images.choosing import choose_pictures
from songloom.engines.images.contract import DiffusionOptions, PictureRequest, SubstituteRequest, TakeRequest
from songloom.errors import InputError
from songloom.model.document import read_document
from songloom.model.rhythm import Rhythm
from songloom.model.storyboard import Storyboard
from songloom.model.theme import PictureTheme
from songloom.model.timing import Timing
from tasks._job import Job, Part

# The inputs that are a person's own pictures and clips, by what each is for.
OWN = "song/pictures/"
ROLES = {"theme": "theme/pictures"}
# Of diffusion's options those that no single picture depends on.
NOT_IN_PARTS = ("tries", "batch_size")
# Makes parts where they are not there; the names of their files, and where they lie.
Make = Callable[[Sequence[Part]], list[tuple[str, Path]]]


def parts(job: Job) -> list[Part]:
    """One picture per scene: a person's own, or what is to be painted of its mood, energy, prompt and seed in the theme's colours."""
    storyboard = read_document(job.inputs["storyboard/storyboard.json"], Storyboard)
    if any(name.startswith(OWN) for name in job.inputs):
        return list(_take(job, storyboard))
    requests = [PictureRequest(scene.mood, scene.energy, scene.prompt, scene.seed) for scene in storyboard.scenes]
    return [Part(f"scene-{index:03d}", request, ROLES) for index, request in enumerate(requests)]


def make_part(job: Job, part: Part) -> None:
    """Paint one scene, or take its picture."""
    make_parts([job], [part])


def make_parts(jobs: Sequence[Job], parts: Sequence[Part]) -> None:
    """Paint several scenes, or take their pictures."""
    job = jobs[0]
    if isinstance(parts[0].slice, TakeRequest):
        for each in jobs:
            _take_picture(each)
        return
    theme = read_document(job.inputs["theme"], PictureTheme)
    engine = build_engine("images", job.engine, job.options, job.resources)
    asked = [(each, part.slice) for each, part in zip(jobs, parts, strict=True) if isinstance(part.slice, PictureRequest)]
    if isinstance(job.options, DiffusionOptions) and asked:
        engine.paint_all([request for _, request in asked], theme, [each.folder for each, _ in asked], job.progress)
    else:
        for each, request in asked:
            engine.paint(request, theme, each.folder / "scene.png")
    for each, part in zip(jobs, parts, strict=True):
        if isinstance(part.slice, SubstituteRequest):
            engine.substitute(part.slice.request, theme, each.folder / "scene.png")


def settle(job: Job, parts: Sequence[Part], make: Make) -> tuple[list[Part], dict[str, Any]]:
    """Have the pictures painted, and those that a judge finds poor once more; what it says of each is kept.

    Only what a model paints is judged: the painter by rule knows no letters, and has no colours but the theme's.
    """
    if not isinstance(job.options, DiffusionOptions):
        make(parts)
        return list(parts), {}
    # OpenCV is not loaded for who only asks which parts there are.
    from songloom.engines.images.judge import Judge
    from songloom.engines.images.prompts import build_prompt
    from songloom.engines.images.repainting import settle_pictures

    theme = read_document(job.inputs["theme/pictures"], PictureTheme)
    judge = Judge(theme)

    def paint(requests: Sequence[PictureRequest]) -> list[Any]:
        made = make([Part("try", request, ROLES) for request in requests])
        return [judge.look_at(file) if name.endswith(".png") else None for name, file in made]

    requests = [part.slice for part in parts]
    settled, told = [], []
    for part, request, choice in zip(parts, requests, settle_pictures(requests, job.options.tries, paint), strict=True):
        shown = choice.shown or SubstituteRequest(request)
        settled.append(Part(part.name, shown, ROLES))
        prompt = build_prompt(request, theme)
        told.append(
            {"picture": f"{part.name}.png", "seed": (choice.shown or request).seed, "prompt": prompt.wanted, "unwanted": prompt.unwanted}
            | {"tries": choice.tries, "refused": choice.refused, "scores": choice.scores, "faults": choice.faults}
            | ({} if choice.shown else {"substitute": "pigment"})
        )
    if substitutes := [part for part in settled if isinstance(part.slice, SubstituteRequest)]:
        make(substitutes)
    return settled, {"pictures": told}


# --------------------------------------------------------------------------------------------- private


def _take_picture(job: Job) -> None:
    try:
        build_engine("images", job.engine, job.options).take(job.inputs["given"], job.folder)
    except InputError as error:
        # Of all pictures that the step reads, this one.
        raise replace(error, where=str(job.inputs["given"])) from error


def _take(job: Job, storyboard: Storyboard) -> Iterable[Part]:
    timing = read_document(job.inputs["timing/timing.json"], Timing)
    sections = read_document(job.inputs["rhythm/rhythm.json"], Rhythm).sections
    given = [name.removeprefix(OWN) for name in job.inputs if name.startswith(OWN)]
    for index, role in enumerate(choose_pictures(storyboard, timing, sections, given)):
        yield Part(f"scene-{index:03d}", TakeRequest(), {"given": OWN + role})
