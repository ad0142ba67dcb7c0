"""Where people read: as wide as their terminal, and wide enough for paths where there is none."""

from rich.console import Console

PIPED_COLUMNS = 160


def open_console(stderr: bool = False) -> Console:
    """A console that colours no numbers of its own accord."""
    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=PIPED_COLUMNS)
