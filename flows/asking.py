"""Asking the providers of lyrics, between one wave of steps and the next: planning itself asks nobody."""

from songloom.model.answer import Query, Reply
from songloom.providers.ask import Providers


class Asking:
    """The providers, and what they replied in this run: who could not be asked is not asked again."""

    def __init__(self, providers: Providers) -> None:
        self._providers = providers
        self._replies: dict[Query, Reply] = {}

    def find_reply(self, query: Query) -> Reply | None:
        """What is known without asking anybody now; offline that is all there is to know. It stays so: a run plans after every wave."""
        if query not in self._replies:
            find = self._providers.find_lyrics if self._providers.open_web is None else self._providers.find_known
            if reply := find(query):
                self._replies[query] = reply
        return self._replies.get(query)

    def ask(self, query: Query) -> None:
        """Ask; what comes of it is found from now on."""
        self._replies[query] = self._providers.find_lyrics(query)
