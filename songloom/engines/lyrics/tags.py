"""Lyrics from the tags of the audio file itself."""

from songloom.engines.lyrics.contract import Reading, TagsOptions
from songloom.engines.lyrics.formats import parse_lyrics
from songloom.errors import InputError
from songloom.model.audio import AudioTags
from songloom.model.document import load_document


class Tags:
    """Reads the `AudioTags` that the audio stage kept."""

    def __init__(self, options: TagsOptions) -> None:
        self._options = options

    def read(self, data: bytes) -> Reading:
        """The lyrics of the first tag that can be read, timed ones first, and what it says beside them; `data` is the canonical JSON of
        an `AudioTags`."""
        tags = load_document(data, AudioTags)
        refusal = InputError("", "the tags hold no lyrics", "put a lyrics file beside the audio, or name one with --lyrics")
        for tag in sorted(tags.lyrics, key=lambda tag: tag.format != "lrc"):
            try:
                return parse_lyrics(tag.text.encode(), tag.format, "tags", self._options.language)
            except InputError as error:
                refusal = InputError("", f"the lyrics in the tags: {error.what}", error.cure)
        raise refusal
