"""What a command line asks for: songs × variants, each with its settings laid out, and the site where they are worked on."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from flows.asking import Asking
from songloom.engines.lyrics.contract import LYRICS_FORMATS
from songloom.errors import ConfigError, Problem, UsageError
from songloom.model.theme import Theme
from songloom.model.weights import Weights
from songloom.pipeline.outside import Request
from songloom.pipeline.plan import Known
from songloom.providers.ask import open_providers
from songloom.settings.catalogue import Listed, list_file, read_catalogue
from songloom.settings.located import Located, lay_over
from songloom.settings.machine import Machine, read_machine
from songloom.settings.params import Settled, build_settings, lay_song, settle_layers
from songloom.settings.themes import load_theme
from songloom.settings.workspace import ALL, Workspace, find_workspace
from songloom.store import Store
from songloom.weights.lock import read_lock

# What the name of a variant ends with where it is only a draft; no variant of a workspace may have such a name.
DRAFT = "+draft"


@dataclass(frozen=True)
class Asked:
    """The words of a command line that choose songs and the store. `song` names an audio file or the id of a song in the catalogue; with
    `draft` the song is woven small and quickly, beside what it is otherwise."""

    song: str | None = None
    catalogue: Path | None = None
    only: tuple[str, ...] = ()
    lyrics: Path | None = None
    language: str = ""
    variants: tuple[str, ...] = ()
    profile: str = "embedded"
    store: Path | None = None
    machine: str | None = None
    offline: bool = False
    draft: bool = False


@dataclass(frozen=True)
class Site:
    """Where work is done: the store that judges it, the machine, who asks the providers of lyrics, and the weights that are pinned."""

    store: Store
    machine: Machine
    asking: Asking
    weights: Mapping[str, Weights]

    @property
    def known(self) -> Known:
        """What plans know besides the songs."""
        return Known(self.weights, self.asking.find_reply)


def open_store(asked: Asked) -> Store:
    """The store named, else the workspace's, else the user's."""
    return Store((asked.store or find_workspace_of(asked).store_root()).absolute())


def open_site(asked: Asked) -> Site:
    """The store, the machine named, the providers, and the weights that the workspace pins."""
    workspace = find_workspace_of(asked)
    machine = read_machine(asked.machine, workspace)
    machine = replace(machine, offline=machine.offline or asked.offline)
    asking = Asking(open_providers(machine.providers, machine.offline))
    return Site(open_store(asked), machine, asking, read_lock(workspace.lock_of_weights()))


def select_requests(asked: Asked) -> list[Request]:
    """Every song asked for, in every variant asked for; UsageError or ConfigError where that makes no sense.

    Variants that nobody asked for are checked too: all that is wrong is said at once.
    """
    workspace = find_workspace_of(asked)
    listed, declared = _list_songs(asked, workspace), workspace.variants()
    asked_for = declared if ALL in asked.variants else list(dict.fromkeys(asked.variants or ("main",)))
    layers = {name: workspace.layers(asked.profile, name) for name in dict.fromkeys((*asked_for, *declared))}
    find_theme = cache(lambda name: load_theme(name, workspace))
    settled, problems = _settle_variants(layers, find_theme)
    requests = []
    for entry in listed:
        for name in asked_for:
            try:
                requests.append(_build_request(entry, name, settled[name], find_theme))
            except ConfigError as error:
                problems += error.problems
    if problems:
        raise ConfigError(tuple(dict.fromkeys(problems)))
    return [replace(request, variant=request.variant + DRAFT) for request in requests] if asked.draft else requests


def select_one(asked: Asked) -> Request:
    """The one song and variant that `why`, `show` or `preview` look at."""
    return select_requests(asked)[0]


def find_workspace_of(asked: Asked) -> Workspace:
    """The workspace that holds the catalogue named, else the current folder."""
    return find_workspace((asked.catalogue or Path.cwd() / "_").parent)


def lay_out_params(asked: Asked) -> Located:
    """The parameters of a song (or of no song) in a variant, with the origin of every value."""
    workspace = find_workspace_of(asked)
    layers = workspace.layers(asked.profile, asked.variants[0] if asked.variants else "main")
    songs = [entry.layer for entry in _list_songs(asked, workspace)] if asked.song else [workspace.draft()] if asked.draft else []
    return build_settings([*layers, *songs])[1]


# --------------------------------------------------------------------------------------------- private


def _settle_variants(layers: Mapping[str, list[Located]], find_theme: Callable[[str], Theme]) -> tuple[dict[str, Settled], list[Problem]]:
    """The settings of every variant before any song is looked at, and what is wrong with them; songs of a variant that makes no sense
    are laid over the package's own, so that what is wrong with them is said as well."""
    settled, problems = {}, list[Problem]()
    for name, below in layers.items():
        try:
            settled[name] = settle_layers(below)
            find_theme(settled[name].settings["segments"].planned["theme"])
        except ConfigError as error:
            problems += error.problems
            settled[name] = settle_layers(below[:1])
    return settled, problems


def _build_request(entry: Listed, variant: str, settled: Settled, find_theme: Callable[[str], Theme]) -> Request:
    settings = lay_song(settled, entry.layer)
    return Request(entry.song, variant, settings, find_theme(settings["segments"].planned["theme"]))


def _list_songs(asked: Asked, workspace: Workspace) -> list[Listed]:
    if asked.song and asked.only:
        raise UsageError(asked.song, "a song and --song were named", "name one of them")
    listed = [_find_song(asked.song, asked, workspace)] if asked.song else _pick_songs(_read_listed(asked, workspace), asked.only)
    if (asked.lyrics or asked.language) and len(listed) != 1:
        raise UsageError("--lyrics" if asked.lyrics else "--language", f"is for one song, not for {len(listed)}", "pick it with --song")
    if asked.lyrics or asked.language:
        listed = [_apply_given(listed[0], asked)]
    return [replace(entry, layer=lay_over(entry.layer, workspace.draft())) for entry in listed] if asked.draft else listed


def _read_listed(asked: Asked, workspace: Workspace) -> list[Listed]:
    file = asked.catalogue or workspace.catalogue_file()
    return read_catalogue(file, workspace.root or file.absolute().parent)


def _find_song(song: str, asked: Asked, workspace: Workspace) -> Listed:
    """The catalogue's entry of this id or this audio file, else the file itself."""
    path = Path(song)
    has_catalogue = asked.catalogue or (workspace.root and workspace.catalogue_file().is_file())
    for entry in _read_listed(asked, workspace) if has_catalogue else ():
        if song == entry.song.id or path.resolve() == entry.song.audio.resolve():
            return entry
    if path.is_dir():
        raise UsageError(song, "is a folder", "name an audio file, or a catalogue with --catalogue")
    if not path.exists():
        raise UsageError(song, "there is no such file, and no song of this id", "check the path")
    return list_file(path, asked.lyrics, asked.language)


def _pick_songs(listed: list[Listed], only: Iterable[str]) -> list[Listed]:
    known = {entry.song.id: entry for entry in listed}
    for name in only:
        if name not in known:
            raise UsageError(f"--song {name}", "the catalogue has no such song", f"known: {', '.join(known) or 'none'}")
    return [known[name] for name in dict.fromkeys(only)] if only else listed


def _apply_given(entry: Listed, asked: Asked) -> Listed:
    """Lyrics and language from the command line stand above a catalogue's."""
    if asked.lyrics and not asked.lyrics.is_file():
        raise UsageError(str(asked.lyrics), "there is no such lyrics file", "check the path after --lyrics")
    if asked.lyrics and asked.lyrics.suffix.lower().lstrip(".") not in LYRICS_FORMATS:
        raise UsageError(str(asked.lyrics), "the lyrics' format is not known", "name a file that ends in .ttml, .lrc, .vtt, .srt or .txt")
    given = list_file(entry.song.audio, asked.lyrics, asked.language)
    return Listed(replace(entry.song, lyrics=asked.lyrics or entry.song.lyrics), lay_over(entry.layer, given.layer))
