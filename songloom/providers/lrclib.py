"""LRCLIB: words with line times, no key; exact names first, then less exact ones, then what was heard (https://lrclib.net/docs)."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, TypeAdapter
from pydantic.alias_generators import to_camel

from songloom.model.answer import Query, Way
from songloom.providers.candidate import Candidate, Names, choose_text, clean_name
from songloom.providers.enquiry import Enquiry
from songloom.providers.exchange import Call, Page
from songloom.providers.fit import simplify_title
from songloom.providers.telling import list_hooks
from songloom.providers.web import UnansweredError, read_json

SERVICE = "lrclib"
# It searches titles, artists and albums, not the words: how many rows of how many words are tried, in the hope that one is the title.
# With a fifth of the words not heard, one of these held only words of title and artist for two songs of three (ten songs, five draws).
HOOKS = ((3, 1), (2, 2), (1, 1))
# It refuses to be asked for others.
LENGTHS_S = range(1, 3601)


class Record(BaseModel):
    """A record; `duration` in seconds."""

    model_config = ConfigDict(alias_generator=to_camel)

    id: Annotated[int, Field(ge=0, lt=2**63)]
    track_name: str | None = None
    artist_name: str | None = None
    album_name: str | None = None
    duration: FiniteFloat | None = None
    instrumental: bool | None = None
    plain_lyrics: str | None = None
    synced_lyrics: str | None = None


class Refusal(BaseModel):
    """What comes instead of a record; `name` is `TrackNotFound` where there is none."""

    name: str


def list_groups(enquiry: Enquiry) -> Iterator[Iterator[Candidate]]:
    """All records that may be the song's, likeliest first, a group for each way to ask; nothing is asked before the caller goes on.
    UnansweredError where LRCLIB cannot be asked."""
    for way, names in enquiry.list_names():
        yield _list_named(enquiry, way, names)
    if enquiry.may_use_heard():
        for size, most in HOOKS:
            for words in list_hooks(enquiry.query.heard, size, most):
                yield _search(enquiry, {"q": words}, "heard", None)


# --------------------------------------------------------------------------------------------- private


def _list_named(enquiry: Enquiry, way: Way, names: Names) -> Iterator[Candidate]:
    if names.artist:
        yield from _get_exact(enquiry, way, names)
    params = {"track_name": simplify_title(names.title)} | ({"artist_name": names.artist} if names.artist else {})
    yield from _search(enquiry, params, way, names)


def _get_exact(enquiry: Enquiry, way: Way, names: Names) -> Iterator[Candidate]:
    """The record of these names and this length; with the album, then of any album."""
    length_s = round(enquiry.query.duration_s)
    wanted = {"track_name": names.title, "artist_name": names.artist} | ({"duration": str(length_s)} if length_s in LENGTHS_S else {})
    for params in ({**wanted, "album_name": names.album} if names.album else None, wanted):
        if params is None:
            continue
        page = enquiry.web.fetch(Call(SERVICE, f"{enquiry.endpoints.lrclib}/api/get", params))
        if page.status == 200:
            yield _build(read_json(page, _records(Record), SERVICE), enquiry, way, names)
            return
        if page.status != 404 or read_json(page, _records(Refusal), SERVICE).name != "TrackNotFound":
            raise _complain(page)


def _search(enquiry: Enquiry, params: Mapping[str, str], way: Way, sought: Names | None) -> Iterator[Candidate]:
    """The records that a search finds: with line times before those without, closest in length first."""
    page = enquiry.web.fetch(Call(SERVICE, f"{enquiry.endpoints.lrclib}/api/search", params))
    if page.status != 200:
        raise _complain(page)
    records: list[Record] = read_json(page, _records(list[Record]), SERVICE)
    found = [_build(record, enquiry, way, sought) for record in records]
    # A search by what was heard has nothing else to go by, so a record that hides its length is none.
    yield from sorted((one for one in found if sought or one.duration_s is not None), key=lambda one: _rank(one, enquiry.query))


def _rank(found: Candidate, query: Query) -> tuple[bool, float, int]:
    apart_s = abs(found.duration_s - query.duration_s) if found.duration_s is not None else float("inf")
    return found.format != "lrc", apart_s, int(found.record)


def _build(record: Record, enquiry: Enquiry, way: Way, sought: Names | None) -> Candidate:
    names = Names(clean_name(record.track_name), clean_name(record.artist_name), clean_name(record.album_name))
    form, text = choose_text(record.synced_lyrics, record.plain_lyrics)
    return Candidate(
        source="lrclib",
        record=str(record.id),
        url=f"{enquiry.endpoints.lrclib}/api/get/{record.id}",
        names=names,
        duration_s=record.duration,
        format=form,
        text=text,
        instrumental=bool(record.instrumental),
        way=way,
        sought=sought,
    )


def _complain(page: Page) -> UnansweredError:
    return UnansweredError(SERVICE, f"refuses the question (HTTP {page.status})")


@cache
def _records(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
