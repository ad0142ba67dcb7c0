"""Where people read: as wide as their terminal, and wide enough for paths where there is none."""

import json
from typing import Any

from rich.console import Console

PIPED_COLUMNS = 160


def open_console(stderr: bool = False) -> Console:
    """A console that colours no numbers of its own accord."""
    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=PIPED_COLUMNS)


def print_json(data: Any) -> None:
    """Print plain data as JSON, for machines."""
    Console(highlight=False, soft_wrap=True).out(json.dumps(data, indent=2, sort_keys=True), highlight=False)
