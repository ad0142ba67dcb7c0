"""Genius: words without times. Its interface has none, so the song's page is read; only where a user lists it and has a token."""

from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, Field, TypeAdapter

from songloom.model.answer import Way
from songloom.providers.candidate import Candidate, Names, clean_name, clean_text
from songloom.providers.endpoints import GENIUS_TOKEN
from songloom.providers.enquiry import Enquiry
from songloom.providers.exchange import Call
from songloom.providers.fit import find_other_name, simplify_title
from songloom.providers.telling import find_quotation
from songloom.providers.web import UnansweredError, read_json

SERVICE = "genius"
# It searches the words themselves: rows that are long enough to be of one song.
QUOTED = (8, 7, 6, 5)
# Every hit costs a page.
MOST_PAGES = 3
# More tags than this that never end are no page: the parser looks for the end of each through all the rest, for minutes.
MOST_OPEN = 1000

_CONTAINER = ("data-lyrics-container", "true")
_EXCLUDED = ("data-exclude-from-selection", "true")
_UNSUNG = ("script", "style", "button", "template", "noscript")


class Artist(BaseModel):
    """Who a song is by."""

    name: str = ""


class Song(BaseModel):
    """A song as a search shows it; `path` is its page's, from the root of the site."""

    id: Annotated[int, Field(ge=0, lt=2**63)]
    title: str = ""
    path: str = ""
    primary_artist: Artist = Artist()
    instrumental: bool | None = None
    lyrics_state: str = "complete"


class Hit(BaseModel):
    """One result of a search."""

    type: str = "song"
    result: Song


class Hits(BaseModel):
    """The results of a search."""

    hits: tuple[Hit, ...] = ()


class Search(BaseModel):
    """The answer of `/search?q=` (https://docs.genius.com)."""

    response: Hits


def list_groups(enquiry: Enquiry) -> Iterator[Iterator[Candidate]]:
    """All songs that may be the one asked for, likeliest first, a group for each way to ask; no page is read before the caller goes on.
    UnansweredError where Genius cannot be asked."""
    for way, names in enquiry.list_names():
        yield _open(enquiry, f"{simplify_title(names.title)} {names.artist}".strip(), way, names)
    if enquiry.may_use_heard() and (words := find_quotation(enquiry.query.heard, QUOTED)):
        yield _open(enquiry, words, "heard", None)


def read_page(html: str) -> str:
    """The words on a song's page, a written line a line; "" where there are none."""
    at = html.find(_CONTAINER[0])
    # The page before the words is long, and none of our business.
    part = html[html.rfind("<", 0, at) :] if at >= 0 else ""
    if part.count("<") > 2 * part.count(">") + MOST_OPEN:
        return ""
    reader = _PageReader()
    reader.feed(part)
    reader.close()
    rows = (" ".join(row.split()) for row in "".join(reader.pieces).split("\n"))
    return clean_text("\n".join(rows))


# --------------------------------------------------------------------------------------------- private


class _PageReader(HTMLParser):
    """Gathers the text in `<div data-lyrics-container="true">`, without what the page itself keeps out of a reader's selection."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._open_divs = 0
        self._skipped = ""
        self._open_skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a container, leave out what is not sung, and break lines where the page does."""
        if self._skipped:
            self._open_skipped += tag == self._skipped
        elif not self._open_divs:
            self._open_divs = int(tag == "div" and _CONTAINER in attrs)
        elif tag in _UNSUNG or (_EXCLUDED in attrs and tag != "br"):
            self._skipped, self._open_skipped = tag, 1
        elif tag == "br":
            self.pieces.append("\n")
        else:
            self._open_divs += tag == "div"

    def handle_endtag(self, tag: str) -> None:
        """Leave what was entered."""
        if self._skipped:
            self._open_skipped -= tag == self._skipped
            self._skipped = self._skipped if self._open_skipped else ""
        elif self._open_divs and tag == "div":
            self._open_divs -= 1
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep what is sung; a line break in the file is none on the page."""
        if self._open_divs and not self._skipped:
            self.pieces.append(data.replace("\n", " "))


def _search(enquiry: Enquiry, words: str) -> list[Song]:
    headers = {"Authorization": f"Bearer {enquiry.keys.genius}"}
    page = enquiry.web.fetch(Call(SERVICE, f"{enquiry.endpoints.genius_api}/search", {"q": words}, headers=headers))
    if page.status in (401, 403):
        raise UnansweredError(SERVICE, f"does not know the token in {GENIUS_TOKEN}")
    if page.status != 200:
        raise UnansweredError(SERVICE, f"refuses the question (HTTP {page.status})")
    hits = read_json(page, _adapter(), SERVICE).response.hits
    return [hit.result for hit in hits if hit.type == "song" and hit.result.lyrics_state == "complete"]


def _open(enquiry: Enquiry, words: str, way: Way, sought: Names | None) -> Iterator[Candidate]:
    songs = [song for song in _search(enquiry, words) if not (sought and find_other_name(_name(song), sought))]
    for song in songs[:MOST_PAGES]:
        # Only the path is taken from the answer: nobody sends us to another host.
        url = f"{enquiry.endpoints.genius_pages}/{quote(song.path.lstrip('/'), safe='-._~%/')}"
        page = enquiry.web.fetch(Call(SERVICE, url))
        if page.status == 404:
            continue
        if page.status != 200:
            raise UnansweredError(SERVICE, f"shows no page (HTTP {page.status})")
        text = read_page(page.body.decode("utf-8", "replace"))
        yield Candidate(SERVICE, str(song.id), url, _name(song), None, "txt", text, bool(song.instrumental), way, sought)


def _name(song: Song) -> Names:
    return Names(clean_name(song.title), clean_name(song.primary_artist.name))


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(Search)
