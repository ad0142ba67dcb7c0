"""What several commands take, named once."""

from pathlib import Path
from typing import Annotated

import typer

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
Draft = Annotated[bool, typer.Option("--draft", help="Small and quick to make (360p), beside the real one and never in its place.")]
