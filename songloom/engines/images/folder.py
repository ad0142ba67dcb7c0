"""A person's own pictures: files that nobody vouches for, turned upright, into sRGB and to a bounded size."""

import io
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from songloom.engines.images.contract import FOCUS, FolderOptions
from songloom.engines.images.focus import find_focus, tell_focus
from songloom.errors import InputError

# Decoders of pictures alone; those that run programs (EPS) or open other files are left out on purpose.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF")
MOST_BYTES, MOST_PIXELS = 200_000_000, 150_000_000
LEAST_EDGE, MOST_SHAPE = 16, 8
# What Pillow's decoders raise where bytes are not what they should be.
BROKEN = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError, struct.error, zlib.error)
CURE = "give a JPEG, PNG, WebP or AVIF picture"


class Folder:
    """The images engine of this name."""

    def __init__(self, options: FolderOptions) -> None:
        self._edge = options.edge

    def take(self, given: Path, folder: Path) -> None:
        """Write `scene.png`, with its focus."""
        picture = read_picture(given, self._edge)
        told = PngInfo()
        told.add_text(FOCUS, tell_focus(find_focus(np.asarray(picture))))
        # Where and with what it was taken is nobody's business.
        picture.info.clear()
        picture.save(folder / "scene.png", pnginfo=told, compress_level=3)


def is_picture(given: Path) -> bool:
    """Whether it is a picture to go by its first bytes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(given, formats=FORMATS):
                return True
    except Image.DecompressionBombError:
        return True
    except BROKEN:
        return False


def read_picture(given: Path, edge: int) -> Image.Image:
    """The picture upright, opaque, in sRGB, its shorter edge `edge` pixels at most; InputError where it cannot be read."""
    if given.stat().st_size > MOST_BYTES:
        raise InputError("", f"has more than {MOST_BYTES // 10**6} MB", CURE)
    with warnings.catch_warnings():
        # Pillow warns of what it does not understand in EXIF; the picture is read all the same.
        warnings.simplefilter("ignore")
        try:
            with Image.open(given, formats=FORMATS) as picture:
                _check_shape(*picture.size)
                picture.draft("RGB", _fit(picture.size, edge))
                upright = ImageOps.exif_transpose(picture)
                opaque = _lay_on_black(_to_srgb(upright))
                return opaque.resize(_fit(opaque.size, edge), Image.Resampling.LANCZOS)
        except Image.DecompressionBombError as error:
            raise InputError("", f"has more than {MOST_PIXELS // 10**6} million pixels", "save it smaller") from error
        except BROKEN as error:
            raise InputError("", "holds no picture that can be read", CURE) from error


# --------------------------------------------------------------------------------------------- private


def _check_shape(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise InputError("", f"has {width} × {height} pixels, more than {MOST_PIXELS // 10**6} million", "save it smaller")
    if min(width, height) < LEAST_EDGE or max(width, height) > MOST_SHAPE * min(width, height):
        cure = f"give one of {LEAST_EDGE} pixels at least, and at most {MOST_SHAPE} times as long as wide"
        raise InputError("", f"has {width} × {height} pixels, which is no picture for a screen", cure)


def _fit(size: tuple[int, int], edge: int) -> tuple[int, int]:
    scale = min(1.0, edge / min(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _to_srgb(picture: Image.Image) -> Image.Image:
    """By the picture's own profile; one that lies is passed over, as players do."""
    profile = picture.info.get("icc_profile")
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if profile and picture.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return picture.convert(mode)
        if turned is not None:
            if mode == "RGBA":
                turned.putalpha(picture.convert("RGBA").getchannel("A"))
            return turned
    if picture.mode.startswith("I;16") or picture.mode == "I":
        # Pillow would cut 16 bits off at 255, not scale them.
        return Image.fromarray((np.asarray(picture).astype(np.float32) / 257).clip(0, 255).astype(np.uint8)).convert("RGB")
    return picture.convert(mode)


def _lay_on_black(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size)
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground
