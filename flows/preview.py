"""`preview`: one frame of the video as a PNG."""

from pathlib import Path

from flows.progress import Bars
from flows.select import Asked, open_store, select_one
from flows.weave import weave
from rich.console import Console
from songloom.errors import UsageError
