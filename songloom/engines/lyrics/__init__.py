"""The sources of the lyrics stage: which one speaks is decided per song, in the order of the setting `lyrics.sources`."""

from songloom.engines.family import Family
from songloom.engines.lyrics.contract import FileOptions, LyricsOptions, LyricsPlan, TagsOptions

FAMILY = Family(
    engines={"file": "songloom.engines.lyrics.file:File", "tags": "songloom.engines.lyrics.tags:Tags"},
    chosen_by_song=True,
    common=LyricsOptions,
    planned=LyricsPlan,
    options={"file": FileOptions, "tags": TagsOptions},
)
