"""Reads what scenes show, and cuts it to the shape of the screen without losing what it is about."""

import struct
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from songloom.errors import InputError

# A point of a picture in shares of its width and height.
Point = tuple[float, float]
MIDDLE: Point = (0.5, 0.5)
# The key of the text in a picture's file that tells its focus.
FOCUS = b"focus\0"


def is_picture(file: Path) -> bool:
    """Whether a scene's file holds a picture; else it holds a clip."""
    with file.open("rb") as opened:
        return opened.read(4) == b"\x89PNG"


@lru_cache(maxsize=2)
def decode_picture(data: bytes) -> tuple[np.ndarray, Point]:
    """What a file holds: RGB, not to be written to, and the point that is to stay in view."""
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB) if data else None
    if picture is None:
        raise InputError("", "a scene's picture cannot be read", "run `songloom verify`")
    return picture, _find_focus(data)


def parse_focus(text: str) -> Point:
    """The point that a file tells; the middle where it tells none.

    >>> parse_focus("0.250 0.500"), parse_focus("")
    ((0.25, 0.5), (0.5, 0.5))
    """
    x, _, y = text.partition(" ")
    try:
        return min(max(float(x), 0.0), 1.0), min(max(float(y), 0.0), 1.0)
    except ValueError:
        return MIDDLE


def place_cut(size: tuple[int, int], cut: tuple[float, float], focus: Point) -> tuple[float, float]:
    """Left and top of a cut (width, height) out of a picture of `size`, the focus as near to its middle as can be.

    >>> place_cut((400, 300), (200, 300), (0.9, 0.2))
    (200, 0)
    """
    left, top = (min(max(at * edge - part / 2, 0), edge - part) for at, edge, part in zip(focus, size, cut, strict=True))
    return left, top


def fit_picture(picture: np.ndarray, focus: Point, size: tuple[int, int]) -> np.ndarray:
    """What of a picture covers a screen of `size`, its focus as near to the middle as can be: not enlarged to it where it is smaller."""
    width, height = size
    scale = max(width / picture.shape[1], height / picture.shape[0])
    x, y = place_cut((picture.shape[1], picture.shape[0]), (width / scale, height / scale), focus)
    cut = picture[round(y) : round(y + height / scale), round(x) : round(x + width / scale)]
    return cv2.resize(cut, size, interpolation=cv2.INTER_AREA) if scale < 1 else cut


# --------------------------------------------------------------------------------------------- private


def _find_focus(png: bytes) -> Point:
    """Of the file's first text chunk of that key (PNG specification, 11.3.3.2)."""
    place = 8
    while place + 8 <= len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        if kind == b"tEXt" and png.startswith(FOCUS, place + 8):
            return parse_focus(png[place + 8 + len(FOCUS) : place + 8 + length].decode("latin-1"))
        if kind == b"IDAT":
            break
        place += 12 + length
    return MIDDLE
