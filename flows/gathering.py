"""Finds the sound files that a person names: files, folders, patterns; whatever cannot be used is told and the others go on."""

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG

# What a folder is searched for: the usual suffixes of the formats that the audio stage opens. Films have sound too, but only whoever
# names one means that.
# fmt: off
SOUNDS = frozenset((
    ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".amr", ".ape", ".au", ".caf", ".dsf", ".dts", ".eac3", ".flac", ".m4a", ".m4b", ".mka",
    ".mp2", ".mp3", ".mpc", ".oga", ".ogg", ".opus", ".snd", ".spx", ".tak", ".tta", ".voc", ".w64", ".wav", ".wave", ".weba", ".wma",
    ".wv",
))
FILMS = frozenset((
    ".3gp", ".asf", ".avi", ".flv", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".nut", ".rm", ".ts", ".webm", ".wmv",
))
# fmt: on
CURE = "copy or link it in, or name its folder in SONGLOOM_MEDIA"


@dataclass(frozen=True)
class Grounds:
    """Where a catalogue's files may lie: its root, and the folders of SONGLOOM_MEDIA. What is in `stores` is no music."""

    root: Path
    media: tuple[Path, ...]
    stores: tuple[Path, ...]

    def place(self, path: Path) -> Path | None:
        """The path by words that begin in one of the grounds; None where it lies outside of all of them."""
        forms = (Path(os.path.abspath(path)), Path(os.path.realpath(path.parent)) / path.name)  # noqa: PTH100 - links stay as they are named
        return next((form for form in forms if self.find_ground(form)), None)

    def find_ground(self, path: Path) -> Path | None:
        """The ground that a path begins in."""
        return next((ground for ground in (self.root, *self.media) if path.is_relative_to(ground)), None)

    def write(self, path: Path) -> str:
        """The path as a catalogue has it: relative to the root where it can be."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)


@dataclass
class Gathered:
    """The sound files, in order, each once; what could not be used and why; `others` counts named files that hold no sound by their
    name."""

    files: list[Path] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    others: int = 0


def find_grounds(root: Path, store: Path) -> Grounds:
    """The grounds of a workspace."""
    media = [folder for folder in os.environ.get("SONGLOOM_MEDIA", "").split(os.pathsep) if folder]
    stores = tuple(Path(os.path.realpath(folder)) for folder in (root / "artifacts", store))
    return Grounds(root, tuple(Path(os.path.normpath(folder)) for folder in media), stores)


def gather_sounds(named: Sequence[str], grounds: Grounds) -> Gathered:
    """All sound files of `named`: files, folders with all that is below them, quoted patterns (`**` for any depth)."""
    found, seen = Gathered(), set[Path]()
    for name in named:
        for path in _expand(name):
            _gather(path, grounds, found, seen)
    found.files[:] = dict.fromkeys(found.files)
    return found


# --------------------------------------------------------------------------------------------- private


def _expand(name: str) -> list[Path]:
    """A name that is a pattern and no file as what it matches."""
    if not os.path.lexists(name) and glob.has_magic(name):
        return [Path(match) for match in sorted(glob.glob(name, recursive=True))] or [Path(name)]  # noqa: PTH207 - patterns may be absolute
    return [Path(name)]


def _gather(named: Path, grounds: Grounds, found: Gathered, seen: set[Path]) -> None:
    path = grounds.place(named)
    if path is None:
        found.failed[str(named)] = f"lies outside {grounds.root}; {CURE}"
        return
    try:
        mode = path.stat().st_mode
    except OSError as error:
        found.failed[str(named)] = f"cannot be read ({error.strerror}); check the path"
        return
    if S_ISDIR(mode):
        for file in _walk(path, grounds, found, seen):
            _take(file, grounds, found)
    elif path.suffix.lower() in SOUNDS | FILMS:
        _take(path, grounds, found)
    else:
        found.others += 1


def _take(file: Path, grounds: Grounds, found: Gathered) -> None:
    """Keep a file that a catalogue can name and that is a file."""
    text = grounds.write(file)
    try:
        text.encode()
        stat = file.stat()
    except UnicodeEncodeError:
        found.failed[text] = "its name is not UTF-8, which a catalogue is; rename it"
    except OSError as error:
        found.failed[text] = f"cannot be read ({error.strerror}); check the file"
    else:
        if not S_ISREG(stat.st_mode):
            found.failed[text] = "is a pipe, a folder or a device; name a file"
        elif not stat.st_size:
            found.failed[text] = "is empty (0 bytes); give a file that holds sound"
        else:
            found.files.append(file)


def _walk(top: Path, grounds: Grounds, found: Gathered, seen: set[Path]) -> Iterator[Path]:
    """The sound files below a folder, in the order of their paths. A folder is searched once by whatever name, so links in a circle do
    no harm, and folders before links to folders, so a file is told by its own path."""
    folders, links, files = [top], list[Path](), list[Path]()
    while folders or links:
        folder = folders.pop() if folders else links.pop(0)
        real = Path(os.path.realpath(folder))
        if real in seen or real in grounds.stores:
            continue
        seen.add(real)
        try:
            with os.scandir(folder) as entries:
                shown = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
        except OSError as error:
            found.failed[grounds.write(folder)] = f"cannot be read ({error.strerror}); check who may read it"
            continue
        for entry in shown:
            path = folder / entry.name
            if _is_folder(entry):
                (links if entry.is_symlink() else folders).append(path)
            elif path.suffix.lower() in SOUNDS:
                files.append(path)
    yield from sorted(files)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link to itself is neither file nor folder.
        return False
