"""How alike a step that is made again must be to what was made before: by stage and engine, each with its reason."""

from dataclasses import dataclass
from typing import Literal

# bytes: nothing may differ; sound: dB of signal against difference, at least; picture: the same of every frame, at least;
# times: seconds by which a word may move, at most; lines: the share of the ends of display lines that are the same, at least;
# numbers: the most by which a number differs that is as long, in the same place (levels of a byte as shares of 255).
Metric = Literal["bytes", "sound", "picture", "times", "lines", "numbers"]
AT_MOST: frozenset[Metric] = frozenset({"times", "numbers"})


@dataclass(frozen=True)
class Tolerance:
    """`repeats`: with the same libraries on the same kind of processor the same bytes come out, and `metric` and `bound` hold only where
    these differ; else they hold everywhere."""

    metric: Metric
    bound: float
    repeats: bool
    why: str

    def allows(self, value: float) -> bool:
        """Whether a measured value is within the bound."""
        return value <= self.bound if self.metric in AT_MOST else value >= self.bound


BITWISE = Tolerance("bytes", 0.0, True, "numbers are rounded before they are written, so the same bytes come out anywhere")

TOLERANCES = {
    "audio.decode": Tolerance("sound", 80.0, True, "another FFmpeg may round a sample of 16 bits otherwise"),
    "stems.centre": Tolerance("sound", 60.0, True, "another FFT differs in its last bits, before samples are rounded to 16"),
    "stems.provided": Tolerance("sound", 60.0, True, "another resampler or FFT differs in its last bits"),
    "stems.demucs": Tolerance("sound", 30.0, False, "a network's sums depend on the device, its number format and its threads"),
    "rhythm.librosa": Tolerance("numbers", 0.01, True, "sums of spectra are added up otherwise; a beat that is another one moves by 0.023"),
    "heard.faster_whisper": Tolerance("times", 0.2, False, "a network's sums depend on the device; the words themselves must be the same"),
    "alignment.ctc": Tolerance("times", 0.06, False, "a network's sums depend on the device; 60 ms are three of its frames"),
    "storyboard.llm": Tolerance("lines", 0.9, False, "a network's sums depend on the device, and with them seldom a choice"),
    "storyboard.llm_server": Tolerance(
        "lines", 0.9, False, "what a server's network chooses depends on its device and on its other guests"
    ),
    "images.pigment": Tolerance("picture", 40.0, True, "another rasteriser mixes the edges of shapes otherwise"),
    "images.diffusion": Tolerance("picture", 30.0, False, "a network's sums depend on the device and on what is painted beside"),
    "images.folder": Tolerance("picture", 40.0, True, "another decoder of JPEG rounds otherwise"),
    "images.footage": Tolerance("picture", 35.0, True, "another encoder spends its bits otherwise"),
    "segments.skia": Tolerance("picture", 35.0, True, "another encoder spends its bits otherwise"),
    "sound.mix": Tolerance("sound", 40.0, True, "another resampler or encoder rounds otherwise"),
    "sound.karaoke": Tolerance("sound", 40.0, True, "another resampler or encoder rounds otherwise"),
    "video.join": Tolerance("picture", 35.0, True, "another FFmpeg writes the file's tables otherwise; its pictures are copied"),
}


def find_tolerance(stage: str, engine: str) -> Tolerance:
    """What is declared for an engine, else that nothing may differ."""
    return TOLERANCES.get(f"{stage}.{engine}", BITWISE)
