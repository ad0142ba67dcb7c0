"""Times, amounts and causes as people say them."""

from typing import Any

from songloom.pipeline.explain import Difference


def say_seconds(seconds: float) -> str:
    """A length of time, in the two units that matter.

    >>> [say_seconds(seconds) for seconds in (0.04, 3.25, 59.96, 200, 18_720, 7_199.7, 200_000)]
    ['0.0 s', '3.2 s', '1 min', '3 min 20 s', '5 h 12 min', '2 h', '2 d 8 h']
    """
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    whole = round(seconds)
    for unit, size, below, part in (("d", 86_400, "h", 3_600), ("h", 3_600, "min", 60), ("min", 60, "s", 1)):
        # What would be rounded up to a whole larger unit is one.
        parts = (whole + part // 2) // part
        many, few = divmod(parts, size // part)
        if many:
            return f"{many} {unit} {few} {below}" if few else f"{many} {unit}"
    return f"{whole} s"


def say_count(count: int, noun: str, nouns: str = "") -> str:
    """So many of something.

    >>> say_count(1, "song"), say_count(2, "song"), say_count(12_000, "reply", "replies")
    ('1 song', '2 songs', '12,000 replies')
    """
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def say_picture(told: dict[str, Any]) -> list[str]:
    """What the record of a painted picture tells of it: seed and scores, then the prompt.

    >>> say_picture({"seed": 7, "tries": 2, "refused": 0, "scores": {"clutter": 0.09}, "faults": ["clutter"], "prompt": "a sea"})
    ['seed 7, the best of 2; clutter 0.09; poor: clutter', 'a sea']
    """
    refused = f", {told['refused']} refused" if told["refused"] else ""
    tried = f", the best of {told['tries']}{refused}" if told["tries"] > 1 or refused else ""
    head = f"{told['substitute']} in its place{tried}" if "substitute" in told else f"seed {told['seed']}{tried}"
    scores = ", ".join(f"{name} {score:g}" for name, score in told["scores"].items())
    faults = f"poor: {', '.join(told['faults'])}" if told["faults"] else ""
    return ["; ".join(part for part in (head, scores, faults) if part), told["prompt"]]


def list_names(names: list[str], most: int = 3) -> str:
    """Names in a sentence, with how many more there are.

    >>> list_names(["a"]), list_names(["a", "b"]), list_names(["a", "b", "c", "d", "e"])
    ('a', 'a and b', 'a, b, c and 2 more')
    """
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most:,} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def say_difference(found: Difference) -> str:
    """Why a step's key is another one.

    >>> say_difference(Difference("options.crf", 20, 18))
    'options.crf is 18 and was 20'
    """
    if found.before is None:
        return f"{found.field} is new"
    return f"{found.field} is {_shorten(found.now)} and was {_shorten(found.before)}" if found.now is not None else f"{found.field} is gone"


# --------------------------------------------------------------------------------------------- private


def _shorten(value: Any) -> str:
    text = str(value)
    return text[:12] if len(text) == 64 else text if len(text) <= 60 else text[:57] + "..."
