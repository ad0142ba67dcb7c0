"""Colours of a theme as a painter mixes them: a ramp from ground to accent, interpolated in OKLab so that no step turns to mud."""

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

Floats = NDArray[np.floating]

# B. Ottosson, "A perceptual color space for image processing" (2020): linear sRGB → cone response, its cube root → OKLab.
_LMS_FROM_LINEAR = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB_FROM_ROOT = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_RAMP_STEPS = 2048
# A ground lighter than this (OKLab) is paper: colour on it is ink that takes light away, not a lamp that adds some.
_PAPER_LIGHTNESS = 0.6


class Ramp:
    """The tones of a palette: 0 is the ground, 1 the accent, each colour of the theme at its even place between."""

    def __init__(self, colours: tuple[str, ...]) -> None:
        stops = oklab_from_linear(linear_from_srgb(np.array([parse_hex(colour) for colour in colours])))
        curve = PchipInterpolator(np.linspace(0, 1, len(colours)), stops, axis=0)
        self._lab = curve(_dwell(np.linspace(0, 1, _RAMP_STEPS), len(colours) - 1))
        self._linear = np.clip(linear_from_oklab(self._lab), 0, 1).astype(np.float32)
        darkest = self._lab[np.argmin(self._lab[:, 0])] * (0.55, 0.8, 0.8)
        self.shadow: Floats = np.clip(linear_from_oklab(darkest), 0, 1).astype(np.float32)
        self.ground_lightness = float(self._lab[0, 0])
        self.is_paper = self.ground_lightness > _PAPER_LIGHTNESS

    def mix(self, tone: Floats | float) -> Floats:
        """Linear RGB of tones, shape `tone.shape + (3,)`; tones outside [0, 1] are held at the ends."""
        index = np.clip(np.asarray(tone, np.float32) * (_RAMP_STEPS - 1) + 0.5, 0, _RAMP_STEPS - 1).astype(np.int32)
        return self._linear[index]


def parse_hex(colour: str) -> tuple[float, float, float]:
    """sRGB in [0, 1] of `#rrggbb`.

    >>> parse_hex("#ff0033")
    (1.0, 0.0, 0.2)
    """
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def linear_from_srgb(srgb: NDArray) -> NDArray:
    """Undo the sRGB transfer curve; values in [0, 1]."""
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def srgb_from_linear(linear: NDArray) -> NDArray:
    """The sRGB transfer curve; values in [0, 1]."""
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def oklab_from_linear(linear: NDArray) -> NDArray:
    """OKLab of linear sRGB; the last axis holds the channels."""
    return np.cbrt(linear @ _LMS_FROM_LINEAR.T) @ _LAB_FROM_ROOT.T


def linear_from_oklab(lab: NDArray) -> NDArray:
    """Linear sRGB of OKLab, not clipped to the gamut."""
    return (lab @ np.linalg.inv(_LAB_FROM_ROOT).T) ** 3 @ np.linalg.inv(_LMS_FROM_LINEAR).T


# --------------------------------------------------------------------------------------------- private


def _dwell(tone: NDArray, spans: int) -> NDArray:
    """Stay longer near the theme's own colours: halfway between two opposite hues there is only grey."""
    span = np.minimum(np.floor(tone * spans), spans - 1)
    share = tone * spans - span
    return (span + share * share * (3 - 2 * share)) / spans
