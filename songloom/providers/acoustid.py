"""What a song is called, told from its sound: AcoustID knows the recording, MusicBrainz its names where AcoustID does not."""

import re
from functools import cache
from typing import Any

from pydantic import BaseModel, FiniteFloat, TypeAdapter

from songloom.providers.candidate import Names, clean_name
from songloom.providers.endpoints import ACOUSTID_KEY, Endpoints, Keys
from songloom.providers.exchange import Call
from songloom.providers.fit import MOST_APART_S
from songloom.providers.musicbrainz import find_recording
from songloom.providers.web import UnansweredError, Web, read_json

# Below this a fingerprint is as often another song's.
LEAST_SCORE = 0.7
MOST_NAMES = 3
WRONG_KEY, TOO_OFTEN = 4, 14

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Artist(BaseModel):
    """Who is credited."""

    name: str = ""


class Group(BaseModel):
    """A release group: an album in all its editions."""

    title: str = ""


class Recording(BaseModel):
    """A recording as AcoustID hands it on; often it holds an id only."""

    id: str
    title: str = ""
    duration: FiniteFloat | None = None
    artists: tuple[Artist, ...] = ()
    releasegroups: tuple[Group, ...] = ()


class Result(BaseModel):
    """A fingerprint that resembles ours; `score` in [0, 1]."""

    score: FiniteFloat
    recordings: tuple[Recording, ...] = ()


class Complaint(BaseModel):
    """What was wrong with a request."""

    code: int = 0
    message: str = ""


class Lookup(BaseModel):
    """The answer of `/v2/lookup` (https://acoustid.org/webservice)."""

    status: str
    results: tuple[Result, ...] = ()
    error: Complaint = Complaint()


def find_names(fingerprint: str, duration_s: float, web: Web, access: tuple[Endpoints, Keys]) -> tuple[Names, ...]:
    """The names that the sound is known by, best match first; UnansweredError where that cannot be asked."""
    endpoints, keys = access
    form = {
        "format": "json",
        "client": keys.acoustid,
        "duration": str(int(duration_s)),
        "fingerprint": fingerprint,
        "meta": "recordings releasegroups compress",
    }
    # A form, not an address: addresses are logged on their way, and the key is nobody's business.
    page = web.fetch(Call("acoustid", f"{endpoints.acoustid}/v2/lookup", form=form))
    lookup = read_json(page, _adapter(), "acoustid")
    if lookup.status != "ok":
        raise UnansweredError("acoustid", _explain(lookup.error))
    fitting = [
        recording
        for result in sorted(lookup.results, key=lambda result: -result.score)
        if result.score >= LEAST_SCORE
        for recording in result.recordings
        if recording.duration is None or abs(recording.duration - duration_s) <= MOST_APART_S
    ]
    named = [_name(recording, web, endpoints.musicbrainz) for recording in fitting[:MOST_NAMES]]
    return tuple(dict.fromkeys(names for names in named if names and names.title))


# --------------------------------------------------------------------------------------------- private


def _name(recording: Recording, web: Web, musicbrainz: str) -> Names | None:
    title, artist = clean_name(recording.title), clean_name(", ".join(one.name for one in recording.artists))
    if title and artist:
        album = clean_name(recording.releasegroups[0].title) if recording.releasegroups else ""
        return Names(title, artist, album)
    # What becomes part of an address is nothing but an id.
    return find_recording(recording.id, web, musicbrainz) if _UUID.fullmatch(recording.id) else None


def _explain(error: Complaint) -> str:
    if error.code == WRONG_KEY:
        return f"does not know the key in {ACOUSTID_KEY}"
    if error.code == TOO_OFTEN:
        return "says it is asked too often"
    return f"refuses the question (error {error.code})"


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(Lookup)
