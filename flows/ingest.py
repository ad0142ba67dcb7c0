"""`ingest`: which songs a catalogue holds, by content; all that cannot be read is said at once."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.progress import Progress

from flows.commands import print_json
from flows.console import open_console
from flows.export import write_file
from flows.scoring import find_truth
from flows.select import Asked, open_store, select_requests
from songloom.errors import ConfigError, InputError, Problem
from songloom.model.document import dump_canonical
from songloom.model.song import Song
from songloom.pipeline.digests import Digests, open_digests
from songloom.pipeline.outside import find_translation, hash_given
from songloom.pipeline.pictures import list_pictures
from songloom.pipeline.sources import find_sidecar
from songloom.settings.located import Located, pick, read_yaml
from songloom.settings.workspace import Workspace, find_workspace

# What a file is to a song → what it is called where it cannot be read.
ROLES: Mapping[str, str] = {
    "audio": "the audio file",
    "lyrics": "the lyrics file",
    "vocals": "the vocals",
    "instrumental": "the instrumental",
    "edits": "the file of edits",
    "translation": "the translation",
    "pictures": "the picture",
    "truth": "the truth table",
}
# DVC says in the environment which of its stages a command runs for.
DVC_STAGE = "DVC_STAGE"


@dataclass(frozen=True)
class Own:
    """One file of a song's own, by its role."""

    song: str
    role: str
    path: Path


def run_ingest(asked: Asked, output: Path | None, as_json: bool) -> int:
    """Write every song with the digests of its own files; 1, and nothing is written, where one cannot be read."""
    songs = [request.song for request in select_requests(asked)]
    files = [own for song in songs for own in list_files(song)]
    check_watched(files, find_workspace((asked.catalogue or Path.cwd() / "_").parent))
    remembered = open_digests(open_store(asked).root)
    digests, errors = _hash_files(files, remembered, as_json)
    remembered.save()
    document = build_ingest(songs, files, digests)
    if errors:
        console = open_console(stderr=True)
        for own, error in errors.items():
            console.print(f"failed: {own.song}: {error}", style="red", soft_wrap=True, markup=False)
    elif output:
        write_file(output, dump_canonical(document))
    if as_json:
        print_json(document | {"failed": [{"song": own.song, "error": str(error)} for own, error in errors.items()]})
    elif not errors:
        _print_ingest(document, files)
    return 1 if errors else 0


def list_files(song: Song) -> Iterator[Own]:
    """A song's own files: those that its entry names, whether or not they are there, and those that are found beside them."""
    named = {"audio": song.audio, "lyrics": song.lyrics, "vocals": song.vocals, "instrumental": song.instrumental}
    found = {"lyrics": song.lyrics or find_sidecar(song.audio), "truth": find_truth(song.audio), "translation": find_translation(song)}
    edits = {"edits": song.edits if song.edits.exists() else None}
    pictures: dict[str, Path] = {}
    # A folder that cannot be used is told by the step that shows what it holds.
    with suppress(InputError):
        pictures = {f"pictures/{name}": path for name, path in list_pictures(song, "footage").items()}
    for role, path in {**named, **found, **edits, **pictures}.items():
        if path:
            yield Own(song.id, role, path)


def build_ingest(songs: Sequence[Song], files: Sequence[Own], digests: Mapping[Own, str]) -> dict[str, Any]:
    """The songs in the catalogue's order, each with role → digest, and under `duplicates` the groups of songs whose audio is equal.

    Neither a path nor a time is in it: a file that moved is the same file.
    """
    found = {song: {own.role: digests.get(own, "") for own in group} for song, group in groupby(files, key=lambda own: own.song)}
    by_audio: dict[str, list[str]] = {}
    for song, roles in found.items():
        by_audio.setdefault(roles["audio"], []).append(song)
    duplicates = [ids for digest, ids in by_audio.items() if digest and len(ids) > 1]
    return {"songs": [{"id": song.id, "files": found[song.id]} for song in songs], "duplicates": duplicates}


def check_watched(files: Sequence[Own], workspace: Workspace) -> None:
    """Run by DVC, every file of a song must lie below a dependency of DVC's stage: else its change would go unseen (ConfigError)."""
    stage = os.environ.get(DVC_STAGE, "").rsplit(":", 1)[-1]
    recipe = workspace.root / "dvc.yaml" if workspace.root else None
    if not stage or recipe is None or not recipe.is_file():
        return
    document = read_yaml(recipe, "dvc")
    stages = document.data.get("stages", {}) if isinstance(document.data, dict) else {}
    problems = list(_list_unwatched(files, pick(document, ("stages", stage, "deps")), recipe.parent)) if stage in stages else []
    if problems:
        raise ConfigError(tuple(problems))


# --------------------------------------------------------------------------------------------- private


def _list_unwatched(files: Sequence[Own], deps: Located, root: Path) -> Iterator[Problem]:
    """One problem for each folder that DVC does not watch."""
    names = [next(iter(dep)) if isinstance(dep, dict) else str(dep) for dep in deps.data or ()]
    if any("${" in name for name in names):
        # Only DVC can say what a variable stands for.
        return
    watched = [Path(os.path.normpath(root / name)) for name in names]
    paths = [Path(os.path.normpath(own.path.absolute())) for own in files]
    outside = [path.parent for path in paths if not any(path.is_relative_to(place) for place in watched)]
    for folder in dict.fromkeys(outside):
        name = folder.relative_to(root) if folder.is_relative_to(root) else folder
        origin = deps.origin_of(())
        yield Problem(origin.file, origin.line, f"songs lie in {name}, which DVC does not watch; add it to the stage's deps")


def _hash_files(files: Sequence[Own], remembered: Digests, is_quiet: bool) -> tuple[dict[Own, str], dict[Own, InputError]]:
    digests: dict[Own, str] = {}
    errors: dict[Own, InputError] = {}
    with Progress(console=open_console(stderr=True), transient=True, disable=is_quiet) as progress:
        for own in progress.track(files, description="reading the songs' files"):
            try:
                digests[own] = hash_given(own.path, ROLES[own.role.partition("/")[0]], remembered).digest
            except InputError as error:
                errors[own] = error
    return digests, errors


def _print_ingest(document: Mapping[str, Any], files: Sequence[Own]) -> None:
    console = open_console()
    console.print(f"songs: {len(document['songs'])}; files read: {len(files)}")
    for ids in document["duplicates"]:
        console.print(f"the same audio: {', '.join(ids)}", style="yellow", soft_wrap=True, markup=False)
