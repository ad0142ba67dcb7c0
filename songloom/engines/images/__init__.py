"""The engines of the images stage."""

from songloom.engines.family import Family
from songloom.engines.images.contract import DiffusionOptions, ImagesPlan, PigmentOptions

FAMILY = Family(
    engines={"pigment": "songloom.engines.images.pigment:Pigment", "diffusion": "songloom.engines.images.diffusion:Diffusion"},
    options={"pigment": PigmentOptions, "diffusion": DiffusionOptions},
    planned=ImagesPlan,
    models={"diffusion": ("model", "safety")},
)
