"""The same words over the same picture as others draw them: Pillow's frames piped to ffmpeg, libass in ffmpeg, MoviePy. All show the
line that is sung with a soft shadow, a glow behind the word being sung, and the line to come below it, smaller; a moving picture zooms.
Each does it as its users write it, at its plainest: nothing is redrawn that it can keep, and no line travels. The same x264 settings."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from moviepy import CompositeVideoClip, ImageClip, TextClip, VideoClip
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from songloom.engines.segments.backdrop import Backdrop, View
from songloom.engines.segments.compositor import Compositor
from songloom.engines.segments.contract import Materials, SkiaOptions
from songloom.engines.segments.slices import SegmentSlice, ShownLine

WAITING, SINGING = "#aab4dc", "#ffc46b"
# Of a line's size: the blurs of its shadow and of the glow, the size of the next line, and how far that stands below.
SHADOW, GLOW, NEXT, BELOW = 0.16, 0.2, 0.62, 0.7
SHADE = 190
# libass takes a font's size from its lines' height: this much larger, letters are as large as the others'.
ASS_SIZE = 1.47
ZOOM_A_SECOND = 0.005
# What Pillow and MoviePy draw of the film: their rate is the same throughout.
MOST_FRAMES = 60


@dataclass(frozen=True)
class Film:
    """What is to be shown: the segment, the screen, the picture as Songloom darkens it (RGB, as large as the frame), the font's file and
    size."""

    segment: SegmentSlice
    options: SkiaOptions
    picture: np.ndarray
    font: Path
    em: int
    moves: bool

    def find_line(self, frame: int) -> tuple[ShownLine, ShownLine | None]:
        """The line that is shown at a frame, and the one after it."""
        lines = self.segment.lines
        index = next((number for number, line in enumerate(lines) if line.turn <= frame < line.until), len(lines) - 1)
        return lines[index], lines[index + 1] if index + 1 < len(lines) else None

    def find_foot(self) -> tuple[int, int]:
        """Where lines start: left, and the top of the one that is sung."""
        width, height = self.options.frame_size()
        return round(width * 0.1), height // 2 - self.em


def plan_film(segment: SegmentSlice, materials: Materials, options: SkiaOptions, moves: bool) -> Film:
    """The film that a segment shows."""
    size = options.frame_size()
    compositor = Compositor(size)
    compositor.take_background(Backdrop(dict(materials.pictures), materials.theme, size).draw(View(1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0)))
    em = round(materials.theme.layout.size * size[1])
    return Film(segment, options, compositor.to_rgb(), next(iter(materials.fonts.values())), em, moves)


def film_with_pillow(film: Film, folder: Path) -> int:
    """Pillow draws every frame, and ffmpeg gets it as RGB; returns how many."""
    fonts = [ImageFont.truetype(str(film.font), size) for size in (film.em, round(NEXT * film.em))]
    count = min(film.segment.frames, MOST_FRAMES)
    width, height = film.options.frame_size()
    reader = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(film.options.fps), "-i", "-"]
    with subprocess.Popen(_ffmpeg(reader, film, [], folder / "pillow.mp4"), stdin=subprocess.PIPE) as ffmpeg:  # noqa: S603 - our own words
        assert ffmpeg.stdin is not None
        for frame in range(count):
            ffmpeg.stdin.write(_draw(film, fonts, frame).tobytes())
    return count


def film_with_libass(film: Film, folder: Path) -> int:
    """ffmpeg alone: the picture in a loop, words as karaoke by libass; returns how many frames."""
    (folder / "words.ass").write_text(_write_ass(film), encoding="utf-8")
    Image.fromarray(film.picture).save(folder / "ground.png")
    fps, seconds = film.options.fps, film.segment.frames / film.options.fps
    zoom = [f"zoompan=z='1+{ZOOM_A_SECOND}*in/{fps}':d=1:s={'x'.join(map(str, film.options.frame_size()))}:fps={fps}"] if film.moves else []
    filters = ["-vf", ",".join([*zoom, f"ass={folder / 'words.ass'}:fontsdir={film.font.parent}"])]
    reader = ["-loop", "1", "-framerate", str(fps), "-t", f"{seconds:.3f}", "-i", str(folder / "ground.png")]
    subprocess.run(_ffmpeg(reader, film, filters, folder / "libass.mp4"), check=True)  # noqa: S603 - our own words
    return film.segment.frames


def film_with_moviepy(film: Film, folder: Path) -> int:
    """A composite of clips: words in both colours, shadows and glows as pictures made once; returns how many frames."""
    count = min(film.segment.frames, MOST_FRAMES)
    seconds = count / film.options.fps
    back = ImageClip(film.picture).with_duration(seconds)
    clips = [back.resized(lambda t: 1 + ZOOM_A_SECOND * t) if film.moves else back, *_list_clips(film, seconds)]
    movie = CompositeVideoClip(clips, size=film.options.frame_size()).with_duration(seconds)
    settings = {"codec": "libx264", "preset": film.options.preset, "audio": False, "logger": None}
    movie.write_videofile(
        str(folder / "moviepy.mp4"), fps=film.options.fps, ffmpeg_params=["-crf", str(film.options.crf), "-pix_fmt", "yuv420p"], **settings
    )
    return count


# --------------------------------------------------------------------------------------------- private


def _ffmpeg(reader: list[str], film: Film, filters: list[str], target: Path) -> list[str]:
    settings = ["-c:v", "libx264", "-preset", film.options.preset, "-crf", str(film.options.crf), "-pix_fmt", "yuv420p"]
    return [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *reader, *filters, *settings, str(target)]


def _draw(film: Film, fonts: list[ImageFont.FreeTypeFont], frame: int) -> Image.Image:
    width, height = film.options.frame_size()
    ground = Image.fromarray(film.picture)
    if film.moves:
        zoom = 1 + ZOOM_A_SECOND * frame / film.options.fps
        x, y = width * (1 - 1 / zoom) / 2, height * (1 - 1 / zoom) / 2
        ground = ground.resize((width, height), Image.Resampling.BILINEAR, box=(x, y, width - x, height - y))
    (line, following), (left, top), em = film.find_line(frame), film.find_foot(), film.em
    _draw_shadow(ground, (left, top), _join(line), fonts[0])
    pen, x = ImageDraw.Draw(ground), left
    for word in line.words:
        if word.first <= frame < word.end:
            _draw_soft(ground, (x, top), word.text, (fonts[0], SINGING, GLOW * em))
        pen.text((x, top), word.text, fill=SINGING if frame >= word.first else WAITING, font=fonts[0])
        x += round(pen.textlength(word.text + " ", font=fonts[0]))
    if following:
        place = (left, top + em + round(BELOW * em))
        _draw_shadow(ground, place, _join(following), fonts[1])
        pen.text(place, _join(following), fill=WAITING, font=fonts[1])
    return ground


def _draw_shadow(ground: Image.Image, place: tuple[int, int], text: str, font: ImageFont.FreeTypeFont) -> None:
    _draw_soft(ground, place, text, (font, "#000000", SHADOW * font.size))


def _draw_soft(ground: Image.Image, place: tuple[int, int], text: str, look: tuple[ImageFont.FreeTypeFont, str, float]) -> None:
    """A blurred text of one colour."""
    font, colour, blur = look
    mask, edge = _make_mask(text, font, blur)
    ground.paste(colour, (place[0] - edge, place[1] - edge), mask)


def _make_mask(text: str, font: ImageFont.FreeTypeFont, blur: float) -> tuple[Image.Image, int]:
    """Where a blurred text is, with so many pixels around it."""
    edge = round(3 * blur)
    mask = Image.new("L", (round(font.getlength(text)) + 2 * edge, round(1.4 * font.size) + 2 * edge), 0)
    ImageDraw.Draw(mask).text((edge, edge), text, fill=SHADE, font=font)
    return mask.filter(ImageFilter.GaussianBlur(blur)), edge


def _list_clips(film: Film, seconds: float) -> Iterator[VideoClip]:
    (line, following), (left, top), fps = film.find_line(0), film.find_foot(), film.options.fps
    font, small = (ImageFont.truetype(str(film.font), size) for size in (film.em, round(NEXT * film.em)))
    yield _make_soft_clip(_join(line), (font, (0, 0, 0), SHADOW * film.em), (left, top)).with_duration(seconds)
    x = left
    for word in line.words:
        start, end = (min(seconds - 1 / fps, frame / fps) for frame in (max(0, word.first), word.end))
        glow = _make_soft_clip(word.text, (font, (255, 196, 107), GLOW * film.em), (x, top))
        yield glow.with_start(start).with_duration(max(1 / fps, end - start))
        for colour, begin in ((WAITING, 0.0), (SINGING, start)):
            text = TextClip(font=str(film.font), text=word.text, font_size=film.em, color=colour, margin=(8, 24))
            yield text.with_start(begin).with_duration(seconds - begin).with_position((x - 8, top - 24))
        x += round(font.getlength(word.text + " "))
    if following:
        below = top + film.em + round(BELOW * film.em)
        yield _make_soft_clip(_join(following), (small, (0, 0, 0), SHADOW * small.size), (left, below)).with_duration(seconds)
        text = TextClip(font=str(film.font), text=_join(following), font_size=small.size, color=WAITING, margin=(8, 24))
        yield text.with_duration(seconds).with_position((left - 8, below - 24))


def _make_soft_clip(text: str, look: tuple[ImageFont.FreeTypeFont, tuple[int, int, int], float], place: tuple[int, int]) -> VideoClip:
    font, colour, blur = look
    mask, edge = _make_mask(text, font, blur)
    pixels = np.dstack([*(np.full((mask.height, mask.width), channel, np.uint8) for channel in colour), np.array(mask)])
    return ImageClip(pixels, transparent=True).with_position((place[0] - edge, place[1] - edge))


def _write_ass(film: Film) -> str:
    """A soft shadow on the lowest layer, a word's glow above it, sharp letters on top: libass blurs letters and all, so each is a text
    of its own."""
    width, height = film.options.frame_size()
    head = f"[Script Info]\nScriptType: v4.00+\nPlayResX: {width}\nPlayResY: {height}\n\n[V4+ Styles]\n"
    fields = "Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,Bold,Italic,Underline,StrikeOut,ScaleX,ScaleY"
    head += f"Format: {fields},Spacing,Angle,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,Encoding\n"
    for name, size in (("Default", round(ASS_SIZE * film.em)), ("Next", round(ASS_SIZE * NEXT * film.em))):
        head += f"Style: {name},Fraunces,{size},&H006BC4FF,&H00DCB4AA,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,0,0,7,0,0,0,1\n"
    rows = ["\n[Events]\nFormat: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text\n"]
    lines = film.segment.lines
    for number, line in enumerate(lines):
        rows += _list_rows(film, line, lines[number + 1] if number + 1 < len(lines) else None)
    return head + "".join(rows)


def _list_rows(film: Film, line: ShownLine, following: ShownLine | None) -> Iterator[str]:
    fps, (left, top), em = film.options.fps, film.find_foot(), film.em
    start, end = max(0, line.turn) / fps, min(line.until, film.segment.frames) / fps
    if start >= end:
        return
    here, below = rf"\pos({left},{top})", rf"\pos({left},{top + em + round(BELOW * em)})"
    dark = rf"\1c&H000000&\1a&H40&\blur{SHADOW * em:.0f}"
    yield _write_row(0, (start, end), f"{{{here}{dark}}}{_join(line)}")
    sung, before = [], max(0, line.turn)
    for index, word in enumerate(line.words):
        texts = [rf"{{\1a&H{'40' if other == index else 'FF'}&}}{shown.text} " for other, shown in enumerate(line.words)]
        yield _write_row(1, (max(0, word.first) / fps, word.end / fps), rf"{{{here}\blur{GLOW * em:.0f}}}{''.join(texts)}")
        sung.append(
            rf"{{\kf{round(100 * max(0, word.first - before) / fps)}}}{{\kf{round(100 * (word.end - word.first) / fps)}}}{word.text} "
        )
        before = word.end
    yield _write_row(2, (start, end), f"{{{here}}}{''.join(sung)}")
    if following:
        yield _write_row(0, (start, end), f"{{{below}{dark}}}{_join(following)}", "Next")
        yield _write_row(2, (start, end), rf"{{{below}\1c&HDCB4AA&}}{_join(following)}", "Next")


def _write_row(layer: int, span_s: tuple[float, float], text: str, style: str = "Default") -> str:
    return f"Dialogue: {layer},{_clock(span_s[0])},{_clock(span_s[1])},{style},,0,0,0,,{text}\n"


def _join(line: ShownLine) -> str:
    return " ".join(word.text for word in line.words)


def _clock(seconds: float) -> str:
    return f"{int(seconds // 3600)}:{int(seconds // 60 % 60):02}:{seconds % 60:05.2f}"
