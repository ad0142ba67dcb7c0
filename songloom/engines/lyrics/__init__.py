"""The sources of the lyrics stage: which one speaks is decided per song, in the order of the setting `lyrics.sources`."""

from songloom.engines.lyrics.contract import FileOptions, LyricsOptions, LyricsPlan, TagsOptions

ENGINES = {"file": "songloom.engines.lyrics.file:File", "tags": "songloom.engines.lyrics.tags:Tags"}
CHOSEN_BY_SONG = True
COMMON = LyricsOptions
PLANNED = LyricsPlan
OPTIONS = {"file": FileOptions, "tags": TagsOptions}
