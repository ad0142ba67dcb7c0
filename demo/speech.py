"""Speaks a line with espeak-ng and says where every phone of every word lies, because singing stretches phones."""

import ctypes
from dataclasses import dataclass

import numpy as np

LIBRARY = "libespeak-ng.so.1"
# A monotone low voice: the closer the harmonics, the cleaner the spectral envelope that WORLD reads from them.
VOICE, PITCH, RATE_WPM = b"en-us+f2", 28, 105


@dataclass(frozen=True)
class Phone:
    name: str
    start_s: float
    end_s: float
    word: int

    @property
    def is_vowel(self) -> bool:
        return self.name.strip("',%=_:;~|")[:1] in set("aAeEiIoOuUV03@")


@dataclass(frozen=True)
class Speech:
    samples: np.ndarray
    rate_hz: int
    phones: tuple[Phone, ...]


def speak_line(words: list[str]) -> Speech:
    """One spoken line, mono float in -1..1, with its phones; pauses are left out of the phones."""
    library = _load_library()
    rate_hz = library.espeak_Initialize(2, 0, None, 1)
    library.espeak_SetVoiceByName(VOICE)
    for parameter, value in ((1, RATE_WPM), (2, 100), (3, PITCH), (4, 0)):
        library.espeak_SetParameter(parameter, value, 0)
    samples, events = _synthesise(library, " ".join(words))
    phones = _place_phones(events, samples.size / rate_hz)
    spoken = {phone.word for phone in phones}
    if spoken != set(range(len(words))):
        raise ValueError(f"espeak-ng merged words of {' '.join(words)!r}: it spoke {len(spoken)} of {len(words)}")
    return Speech(samples, rate_hz, phones)


# ------ private

_WORD, _END, _PHONEME = 1, 6, 7


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


def _load_library() -> ctypes.CDLL:
    try:
        return ctypes.CDLL(LIBRARY)
    except OSError as error:
        raise SystemExit(f"{LIBRARY} is missing: apt-get install espeak-ng") from error


def _synthesise(library: ctypes.CDLL, text: str) -> tuple[np.ndarray, list[tuple[int, float, str]]]:
    """Samples and (event type, seconds, phone name) of one text."""
    chunks: list[np.ndarray] = []
    events: list[tuple[int, float, str]] = []

    def receive(wav, count, event) -> int:
        if wav and count:
            chunks.append(np.ctypeslib.as_array(wav, (count,)).copy())
        at = 0
        while event[at].type:
            name = event[at].id.string.decode() if event[at].type == _PHONEME else ""
            events.append((event[at].type, event[at].audio_position / 1000, name))
            at += 1
        return 0

    callback = _CALLBACK(receive)
    library.espeak_SetSynthCallback(callback)
    raw = text.encode()
    library.espeak_Synth(raw, len(raw) + 1, 0, 1, 0, 1, None, None)
    library.espeak_Synchronize()
    return np.concatenate(chunks) / 32768, events


def _place_phones(events: list[tuple[int, float, str]], length_s: float) -> tuple[Phone, ...]:
    marks: list[tuple[str, float, int]] = []
    word = -1
    for kind, at_s, name in events:
        if kind == _WORD:
            word += 1
        elif kind == _PHONEME:
            marks.append((name, at_s, word))
    ends = [at_s for _, at_s, _ in marks[1:]] + [length_s]
    phones = (Phone(name, at_s, end_s, word) for (name, at_s, word), end_s in zip(marks, ends, strict=True))
    return tuple(phone for phone in phones if phone.name.strip("_:;, ") and phone.end_s > phone.start_s)
