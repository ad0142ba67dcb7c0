"""Finds the files of a theme's fonts: light, since the planner asks before anything is drawn."""

from pathlib import Path

from songloom.errors import MissingError
from songloom.model.theme import FrameTheme


def font_files(frames: FrameTheme) -> dict[str, Path]:
    """Family → file, for every family that the theme sets type in; MissingError names the package to install."""
    return {family: _find_font(family) for family in sorted({frames.quiet.family, frames.loud.family})}


# --------------------------------------------------------------------------------------------- private


def _find_font(family: str) -> Path:
    import fontpkg

    try:
        return Path(fontpkg.path(family, nearest=True))
    except fontpkg.FontpkgError as error:
        package = f"fontpkg-{family.lower().replace(' ', '-')}"
        raise MissingError("", f"the font {family} is not installed", f"pip install {package}") from error
