"""The names of a recording, from MusicBrainz."""

from functools import cache
from typing import Any

from pydantic import BaseModel, Field, TypeAdapter

from songloom.providers.candidate import Names, clean_name
from songloom.providers.exchange import Call
from songloom.providers.web import UnansweredError, Web, read_json


class Credit(BaseModel):
    """One artist, and what stands between them and the next."""

    name: str = ""
    joinphrase: str = ""


class Release(BaseModel):
    """An album that the recording is on."""

    title: str = ""


class Recording(BaseModel):
    """The answer of `/ws/2/recording/ID?inc=artist-credits+releases` (https://musicbrainz.org/doc/MusicBrainz_API)."""

    title: str = ""
    credits: tuple[Credit, ...] = Field((), alias="artist-credit")
    releases: tuple[Release, ...] = ()


def find_recording(mbid: str, web: Web, address: str) -> Names | None:
    """The names of a recording by its id (a UUID), None where MusicBrainz has no such; UnansweredError where it cannot be asked."""
    page = web.fetch(Call("musicbrainz", f"{address}/ws/2/recording/{mbid}", {"inc": "artist-credits+releases", "fmt": "json"}))
    if page.status == 404:
        return None
    if page.status != 200:
        raise UnansweredError("musicbrainz", f"refuses the question (HTTP {page.status})")
    recording = read_json(page, _adapter(), "musicbrainz")
    artist = clean_name("".join(credit.name + credit.joinphrase for credit in recording.credits))
    return Names(clean_name(recording.title), artist, clean_name(recording.releases[0].title) if recording.releases else "")


# --------------------------------------------------------------------------------------------- private


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(Recording)
