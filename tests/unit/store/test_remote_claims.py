import json
import time

import pytest

from songloom.store.remote import Remote
from songloom.store.remote_claims import locate_claim


def read_claim(remote, name):
    return json.loads(remote.wire.read(locate_claim(name), 0, 4096))


@pytest.fixture(params=["folder", "s3"])
def remote(request):
    return request.getfixturevalue(request.param)


def test_one_machine_has_it_until_it_lets_go(remote):
    assert remote.claim("thread", "a") and not remote.claim("thread", "b")
    assert remote.claim("other", "b")
    remote.release("thread", "b")
    assert not remote.claim("thread", "b")
    remote.release("thread", "a")
    assert remote.claim("thread", "b") and not remote.claim("thread", "a")


def test_a_claim_runs_out_and_is_taken_over(remote):
    assert remote.claim("thread", "a", lease_s=-1)
    assert remote.claim("thread", "b") and not remote.renew("thread", "a")
    assert read_claim(remote, "thread")["holder"] == "b"


def test_who_renews_holds_it_longer(remote):
    assert remote.claim("thread", "a", lease_s=-1)
    assert remote.renew("thread", "a", lease_s=1000)
    assert read_claim(remote, "thread")["until"] > time.time() + 900
    assert not remote.claim("thread", "b")


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"holder": 1}', b"\xff", b"[" * 4096, b'{"holder":"x","until":"soon"}'])
def test_a_claim_that_cannot_be_read_holds_nobody(folder, damage):
    folder.wire.write(locate_claim("thread"), [damage])
    assert folder.claim("thread", "b") and not folder.claim("thread", "a")


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "..", "x" * 5000, "Ö\n", "a%2Fb"])
def test_no_name_leads_out_of_the_folder(folder, tmp_path, name):
    assert folder.claim(name, "a") and not folder.claim(name, "b")
    assert len(list((tmp_path / "nas" / "claims").iterdir())) == 1
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "claims"]


def test_while_the_remote_is_away_everything_is_ours(tmp_path):
    remote = Remote(f"file://{tmp_path}/none")
    assert remote.claim("thread", "a") and remote.renew("thread", "a")
    remote.release("thread", "a")
    assert len(remote.take_troubles()) == 1
