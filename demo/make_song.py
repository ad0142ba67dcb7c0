"""Makes the demo song from nothing: audio, line times, word truth and beats, the same bytes every time.

    python make_song.py [FOLDER]

Needs the packages of requirements.txt and Debian's espeak-ng; nothing of Songloom needs this script.
"""

import csv
import sys
from pathlib import Path

import numpy as np
from backing import play_band
from instruments import RATE_HZ
from mix import add_room, master, tame_voice, write_opus
from score import ARTIST, BARS, BEAT_S, BEATS_PER_BAR, DURATION_S, SLUG, TITLE, Line, build_lines
from voice import Manner, SungWord, list_words, sing_line

LEAD = Manner(seed=1)
# In the chorus: the melody again a little late and detuned, left and right, and a second voice a third below.
CHORUS_VOICES = (
    (Manner(detune_cents=7, late_s=0.014, seed=2), 0.20, 0.25),
    (Manner(detune_cents=-8, late_s=0.022, seed=3), 0.20, 0.75),
    (Manner(steps=-2, detune_cents=3, late_s=0.012, seed=4), 0.26, 0.38),
)
VERSE_VOICES = (
    (Manner(detune_cents=6, late_s=0.012, seed=2), 0.13, 0.35),
    (Manner(detune_cents=-7, late_s=0.018, seed=3), 0.13, 0.65),
)
VOICE_GAIN = 0.78


def main(folder: Path) -> None:
    lines = build_lines()
    voice, words = sing(lines)
    mix = master(voice + add_room(play_band(seed=5), 0.18, 1.6, seed=6), fade_s=1.8)
    tags = {"title": TITLE, "artist": ARTIST, "date": "2026", "language": "eng", "license": "CC0-1.0"}
    write_opus(folder / f"{SLUG}.opus", mix, tags)
    write_lrc(folder / f"{SLUG}.lrc", lines, words)
    write_truth(folder / f"{SLUG}.truth.csv", words)
    write_beats(folder / f"{SLUG}.beats.csv")


def sing(lines: list[Line]) -> tuple[np.ndarray, list[SungWord]]:
    """(samples, 2) of all voices in their room, and the lead's words."""
    lead, others, words = np.zeros(int(DURATION_S * RATE_HZ)), np.zeros((int(DURATION_S * RATE_HZ), 2)), []
    for number, line in enumerate(lines):
        take = sing_line(line, LEAD, RATE_HZ)
        place_sound(lead, take.samples, take.start_s)
        words += list_words(line, take, number)
        for manner, gain, place in CHORUS_VOICES if line.is_chorus else VERSE_VOICES:
            take = sing_line(line, manner, RATE_HZ)
            pan = np.array([np.cos(place * np.pi / 2), np.sin(place * np.pi / 2)])
            place_sound(others, gain * take.samples[:, None] * pan, take.start_s)
    stereo = add_room(tame_voice(lead), 0.16, 1.9, seed=7) + add_room(others, 0.3, 1.9, seed=8)
    return VOICE_GAIN * stereo, words


def place_sound(track: np.ndarray, sound: np.ndarray, start_s: float) -> None:
    at = round(start_s * RATE_HZ)
    track[at : at + len(sound)] += sound[: len(track) - at]


def write_lrc(path: Path, lines: list[Line], words: list[SungWord]) -> None:
    first = {word.line: word.start_s for word in reversed(words)}
    rows = [f"[ti:{TITLE}]", f"[ar:{ARTIST}]"]
    rows += [f"[{int(first[k] // 60):02d}:{first[k] % 60:05.2f}]{line.text}" for k, line in enumerate(lines)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


def write_truth(path: Path, words: list[SungWord]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("word", "start_s", "end_s", "line"))
        rows.writerows((word.text, f"{word.start_s:.3f}", f"{word.end_s:.3f}", word.line) for word in words)


def write_beats(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("time_s", "bar", "beat"))
        for beat in range(BARS * BEATS_PER_BAR):
            rows.writerow((f"{beat * BEAT_S:.3f}", beat // BEATS_PER_BAR + 1, beat % BEATS_PER_BAR + 1))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
