"""The song on paper: tempo, chords, words and melody, as data that the voice and the backing read."""

from dataclasses import dataclass

TITLE, ARTIST, SLUG = "Weave Me Home", "Songloom", "weave-me-home"
TEMPO_BPM, BEATS_PER_BAR, BARS = 110, 4, 22
BEAT_S = 60 / TEMPO_BPM
# The last chord rings on for three beats past the last bar.
DURATION_S = (BARS * BEATS_PER_BAR + 3) * BEAT_S

# A major; degree 1 is A3, so the melody spans an octave above it: low enough for every vowel to keep its formants.
TONIC_MIDI = 57
MAJOR = (0, 2, 4, 5, 7, 9, 11)


@dataclass(frozen=True)
class Syllable:
    """One sung note of one vowel; beats count from the start of the song."""

    word: int
    degree: int
    start_beat: float
    beats: float

    @property
    def start_s(self) -> float:
        return self.start_beat * BEAT_S

    @property
    def end_s(self) -> float:
        return (self.start_beat + self.beats) * BEAT_S


@dataclass(frozen=True)
class Line:
    text: str
    syllables: tuple[Syllable, ...]
    is_chorus: bool

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text.split())


def find_midi(degree: int, steps: int = 0) -> int:
    """The pitch of a scale degree (1 = tonic), moved by scale steps for a second voice."""
    octave, index = divmod(degree - 1 + steps, 7)
    return TONIC_MIDI + 12 * octave + MAJOR[index]


def midi_to_hz(midi: float) -> float:
    return 440.0 * 2 ** ((midi - 69) / 12)


# Per line: first bar, text with syllables split by "-", melody as degree:beats ("r" is a rest), whether the second voice sings along.
_STRIDE = "{}:1.5 {}:.5 {}:.5 {}:.5 {}:.5 {}:.5 {}:1.5 {}:.5 {}:1.75"
_LINES = (
    (2, "Night train hum-ming down the val-ley line,", "5:1 3:1 2:.5 1:.5 2:.5 3:.5 3:1.5 2:.5 1:1.75", False),
    (4, "ev-ery win-dow is a thread of light.", _STRIDE.format(4, 3, 4, 5, 6, 5, 5, 3, 2), False),
    (6, "Weave me home, weave me home,", "6:1.5 5:.5 8:1.75 r:.25 7:1.5 6:.5 5:1.75", True),
    (8, "thread by thread, till the morn-ing shows.", "4:.5 3:.5 4:1.5 r:.5 4:.5 5:.5 5:1.5 4:.5 2:2", True),
    (12, "Lay my wish-es soft-ly on your loom,", _STRIDE.format(5, 3, 2, 1, 2, 3, 3, 2, 1), False),
    (14, "cross the riv-er un-der-neath the moon.", _STRIDE.format(4, 3, 4, 5, 6, 5, 5, 6, 7), False),
    (16, "Weave me home, weave me home,", "6:1.5 5:.5 8:1.75 r:.25 7:1.5 6:.5 5:1.75", True),
    (18, "thread by thread, till the morn-ing shows,", "4:.5 3:.5 4:1.5 r:.5 4:.5 5:.5 5:1.5 4:.5 2:1.75", True),
    (20, "thread by thread, weave me home.", "6:.5 5:.5 6:1.5 r:.5 3:.5 2:.5 1:4", True),
)

# One chord a bar unless two are named; the last bar's chord rings to the end.
_BARS = (
    *("A", "Dmaj7"),  # intro
    *("A", "F#m", "D", "Esus E", "D", "C#m", "Bm", "Esus E"),  # verse, chorus
    *("A", "Dmaj7"),  # break
    *("A", "F#m", "D", "E", "D", "C#m", "Bm", "Esus E"),  # verse, chorus
    *("D E", "A", "A"),  # close, ring
)
CHORDS: tuple[tuple[str, ...], ...] = tuple(tuple(bar.split()) for bar in _BARS)
# MIDI notes: the bass, then the chord from low to high.
VOICINGS: dict[str, tuple[int, ...]] = {
    "A": (33, 57, 61, 64, 69, 71),
    "Bm": (35, 59, 62, 66, 69, 74),
    "C#m": (37, 56, 61, 64, 68, 73),
    "D": (38, 57, 62, 66, 69, 74),
    "Dmaj7": (38, 57, 61, 66, 69, 74),
    "E": (40, 56, 59, 64, 68, 71),
    "Esus": (40, 57, 59, 64, 69, 71),
    "F#m": (42, 57, 61, 66, 69, 73),
}
# Bars that the bells play alone, and bars of the chorus, where the band is fuller.
BELL_MELODY = {0: "5:1.5 3:.5 2:1 3:1", 1: "4:1.5 3:.5 1:1.5", 10: "3:1.5 2:.5 5:2", 11: "6:1.5 5:.5 3:1.5", 22: "8:4"}
CHORUS_BARS = frozenset((6, 7, 8, 9, 16, 17, 18, 19, 20))


def read_notes(text: str, first_beat: float) -> list[tuple[int, float, float]]:
    """(degree, start beat, beats) of a melody written as degree:beats."""
    notes, beat = [], first_beat
    for token in text.split():
        degree, beats = token.split(":")
        if degree != "r":
            notes.append((int(degree), beat, float(beats)))
        beat += float(beats)
    return notes


def build_lines() -> list[Line]:
    """All sung lines; every syllable has exactly one note."""
    lines = []
    for bar, text, melody, is_chorus in _LINES:
        owners = [index for index, word in enumerate(text.split()) for _ in word.split("-")]
        notes = read_notes(melody, bar * BEATS_PER_BAR)
        syllables = tuple(Syllable(word, *note) for word, note in zip(owners, notes, strict=True))
        lines.append(Line(text.replace("-", ""), syllables, is_chorus))
    return lines
