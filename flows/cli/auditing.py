"""`recheck`: steps made again and compared."""

from typing import Annotated

import typer

from flows.cli.options import Catalogue, Json, Language, Lyrics, Machine, Offline, Profile, StoreDir, Variants

app = typer.Typer()


@app.command()
def recheck(
    songs: Annotated[list[str] | None, typer.Argument(metavar="[SONG]...", help="Ids of songs, or one audio file. Else all songs.")] = None,
    sample: Annotated[str, typer.Option("--sample", help="How many steps, or a share of those that are done: 20, 5%.")] = "10",
    seed: Annotated[int, typer.Option("--seed", min=0, help="Picks the sample: another number, other steps.")] = 0,
    stage: Annotated[str | None, typer.Option("--stage", help="Only steps of this stage.")] = None,
    catalogue: Catalogue = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variants = None,
    profile: Profile = "embedded",
    store: StoreDir = None,
    machine: Machine = None,
    offline: Offline = False,
    as_json: Json = False,
) -> int:
    """Make some of what is done once more, in a place of its own, and compare; nothing is replaced. 3 where something differs."""
    from flows.recheck import Sample, run_recheck
    from flows.select import Asked

    song, only = (songs[0], ()) if songs and len(songs) == 1 else (None, tuple(songs or ()))
    asked = Asked(song, catalogue, only, lyrics, language, tuple(variant or ()), profile, store, machine, offline)
    return run_recheck(asked, Sample(sample, seed, stage), as_json)
