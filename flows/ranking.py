"""What to look at first in the morning: each with one reason, what to do about it, and the command that does it."""

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from flows.account import Account
from flows.tally import read_output
from flows.wording import list_names, say_count, say_seconds
from songloom.store import Store

# A step is slow if it took so many times what it takes for a song of that length, and so much longer that somebody would notice.
SLOW_TIMES = 3.0
SLOW_S = 60.0
# Fewer steps of a stage say nothing of what is usual.
FEWEST_STEPS = 5
# More songs than these are not named one by one in a command.
MOST_NAMED = 4

ENDINGS = {
    "killed": (
        "the run was cut off: it was killed, or the machine went down",
        "what was finished is kept; run it again and it goes on from there",
    ),
    "broken": ("an error ended the run", "mend what it names and run it again: it goes on from there"),
    "interrupted": ("the run was interrupted", "run it again and it goes on from there"),
    "stopped": ("the run stopped before all was done", "run it again and it goes on from there"),
}
LISTEN = "listen where it says; mend the words in the lyrics file, or the times in this export"


def rank(account: Account, songs: Sequence[Mapping[str, Any]], store: Store) -> list[dict[str, Any]]:
    """What to look at, the weightiest first: how the run ended, failed songs (equal causes together), songs whose quality is bad, those
    to look at again, what was slow, workers that were lost. Each has `kind`, `songs`, `reason`, `advice`, `command`."""
    return [
        *_tell_ending(account),
        *_list_failed(account, songs),
        *(_doubt(song) for verdict in ("bad", "look_again") for song in songs if song["verdict"] == verdict),
        *_list_slow(account, store),
        *_tell_lost(account),
    ]


# --------------------------------------------------------------------------------------------- private


def _tell_ending(account: Account) -> Iterator[dict[str, Any]]:
    if account.state in ENDINGS:
        reason, advice = ENDINGS[account.state]
        why = (account.ended or {}).get("error") or (account.ended or {}).get("stopped")
        yield _entry("run", [], f"{reason}: {why}" if why and why != "interrupted" else reason, advice, account.command)


def _list_failed(account: Account, songs: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Songs that failed alike are told once, what most songs met first."""
    groups: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for song in songs:
        if error := song["error"]:
            groups.setdefault((error["stage"], error["what"], error["cure"]), []).append(song)
    for (stage, what, cure), group in sorted(groups.items(), key=lambda item: -len(item[1])):
        names = [song["song"] for song in group]
        where = group[0]["error"]["where"] if len(group) == 1 else ""
        reason = f"{stage}: {where}: {what}" if where else f"{stage}: {what}"
        yield _entry("failed", names, reason, cure or "mend the input, then weave it again", _weave_again(names, account))


def _weave_again(songs: list[str], account: Account) -> str:
    variants = account.head["variants"]
    words = ["songloom", "weave"]
    if len(songs) <= MOST_NAMED:
        words += [word for song in songs for word in ("--song", song)]
    if len(variants) > 1:
        words += ["--variant", "all"]
    elif variants and variants[0] != "main":
        words += ["--variant", variants[0]]
    return shlex.join([*words, "--retry-failed"])


def _doubt(song: Mapping[str, Any]) -> dict[str, Any]:
    told = [str(reason.get("message", "")) for reason in song["reasons"] if reason.get("level") != "note"] or ["no reason is given"]
    more = f" (and {say_count(len(told) - 1, 'more reason')})" if len(told) > 1 else ""
    command = shlex.join(["songloom", "words", "export", song["song"], "-o", f"{song['song']}.txt"])
    return _entry(song["verdict"], [song["song"]], told[0] + more, LISTEN, command)


def _list_slow(account: Account, store: Store) -> list[dict[str, Any]]:
    """Songs with a step that took far longer than songs of their length take, the longest first; each song once."""
    lengths: dict[str, float] = {}
    for song, variants in account.songs.items():
        keys = [stages["audio"].get("key", "") for stages in variants.values() if "audio" in stages]
        lengths[song] = _read_length(store, keys[0]) if keys else 0.0
    # A step of which some parts were there before says too little of its cost.
    whole = [line for line in account.made if not (line.get("parts") or {}).get("reused") and lengths.get(line["song"])]
    slow: dict[str, tuple[float, str, str]] = {}
    for stage in dict.fromkeys(line["stage"] for line in whole):
        lines = [line for line in whole if line["stage"] == stage]
        usual = median(line["seconds"] / lengths[line["song"]] for line in lines)
        for line in lines if len(lines) >= FEWEST_STEPS else ():
            expected = usual * lengths[line["song"]]
            excess = line["seconds"] - expected
            if excess > SLOW_S and line["seconds"] > SLOW_TIMES * expected and excess > slow.get(line["song"], (0.0,))[0]:
                times = line["seconds"] / expected if expected else 0.0
                says = f"{stage} took {say_seconds(line['seconds'])}, {times:.0f} times what it takes for a song of this length"
                slow[line["song"]] = (excess, stage, says)
    ranked = sorted(slow.items(), key=lambda item: -item[1][0])
    advice = "see where and with what it was made; a machine that was busy with something else is the usual cause"
    return [_entry("slow", [song], says, advice, shlex.join(["songloom", "show", song])) for song, (_, _, says) in ranked]


def _read_length(store: Store, key: str) -> float:
    """How long a song is, in seconds; 0 where that is not known."""
    try:
        return float(json.loads(read_output(store, key, "facts.json") or b"{}").get("duration_s", 0))
    except (ValueError, TypeError, AttributeError):
        return 0.0


def _tell_lost(account: Account) -> Iterator[dict[str, Any]]:
    lost = account.list_notes("lost")
    if lost:
        songs = list(dict.fromkeys(song for line in lost for song in line.get("songs", ())))
        reason = f"{say_count(len(lost), 'worker')} lost, last with {lost[-1].get('error', 'no word of why')}"
        advice = f"their steps were tried again; if it was memory, run fewer workers at a time (seen with {list_names(songs)})"
        yield _entry("lost", songs, reason, advice, "songloom doctor")


def _entry(kind: str, songs: list[str], reason: str, advice: str, command: str) -> dict[str, Any]:
    return {"kind": kind, "songs": songs, "reason": reason, "advice": advice, "command": command}
