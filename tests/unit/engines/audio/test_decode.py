"""What the decode engine does where the machine, not the song, is at fault."""

from pathlib import Path

import pytest

from songloom.engines.audio.contract import DecodeOptions
from songloom.engines.audio.decode import Decode
from songloom.errors import StoreError
from tests.fixtures.sound import make_noise, write_sound


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_no_fault_of_the_song(tmp_path):
    source = write_sound(tmp_path / "a.wav", make_noise(3))
    with pytest.raises(StoreError, match="cannot be written; free"):
        Decode(DecodeOptions(min_s=1, max_s=60)).decode(source, Path("/dev/full"), lambda share: None)
