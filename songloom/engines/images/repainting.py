"""Has the poor ones among a song's pictures painted again from other seeds, and takes the best of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from songloom.engines.images.contract import PictureRequest
from songloom.engines.images.judge import Look, find_faults, score_look, weigh

# A prime, so that a scene's other seeds are not those of the scenes beside it.
_STRIDE = 1_000_003
_SEEDS = 2**31

# Paints what is asked for and looks at it; None where the safety checker refused a picture.
Paint = Callable[[Sequence[PictureRequest]], Sequence[Look | None]]


@dataclass(frozen=True)
class Choice:
    """What came of a request: the one that is shown, None where the checker refused all of them; how many were painted and how many of
    these refused; and what the judge says of it."""

    shown: PictureRequest | None
    tries: int
    refused: int
    scores: dict[str, float]
    faults: list[str]


def settle_pictures(requests: Sequence[PictureRequest], most: int, paint: Paint) -> list[Choice]:
    """For each request of a song, in its order, the best of up to `most` seeds: the first that has no fault, or the least poor.

    Requests that are equal, as those of a chorus, get the same picture. It depends on requests and pictures alone.
    """
    song = _Song(requests)
    asked = list(song.tries)
    for attempt in range(most):
        found = [replace(request, seed=(request.seed + attempt * _STRIDE) % _SEEDS) for request in asked]
        for request, painted, look in zip(asked, found, paint(found), strict=True):
            song.tries[request].append((painted, look))
        for request in asked:
            song.take_best(request)
        asked = [request for request in song.tries if song.is_poor(request)]
        if not asked:
            break
    return [song.tell(request) for request in requests]


# --------------------------------------------------------------------------------------------- private


class _Song:
    """What was painted for each distinct request, and which picture is taken for now."""

    def __init__(self, requests: Sequence[PictureRequest]) -> None:
        self.tries: dict[PictureRequest, list[tuple[PictureRequest, Look | None]]] = {request: [] for request in requests}
        self._taken: dict[PictureRequest, tuple[PictureRequest, Look]] = {}
        self._beside: dict[PictureRequest, list[PictureRequest]] = {request: [] for request in requests}
        for one, other in pairwise(requests):
            if one != other:
                self._beside[one].append(other)
                self._beside[other].append(one)

    def take_best(self, request: PictureRequest) -> None:
        """Take the best of what was painted, beside what is taken for its neighbours."""
        seen = [(painted, look) for painted, look in self.tries[request] if look is not None]
        if seen:
            self._taken[request] = min(seen, key=lambda one: weigh(one[1], self._score(request, one[1])))

    def is_poor(self, request: PictureRequest) -> bool:
        """Whether what is taken has a fault, or was refused."""
        return request not in self._taken or bool(self._find_faults(request))

    def tell(self, request: PictureRequest) -> Choice:
        """What is to be said in the end."""
        tries = self.tries[request]
        refused = sum(look is None for _, look in tries)
        if request not in self._taken:
            return Choice(None, len(tries), refused, {}, [])
        painted, look = self._taken[request]
        return Choice(painted, len(tries), refused, self._score(request, look), self._find_faults(request))

    def _score(self, request: PictureRequest, look: Look) -> dict[str, float]:
        return score_look(look, [self._taken[other][1] for other in self._beside[request] if other in self._taken])

    def _find_faults(self, request: PictureRequest) -> list[str]:
        look = self._taken[request][1]
        return find_faults(look, self._score(request, look))
