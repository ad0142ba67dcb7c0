import stat

from songloom.model.record import Output
from songloom.store import Store


def test_an_object_lies_under_its_digest_and_is_read_only(tmp_path):
    output = Store(tmp_path).objects.put(b"thread")
    path = Store(tmp_path).objects.path_of(output.digest)
    assert path.read_bytes() == b"thread"
    assert path.relative_to(tmp_path / "objects").parts == (output.digest[:2], output.digest[2:])
    assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_adopting_moves_the_file(tmp_path):
    file = tmp_path / "made.bin"
    file.write_bytes(b"warp")
    output = Store(tmp_path / "store").objects.adopt(file)
    assert not file.exists()
    assert Store(tmp_path / "store").objects.has(output)


def test_putting_again_heals_a_damaged_object(tmp_path):
    objects = Store(tmp_path).objects
    path = objects.path_of(objects.put(b"weft").digest)
    path.chmod(0o644)
    path.write_bytes(b"W")
    objects.put(b"weft")
    assert path.read_bytes() == b"weft"


def test_an_object_of_another_size_is_not_there(tmp_path):
    objects = Store(tmp_path).objects
    output = objects.put(b"loom")
    assert objects.has(output)
    assert not objects.has(Output(output.digest, 5))
