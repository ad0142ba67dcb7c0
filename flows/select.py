"""What a command line asks for: songs × variants, each with its settings laid out, and the store that judges them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from songloom.engines.lyrics.contract import LYRICS_FORMATS
from songloom.errors import ConfigError, Problem, UsageError
from songloom.pipeline.outside import Request
from songloom.settings.catalogue import Listed, list_file, read_catalogue
from songloom.settings.located import Located, lay_over
from songloom.settings.params import build_settings
from songloom.settings.themes import load_theme
from songloom.settings.workspace import ALL, Workspace, find_workspace
from songloom.store import Store


@dataclass(frozen=True)
class Asked:
    """The words of a command line that choose songs and the store. `song` names an audio file or the id of a song in the catalogue."""

    song: str | None = None
    catalogue: Path | None = None
    only: tuple[str, ...] = ()
    lyrics: Path | None = None
    language: str = ""
    variants: tuple[str, ...] = ()
    profile: str = "embedded"
    store: Path | None = None


def open_store(asked: Asked) -> Store:
    """The store named, else the workspace's, else the user's."""
    return Store((asked.store or find_workspace(Path.cwd()).store_root()).absolute())


def select_requests(asked: Asked) -> list[Request]:
    """Every song asked for, in every variant asked for; UsageError or ConfigError where that makes no sense."""
    workspace, listed = _list_songs(asked)
    names = workspace.variants() if ALL in asked.variants else list(dict.fromkeys(asked.variants or ("main",)))
    layers = {name: workspace.layers(asked.profile, name) for name in names}
    requests, problems = [], list[Problem]()
    for entry in listed:
        for name in names:
            try:
                requests.append(_build_request(entry, name, layers[name], workspace))
            except ConfigError as error:
                problems += error.problems
    if problems:
        raise ConfigError(tuple(dict.fromkeys(problems)))
    return requests


def select_one(asked: Asked) -> Request:
    """The one song and variant that `why`, `show` or `preview` look at."""
    return select_requests(asked)[0]


def lay_out_params(asked: Asked) -> Located:
    """The parameters of a song (or of no song) in a variant, with the origin of every value."""
    name = asked.variants[0] if asked.variants else "main"
    if asked.song:
        workspace, (entry, *_) = _list_songs(asked)
        return build_settings([*workspace.layers(asked.profile, name), entry.layer])[1]
    return build_settings(find_workspace(Path.cwd()).layers(asked.profile, name))[1]


# --------------------------------------------------------------------------------------------- private


def _build_request(entry: Listed, variant: str, layers: list[Located], workspace: Workspace) -> Request:
    settings, _ = build_settings([*layers, entry.layer])
    return Request(entry.song, variant, settings, load_theme(settings["segments"].planned["theme"], workspace))


def _list_songs(asked: Asked) -> tuple[Workspace, list[Listed]]:
    if asked.song and asked.catalogue:
        raise UsageError(asked.song, "a song and a catalogue were named", "name one of them, or pick songs of a catalogue with --song")
    workspace = find_workspace((asked.catalogue or Path.cwd() / "_").parent)
    if asked.song is None:
        file = asked.catalogue or workspace.catalogue_file()
        return workspace, _pick_songs(read_catalogue(file, workspace.root or file.absolute().parent), asked.only, file)
    entry = _find_listed(asked.song, workspace) or _list_path(Path(asked.song), asked)
    return workspace, [_apply_given(entry, asked)]


def _pick_songs(listed: list[Listed], only: Iterable[str], file: Path) -> list[Listed]:
    known = {entry.song.id: entry for entry in listed}
    for name in only:
        if name not in known:
            raise UsageError(f"--song {name}", f"{file} has no such song", f"known: {', '.join(known) or 'none'}")
    return [known[name] for name in dict.fromkeys(only)] if only else listed


def _find_listed(song: str, workspace: Workspace) -> Listed | None:
    """The catalogue's entry of this id or this audio file, if there is one."""
    if not workspace.root or not workspace.catalogue_file().is_file():
        return None
    listed = read_catalogue(workspace.catalogue_file(), workspace.root)
    path = Path(song).resolve()
    return next((entry for entry in listed if song == entry.song.id or path == entry.song.audio.resolve()), None)


def _list_path(audio: Path, asked: Asked) -> Listed:
    if audio.is_dir():
        raise UsageError(str(audio), "is a folder", "name an audio file, or a catalogue with --catalogue")
    if not audio.exists():
        raise UsageError(str(audio), "there is no such file, and no song of this id", "check the path")
    return list_file(audio, asked.lyrics, asked.language)


def _apply_given(entry: Listed, asked: Asked) -> Listed:
    """Lyrics and language from the command line stand above a catalogue's."""
    if asked.lyrics and not asked.lyrics.is_file():
        raise UsageError(str(asked.lyrics), "there is no such lyrics file", "check the path after --lyrics")
    if asked.lyrics and asked.lyrics.suffix.lower().lstrip(".") not in LYRICS_FORMATS:
        raise UsageError(str(asked.lyrics), "the lyrics' format is not known", "name a file that ends in .lrc, .txt or .srt")
    if not asked.lyrics and not asked.language:
        return entry
    given = list_file(entry.song.audio, asked.lyrics, asked.language)
    return Listed(replace(entry.song, lyrics=asked.lyrics or entry.song.lyrics), lay_over(entry.layer, given.layer))
