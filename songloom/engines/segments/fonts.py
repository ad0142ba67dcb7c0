"""Finds the files of a theme's fonts, and of those that stand in where they lack a character: light, since the planner asks first."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

from songloom.errors import MissingError
from songloom.model.theme import FrameTheme

if TYPE_CHECKING:
    from collections.abc import Container

CJK = "Noto Sans CJK"
SERIF, SANS = "Noto Serif", "Noto Sans"
# Who stands in, first come first served. Noto Sans has some Devanagari, but the family of that script has all of it. CJK, an extra, comes
# last: what others have is drawn alike with it and without.
# fmt: off
SCRIPTS = (
    "Arabic", "Armenian", "Bengali", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam",
    "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai",
)
# fmt: on
STAND_INS = ("Noto Sans Devanagari", SERIF, SANS, *(f"Noto Sans {script}" for script in SCRIPTS), "Noto Emoji", "Noto Sans Symbols", CJK)


def font_files(frames: FrameTheme, text: str = "") -> dict[str, Path]:
    """Family → file, for every family that the theme sets type in, and for those installed that have what it lacks of `text`;
    MissingError names the package of the theme's to install."""
    families = sorted({frames.quiet.family, frames.loud.family})
    files = {family: _find_font(family) for family in families}
    if text.isascii():
        return files
    text = text + text.upper() if frames.quiet.capitals or frames.loud.capitals else text
    chain = [family for family in STAND_INS if family != (SANS if _has_serifs(files[frames.quiet.family]) else SERIF)]
    return choose_fonts(text, families, files, (chain, _find_stand_in)) | files


def select_fonts(frames: FrameTheme, text: str, files: Mapping[str, Path]) -> list[str]:
    """Those of the families in `files` that `text` needs: the theme's, and whoever stands in."""
    families = sorted({frames.quiet.family, frames.loud.family})
    if text.isascii() or len(files) == len(families):
        return families
    text = text + text.upper() if frames.quiet.capitals or frames.loud.capitals else text
    return families + sorted(choose_fonts(text, families, files, (STAND_INS, files.get)))


def choose_fonts(
    text: str, families: Iterable[str], files: Mapping[str, Path], others: tuple[Iterable[str], Callable[[str], Path | None]]
) -> dict[str, Path]:
    """Of `others` (names, and who finds their files) those that have a character of `text` that one of `families` lacks."""
    own = [read_coverage(files[family]) for family in families]
    lacking = {letter for letter in text if not is_unseen(letter) and not all(ord(letter) in coverage for coverage in own)}
    chosen: dict[str, Path] = {}
    names, find = others
    for name in names:
        file = find(name) if lacking else None
        if file is not None:
            coverage = read_coverage(file)
            if served := {letter for letter in lacking if ord(letter) in coverage}:
                chosen[name] = file
                lacking -= served
    return chosen


@lru_cache(maxsize=64)
def read_coverage(file: Path) -> "Container[int]":
    """The code points that a font has glyphs for."""
    from uharfbuzz import Blob, Face  # pyright: ignore[reportAttributeAccessIssue] - its names come from a compiled module

    return Face(Blob.from_file_path(str(file))).unicodes


def is_unseen(letter: str) -> bool:
    """Whether a character only says how others are shaped (joiners, variation selectors), or is a space: no font need have it."""
    return category(letter) in ("Cf", "Zs") or 0xFE00 <= ord(letter) <= 0xFE0F


# --------------------------------------------------------------------------------------------- private


@lru_cache(maxsize=64)
def _find_font(family: str) -> Path:
    import fontpkg

    try:
        return Path(fontpkg.path(family, nearest=True))
    except fontpkg.FontpkgError as error:
        package = f"fontpkg-{family.lower().replace(' ', '-')}"
        raise MissingError("", f"the font {family} is not installed", f"pip install {package}") from error


def _find_stand_in(family: str) -> Path | None:
    """None where it is not installed: whoever needs it says so."""
    if family == SERIF:
        return _find_font(family)
    module, name = "manimgx_fonts", f"{family.replace(' ', '')}[wght].ttf"
    if family == CJK:
        module, name = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"
    spec = find_spec(module)
    file = Path(spec.origin).with_name(name) if spec and spec.origin else None
    return file if file and file.is_file() else None


def _has_serifs(file: Path) -> bool:
    """As the package that the font came in says."""
    about = file.parent.parent / "metadata.json"
    return about.is_file() and "SERIF" in json.loads(about.read_bytes()).get("category", ())
