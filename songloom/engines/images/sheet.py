"""The one door to Skia: meshes and masks drawn on the processor, without a window or a driver."""

import numpy as np
from numpy.typing import NDArray

from songloom.engines.images.colour import Floats, linear_from_srgb, srgb_from_linear
from songloom.errors import MissingError

try:
    import skia
except ImportError as error:
    raise MissingError("skia", f"cannot be loaded ({error})", "install its system libraries: apt-get install -y libegl1 libgl1") from error

# Rows and columns of a picture, in pixels.
Window = tuple[slice, slice]

_LINEAR = linear_from_srgb(np.arange(256) / 255).astype(np.float32)


class Sheet:
    """A square of colour that translucent meshes are laid on; points are in units of its edge."""

    def __init__(self, size: int, ground: Floats) -> None:
        self._size = size
        self._pixels = np.zeros((size, size, 4), np.uint8)
        info = skia.ImageInfo.Make(size, size, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
        self._surface = skia.Surface.MakeRasterDirect(info, self._pixels, size * 4)
        self._canvas = self._surface.getCanvas()
        self._canvas.clear(int(_pack_argb(ground[None], np.ones(1))[0]))
        self._canvas.scale(size, size)
        self._paint = skia.Paint(AntiAlias=True, Dither=True, Color=skia.ColorWHITE)

    def lay_mesh(self, points: NDArray, light: Floats, alpha: NDArray) -> None:
        """Lay a grid of points (rows × columns × 2) with linear RGB and opacity at each, blended between them."""
        rows, columns = alpha.shape
        corner = (np.arange(rows - 1)[:, None] * columns + np.arange(columns - 1)).ravel()
        triangles = corner[:, None] + [0, 1, columns, 1, columns + 1, columns]
        mesh = skia.Vertices.MakeCopy(
            skia.Vertices.kTriangles_VertexMode,
            [skia.Point(x, y) for x, y in points.reshape(-1, 2).tolist()],
            None,
            _pack_argb(light.reshape(-1, 3), alpha.ravel()).tolist(),
            triangles.ravel().tolist(),
        )
        self._canvas.drawVertices(mesh, self._paint)

    def read_linear(self) -> Floats:
        """What lies there now, as linear RGB."""
        self._surface.flushAndSubmit()
        return _LINEAR[self._pixels[..., :3]]


def draw_mask(outline: skia.Path, window: Window, size: int) -> Floats:
    """Coverage in [0, 1] of an outline (in units of the picture's edge) in a window of a picture of `size` pixels."""
    rows, columns = window
    pixels = np.zeros((max(rows.stop - rows.start, 0), max(columns.stop - columns.start, 0)), np.uint8)
    if not pixels.size:
        return pixels.astype(np.float32)
    info = skia.ImageInfo.Make(pixels.shape[1], pixels.shape[0], skia.kAlpha_8_ColorType, skia.kPremul_AlphaType)
    surface = skia.Surface.MakeRasterDirect(info, pixels, pixels.shape[1])
    with surface as canvas:
        canvas.translate(-columns.start, -rows.start)
        canvas.scale(size, size)
        canvas.drawPath(outline, skia.Paint(AntiAlias=True))
    return pixels.astype(np.float32) / 255


# --------------------------------------------------------------------------------------------- private


def _pack_argb(light: Floats, alpha: NDArray) -> NDArray[np.integer]:
    srgb = np.rint(srgb_from_linear(np.clip(light, 0, 1)) * 255).astype(np.uint32)
    opacity = np.rint(np.clip(alpha, 0, 1) * 255).astype(np.uint32)
    return opacity << 24 | srgb[:, 0] << 16 | srgb[:, 1] << 8 | srgb[:, 2]
