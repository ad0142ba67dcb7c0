"""The morning report of runs that were made up: what it says, and that its page needs nothing and trusts nobody."""

import hashlib
import re
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest

from flows.morning import build_report, write_report
from flows.wording import list_names, say_count, say_seconds
from songloom.model.document import dump_canonical
from songloom.model.record import Record
from songloom.store import Store
from songloom.store.runs import open_run

EVIL = "<script>alert('hi')</script>"


class Page(HTMLParser):
    """Collects tags and attributes, and checks that every tag is closed."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.addresses, self.open, self.images = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action", "data", "poster", "srcset")]
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in ("meta", "img", "br", "link"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def keep(store, stage, song, files, state="made"):
    key = hashlib.sha256(f"{stage} {song}".encode()).hexdigest()
    outputs = {name: store.objects.put(data) for name, data in files.items()}
    store.records.commit(Record(key, {"stage": stage}, outputs, {"seconds": 1.0}))
    return {"state": state, "engine": "x", "key": key}


def make_night(store, songs, is_ended=True):
    """A run: the second song fails, the third is in doubt, all others are well."""
    run = open_run(store)
    names = [f"song-{number}" for number in range(songs)]
    titles = {name: [EVIL, "A & B"] for name in names}
    head = {"started": "2026-11-20T22:00:00Z", "words": ["weave"], "songs": names, "titles": titles, "variants": ["main"]}
    run.write({"event": "run", "at_s": 0, **head, "machine": {"name": "loom", "runner": "threads"}, "versions": {}})
    picture = cv2.imencode(".jpg", np.full((720, 1280, 3), 90, np.uint8))[1].tobytes()
    plan = {}
    for number, name in enumerate(names):
        quality = {"verdict": "look_again" if number == 2 else "good", "reasons": [{"code": "c", "level": "look_again", "message": EVIL}]}
        stages = {"audio": keep(store, "audio", name, {"facts.json": dump_canonical({"duration_s": 100.0})})}
        if number == 1:
            stages["stems"] = {
                "state": "failed",
                "engine": "x",
                "key": "1" * 64,
                "error": {"where": "a.ogg", "what": EVIL, "cure": "mend it"},
            }
            stages["video"] = {"state": "blocked", "engine": "x"}
        else:
            stages["stems"] = keep(store, "stems", name, {"vocals.flac": name.encode()})
            stages["video"] = keep(store, "video", name, {"thumbnail.jpg": picture + name.encode()})
            stages["quality"] = keep(store, "quality", name, {"quality.json": dump_canonical(quality)})
        for stage, step in stages.items():
            if step["state"] == "made":
                seconds = 900.0 if (stage, number) == ("stems", 4) else 50.0
                told = {
                    "song": name,
                    "variant": "main",
                    "stage": stage,
                    "key": step["key"],
                    "seconds": seconds,
                    "bytes": 1000,
                    "device": "cpu",
                }
                run.write({"event": "made", "at_s": 10 * number, **told})
        plan[name] = {"main": stages}
        if is_ended or number < songs // 2:
            run.write({"event": "closed", "at_s": 10 * number, "songs": {name: plan[name]}})
    if is_ended:
        run.write_plan({"root": "f" * 64, "songs": plan})
        run.write({"event": "ended", "at_s": 18_720, "code": 1})
    run.close()
    return run.name


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_the_page_needs_nothing_else_and_escapes_what_others_wrote(store, tmp_path):
    file = write_report(store, make_night(store, 8), tmp_path / "report")
    text = file.read_text()
    page = Page(text)
    assert not page.open
    assert all(address.startswith(("data:image/jpeg;base64,", "#")) for address in page.addresses)
    assert not re.search(r"url\(|@import|https?://", text)
    assert not {"script", "link", "iframe"} & set(page.tags)
    assert "&lt;script&gt;" in text
    assert EVIL not in text
    assert len(page.images) == 7
    assert all(image["alt"] for image in page.images)
    assert page.tags.count("h1") == 1
    assert page.tags.count("table") == page.tags.count("thead")


def test_what_to_look_at_first_is_what_is_worst(store):
    data = build_report(store, make_night(store, 8), 3.6).data
    assert data["headline"] == "7 of 8 songs done, 1 failed, 1 to look at; 5 h 12 min"
    assert [entry["kind"] for entry in data["look_first"]] == ["failed", "look_again", "slow"]
    assert data["look_first"][0]["command"] == "songloom weave --song song-1 --retry-failed"
    assert data["look_first"][2]["songs"] == ["song-4"]
    assert data["slowest"][0] == {"song": "song-4", "seconds": 1050.0, "most": {"stage": "stems", "seconds": 900.0}}
    stems = next(stage for stage in data["stages"] if stage["stage"] == "stems")
    assert (stems["made"], stems["failed"], stems["seconds"], stems["price"]) == (7, 1, 1200.0, 1.2)


def test_a_killed_run_is_told_from_its_journal_alone(store):
    data = build_report(store, make_night(store, 8, is_ended=False)).data
    assert data["run"]["state"] == "killed"
    assert data["counts"]["done"] == 3
    assert data["counts"]["failed"] == 1
    assert data["counts"]["unfinished"] == 4
    assert data["look_first"][0] == {
        "kind": "run",
        "songs": [],
        "reason": "the run was cut off: it was killed, or the machine went down",
        "advice": "what was finished is kept; run it again and it goes on from there",
        "command": "songloom weave",
    }


def test_the_same_journal_is_the_same_report(store, tmp_path):
    name = make_night(store, 6)
    first, second = write_report(store, name, tmp_path / "a"), write_report(store, name, tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()
    assert first.with_name("report.json").read_bytes() == second.with_name("report.json").read_bytes()


def test_pictures_are_bounded_and_those_left_out_are_counted(store, monkeypatch, tmp_path):
    monkeypatch.setattr("flows.contact.MOST_PICTURES", 3)
    file = write_report(store, make_night(store, 8), tmp_path)
    assert len(Page(file.read_text()).images) == 3
    assert "4 more videos were made and are not shown here" in file.read_text()


def test_words_for_people():
    assert [say_seconds(seconds) for seconds in (3.25, 59.96, 18_720, 7_199.7)] == ["3.2 s", "1 min", "5 h 12 min", "2 h"]
    assert (say_count(1, "song"), say_count(1200, "song")) == ("1 song", "1,200 songs")
    assert list_names(["a", "b", "c", "d"]) == "a, b, c and 1 more"
