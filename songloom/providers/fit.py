"""Whether a record is the song that was asked for: by its length, its names and the words that were heard."""

import re
import unicodedata
from collections.abc import Iterable

from songloom.metrics.matching import match_tokens
from songloom.model.answer import Query
from songloom.providers.candidate import Candidate, Names, strip_stamps

# A record is of another version of the song (an edit, a live one) when its length is further off.
MOST_APART_S = 3.0
# The share of a record's words that must have been heard, in their order. With two of five words dropped and three of ten misheard,
# the words of ten songs were still heard to 40 % and more; those of any other of the ten to 27 % at most.
LEAST_HEARD = 0.30
# A record that nothing but what was heard led to has to be surer.
LEAST_HEARD_ALONE = 0.40
# Fewer words heard prove nothing.
FEWEST_HEARD = 8
MOST_COMPARED = 3000

# Thai, Lao, Burmese, Khmer, kana, Chinese characters.
_UNPARTED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_TOKEN = re.compile(rf"{_UNPARTED.pattern}|(?:(?!{_UNPARTED.pattern})[^\W_])+")
_HEADING = re.compile(r"\[[^\]]*\]")
_ASIDE = re.compile(
    r"[(\[][^)\]]*[)\]]|\s[-–—]\s.*\b(?:remaster|version|edit|mix|live|mono|stereo)\w*\b.*|\b(?:feat|ft)\b.*", re.IGNORECASE
)
_EMPTY_WORDS = {"the", "and", "feat", "featuring", "ft", "with", "a", "le", "la", "les", "der", "die", "das", "el", "los", "las"}


def find_misfit(found: Candidate, query: Query) -> str:
    """Why a record is not the song's, in words that follow "it"; "" where it fits."""
    if found.instrumental:
        return "says that nobody sings"
    words = fold_words(_HEADING.sub(" ", strip_stamps(found.text)))
    if not words:
        return "holds no words"
    if found.duration_s is not None and abs(found.duration_s - query.duration_s) > MOST_APART_S:
        return f"is {found.duration_s:.0f} s long, the audio {query.duration_s:.0f} s"
    if found.sought and (reason := find_other_name(found.names, found.sought)):
        return reason
    least = LEAST_HEARD if found.sought else LEAST_HEARD_ALONE
    share = measure_heard(words, query.heard)
    if share is None and (found.sought is None or not found.sought.artist):
        return "cannot be told from others: nobody named the artist, or listened"
    if share is not None and share < least:
        return f"has {share:.0%} of its words in the sound, of {least:.0%} at least"
    return ""


def is_still_heard(text: str, heard: Iterable[str]) -> bool:
    """Whether words that fitted once fit what was heard since."""
    words = fold_words(_HEADING.sub(" ", strip_stamps(text)))
    share = measure_heard(words, heard) if words else None
    return share is None or share >= LEAST_HEARD


def find_other_name(found: Names, sought: Names) -> str:
    """What the record is called, where that is another name."""
    title, wanted = (set(fold_words(simplify_title(name))) for name in (found.title, sought.title))
    # One may say more than the other, but not mostly other things.
    is_part = bool(title) and 2 * len(title & wanted) >= max(len(title), len(wanted)) and (title <= wanted or wanted <= title)
    # Some titles are signs alone.
    is_title = is_part or found.title.casefold() == sought.title.casefold() != ""
    artist, known = (set(fold_words(name)) for name in (found.artist, sought.artist))
    is_artist = not known or bool((artist & known) - _EMPTY_WORDS) or artist == known
    return "" if is_title and is_artist else f"is called “{found.title}” by {found.artist or 'nobody'}"


def measure_heard(words: list[str], heard: Iterable[str]) -> float | None:
    """The share of folded words that were heard, one to one and in order, in [0, 1]; None where too little was heard to tell."""
    given = fold_words(" ".join(heard))[:MOST_COMPARED]
    if len(given) < FEWEST_HEARD:
        return None
    wanted = words[:MOST_COMPARED]
    matched = match_tokens([(word, 0.0) for word in wanted], [(word, 0.0) for word in given])
    return sum(index is not None for index in matched) / len(wanted)


def fold_words(text: str) -> list[str]:
    """The words of a text as they can be compared: no case, accents or punctuation. In scripts that part no words, letters that follow
    one another, in pairs: single ones are shared by all songs, and no two recognisers part them alike.

    >>> fold_words("Don't — l'ÉTÉ 夜空 の"), fold_words("夜")
    (['dont', 'lete', '夜空', '空の'], ['夜'])
    """
    tokens = fold_letters(text)
    words = []
    for before, token, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
        if not is_unparted(token):
            words.append(token)
        elif is_unparted(after):
            words.append(token + after)
        elif not is_unparted(before):
            words.append(token)
    return words


def fold_letters(text: str) -> list[str]:
    """The same, with every letter of a script that parts no words for itself."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    # An apostrophe joins: recognisers and writers set it differently.
    plain = "".join(letter for letter in folded if letter not in "'’ʼ`" and not unicodedata.combining(letter))
    return _TOKEN.findall(plain)


def is_unparted(token: str) -> bool:
    """Whether a token is a letter of a script that parts no words."""
    return _UNPARTED.fullmatch(token) is not None


def simplify_title(title: str) -> str:
    """A title without what stores add to it: `Song (feat. Somebody) - 2011 Remaster` is `Song`.

    >>> simplify_title("Song (feat. Somebody) - 2011 Remaster"), simplify_title("(Untitled)")
    ('Song', '(Untitled)')
    """
    return " ".join(_ASIDE.sub(" ", title).split()) or title
