"""The command line. Exit codes: 0 all done, 1 some songs failed, 2 usage or configuration, 3 store, 4 environment, 130 interrupted."""

from pathlib import Path
from typing import Annotated

import typer

from flows.exits import end_with

app = typer.Typer(
    name="songloom",
    help="Weave a music catalogue into lyric videos. Every step is cached by content: only what changed is made again.",
    epilog="Exit codes: 0 all done · 1 some songs failed · 2 usage or configuration · 3 store · 4 environment · 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
words_app = typer.Typer(no_args_is_help=True, help="Move words by hand: export them, edit, import.")
stage_app = typer.Typer(no_args_is_help=True, help="Versions of the engines: what the keys mean.")
models_app = typer.Typer(no_args_is_help=True, help="Weights of models: get them, list them, read them again.")
app.add_typer(words_app, name="words")
app.add_typer(models_app, name="models")
app.add_typer(stage_app, name="stage")

Song = Annotated[str, typer.Argument(metavar="SONG", help="The id of a song in the catalogue, or an audio file.")]
MaybeSong = Annotated[str | None, typer.Argument(metavar="[PATH]", help="An audio file; left out, the workspace's catalogue.")]
Catalogue = Annotated[Path | None, typer.Option("--catalogue", help="A catalogue.yaml instead of the workspace's.")]
Only = Annotated[list[str] | None, typer.Option("--song", help="Only this song of the catalogue; may be repeated.")]
Lyrics = Annotated[Path | None, typer.Option("--lyrics", help="The words: .ttml, .lrc, .vtt, .srt, .txt. Else a sidecar, else the tags.")]
Language = Annotated[str, typer.Option("--language", help="ISO 639-1 code, such as en. Else told from the words.")]
Variants = Annotated[list[str] | None, typer.Option("--variant", help="A variant; may be repeated; 'all' for every one.")]
Variant = Annotated[str, typer.Option("--variant", help="The variant.")]
Profile = Annotated[str, typer.Option("--profile", help="A set of engines: embedded downloads nothing.")]
Until = Annotated[str | None, typer.Option("--until", help="Stop after this stage.")]
StoreDir = Annotated[Path | None, typer.Option("--store", help="The store's folder instead of the workspace's artifacts/.")]
Machine = Annotated[str | None, typer.Option("--machine", help="How to run: a file of configs/machines; else default.yaml there.")]
Offline = Annotated[bool, typer.Option("--offline", help="Ask no provider of lyrics: only what they answered before.")]
Form = Annotated[str | None, typer.Option("--format", help="csv, audacity (labels) or elrc (enhanced LRC). Else as the suffix says.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines, and nothing else.")]


def main() -> None:
    """Run the command line: every error ends in one clear sentence and its exit code, none in a traceback."""
    end_with(lambda: app(standalone_mode=False))


@app.command()
def weave(
    path: MaybeSong = None,
    catalogue: Catalogue = None,
    song: Only = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variants = None,
    profile: Profile = "embedded",
    until: Until = None,
    runner: Annotated[str | None, typer.Option("--runner", help="inline or threads; else inline for one song.")] = None,
    store: StoreDir = None,
    machine: Machine = None,
    offline: Offline = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Copy what was asked for into this folder.")] = None,
    manifest: Annotated[Path | None, typer.Option("--manifest", help="Write the digests of all outputs into this file.")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print failures only.")] = False,
    as_json: Json = False,
) -> int:
    """Weave a song, or the catalogue, into lyric videos."""
    from flows.commands import Delivery, run_weave
    from flows.select import Asked

    asked = Asked(path, catalogue, tuple(song or ()), lyrics, language, tuple(variant or ()), profile, store, machine, offline)
    return run_weave(asked, until, runner, Delivery(output, manifest, quiet, as_json))


@app.command()
def plan(
    path: MaybeSong = None,
    catalogue: Catalogue = None,
    song: Only = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variants = None,
    profile: Profile = "embedded",
    until: Until = None,
    store: StoreDir = None,
    machine: Machine = None,
    offline: Offline = False,
    as_json: Json = False,
) -> int:
    """Say what `weave` would run, for certain and at most, and about how long it would take."""
    from flows.commands import run_plan
    from flows.select import Asked

    asked = Asked(path, catalogue, tuple(song or ()), lyrics, language, tuple(variant or ()), profile, store, machine, offline)
    return run_plan(asked, until, as_json)


@app.command()
def why(
    song: Song,
    stage: Annotated[str, typer.Argument(help="The stage, such as segments.")],
    catalogue: Catalogue = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variant = "main",
    profile: Profile = "embedded",
    store: StoreDir = None,
    offline: Offline = False,
    as_json: Json = False,
) -> int:
    """Say why a step would run, or last ran: the first field that differs from the record before."""
    from flows.inspect import run_why
    from flows.select import Asked

    return run_why(Asked(song, catalogue, (), lyrics, language, (variant,), profile, store, None, offline), stage, as_json)


@app.command()
def show(
    song: Song,
    catalogue: Catalogue = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variant = "main",
    profile: Profile = "embedded",
    store: StoreDir = None,
    offline: Offline = False,
    as_json: Json = False,
) -> int:
    """Show how a song's video came to be: every stage, its engine, its key, its files."""
    from flows.inspect import run_show
    from flows.select import Asked

    return run_show(Asked(song, catalogue, (), lyrics, language, (variant,), profile, store, None, offline), as_json)


@app.command()
def preview(
    song: Song,
    at: Annotated[float, typer.Option("--at", min=0, max=100_000, help="Seconds from the start of the song.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The PNG to write.")],
    catalogue: Catalogue = None,
    lyrics: Lyrics = None,
    language: Language = "",
    variant: Variant = "main",
    profile: Profile = "embedded",
    store: StoreDir = None,
) -> int:
    """Draw one frame of the video as a PNG, without encoding anything."""
    from flows.preview import run_preview
    from flows.select import Asked

    return run_preview(Asked(song, catalogue, (), lyrics, language, (variant,), profile, store), at, output)


@app.command()
def params(
    song: Annotated[str | None, typer.Argument(metavar="[SONG]", help="A song whose own settings are laid on top.")] = None,
    variant: Variant = "main",
    profile: Profile = "embedded",
    as_json: Json = False,
    schema: Annotated[bool, typer.Option("--schema", help="Print the JSON schema of params.yaml instead, for editors.")] = False,
) -> int:
    """Print every parameter with where its value came from."""
    from flows.inspect import run_params
    from flows.select import Asked

    return run_params(Asked(song, variants=(variant,), profile=profile), as_json, schema)


@app.command()
def score(
    timing: Annotated[Path, typer.Argument(help="A timing.json.")],
    truth: Annotated[Path, typer.Argument(help="A CSV with word, start_s, end_s, line.")],
) -> int:
    """Score word times against the truth, as JSON."""
    from flows.scoring import run_score

    return run_score(timing, truth)


@app.command()
def verify(store: StoreDir = None, as_json: Json = False) -> int:
    """Read every byte of the store again; what is damaged goes to quarantine, and the next weave makes it again."""
    from flows.commands import run_verify
    from flows.select import Asked

    return run_verify(Asked(store=store), as_json)


@app.command()
def doctor(as_json: Json = False) -> int:
    """Say what is installed, which engines can run here, and on which device."""
    from flows.doctor import run_doctor

    return run_doctor(as_json)


@words_app.command("export")
def export_words(
    song: Song,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file to write; else it is printed.")] = None,
    form: Form = None,
    lyrics: Lyrics = None,
    language: Language = "",
    profile: Profile = "embedded",
    store: StoreDir = None,
) -> int:
    """Write a song's words with their times: as CSV, or as .txt labels for Audacity, or as enhanced .lrc."""
    from flows.editing import run_export
    from flows.select import Asked

    return run_export(Asked(song, None, (), lyrics, language, (), profile, store), output, form)


@words_app.command("import")
def import_words(
    song: Song,
    file: Annotated[Path, typer.Argument(help="The edited export.")],
    form: Form = None,
    lyrics: Lyrics = None,
    language: Language = "",
    profile: Profile = "embedded",
    store: StoreDir = None,
) -> int:
    """Keep the times that an edited export changes as edits of their own: the next weave lays them over the alignment."""
    from flows.editing import run_import
    from flows.select import Asked

    return run_import(Asked(song, None, (), lyrics, language, (), profile, store), file, form)


@models_app.command("fetch")
def models_fetch(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="A name of `models list`, or owner/name on the hub.")],
    revision: Annotated[str | None, typer.Option("--revision", help="40 hex digits; else the pinned one, else the newest.")] = None,
    source: Annotated[Path | None, typer.Option("--from", help="A folder that holds the weights; no network is used.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Download without asking.")] = False,
    noncommercial: Annotated[
        bool, typer.Option("--accept-noncommercial", help="Take weights whose licence allows no commercial use.")
    ] = False,
) -> int:
    """Get weights and pin them in models.lock: repository, revision, the digest of every file."""
    from flows.weights import Agreed, run_fetch

    return run_fetch(names, revision, source, Agreed(yes, noncommercial))


@models_app.command("list")
def models_list(as_json: Json = False) -> int:
    """List the weights that have a name: what for, licence, size, pinned revision, and whether they are here."""
    from flows.weights import run_list

    return run_list(as_json)


@models_app.command("verify")
def models_verify(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", help="Else all that were fetched here.")] = None,
    as_json: Json = False,
) -> int:
    """Read every byte of the weights again; what is damaged is put aside, and fetching heals it."""
    from flows.weights import run_verify

    return run_verify(names or [], as_json)


@stage_app.command("status")
def stage_status(
    check: Annotated[bool, typer.Option("--check", help="Exit with 2 if an engine changed without a word.")] = False,
) -> int:
    """List every engine with its version, and whether its code is what that version was given for."""
    from flows.versions import run_status

    return run_status(check)


@stage_app.command("bump")
def stage_bump(names: Annotated[list[str], typer.Argument(metavar="STAGE.ENGINE...")]) -> int:
    """Say that an engine's results change: its steps will run again."""
    from flows.versions import run_bump

    return run_bump(names)


@stage_app.command("accept")
def stage_accept(
    names: Annotated[list[str], typer.Argument(metavar="STAGE.ENGINE...")],
    why: Annotated[str, typer.Option("--why", help="What changed in the code, and why results do not.")],
) -> int:
    """Say that an engine's results stay, once the demo song's outputs, made again, are the same bytes."""
    from flows.versions import run_accept

    return run_accept(names, why)


if __name__ == "__main__":
    main()
