"""The command line. Exit codes: 0 all done, 1 some songs failed, 2 usage or configuration, 3 store, 4 environment, 130 interrupted."""

import os

import typer

from flows.cli import auditing, claiming, looking, models, reporting, sharing, stage, starting, storing, weaving, words
from flows.exits import end_with

app = typer.Typer(
    name="songloom",
    help="Weave a music catalogue into lyric videos. Every step is cached by content: only what changed is made again.",
    epilog="Exit codes: 0 all done · 1 some songs failed · 2 usage or configuration · 3 store · 4 environment · 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for commands in (starting, weaving, looking, reporting, storing, auditing, sharing, claiming):
    app.add_typer(commands.app)
for name, commands in (("words", words), ("models", models), ("stage", stage)):
    app.add_typer(commands.app, name=name)


def main() -> None:
    """Run the command line: every error ends in one clear sentence and its exit code, none in a traceback."""
    # Pydantic looks for plugins among all that is installed, and takes a tenth of a short command for it; nothing of ours is one.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    end_with(lambda: app(standalone_mode=False))
