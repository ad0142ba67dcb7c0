"""The engines of the images stage."""

from songloom.engines.family import Family
from songloom.engines.images.contract import DiffusionOptions, FolderOptions, FootageOptions, ImagesPlan, PigmentOptions

FAMILY = Family(
    engines={
        "pigment": "songloom.engines.images.pigment:Pigment",
        "diffusion": "songloom.engines.images.diffusion:Diffusion",
        "folder": "songloom.engines.images.folder:Folder",
        "footage": "songloom.engines.images.footage:Footage",
    },
    options={"pigment": PigmentOptions, "diffusion": DiffusionOptions, "folder": FolderOptions, "footage": FootageOptions},
    planned=ImagesPlan,
    models={"diffusion": ("model", "safety")},
)
