"""The same words over the same picture as others draw them: Pillow's frames piped to ffmpeg, libass in ffmpeg, MoviePy. Frames per second,
with the same x264 settings; what each does is what its users write, at its plainest."""

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import imageio_ffmpeg
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from songloom.engines.segments.contract import Materials, SkiaOptions
from songloom.engines.segments.slices import SegmentSlice, ShownLine

WAITING, SINGING = "#aab4dc", "#ffc46b"
ZOOM_A_SECOND = 0.005


@dataclass(frozen=True)
class Film:
    """What is to be shown: the segment, the screen, the darkened picture (RGB, as large as the frame), the font's file and size."""

    segment: SegmentSlice
    options: SkiaOptions
    picture: np.ndarray
    font: Path
    em: int
    moves: bool

    def find_line(self, frame: int) -> ShownLine:
        """The line that is shown at a frame."""
        return next((line for line in self.segment.lines if line.turn <= frame < line.until), self.segment.lines[-1])


def plan_film(segment: SegmentSlice, materials: Materials, options: SkiaOptions, moves: bool) -> Film:
    """The film that a segment shows."""
    width, height = options.frame_size()
    picture = cv2.imdecode(np.fromfile(materials.pictures["picture"], np.uint8), cv2.IMREAD_COLOR_RGB)
    ground = cv2.resize(picture[280:1000], (width, height)) // 4
    return Film(segment, options, ground, next(iter(materials.fonts.values())), round(materials.theme.layout.size * height), moves)


def time_pillow(film: Film, folder: Path) -> float:
    """A frame is drawn by Pillow, with a blurred shadow, and piped to ffmpeg as RGB."""
    font, count = ImageFont.truetype(str(film.font), film.em), min(film.segment.frames, 60)
    width, height = film.options.frame_size()
    reader = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(film.options.fps), "-i", "-"]
    started = time.perf_counter()
    with subprocess.Popen(_ffmpeg(reader, film, [], folder / "pillow.mp4"), stdin=subprocess.PIPE) as ffmpeg:  # noqa: S603 - our own words
        assert ffmpeg.stdin is not None
        for frame in range(count):
            ffmpeg.stdin.write(_draw(film, font, frame).tobytes())
    return count / (time.perf_counter() - started)


def time_libass(film: Film, folder: Path) -> float:
    """ffmpeg alone: the picture in a loop, words as karaoke with a blurred shadow by libass."""
    (folder / "words.ass").write_text(_write_ass(film), encoding="utf-8")
    Image.fromarray(film.picture).save(folder / "ground.png")
    fps, seconds = film.options.fps, film.segment.frames / film.options.fps
    zoom = [f"zoompan=z='1+{ZOOM_A_SECOND}*in/{fps}':d=1:s={'x'.join(map(str, film.options.frame_size()))}:fps={fps}"] if film.moves else []
    filters = ["-vf", ",".join([*zoom, f"ass={folder / 'words.ass'}:fontsdir={film.font.parent}"])]
    reader = ["-loop", "1", "-framerate", str(fps), "-t", f"{seconds:.3f}", "-i", str(folder / "ground.png")]
    started = time.perf_counter()
    subprocess.run(_ffmpeg(reader, film, filters, folder / "libass.mp4"), check=True)  # noqa: S603 - our own words
    return film.segment.frames / (time.perf_counter() - started)


def time_moviepy(film: Film, folder: Path) -> float:
    """Two seconds of it, as a composite of clips."""
    from moviepy import CompositeVideoClip, ImageClip, TextClip

    seconds, (width, height) = 2.0, film.options.frame_size()
    back = ImageClip(film.picture).with_duration(seconds)
    clips = [back.resized(lambda t: 1 + ZOOM_A_SECOND * t) if film.moves else back]
    x = width * 0.1
    for word in film.segment.lines[0].words:
        start = max(0.0, word.first / film.options.fps)
        for colour, begin in ((WAITING, 0.0), (SINGING, start)):
            text = TextClip(font=str(film.font), text=word.text, font_size=film.em, color=colour, margin=(8, 24))
            clips.append(text.with_start(begin).with_duration(max(0.1, seconds - begin)).with_position((round(x), height // 2)))
        x += clips[-1].w
    movie = CompositeVideoClip(clips, size=(width, height)).with_duration(seconds)
    settings = {"codec": "libx264", "preset": film.options.preset, "audio": False, "logger": None}
    started = time.perf_counter()
    movie.write_videofile(
        str(folder / "moviepy.mp4"), fps=film.options.fps, ffmpeg_params=["-crf", str(film.options.crf), "-pix_fmt", "yuv420p"], **settings
    )
    return seconds * film.options.fps / (time.perf_counter() - started)


# --------------------------------------------------------------------------------------------- private


def _ffmpeg(reader: list[str], film: Film, filters: list[str], target: Path) -> list[str]:
    settings = ["-c:v", "libx264", "-preset", film.options.preset, "-crf", str(film.options.crf), "-pix_fmt", "yuv420p"]
    return [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-y", *reader, *filters, *settings, str(target)]


def _draw(film: Film, font: ImageFont.FreeTypeFont, frame: int) -> Image.Image:
    width, height = film.options.frame_size()
    ground = Image.fromarray(film.picture)
    if film.moves:
        zoom = 1 + ZOOM_A_SECOND * frame / film.options.fps
        x, y = width * (1 - 1 / zoom) / 2, height * (1 - 1 / zoom) / 2
        ground = ground.resize((width, height), Image.Resampling.BILINEAR, box=(x, y, width - x, height - y))
    line, x, top = film.find_line(frame), round(width * 0.1), height // 2 - film.em
    text = " ".join(word.text for word in line.words)
    shadow = Image.new("L", (width - 2 * x, 3 * film.em), 0)
    ImageDraw.Draw(shadow).text((film.em // 2, film.em), text, fill=190, font=font)
    shadow = shadow.filter(ImageFilter.GaussianBlur(film.em * 0.16))
    ground.paste("#000000", (x - film.em // 2, top - film.em), shadow)
    pen = ImageDraw.Draw(ground)
    for word in line.words:
        pen.text((x, top), word.text, fill=SINGING if frame >= word.first else WAITING, font=font)
        x += round(pen.textlength(word.text + " ", font=font))
    return ground


def _write_ass(film: Film) -> str:
    width, height = film.options.frame_size()
    style = f"Style: Default,Fraunces,{film.em},&H006BC4FF,&H00DCB4AA,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,0,4,4,{width // 10},0,0,1"
    head = f"[Script Info]\nScriptType: v4.00+\nPlayResX: {width}\nPlayResY: {height}\n\n[V4+ Styles]\n"
    fields = "Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,Bold,Italic,Underline,StrikeOut,ScaleX,ScaleY"
    head += f"Format: {fields},Spacing,Angle,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,Encoding\n{style}\n\n"
    rows = ["[Events]\nFormat: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text\n"]
    for line in film.segment.lines:
        start, end, fps = max(0, line.turn), min(line.until, film.segment.frames), film.options.fps
        before, sung = start, []
        for word in line.words:
            sung.append(
                rf"{{\kf{round(100 * max(0, word.first - before) / fps)}}}{{\kf{round(100 * (word.end - word.first) / fps)}}}{word.text} "
            )
            before = word.end
        if start < end:
            rows.append(rf"Dialogue: 0,{_clock(start / fps)},{_clock(end / fps)},Default,,0,0,0,,{{\blur6}}{''.join(sung)}" + "\n")
    return head + "".join(rows)


def _clock(seconds: float) -> str:
    return f"{int(seconds // 3600)}:{int(seconds // 60 % 60):02}:{seconds % 60:05.2f}"
