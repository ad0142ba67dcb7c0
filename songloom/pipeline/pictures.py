"""A song's own pictures and clips: which file is for which scene, for which section, or for any."""

import re
from pathlib import Path
from typing import Literal

from songloom.errors import InputError
from songloom.model.song import Song

# What the engines read, by the ends of names; what else is in a folder is left alone, unless it looks like a picture or a clip.
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".avif")
CLIPS = (".mp4", ".mov", ".m4v", ".webm", ".mkv")
UNREAD = (
    ".heic",
    ".heif",
    ".tif",
    ".tiff",
    ".bmp",
    ".gif",
    ".svg",
    ".psd",
    ".dng",
    ".cr2",
    ".nef",
    ".avi",
    ".wmv",
    ".mpg",
    ".mpeg",
    ".flv",
)
MOST_FILES = 1000
# Sections as people name them; any other goes by `section-NAME`.
SECTIONS = "intro|verse|pre-?chorus|chorus|post-?chorus|hook|bridge|break|instrumental|solo|outro"

Medium = Literal["pictures", "footage"]


def list_pictures(song: Song, medium: Medium) -> dict[str, Path]:
    """What every file is for: `scene-007`, `section-chorus`, or `any-000`, `any-001`, … in the order of the other names. InputError where
    there is none, or one cannot be used."""
    if song.pictures is None:
        cure = f"name a folder as `{medium}:` in the catalogue, or make {song.audio.stem}.{medium} beside it"
        raise InputError(str(song.audio), f"brings no {medium}", cure)
    files = _list_files(song.pictures, medium)
    roles: dict[str, Path] = {}
    for file in files:
        role = find_role(file.stem) or f"any-{sum(name.startswith('any-') for name in roles):03d}"
        if role in roles:
            raise InputError(str(file), f"is for {role}, as {roles[role].name} is", "keep one of them, or rename one")
        roles[role] = file
    return roles


def find_role(stem: str) -> str | None:
    """What a name says that its file is for.

    >>> find_role("scene-7"), find_role("Chorus"), find_role("section B"), find_role("IMG_0007")
    ('scene-007', 'section-chorus', 'section-b', None)
    """
    name = re.sub(r"[\s_-]+", "-", stem.strip().lower())
    if match := re.fullmatch(r"scene-?(\d{1,4})", name):
        return f"scene-{int(match[1]):03d}"
    match = re.fullmatch(rf"section-(\w[\w-]*)|({SECTIONS})", name)
    return f"section-{(match[1] or match[2]).replace('-', '')}" if match else None


# --------------------------------------------------------------------------------------------- private


def _list_files(folder: Path, medium: Medium) -> list[Path]:
    wanted = PICTURES if medium == "pictures" else (*PICTURES, *CLIPS)
    try:
        files = sorted((file for file in folder.iterdir() if not file.name.startswith(".")), key=_order)
    except OSError as error:
        raise InputError(str(folder), f"the folder of pictures cannot be read ({error.strerror})", "check the path") from error
    found = [file for file in files if file.suffix.lower() in wanted]
    for file in files:
        if file.suffix.lower() in (*UNREAD, *CLIPS) and file not in found:
            is_clip = file.suffix.lower() in CLIPS
            cure = "set images.engine: footage" if is_clip else f"save it as one of {', '.join(wanted)}"
            raise InputError(str(file), "is a clip, and images.engine is folder" if is_clip else "has a format that is not read", cure)
    if not found or len(found) > MOST_FILES:
        cure = f"put in 1 to {MOST_FILES} files that end in {', '.join(wanted)}"
        raise InputError(str(folder), f"the folder holds {len(found) or 'no'} pictures", cure)
    return found


def _order(file: Path) -> list[tuple[int, str]]:
    """By name, numbers by their value: 2 before 10."""
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in re.split(r"([0-9]+)", file.name.lower()) if piece]
