"""The sources of the lyrics stage: which one speaks is decided per song, in the order of the setting `lyrics.sources`."""

from songloom.engines.family import Family
from songloom.engines.lyrics.contract import AnswerOptions, FileOptions, HeardOptions, LyricsOptions, LyricsPlan, TagsOptions

FAMILY = Family(
    engines={
        "file": "songloom.engines.lyrics.file:File",
        "tags": "songloom.engines.lyrics.tags:Tags",
        "lrclib": "songloom.engines.lyrics.answer:Answered",
        "genius": "songloom.engines.lyrics.answer:Answered",
        "heard": "songloom.engines.lyrics.heard:AsHeard",
    },
    chosen_by_song=True,
    common=LyricsOptions,
    planned=LyricsPlan,
    options={"file": FileOptions, "tags": TagsOptions, "lrclib": AnswerOptions, "genius": AnswerOptions, "heard": HeardOptions},
)
