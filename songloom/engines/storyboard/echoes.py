"""What a place between two words shows beside others: rhymes, a word that ends lines elsewhere too, lines that begin in step."""

import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence

from songloom.engines.storyboard.evidence import Evidence
from songloom.model.timing import Word

_VOWELS = frozenset("aeiouyаеёиоуыэюяαεηιουω")
# Two lines that rhyme end this many words apart; a tail of this share of all words is no rhyme but the language.
_RHYME_NEAREST, _RHYME_FARTHEST, _COMMON_TAIL = 3, 24, 0.05
# Lines begin this far apart; how near two distances are that count as one, and how near in step is in step.
_PERIOD_S, _BIN_S, _STEP_S = (1.2, 7.0), 0.05, 0.3
_MOST_IN_STEP = 2.0
# A word is placed within about 0.1 s: a distance counts in the bins around its own too, by so much.
_BLUR = ((-3, 0.2), (-2, 0.5), (-1, 0.85), (0, 1.0), (1, 0.85), (2, 0.5), (3, 0.2))
# Places less likely than this are not asked.
_LEAST_LIKELY = 0.05


def hear_echoes(words: Sequence[Word], spoken: Sequence[str], likely: Sequence[float]) -> Evidence:
    """`likely[k - 1]` is how likely a line ends before word k, by what that place shows alone."""
    return {
        "rhyme": _find_rhymes(spoken, likely),
        "ends_alike": _compare_ends(spoken, likely),
        "in_step": _find_steps([word.start_s for word in words[1:]], likely),
    }


# --------------------------------------------------------------------------------------------- private


def _find_rhymes(spoken: Sequence[str], likely: Sequence[float]) -> list[float]:
    """How likely the best rhyme of the word before each place ends a line; less where many words sound so."""
    tails = [_cut_tail(word) for word in spoken]
    count = Counter(tails)
    places: dict[str, list[int]] = defaultdict(list)
    for place in range(len(likely)):
        places[tails[place]].append(place)
    found = []
    for place in range(len(likely)):
        alike = places[tails[place]]
        near = alike[bisect_left(alike, place - _RHYME_FARTHEST) : bisect_right(alike, place + _RHYME_FARTHEST)]
        rhymes = (
            likely[other] for other in near if _RHYME_NEAREST <= abs(other - place) <= _RHYME_FARTHEST and spoken[other] != spoken[place]
        )
        found.append(max(rhymes, default=0.0) / (1 + count[tails[place]] / (_COMMON_TAIL * len(spoken))))
    return found


def _cut_tail(word: str) -> str:
    """A word from its last sounded vowels on, by spelling."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter) and letter != "'")
    is_mute = len(bare) > 2 and word.endswith("e") and bare[-2] not in _VOWELS
    core = bare[:-1] if is_mute else bare
    at = len(core)
    while at and core[at - 1] not in _VOWELS:
        at -= 1
    while at and core[at - 1] in _VOWELS:
        at -= 1
    return core[at:] if _VOWELS & set(core) else word


def _compare_ends(spoken: Sequence[str], likely: Sequence[float]) -> list[float]:
    """Log-odds that a line ends behind this word elsewhere, against any place."""
    if not likely:
        return []
    usual = sum(likely) / len(likely)
    sums, count = defaultdict(float), Counter(spoken[:-1])
    for word, share in zip(spoken, likely, strict=False):
        sums[word] += share
    others = ((sums[word] - share + usual) / count[word] for word, share in zip(spoken, likely, strict=False))
    return [_log_odds(other) - _log_odds(usual) for other in others]


def _log_odds(share: float) -> float:
    kept = min(max(share, 1e-3), 1 - 1e-3)
    return math.log(kept / (1 - kept))


def _find_steps(starts_s: Sequence[float], likely: Sequence[float]) -> list[float]:
    """How much lies one period before and behind each place, where lines of this song begin a period apart."""
    asked = [(start_s, share) for start_s, share in zip(starts_s, likely, strict=True) if share >= _LEAST_LIKELY]
    times_s, shares = [start_s for start_s, _ in asked], [share for _, share in asked]
    period_s = _find_period_s(times_s, shares)
    found = []
    for start_s in starts_s:
        sides = (start_s - period_s, start_s + period_s)
        reach = [range(bisect_right(times_s, side - _STEP_S), bisect_left(times_s, side + _STEP_S)) for side in sides]
        near = sum(shares[k] * (1 - abs(times_s[k] - side) / _STEP_S) for side, ks in zip(sides, reach, strict=True) for k in ks)
        found.append(min(near, _MOST_IN_STEP))
    return found


def _find_period_s(times_s: Sequence[float], shares: Sequence[float]) -> float:
    """The distance of line starts that stands out most, with its double, over distances about as long."""
    least, most = (round(edge_s / _BIN_S) for edge_s in _PERIOD_S)
    apart = [0.0] * (2 * most + 3)
    for k, (time_s, share) in enumerate(zip(times_s, shares, strict=True)):
        for j in range(k + 1, bisect_left(times_s, time_s + 2 * _PERIOD_S[1])):
            apart[round((times_s[j] - time_s) / _BIN_S)] += share * shares[j]
    near = [sum(weight * apart[max(at + off, 0)] for off, weight in _BLUR if at + off < len(apart)) for at in range(len(apart))]
    score = [near[at] + 0.5 * near[2 * at] for at in range(most + 1)]
    sums = [0.0]
    for value in score:
        sums.append(sums[-1] + value)

    def stand_out(at: int) -> float:
        first, end = max(0, at - 20), min(most + 1, at + 21)
        return score[at] / ((sums[end] - sums[first]) / (end - first) + 1)

    return max(range(least, most + 1), key=stand_out) * _BIN_S
