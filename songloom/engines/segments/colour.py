"""Colour arithmetic: how bright a colour is to the eye, and what it is in the video's own planes."""

import cv2
import numpy as np

# Rows of BT.709's matrix for limited range 8-bit: Y, Cb, Cr from R, G, B in [0, 255] (ITU-R BT.709-6, section 3).
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_Y_SPAN, _C_SPAN = 219 / 255, 224 / 255
TO_YUV = np.array(
    [
        LUMINANCE * _Y_SPAN,
        (np.array([0, 0, 1]) - LUMINANCE) / (2 * (1 - LUMINANCE[2])) * _C_SPAN,
        (np.array([1, 0, 0]) - LUMINANCE) / (2 * (1 - LUMINANCE[0])) * _C_SPAN,
    ]
)
YUV_BLACK = np.array([16.0, 128.0, 128.0])
# Linear light of the 256 values of an sRGB channel (IEC 61966-2-1).
_CODES = np.arange(256) / 255
LINEAR = np.where(_CODES <= 0.04045, _CODES / 12.92, ((_CODES + 0.055) / 1.055) ** 2.4).astype(np.float32)

# Y, Cb and Cr of a frame, the latter two of half its width and height.
Planes = tuple[np.ndarray, np.ndarray, np.ndarray]


def parse_colour(colour: str) -> tuple[int, int, int]:
    """`#rrggbb` → its three bytes."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def code_colour(colour: str) -> tuple[float, float, float]:
    """`#rrggbb` → its Y, Cb and Cr as shares of 255."""
    luma, blue, red = (TO_YUV @ parse_colour(colour) + YUV_BLACK) / 255
    return float(luma), float(blue), float(red)


def measure_luminance(picture: np.ndarray) -> np.ndarray:
    """Relative luminance in [0, 1] of an sRGB picture, float32 in [0, 1] of shape (height, width, 3) (WCAG 2.2)."""
    linear = cv2.LUT(cv2.convertScaleAbs(picture, alpha=255), LINEAR)
    return cv2.transform(linear, LUMINANCE[None].astype(np.float32))


def find_darkest_limit(colours: list[str], contrast: float) -> float:
    """The relative luminance that a ground may have at most, for every one of `colours` to stand `contrast` : 1 above it."""
    faintest = min(float(LINEAR[list(parse_colour(colour))] @ LUMINANCE) for colour in colours)
    return max(0.0, (faintest + 0.05) / contrast - 0.05)
