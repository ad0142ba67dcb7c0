"""`stage status`, `stage bump`, `stage accept`."""

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Versions of the engines: what the keys mean.")


@app.command("status")
def stage_status(
    check: Annotated[bool, typer.Option("--check", help="Exit with 2 if an engine changed without a word.")] = False,
) -> int:
    """List every engine with its version, and whether its code is what that version was given for."""
    from flows.versions import run_status

    return run_status(check)


@app.command("bump")
def stage_bump(names: Annotated[list[str], typer.Argument(metavar="STAGE.ENGINE...")]) -> int:
    """Say that an engine's results change: its steps will run again."""
    from flows.versions import run_bump

    return run_bump(names)


@app.command("accept")
def stage_accept(
    names: Annotated[list[str], typer.Argument(metavar="STAGE.ENGINE...")],
    why: Annotated[str, typer.Option("--why", help="What changed in the code, and why results do not.")],
) -> int:
    """Say that an engine's results stay, once the demo song's outputs, made again, are the same bytes."""
    from flows.versions import run_accept

    return run_accept(names, why)
