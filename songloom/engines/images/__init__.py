"""The engines of the images stage."""

from songloom.engines.family import Family
from songloom.engines.images.contract import FolderOptions, FootageOptions, PigmentOptions

FAMILY = Family(
    engines={
        "pigment": "songloom.engines.images.pigment:Pigment",
        "folder": "songloom.engines.images.folder:Folder",
        "footage": "songloom.engines.images.footage:Footage",
    },
    options={"pigment": PigmentOptions, "folder": FolderOptions, "footage": FootageOptions},
)
