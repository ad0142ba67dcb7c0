"""The contact sheet of a run: a small picture of every video that it made, few and small enough for one page."""

import base64
from collections import Counter
from dataclasses import dataclass

from flows.account import Account
from flows.tally import list_steps, read_output
from songloom.store import Store

# Across, in pixels: sharp at the size at which the page shows them.
WIDTH = 320
# Of a JPEG; enough for a look, a fifth of the bytes of the original.
JPEG_QUALITY = 72
# All pictures of a page together, in bytes: a report is to be mailed.
MOST_BYTES = 6_000_000
MOST_PICTURES = 400


@dataclass(frozen=True)
class Picture:
    """One video's thumbnail: of which song and variant, its size in pixels, and its bytes as a `data:` address."""

    song: str
    variant: str
    width: int
    height: int
    address: str


@dataclass(frozen=True)
class Sheet:
    """The pictures, in the order of the catalogue, and how many more videos were made."""

    pictures: tuple[Picture, ...]
    left_out: int


def lay_out_sheet(account: Account, store: Store) -> Sheet:
    """The pictures of the videos that the run made. Where they are too many, every song keeps its first variant before any has two."""
    made = [
        (song, variant, step["key"]) for song, variant, stage, step in list_steps(account) if stage == "video" and step["state"] == "made"
    ]
    place, seen = {}, Counter[str]()
    for number, (song, variant, _) in enumerate(made):
        place[song, variant] = (seen[song], number)
        seen[song] += 1
    pictures: dict[int, Picture] = {}
    size = 0
    for song, variant, key in sorted(made, key=lambda one: place[one[0], one[1]])[:MOST_PICTURES]:
        data = read_output(store, key, "thumbnail.jpg")
        picture = _shrink(song, variant, data) if data else None
        if picture and size + len(picture.address) <= MOST_BYTES:
            size += len(picture.address)
            pictures[place[song, variant][1]] = picture
    return Sheet(tuple(pictures[number] for number in sorted(pictures)), len(made) - len(pictures))


# --------------------------------------------------------------------------------------------- private


def _shrink(song: str, variant: str, data: bytes) -> Picture | None:
    """None where the bytes are no picture."""
    import cv2
    import numpy as np

    try:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    if image is None:
        return None
    height, width = image.shape[:2]
    share = min(1.0, WIDTH / max(width, height))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    small = cv2.imencode(".jpg", cv2.resize(image, size, interpolation=cv2.INTER_AREA), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1]
    return Picture(song, variant, *size, "data:image/jpeg;base64," + base64.b64encode(small.tobytes()).decode("ascii"))
