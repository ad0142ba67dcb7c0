"""One question on its way through the sources: by which names it may be asked, and who could not be asked for them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from songloom.model.answer import Query, Way
from songloom.providers.candidate import Names
from songloom.providers.endpoints import Endpoints, Keys
from songloom.providers.fingerprint import FingerprintError, make_fingerprint
from songloom.providers.fit import fold_words, simplify_title
from songloom.providers.web import UnansweredError, Web


@dataclass
class Enquiry:
    """A query, and what it takes to ask. `unasked` grows while the enquiry goes on."""

    query: Query
    web: Web
    endpoints: Endpoints
    keys: Keys
    unasked: list[str] = field(default_factory=list)
    _by_sound: tuple[Names, ...] | None = None

    def list_names(self) -> Iterator[tuple[Way, Names]]:
        """The names that the song may have, surest first; its sound is looked up only if the caller goes on."""
        query = self.query
        if "tags" in query.ways and query.title:
            yield "tags", Names(query.title, query.artist, query.album)
        if "fingerprint" in query.ways and self.keys.acoustid:
            known = _fold(Names(query.title, query.artist)) if "tags" in query.ways else None
            for names in self._list_by_sound():
                if _fold(names) != known:
                    yield "fingerprint", names

    def may_use_heard(self) -> bool:
        """Whether what was heard may be searched for."""
        return "heard" in self.query.ways

    def _list_by_sound(self) -> tuple[Names, ...]:
        if self._by_sound is None:
            self._by_sound = ()
            from songloom.providers.acoustid import find_names

            try:
                fingerprint = make_fingerprint(self.query.audio)
                self._by_sound = find_names(fingerprint, self.query.duration_s, self.web, (self.endpoints, self.keys))
            except (UnansweredError, FingerprintError) as error:
                self.unasked.append(str(error))
        return self._by_sound


# --------------------------------------------------------------------------------------------- private


def _fold(names: Names) -> tuple[list[str], list[str]]:
    return fold_words(simplify_title(names.title)), fold_words(names.artist)
