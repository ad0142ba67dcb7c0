"""A person's own pictures: upright, in sRGB, bounded, and what they are about found."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from songloom.engines.images.contract import FOCUS, FolderOptions
from songloom.engines.images.focus import find_focus
from songloom.engines.images.folder import Folder
from songloom.errors import InputError

ENGINE = Folder(FolderOptions(edge=64))


def take(tmp_path, data: bytes) -> Image.Image:
    (tmp_path / "given").write_bytes(data)
    ENGINE.take(tmp_path / "given", tmp_path)
    with Image.open(tmp_path / "scene.png") as taken:
        taken.load()
    return taken


def encode(picture: Image.Image, kind="PNG", **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def draw(width=200, height=100, spot=(150, 30), colour=(220, 40, 30)) -> Image.Image:
    picture = np.full((height, width, 3), 70, np.uint8)
    picture[spot[1] - 12 : spot[1] + 12, spot[0] - 12 : spot[0] + 12] = colour
    return Image.fromarray(picture)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_a_picture_is_kept_in_its_shape_with_its_focus(tmp_path, kind):
    taken = take(tmp_path, encode(draw(), kind))
    assert (taken.format, taken.mode, taken.size) == ("PNG", "RGB", (128, 64))
    x, y = map(float, taken.text[FOCUS].split())
    assert (x, y) == (pytest.approx(0.75, abs=0.04), pytest.approx(0.3, abs=0.06))


def test_the_same_file_gives_the_same_bytes(tmp_path):
    bytes_of = []
    for _ in range(2):
        take(tmp_path, encode(draw(), "JPEG"))
        bytes_of.append((tmp_path / "scene.png").read_bytes())
    assert bytes_of[0] == bytes_of[1]


def test_a_picture_taken_sideways_stands_upright(tmp_path):
    exif = Image.Exif()
    # Orientation 6: the camera was turned to the left, so the picture must be turned to the right.
    exif[0x0112] = 6
    taken = take(tmp_path, encode(draw(), "JPEG", exif=exif))
    assert taken.size == (64, 128)
    assert np.asarray(taken)[96, 45].tolist() == pytest.approx([220, 40, 30], abs=25)


def test_a_profile_is_followed_and_a_broken_one_passed_over(tmp_path):
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    while (curve := profile.find(b"para")) >= 0:
        # Its curves' exponent, 2.4, becomes 1.2: the middle of the scale is much lighter.
        profile[curve : curve + 16] = b"PARA" + profile[curve + 4 : curve + 12] + bytes.fromhex("00013333")
    lighter = bytes(profile.replace(b"PARA", b"para"))
    grey = Image.new("RGB", (32, 32), (70, 70, 70))
    for found, level in ((lighter, 136), (b"no profile", 70), (ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(), 70)):
        taken = take(tmp_path, encode(grey, icc_profile=found))
        assert np.asarray(taken).mean() == pytest.approx(level, abs=2)
        assert set(taken.info) == {FOCUS}, "what came with the picture stays behind"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_becomes_opaque_rgb(tmp_path, mode):
    picture = Image.fromarray(np.full((32, 32), 40000, np.uint16)) if mode == "I;16" else draw(64, 32, (40, 14)).convert(mode)
    taken = take(tmp_path, encode(picture, "JPEG" if mode == "CMYK" else "PNG"))
    assert taken.mode == "RGB"
    if mode == "I;16":
        assert np.asarray(taken).mean() == pytest.approx(155.6, abs=1)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "holds no picture that can be read; give a JPEG, PNG, WebP or AVIF picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "holds no picture that can be read"),
        (encode(draw(), "JPEG")[:-200], "holds no picture that can be read"),
        (encode(draw())[:-200], "holds no picture that can be read"),
        (encode(Image.new("L", (12, 12))), "12 × 12 pixels, which is no picture for a screen"),
        (encode(Image.new("L", (400, 20))), "400 × 20 pixels, which is no picture for a screen"),
        (encode(Image.new("1", (13000, 12000))), "more than 150 million"),
        (encode(Image.new("1", (20000, 20000))), "more than 150 million"),
    ],
)
def test_what_is_no_picture_is_refused_in_one_sentence(tmp_path, data, sentence):
    with pytest.raises(InputError, match=sentence):
        take(tmp_path, data)


def test_an_even_picture_is_about_its_middle():
    assert find_focus(np.full((40, 90, 3), 128, np.uint8)) == pytest.approx((0.5, 0.5), abs=0.01)
