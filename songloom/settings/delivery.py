"""Delivery profiles: named sets of settings that a variant asks for with one word, and settings of different stages that must agree."""

from collections.abc import Iterator
from pathlib import Path

from songloom.defaults import FOLDER
from songloom.engines.segments.contract import SUFFIXES
from songloom.engines.video.contract import SOUNDS
from songloom.errors import Problem
from songloom.settings.located import Located

# The key of a variant that names its profile.
WORD = "delivery"
HARDWARE = ("h264", "hevc", "av1")


def list_deliveries() -> list[str]:
    """The names of all delivery profiles."""
    return sorted(file.stem for file in _folder().glob("*.yaml"))


def split_delivery(variant: Located) -> tuple[Path | None, Located]:
    """The profile that a variant asks for, and the variant's own settings, which are laid over it."""
    if WORD not in variant.data:
        return None, variant
    own = {name: block for name, block in variant.data.items() if name != WORD}
    return _folder() / f"{variant.data[WORD]}.yaml", Located(own, variant.origins)


def check_word(variant: Located) -> Iterator[Problem]:
    """What is wrong with the word that a variant asks with."""
    if WORD in variant.data and variant.data[WORD] not in list_deliveries():
        what = f"there is no delivery profile {variant.data[WORD]!r}; known: {', '.join(list_deliveries())}"
        yield _problem(variant, (WORD,), what)


def check_agreement(document: Located) -> Iterator[Problem]:
    """Where stages contradict one another in parameters that are each right by themselves: said before an hour is drawn for nothing."""
    skia, sound = document.data["segments"]["skia"], document.data["sound"]["codec"]
    holds = SOUNDS[SUFFIXES[skia["codec"]]]
    if sound not in holds:
        what = f"{skia['codec']} pictures lie in a {SUFFIXES[skia['codec']]} file, which holds sound as {' or '.join(holds)}, not {sound}"
        yield _problem(document, ("sound", "codec"), f"sound.codec: {what}")
    if skia["encoder"] == "nvenc" and skia["codec"] not in HARDWARE:
        what = f"NVIDIA's hardware encodes {', '.join(HARDWARE)}, not {skia['codec']}"
        yield _problem(document, ("segments", "skia", "encoder"), f"segments.skia.encoder: {what}")


# --------------------------------------------------------------------------------------------- private


def _folder() -> Path:
    return FOLDER / "delivery"


def _problem(document: Located, place: tuple[str, ...], what: str) -> Problem:
    origin = document.origin_of(place)
    return Problem(origin.file, origin.line, what)
