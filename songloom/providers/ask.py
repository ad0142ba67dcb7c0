"""The one way in: what is known of a song's words already, and, where the flow says so, asking for them."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from songloom.model.answer import Answer, Provider, Query, Reply
from songloom.providers.cache import Cache, find_cache_folder
from songloom.providers.clock import Clock
from songloom.providers.endpoints import GENIUS_TOKEN, Endpoints, Keys, read_keys

if TYPE_CHECKING:
    from songloom.providers.candidate import Candidate
    from songloom.providers.enquiry import Enquiry
    from songloom.providers.web import Web

# Raised when the same record would be judged otherwise: older answers are asked for again.
RULES = 1
MOST_REFUSED = 12
# Of each source: whether a record with line times is worth looking for behind one without.
HAS_TIMES: Mapping[Provider, bool] = {"lrclib": True, "genius": False}


@dataclass(frozen=True)
class Providers:
    """The sources as one run sees them. `open_web` is None where nobody may be asked (`--offline`): a normal state, in which what is
    known is used."""

    cache: Cache
    endpoints: Endpoints
    keys: Keys
    open_web: "Callable[[], Web] | None"

    def find_known(self, query: Query) -> Reply | None:
        """The reply that needs no asking, None where somebody has to be asked first. It reads files of the cache, never the network."""
        refused: list[str] = []
        for source in query.sources:
            answer = self._recall(query, source, is_stale_good=False)
            if answer is None and not self._lacks_token(source):
                return None
            if answer is not None and answer.has_words():
                return Reply(answer, refused=tuple(refused))
            refused += answer.refused if answer else ()
        return Reply(_say_none(refused), tuple(self._list_tokenless(query)), tuple(refused))

    def find_lyrics(self, query: Query) -> Reply:
        """Ask source after source until one has a record that fits; nothing that a source says, or fails to say, is an error here."""
        refused: list[str] = []
        unasked: list[str] = []
        is_known = True
        for source in query.sources:
            answer, reasons = self._recall_or_ask(query, source)
            unasked += reasons
            if answer is not None and answer.has_words():
                return Reply(answer, tuple(unasked), tuple(refused))
            refused += answer.refused if answer else ()
            is_known = is_known and (answer is not None or self._lacks_token(source))
        return Reply(_say_none(refused) if is_known else None, tuple(unasked), tuple(refused))

    def close(self) -> None:
        """Let go of all connections."""
        if self.open_web is not None:
            self.open_web().close()

    def _recall_or_ask(self, query: Query, source: Provider) -> tuple[Answer | None, list[str]]:
        """A source's answer, None where it cannot be asked; and who could not be asked, and why."""
        if answer := self._recall(query, source, is_stale_good=self.open_web is None):
            return answer, []
        if self._lacks_token(source):
            return None, self._list_tokenless(query)
        if self.open_web is None:
            return None, [f"{source} was not asked: offline"]
        from songloom.providers.enquiry import Enquiry
        from songloom.providers.web import UnansweredError

        enquiry = Enquiry(query, self.open_web(), self.endpoints, self.keys)
        try:
            answer = _ask_source(source, enquiry)
        except UnansweredError as error:
            enquiry.unasked.append(str(error))
            return self._recall(query, source, is_stale_good=True), enquiry.unasked
        if not answer.has_words() and enquiry.unasked:
            # Not all ways were tried, so this is no "no" to be believed for a week.
            return None, enquiry.unasked
        self._keep(query, source, answer)
        return answer, enquiry.unasked

    def _recall(self, query: Query, source: Provider, is_stale_good: bool) -> Answer | None:
        kept = self.cache.find(self._name_song(query, source))
        if kept is not None and kept.answer.has_words() and (kept.checked == _digest(query.heard) or _is_still_heard(kept.answer, query)):
            return kept.answer
        kept = self.cache.find(self._name_attempt(query, source))
        return kept.answer if kept is not None and (is_stale_good or self.cache.is_fresh(kept)) else None

    def _keep(self, query: Query, source: Provider, answer: Answer) -> None:
        name = self._name_song(query, source) if answer.has_words() else self._name_attempt(query, source)
        self.cache.keep(name, answer, _digest(query.heard))

    def _name_song(self, query: Query, source: Provider) -> dict[str, Any]:
        """What an answer with words is kept under: all that identifies the song, and where was asked."""
        own = {"title": query.title, "artist": query.artist, "album": query.album, "duration_s": query.duration_s}
        address = self.endpoints.lrclib if source == "lrclib" else self.endpoints.genius_api
        asked = {"rules": RULES, "source": source, "address": address, "ways": query.ways, "audio": query.audio_digest}
        return own | asked

    def _name_attempt(self, query: Query, source: Provider) -> dict[str, Any]:
        """What an answer without words is kept under: besides that, all that a new attempt could have more of."""
        return self._name_song(query, source) | {"heard": _digest(query.heard), "has_key": bool(self.keys.acoustid)}

    def _lacks_token(self, source: Provider) -> bool:
        return source == "genius" and not self.keys.genius

    def _list_tokenless(self, query: Query) -> list[str]:
        return [f"{source} was not asked: no token in {GENIUS_TOKEN}" for source in query.sources if self._lacks_token(source)]


def open_providers(endpoints: Endpoints, offline: bool) -> Providers:
    """The providers of a run, with the user's cache and keys; nothing is opened before somebody has to be asked."""
    folder, clock = find_cache_folder(), Clock()

    def open_web() -> "Web":
        from songloom.providers.pace import Pace
        from songloom.providers.web import Web

        return Web(Pace(folder / "pace", clock), clock)

    return Providers(Cache(folder, clock), endpoints, read_keys(), None if offline else _once(open_web))


# --------------------------------------------------------------------------------------------- private


def _ask_source(source: Provider, enquiry: "Enquiry") -> Answer:
    refused: dict[str, None] = {}
    groups: Iterator[Iterator[Candidate]] = import_module(f"songloom.providers.{source}").list_groups(enquiry)
    for group in groups:
        if found := _choose(group, enquiry.query, refused, HAS_TIMES[source]):
            names = found.names
            return Answer(source, found.record, found.url, names.title, names.artist, found.format, found.text, _cut(refused))
    return Answer(source, "", "", "", "", "txt", "", _cut(refused))


def _choose(group: "Iterator[Candidate]", query: Query, refused: dict[str, None], has_times: bool) -> "Candidate | None":
    """The first record that fits, one with line times before one without where the source has any."""
    from songloom.providers.fit import find_misfit

    second: Candidate | None = None
    for found in group:
        if reason := find_misfit(found, query):
            refused[f"{found.source} {found.record} {reason}"] = None
        elif found.format == "lrc" or not has_times:
            return found
        else:
            second = second or found
    return second


def _is_still_heard(answer: Answer, query: Query) -> bool:
    from songloom.providers.fit import is_still_heard

    return is_still_heard(answer.text, query.heard)


def _say_none(refused: list[str]) -> Answer:
    return Answer("", "", "", "", "", "txt", "", tuple(refused))


def _cut(refused: Mapping[str, None]) -> tuple[str, ...]:
    reasons = list(refused)
    more = len(reasons) - MOST_REFUSED
    return (*reasons[:MOST_REFUSED], *((f"and {more} more",) if more > 0 else ()))


def _digest(heard: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(heard).encode()).hexdigest()


def _once(make: "Callable[[], Web]") -> "Callable[[], Web]":
    """The same every time, made the first time."""
    from functools import cache

    return cache(make)
