"""The prompts, in files of their own: their digests stand here, so that an edited prompt is a changed engine and not an unseen one."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template

BRIEF, WINDOW = "brief-3.txt", "window-1.txt"
DIGESTS = {
    BRIEF: "73911956d574e0e4cbd994924e392fe1e12a34cda39dad59f449e0c41e765230",
    WINDOW: "e0fdb43691eb020ea20ba501d09bfc5db6525d50f80db233177313efbe3ed507",
}
_FOLDER = Path(__file__).with_name("asked")


def write_prompt(name: str, facts: Mapping[str, object]) -> str:
    """The prompt of that name with the facts in their places."""
    return _read_prompt(name).substitute(facts)


# --------------------------------------------------------------------------------------------- private


@cache
def _read_prompt(name: str) -> Template:
    data = (_FOLDER / name).read_bytes().replace(b"\r\n", b"\n")
    if (digest := sha256(data).hexdigest()) != DIGESTS[name]:
        raise ValueError(f"{name} was changed: put {digest} into DIGESTS, and give a prompt that means something else a new number")
    return Template(data.decode())
