import json

from songloom.model.record import Record
from songloom.pipeline.explain import find_change, find_difference
from songloom.pipeline.keys import Maker, build_preimage, hash_preimage
from songloom.pipeline.outside import Input
from songloom.store import Store


def make_preimage(version="1", options=None, **inputs):
    return build_preimage(Maker("segments", "skia", version, options or {"crf": 20}), inputs)


def explain(store, before, now, data=None):
    inputs = {name: Input(digest, data=data) for name, digest in now["inputs"].items()}
    return find_difference(Record(hash_preimage(before), before, {}), now, inputs, store)


def test_equal_keys_do_not_differ(tmp_path):
    assert explain(Store(tmp_path), make_preimage(a="1"), make_preimage(a="1")) is None


def test_the_first_field_that_differs_is_named(tmp_path):
    found = explain(Store(tmp_path), make_preimage("1", {"crf": 20}, a="1"), make_preimage("2", {"crf": 18}, a="2"))
    assert (found.field, found.before, found.now) == ("version", "1", "2")
    found = explain(Store(tmp_path), make_preimage(options={"crf": 20}, a="1"), make_preimage(options={"crf": 18}, a="2"))
    assert (found.field, found.before, found.now) == ("options.crf", 20, 18)


def test_an_input_that_came_or_went_is_named(tmp_path):
    assert explain(Store(tmp_path), make_preimage(a="1"), make_preimage(a="1", b="2")).field == "inputs.b"
    assert explain(Store(tmp_path), make_preimage(a="1", b="2"), make_preimage(a="1")).now is None


def test_documents_are_looked_into(tmp_path):
    store = Store(tmp_path)
    before = store.objects.put(json.dumps({"ink": {"sung": "#ffffff", "waiting": "#aaaaaa"}, "rows": [1, 2]}).encode()).digest
    after = json.dumps({"ink": {"sung": "#ff0000", "waiting": "#aaaaaa"}, "rows": [1, 3]}).encode()
    found = explain(store, make_preimage(theme=before), make_preimage(theme="f" * 64), after)
    assert (found.field, found.before, found.now) == ("inputs.theme.ink.sung", "#ffffff", "#ff0000")


def test_the_last_change_is_found_between_two_records(tmp_path):
    store = Store(tmp_path)
    records = [store.records.commit(Record(hash_preimage(pre), pre, {})) for pre in (make_preimage("1"), make_preimage("2"))]
    assert find_change(records[1].key, records[0].key, store).field == "version"
    assert find_change(records[1].key, None, store) is None
    assert find_change(records[1].key, "0" * 64, store) is None
